"""Deriving again only what a change of reports touches; the result is the same as deriving everything anew.

Rules join nothing but what shares a key (``kg.derive.rules``), so it is enough to gather, for each key that a changed
record has or had, all that has this key, and to run the rules on that: first on rows (statements of one party on one
matter and the like), then, where what follows from these has changed, on what shares a neighbourhood with it. The
keys stand in a graph of their own, ``…/data/graph/keys``, and are looked up there, so that the cost is that of the
report and of what it meets, not that of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.derive.rules import Step
from kg.derive.slices import Changed, with_join_key, with_key
from kg.derive.working import clear, graph_of, run, with_concepts
from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH
from kg.vocab import NEG, PROV

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

SECOND_FAMILIES = ("circle ", "document ", "terms ", "track ")
"""How the keys begin under which the second step derives; all others belong to the first step."""

_Nodes: TypeAlias = "dict[NamedNode, frozenset[Quad]]"


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that a store loses and gains."""

    removed: frozenset[Quad]
    added: frozenset[Quad]


def derived_graphs(store: Store) -> dict[str, list[Quad]]:
    """Derive everything; return the quads of the graph of findings and of the graph of keys, by graph IRI, sorted."""
    working = with_concepts(store)
    run(working, [Step.ROWS, Step.FIRST, Step.SECOND, Step.LAST], reports=store)
    quads = [*_row_keys(working), *map(_placed, graph_of(working, "derived"))]
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
    """One change. ``read`` are the records whose rows are in the working store."""

    def __init__(self, store: Store, working: Store, changed: Changed) -> None:
        self.store, self.working, self.changed = store, working, changed
        self.read: set[NamedNode] = set()

    def delta(self) -> Delta:
        changed = self.changed
        old_keys = {
            quad
            for report in changed.touched
            for record in changed.records_before(report)
            for quad in self.store.quads_for_pattern(record, NEG.joinKey, None, KEYS_GRAPH)
        }
        own = {record for report in changed.touched for record in changed.records(report)}
        clear(self.working, "statements", "names", "stages", "derived")
        self.gather(own)
        new_keys = {quad for quad in _row_keys(self.working) if quad.subject in own}
        touched = {_text(quad) for quad in old_keys | new_keys}
        second = {key for key in touched if key.startswith(SECOND_FAMILIES)}
        old_first, new_first = self.first(touched - second)
        moved = {node for node in old_first.keys() | new_first.keys() if old_first.get(node) != new_first.get(node)}
        for node in moved:
            for quad in old_first.get(node, frozenset()) | new_first.get(node, frozenset()):
                if quad.predicate == NEG.joinKey:
                    second.add(_text(quad))
        old_second, new_second = self.second(second, old_first, new_first)
        before = old_keys.union(*old_first.values(), *old_second.values())
        after = new_keys.union(*new_first.values(), *new_second.values())
        return Delta(frozenset(before - after), frozenset(after - before))

    def first(self, keys: set[str]) -> tuple[_Nodes, _Nodes]:
        """Return what the first step derived under these keys, before and now."""
        self.gather(with_join_key(self.store, keys))
        run(self.working, [Step.FIRST, Step.LAST])
        return self.stored(with_key(self.store, keys)), _derived_under(self.working, keys)

    def second(self, keys: set[str], old_first: _Nodes, new_first: _Nodes) -> tuple[_Nodes, _Nodes]:
        """Return what the second step derived under these keys, before and now."""
        sharing = set(with_join_key(self.store, keys))
        records = {node for node in sharing if self.changed.report_of(node) is not None}
        met = self.stored(sharing - records - old_first.keys(), with_statements=False)
        inputs = [quad for quads in (*met.values(), *new_first.values()) for quad in quads]
        # Of a position, rules of this step may look at the statements that show it best, not at all that bear it out.
        shown = {quad.object for quad in inputs if quad.predicate != PROV.wasDerivedFrom}
        self.gather([*records, *(node for node in shown if _is_record(node))])
        clear(self.working, "stages", "derived")
        self.working.extend(_unplaced(quad) for quad in inputs)
        run(self.working, [Step.SECOND, Step.LAST])
        known = met.keys() | new_first.keys()
        found = {node: quads for node, quads in _derived_under(self.working, keys).items() if node not in known}
        return self.stored(with_key(self.store, keys)), found

    def stored(self, nodes: Iterable[NamedNode], *, with_statements: bool = True) -> _Nodes:
        """Return what the store has of derived things; those that it has nothing of are left out."""
        found: _Nodes = {}
        for node in nodes:
            quads = [
                quad
                for graph in (DERIVED_GRAPH, KEYS_GRAPH)
                for quad in self.store.quads_for_pattern(node, None, None, graph)
                if with_statements or quad.predicate != PROV.wasDerivedFrom
            ]
            if any(quad.graph_name == DERIVED_GRAPH for quad in quads):
                found[node] = frozenset(quads)
        return found

    def gather(self, records: Iterable[object]) -> None:
        """Read the rows of records, as they would be, into the working store; each once."""
        from pyoxigraph import NamedNode, Store

        new = {record for record in records if isinstance(record, NamedNode)} - self.read
        self.read |= new
        source = Store()
        source.extend(quad for record in new for quad in self.changed.parts(record))
        clear(self.working, "names")
        run(self.working, [Step.ROWS], reports=source)


def _derived_under(working: Store, keys: set[str]) -> _Nodes:
    """Return the derived things of the working store whose key is one of these."""
    return {
        quad.subject: frozenset(map(_placed, working.quads_for_pattern(quad.subject, None, None, DERIVED_GRAPH)))  # type: ignore[misc]
        for quad in working.quads_for_pattern(None, NEG.key, None, DERIVED_GRAPH)
        if _text(quad) in keys
    }


def _row_keys(working: Store) -> list[Quad]:
    """Return the join keys of all rows, in the graph of keys."""
    return [_placed(quad) for quad in graph_of(working, "statements") if quad.predicate == NEG.joinKey]


def _placed(quad: Quad) -> Quad:
    """Return a quad of the working store in the graph where a store keeps it."""
    from pyoxigraph import Quad

    graph = KEYS_GRAPH if quad.predicate in (NEG.key, NEG.joinKey) else DERIVED_GRAPH
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _unplaced(quad: Quad) -> Quad:
    """Return a quad that a store keeps in the graph where rules look for it."""
    from pyoxigraph import Quad

    return Quad(quad.subject, quad.predicate, quad.object, DERIVED_GRAPH)


def _text(quad: Quad) -> str:
    from pyoxigraph import Literal

    assert isinstance(quad.object, Literal)
    return quad.object.value


def _is_record(node: object) -> bool:
    """Tell whether something is a statement, meeting or outcome, by its IRI."""
    from pyoxigraph import NamedNode

    return isinstance(node, NamedNode) and node.value.startswith(_RECORDS)


_RECORDS = tuple(DATA + kind for kind in ("statement/", "meeting/", "outcome/"))
