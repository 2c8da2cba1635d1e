"""The ontology's own page: one HTML file from the bundled Turtle and queries, the same bytes for the same files."""

from kg.render.ontology_page.page import ontology_page

__all__ = ["ontology_page"]
