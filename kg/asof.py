"""A store as it would have been on a day: a copy without what had not been said, published or read by then.

Nothing is kept of how a store looked before, and nothing need be: positions and findings follow from statements, so
they are derived again from those that count (``kg.derive``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH
from kg.model import Act
from kg.vocab import ACT, DCTERMS, NEG

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Quad, Store

    Node: TypeAlias = NamedNode | Literal
    Record: TypeAlias = dict[NamedNode, list[Node]]

_REPORT = DATA + "report/"
_WISHES = frozenset(
    ACT[act] for act in (Act.ACCEPTS, Act.ASSERTS, Act.CONDITIONS, Act.DEMANDS, Act.OFFERS, Act.REJECTS)
)


class By(StrEnum):
    """Which day counts: of the saying, of publication, or of reading."""

    SAID = "said"
    PUBLISHED = "published"
    READ = "read"


def restricted(store: Store, day: date, by: By = By.SAID) -> Store:
    """Return a copy in memory with the statements, meetings and outcomes of that day or before, and nothing derived.

    Args:
        store: is only read.
        day: the last day that counts.
        by: which of the days of a record must not come after it. What was said on a day that is not known counts by
            the day of publication; what can have been said later, as "last week" can, counts from its last day.
    """
    return _without(store, _later_than(store, day.isoformat(), by))


def undated(store: Store, by: By = By.SAID) -> int:
    """Return the number of reports of which nothing, or not everything, counts on any day, for lack of a date."""
    return sum(
        any(NEG.act in record and _day_of(record, records, by) is None for record in records.values())
        for records in _reports(store)
    )


def thinned(store: Store, since: date) -> Store:
    """Return a copy without what lies between a day and the last word of each party on each matter.

    So that the last stage of each course is compared with what stood on that day. Nothing derived is in the copy.
    """
    from pyoxigraph import Store

    from kg.derive.rules import Step
    from kg.derive.working import graph_of, run

    working = Store()  # the rows of statements need nothing of the ontology
    run(working, [Step.ROWS], reports=store)
    stages: dict[str, dict[NamedNode, tuple[str, str]]] = defaultdict(dict)
    for node, row in _records(graph_of(working, "statements")).items():
        until, start = _text(row, NEG.saidUntil), _text(row, NEG.saidFrom)
        rank = _text(row, NEG.sortKey)
        if until and start and until[:10] > since.isoformat() and rank and rank.startswith("0"):
            for key in row.get(NEG.joinKey, []):
                if key.value.startswith("matter ") and _WISHES.intersection(row.get(NEG.act, [])):
                    stages[key.value][node] = until, start
    return _without(
        store, {node for said in stages.values() for node, days in said.items() if days != max(said.values())}
    )


def _later_than(store: Store, day: str, by: By) -> set[NamedNode]:
    """Return the records that do not count on the day."""
    return {
        node
        for records in _reports(store)
        for node, record in records.items()
        if NEG.quote in record and ((own := _day_of(record, records, by)) is None or own > day)
    }


def _day_of(record: Record, records: Mapping[NamedNode, Record], by: By) -> str | None:
    """Return the day of a statement, meeting or outcome in the form 2025-06-02, or None where it is not known."""
    reports = [records[node] for node in record.get(NEG.report, []) if node in records]  # type: ignore[index]
    told = next(iter(reports), {})
    if by is By.READ:
        return _text(told, NEG.readOn)
    own = None
    if by is By.SAID:
        # An outcome has the day of its meeting.
        meetings = [records[node] for node in record.get(NEG.meeting, []) if node in records]  # type: ignore[index]
        days = [_text(one, NEG.heldOn) for one in (record, *meetings)]
        own = _text(record, NEG.saidUntil) or _text(record, NEG.saidFrom) or next(filter(None, days), None)
    return own or _text(told, DCTERMS.issued)


def _reports(store: Store) -> Iterator[dict[NamedNode, Record]]:
    """Go through the reports, each as what its graph says of each node."""
    for graph in store.named_graphs():
        if graph.value.startswith(_REPORT):
            yield _records(store.quads_for_pattern(None, None, None, graph))


def _records(quads: Iterable[Quad]) -> dict[NamedNode, Record]:
    from pyoxigraph import Literal, NamedNode

    found: dict[NamedNode, Record] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return found


def _text(record: Record, predicate: NamedNode) -> str | None:
    """Return a value as text, the last in order where there are several."""
    return max((value.value for value in record.get(predicate, [])), default=None)


def _without(store: Store, left_out: set[NamedNode]) -> Store:
    """Return a copy of a store in memory without what is said of some nodes, and without what is derived."""
    from pyoxigraph import Store

    copy = Store()
    derived = {DERIVED_GRAPH, KEYS_GRAPH}
    copy.bulk_extend(quad for quad in store if quad.graph_name not in derived and quad.subject not in left_out)
    return copy
