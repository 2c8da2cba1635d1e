"""The core classes and how they hang together, out of the Turtle: boxes with their properties, and what each leads to.

Which classes are core, and where a box stands, is a table here; what is in a box is what the files say. Properties
without a domain count for the classes of which the shapes ask them; findings and positions, which are derived and
never checked on entry, have no such shapes, so what ``queries/derive`` gives them is named in ``_DERIVED``.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.render.ontology_page.turtle import NEG, OWL, RDFS, SCHEME, SKOS, Facts, Names
from kg.render.ontology_page.usage import ancestors, properties, schemes_of, subclasses, used_on, uses

PROV = "http://www.w3.org/ns/prov#"
ISSUE, PROVISION = SCHEME + "issue", SCHEME + "provision"

COLUMNS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("text", NEG + "Origin"), ("text", NEG + "Report"), ("text", NEG + "Quote"),
        ("curation", NEG + "Decision"), ("curation", NEG + "Curator"),
    ),
    (
        ("statement", NEG + "Statement"), ("statement", NEG + "Quantity"), ("statement", NEG + "Package"),
        ("analysis", NEG + "Position"), ("analysis", NEG + "Finding"),
    ),
    (
        ("negotiation", NEG + "Party"), ("negotiation", NEG + "Person"), ("negotiation", NEG + "Document"),
        ("matter", ISSUE), ("matter", PROVISION),
        ("negotiation", NEG + "Negotiation"), ("negotiation", NEG + "Round"), ("negotiation", NEG + "Meeting"),
        ("negotiation", NEG + "Outcome"), ("negotiation", NEG + "Place"),
    ),
)  # fmt: skip
"""The boxes, column by column, from top to bottom, each with its layer."""

LAYERS = {
    "text": "the article as read",
    "statement": "who said what",
    "matter": "what it is about",
    "negotiation": "who sits at which table",
    "analysis": "what follows",
    "curation": "what people decide",
}
_DERIVED = {
    NEG + "Position": ((NEG + "party", NEG + "Party"), (NEG + "issue", ISSUE), (NEG + "provision", PROVISION),
                       (NEG + "stance", SCHEME + "stance"), (PROV + "wasDerivedFrom", NEG + "Statement")),
    NEG + "Finding": ((NEG + "issue", ISSUE),),
}  # fmt: skip
# The range is wider than what is nearly always there.
_NARROWED = {
    NEG + "firstStatement": NEG + "Statement",
    NEG + "secondStatement": NEG + "Statement",
    NEG + "conditionProvision": PROVISION,
    NEG + "provision": PROVISION,
    NEG + "issue": ISSUE,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """Properties of a box that lead to one target: a core class, another class, or a concept scheme."""

    properties: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Box:
    """A core class as the diagram and the table beside it show it; ``kinds`` are its subclasses."""

    iri: str
    name: str
    layer: str
    kinds: tuple[str, ...]
    leads: tuple[Lead, ...]


def boxes(facts: Facts, names: Names) -> tuple[tuple[Box, ...], ...]:
    """Return the boxes, column by column."""
    core = [iri for column in COLUMNS for _, iri in column]
    leads = _leads(facts, core)
    return tuple(
        tuple(
            Box(iri, _title(names, iri), layer, tuple(_title(names, each) for each in _kinds(facts, iri)), leads[iri])
            for layer, iri in column
        )
        for column in COLUMNS
    )


def _title(names: Names, iri: str) -> str:
    return {ISSUE: "issue", PROVISION: "provision"}.get(iri) or names.curie(iri).removeprefix("neg:")


def _kinds(facts: Facts, iri: str) -> list[str]:
    return [NEG + "AllegedFact"] if iri == PROVISION else subclasses(facts, iri)


def _leads(facts: Facts, core: list[str]) -> dict[str, tuple[Lead, ...]]:
    """Return for each box where its properties lead: core targets in the order of the columns, then the others."""
    found: dict[str, dict[str, list[str]]] = {iri: {} for iri in core}
    known = uses(facts)
    for prop in properties(facts):
        if not facts.is_a(prop, OWL + "ObjectProperty"):
            continue
        target = _target(facts, prop, core)
        scheme = (schemes_of(facts, prop, known) or [SKOS + "Concept"])[0]
        for source in _sources(facts, prop, core):
            _add(found[source], target or scheme, prop)
    for source, derived in _DERIVED.items():
        for prop, target in derived:
            _add(found[source], target, prop)
    _add(found[NEG + "Quote"], NEG + "Report", PROV + "wasQuotedFrom")
    _add(found[NEG + "Decision"], NEG + "Curator", PROV + "wasAttributedTo")
    _add(found[PROVISION], PROVISION, SKOS + "broader")
    _add(found[ISSUE], ISSUE, SKOS + "broader")

    def place(target: str) -> tuple[int, str]:
        return (core.index(target) if target in core else len(core), target)

    return {
        iri: tuple(Lead(tuple(leads[target]), target) for target in sorted(leads, key=place))
        for iri, leads in found.items()
    }


def _add(leads: dict[str, list[str]], target: str, prop: str) -> None:
    listed = leads.setdefault(target, [])
    if prop not in listed:
        listed.append(prop)


def _target(facts: Facts, prop: str, core: list[str]) -> str:
    """Return the class that a property leads to, of the core where one is; empty where it leads to concepts."""
    if prop in _NARROWED:
        return _NARROWED[prop]
    for each in facts.nodes(prop, RDFS + "range"):
        if each == SKOS + "Concept":
            continue
        return next((iri for iri in [each, *ancestors(facts, each)] if iri in core), each)
    schemes = schemes_of(facts, prop, [])
    return schemes[0] if schemes and schemes[0] in core else ""


def _sources(facts: Facts, prop: str, core: list[str]) -> list[str]:
    """Return the boxes that have a property: a subclass's counts for its box, a concept's for that of its scheme."""
    found: dict[str, None] = {}
    for each in used_on(facts, prop, uses(facts)):
        found.update(dict.fromkeys(iri for iri in [each, *ancestors(facts, each)] if iri in core))
    for concept in facts.of_class(SKOS + "Concept") if not found else ():
        if facts.values(concept, prop):
            found.update(dict.fromkeys(iri for iri in facts.nodes(concept, SKOS + "inScheme") if iri in core))
    return list(found)
