"""How a result leaves a command: the format that was asked for, or the one that fits the place it goes to."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError, UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.answers import Table
    from kg.render.terminal import Screen

TABLES = ("table", "csv", "tsv", "json", "markdown")
GRAPHS = ("ttl", "trig", "nq", "jsonld")

Layout = Callable[["Table", "Screen"], str]


def choose_format(asked: str | None, allowed: Iterable[str]) -> str:
    """Return the format to write: what was asked for, else a table on a terminal and CSV elsewhere.

    Raises UsageError for a format that is not among the allowed ones.
    """
    allowed = tuple(allowed)
    if asked is None:
        return "table" if sys.stdout.isatty() else "csv"
    if asked not in allowed:
        raise UsageError(f"there is no format {asked!r} here; use one of: {', '.join(allowed)}")
    return asked


def write_table(table: Table, asked: str | None, layout: Layout | None = None) -> None:
    """Write a table to standard output; ``layout`` draws it where a table is wanted, else plain columns do."""
    from kg.render import formats
    from kg.render.terminal import draw_table

    on_terminal = sys.stdout.isatty()
    match choose_format(asked, TABLES):
        case "table":
            write((layout or draw_table)(table, screen()))
        case "csv":
            write(formats.write_csv(table, escape=on_terminal))
        case "tsv":
            write(formats.write_tsv(table, escape=on_terminal))
        case "json":
            write(formats.write_json(table, escape=on_terminal))
        case _:
            write(formats.write_markdown(table))


def screen() -> Screen:
    """Return the width of the terminal, 80 where there is none, and whether it may have colours."""
    from kg.render.terminal import Screen

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Screen(max(40, shutil.get_terminal_size((80, 24)).columns), colour)


def write(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the locale, with line ends as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def write_graph(quads: Iterable[ox.Quad], name: str, target: Path | None = None) -> None:
    """Write quads in one of ``GRAPHS``, to standard output or, whole or not at all, to a file.

    Raises StoreError where the file cannot be written.
    """
    from kg.render.graphs import serialise
    from kg.render.visible import visible

    data = serialise(quads, name)
    if target is None:
        write(visible(data.decode("utf-8"), lines=True) if sys.stdout.isatty() else data.decode("utf-8"))
        return
    write_file(data, target)


def write_file(data: bytes, target: Path) -> None:
    """Put a file in place whole, or leave what was there. Raises StoreError where it cannot be written."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error


def table_of(columns: Iterable[str], rows: Iterable[Iterable[str | float | None]]) -> Table:
    """Return a table of plain values: numbers become xsd:integer or xsd:double, None an empty cell."""
    import pyoxigraph as ox

    from kg.answers import Table

    return Table(
        tuple(columns),
        tuple(tuple(None if value is None else ox.Literal(value) for value in row) for row in rows),
    )
