"""Which demands and offers led to which outcome of which round, and which are open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from harbour import PUBLISHED, Said, said, store_of
from pyoxigraph import NamedNode, Store

from kg.derive import derive
from kg.graphs import extraction_quads
from kg.iris import slug_of
from kg.model import Extraction, Interval, Meeting, MeetingStatus, Outcome, OutcomeStatus, Report
from kg.query import load, run
from kg.vocab import NEG, PROV

MAY, JUNE, JULY = date(2025, 5, 16), date(2025, 6, 2), date(2025, 7, 23)


def on(day: date) -> Interval:
    """Return a day as the interval in which something was said."""
    return Interval(day, day)


def told(
    *results: str, day: date | None = JUNE, name: str = "round", negotiation: str | None = "harbour"
) -> Extraction:
    """Return a report of a meeting with results such as ``agreed fee``: status and provision (``-`` for none)."""
    report = Report(f"The {name} of {day}.\n" + "\n".join(results), f"{name}.txt", title=f"The {name}", date=PUBLISHED)
    head = report.quote(0, len(f"The {name}"))
    meeting = Meeting(report.id, head, "by-hand", MeetingStatus.HELD, negotiation, day)
    outcomes = []
    for result in results:
        status, provision = result.split()
        start = report.text.index("\n" + result) + 1
        outcomes.append(
            Outcome(
                report.id, report.quote(start, start + len(result)), "by-hand", OutcomeStatus(status), (meeting.id,),
                issue="fees", negotiation=negotiation, provision=None if provision == "-" else provision,
            )
        )  # fmt: skip
    return Extraction(report, "harbour", (), (meeting,), tuple(outcomes))


def store_with(statements: Iterable[Said], *reports: Extraction) -> Store:
    """Return a store with statements and reports of rounds."""
    store = store_of(*statements)
    for extraction in reports:
        store.extend(extraction_quads(extraction))
    return store


def traces(store: Store) -> set[str]:
    """Derive, and return the reasons of all outcome traces, each with its kind."""
    derived = derive(store)
    nodes = {quad.subject for quad in derived if quad.object == NEG.OutcomeTrace}
    values = {(quad.subject, quad.predicate): quad.object for quad in derived}
    for node in nodes:
        parts = sorted(slug_of(quad.predicate).partition("#")[2] for quad in derived if quad.subject == node)
        assert parts == [
            "findingKind", "firstStatement", "issue", "negotiation", "outcome", "reason", "round", "type",
            "type", "wasDerivedFrom", "wasDerivedFrom",
        ]  # fmt: skip
    return {f"{slug_of(values[node, NEG.findingKind])}: {values[node, NEG.reason].value}" for node in nodes}  # type: ignore[arg-type, union-attr]


ALAND = said("aland demands fee", said_on=on(MAY))
MET = "met: Aland demanded “Ships pay a fee”; it came out of the round of 2025-06-02."
DEEP = said("aland demands dredged-deep", said_on=on(MAY))
WIDE = said("aland offers dredged", said_on=on(MAY))

BROADER = (
    "partly-met: Aland demanded “The harbour is dredged to twenty metres”; the broader “The harbour is dredged” came "
    "out of the round of 2025-06-02."
)
NARROWER = (
    "partly-met: Aland offered “The harbour is dredged”; the narrower “The harbour is dredged to twenty metres” came "
    "out of the round of 2025-06-02."
)

# What was said; what the rounds brought; which traces follow.
TRACED = [
    ("a demand", ALAND, [told("agreed fee")], {MET}),
    ("achieved", ALAND, [told("achieved fee")], {MET}),
    ("an offer", said("aland offers fee", said_on=on(MAY)), [told("agreed fee")],
     {MET.replace("demanded", "offered")}),
    ("on the day of the round", said("aland demands fee", said_on=on(JUNE)), [told("agreed fee")], {MET}),
    ("two reports of one round", ALAND, [told("agreed fee"), told("agreed fee", name="other")], {MET}),
    ("two rounds", ALAND, [told("agreed fee"), told("agreed fee", day=JULY, name="later")],
     {MET, MET.replace("06-02", "07-23")}),
    ("demanded again after the round", ALAND + said("aland demands fee", said_on=on(JULY)), [told("agreed fee")],
     {MET}),
    ("taken back since", ALAND + said("aland rejects fee against", said_on=on(JULY)), [told("agreed fee")], {MET}),
    ("the broader", DEEP, [told("agreed dredged")],
     {BROADER}),
    ("the narrower", WIDE, [told("agreed dredged-deep")],
     {NARROWER}),
    ("in full and the narrower", WIDE, [told("agreed dredged", "agreed dredged-deep")],
     {"met: Aland offered “The harbour is dredged”; it came out of the round of 2025-06-02."}),
    ("each party for itself", ALAND + said("boria offers fee", said_on=on(MAY)), [told("agreed fee")],
     {MET, "met: Boria offered “Ships pay a fee”; it came out of the round of 2025-06-02."}),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "rounds", "expected"), [row[1:] for row in TRACED], ids=[r[0] for r in TRACED])
def test_a_demand_is_traced_to_its_outcome(
    statements: list[Said], rounds: list[Extraction], expected: set[str]
) -> None:
    assert traces(store_with(statements, *rounds)) == expected


# What was said, and a round that met none of it.
OPEN = [
    ("demanded after the round", said("aland demands fee", said_on=on(JULY)), told("agreed fee")),
    ("perhaps after the round", said("aland demands fee", said_on=Interval(MAY, JULY)), told("agreed fee")),
    ("a demand without a day, published after", said("aland demands fee"), told("agreed fee")),
    ("no breakthrough", ALAND, told("no-breakthrough fee")),
    ("a round without a day", ALAND, told("agreed fee", day=None)),
    ("an outcome on something else", ALAND, told("agreed survey")),
    ("an outcome known by its issue alone", ALAND, told("agreed -")),
    ("a demand that it be not", said("aland demands fee against", said_on=on(MAY)), told("agreed fee")),
    ("a threat", said("aland threatens fee", said_on=on(MAY)), told("agreed fee")),
    ("an expectation", said("aland expects fee", said_on=on(MAY)), told("agreed fee")),
    ("two kinds of the same", DEEP, told("agreed dredged-by-night")),
    ("another negotiation", ALAND, told("agreed fee", negotiation="lighthouse")),
    ("what was lost", said("aland demands fee", said_on=on(MAY), incomplete=True), told("agreed fee")),
]


@pytest.mark.parametrize(("statements", "result"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN])
def test_what_no_outcome_met(statements: list[Said], result: Extraction) -> None:
    assert traces(store_with(statements, result)) == set()


def test_a_trace_shows_the_first_demand_and_the_outcome() -> None:
    first, again = said("aland demands fee", said_on=on(MAY)), said("aland demands fee", said_on=on(JUNE))
    store = store_with([*again, *first], told("agreed fee"))
    derived = derive(store)
    values = {quad.predicate: quad.object for quad in derived if quad.object != NEG.Finding}
    trace = next(quad.subject for quad in derived if quad.object == NEG.OutcomeTrace)
    shown = next(quad.object for quad in derived if quad.subject == trace and quad.predicate == NEG.firstStatement)
    days = {quad.object.value for quad in store.quads_for_pattern(shown, NEG.saidFrom, None, None)}  # type: ignore[arg-type, union-attr]
    assert days == {"2025-05-16"}
    outcome = next(store.quads_for_pattern(None, NEG.outcomeStatus, None, None)).subject
    assert values[NEG.outcome] == outcome
    position = next(quad.subject for quad in derived if quad.object == NEG.Position)
    assert {quad.object for quad in derived if quad.subject == trace and quad.predicate == PROV.wasDerivedFrom} == {
        outcome, position,
    }  # fmt: skip
    assert isinstance(trace, NamedNode)


def test_the_question_lists_what_is_open_after_each_round() -> None:
    statements = said("aland demands cleaned", said_on=on(MAY)) + said("boria demands survey", said_on=on(JUNE))
    rounds = told(day=MAY, name="early"), told("agreed cleaned"), told("no-breakthrough -", day=JULY, name="later")
    # Published on the day of the last round, of which it is not known whether it was said before.
    store = store_with([*statements, *said("boria offers opening")], *rounds)
    store.extend(derive(store))
    rows = [(row[0], row[1], row[2], row[4]) for row in run(store, load("outcome_trace")).strings()]
    assert rows == [
        ("2025-05-16", "open", "Aland", "The oil is cleaned up"),
        ("2025-06-02", "met", "Aland", "The oil is cleaned up"),
        ("2025-06-02", "open", "Boria", "The survey is shared"),
        ("2025-07-23", "open", "Boria", "The harbour is opened"),
        ("2025-07-23", "open", "Boria", "The survey is shared"),
    ]
