"""A statement on the screen: the quote in its surroundings, what was read out of it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.render.formats import percent
from kg.render.terminal import Screen
from kg.render.visible import visible
from kg.review.columns import EDITABLE, Kind
from kg.review.rows import CLOSE, OPEN, Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kg.digest import Entry

_ALWAYS = frozenset({"party", "act", "stance", "issue", "provision", "content"})
_IN_TEXT = frozenset({Kind.QUOTE, Kind.START})

HELP = (
    "a  accept: the report says so, in these words\n"
    "r  reject: the report does not say so\n"
    "e  edit: go through the fields; Enter keeps a value, - empties it, Ctrl-D gives up\n"
    "s  skip: leave it for another time\n"
    "u  undo: take the last decision back that was taken here\n"
    "q  quit: what has been decided is kept; kg review goes on with the rest\n"
)


def draw_statement(shown: Shown, number: int, total: int, screen: Screen) -> str:
    """Return the text of one statement; ``number`` of ``total`` is how far the review has come."""
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.table import Table as Grid
    from rich.text import Text

    statement, excerpt = shown.statement, shown.excerpt
    sure = "" if statement.confidence is None else percent(statement.confidence)
    head = " · ".join(filter(None, (f"{number} of {total}", shown.cells["standing"], sure, shown.cells["statement"])))
    text = Text.assemble(
        (f"{visible(excerpt.before)} " if excerpt.before else "", "dim"),
        visible(excerpt.left),
        (f"{OPEN}{visible(excerpt.quote)}{CLOSE}", "bold"),
        visible(excerpt.right),
        (f" {visible(excerpt.after)}" if excerpt.after else "", "dim"),
    )
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for column in EDITABLE:
        value = shown.cells[column.name]
        if column.kind not in _IN_TEXT and (value or column.name in _ALWAYS):
            grid.add_row(column.name.replace("_", " "), visible(value) or "–")
    told = (shown.report.title or "", shown.cells["date"], shown.report.file_name)
    grid.add_row("report", visible(", ".join(filter(None, told))))
    grid.add_row("rule", visible(shown.cells["rule"]))
    parts: list[RenderableType] = [
        Rule(head, align="left", characters="─"), Text(""), text, Text(""), Padding(grid, (0, 0, 0, 2)), Text(""),
    ]  # fmt: skip
    return screen.draw(parts)


def draw_changes(changes: Iterable[Entry], screen: Screen) -> str:
    """Return a line for each change that a decision has led to; nothing where it led to none."""
    from rich.padding import Padding
    from rich.text import Text

    lines = [f"{entry.change.value}: {visible(entry.what)}" for entry in changes]
    return screen.draw([Padding(Text(line), (0, 0, 0, 2)) for line in lines]) if lines else ""
