"""The header of a query file: decorators in the manner of grlc, read strictly.

A file begins with lines ``#+ key: value``; a line ``#+   more`` goes on with the value before it. ``param`` may stand
several times, in the form ``#+ param NAME: TYPE [= default] - text``, every other key once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.bundle import bundle_path
from kg.errors import InputError

PARAMETER_TYPES = frozenset({"iri", "string", "date", "integer"})

_MARK = "#+"
_KEY = re.compile(r"#\+ (param )?([a-z_]+): (\S.*)")
_MORE = re.compile(r"#\+ {3,}(\S.*)")
_PARAMETER = re.compile(r"(?P<type>[a-z]+)(?: = (?P<default>\S+))? - (?P<text>\S.*)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query can be given. Without one, and without a default, the query is unrestricted in it."""

    name: str
    type: str
    default: str | None
    text: str


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query file as read: its name, its text, and its header as ``values`` by key and ``parameters`` in order."""

    name: str
    text: str
    values: Mapping[str, str]
    parameters: tuple[Parameter, ...]


def query_files(folder: str, keys: frozenset[str]) -> list[QueryFile]:
    """Read all files of ``queries/<folder>``, sorted by name. Raises InputError as ``parse_query`` does."""
    paths: list[Path] = sorted((bundle_path("queries") / folder).glob("*.rq"))
    return [parse_query(path.stem, path.read_text(encoding="utf-8"), keys) for path in paths]


def parse_query(name: str, text: str, keys: frozenset[str]) -> QueryFile:
    """Split a query file into header and text.

    Args:
        name: the file's name without ``.rq``; snake_case.
        text: the whole file; it stays the text of the query, because the header is a comment to SPARQL.
        keys: the keys that must stand in the header; ``param`` is always allowed, nothing else is.

    Raises:
        InputError: an unknown, missing or repeated key, or a line that has not the form above.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"query {name}: the file's name must be in snake_case")
    values: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in _logical_lines(name, text):
        match = _KEY.fullmatch(line)
        if not match:
            raise InputError(f"query {name}, line {number}: {line[:60]!r} is not of the form '#+ key: value'")
        is_parameter, key, value = match.groups()
        if is_parameter:
            if any(one.name == key for one in parameters):
                raise InputError(f"query {name}, line {number}: the parameter {key} stands twice")
            parameters.append(_parameter(name, number, key, value))
        elif key not in keys:
            raise InputError(f"query {name}, line {number}: unknown key {key!r}; known are {', '.join(sorted(keys))}")
        elif key in values:
            raise InputError(f"query {name}, line {number}: the key {key!r} stands twice")
        else:
            values[key] = value.strip()
    missing = sorted(keys - values.keys())
    if missing:
        raise InputError(f"query {name}: the header lacks {', '.join(missing)}")
    return QueryFile(name, text, values, tuple(parameters))


def _logical_lines(name: str, text: str) -> list[tuple[int, str]]:
    """Return (line number, line) of the header, with lines that go on joined to the one before."""
    lines: list[tuple[int, str]] = []
    inside = True
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith(_MARK):
            inside = False
        elif not inside:
            raise InputError(f"query {name}, line {number}: a '#+' line after the header's end")
        elif (more := _MORE.fullmatch(line)) and lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {more.group(1)}")
        else:
            lines.append((number, line))
    return lines


def _parameter(name: str, number: int, key: str, value: str) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if not match:
        raise InputError(f"query {name}, line {number}: write '#+ param {key}: TYPE [= default] - text'")
    if match["type"] not in PARAMETER_TYPES:
        known = ", ".join(sorted(PARAMETER_TYPES))
        raise InputError(f"query {name}, line {number}: unknown type {match['type']!r}; known are {known}")
    return Parameter(key, match["type"], match["default"], match["text"])
