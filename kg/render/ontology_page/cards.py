"""An entry of the page: one term with its name, its definition and rows of what else is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.render.ontology_page.turtle import OWL, RDFS, SKOS, Facts, Link, Names, text_of
from kg.render.web import Wording, choose


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and its values: links, texts with a language, or plain texts; ``code`` shows texts as code."""

    name: str
    values: tuple[Link | Wording | str, ...]
    code: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """An entry. ``code`` is a text that is folded under ``code_title``; ``tag`` is a word beside the name."""

    anchor: str
    name: Wording
    curie: str
    iri: str
    tag: str
    definition: Wording | None
    rows: tuple[Row, ...] = ()
    code_title: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading, with its anchor and a sentence about them."""

    anchor: str
    title: str
    about: str
    cards: tuple[Card, ...]


def row(name: str, values: Iterable[Link | Wording | str], *, code: bool = False) -> list[Row]:
    """Return a row in a list, or an empty list where there are no values."""
    kept = tuple(each for each in values if each not in {"", None})
    return [Row(name, kept, code)] if kept else []


def term_card(
    facts: Facts,
    names: Names,
    iri: str,
    tag: str,
    rows: Sequence[Row] = (),
    *,
    code_title: str = "",
    code: str = "",
) -> Card:
    """Return the entry of a term: label and definition in English, then rows, other languages and alignments last."""
    name, other_names = choose(facts.literals(iri, RDFS + "label"))
    definition, other_definitions = choose(facts.literals(iri, SKOS + "definition"))
    ending = [
        *row("In other languages", [*other_names, *other_definitions]),
        *row("See also", names.links(facts.nodes(iri, RDFS + "seeAlso"))),
        *row("Exact match", names.links(facts.nodes(iri, SKOS + "exactMatch"), short=True)),
        *row("Close match", names.links(facts.nodes(iri, SKOS + "closeMatch"), short=True)),
        *row("Equivalent", names.links(facts.nodes(iri, OWL + "equivalentClass"), short=True)),
    ]
    return Card(
        names.anchor(iri), name or Wording(names.curie(iri)), names.curie(iri), iri, tag, definition,
        (*rows, *ending), code_title, code,
    )  # fmt: skip


def notations(facts: Facts, names: Names, iri: str) -> list[Row]:
    """Return the word of the command line and the codes of other notation systems, each system a row."""
    plain: list[str] = []
    coded: dict[str, list[str]] = {}
    for each in facts.literals(iri, SKOS + "notation"):
        system = each.datatype.value
        if system.startswith("http://www.w3.org/2001/XMLSchema#"):
            plain.append(each.value)
        else:
            coded.setdefault(system, []).append(each.value)
    rows = row("Notation", plain, code=True)
    for system in sorted(coded):
        rows += row(names.label(system), sorted(coded[system]), code=True)
    return rows


def plain_values(facts: Facts, iri: str, predicate: str) -> list[str]:
    """Return the texts of a property's values, sorted."""
    return sorted(text_of(term) for term in facts.values(iri, predicate))
