"""A brief as a PDF, set by Typst. Every word goes in as data, so that nothing in a report can be markup."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from kg.bundle import bundle_path
from kg.errors import UsageError
from kg.render.documents.blocks import Heading, Items, Paragraph, Quotation

if TYPE_CHECKING:
    from datetime import date

    from kg.render.documents.blocks import Block, Line, Outline

# What cannot be broken runs out of its column: addresses, and words of strangers that have no end. An id stays whole,
# to be copied; the columns are wide enough.
_UNBREAKABLE = re.compile(r"\S{22,}")
_ID = re.compile(r"[a-z-]+/[0-9a-f]{16}[,;]?")
_PIECE = 16
_BREAK = "\u200b"


def write_pdf(outline: Outline, day: date | None) -> bytes:
    """Return the document of a brief as PDF, always the same bytes for the same brief.

    Args:
        outline: what it says.
        day: the day that stands in it as that of its making, for want of a clock: that of the newest report.

    Raises:
        UsageError: the compiler is not installed.
    """
    try:
        import typst
    except ImportError:
        raise UsageError(
            "PDF is set by Typst, which is not installed; install it with: pip install 'negotiation-kg[documents]'"
        ) from None
    data = {
        "title": outline.title,
        "subtitle": outline.subtitle,
        "keywords": ["negotiation", "positions", "conflicts", "overlaps"],
        "blocks": [_plain(block) for block in outline.blocks],
    }
    made = datetime.combine(day, time(), UTC) if day is not None else datetime.fromtimestamp(0, UTC)
    found = typst.compile(
        str(bundle_path("render/documents") / "brief.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=made,
    )
    assert isinstance(found, bytes)  # one document makes one file
    return found


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(line):
            return {"kind": "paragraph", "line": _runs(line)}
        case Quotation(before, words, after, source):
            return {
                "kind": "quotation",
                "before": breakable(before),
                "words": breakable(words),
                "after": breakable(after),
                "source": _runs(source),
            }
        case Items(lines):
            return {"kind": "items", "lines": [_runs(line) for line in lines]}
        case _:
            return {
                "kind": "table",
                "head": list(block.head),
                "rows": [[_runs(cell) for cell in row] for row in block.rows],
                "widths": list(block.widths),
            }


def _runs(line: Line) -> list[dict[str, str]]:
    return [{"text": breakable(run.text), "style": run.style} for run in line]


def breakable(text: str) -> str:
    """Return text in which long words can be broken: after a slash or the like, and every sixteen characters."""
    return _UNBREAKABLE.sub(_pieces, text)


def _pieces(found: re.Match[str]) -> str:
    if _ID.fullmatch(found.group()):
        return found.group()
    parts = []
    for part in re.split(r"(?<=[/_.-])", found.group()):
        parts += [part[at : at + _PIECE] for at in range(0, len(part), _PIECE)]
    return _BREAK.join(parts)
