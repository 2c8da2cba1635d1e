"""The ontology's classes and properties as entries."""

from __future__ import annotations

from collections.abc import Mapping

from kg.render.ontology_page.cards import Card, Group, Row, row, term_card
from kg.render.ontology_page.turtle import NEG, OWL, RDFS, SKOS, Facts, Link, Names
from kg.render.ontology_page.usage import (
    Use,
    ancestors,
    characteristics,
    properties,
    schemes_of,
    subclasses,
    used_on,
    uses,
)

Asked = Mapping[str, tuple[Link, ...]]
"""The named queries that use a term, by its IRI."""


def class_groups(facts: Facts, names: Names, asked: Asked) -> list[Group]:
    """Return the classes: first those that stand alone, then each that has subclasses, with these."""
    classes = [each for each in facts.of_class(OWL + "Class") if each.startswith(NEG)]
    known = uses(facts)
    roots = {each: [child for child in classes if each in ancestors(facts, child)] for each in classes}
    families = {root: children for root, children in roots.items() if children}
    members = {child for children in families.values() for child in children}
    alone = [each for each in classes if each not in members and each not in families]
    groups = [Group("part-classes-alone", "Classes of their own", "", _classes(facts, names, alone, known, asked))]
    for root, children in sorted(families.items(), key=lambda each: (len(each[1]), each[0])):
        title = f"{names.label(root).capitalize()} and its {len(children)} kinds"
        cards = _classes(facts, names, [root, *children], known, asked)
        groups.append(Group(f"part-classes-{names.anchor(root)}", title, "", cards))
    return groups


def _classes(facts: Facts, names: Names, classes: list[str], known: list[Use], asked: Asked) -> tuple[Card, ...]:
    return tuple(_class(facts, names, each, known, asked) for each in classes)


def _class(facts: Facts, names: Names, name: str, known: list[Use], asked: Asked) -> Card:
    own = [use for use in known if use.of_class == name and (use.least or use.most)]
    counted = {use.path for use in own}
    free = [each for each in properties(facts) if name in used_on(facts, each, known) and each not in counted]
    values = [each for each in properties(facts) if name in facts.nodes(each, RDFS + "range")]
    disjoint = {
        other
        for listing in facts.unnamed(OWL + "AllDisjointClasses")
        for other in facts.listed(listing, OWL + "members")
        if name in facts.listed(listing, OWL + "members")
    }
    disjoint |= {*facts.nodes(name, OWL + "disjointWith"), *facts.subjects(OWL + "disjointWith", name)}
    rows = [
        *row("Subclass of", names.links(facts.nodes(name, RDFS + "subClassOf"))),
        *row("Subclasses", names.links(subclasses(facts, name))),
        *_counted(names, own),
        *row("Any number", names.links(free)),
        *row("Range of", names.links(values)),
        *row("Disjoint with", names.links(disjoint - {name})),
        *row("Asked about in", asked.get(name, ())),
    ]
    return term_card(
        facts, names, name, "class", rows, code_title="Ask for them", code=_example(facts, names, name, known)
    )


def _counted(names: Names, own: list[Use]) -> list[Row]:
    """Return the properties of which shapes limit the number, by what they ask."""
    rows = []
    least = {use.path for use in own if use.least not in {"", "0"}}
    most = {use.path for use in own if use.most == "1"}
    other = {use.path for use in own} - least - most
    for name, paths in (
        ("Exactly one", least & most),
        ("At least one", least - most),
        ("At most one", most - least),
        ("Limited", other),
    ):
        rows += row(name, names.links(paths))
    return rows


def _example(facts: Facts, names: Names, name: str, known: list[Use]) -> str:
    """Return a query for members of a class with what the shapes ask of every one, or nothing where they ask nothing.

    Reports are named graphs, hence GRAPH; the names are all terms of the bundled files, nobody's input.
    """
    line = [name, *ancestors(facts, name)]
    paths = sorted({use.path for use in known if use.of_class in line and use.least not in {"", "0"}})
    shown = [names.curie(each) for each in paths[:6]]
    if not shown or name == NEG + "Decision":
        return ""
    variables = [each.partition(":")[2] for each in shown]
    used = sorted({each.partition(":")[0] for each in (names.curie(name), *shown)})
    wants = [f"{path} ?{variable}" for path, variable in zip(shown, variables, strict=True)]
    return "\n".join(
        [
            *(f"PREFIX {prefix}: <{facts.prefixes[prefix]}>" for prefix in used),
            f"SELECT ?it {' '.join('?' + each for each in variables)}",
            "WHERE {",
            "  GRAPH ?graph {",
            f"    ?it a {names.curie(name)} ;",
            "      " + " ;\n      ".join(wants) + " .",
            "  }",
            "}",
            "ORDER BY ?it",
            "LIMIT 20",
        ]
    )


def property_groups(facts: Facts, names: Names, asked: Asked) -> list[Group]:
    """Return the properties: those whose values are things, and those whose values are texts, numbers and days."""
    known = uses(facts)
    groups = []
    for kind, tag, title in (
        ("ObjectProperty", "object property", "Properties that lead to things"),
        ("DatatypeProperty", "datatype property", "Properties with a text, a number or a day"),
    ):
        chosen = [each for each in properties(facts) if facts.is_a(each, OWL + kind)]
        cards = tuple(_property(facts, names, each, tag, known, asked) for each in chosen)
        groups.append(Group(f"part-{kind}", title, "", cards))
    return groups


def _property(facts: Facts, names: Names, prop: str, tag: str, known: list[Use], asked: Asked) -> Card:
    domain = facts.nodes(prop, RDFS + "domain")
    chains = [
        " then ".join(names.curie(getattr(term, "value", "")) for term in facts.members(each))
        for each in facts.nodes(prop, OWL + "propertyChainAxiom")
    ]
    shapes = {use.shape for use in known if use.path == prop}
    rows = [
        *row("Domain", names.links(domain) or ["left open"]),
        *row("Shapes ask it of", names.links(set(used_on(facts, prop, known)) - set(domain))),
        *row("Range", names.links(facts.nodes(prop, RDFS + "range"))),
        *row("Values from", names.links(schemes_of(facts, prop, known))),
        *row("It is", characteristics(facts, prop)),
        *row("Follows from", chains, code=True),
        *row("Subproperty of", names.links(facts.nodes(prop, RDFS + "subPropertyOf"))),
        *row("Inverse", names.links(facts.nodes(prop, OWL + "inverseOf"))),
        *row("Checked by", names.links(shapes)),
        *row("Asked about in", asked.get(prop, ())),
    ]
    return term_card(facts, names, prop, tag, rows)


def datatypes(facts: Facts, names: Names) -> Group:
    """Return the ontology's own datatypes, which mark the codes of other systems."""
    cards = []
    for each in facts.of_class(RDFS + "Datatype"):
        if each.startswith(NEG):
            count = sum(
                literal.datatype.value == each
                for concept in facts.of_class(SKOS + "Concept")
                for literal in facts.literals(concept, SKOS + "notation")
            )
            cards.append(term_card(facts, names, each, "datatype", row("Codes given", [str(count)])))
    return Group("part-datatypes", "Datatypes", "", tuple(cards))
