"""Is a file the text of a report or RDF, and in which syntax: by its name, else by how it begins."""

from __future__ import annotations

import re

from kg.gate import format_of
from kg.sources import REPORT_SUFFIXES, Source

REPORT = "report"
# All repetitions that could be divided in several ways are possessive: no backtracking, however the input is made.
_IRI = r"<[^<>\s]*+>"
_TERM = rf"""(?:{_IRI}|_:\w++|"(?:[^"\\\r\n]++|\\.)*+"(?:@[\w-]++|\^\^{_IRI})?)"""
_GAP = r"[ \t]++"
_SIGNS = (
    ("rdfxml", r"(?:<\?xml[^>]*+>)?(?:\s++|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^>]*+>)*+<(?:\w++:)?RDF\b"),
    ("jsonld", r'[\[{]\s*+(?:[\[{]\s*+)?"@(?:context|graph|id|type)"'),
    ("nquads", rf"{_TERM}{_GAP}{_IRI}{_GAP}{_TERM}{_GAP}(?:{_IRI}|_:\w++)[ \t]*+\."),
    # TriG takes Turtle and N-Triples too.
    ("trig", rf"(?:\#[^\r\n]*+[\r\n]\s*+)*+(?:@?(?:prefix\s++[\w-]*+:\s*+|base\s++)<|{_TERM}\s++(?:a\s|<))"),
)
_PATTERNS = tuple((name, re.compile(sign.encode(), re.IGNORECASE | re.DOTALL)) for name, sign in _SIGNS)
_LOOKED_AT = 16 * 1024


def guess_syntax(source: Source, data: bytes) -> str:
    """Return ``report`` or the name of an RDF format (``kg.gate.FORMATS``).

    A name with a known ending decides; else the beginning of the data does, and what looks like no RDF is a report.
    """
    if source.path is not None:
        if source.path.suffix.lower() in REPORT_SUFFIXES:
            return REPORT
        by_name = format_of(source.path.name)
        if by_name is not None:
            return by_name
    beginning = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((name for name, pattern in _PATTERNS if pattern.match(beginning)), REPORT)
