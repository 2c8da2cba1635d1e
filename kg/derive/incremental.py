"""Deriving again only what a change of reports touches; the result is the same as deriving everything anew.

Rules join nothing but what shares a key (``kg.derive.rules``), so it is enough to gather, for each key that a changed
record has or had, all that has this key, and to run the rules on that: first on rows (statements of one party on one
matter and the like), then, where what follows from these has changed, on what shares a neighbourhood with it. The
keys stand in a graph of their own, ``…/data/graph/keys``, and are looked up there, so that the cost is that of the
report and of what it meets, not that of the store. Of a party's course on a matter, of which ever more reports tell,
only what bears on the change is read (``kg.derive.courses``); the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.derive.first import FirstStep
from kg.derive.kept import (
    COUNTS,
    Nodes,
    derived_under,
    is_position,
    is_record,
    placed,
    row_keys,
    stored,
    text_of,
    unplaced,
)
from kg.derive.rows import Rows
from kg.derive.rules import Step
from kg.derive.slices import Changed, with_join_key, with_key
from kg.derive.working import clear, graph_of, run, with_concepts
from kg.iris import DERIVED_GRAPH, KEYS_GRAPH
from kg.vocab import NEG, PROV

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

SECOND_FAMILIES = ("circle ", "document ", "terms ", "track ")
"""How the keys begin under which the second step derives; all others belong to the first step."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that a store loses and gains."""

    removed: frozenset[Quad]
    added: frozenset[Quad]


def derived_graphs(store: Store) -> dict[str, list[Quad]]:
    """Derive everything; return the quads of the graph of findings and of the graph of keys, by graph IRI, sorted."""
    working = with_concepts(store)
    run(working, [Step.ROWS, Step.KEYS, Step.FIRST, Step.SECOND, Step.LAST], reports=store)
    quads = [*row_keys(working), *map(placed, graph_of(working, "derived"))]
    return {
        graph.value: sorted((quad for quad in quads if quad.graph_name == graph), key=str)
        for graph in (DERIVED_GRAPH, KEYS_GRAPH)
    }


class Deriver:
    """Derives again what changes touch; keeps what follows from the ontology and the cases for the next change.

    The store must hold the graphs that ``derived_graphs`` returns for it; it is read and never written to.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._working = with_concepts(store)

    def delta(
        self, reports: Mapping[str, Sequence[Quad]], origins: tuple[Iterable[Quad], Iterable[Quad]] = ((), ())
    ) -> Delta:
        """Return how the graphs of findings and keys change with a change of reports.

        Args:
            reports: by the IRI of a report, the quads that its graph shall hold; none, where the report goes.
            origins: the quads that the graph of origins loses and gains with it.
        """
        return _Run(self._store, self._working, Changed(self._store, reports, origins)).delta()


class _Run:
    """One change."""

    def __init__(self, store: Store, working: Store, changed: Changed) -> None:
        self.store, self.working, self.changed = store, working, changed
        self.rows = Rows(store, working, changed)

    def delta(self) -> Delta:
        gone, own, altered = self.rows.gone, self.rows.own, self.rows.altered
        old_keys = {quad for node in gone for quad in self.store.quads_for_pattern(node, None, None, KEYS_GRAPH)}
        new_keys = {quad for quad in row_keys(self.working) if quad.subject in own}
        touched = {text_of(quad) for quad in old_keys | new_keys if quad.predicate == NEG.joinKey}
        second = {key for key in touched if key.startswith(SECOND_FAMILIES)}
        first = FirstStep(self.rows, touched - second)
        old_first, new_first = first.derive()
        for node in old_first.keys() | new_first.keys():
            old, new = old_first.get(node, frozenset()), new_first.get(node, frozenset())
            if _looks_different(old, new, altered):
                second |= {text_of(quad) for quad in old | new if quad.predicate == NEG.joinKey}
        old_second, new_second = self.second(second, old_first, new_first)
        before = (old_keys | first.lost).union(*old_first.values(), *old_second.values())
        after = (new_keys | first.gained).union(*new_first.values(), *new_second.values())
        return Delta(frozenset(before - after), frozenset(after - before))

    def second(self, keys: set[str], old_first: Nodes, new_first: Nodes) -> tuple[Nodes, Nodes]:
        """Return what the second step derived under these keys, before and now."""
        if not keys:
            return {}, {}
        sharing = set(with_join_key(self.store, keys))
        records = {node for node in sharing if self.changed.report_of(node) is not None}
        met = stored(self.store, sharing - records - old_first.keys())
        inputs = [quad for quads in (*met.values(), *new_first.values()) for quad in quads]
        # Of a position, rules of this step may look at the statements by which it takes a side, assesses, denies or
        # measures, and where there are outcomes at the earliest; not at all that bear it out.
        self.rows.gather(self.telling(records))
        passed = {NEG.bestStatement, PROV.wasDerivedFrom}
        if not self.rows.of(None, NEG.outcomeStatus):
            passed.add(NEG.earliestWish)
        shown = {quad.object for quad in inputs if quad.predicate not in passed or not is_position(quad.subject)}
        self.rows.gather(node for node in shown if is_record(node))
        clear(self.working, "stages", "derived")
        self.working.extend(unplaced(quad) for quad in inputs)
        run(self.working, [Step.SECOND, Step.LAST])
        known = met.keys() | new_first.keys()
        found = {node: quads for node, quads in derived_under(self.working, keys).items() if node not in known}
        return stored(self.store, with_key(self.store, keys)), found

    def telling(self, outcomes: Iterable[NamedNode]) -> set[NamedNode]:
        """Return the outcomes that rules can name: of several accounts of one outcome the one whose IRI comes first."""
        found: dict[tuple[frozenset[object], ...], NamedNode] = {}
        for node in sorted(outcomes, key=str, reverse=True):
            if node not in self.rows.gone:
                meetings = self.values(node, NEG.meeting)
                days = frozenset(day for meeting in meetings for day in self.values(meeting, NEG.heldOn))
                found[self.values(node, NEG.provision), self.values(node, NEG.outcomeStatus), days] = node
        return {*found.values(), *self.rows.own}

    def values(self, node: object, predicate: NamedNode) -> frozenset[object]:
        """Return what the store has for a property of a record."""
        assert isinstance(node, NamedNode)
        return frozenset(quad.object for quad in self.store.quads_for_pattern(node, predicate, None, None))


def _looks_different(old: frozenset[Quad], new: frozenset[Quad], altered: set[str]) -> bool:
    """Tell whether rules of the second step may find a thing, or a statement that it shows, otherwise than before."""
    before, after = ({quad for quad in quads if quad.predicate not in COUNTS} for quads in (old, new))
    return before != after or any(isinstance(one.object, NamedNode) and one.object.value in altered for one in after)
