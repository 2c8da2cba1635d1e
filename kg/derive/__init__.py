"""Findings: what follows from the statements of all reports together.

The rules are SPARQL, one file each, in ``queries/derive`` (``kg.derive.rules``); they run in a store of their own in
memory (``kg.derive.working``). Everything that they join shares a key: statements of one party on one matter, for
example, or positions on provisions that are related. So what changes with a report can be derived again alone
(``kg.derive.incremental``), and is the same as if all were derived anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.derive.incremental import Delta, Deriver, derived_graphs
from kg.derive.working import graph_of, with_concepts
from kg.iris import DERIVED_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

__all__ = ["Delta", "Deriver", "derive", "derived_graphs", "exclusions"]


def derive(store: Store) -> list[Quad]:
    """Derive positions and findings from the report graphs, the origins, the ontology and the cases of a store.

    Returns:
        All quads that the graph ``…/data/graph/derived`` shall hold, sorted; the same for the same store.
    """
    return derived_graphs(store)[DERIVED_GRAPH.value]


def exclusions(store: Store) -> list[tuple[str, str]]:
    """Return the pairs of provisions that exclude each other, as IRIs, both ways, sorted; by property path alone."""
    from pyoxigraph import NamedNode

    found = []
    for quad in graph_of(with_concepts(store), "closure"):
        if quad.predicate.value.endswith("#excludes"):
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode)
            found.append((quad.subject.value, quad.object.value))
    return found
