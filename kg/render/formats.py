"""A table as CSV, TSV, JSON or Markdown. Exact in a file; on a terminal, hidden characters are shown escaped."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.render.visible import visible

if TYPE_CHECKING:
    from kg.answers import Table

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FRACTIONS = frozenset({_XSD + "decimal", _XSD + "double"})
_NEEDS_QUOTES = re.compile('[",\r\n]')
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|&])")

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


def text_of(cell: Cell) -> str:
    """Return a cell as people read it: the IRI, the text of the literal, nothing for an unbound cell."""
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, ox.BlankNode | ox.Triple) else cell.value


def percent(share: float) -> str:
    """Return a share, from 0 to 1, as people read it: 0.45 as ``45%``."""
    return f"{share:.0%}"


def write_csv(table: Table, *, escape: bool = False) -> str:
    """Return CSV as SPARQL 1.1 defines it: CRLF, bare IRIs, the text of literals. ``escape`` is for terminals."""

    def field(text: str) -> str:
        shown = visible(text, lines=True) if escape else text
        return '"' + shown.replace('"', '""') + '"' if _NEEDS_QUOTES.search(shown) else shown

    rows = [table.columns, *([text_of(cell) for cell in row] for row in table.rows)]
    return "".join(",".join(map(field, row)) + "\r\n" for row in rows)


def write_tsv(table: Table, *, escape: bool = False) -> str:
    """Return TSV as SPARQL 1.1 defines it: terms as in Turtle, so that their kind is kept."""

    def field(cell: Cell) -> str:
        written = "" if cell is None else str(cell).replace("\t", "\\t")
        return visible(written) if escape else written

    lines = ["\t".join("?" + name for name in table.columns), *("\t".join(map(field, row)) for row in table.rows)]
    return "".join(line + "\n" for line in lines)


def write_json(table: Table, *, escape: bool = False) -> str:
    """Return a JSON array with one object a row: numbers and booleans as such, unbound cells as null, else strings."""
    rows = [dict(zip(table.columns, map(_json_value, row), strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=escape, indent=2) + "\n"


def write_markdown(table: Table, *, escape: bool = False) -> str:
    """Return a Markdown table in which no cell can be more than text. Hidden characters are always escaped."""
    del escape

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(_MARKDOWN.sub(r"\\\1", visible(cell)) for cell in cells) + " |\n"

    head = line(list(table.columns)) + "|" + " --- |" * len(table.columns) + "\n"
    return head + "".join(line([text_of(cell) for cell in row]) for row in table.rows)


def _json_value(cell: Cell) -> str | float | bool | None:
    if cell is None:
        return None
    if isinstance(cell, ox.Literal):
        if cell.datatype.value == _XSD + "boolean" and cell.value in {"true", "false"}:
            return cell.value == "true"
        # Leading zeros and signs are not kept by a number, and the text may be none at all.
        if cell.datatype.value == _XSD + "integer" and re.fullmatch("-?(0|[1-9][0-9]{0,17})", cell.value):
            return int(cell.value)
        if cell.datatype.value in _FRACTIONS and re.fullmatch(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,17}", cell.value):
            number = float(cell.value)
            return number if repr(number) == cell.value else cell.value
    return text_of(cell)
