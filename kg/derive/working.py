"""The store in memory in which rules run, and what they leave there.

Its graphs are named ``…/data/graph/NAME``:

    concepts     the ontology and all cases, merged; put there first, because a path such as ``skos:broader*``
                 cannot cross from one graph into another
    closure      how provisions relate, near and far: ``neg:excludes``, ``skos:broaderTransitive`` and so on; and what
                 they are measured in (``kg.derive.measures``)
    statements   what each statement, meeting and outcome contributes: one row a thing
    names        an English name for each thing that a sentence can mention
    stages       what a party said on one matter on one day
    derived      positions, findings and what lies between: the result
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from kg.derive.measures import measures
from kg.derive.rules import Rule, Step, rules
from kg.errors import InputError
from kg.iris import DATA, DERIVED_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

GRAPH = DATA + "graph/"


def with_concepts(store: Store) -> Store:
    """Return a new store with the ontology and the cases of the given one, and all that follows from them alone."""
    from pyoxigraph import NamedNode, Quad, Store

    working, target = Store(), NamedNode(GRAPH + "concepts")
    for graph in store.named_graphs():
        name = graph.value.removeprefix(GRAPH)
        if name == "ontology" or name.startswith("case/"):
            quads = store.quads_for_pattern(None, None, None, graph)
            working.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
    run(working, [Step.REFERENCE], reports=store)
    working.extend(measures(working, target, NamedNode(GRAPH + "closure")))
    return working


def run(working: Store, steps: Collection[Step], reports: Store | None = None) -> None:
    """Run the rules of these steps in order; those that read reports read ``reports``, which is never written to."""
    for rule in rules():
        if rule.step in steps:
            source = reports if rule.reads == "reports" else working
            assert source is not None, rule.name
            _apply(rule, source, working)


def _apply(rule: Rule, source: Store, working: Store) -> None:
    """Add what the rule finds in ``source`` to its graph of ``working``."""
    from pyoxigraph import NamedNode, Quad, QueryTriples

    found = source.query(rule.text)
    if not isinstance(found, QueryTriples):
        raise InputError(f"query {rule.name}: a rule must be a CONSTRUCT")
    graph = NamedNode(GRAPH + rule.writes)
    # All triples first: the store must not grow under the query that reads it.
    triples = list(found)
    if triples:
        working.extend(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def clear(working: Store, *names: str) -> None:
    """Empty some of the graphs above."""
    from pyoxigraph import NamedNode

    for name in names:
        working.clear_graph(NamedNode(GRAPH + name))


def graph_of(working: Store, name: str) -> list[Quad]:
    """Return the quads of one of the graphs above, sorted."""
    from pyoxigraph import NamedNode

    return sorted(working.quads_for_pattern(None, None, None, NamedNode(GRAPH + name)), key=str)


assert DERIVED_GRAPH.value == GRAPH + "derived"
