"""The courses of parties as people read them: stage by stage, and what was held on two days side by side.

The tables are those of the commands ``timeline`` and ``compare``; their columns are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from kg.render.formats import text_of
from kg.render.terminal import EMPHASIS, Screen
from kg.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from kg.answers import Table

    Row: TypeAlias = dict[str, str]
    Draw: TypeAlias = Callable[[Sequence[Row]], RenderableType]


def draw_timeline(table: Table, screen: Screen) -> str:
    """Return the stages under their party and matter: day, movement, act and stance, the words; undated ones last."""
    from rich.text import Text

    rows = _records(table)
    if not rows:
        return "(nothing said)\n"
    parts = _grouped([row for row in rows if row["said_from"]], _stages)
    if undated := [row for row in rows if not row["said_from"]]:
        parts += [Text("DAY UNKNOWN", style="bold underline"), *_grouped(undated, _stages)]
    return screen.draw(parts[:-1])


def draw_comparison(table: Table, screen: Screen) -> str:
    """Return under each party and matter what moved, with the words of the first day and those of the second."""
    rows = _records(table)
    if not rows:
        return "(nothing said)\n"
    return screen.draw(_grouped(rows, partial(_sides, width=24 if screen.is_wide else 10))[:-1])


def _grouped(rows: Sequence[Row], draw: Draw) -> list[RenderableType]:
    """Return the rows under headings: party and negotiation, issue, provision; an empty line after each party."""
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = []
    for (party, negotiation), of_party in groupby(rows, key=lambda row: (row["party"], row["negotiation"])):
        parts.append(Text.assemble((party.upper(), "bold"), "  ", (negotiation, "dim")))
        for issue, of_issue in groupby(of_party, key=lambda row: row["issue"]):
            parts.append(Padding(Text(issue), (0, 0, 0, 2)))
            for provision, of_matter in groupby(of_issue, key=lambda row: row["provision"]):
                if provision:
                    parts.append(Padding(Text(provision, style="italic"), (0, 0, 0, 2)))
                parts.append(Padding(draw(list(of_matter)), (0, 0, 0, 4)))
        parts.append(Text(""))
    return parts


def _stages(rows: Sequence[Row]) -> RenderableType:
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid.grid(padding=(0, 2, 0, 0))
    for width in (13, 10):
        grid.add_column(width=width, overflow="fold")
    grid.add_column(overflow="fold")
    for row in rows:
        about = (row["round"] and f"round of {row['round']}", row["speaker"], row["statement"])
        # All in one paragraph: most stages then take two lines of a narrow screen.
        words = Text.assemble(
            f"{row['act']} ",
            (row["stance"], EMPHASIS.get(row["stance"], "")),
            f" “{row['quote']}” ",
            (" · ".join(filter(None, about)), "dim"),
        )
        grid.add_row(Text(_brief(row["said_from"], row["said_until"])), _mark(row["movement"]), words)
    return grid


def _sides(rows: Sequence[Row], *, width: int) -> RenderableType:
    """Lay out what was held on two days side by side, after what moved in a column of this width."""
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=width)
    for _ in ("earlier", "later"):
        grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        cells = []
        for side in ("earlier", "later"):
            day = _brief(*row[f"{side}_day"].partition("/")[::2])
            stance = row[f"{side}_stance"]
            head = " ".join(filter(None, (day, row[f"{side}_act"])))
            words = Text.assemble(
                f"{head} ",
                (stance, EMPHASIS.get(stance, "")),
                f"\n“{row[f'{side}_quote']}” ",
                (row[f"{side}_statement"], "dim"),
            )
            cells.append(words if head else Text("–"))
        grid.add_row(_mark(row["movement"]), *cells)
    return grid


def _mark(movement: str) -> Text:
    from rich.text import Text

    # Its letters alone: a style of the whole text would cover the room up to the next column too.
    return Text.assemble((movement, EMPHASIS.get(movement, "")))


def _brief(start: str, end: str) -> str:
    """Return an interval without what its end has in common with its start, as ISO 8601 allows: 2025-07-14/20."""
    if not end or start == end:
        return start
    common = next((length for length in (8, 5) if start[:length] == end[:length]), 0)
    return f"{start}/{end[common:]}"


def _records(table: Table) -> list[Row]:
    """Return the rows as texts that are safe to show."""
    return [{name: visible(text_of(cell)) for name, cell in zip(table.columns, row, strict=True)} for row in table.rows]
