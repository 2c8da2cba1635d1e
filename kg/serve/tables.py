"""Rows of an answer on a page: ids and IRIs of ours lead to what they name, words stand as quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import Table
from kg.errors import InputError
from kg.iris import DATA
from kg.render.formats import text_of
from kg.serve.addresses import local_address
from kg.serve.markup import Content, Markup, foreign, link, quoted, rows, tag, together
from kg.vocab import NEG

if TYPE_CHECKING:
    from kg.render.formats import Cell

MOST_ROWS = 1000
"""Rows that a page shows; the other formats have all."""

_NARROW = 6
"""Columns that fit into the width of running text."""

_ID = re.compile("[0-9a-f]{16}")
# Columns in which named queries give a bare id, which is of the kind that the column is called.
_ID_COLUMNS = frozenset({"decision", "finding", "position", "statement"})
_QUOTES = re.compile(r"(.*_)?(quote|claim|denial|words)(_.*)?|demand")


def table_from(data: bytes) -> Table:
    """Read SPARQL results in JSON, which keep the kind of every term. Raises InputError for anything else."""
    try:
        results = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise InputError("a truth was answered where rows were asked for")
        columns = tuple(variable.value for variable in results.variables)
        return Table(columns, tuple(tuple(row[name] for name in columns) for row in results))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"the answer cannot be read as SPARQL results: {error}") from error


def shown(table: Table) -> Markup:
    """Return a table as HTML, up to ``MOST_ROWS`` rows; columns of ids, which lead on, stand first."""
    number = len(table.rows)
    told = "1 row" if number == 1 else f"{number:,} rows".replace(",", " ")
    if not number:
        return tag("p", "No rows: nothing in the store answers this.", class_="hint")
    order = sorted(range(len(table.columns)), key=lambda at: table.columns[at] not in _ID_COLUMNS)
    cells = ([_cell(table.columns[at], row[at]) for at in order] for row in table.rows[:MOST_ROWS])
    more = f"; the first {MOST_ROWS} are shown, the other formats have all" if number > MOST_ROWS else ""
    names = [table.columns[at].replace("_", " ") for at in order]
    return together(tag("p", told + more, class_="hint"), rows(names, cells, full=len(names) > _NARROW))


def _cell(column: str, value: Cell) -> Content:
    text = text_of(value)
    if not text:
        return None
    if isinstance(value, ox.NamedNode):
        name = "neg:" + text.removeprefix(NEG.base) if text.startswith(NEG.base) else text.removeprefix(DATA)
        return link(local_address(text) or text, foreign(name))
    if column in _ID_COLUMNS and _ID.fullmatch(text):
        return link(local_address(f"{DATA}{column}/{text}"), tag("code", text))
    return quoted(text) if _QUOTES.fullmatch(column) else foreign(text, lines=True)
