"""Turtle as people write it: short names, one property a line, in a given order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "issue": "https://w3id.org/negotiation-kg/scheme/issue/",
    "membership": "https://w3id.org/negotiation-kg/data/membership/",
    "neg": "https://w3id.org/negotiation-kg/ontology#",
    "negotiation": "https://w3id.org/negotiation-kg/data/negotiation/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "party": "https://w3id.org/negotiation-kg/data/party/",
    "person": "https://w3id.org/negotiation-kg/data/person/",
    "place": "https://w3id.org/negotiation-kg/data/place/",
    "provision": "https://w3id.org/negotiation-kg/scheme/provision/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "scheme": "https://w3id.org/negotiation-kg/scheme/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes of a case file."""

_LOCAL = re.compile(r"[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)*")


def node_name(iri: str) -> str:
    """Return an IRI with a prefix where one of ``PREFIXES`` fits, else between angle brackets."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and _LOCAL.fullmatch(iri[len(base) :]):
            return f"{prefix}:{iri[len(base) :]}"
    return f"<{iri}>"


def literal(text: str) -> str:
    """Return an English text, escaped so that it stays on one line whatever it holds."""
    return str(Literal(text, language="en"))


def comment(text: str, mark: str = "#") -> str:
    """Return one line of comment; line ends and other white space in ``text`` become single spaces."""
    return f"{mark} {' '.join(text.split())}"


def block(subject: str, rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return all that is said of a subject: rows of a property and its values, those without a value left out."""
    lines = [f"{name} {' , '.join(values)}" for name, values in rows if values]
    return f"{subject} " + " ;\n    ".join(lines) + " ."
