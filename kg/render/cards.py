"""Positions grouped by issue, and findings as cards: what the commands show on a terminal.

The tables are those of the named queries ``positions``, ``conflicts``, ``overlaps`` and ``discrepancies``; their
columns are known here.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kg.render.formats import text_of
from kg.render.terminal import EMPHASIS, Screen
from kg.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table as Grid
    from rich.text import Text

    from kg.answers import Table


def draw_positions(table: Table, screen: Screen) -> str:
    """Return positions under their issues and provisions: party, stance, and the words of the best statement."""
    from rich.padding import Padding
    from rich.text import Text

    if not table.rows:
        return "(no positions)\n"
    parts: list[RenderableType] = []
    for issue, of_issue in groupby(_records(table), key=lambda row: row["issue"]):
        parts += [Text(issue.upper() or "(NO ISSUE)", style="bold")]
        for provision, rows in groupby(of_issue, key=lambda row: row["provision"]):
            if provision:
                parts.append(Padding(Text(provision, style="italic"), (0, 0, 0, 2)))
            grid = _grid(14, 7)
            for row in rows:
                stance = Text.assemble((row["stance"], EMPHASIS.get(row["stance"], "")))
                grid.add_row(Text(row["party"]), stance, _words_of(row))
            parts.append(Padding(grid, (0, 0, 0, 2)))
        parts.append(Text(""))
    return screen.draw(parts[:-1])


def draw_findings(table: Table, screen: Screen) -> str:
    """Return conflicts or overlaps as cards: kind and issue, both parties with their quotes and reports, the reason.

    On a wide screen the two quotes stand side by side.
    """
    from rich.padding import Padding
    from rich.text import Text

    if not table.rows:
        return "(none found)\n"
    if screen.is_wide:
        return _side_by_side(table, screen)
    parts: list[RenderableType] = []
    for row in _records(table):
        grid = _grid(14)
        for side in ("first", "second"):
            # The day is shown where the query gives one in a column of its own.
            origin = ", ".join(filter(None, (row[side + "_report"], row.get(side + "_date"))))
            quote = Text.assemble(f"“{row[side + '_quote']}”", "\n", (origin, "dim"))
            grid.add_row(Text(row[side + "_party"], style="bold"), quote)
        reason = Text.assemble(row["reason"], "\n", (f"kg show {row['finding']}", "dim"))
        grid.add_row(Text("because", style="dim"), reason)
        title = Text.assemble((row["kind"].upper(), "bold"), "  ", row["issue"])
        parts += [title, Padding(grid, (0, 0, 0, 2)), Text("")]
    return screen.draw(parts[:-1])


def draw_discrepancies(table: Table, screen: Screen) -> str:
    """Return discrepancies as cards: kind and issue, the two accounts side by side, and why they disagree."""
    return _side_by_side(table, screen) if table.rows else "(none found)\n"


def _side_by_side(table: Table, screen: Screen) -> str:
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    parts: list[RenderableType] = []
    for row in _records(table):
        grid = Grid.grid(padding=(0, 4, 0, 0), expand=True)
        for _ in range(2):
            grid.add_column(ratio=1, overflow="fold")
        grid.add_row(*(_account(row, side) for side in ("first", "second")))
        reason = Text.assemble(row["reason"], "\n", (f"kg show {row['finding']}", "dim"))
        title = Text.assemble((row["kind"].upper(), "bold"), "  ", row["issue"])
        parts += [title, Padding(grid, (0, 0, 0, 2)), Padding(reason, (0, 0, 0, 2)), Text("")]
    return screen.draw(parts[:-1])


def _account(row: dict[str, str], side: str) -> Text:
    """Return one side: who speaks, the quote, the report and, where there is a column for it, its day."""
    from rich.text import Text

    who = ", ".join(filter(None, (row[side + "_party"], row.get(side + "_speaker"))))
    where = ", ".join(filter(None, (row[side + "_report"], row.get(side + "_date"))))
    told = Text.assemble(f"“{row[side + '_quote']}”", "\n", (where, "dim"))
    return Text.assemble((who, "bold"), "\n", told) if who else told


def _grid(*widths: int) -> Grid:
    """Return an empty grid with columns of these widths and one more that takes the rest."""
    from rich.table import Table as Grid

    grid = Grid.grid(padding=(0, 2, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    grid.add_column(overflow="fold")
    return grid


def _words_of(row: dict[str, str]) -> Text:
    """Return the quote, and below it who said it when, in how many reports, and the statement's id."""
    from rich.text import Text

    number = row["reports"]
    about = (
        row["acts"],
        row["speaker"],
        row["said"],
        f"{number} report{'' if number == '1' else 's'}",
        row["statement"],
    )
    return Text.assemble(f"“{row['quote']}”", "\n", (" · ".join(filter(None, about)), "dim"))


def _records(table: Table) -> list[dict[str, str]]:
    """Return the rows as texts that are safe to show; an IRI is shortened to what ``kg show`` takes."""
    return [
        {name: _short(visible(text_of(cell))) for name, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def _short(text: str) -> str:
    for kind in ("statement", "finding", "position"):
        text = text.removeprefix(f"https://w3id.org/negotiation-kg/data/{kind}/")
    return text
