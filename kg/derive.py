"""Findings: what follows from the statements of all reports together.

The rules are SPARQL, one file each, in ``queries/derive``. They run in the order that their headers declare, in a
store of their own in memory, whose graphs are named ``…/data/graph/NAME``:

    concepts     the ontology and all cases, merged; put there first, because a path such as ``skos:broader*``
                 cannot cross from one graph into another
    statements   what each statement of the given store contributes: one row a statement
    names        an English name for each thing that a sentence can mention
    closure      how provisions relate, near and far: ``neg:excludes``, ``skos:broaderTransitive`` and so on
    derived      positions, conflicts and overlaps: the result

Only queries that say ``#+ reads: reports`` run on the given store, which is never written to.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.headers import QueryFile, query_files

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

KEYS = frozenset({"summary", "description", "order", "reads", "writes"})

_GRAPH = "https://w3id.org/negotiation-kg/data/graph/"
_SOURCES = frozenset({"reports", "working"})
_TARGETS = frozenset({"statements", "names", "closure", "derived"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query: when it runs, what it reads (``reports`` or ``working``) and which graph it fills."""

    name: str
    order: int
    reads: str
    writes: str
    text: str


def rules() -> list[Rule]:
    """Return the rules in the order in which they run.

    Raises InputError for a wrong header, and for two rules in one place.
    """
    found = sorted((_rule(file) for file in query_files("derive", KEYS)), key=lambda rule: rule.order)
    for before, after in pairwise(found):
        if before.order == after.order:
            raise InputError(f"queries {before.name} and {after.name} have the same order, {after.order}; change one")
    return found


def _rule(file: QueryFile) -> Rule:
    order, reads, writes = file.values["order"], file.values["reads"], file.values["writes"]
    if not order.isdecimal():
        raise InputError(f"query {file.name}: order must be a whole number, not {order!r}")
    if reads not in _SOURCES:
        raise InputError(f"query {file.name}: reads must be one of {', '.join(sorted(_SOURCES))}, not {reads!r}")
    if writes not in _TARGETS:
        raise InputError(f"query {file.name}: writes must be one of {', '.join(sorted(_TARGETS))}, not {writes!r}")
    return Rule(file.name, int(order), reads, writes, file.text)


def derive(store: Store) -> list[Quad]:
    """Derive positions, conflicts and overlaps from the report graphs, the ontology and the cases of a store.

    Returns:
        All quads that the graph ``…/data/graph/derived`` shall hold, sorted; the same for the same store.
    """
    working = _concepts(store)
    for rule in rules():
        _apply(rule, store if rule.reads == "reports" else working, working)
    return _graph(working, "derived")


def exclusions(store: Store) -> list[tuple[str, str]]:
    """Return the pairs of provisions that exclude each other, as IRIs, both ways, sorted; by property path alone."""
    from pyoxigraph import NamedNode

    working = _concepts(store)
    for rule in rules():
        if rule.writes == "closure":
            _apply(rule, store if rule.reads == "reports" else working, working)
    found = []
    for quad in _graph(working, "closure"):
        if quad.predicate.value.endswith("#excludes"):
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode)
            found.append((quad.subject.value, quad.object.value))
    return found


def _concepts(store: Store) -> Store:
    """Return a new store whose graph ``concepts`` holds the ontology and the cases of the given one."""
    from pyoxigraph import NamedNode, Quad, Store

    working, target = Store(), NamedNode(_GRAPH + "concepts")
    for graph in store.named_graphs():
        name = graph.value.removeprefix(_GRAPH)
        if name == "ontology" or name.startswith("case/"):
            quads = store.quads_for_pattern(None, None, None, graph)
            working.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
    return working


def _apply(rule: Rule, source: Store, working: Store) -> None:
    """Add what the rule finds in ``source`` to its graph of ``working``."""
    from pyoxigraph import NamedNode, Quad, QueryTriples

    found = source.query(rule.text)
    if not isinstance(found, QueryTriples):
        raise InputError(f"query {rule.name}: a rule must be a CONSTRUCT")
    graph = NamedNode(_GRAPH + rule.writes)
    # All triples first: the store must not grow under the query that reads it.
    triples = list(found)
    working.extend(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def _graph(working: Store, name: str) -> list[Quad]:
    from pyoxigraph import NamedNode

    return sorted(working.quads_for_pattern(None, None, None, NamedNode(_GRAPH + name)), key=str)
