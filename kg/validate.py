"""Is this graph fit to enter? Integrity by ``ontology/shapes.ttl``, over a report's graph or over foreign RDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg import iris
from kg.errors import InputError
from kg.graphs import reference_quads
from kg.lexicon import CaseFile
from kg.shacl import Result, Verdict, run_shapes
from kg.vocab import NEG, OWL, RDF, RDFS, SKOS

__all__ = ["Result", "Verdict", "looked_up", "validate_dataset", "validate_report"]

Node = NamedNode | BlankNode | Literal | Triple

# What a shape may ask of a thing that a report mentions: its class, its name, its scheme, a provision's issue,
# the class that goes with an act. The rest of the ontology would only make every check slower.
_LOOKED_UP = frozenset({RDF.type, RDFS.label, RDFS.seeAlso, SKOS.inScheme, NEG.underIssue})


def validate_report(
    quads: Iterable[Quad], *, reference: Iterable[Quad] | None = None, case: CaseFile | None = None
) -> Verdict:
    """Check the graph of one report before it enters a store.

    Args:
        quads: all of one named graph, whose name is the IRI of the one report in it.
        reference: ontology and cases, for the parties, people and concepts that the report mentions;
            without it, the bundled ones.
        case: the case file that the report was read by, if it is no bundled one; looked up beside the bundled ones.

    Raises:
        InputError: the quads are not the graph of one report.
    """
    quads = list(quads)
    graphs = {quad.graph_name for quad in quads}
    reports = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == NEG.Report}
    if len(reports) != 1 or graphs != reports:
        names = ", ".join(sorted(str(graph) for graph in graphs)) or "none"
        raise InputError(
            f"a report must come alone, in a graph of its own name: found {len(reports)} reports in the graphs {names}"
        )
    return _validate(quads, _known(case) if reference is None else _by_subject(reference), "the report")


def validate_dataset(
    quads: Iterable[Quad], *, reference: Iterable[Quad] | None = None, source: str = "the data"
) -> Verdict:
    """Check RDF of any layout, in the default graph or in named ones: all graphs count as one.

    The graph of derived positions and findings is left out: it follows from the reports and is checked by
    ``ontology/findings.ttl``.

    Args:
        quads: the data; it may declare parties, concepts and the like itself.
        reference: as in ``validate_report``.
        source: the file name or other name by which messages call the data.

    Raises:
        InputError: nothing in the data is of a class that the shapes speak of.
    """
    known = _known(None) if reference is None else _by_subject(reference)
    return _validate([quad for quad in quads if quad.graph_name != iris.DERIVED_GRAPH], known, source)


def looked_up(quads: Iterable[Quad], *, case: CaseFile | None = None) -> list[Quad]:
    """Return what shapes may look up about the things that data mention: classes, names, schemes.

    It comes from the bundled ontology and cases, and ``case`` if there is one.
    """
    return _context(quads, _known(case))


def _validate(quads: list[Quad], known: Mapping[Node | None, list[Quad]], source: str) -> Verdict:
    return _without_blank_nodes(quads, run_shapes(quads, _context(quads, known), source=source))


def _context(quads: Iterable[Quad], known: Mapping[Node | None, list[Quad]]) -> list[Quad]:
    mentioned: dict[Node, None] = {}
    for quad in quads:
        mentioned[quad.subject] = mentioned[quad.object] = None
    context = [quad for node in mentioned for quad in known.get(node, ()) if quad.predicate in _LOOKED_UP]
    return [*context, *known.get(None, ())]


@cache
def _known(case: CaseFile | None) -> Mapping[Node | None, list[Quad]]:
    return _by_subject(reference_quads(case))


def _by_subject(quads: Iterable[Quad]) -> Mapping[Node | None, list[Quad]]:
    """Return quads by their subject, and under None the tree of classes, which every check needs."""
    found: dict[Node | None, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[quad.subject].append(quad)
        if quad.predicate == RDFS.subClassOf or (quad.predicate == RDF.type and quad.object == OWL.Class):
            found[None].append(quad)
    return found


def _without_blank_nodes(quads: list[Quad], verdict: Verdict) -> Verdict:
    """Add the blank nodes that no target of the shape NoBlankNode reaches: those without class or known property."""
    seen = {result.focus for result in verdict.results if result.shape == "NoBlankNode"}
    blank = {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode)}
    missed = {
        Result(str(node), "NoBlankNode", "", str(node), "Violation", "A node has no IRI: give it one.")
        for node in blank
        if str(node) not in seen
    }
    return Verdict(verdict.conforms and not missed, tuple(sorted({*verdict.results, *missed}))) if missed else verdict
