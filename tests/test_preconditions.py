"""What depends on what: conditions and prices as nodes, refusals of what is needed, circles, documents as packages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from harbour import Said, extractions, findings, said, store_of
from pyoxigraph import NamedNode, Quad, Store

from kg.derive import derive
from kg.graphs import extraction_quads
from kg.iris import slug_of
from kg.model import Extraction, Interval, Package, PackageKind
from kg.query import load, run
from kg.vocab import NEG, PROV

EARLY, LATE = (Interval(day, day) for day in (date(2025, 7, 1), date(2025, 7, 20)))


def nodes(derived: list[Quad], kind: NamedNode) -> list[dict[NamedNode, str]]:
    """Return the nodes of a class, each as its values by predicate: slugs, or the characters of a literal."""
    found: dict[object, dict[NamedNode, str]] = {quad.subject: {} for quad in derived if quad.object == kind}
    for quad in derived:
        if quad.subject in found:
            value = quad.object
            found[quad.subject][quad.predicate] = slug_of(value) if isinstance(value, NamedNode) else value.value  # type: ignore[union-attr]
    return list(found.values())


def needs(store: Store) -> set[str]:
    """Derive, and return each precondition as ``party: matter needs provision``."""
    return {
        f"{one[NEG.party]}: {one.get(NEG.provision) or one[NEG.issue]} needs {one[NEG.conditionProvision]}"
        for one in nodes(derive(store), NEG.Precondition)
    }


# What is said; which preconditions follow.
STATED = [
    ("a condition", "aland conditions dredged needs=fee condition=if_ships_pay", {"aland: dredged needs fee"}),
    ("a demand with one", "aland demands dredged needs=fee condition=once_ships_pay", {"aland: dredged needs fee"}),
    ("no, unless", "aland rejects dredged against needs=fee condition=unless_ships_pay", {"aland: dredged needs fee"}),
    ("of an issue", "aland conditions - issue=works needs=fee condition=if", {"aland: works needs fee"}),
    ("two conditions", "aland conditions dredged needs=fee; aland offers dredged needs=survey",
     {"aland: dredged needs fee", "aland: dredged needs survey"}),
    ("one condition, twice", "aland conditions dredged needs=fee; aland offers dredged needs=fee report=second",
     {"aland: dredged needs fee"}),
    ("yes, unless", "aland offers dredged needs=fee condition=unless_ships_pay", set()),
    ("a threat", "aland threatens left-alone needs=fee condition=if", set()),
    ("an expectation", "aland expects dredged needs=fee condition=if", set()),
    ("a condition that names no provision", "aland conditions dredged condition=if_it_rains", set()),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), [row[1:] for row in STATED], ids=[row[0] for row in STATED])
def test_a_condition_is_a_node(statements: str, expected: set[str]) -> None:
    assert needs(store_of(*said(*statements.split(";")))) == expected


@pytest.mark.parametrize("lost", [{"incomplete": True}, {"confidence": 0.01}])
def test_what_is_doubtful_or_cut_depends_on_nothing(lost: dict[str, object]) -> None:
    assert needs(store_of(*said("aland conditions dredged needs=fee condition=if", **lost))) == set()


def test_a_precondition_leads_to_its_position_and_its_best_statement() -> None:
    one = said("aland conditions dredged needs=fee condition=if issue=works", said_on=EARLY)
    late = said("aland offers dredged needs=fee condition=if issue=works", said_on=LATE)
    derived = derive(store_of(*one, *late))
    (found,) = nodes(derived, NEG.Precondition)
    (position,) = nodes(derived, NEG.Position)
    assert found[NEG.bestStatement] == position[NEG.bestWish]
    assert found[NEG.position] == found[PROV.wasDerivedFrom]
    assert (found[NEG.negotiation], found[NEG.issue]) == ("harbour", "works")


def test_what_was_given_up_depends_on_nothing_any_more() -> None:
    early = said("aland conditions dredged needs=fee condition=if", said_on=EARLY)
    assert needs(store_of(*early, *said("aland rejects dredged against", said_on=LATE))) == set()
    assert findings(
        *early, *said("aland rejects dredged against", said_on=LATE), *said("boria rejects fee against")
    ) == set()  # fmt: skip


# ── circles ──────────────────────────────────────────────────────────────────────────────────────

ALAND = "aland conditions dredged needs=fee condition=once_ships_pay"
CIRCLES = [
    ("each waits for the other", "boria conditions fee needs=dredged condition=once_it_is_dredged",
     {"circular: aland dredged, boria fee"}),
    ("refused until", "boria rejects fee against needs=dredged condition=unless_it_is_dredged",
     {"circular: aland dredged, boria fee"}),
    ("a plain refusal", "boria rejects fee against", {"precondition: aland dredged, boria fee"}),
    ("refused, and for another reason", "boria rejects fee against needs=survey condition=without_the_survey",
     {"precondition: aland dredged, boria fee"}),
    ("the same order on both sides", "boria conditions dredged needs=fee condition=once_ships_pay", set()),
    ("something else is waited for", "boria conditions fee needs=survey condition=if", set()),
    ("the party itself", "aland conditions fee needs=dredged condition=if", set()),
    ("another negotiation", "boria conditions fee needs=dredged condition=if negotiation=lighthouse", set()),
]  # fmt: skip


@pytest.mark.parametrize(("boria", "expected"), [row[1:] for row in CIRCLES], ids=[row[0] for row in CIRCLES])
def test_who_waits_for_whom(boria: str, expected: set[str]) -> None:
    conflicts = {one for one in findings(*said(ALAND, boria)) if not one.startswith("agreed")}
    assert conflicts == expected


def test_a_circle_says_why() -> None:
    derived = derive(store_of(*said(ALAND, "boria conditions fee needs=dredged condition=once_it_is_dredged")))
    (found,) = nodes(derived, NEG.Conflict)
    assert found[NEG.reason] == (
        "Aland makes “The harbour is dredged” depend on “Ships pay a fee”; Boria makes that depend on the former."
    )
    assert (found[NEG.negotiation], found[NEG.issue]) == ("harbour", "works")


def test_a_circle_of_three_parties_is_found_by_the_question() -> None:
    store = store_of(
        *said(
            "aland conditions dredged needs=opening condition=if", "boria conditions opening needs=survey condition=if"
        ),
        *said("cetia conditions survey needs=dredged condition=if", "cetia conditions fee needs=opening condition=if"),
    )
    derived = derive(store)
    assert [one for one in nodes(derived, NEG.Conflict) if one[NEG.findingKind] == "circular"] == []
    store.extend(derived)
    rows = [row[:4] for row in run(store, load("circular_preconditions")).strings()]
    circle = rows[0][0]
    assert rows == [
        (circle, "Aland", "The harbour is dredged", "The harbour is opened"),
        (circle, "Boria", "The harbour is opened", "The survey is shared"),
        (circle, "Cetia", "The survey is shared", "The harbour is dredged"),
    ]


# ── prices: X in exchange for Y ──────────────────────────────────────────────────────────────────


def bound(kind: PackageKind, *statements: Said) -> Store:
    """Return a store in which the statements of each report are one package."""
    store = store_of()
    for extraction in extractions(statements):
        store.extend(extraction_quads(_bound(kind, extraction)))
    return store


def _bound(kind: PackageKind, extraction: Extraction) -> Extraction:
    whole = Package(extraction.report.id, kind, extraction.report.quote(0, len(extraction.report.text)))
    return replace(extraction, statements=tuple(replace(one, package=whole) for one in extraction.statements))


EXCHANGES = [
    ("an offer and its price", "aland offers dredged; aland demands fee", {"aland: dredged needs fee"}),
    ("an acceptance and its price", "aland accepts dredged; aland demands fee", {"aland: dredged needs fee"}),
    ("a price that another party asks", "aland offers dredged; boria demands fee", set()),
    ("two offers", "aland offers dredged; aland offers fee", set()),
    ("two demands", "aland demands dredged; aland demands fee", set()),
    ("the price is that something is not", "aland offers dredged; aland demands fee against", set()),
    ("another report", "aland offers dredged; aland demands fee report=second", set()),
]


@pytest.mark.parametrize(("statements", "expected"), [row[1:] for row in EXCHANGES], ids=[row[0] for row in EXCHANGES])
def test_an_exchange_makes_the_offer_depend_on_its_price(statements: str, expected: set[str]) -> None:
    assert needs(bound(PackageKind.EXCHANGE, *said(*statements.split(";")))) == expected


@pytest.mark.parametrize("kind", [PackageKind.ALL_OF, PackageKind.ONE_OF])
def test_other_packages_have_no_price(kind: PackageKind) -> None:
    assert needs(bound(kind, *said("aland offers dredged", "aland demands fee"))) == set()


def test_who_refuses_the_price_refuses_what_is_offered_for_it() -> None:
    store = bound(PackageKind.EXCHANGE, *said("aland offers dredged", "aland demands fee"))
    for extraction in extractions(said("boria rejects fee against report=second")):
        store.extend(extraction_quads(extraction))
    found = {one[NEG.findingKind]: one[NEG.reason] for one in nodes(derive(store), NEG.Conflict)}
    assert found["precondition"] == ("Aland ties “The harbour is dredged” to “Ships pay a fee”; Boria is against it.")
    assert set(found) == {"opposed", "precondition"}


# ── documents as packages ────────────────────────────────────────────────────────────────────────


def test_each_document_is_a_package_of_its_own() -> None:
    statements = said(
        "aland demands fee carried_by=aland", "aland demands fee carried_by=cetia",
        "boria asserts - against issue=works concerns=aland", "boria asserts - against issue=works concerns=cetia",
    )  # fmt: skip
    derived = derive(store_of(*statements))
    assert sorted(one[NEG.reason] for one in nodes(derived, NEG.Conflict)) == [
        f"“Ships pay a fee” stands in the memorandum of {of}; Boria speaks against its terms as a whole."
        for of in ("Aland", "Cetia")
    ]
    assert len(nodes(derived, NEG.PackageTerm)) == 4


# Already a conflict by the matters alone, so the document adds none.
KNOWN = [
    ("opposed", "aland demands fee carried_by=aland", "boria rejects fee against concerns=aland"),
    ("opposed", "aland demands dredged-deep carried_by=aland", "boria rejects dredged against concerns=aland"),
    ("opposed", "aland demands - issue=fees carried_by=aland", "boria rejects - against issue=fees concerns=aland"),
    ("precondition", "aland demands opening carried_by=aland", "boria rejects survey against concerns=aland"),
    ("precondition", "aland demands dredged needs=fee condition=if carried_by=aland",
     "boria rejects fee against concerns=aland"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "term", "judgement"), KNOWN)
def test_a_conflict_of_matters_is_no_package_too(kind: str, term: str, judgement: str) -> None:
    assert [one.partition(":")[0] for one in findings(*said(term, judgement))] == [kind]


def test_a_term_that_was_given_up_is_none() -> None:
    early = said("aland demands fee carried_by=aland", said_on=EARLY)
    judged = said("boria asserts - against issue=works concerns=aland")
    assert findings(*early, *judged) == {"package: aland fee, boria works"}
    assert findings(*early, *judged, *said("aland rejects fee against", said_on=LATE)) == set()
