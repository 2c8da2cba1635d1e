"""Is a file the text of a report or RDF, and in which syntax: by its name, else by how it begins."""

from __future__ import annotations

import re

from kg.gate import format_of
from kg.sources import REPORT_SUFFIXES, Source

REPORT = "report"
# All repetitions that could be divided in several ways are possessive: no backtracking, however the input is made.
_COMMENTS = rb"(?:\#[^\r\n]*+[\r\n]\s*+)*+"
_SIGNS = (
    ("rdfxml", rb"(?:<\?xml[^>]*+>)?(?:\s++|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^>]*+>)*+<(?:\w++:)?RDF\b"),
    ("jsonld", rb'[\[{]\s*+(?:[\[{]\s*+)?"@(?:context|graph|id|type)"'),
    (
        "nquads",
        rb"(?:<[^<>\s]*+>|_:\w++)[ \t]++<[^<>\s]*+>[ \t]++"
        rb'(?:<[^<>\s]*+>|_:\w++|"(?:[^"\\\r\n]++|\\.)*+"(?:@[\w-]++|\^\^<[^<>\s]*+>)?)[ \t]++<[^<>\s]*+>[ \t]*+\.',
    ),
    (
        "trig",
        _COMMENTS + rb"(?:(?:@prefix|@base|prefix|base)\b[^\r\n]*+[\r\n]\s*+|\#[^\r\n]*+[\r\n]\s*+)*+"
        rb"(?:graph\s++)?(?:<[^<>\s]*+>|[\w-]*+:[\w/-]*+)?\s*+\{",
    ),
    ("turtle", _COMMENTS + rb"(?:@prefix\s++[\w-]*+:|@base\s++<|prefix\s++[\w-]*+:\s*+<|base\s++<|<[^<>\s:]++:[^<>\s]*+>\s++[a<])"),
)
_PATTERNS = tuple((name, re.compile(sign, re.IGNORECASE | re.DOTALL)) for name, sign in _SIGNS)
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
