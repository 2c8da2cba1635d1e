"""Shapes and named queries as entries."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from kg.query import NamedQuery, available
from kg.render.ontology_page.cards import Card, Group, Row, row
from kg.render.ontology_page.turtle import RDF, SH, Facts, Link, Names, is_literal, text_of
from kg.render.web import Wording, choose
from kg.sparql import tokens

_FILES = {
    "shapes.ttl": ("integrity", "Integrity", "What a report must be before it enters a store. Each is a violation."),
    "findings.ttl": ("analysis", "Analysis", "Findings about positions and reports, as validation results."),
    "style.ttl": ("style", "Style of the ontology files", "How the files that this page is made from are written."),
}
_TARGETS = (
    ("Target", "targetClass"), ("Target node", "targetNode"), ("Target: what has", "targetSubjectsOf"),
    ("Target: values of", "targetObjectsOf"),
)  # fmt: skip
_LIMITS = (
    "minCount", "maxCount", "minLength", "maxLength", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive",
    "pattern", "languageIn", "uniqueLang", "hasValue", "in",
)  # fmt: skip
_TERMS = ("datatype", "class", "nodeKind", "equals", "disjoint", "lessThan", "lessThanOrEquals")
_COMPOSED = {
    "and": "all of several", "or": "one or more of several", "xone": "exactly one of several",
    "not": "not what follows", "property": "of its properties", "node": "of its nodes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueryEntry:
    """A named query: ``params`` are (name, type, default, text)."""

    anchor: str
    query: NamedQuery
    call: str
    params: tuple[tuple[str, str, str, str], ...]
    terms: tuple[Link, ...]


def shapes_in(facts: Facts, path: str) -> list[str]:
    """Return the IRIs of a file's shapes, in its order."""
    kinds = (SH + "NodeShape", SH + "PropertyShape")
    return [
        each
        for file in facts.files
        if file.path == path
        for each in file.subjects
        if any(facts.is_a(each, kind) for kind in kinds)
    ]


def shape_files() -> tuple[str, ...]:
    """Return the files of shapes, in the order of the page."""
    return tuple(_FILES)


def shape_groups(facts: Facts, names: Names) -> list[Group]:
    """Return the shapes, by file."""
    return [
        Group(f"part-shapes-{key}", title, about, tuple(_shape(facts, names, each) for each in shapes_in(facts, path)))
        for path, (key, title, about) in _FILES.items()
    ]


def _shape(facts: Facts, names: Names, shape: str) -> Card:
    rows: list[Row] = []
    for name, prop in _TARGETS:
        rows += row(name, names.links(facts.nodes(shape, SH + prop)))
    paths = facts.nodes(shape, SH + "path")
    rows += row("Path", names.links(paths, short=True))
    rows += row("Path", [_path(facts, names, each) for each in paths if each.startswith("_:")], code=True)
    limits = [f"{name} {_value(facts, names, shape, name)}" for name in _LIMITS if facts.values(shape, SH + name)]
    rows += row("Limits", limits, code=True)
    for name in _TERMS:
        rows += row(_words(name), names.links(facts.nodes(shape, SH + name), short=True))
    rows += row("Composed", [words for name, words in _COMPOSED.items() if facts.values(shape, SH + name)])
    if facts.text(shape, SH + "closed") == "true":
        open_to = [each for each in facts.listed(shape, SH + "ignoredProperties") if not each.startswith("_:")]
        rows += row("No property but", names.links(open_to, short=True))
    severity = next((text_of(each).removeprefix(SH) for each in facts.values(shape, SH + "severity")), "Violation")
    rows = [Row("Message", (facts.text(shape, SH + "message"),)), *rows]
    title, _ = choose(facts.literals(shape, SH + "name"))
    reason, _ = choose(facts.literals(shape, SH + "description"))
    return Card(
        names.anchor(shape), title or Wording(names.curie(shape)), names.curie(shape), shape, severity, reason,
        tuple(rows), "The SPARQL that finds it", _select(facts, shape),
    )  # fmt: skip


def _words(name: str) -> str:
    return {"nodeKind": "Kind of node", "lessThan": "Less than", "lessThanOrEquals": "Not more than",
            "disjoint": "Never the same as", "equals": "The same as"}.get(name, name.capitalize())  # fmt: skip


def _select(facts: Facts, shape: str) -> str:
    texts = []
    for constraint in facts.nodes(shape, SH + "sparql"):
        texts += [
            textwrap.dedent(each.value).strip("\n").rstrip() for each in facts.literals(constraint, SH + "select")
        ]
    return "\n\n".join(texts)


def _value(facts: Facts, names: Names, shape: str, name: str) -> str:
    shown = []
    for term in facts.values(shape, SH + name):
        node = text_of(term)
        listed = facts.members(node) if node.startswith("_:") else [term]
        shown += [text_of(each) if is_literal(each) else names.curie(text_of(each)) for each in listed]
    return ", ".join(shown)


def _path(facts: Facts, names: Names, node: str) -> str:
    """Return a SHACL path in the notation of SPARQL."""
    if not node.startswith("_:"):
        return names.curie(node)
    for prop, form in (
        ("inversePath", "^{}"),
        ("zeroOrMorePath", "{}*"),
        ("oneOrMorePath", "{}+"),
        ("zeroOrOnePath", "{}?"),
    ):
        for inner in facts.nodes(node, SH + prop):
            return form.format(_path(facts, names, inner))
    alternatives = facts.listed(node, SH + "alternativePath")
    if alternatives:
        return "(" + "|".join(_path(facts, names, each) for each in alternatives) + ")"
    return "/".join(_path(facts, names, text_of(each)) for each in facts.members(node))


def query_entries(names: Names) -> dict[str, list[QueryEntry]]:
    """Return the named queries by folder, questions first. Raises as ``kg.query.available``."""
    found: dict[str, list[QueryEntry]] = {}
    for query in available():
        params = tuple((each.name, each.type, each.default or "", each.text) for each in query.params)
        call = " ".join(["kg query", query.name, *(f"[-p {each.name}=…]" for each in query.params)])
        used = names.links(_iris(names, query), short=True)
        entry = QueryEntry(f"query-{query.name}", query, call, params, used)
        found.setdefault(query.folder, []).append(entry)
    return found


def asked_in(names: Names, entries: Iterable[QueryEntry]) -> dict[str, tuple[Link, ...]]:
    """Return the queries that use a term, by its IRI."""
    found: dict[str, list[Link]] = {}
    for entry in entries:
        for iri in _iris(names, entry.query):
            found.setdefault(iri, []).append(Link(entry.query.name, f"#{entry.anchor}", ""))
    return {iri: tuple(links) for iri, links in found.items()}


def _iris(names: Names, query: NamedQuery) -> list[str]:
    """Return the terms of the page that a query names, sorted."""
    declared = {"rdf": RDF}
    words = tokens(query.text)
    for word, prefix, base in zip(words, words[1:], words[2:], strict=False):
        if word.text.upper() == "PREFIX":
            declared[prefix.text.removesuffix(":")] = base.text.strip("<>")
    used = set()
    for token in words:
        prefix_name, colon, local = token.text.partition(":")
        if token.kind == "prefixed" and colon and local and prefix_name in declared:
            used.add(declared[prefix_name] + local)
    return sorted(used & names.shown)
