"""Quads: of a report's graph and back, of the bundled ontology and cases, and in one canonical form."""

from kg.graphs.canonical import canonical_nquads
from kg.graphs.decisions import decision_quads, read_decisions
from kg.graphs.order import canonical_order
from kg.graphs.read import read_deprecated, read_extraction
from kg.graphs.reference import file_quads, reference_quads
from kg.graphs.write import deprecated_quads, extraction_quads

__all__ = [
    "canonical_nquads",
    "canonical_order",
    "decision_quads",
    "deprecated_quads",
    "extraction_quads",
    "file_quads",
    "read_decisions",
    "read_deprecated",
    "read_extraction",
    "reference_quads",
]
