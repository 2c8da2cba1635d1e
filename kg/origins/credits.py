"""Whom a report names as the source of its text. Agencies are known by their place in the text, not by a list.

An agency stands behind the place of a dateline or under the last sentence; a name that is only told things may be
one. What the ontology knows as a medium is one wherever it is named as a source.
"""

from __future__ import annotations

import re

from kg.lexicon import load_lexicon
from kg.sentences import normalise

_NAME = r"(?:[Tt]he )?(?P<name>[A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*){0,3})"
_DATELINE = re.compile(rf"^\s*(?:date [\d-]{{10}}\s+)?[A-Z][^()\n]{{1,60}}\({_NAME}\) *[-–—]", re.M)
_SIGNED = re.compile(rf"[.!?\"][ \n]*[-–—]+ ?{_NAME}\.?\s*\Z")
_SOURCES = (
    re.compile(rf"\b(?:told|according to|quoted by|citing) {_NAME}"),
    re.compile(rf"\b{_NAME} (?:reported|reports|said in a report|could not)\b"),
    re.compile(rf"^ *\(?{_NAME}\)? *$", re.M),
)


def placed_credits(text: str) -> list[str]:
    """Return the names that stand where an agency's name stands, as they are spelt, in the order of the text."""
    plain = normalise(text)
    found = [*_DATELINE.finditer(plain), *_SIGNED.finditer(plain)]
    return [match["name"].removesuffix(".") for match in found]


def named_sources(text: str) -> frozenset[str]:
    """Return the names that may be those of a source, as they are spelt."""
    plain = normalise(text)
    return frozenset(match["name"].removesuffix(".") for pattern in _SOURCES for match in pattern.finditer(plain))


def is_medium(name: str) -> bool:
    """Tell whether the ontology knows the first word of a name as that of a newspaper, broadcaster or agency."""
    return load_lexicon(None).cues["MediumNoun"].begins(name.split(maxsplit=1)[0].casefold())
