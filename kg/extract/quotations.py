"""Stretches between quotation marks, and which verb of saying outside them they belong to."""

from __future__ import annotations

import re

from kg.model import Span
from kg.sentences import normalise

_OPENING = re.compile(r'(?:(?<=[\s(\[—–:-])|\A)"(?=\S)')


def find_quotations(text: str, block: Span, *, opens_inside: bool = False) -> list[Span]:
    """Return the spans between quotation marks in a block, the marks left out; a quote left open runs to its end.

    ``opens_inside`` is true where the block before ended inside a quotation that this one continues without a mark.
    Single quotation marks are not read: too many are apostrophes.
    """
    window = normalise(text[block.start : block.end])
    found = []
    start = 0 if opens_inside and not window.startswith('"') else None
    at = -1
    while (at := window.find('"', at + 1)) >= 0:
        if start is None:
            start = at + 1
        elif _OPENING.match(window, at) and not window[at - 1 : at].strip():
            start = at + 1  # a second opening mark: the paragraph's own, inside a running quotation
        else:
            if at > start:
                found.append(Span(block.start + start, block.start + at))
            start = None
    if start is not None and start < len(window):
        found.append(Span(block.start + start, block.end))
    return found


def is_left_open(text: str, block: Span) -> bool:
    """Tell whether a block ends inside a quotation."""
    return normalise(text[block.start : block.end]).count('"') % 2 == 1


def is_clause_like(text: str, quotation: Span) -> bool:
    """Tell whether a quotation is long enough to be a saying of its own and not a borrowed word or two."""
    return len(text[quotation.start : quotation.end].split()) >= 5
