"""Where a property is used: by its domain, and by the shapes that name it as the path of a class.

Many properties of the ontology have no domain on purpose, because several unlike classes have them. What the shapes
let in says more: which class, how often, with which values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.render.ontology_page.turtle import NEG, OWL, RDF, RDFS, SCHEME, SH, SKOS, Facts, is_literal, text_of


@dataclass(frozen=True, slots=True)
class Use:
    """A property as a shape speaks of it for a class: ``least`` and ``most`` are empty where the shape sets none."""

    shape: str
    of_class: str
    path: str
    least: str
    most: str


def uses(facts: Facts) -> list[Use]:
    """Return all uses of single properties, sorted; inverse and alternative paths are left to the shapes' own part."""
    found = []
    for shape in facts.of_class(SH + "PropertyShape"):
        paths = [each for each in facts.nodes(shape, SH + "path") if not each.startswith("_:")]
        for of_class in facts.nodes(shape, SH + "targetClass"):
            found += [
                Use(shape, of_class, path, facts.text(shape, SH + "minCount"), facts.text(shape, SH + "maxCount"))
                for path in paths
            ]
    return sorted(found, key=lambda each: (each.of_class, each.path, each.shape))


def subclasses(facts: Facts, name: str) -> list[str]:
    """Return a class's direct subclasses, sorted."""
    return sorted(facts.subjects(RDFS + "subClassOf", name))


def ancestors(facts: Facts, name: str) -> list[str]:
    """Return a class's superclasses, nearest first, each once."""
    found: list[str] = []
    waiting = facts.nodes(name, RDFS + "subClassOf")
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found.append(each)
            waiting += facts.nodes(each, RDFS + "subClassOf")
    return found


def properties(facts: Facts) -> list[str]:
    """Return the ontology's own properties, sorted by name without regard to case."""
    found = {*facts.of_class(OWL + "ObjectProperty"), *facts.of_class(OWL + "DatatypeProperty")}
    return sorted((each for each in found if each.startswith(NEG)), key=lambda each: (each.casefold(), each))


def used_on(facts: Facts, prop: str, known: list[Use]) -> list[str]:
    """Return the classes whose members have the property: its domain, and the targets of shapes with it as path."""
    classes = facts.nodes(prop, RDFS + "domain") + [use.of_class for use in known if use.path == prop]
    return sorted({each for each in classes if not each.startswith("_:")})


def schemes_of(facts: Facts, prop: str, known: list[Use]) -> list[str]:
    """Return the schemes of a property's concepts: by a shape's list, by the values in the files, or by its name."""
    values = [
        text_of(term)
        for use in known
        if use.path == prop
        for node in facts.nodes(use.shape, SH + "in")
        for term in facts.members(node)
        if not is_literal(term)
    ] or [value for concept in facts.of_class(SKOS + "Concept") for value in facts.nodes(concept, prop)]
    found = {scheme for value in values for scheme in facts.nodes(value, SKOS + "inScheme")}
    named = SCHEME + re.sub("[A-Z]", lambda match: f"-{match.group().lower()}", prop.removeprefix(NEG))
    if not found and facts.is_a(named, SKOS + "ConceptScheme"):
        found.add(named)
    return sorted(found)


def characteristics(facts: Facts, prop: str) -> list[str]:
    """Return in words what OWL says of a property as such."""
    words = {
        "SymmetricProperty": "symmetric", "TransitiveProperty": "transitive", "FunctionalProperty": "functional",
        "InverseFunctionalProperty": "inverse functional", "AsymmetricProperty": "asymmetric",
        "ReflexiveProperty": "reflexive", "IrreflexiveProperty": "irreflexive", "DeprecatedProperty": "deprecated",
    }  # fmt: skip
    kinds = {each.removeprefix(OWL) for each in facts.nodes(prop, RDF + "type")}
    return [words[each] for each in sorted(kinds & words.keys())]
