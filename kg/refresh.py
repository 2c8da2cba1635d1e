"""What a store holds beside reports, kept up to date: the ontology and cases, the closure of exclusions, the findings.

The closure is HermiT's and is computed again only when the exclusions or the order of provisions changed; without a
Java a store works without it. Findings change in the same transaction as the report that changes them
(``kg.revise``); where many reports come at once, findings are dropped with the first and derived after the last, so
that an interrupted run leaves a store without findings, never with old ones.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import __version__
from kg.errors import KgError
from kg.graphs import reference_quads
from kg.iris import DATA, DERIVED_GRAPH, FINGERPRINTS_GRAPH, KEYS_GRAPH, ORIGINS_GRAPH
from kg.lexicon import CaseFile
from kg.store import Store
from kg.vocab import DCTERMS, NEG

if TYPE_CHECKING:
    from kg.revise import Reviser

_CASE = DATA + "graph/case/"
CLOSURE_GRAPH = ox.NamedNode(DATA + "graph/closure")
# Beside what they are for, the graphs of the closure and of keys hold a digest of what they were computed from.
_MADE_FROM = ox.NamedNode(DCTERMS.base + "identifier")


def refresh_reference(store: Store, case: CaseFile | None = None) -> bool:
    """Put in the bundled ontology and cases, and ``case``; tell whether that changed anything.

    Case files that were put in before and are not bundled stay.
    """
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in reference_quads(case):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs[quad.graph_name.value].append(quad)
    if all(set(store.graph(name)) == set(quads) for name, quads in graphs.items()):
        return False
    store.put_graphs({**graphs, **no_findings()})
    return True


def refresh_closure(store: Store, *, limit: float = 120.0) -> str | None:
    """Put in the pairs of provisions that exclude each other, inferred ones included, if they are out of date.

    Returns None, or one line that says why the store goes without them.
    """
    from kg.reason import closure_input, excludes_closure

    reference = reference_of(store)
    made_from = hashlib.sha256("\n".join(map(str, closure_input(reference))).encode()).hexdigest()
    mark = ox.Quad(CLOSURE_GRAPH, _MADE_FROM, ox.Literal(made_from), CLOSURE_GRAPH)
    if mark in store.rdf:
        return None
    try:
        pairs = excludes_closure(reference, limit=limit)
    except KgError as error:
        store.put_graph(CLOSURE_GRAPH.value, [])
        return f"without inferences: {error}"
    inferred = [ox.Quad(ox.NamedNode(one), NEG.excludes, ox.NamedNode(other), CLOSURE_GRAPH) for one, other in pairs]
    store.put_graph(CLOSURE_GRAPH.value, [mark, *inferred])
    return None


def reference_of(store: Store) -> list[ox.Quad]:
    """Return the bundled ontology and cases, and the case files that only the store has."""
    reference = reference_quads()
    bundled = {quad.graph_name for quad in reference}
    for name in store.graph_names():
        if name.startswith(_CASE) and ox.NamedNode(name) not in bundled:
            reference += store.graph(name)
    return reference


def refresh_findings(store: Store) -> bool:
    """Derive origins, positions and findings anew; tell whether that changed anything."""
    from kg.derive import derived_graphs
    from kg.origins import origins_after, stored_text

    origins: dict[str, list[ox.Quad]] = {ORIGINS_GRAPH.value: [], FINGERPRINTS_GRAPH.value: []}
    for quad in origins_after(ox.Store(), [stored_text(store.rdf, report) for report in store.reports()], [])[1]:
        assert isinstance(quad.graph_name, ox.NamedNode)
        origins[quad.graph_name.value].append(quad)
    changed = store.put_graphs(origins)
    found = derived_graphs(store.rdf)
    found[KEYS_GRAPH.value].append(_mark())
    return bool(changed | store.put_graphs(found))


def is_current(store: Store) -> bool:
    """Tell whether a store has its findings, by the rules of this version, so that a change can build on them."""
    return _mark() in store.rdf


def ready(store: Store, case: CaseFile | None = None) -> tuple[Reviser, str | None]:
    """Bring the ontology and cases of a store up to date and all that was derived; return what revises it from there.

    Returns also what ``refresh_closure`` does. Drop the reviser before the store is closed.
    """
    from kg.revise import Reviser

    refresh_reference(store, case)
    note = refresh_closure(store)
    if not is_current(store):
        refresh_findings(store)
    return Reviser(store.rdf), note


def no_findings() -> dict[str, list[ox.Quad]]:
    """Return what to put with a change after which nothing is derived yet, so that no old finding outlives it."""
    return {graph.value: [] for graph in (DERIVED_GRAPH, KEYS_GRAPH)}


def _mark() -> ox.Quad:
    """Return the quad that says by which version and rules the findings of a store were derived."""
    from kg.derive.rules import rules

    texts = "\n".join(f"{rule.order} {rule.step} {rule.text}" for rule in rules())
    made_by = ox.Literal(hashlib.sha256(f"{__version__}\n{texts}".encode()).hexdigest())
    return ox.Quad(KEYS_GRAPH, _MADE_FROM, made_by, KEYS_GRAPH)
