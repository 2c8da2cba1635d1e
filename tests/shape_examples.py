"""The examples of ``tests/shapes``, and the invented negotiation that they speak of."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad

from kg import iris
from kg.gate import parse_rdf
from kg.graphs import file_quads, reference_quads
from kg.validate import Verdict

EXAMPLES = Path(__file__).parent / "shapes"
VALID = sorted((EXAMPLES / "valid").glob("*.trig"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.trig"))

REFERENCE = [quad for quad in reference_quads() if quad.graph_name == iris.ONTOLOGY_GRAPH]
REFERENCE += file_quads(EXAMPLES / "reference.ttl", iris.case_graph("herring"))


def read(path: Path) -> list[Quad]:
    return parse_rdf(path.read_bytes(), format=None, source=path.name)


def names(verdict: Verdict) -> set[str]:
    return {result.shape for result in verdict.results}
