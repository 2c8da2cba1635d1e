"""What the tests of review workbooks share: rows with hostile texts, and what a workbook offers and holds."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl

from kg.review.columns import COLUMNS, Kind
from kg.review.lists import lists_for
from kg.review.rows import Shown, Wanted, shown_statements
from kg.store import Store

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "'=1", "''=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")', "=", "-", "#REF!", "{=1}", "1e5", "0123", "2025-07-03", "TRUE", "'", "''x",
]  # fmt: skip


def shown_in(store: Path) -> list[Shown]:
    """Return the statements of a store for review."""
    with Store.open(store, read_only=True) as opened:
        return shown_statements(opened.rdf, Wanted())


def lists_in(store: Path) -> dict[Kind, list[str]]:
    """Return what the cells of a review of a store can be chosen from."""
    with Store.open(store, read_only=True) as opened:
        return lists_for(opened.rdf, shown_statements(opened.rdf, Wanted()))


def filled(row: Shown, cells: Sequence[str]) -> Shown:
    """Return a row with these texts in its cells; its key stays, so that it is never empty."""
    named = dict(zip((column.name for column in COLUMNS), cells, strict=True))
    return replace(row, cells=named | {"statement": row.cells["statement"]})


def types_of(data: bytes) -> set[str]:
    """Return the types of all cells of a workbook that are not empty."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return {cell.data_type for cell in cells if cell.value is not None}


def offers(book: openpyxl.Workbook) -> dict[str, list[str]]:
    """Return by column what a spreadsheet offers in each of its cells, from the second row to beyond the last."""
    claims, listed = book["claims"], book["lists"]
    found = {}
    for rule in claims.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        assert rule.type == "list"
        assert (area.min_row, area.min_col) == (2, area.max_col)
        assert area.max_row > claims.max_row or area.max_row > 500
        sheet, _, cells = rule.formula1.rpartition("!")
        assert sheet.strip("$'") == "lists"
        found[claims.cell(1, area.min_col).value] = [cell.value for (cell,) in listed[cells.replace("$", "")]]
    return found
