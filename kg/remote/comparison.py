"""Graph by graph: what is the same here and in a store behind an endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.iris import CURATION_GRAPH, DATA, INDEX_GRAPHS, ONTOLOGY_GRAPH, ORIGINS_GRAPH
from kg.refresh import CLOSURE_GRAPH
from kg.remote.checksums import checksum, remote_checksums, remote_counts
from kg.store import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from kg.remote.wire import Wire
    from kg.store import Store

CASE = DATA + "graph/case/"
DEPRECATED = DATA + "deprecated/"
STAGING = DATA + "staging/"
"""Begins the names of graphs that a push fills and takes out again."""
OURS = (DATA + "graph/", REPORT, DEPRECATED)
"""What the names of the graphs of a store begin with. Other graphs of a server are neither read nor changed."""

# What others rest on comes first, and last what follows from all of them.
_FIRST = (ONTOLOGY_GRAPH.value,)
_LAST = (CURATION_GRAPH.value, ORIGINS_GRAPH.value, DATA + "graph/derived", *(graph.value for graph in INDEX_GRAPHS))


class State(StrEnum):
    """How a graph here and the graph of the same name there compare."""

    SAME = "same"
    DIFFERS = "differs"
    HERE = "only here"
    THERE = "only there"
    LEFT_OVER = "left over"


@dataclass(frozen=True, slots=True)
class Compared:
    """A graph with its triples here and there. ``LEFT_OVER`` is what a push that was cut short has not taken out."""

    graph: str
    state: State
    here: int
    there: int


def compare(store: Store, wire: Wire) -> list[Compared]:
    """Return how every graph of a store compares with that of a remote one, in the order in which they are sent.

    Raises StoreError where the remote store does not answer.
    """
    there = remote_counts(wire, DATA)
    here = {name: sum(1 for _ in quads_of(store, name)) for name in our_graphs(store)}
    alike = {name: count for name, count in here.items() if there.get(name) == count}
    sums = remote_checksums(wire, alike)
    found = []
    for name in sorted({*here, *(one for one in there if one.startswith(OURS))}, key=sending_order):
        if name not in there:
            state = State.HERE
        elif name not in here:
            state = State.THERE
        else:
            same = name in sums and checksum(quads_of(store, name)).is_that_of(sums[name])
            state = State.SAME if same else State.DIFFERS
        found.append(Compared(name, state, here.get(name, 0), there.get(name, 0)))
    left = sorted(name for name in there if name.startswith(STAGING))
    return found + [Compared(name, State.LEFT_OVER, 0, there[name]) for name in left]


def our_graphs(store: Store) -> list[str]:
    """Return the names of the graphs of a store that are pushed and pulled, in the order in which they are sent."""
    return sorted((name for name in store.graph_names() if name.startswith(OURS)), key=sending_order)


def quads_of(store: Store, name: str) -> Iterator[ox.Quad]:
    """Go through a graph without holding it."""
    import pyoxigraph as ox

    return store.rdf.quads_for_pattern(None, None, None, ox.NamedNode(name))


def sending_order(name: str) -> tuple[int, str]:
    """Return what graphs are sorted by: the ontology, cases, closure, reports and what is beside them, what follows."""
    if name in _FIRST:
        return 0, name
    if name.startswith(CASE):
        return 1, name
    if name == CLOSURE_GRAPH.value:
        return 2, name
    if name.startswith(REPORT):
        return 3, name
    if name.startswith(DEPRECATED):
        return 4, name
    return (6 + _LAST.index(name) if name in _LAST else 5), name
