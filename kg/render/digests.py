"""Digests of reports as rows, and as the commands ``add``, ``diff``, ``remove`` and ``whatif`` show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from kg.render.formats import text_of
from kg.render.terminal import EMPHASIS, Screen
from kg.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kg.answers import Table
    from kg.digest import Entry

COLUMNS = ("file", "change", "kind", "what", "id")
"""One row for each report, of the kind ``report``, then one for each entry of its digest."""

_REPORT = "report"


def rows_of(file: str, fate: str, report: str, contents: str, digest: Iterable[Entry]) -> list[tuple[str, ...]]:
    """Return the rows of one report: itself, with what was read out of it, and its digest."""
    return [
        (file, fate, _REPORT, contents, report),
        *((file, entry.change.value, entry.kind, entry.what, entry.id) for entry in digest),
    ]


def draw_digest(table: Table, screen: Screen) -> str:
    """Return each report with its counts, and below it what it changes, the kinds of changes one after the other."""
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    rows = [[visible(text_of(cell)) for cell in row] for row in table.rows]
    parts: list[RenderableType] = []
    for file, fate, kind, what, name in rows:
        if kind == _REPORT:
            below = [row for row in rows if row[0] == file and row[2] != _REPORT]
            counts = Counter(row[1] for row in below)
            told = ", ".join(f"{number} {change}" for change, number in counts.items())
            told = told or ("no position or finding changes" if fate == "applied" else "changes nothing")
            title = Text.assemble((file or fate, "bold"), "  ", fate if file else "", "  ", (name, "dim"))
            parts += [title, *([Padding(Text(what), (0, 0, 0, 2))] if what else [])]
            parts += [Padding(Text(told, style="dim"), (0, 0, 0, 2))]
            for change, entries in groupby(below, key=lambda row: row[1]):
                grid = Grid.grid(padding=(0, 2, 0, 0))
                grid.add_column(width=18, overflow="fold")
                grid.add_column(overflow="fold")
                for _, _, entry, text, identifier in entries:
                    grid.add_row(Text(entry), Text.assemble(text, "  ", (identifier, "dim")))
                parts += [
                    Padding(Text.assemble((change.upper(), EMPHASIS.get(change, ""))), (0, 0, 0, 2)),
                    Padding(grid, (0, 0, 0, 4)),
                ]
            parts.append(Text(""))
    return screen.draw(parts[:-1]) if parts else "(nothing)\n"
