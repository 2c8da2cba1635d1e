"""The graphs that do not come from reports: the ontology and the case files that the package carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kg import iris
from kg.bundle import bundle_path
from kg.gate import parse_rdf
from kg.lexicon import CaseFile

NOT_VOCABULARY = frozenset({"findings", "shapes", "style"})
"""Files of ``ontology/`` that check graphs and are not part of one."""


def reference_quads(case: CaseFile | None = None) -> list[Quad]:
    """Return the ontology, all bundled cases and ``case``, each in its graph.

    All vocabulary files of ``ontology/`` are in one graph, ``ontology/cases/NAME.ttl`` in ``…/graph/case/NAME``.
    The bundled files are read once; the list is the caller's own.
    """
    return [*_bundled(), *(_named_quads(case.turtle, case.slug, iris.case_graph(case.slug)) if case else ())]


def file_quads(path: Path, graph: NamedNode) -> list[Quad]:
    """Return the triples of a Turtle file as quads of ``graph``, without blank nodes.

    A blank node gets an IRI made of the file's name and its place in the order of appearance:
    the same file gives the same names, and no name is given twice.
    """
    return _named_quads(path.read_bytes(), path.stem, graph)


def _named_quads(turtle: bytes, file: str, graph: NamedNode) -> list[Quad]:
    names: dict[BlankNode, NamedNode] = {}

    def named(term: NamedNode | BlankNode) -> NamedNode:
        if isinstance(term, BlankNode):
            return names.setdefault(term, NamedNode(f"{iris.GENID}{file}-{len(names) + 1}"))
        return term

    quads = []
    for quad in parse_rdf(turtle, format="turtle", source=f"{file}.ttl"):
        subject, value = quad.subject, quad.object
        assert not isinstance(subject, Triple)
        if isinstance(value, NamedNode | BlankNode):
            value = named(value)
        quads.append(Quad(named(subject), quad.predicate, value, graph))
    return quads


@cache
def _bundled() -> tuple[Quad, ...]:
    folder = bundle_path("ontology")
    quads = []
    for path in sorted(folder.glob("*.ttl")):
        if path.stem not in NOT_VOCABULARY:
            quads += file_quads(path, iris.ONTOLOGY_GRAPH)
    for path in sorted((folder / "cases").glob("*.ttl")):
        quads += file_quads(path, iris.case_graph(path.stem))
    return tuple(quads)
