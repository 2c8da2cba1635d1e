"""Do the stated quantities of two parties meet, by how much do they miss, and where does the matter stand today."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from harbour import Said, findings, said, store_of
from pyoxigraph import NamedNode, Quad, Store
from test_queries import _store

from kg.derive import derive
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.iris import case_graph, slug_of
from kg.model import Interval, Quantity
from kg.query import load, run
from kg.units import make_quantity
from kg.vocab import NEG

EARLY, LATE = (Interval(day, day) for day in (date(2025, 7, 1), date(2025, 7, 20)))
PREFIXES = """
@prefix issue: <https://w3id.org/negotiation-kg/scheme/issue/> .
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix provision: <https://w3id.org/negotiation-kg/scheme/provision/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def of(text: str) -> Quantity:
    """Read ``30..40 d``, ``30.. d``, ``..40 d`` or ``40 d``; the whole is the verbatim text too."""
    bounds, _, unit = text.partition(" ")
    low, dots, high = bounds.partition("..")
    high = high if dots else low
    return make_quantity(Decimal(low) if low else None, Decimal(high) if high else None, unit, text)


def wants(party: str, text: str | None, words: str = "demands fee", **more: object) -> list[Said]:
    """Return a statement of a party with a quantity."""
    return said(f"{party} {words}", quantity=of(text) if text else None, **more)


def with_case(store: Store, turtle: str) -> Store:
    """Add to the case of a store."""
    quads = parse_rdf((PREFIXES + turtle).encode(), format="turtle", source="more")
    store.extend(Quad(quad.subject, quad.predicate, quad.object, case_graph("harbour")) for quad in quads)
    return store


def ranges(store: Store) -> list[tuple[str, str, str | None, str | None]]:
    """Derive, and return of each finding about quantities: kind, reason, gap and its unit; by reason."""
    values: dict[NamedNode, dict[NamedNode, str]] = {}
    for quad in derive(store):
        assert isinstance(quad.subject, NamedNode)
        value = slug_of(quad.object) if isinstance(quad.object, NamedNode) else quad.object.value  # type: ignore[union-attr]
        values.setdefault(quad.subject, {})[quad.predicate] = value
    found = [one for one in values.values() if one.get(NEG.findingKind) in ("range", "ranges-meet")]
    return sorted((one[NEG.findingKind], one[NEG.reason], one.get(NEG.gap), one.get(NEG.unit)) for one in found)


FEE = "On “Ships pay a fee” Aland says “{}”, Boria “{}”: they "

