"""The shape of a report's text: paragraphs, headings, bullets, captions and page furniture, with what is repeated.

Pure functions of the text; every block is a span of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from kg.model import Span
from kg.sentences import normalise

CRAWL_HEADER = re.compile(r"\A\s*date (\d{4}-\d{2}-\d{2})(?:\s|\Z)")
_BULLET = re.compile(r"\s*(?:[-*•–▪·‣]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_CREDIT = re.compile(r"\([^()]{2,60}(?:/[^()]{2,40}|Images?|Reuters|AFP|AP|EPA|Getty)[^()]{0,40}\)\s*\Z", re.I)
_CAPTION = re.compile(r"\s*(?:Image|Photo|Picture|File photo)\b\s*[:|]", re.I)
_TERMINAL = re.compile(r"""[.!?…:;,]["')\]]*\Z""")
_SHORTEST_REPEAT = 60
_LONGEST_HEADING = 22

FurnitureTest = Callable[[str], bool]


class BlockKind(StrEnum):
    """What a block is to its page."""

    HEADER = "header"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph. ``span`` leaves out bullet marks, heading marks and surrounding white space.

    ``repeats`` is the span of the earlier block with the same words, where there is one.
    """

    span: Span
    kind: BlockKind
    repeats: Span | None = None


def read_structure(text: str, is_furniture: FurnitureTest) -> list[Block]:
    """Return the blocks of ``text`` in order. ``is_furniture`` tells whether a line belongs to the page."""
    blocks = []
    start = 0
    header = CRAWL_HEADER.match(text)
    if header:
        blocks.append(Block(Span(header.start(1) - 5, header.end(1)), BlockKind.HEADER))
        start = header.end(1)
    for line_start, line_end in _paragraphs(text, start):
        block = _block(text, line_start, line_end, is_furniture)
        if block is not None:
            blocks.append(block)
    return _mark_repeats(text, _mark_lists(text, blocks))


def _mark_lists(text: str, blocks: list[Block]) -> list[Block]:
    """Two or more short lines right under a line that ends in a colon are its list, though they bear no bullets."""
    marked = list(blocks)
    for at, block in enumerate(blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or text[block.span.end - 1] != ":":
            continue
        stop = at + 1
        while stop < len(blocks) and blocks[stop].kind is BlockKind.HEADING and text[blocks[stop].span.end - 1] != ":":
            stop += 1
        if stop - at > 2:
            marked[at + 1 : stop] = [replace(b, kind=BlockKind.BULLET) for b in blocks[at + 1 : stop]]
    return marked


def _paragraphs(text: str, start: int) -> list[tuple[int, int]]:
    """Lines, or runs of hard-wrapped lines joined to one."""
    lines = []
    position = start
    for line in text[start:].splitlines(keepends=True):
        lines.append((position, position + len(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))))
        position += len(line)
    joined: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for line_start, line_end in [*lines, (len(text), len(text))]:
        if text[line_start:line_end].strip():
            run.append((line_start, line_end))
            continue
        joined.extend(_unwrap(text, run))
        run = []
    return joined


def _unwrap(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines of a run where all but the last are as long as a wrapped line and few end a sentence."""
    if len(run) < 2:
        return run
    body = [text[a:b].rstrip() for a, b in run[:-1]]
    wrapped = all(45 <= len(line) <= 100 for line in body)
    open_ended = sum(not _TERMINAL.search(normalise(line)) for line in body)
    if wrapped and open_ended * 2 >= len(body) and not any(_BULLET.match(text, a, b) for a, b in run[1:]):
        return [(run[0][0], run[-1][1])]
    return run


def _block(text: str, start: int, end: int, is_furniture: FurnitureTest) -> Block | None:
    raw = text[start:end]
    mark = _MARKDOWN_HEADING.match(raw) or _BULLET.match(raw)
    inner = raw[mark.end() :] if mark else raw
    stripped = inner.strip()
    if not stripped:
        return None
    begin = start + (mark.end() if mark else 0) + inner.index(stripped[0])
    span = Span(begin, begin + len(stripped))
    plain = normalise(stripped)
    if is_furniture(plain):
        kind = BlockKind.FURNITURE
    elif (plain.endswith(")") and _CREDIT.search(plain)) or _CAPTION.match(plain):
        kind = BlockKind.CAPTION
    elif mark and _MARKDOWN_HEADING.match(raw):
        kind = BlockKind.HEADING
    elif mark:
        kind = BlockKind.BULLET
    elif (
        not _TERMINAL.search(plain)
        and len(plain.split()) <= _LONGEST_HEADING
        and not re.search(r"[^A-Z.][.!?] [A-Z]", plain)
    ):
        kind = BlockKind.HEADING
    else:
        kind = BlockKind.PARAGRAPH
    return Block(span, kind)


def _mark_repeats(text: str, blocks: list[Block]) -> list[Block]:
    seen: dict[str, Span] = {}
    marked = []
    for block in blocks:
        words = " ".join(normalise(text[block.span.start : block.span.end]).split()).casefold()
        if len(words) >= _SHORTEST_REPEAT and words in seen:
            block = replace(block, repeats=seen[words])
        else:
            seen.setdefault(words, block.span)
        marked.append(block)
    return marked
