"""Tables as text of a given width; nothing is cut off: long cells wrap, wide tables become lists of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.render.formats import text_of
from kg.render.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kg.answers import Table

# Below this many characters a column tears words apart; the rows are then shown one under the other.
_NARROWEST = 11
_WIDE = 120

# Print that a word stands in, besides the word. No colour of the eight stands out on light and on dark grounds alike
# and from the next one for every eye; heavy, reversed and underlined print does in every theme.
EMPHASIS = {
    "for": "bold",
    "against": "reverse",
    "new": "bold",
    "hardened": "reverse",
    "withdrawn": "reverse",
    "softened": "underline",
    "superseded": "underline",
    "dropped from the reports": "underline",
    "contradicted": "reverse",
    "gone": "underline",
    "dropped": "underline",
    "added": "bold",
    "appeared": "bold",
}


@dataclass(frozen=True)
class Screen:
    """What is known of the place where text will be shown: its width in characters, and whether it has colours."""

    width: int = 80
    colour: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether two quotes have room side by side."""
        return self.width >= _WIDE

    def draw(self, parts: Iterable[RenderableType]) -> str:
        """Return the parts, one under the other, as text; without colours there is no escape code in it."""
        from rich.console import Console

        console = Console(
            width=self.width,
            force_terminal=self.colour,
            color_system="standard" if self.colour else None,
            legacy_windows=False,
            markup=False,
            highlight=False,
            emoji=False,
        )
        with console.capture() as shown:
            for part in parts:
                console.print(part, soft_wrap=False)
        return "".join(line.rstrip() + "\n" for line in shown.get().splitlines())


def draw_table(table: Table, screen: Screen) -> str:
    """Return any table: in columns where they fit, else one record under the other."""
    if not table.rows:
        return "(no rows)\n"
    rows = [[visible(text_of(cell)) for cell in row] for row in table.rows]
    fits = _natural_width(table.columns, rows) <= screen.width
    if fits or screen.width // len(table.columns) >= _NARROWEST:
        return screen.draw([_columns(table.columns, rows, apart=not fits)])
    return screen.draw([_records(table.columns, rows)])


def _natural_width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the width of the table without any wrapping."""
    return sum(2 + max(len(name), *(len(row[at]) for row in rows)) for at, name in enumerate(columns))


def _columns(columns: Sequence[str], rows: Sequence[Sequence[str]], *, apart: bool) -> RenderableType:
    """Lay rows out in columns, with empty lines between rows of several lines."""
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", leading=int(apart))
    for name in columns:
        grid.add_column(Text(name), overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    """Lay rows out as blocks of ``name  value`` lines; empty cells are left out."""
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for number, row in enumerate(rows):
        if number:
            grid.add_row("", "")
        for name, cell in zip(columns, row, strict=True):
            if cell:
                grid.add_row(Text(name), Text(cell))
    return grid
