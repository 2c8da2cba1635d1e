"""The page as a whole: which terms it shows, and what its template is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.render.ontology_page import checks, concepts, diagram, terms
from kg.render.ontology_page.cards import Row, row
from kg.render.ontology_page.layout import Drawing, draw
from kg.render.ontology_page.turtle import (
    DCTERMS,
    NEG,
    OWL,
    RDFS,
    SCHEME,
    SKOS,
    VANN,
    Facts,
    Link,
    Names,
    read_bundled,
    text_of,
)
from kg.render.ontology_page.usage import properties
from kg.render.web import write_page

_ONTOLOGY = NEG.removesuffix("#")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A Turtle file as the page lists it."""

    path: str
    title: str
    about: str
    version: str
    terms: int


def ontology_page() -> str:
    """Return the page as HTML.

    Raises InputError where a bundled file cannot be read, which means a broken installation.
    """
    facts = read_bundled()
    names = Names(facts, _shown(facts))
    queries = checks.query_entries(names)
    asked = checks.asked_in(names, [entry for entries in queries.values() for entry in entries])
    boxes = diagram.boxes(facts, names)

    def shorten(iri: str) -> str:
        found = next((box.name for column in boxes for box in column if box.iri == iri), "")
        return found or (names.label(iri) if iri.startswith(SCHEME) else names.curie(iri).removeprefix("neg:"))

    return write_page(
        "ontology_page/page.html.j2",
        {
            "title": facts.text(_ONTOLOGY, DCTERMS + "title"),
            "about": facts.text(_ONTOLOGY, DCTERMS + "description"),
            "facts": _about(facts),
            "drawings": drawings(boxes, shorten),
            "layers": diagram.LAYERS,
            "boxes": [box for column in boxes for box in column],
            "link": names.link,
            "classes": terms.class_groups(facts, names, asked),
            "properties": [*terms.property_groups(facts, names, asked), terms.datatypes(facts, names)],
            "schemes": concepts.scheme_groups(facts, names),
            "issues": concepts.issue_tree(facts, names),
            "cases": concepts.cases(facts, names),
            "members": concepts.member_groups(facts, names),
            "cues": concepts.cue_counts(facts, names),
            "shapes": checks.shape_groups(facts, names),
            "queries": queries,
            "files": _files(facts),
            "prefixes": sorted(facts.prefixes.items()),
        },
        styles=["ontology_page/page.css"],
    )


def _shown(facts: Facts) -> set[str]:
    """Return the IRIs that have an entry on the page."""
    shown = {each for each in facts.of_class(OWL + "Class") if each.startswith(NEG)}
    shown |= {each for each in facts.of_class(RDFS + "Datatype") if each.startswith(NEG)}
    shown |= {*properties(facts), *facts.of_class(SKOS + "ConceptScheme"), *facts.of_class(SKOS + "Concept")}
    shown |= set(facts.of_class(NEG + "Negotiation"))
    for path in checks.shape_files():
        shown.update(checks.shapes_in(facts, path))
    for members in concepts.case_members(facts).values():
        shown.update(members)
    return shown


def drawings(boxes: tuple[tuple[diagram.Box, ...], ...], shorten: Callable[[str], str]) -> list[tuple[str, Drawing]]:
    """Return the diagram twice: in columns for a wide window, and in one column for a narrow one."""
    one = [box for layer in diagram.LAYERS for column in boxes for box in column if box.layer == layer]
    return [
        ("wide", draw(boxes, shorten, (210, 270, 250), (40, 90, 130, 60))),
        ("narrow", draw([one], shorten, (270,), (46, 46))),
    ]


def _about(facts: Facts) -> list[Row]:
    """Return the title block's rows."""

    def values(*props: str) -> list[str]:
        return [text_of(term) for prop in props for term in facts.values(_ONTOLOGY, prop)]

    def addresses(*props: str) -> list[Link]:
        return [Link(each, each, each) for each in values(*props)]

    return [
        *row("Version", values(OWL + "versionInfo")),
        *row("Version IRI", addresses(OWL + "versionIRI")),
        *row("Namespace", addresses(VANN + "preferredNamespaceUri")),
        *row("Prefix", values(VANN + "preferredNamespacePrefix"), code=True),
        *row("Licence", addresses(DCTERMS + "license")),
        *row("By", values(DCTERMS + "creator")),
        *row("Created", values(DCTERMS + "created")),
        *row("Last changed", values(DCTERMS + "modified")),
        *row("Imports", values(OWL + "imports") or ["nothing"]),
    ]


def _files(facts: Facts) -> list[FileRow]:
    return [
        FileRow(
            file.path,
            facts.text(file.ontology, DCTERMS + "title"),
            facts.text(file.ontology, DCTERMS + "description"),
            facts.text(file.ontology, OWL + "versionInfo"),
            len(file.subjects) - 1,
        )
        for file in facts.files
    ]
