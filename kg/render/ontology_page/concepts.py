"""The closed vocabularies, the tree of issues with their provisions, and the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.render.ontology_page.cards import Card, Group, Row, notations, plain_values, row, term_card
from kg.render.ontology_page.turtle import DCTERMS, NEG, ORG, RDF, RDFS, SCHEME, SKOS, Facts, Link, Names
from kg.render.web import Wording

ISSUE, PROVISION, OUT_OF_SCOPE = SCHEME + "issue", SCHEME + "provision", SCHEME + "out-of-scope"


@dataclass(frozen=True, slots=True)
class Branch:
    """An issue with what is under it; the counts are those of the whole branch, itself left out."""

    card: Card
    branches: tuple[Branch, ...]
    provisions: tuple[Card, ...]
    issue_count: int
    provision_count: int


@dataclass(frozen=True, slots=True)
class Case:
    """A negotiation with the title and description of its file."""

    card: Card
    title: str
    about: str
    path: str


def scheme_groups(facts: Facts, names: Names) -> list[Group]:
    """Return the concept schemes with their concepts; of issues and provisions, which have a tree, the scheme alone."""
    groups = []
    for scheme in facts.of_class(SKOS + "ConceptScheme"):
        definition = facts.text(scheme, SKOS + "definition")
        concepts = () if scheme in {ISSUE, PROVISION} else facts.subjects(SKOS + "inScheme", scheme)
        tag = names.curie(scheme).removeprefix("scheme:").replace("-", " ")
        cards = tuple(term_card(facts, names, each, tag, notations(facts, names, each)) for each in concepts)
        groups.append(Group(names.anchor(scheme), names.label(scheme).capitalize(), definition, cards))
    return groups


def issue_tree(facts: Facts, names: Names) -> list[Branch]:
    """Return the groups of issues in the order of their file, each with its issues and their provisions."""
    issues = facts.subjects(SKOS + "inScheme", ISSUE)
    known = set(issues)
    return [_branch(facts, names, each) for each in issues if not known & set(facts.nodes(each, SKOS + "broader"))]


def _branch(facts: Facts, names: Names, issue: str) -> Branch:
    narrower = [
        each for each in facts.subjects(SKOS + "broader", issue) if ISSUE in facts.nodes(each, SKOS + "inScheme")
    ]
    branches = tuple(_branch(facts, names, each) for each in narrower)
    provisions = tuple(_provision(facts, names, each) for each in facts.subjects(NEG + "underIssue", issue))
    rows = [
        *notations(facts, names, issue),
        *row("Under", names.links(facts.nodes(issue, SKOS + "broader"))),
        *_known_by(facts, issue),
        *_declared(facts, names, issue),
    ]
    return Branch(
        term_card(facts, names, issue, "issue", rows),
        branches,
        provisions,
        len(branches) + sum(each.issue_count for each in branches),
        len(provisions) + sum(each.provision_count for each in branches),
    )


def _provision(facts: Facts, names: Names, iri: str) -> Card:
    excluded = {*facts.nodes(iri, NEG + "excludes"), *facts.subjects(NEG + "excludes", iri)}
    rows = [
        *notations(facts, names, iri),
        *row("Narrower than", names.links(facts.nodes(iri, SKOS + "broader"))),
        *row("Broader than", names.links(facts.subjects(SKOS + "broader", iri))),
        *row("Excludes", names.links(excluded)),
        *row("Requires", names.links(facts.nodes(iri, NEG + "requires"))),
        *row("Required by", names.links(facts.subjects(NEG + "requires", iri))),
        *row("Presupposes", names.links(facts.nodes(iri, NEG + "presupposes"))),
        *row("Presupposed by", names.links(facts.subjects(NEG + "presupposes", iri))),
        *row("Measured in", plain_values(facts, iri, NEG + "unit"), code=True),
        *row("Status quo", _status_quo(facts, iri)),
        *_known_by(facts, iri),
        *_declared(facts, names, iri),
    ]
    tag = "alleged fact" if facts.is_a(iri, NEG + "AllegedFact") else "provision"
    return term_card(facts, names, iri, tag, rows)


def _status_quo(facts: Facts, iri: str) -> list[Wording | str]:
    words: list[Wording | str] = [*_texts(facts, iri, NEG + "statusQuo")]
    for name, prop in (("lowest", "statusQuoLowest"), ("highest", "statusQuoHighest")):
        words += [f"{name} {value}" for value in plain_values(facts, iri, NEG + prop)]
    return words


def _known_by(facts: Facts, iri: str) -> list[Row]:
    """Return by how many phrases texts are seen to speak of a concept; the phrases are in the Turtle."""
    counts = [
        (len(facts.literals(iri, NEG + prop)), word)
        for prop, word in (("phrase", "phrases"), ("phraseAgainst", "against it"), ("weakPhrase", "weak"))
    ]
    shown = ", ".join(f"{count} {word}" for count, word in counts if count)
    return row("Known by", [shown])


def _declared(facts: Facts, names: Names, iri: str) -> list[Row]:
    """Name the case that adds a concept; what the general files have needs no word."""
    titles = []
    for file in facts.files:
        if file.path.startswith("cases/") and iri in file.subjects:
            titles += [names.link(each) for each in file.subjects if facts.is_a(each, NEG + "Negotiation")]
    return row("Of the case", titles)


def cases(facts: Facts, names: Names) -> list[Case]:
    """Return the bundled cases, by file."""
    return [
        Case(
            term_card(facts, names, iri, "negotiation", _case_rows(facts, names, iri, file.subjects)),
            facts.text(file.ontology, DCTERMS + "title").removeprefix("Case: "),
            facts.text(file.ontology, DCTERMS + "description"),
            file.path,
        )
        for file in facts.files
        for iri in (file.subjects if file.path.startswith("cases/") else ())
        if facts.is_a(iri, NEG + "Negotiation")
    ]


def _case_rows(facts: Facts, names: Names, iri: str, members: Sequence[str]) -> list[Row]:
    """Return who takes part in a negotiation, and what its file adds."""
    rows = notations(facts, names, iri)
    for name, prop in (("Principals", "principal"), ("Third parties", "thirdParty"), ("Host", "host"),
                       ("In process", "process")):  # fmt: skip
        rows += row(name, names.links(facts.nodes(iri, NEG + prop)))
    for name, kind in (("People", "Person"), ("Places", "Place"), ("Documents", "Document"), ("Rounds", "Round")):
        rows += row(name, names.links(each for each in members if facts.is_a(each, NEG + kind)))
    for name, scheme in (("Issues of its own", ISSUE), ("Provisions of its own", PROVISION)):
        rows += row(name, names.links(each for each in members if scheme in facts.nodes(each, SKOS + "inScheme")))
    return rows


def case_members(facts: Facts) -> dict[str, list[str]]:
    """Return who and what the cases name, by class: the things of their files, and the parties of a negotiation."""
    found: dict[str, set[str]] = {each: set() for each in ("Party", "Person", "Place", "Document", "Round")}
    for file in facts.files:
        if not file.path.startswith("cases/"):
            continue
        for iri in file.subjects:
            for kind, members in found.items():
                if facts.is_a(iri, NEG + kind):
                    members.add(iri)
            if facts.is_a(iri, NEG + "Negotiation"):
                for prop in ("principal", "thirdParty", "host"):
                    found["Party"].update(facts.nodes(iri, NEG + prop))
    return {kind: sorted(members) for kind, members in found.items() if members}


def member_groups(facts: Facts, names: Names) -> list[Group]:
    """Return the parties, people, places and documents of all cases, each once."""
    titles = {"Party": "Parties", "Person": "People", "Place": "Places", "Document": "Documents", "Round": "Rounds"}
    return [
        Group(f"part-cases-{kind}", titles[kind], "", tuple(_member(facts, names, iri, kind) for iri in members))
        for kind, members in case_members(facts).items()
    ]


def _member(facts: Facts, names: Names, iri: str, kind: str) -> Card:
    posts: list[Link | Wording | str] = []
    for membership in facts.subjects(ORG + "member", iri):
        posts += [*(names.links(facts.nodes(membership, ORG + "organization")))]
        posts += [each.value for each in facts.literals(membership, NEG + "postTitle")]
    rows = [
        *row("Other names", _texts(facts, iri, SKOS + "altLabel")),
        *row("Demonym", _texts(facts, iri, NEG + "demonym")),
        *row("Speaks for", posts),
        *row("Part of", names.links(facts.nodes(iri, DCTERMS + "isPartOf"))),
        *row("Issued by", names.links(facts.nodes(iri, NEG + "issuedBy"))),
        *row("Of round", names.links(facts.nodes(iri, NEG + "round"))),
        *row("Held on", plain_values(facts, iri, NEG + "heldOn")),
        *_declared(facts, names, iri),
    ]
    return term_card(facts, names, iri, names.label(NEG + kind), rows)


def _texts(facts: Facts, iri: str, predicate: str) -> list[Wording]:
    """Return texts with their languages, English first, then by language and text."""
    found = {Wording(each.value, each.language or "") for each in facts.literals(iri, predicate)}
    return sorted(found, key=lambda each: (each.language != "en", each.language, each.text))


def cue_counts(facts: Facts, names: Names) -> list[tuple[Link, int]]:
    """Return how many entries each kind of cue word has, in the order of the kinds' names."""
    kinds = sorted(facts.subjects(RDFS + "subClassOf", NEG + "Cue"))
    return [(names.link(kind), len(facts.subjects(RDF + "type", kind))) for kind in kinds]
