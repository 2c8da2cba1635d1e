"""The origins of a store kept up to date: only what an added or removed report touches is worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import StoreError
from kg.iris import FINGERPRINTS_GRAPH, ORIGINS_GRAPH, report_iri, slug_of
from kg.model import OriginBasis
from kg.origins.evidence import TextReuse, compare
from kg.origins.groups import Link, candidates, group_quads, is_gram, reuse_quads, reuses
from kg.origins.prints import Fingerprint, fingerprint, read_fingerprint
from kg.origins.texts import ReportText
from kg.vocab import NEG, ORIGIN_BASIS

_PRINT = "print "


def origins_after(
    store: Store, added: Iterable[ReportText], removed: Collection[str] = ()
) -> tuple[list[Quad], list[Quad]]:
    """Return what changes in the graphs of origins and of fingerprints when reports come and go.

    Args:
        store: holds both graphs as they were before. It is not written to.
        added: the reports that come; one that is there already is replaced.
        removed: the ids of the reports that go; one that is not there changes nothing.

    Returns:
        The quads to remove and the quads to add, sorted; with them both graphs are what all remaining reports
        together give, whatever the order in which they came.

    Raises:
        StoreError: a report has an origin but no fingerprint in the store.
    """
    state = _State(store, added, removed)
    found = list(state.new_reuses())
    old = set(state.old_keys())
    new = {quad for print_ in state.new.values() for quad in _print_quads(print_)}
    touched = state.touched(found)
    members = {report for origin in touched for report in state.members(origin)}
    old.update(quad for origin in touched for quad in state.origin_quads(origin))
    links: set[Link] = {(reuse.first, reuse.second, reuse.basis) for reuse in found}
    for report in members:
        for node, link in state.links(report):
            if state.gone.isdisjoint(link[:2]):
                links.add(link)
            else:
                old.update(store.quads_for_pattern(node, None, None, ORIGINS_GRAPH))
    prints = {report: state.stored(report) for report in members - state.gone}
    new.update(group_quads({**prints, **state.new}, links))
    new.update(quad for reuse in found for quad in reuse_quads(reuse))
    return sorted(old - new, key=str), sorted(new - old, key=str)


class _State:
    """What the graphs say, and what the reports that come bring; ``gone`` no longer count as before."""

    def __init__(self, store: Store, added: Iterable[ReportText], removed: Collection[str]) -> None:
        self.store = store
        self.new = {one.id: fingerprint(one) for one in added}
        self.gone = frozenset(removed) | self.new.keys()
        self.stored = cache(self._stored)

    def _stored(self, report: str) -> Fingerprint:
        for quad in self.store.quads_for_pattern(report_iri(report), NEG.key, None, FINGERPRINTS_GRAPH):
            if isinstance(quad.object, Literal) and quad.object.value.startswith(_PRINT):
                return read_fingerprint(quad.object.value.removeprefix(_PRINT))
        raise StoreError(f"the report {report} has an origin but no fingerprint in the store; build the store again")

    def new_reuses(self) -> Iterator[TextReuse]:
        """Yield the reuses between the reports that come, and between them and those that stay."""
        yield from reuses(self.new)
        for _, print_ in sorted(self.new.items()):
            for other in candidates(print_.keys(), self._holders, self._size):
                reuse = compare(print_, self.stored(other))
                if reuse is not None:
                    yield reuse

    def _holders(self, key: str) -> list[str]:
        quads = self.store.quads_for_pattern(None, NEG.key, Literal(key), FINGERPRINTS_GRAPH)
        return [report for report in map(_subject, quads) if report not in self.gone]

    def _size(self, report: str) -> int:
        return sum(map(is_gram, self.stored(report).keys()))

    def old_keys(self) -> Iterator[Quad]:
        """Yield what the graph of fingerprints says of the reports that are gone."""
        for report in sorted(self.gone):
            yield from self.store.quads_for_pattern(report_iri(report), NEG.key, None, FINGERPRINTS_GRAPH)

    def touched(self, found: Iterable[TextReuse]) -> set[NamedNode]:
        """Return the origins, as they were, of the reports that are gone and of those that the new ones reuse."""
        reports = {report for reuse in found for report in (reuse.first, reuse.second)} | self.gone
        quads = (self._of(report_iri(report), NEG.origin) for report in reports)
        return {quad.object for some in quads for quad in some if isinstance(quad.object, NamedNode)}

    def members(self, origin: NamedNode) -> Iterator[str]:
        """Yield the reports of an origin, as it was."""
        return map(_subject, self.store.quads_for_pattern(None, NEG.origin, origin, ORIGINS_GRAPH))

    def origin_quads(self, origin: NamedNode) -> Iterator[Quad]:
        """Yield what the graph of origins says of an origin and which reports have it."""
        yield from self._of(origin, None)
        yield from self.store.quads_for_pattern(None, NEG.origin, origin, ORIGINS_GRAPH)

    def links(self, report: str) -> Iterator[tuple[NamedNode, Link]]:
        """Yield the reuses that the graph has of a report, each with its node."""
        for end in (NEG.firstReport, NEG.secondReport):
            for quad in self.store.quads_for_pattern(None, end, report_iri(report), ORIGINS_GRAPH):
                assert isinstance(quad.subject, NamedNode)
                yield quad.subject, self._link(quad.subject)

    def _link(self, node: NamedNode) -> Link:
        value = {quad.predicate: quad.object for quad in self._of(node, None)}
        first, second = value[NEG.firstReport], value[NEG.secondReport]
        assert isinstance(first, NamedNode)
        assert isinstance(second, NamedNode)
        return slug_of(first), slug_of(second), OriginBasis(ORIGIN_BASIS.notation(value[NEG.reuseBasis]))

    def _of(self, subject: NamedNode, predicate: NamedNode | None) -> Iterator[Quad]:
        return self.store.quads_for_pattern(subject, predicate, None, ORIGINS_GRAPH)


def _subject(quad: Quad) -> str:
    assert isinstance(quad.subject, NamedNode)
    return slug_of(quad.subject)


def _print_quads(print_: Fingerprint) -> Iterator[Quad]:
    for key in (*print_.keys(), _PRINT + print_.written()):
        yield Quad(report_iri(print_.id), NEG.key, Literal(key), FINGERPRINTS_GRAPH)
