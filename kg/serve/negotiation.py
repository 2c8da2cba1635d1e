"""Content negotiation (RFC 9110, section 12.5.1): which of the formats on offer a client likes best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.serve.formats import Format

# Commas and semicolons inside a quoted string separate nothing. Possessive: no text can make it run back and forth.
_PIECE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)++')
_PARAMETER = re.compile(r';(?:[^;"]|"(?:[^"\\]|\\.)*+"?)*+')
_RANGE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+")
_QUALITY = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.I)


class _Range(NamedTuple):
    """A media range of an Accept header; the higher its rank, the more exactly it names a type."""

    type: str
    rank: int
    quality: float


class Choice(NamedTuple):
    """A format, and the one of its media types under which it was asked for."""

    format: Format
    media_type: str


def choose(accept: str | None, offered: Sequence[Format]) -> Choice | None:
    """Return what to send, or None where nothing on offer is acceptable.

    A type's quality is that of the range that names it most exactly; of formats liked equally well, the first on offer
    wins. Without a header, or with an empty one, that is the first of all.
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return Choice(offered[0], offered[0].media_type) if not (accept or "").strip() else None
    best: Choice | None = None
    most = 0.0
    for one in offered:
        for media_type in one.media_types:
            quality = _quality(media_type, ranges)
            if quality > most:
                best, most = Choice(one, media_type), quality
    return best


def _ranges(accept: str) -> list[_Range]:
    """Read the header; a piece that is no media range is passed over."""
    found = []
    for piece in _PIECE.findall(accept):
        name = piece.partition(";")[0].strip().lower()
        if not _RANGE.fullmatch(name) or (name.startswith("*/") and name != "*/*"):
            continue
        quality, other = 1.0, False
        for parameter in _PARAMETER.findall(piece):
            weight = _QUALITY.fullmatch(parameter)
            if weight:
                quality = float(weight[1])
                break  # what follows the weight is no part of the range
            if re.match(r";\s*q\s*=", parameter, re.I):
                quality = 0.0  # a weight that cannot be read is no wish
            other = True
        # Parameters such as a charset or a profile are not told apart; a bare type beside them goes first.
        rank = 0 if name == "*/*" else 1 if name.endswith("/*") else 2 if other else 3
        found.append(_Range(name, rank, quality))
    return found


def _quality(media_type: str, ranges: list[_Range]) -> float:
    matching = [one for one in ranges if one.type in {media_type, media_type.partition("/")[0] + "/*", "*/*"}]
    rank = max((one.rank for one in matching), default=0)
    return max((one.quality for one in matching if one.rank == rank), default=0.0)
