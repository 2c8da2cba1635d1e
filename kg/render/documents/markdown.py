r"""A brief as Markdown (CommonMark with tables), in which no text of a report can be anything but text.

Every character that could begin markup, in CommonMark or in what GitHub adds to it, has a backslash before it:
emphasis, links, HTML, entities, mathematics, mentions, addresses that become links by themselves, and what makes a
list, a heading or a rule at the beginning of a line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.render.documents.blocks import QUIET, STRONG, Heading, Items, Paragraph, Quotation, Table

if TYPE_CHECKING:
    from kg.render.documents.blocks import Block, Line, Outline, Run

_ALWAYS = re.compile(r"[\\`*_\[\]<>|&#~$@^{}]")
# An address becomes a link without any mark; a name between colons a picture; a number and a dot a list.
_ADDRESS = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)|:(?=[\w+-]+:)")
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def write_markdown(outline: Outline) -> str:
    """Return the document of a brief as Markdown."""
    parts = [f"# {escaped(outline.title)}", escaped(outline.subtitle)]
    parts += [_block(block) for block in outline.blocks]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Return text that Markdown shows as it is, wherever in a line it stands."""
    safe = _ADDRESS.sub(lambda found: "\\" + found.group(), _ALWAYS.sub(r"\\\g<0>", text))
    return _AT_START.sub(lambda found: _not_a_list(found.group()), safe)


def _not_a_list(start: str) -> str:
    # A digit cannot be escaped: a character reference stands for the first.
    return f"&#{ord(start[0])};{start[1:]}" if start[0].isdecimal() else "\\" + start


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return "#" * (level + 1) + " " + escaped(text)
        case Paragraph(line):
            return _line(line)
        case Quotation(before, words, after, source):
            # Inside the quotation marks the asterisks stand beside punctuation, where they always mark.
            sentence = f"{escaped(before)}“**{escaped(words)}**”{escaped(after)}".strip()
            return f"> {sentence}\n>\n> {_line(source)}"
        case Items(lines):
            return "\n".join(f"- {_line(line)}" for line in lines)
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    width = len(table.head)
    rows = [[_line(cell) for cell in row] for row in table.rows]
    # Markdown has no cell over several columns: a heading inside a table stands in the first one.
    lines = [[escaped(name) for name in table.head], ["---"] * width]
    lines += [row + [""] * (width - len(row)) for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _line(line: Line) -> str:
    return "".join(map(_run, line)).strip()


def _run(run: Run) -> str:
    text = escaped(run.text)
    core = text.strip()
    if not core or run.style not in {STRONG, QUIET}:
        return text
    mark = "**" if run.style == STRONG else "*"
    # A mark beside a space would not be one.
    return text.replace(core, f"{mark}{core}{mark}", 1)