# What Aland and Boria say; the kind of the finding; how its sentence ends; gap and unit.
COMPARED = [
    ("30 d", "40 d", "range", "are 10 days apart.", "10", "d"),
    ("40 d", "30 d", "range", "are 10 days apart.", "10", "d"),
    ("30 d", "31 d", "range", "are 1 day apart.", "1", "d"),
    ("30..40 d", "45..60 d", "range", "are 5 days apart.", "5", "d"),
    ("..30 d", "45.. d", "range", "are 15 days apart.", "15", "d"),
    ("2 wk", "15 d", "range", "are 1 day apart.", "1", "d"),
    ("1 a", "18 mo", "range", "are 182.625 days apart.", "182.625", "d"),
    ("20 %", "15.5 %", "range", "are 4.5 percentage points apart.", "4.5", "%"),
    ("2000000 EUR", "500000 EUR", "range", "are 1,500,000 EUR apart.", "1500000", "EUR"),
    ("1200 {person}", "200 {person}", "range", "are 1,000 people apart.", "1000", "{person}"),
    ("9 {crane}", "12 {crane}", "range", "are 3 cranes apart.", "3", "{crane}"),
    ("9 {barrel}/d", "10 {barrel}/d", "range", "are 1 barrel a day apart.", "1", "{barrel}/d"),
    ("3 1", "5 1", "range", "are 2 apart.", "2", "1"),
    ("1.001 km", "1 km", "range", "are 0.001 km apart.", "0.001", "km"),
    ("30..40 d", "35..60 d", "ranges-meet", "meet from 35 to 40 days.", None, None),
    ("30 d", "30 d", "ranges-meet", "meet at 30 days.", None, None),
    ("30..40 d", "40..50 d", "ranges-meet", "meet at 40 days.", None, None),
    ("4 wk", "28 d", "ranges-meet", "meet at 28 days.", None, None),
    ("30.. d", "50.. d", "ranges-meet", "meet from 50 days up.", None, None),
    ("..30 d", "..50 d", "ranges-meet", "meet up to 30 days.", None, None),
    ("10.. d", "30..40 d", "ranges-meet", "meet from 30 to 40 days.", None, None),
    ("..3 km", "2 km", "ranges-meet", "meet at 2 km.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("aland", "boria", "kind", "end", "gap", "unit"), COMPARED)
def test_two_quantities_are_compared(
    aland: str, boria: str, kind: str, end: str, gap: str | None, unit: str | None
) -> None:
    found = ranges(store_of(*wants("aland", aland), *wants("boria", boria, "offers fee")))
    assert found == [(kind, FEE.format(aland, boria) + end, gap, unit)]


AGREED = {"agreed: aland fee, boria fee"}

# Why they are not compared; what both say; what is found instead.
NOT_COMPARED = [
    ("no quantity on one side", wants("aland", "30 d") + wants("boria", None), AGREED),
    ("two currencies", wants("aland", "30 EUR") + wants("boria", "30 USD"), AGREED),
    ("days are no kilometres", wants("aland", "30 d") + wants("boria", "30 km"), AGREED),
    ("one party twice", wants("aland", "30 d") + wants("aland", "40 d"), set()),
    ("one of them is against", wants("aland", "30 d") + wants("boria", "40 d", "rejects fee against"),
     {"opposed: aland fee, boria fee"}),
    ("forecasts", wants("aland", "30 d", "expects fee") + wants("boria", "40 d", "expects fee"), AGREED),
    ("a threat", wants("aland", "30 d", "threatens fee") + wants("boria", "40 d"), set()),
    ("what was lost", wants("aland", "30 d", incomplete=True) + wants("boria", "40 d"), set()),
    ("a candidate", wants("aland", "30 d", confidence=0.01) + wants("boria", "40 d"), set()),
    ("another negotiation", wants("aland", "30 d") + wants("boria", "40 d", negotiation="lighthouse"), set()),
    ("another provision", wants("aland", "30 d") + wants("boria", "40 d", "demands survey"), set()),
    ("given up since", wants("aland", "30 d", said_on=EARLY) + said("aland rejects fee against", said_on=LATE)
     + wants("boria", "40 d"), {"opposed: boria fee, aland fee"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "expected"), [row[1:] for row in NOT_COMPARED], ids=[r[0] for r in NOT_COMPARED]
)
def test_quantities_that_say_nothing_of_each_other(statements: list[Said], expected: set[str]) -> None:
    assert findings(*statements) == expected


def test_of_several_quantities_the_latest_counts_and_a_demand_before_an_assertion() -> None:
    boria = wants("boria", "40 d")
    store = store_of(*wants("aland", "30 d", said_on=EARLY), *wants("aland", "40 d", said_on=LATE), *boria)
    assert [row[0] for row in ranges(store)] == ["ranges-meet"]
    store = store_of(
        *wants("aland", "30 d", said_on=EARLY), *wants("aland", "40 d", "asserts fee", said_on=LATE), *boria
    )
    assert [row[0] for row in ranges(store)] == ["range"]


def test_a_later_statement_without_a_quantity_does_not_take_it_back() -> None:
    statements = [*wants("aland", "30 d", said_on=EARLY), *wants("aland", None, said_on=LATE), *wants("boria", "40 d")]
    assert findings(*statements) == {"range: aland fee, boria fee"}


def test_three_parties_make_three_pairs() -> None:
    assert findings(*wants("aland", "10..20 d"), *wants("boria", "15..30 d"), *wants("cetia", "25 d")) == {
        "ranges-meet: aland fee, boria fee",
        "range: aland fee, cetia fee",
        "ranges-meet: boria fee, cetia fee",
    }


# ── the provision's own unit, and its status quo ─────────────────────────────────────────────────

MEASURED = 'provision:fee neg:unit "wk" ; neg:statusQuoLowest {} ; neg:statusQuoHighest {} .'


@pytest.mark.parametrize(
    ("low", "high", "unit", "today"),
    [
        ("3", "3", "wk", "3 weeks"), ("2.5", "4", "wk", "2.5 to 4 weeks"), ("5060", "5060", "{crane}", "5,060 cranes"),
        ("60", "60", "%", "60 percent"), ("6000000000", "6000000000", "USD", "6,000,000,000 USD"), ("2", "2", "1", "2"),
        ("40", "40", "{person}", "40 people"), ("3", "3", "{troops}", "3 troops"),
    ],
)  # fmt: skip
def test_the_reason_says_how_it_stands_today(low: str, high: str, unit: str, today: str) -> None:
    both = [*wants("aland", f"30 {unit}"), *wants("boria", f"40 {unit}")]
    store = with_case(store_of(*both), MEASURED.format(low, high).replace("wk", unit))
    ((_, reason, _, _),) = ranges(store)
    assert reason.endswith(f" apart; today {today}.")


@pytest.mark.parametrize(("given", "today"), [("Lowest", "at least 3 weeks"), ("Highest", "at most 3 weeks")])
def test_a_status_quo_can_be_open_on_one_side(given: str, today: str) -> None:
    store = store_of(*wants("aland", "30 d"), *wants("boria", "40 d"))
    with_case(store, f'provision:fee neg:unit "wk" ; neg:statusQuo{given} 3 .')
    ((_, reason, _, _),) = ranges(store)
    assert reason.endswith(f"they are 10 days apart; today {today}.")


def test_what_measures_something_else_is_not_compared() -> None:
    """The provision is counted in weeks: a price that both name in passing is not its quantity."""
    both = [*wants("aland", "30 EUR"), *wants("boria", "40 EUR")]
    assert [row[0] for row in ranges(store_of(*both))] == ["range"]
    assert ranges(with_case(store_of(*both), 'provision:fee neg:unit "wk" .')) == []


def test_the_quantity_of_the_provision_s_own_unit_comes_first() -> None:
    both = [*wants("aland", "8 {crane}", said_on=EARLY), *wants("aland", "90 {hook}"), *wants("boria", "9 {crane}")]
    assert ranges(store_of(*both)) == []
    store = with_case(store_of(*both), 'provision:fee neg:unit "{crane}" .')
    assert [row[2:] for row in ranges(store)] == [("1", "{crane}")]


@pytest.mark.parametrize("value", ['"many"', '"1e400x"^^<http://www.w3.org/2001/XMLSchema#decimal>', "issue:works"])
def test_a_status_quo_that_is_no_number_is_one_clear_line(value: str) -> None:
    with pytest.raises(InputError, match=r"provision/fee: .* is no number; give a status quo as a decimal"):
        derive(with_case(store_of(), f'provision:fee neg:unit "wk" ; neg:statusQuoLowest {value} .'))


# ── territories: no geometry, only what is part of what ──────────────────────────────────────────

TERRITORIES = """
provision:port-leased rdfs:label "The port is leased"@en ; neg:underIssue issue:works .
provision:basin-leased rdfs:label "The inner basin is leased"@en ; neg:underIssue issue:works ;
    skos:broader provision:port-leased .
provision:quay-leased rdfs:label "The north quay is leased"@en ; neg:underIssue issue:works ;
    skos:broader provision:basin-leased .
provision:island-leased rdfs:label "The island is leased"@en ; neg:underIssue issue:works .
"""


@pytest.mark.parametrize(
    ("aland", "boria", "expected"),
    [
        ("demands quay-leased", "offers port-leased", ["partly-agreed"]),
        ("demands port-leased", "offers quay-leased", ["partly-agreed"]),
        ("demands quay-leased", "rejects port-leased against", ["opposed"]),
        ("demands quay-leased", "offers island-leased", []),
    ],
)
def test_territories_meet_by_what_is_part_of_what(aland: str, boria: str, expected: list[str]) -> None:
    derived = derive(with_case(store_of(*said(f"aland {aland}", f"boria {boria}")), TERRITORIES))
    pairs = {quad.subject for quad in derived if quad.object in (NEG.Conflict, NEG.Overlap)}
    assert [
        slug_of(quad.object)  # type: ignore[arg-type]
        for quad in derived
        if quad.subject in pairs and quad.predicate == NEG.findingKind
    ] == expected


# ── deadlines, as of a day ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2025-07-23", {"c1": "pending", "c2": "pending", "b1": "pending", "a1": ""}),
        ("2025-08-01", {"c1": "pending", "c2": "pending", "b1": "passed", "a1": ""}),
        ("2025-08-02", {"c1": "pending", "c2": "passed", "b1": "passed", "a1": ""}),
        ("2025-08-15", {"c1": "perhaps passed", "c2": "passed", "b1": "passed", "a1": ""}),
        ("2025-08-21", {"c1": "passed", "c2": "passed", "b1": "passed", "a1": ""}),
    ],
)
def test_a_limit_is_pending_until_its_last_day(day: str, states: dict[str, str]) -> None:
    rows = run(_store("deadlines"), load("deadlines"), {"day": day}).records()
    assert {row["statement"]: row["state"] for row in rows if row["statement"] in states} == states
