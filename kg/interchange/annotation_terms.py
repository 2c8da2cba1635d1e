"""A statement as the body of a Web Annotation, in the terms of the ontology, and back: field by field.

What is written is a part of what the report's graph says of the statement, and can be read by any JSON-LD processor.
It is read back as JSON, key by key; nothing is expanded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kg import iris
from kg.interchange.coded import Passage
from kg.interchange.fields import ORIGIN
from kg.model import Document, Entity, Interval, Package, Quantity, Statement
from kg.model.plain import plain
from kg.vocab import ACT, ACT_CLASS, CERTAINTY, NEG, PACKAGE_KIND, SOURCING, STANCE, Concepts

Json = dict[str, Any]

CONTEXT: list[str | Json] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "neg": NEG.base,
        "prov": "http://www.w3.org/ns/prov#",
        **{
            f"neg:{name}": {"@id": f"neg:{name}", "@type": "xsd:date"}
            for name in ("dueFrom", "dueUntil", "heldOn", "saidFrom", "saidUntil")
        },
        **{
            f"neg:{name}": {"@id": f"neg:{name}", "@type": "xsd:decimal"}
            for name in ("baseHighest", "baseLowest", "confidence", "highest", "lowest")
        },
    },
]
"""The standard context, which is named and never fetched, and beside it our own terms."""

_TEXTS = {
    "attribution": "neg:attribution",
    "caveat": "neg:caveat",
    "condition": "neg:condition",
    "due_text": "neg:dueText",
    "said_text": "neg:saidText",
    "speaker_text": "neg:speakerText",
}
_ENTITIES = {"party": "neg:party", "speaker": "neg:speaker", "addressee": "neg:addressee"}
_CONCEPTS: dict[str, tuple[str, Concepts[Any]]] = {
    "act": ("neg:act", ACT),
    "stance": ("neg:stance", STANCE),
    "certainty": ("neg:certainty", CERTAINTY),
    "sourcing": ("neg:sourcing", SOURCING),
}
_LINKS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "issue": ("neg:issue", iris.issue_iri),
    "provision": ("neg:provision", iris.provision_iri),
    "condition_provision": ("neg:conditionProvision", iris.provision_iri),
    "negotiation": ("neg:negotiation", iris.negotiation_iri),
}
_MARKS = {"incomplete": "neg:incomplete", "in_headline": "neg:inHeadline", "non_negotiable": "neg:nonNegotiable"}
_INTERVALS = {"said_on": ("neg:saidFrom", "neg:saidUntil"), "due": ("neg:dueFrom", "neg:dueUntil")}
_PAPERS = {"carried_by": "neg:carriedBy", "concerns": "neg:concerns"}
_QUANTITY = {
    "lowest": "neg:lowest",
    "highest": "neg:highest",
    "unit": "neg:unit",
    "base_lowest": "neg:baseLowest",
    "base_highest": "neg:baseHighest",
    "base_unit": "neg:baseUnit",
    "text": "neg:quantityText",
}
_NOT_TAKEN = frozenset({"neg:rule", "neg:confidence", "neg:rank", "neg:decision", "neg:decidedBy", "neg:content"})
_KNOWN = frozenset(
    {
        *_TEXTS.values(), *_ENTITIES.values(), *_MARKS.values(), *_PAPERS.values(), *_NOT_TAKEN,
        *(term for term, _ in (*_CONCEPTS.values(), *_LINKS.values())),
        *(term for pair in _INTERVALS.values() for term in pair),
        "neg:round", "neg:quantity", "neg:package",
    }
)  # fmt: skip

HELD = frozenset(
    {
        *_TEXTS, *_ENTITIES, *_CONCEPTS, *_LINKS, *_MARKS, *_INTERVALS, *_PAPERS,
        "report", "quote", "also_at", "content", "round", "quantity", "package",
    }
)  # fmt: skip
"""The fields that a Web Annotation holds: all that a statement says. ``kg.interchange.fields.ORIGIN`` is the rest."""
SHOWN = ORIGIN & {"rule", "confidence"}
"""Of the rest, what is written for people and not taken back."""

BY_PREFIX = {
    **{concepts.scheme.value + "/": name for name, (_, concepts) in _CONCEPTS.items()},
    iris.ISSUE_SCHEME.value + "/": "issue",
    iris.PROVISION_SCHEME.value + "/": "provision",
    iris.DATA + "party/": "party",
}
"""Which field the concept or party with an IRI that begins so is the value of."""


def body_of(statement: Statement, label: Callable[[str, str], str]) -> Json:
    """Return what a statement says, but its quotes and its content, as a node in the terms of the ontology.

    Args:
        statement: any.
        label: gives the label of an issue or provision, by kind and slug.
    """
    node: Json = {"id": iris.statement_iri(statement.id).value, "type": f"neg:{_local(statement)}"}
    for name, term in _ENTITIES.items():
        if (entity := getattr(statement, name)) is not None:
            node[term] = _entity(entity)
    for name, (term, concepts) in _CONCEPTS.items():
        notation = getattr(statement, name)
        node[term] = {"id": concepts[notation].value, "label": str(notation)}
    for name, (term, make) in _LINKS.items():
        slug = getattr(statement, name)
        if slug is not None:
            node[term] = {"id": make(slug).value}
            if name != "negotiation":
                node[term]["label"] = label("issue" if name == "issue" else "provision", slug)
        elif name == "negotiation":
            node[term] = None  # without the key, it would be read back as that of the report
    for name, term in _TEXTS.items():
        if (text := getattr(statement, name)) is not None:
            node[term] = text
    for name, term in _MARKS.items():
        if getattr(statement, name):
            node[term] = True
    for name, terms in _INTERVALS.items():
        if (interval := getattr(statement, name)) is not None:
            node |= _days(interval, terms)
    if statement.round is not None:
        node["neg:round"] = _round(statement.negotiation, statement.round.isoformat())
    for name, term in _PAPERS.items():
        if (paper := getattr(statement, name)) is not None:
            node[term] = _paper(paper)
    if statement.quantity is not None:
        node["neg:quantity"] = _quantity(statement.quantity)
    if statement.package is not None:
        node["neg:package"] = _package(statement.package)
    node["neg:rule"] = statement.rule
    if statement.confidence is not None:
        node["neg:confidence"] = repr(statement.confidence)
    return node


def values_of(node: Mapping[str, Any]) -> Json:
    """Return the values by field that a body says. Raises ValueError where a key is none of ours, or a value is odd."""
    values: Json = {}
    for key in node:
        if key.startswith("neg:") and key not in _KNOWN:
            raise ValueError(f"{key} is no term of a statement; correct its spelling or leave it out")
    for name, term in (*_ENTITIES.items(), *((n, t) for n, (t, _) in (*_CONCEPTS.items(), *_LINKS.items()))):
        if term in node:
            values[name] = None if node[term] is None else _words(node[term], term)
    for name, term in (*_TEXTS.items(), ("content", "neg:content")):
        if node.get(term) is not None:
            values[name] = _string(node[term], term)
    for name, term in _MARKS.items():
        if term in node:
            if not isinstance(node[term], bool):
                raise ValueError(f"{term} is neither true nor false")
            values[name] = node[term]
    for name, (first, last) in _INTERVALS.items():
        if first in node or last in node:
            values[name] = "/".join(_string(node.get(term), term) for term in (first, last))
    if "neg:round" in node:
        values["round"] = _string(_node(node["neg:round"], "neg:round").get("neg:heldOn"), "neg:heldOn")
    for name, term in _PAPERS.items():
        if term in node:
            values[name] = _read_paper(_node(node[term], term))
    if "neg:quantity" in node:
        quantity = _node(node["neg:quantity"], "neg:quantity")
        values["quantity"] = {name: quantity[term] for name, term in _QUANTITY.items() if term in quantity}
    if "neg:package" in node:
        package = _node(node["neg:package"], "neg:package")
        values["package"] = {
            "kind": _words(package.get("neg:packageKind"), "neg:packageKind"),
            "quote": passage_of(_node(package.get("neg:quote"), "neg:quote")),
        }
    return values


def passage_of(selector: Mapping[str, Any]) -> Passage:
    """Return the passage that one selector, or both in one node, describe. Raises ValueError for odd values."""
    words = {key: selector[key] for key in ("exact", "prefix", "suffix") if selector.get(key) is not None}
    numbers = {key: selector[key] for key in ("start", "end") if selector.get(key) is not None}
    for key, value in words.items():
        _string(value, key)
    for key, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{key}: {value!r} is not an offset")
    return Passage(
        words.get("exact"),
        numbers.get("start"),
        numbers.get("end"),
        words.get("prefix", ""),
        words.get("suffix", ""),
    )


def _local(statement: Statement) -> str:
    return ACT_CLASS[statement.act].value.removeprefix(NEG.base)


def _entity(entity: Entity) -> Json:
    return {"id": entity.iri, "label": entity.label}


def _days(interval: Interval, terms: tuple[str, str]) -> Json:
    return dict(zip(terms, (interval.start.isoformat(), interval.end.isoformat()), strict=True))


def _round(negotiation: str | None, day: str) -> Json:
    from datetime import date

    assert negotiation is not None
    return {"id": iris.round_iri(negotiation, date.fromisoformat(day)).value, "neg:heldOn": day}


def _paper(paper: Document) -> Json:
    node: Json = {
        "id": iris.document_iri(paper.id).value,
        "dcterms:title": paper.noun,
        "neg:issuedBy": _entity(paper.issued_by),
        "neg:negotiation": {"id": iris.negotiation_iri(paper.negotiation).value},
    }
    if paper.round is not None:
        node["neg:round"] = _round(paper.negotiation, paper.round.isoformat())
    return node


def _read_paper(node: Mapping[str, Any]) -> Json:
    held = _node(node["neg:round"], "neg:round") if "neg:round" in node else {}
    return {
        "noun": _string(node.get("dcterms:title"), "dcterms:title"),
        "issued_by": _words(node.get("neg:issuedBy"), "neg:issuedBy"),
        "negotiation": _words(node.get("neg:negotiation"), "neg:negotiation"),
        "round": held.get("neg:heldOn"),
    }


def _quantity(quantity: Quantity) -> Json:
    return {_QUANTITY[name]: value for name, value in plain(quantity).items()}


def _package(package: Package) -> Json:
    quote = package.quote
    return {
        "id": iris.package_iri(package.id).value,
        "neg:packageKind": {"id": PACKAGE_KIND[package.kind].value},
        "neg:quote": {"exact": quote.text, "start": quote.start, "end": quote.end},
    }


def _node(value: object, term: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{term} is not an object")
    return value


def _words(value: object, term: str) -> str:
    """Return the IRI or words of a value: a string, or an object with an id."""
    if isinstance(value, Mapping):
        value = value.get("id", value.get("@id", value.get("label")))
    return _string(value, term)


def _string(value: object, term: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{term} is {'missing' if value is None else 'not a text'}")
    return value
