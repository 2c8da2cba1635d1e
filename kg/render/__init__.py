"""Results as people and programs read them: tables, cards, and the formats of files."""

from kg.render.formats import text_of, write_csv, write_json, write_markdown, write_tsv
from kg.render.terminal import Screen, draw_table
from kg.render.visible import visible

__all__ = [
    "Screen",
    "draw_table",
    "text_of",
    "visible",
    "write_csv",
    "write_json",
    "write_markdown",
    "write_tsv",
]
