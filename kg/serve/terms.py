"""The page about the ontology: every class and property with its definition, each with an anchor of its own."""

from __future__ import annotations

import pyoxigraph as ox

from kg.answers import Readable
from kg.iris import ONTOLOGY_GRAPH
from kg.serve.markup import Content, Markup, foreign, link, tag, together
from kg.serve.shell import section
from kg.serve.things import name_of, nodes_of, text_of
from kg.serve.views import fields, named
from kg.vocab import NEG, OWL, RDF, RDFS, SKOS

_OWL = OWL.base
_KINDS = (
    ("Classes", (OWL.Class,)),
    ("Properties", tuple(ox.NamedNode(_OWL + name) for name in ("ObjectProperty", "DatatypeProperty"))),
    ("Annotations and the rest", (ox.NamedNode(_OWL + "AnnotationProperty"), ox.NamedNode(_OWL + "NamedIndividual"))),
)  # fmt: skip
_TOLD = (
    ("is a kind of", RDFS.subClassOf),
    ("is a part of", ox.NamedNode(RDFS.base + "subPropertyOf")),
    ("of a", ox.NamedNode(RDFS.base + "domain")),
    ("to a", ox.NamedNode(RDFS.base + "range")),
)


def ontology(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return the content of the page about the ontology."""
    parts: list[Content] = []
    seen: set[ox.NamedNode] = set()
    for heading, kinds in _KINDS:
        terms = _terms(rdf, kinds) - seen
        seen |= terms
        if terms:
            ordered = sorted(terms, key=lambda one: one.value.casefold())
            parts.append(section(heading, tag("dl", [_entry(rdf, one) for one in ordered], class_="fields")))
    return together(
        tag("p", "ontology", class_="kind"),
        tag("h1", foreign(name_of(rdf, node))),
        tag("p", f"{len(seen)} terms, each of which has its IRI: ", tag("code", NEG.base + "…")),
        parts,
        section("Known of the ontology", fields(rdf, node)),
    )


def _terms(rdf: Readable, kinds: tuple[ox.NamedNode, ...]) -> set[ox.NamedNode]:
    found = (quad.subject for kind in kinds for quad in rdf.quads_for_pattern(None, RDF.type, kind, ONTOLOGY_GRAPH))
    return {one for one in found if isinstance(one, ox.NamedNode) and one.value.startswith(NEG.base)}


def _entry(rdf: Readable, term: ox.NamedNode) -> Markup:
    local = term.value.removeprefix(NEG.base)
    told = [
        together(" ", words, " ", [together(named(rdf, one), " ") for one in values])
        for words, predicate in _TOLD
        if (values := nodes_of(rdf, term, predicate))
    ]
    definition = text_of(rdf, term, SKOS.definition)
    return tag(
        "div",
        tag("dt", link(f"#{local}", foreign(local))),
        tag("dd", foreign(definition) if definition else None, tag("span", told, class_="hint") if told else None),
        id=local,
    )
