"""Parts of a store: what one statement, meeting or outcome is made of, as it is and as it would be after a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.iris import DATA, KEYS_GRAPH, ORIGINS_GRAPH
from kg.vocab import NEG

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

REPORT = DATA + "report/"
_PARTS = frozenset(
    {
        NEG.alsoAt, NEG.carriedBy, NEG.concerns, NEG.document, NEG.meeting, NEG.package, NEG.quantity, NEG.quote,
        NEG.round,
    }
)  # fmt: skip


class Changed:
    """A store as it would be with other report graphs and other origins; the store itself is never written to.

    Args:
        store: the store as it is.
        reports: by the IRI of a report, the quads that its graph shall hold; none, where the report goes.
        origins: the quads that the graph of origins loses and gains.
    """

    def __init__(
        self,
        store: Store,
        reports: Mapping[str, Sequence[Quad]],
        origins: tuple[Iterable[Quad], Iterable[Quad]] = ((), ()),
    ) -> None:
        from pyoxigraph import NamedNode, Store

        self._store, self._reports = store, reports
        self._new = Store()
        for quads in reports.values():
            self._new.extend(quads)
        lost, gained = origins
        self._lost, self._gained = set(lost), set(gained)
        moved = {
            quad.subject.value
            for quad in self._lost | self._gained
            if quad.predicate == NEG.origin and isinstance(quad.subject, NamedNode)
        }
        self.touched = sorted({*reports, *moved})
        """The IRIs of the reports whose records may contribute something else than before."""

    def records(self, report: str) -> Iterator[NamedNode]:
        """Go through the statements, meetings and outcomes of a report as it would be."""
        yield from _records(self._graphs(report), report)

    def records_before(self, report: str) -> Iterator[NamedNode]:
        """Go through the statements, meetings and outcomes of a report as it is."""
        yield from _records(self._store, report)

    def parts(self, record: NamedNode) -> Iterator[Quad]:
        """Go through what rows are made from: a record with its quotes and other parts, its report and the origin."""
        from pyoxigraph import NamedNode

        report = self.report_of(record)
        if report is None:
            return
        source = self._graphs(report.value)
        todo, seen = [record, report], {record, report}
        while todo:
            for quad in source.quads_for_pattern(todo.pop(), None, None, report):
                yield quad
                found = quad.object
                if quad.predicate in _PARTS and isinstance(found, NamedNode) and found not in seen:
                    seen.add(found)
                    todo.append(found)
                    if quad.predicate == NEG.package:
                        # What is bound together is read together: an offer depends on the price another one names.
                        others = source.quads_for_pattern(None, NEG.package, found, report)
                        more = {one.subject for one in others if isinstance(one.subject, NamedNode)} - seen
                        seen |= more
                        todo.extend(more)
        for quad in self._store.quads_for_pattern(report, NEG.origin, None, ORIGINS_GRAPH):
            if quad not in self._lost:
                yield quad
        for quad in self._gained:
            if quad.subject == report and quad.predicate == NEG.origin:
                yield quad

    def report_of(self, record: NamedNode) -> NamedNode | None:
        """Return the report in which a record would stand; None where there would be none, or it is no record."""
        from pyoxigraph import NamedNode

        for source in (self._new, self._store):
            for quad in source.quads_for_pattern(record, NEG.report, None, None):
                graph = quad.graph_name
                if (
                    isinstance(graph, NamedNode)
                    and graph.value.startswith(REPORT)
                    and (source is self._new or graph.value not in self._reports)
                ):
                    return graph
        return None

    def _graphs(self, report: str) -> Store:
        return self._new if report in self._reports else self._store


def _records(source: Store, report: str) -> Iterator[NamedNode]:
    from pyoxigraph import NamedNode

    graph = NamedNode(report)
    for quad in source.quads_for_pattern(None, NEG.report, graph, graph):
        assert isinstance(quad.subject, NamedNode)
        yield quad.subject


def with_join_key(store: Store, keys: Iterable[str]) -> Iterator[NamedNode]:
    """Go through all records and derived things of a store that have one of these join keys."""
    yield from _with(store, NEG.joinKey, keys)


def with_key(store: Store, keys: Iterable[str]) -> Iterator[NamedNode]:
    """Go through all derived things of a store that were derived under one of these keys."""
    yield from _with(store, NEG.key, keys)


def _with(store: Store, predicate: NamedNode, keys: Iterable[str]) -> Iterator[NamedNode]:
    from pyoxigraph import Literal, NamedNode

    for key in keys:
        for quad in store.quads_for_pattern(None, predicate, Literal(key), KEYS_GRAPH):
            assert isinstance(quad.subject, NamedNode)
            yield quad.subject
