"""The graphs that do not come from reports: the ontology and the case files that the package carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kg import iris
from kg.bundle import bundle_path
from kg.gate import parse_rdf

NOT_VOCABULARY = frozenset({"findings", "shapes", "style"})
"""Files of ``ontology/`` that check graphs and are not part of one."""


def reference_quads() -> list[Quad]:
    """Return the ontology and all cases, each in its graph.

    All vocabulary files of ``ontology/`` are in one graph, ``ontology/cases/NAME.ttl`` in ``…/graph/case/NAME``.
    The files are read once; the list is the caller's own.
    """
    return list(_bundled())


def file_quads(path: Path, graph: NamedNode) -> list[Quad]:
    """Return the triples of a Turtle file as quads of ``graph``, without blank nodes.

    A blank node gets an IRI made of the file's name and its place in the order of appearance:
    the same file gives the same names, and no name is given twice.
    """
    names: dict[BlankNode, NamedNode] = {}

    def named(term: NamedNode | BlankNode) -> NamedNode:
        if isinstance(term, BlankNode):
            return names.setdefault(term, NamedNode(f"{iris.GENID}{path.stem}-{len(names) + 1}"))
        return term

    quads = []
    for quad in parse_rdf(path.read_bytes(), format="turtle", source=path.name):
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
