"""The signs of all pictures: a stance by where a shape points and whether it is filled, a movement by its stroke."""

from __future__ import annotations

from kg.brief.content import AGAINST, BOTH, FOR, MIXED, NEUTRAL, NO_LONGER_HELD
from kg.plots.drawing import element, path, shape, text

TONES = {FOR: "for", AGAINST: "against", BOTH: "both", MIXED: "both", NEUTRAL: "neutral", NO_LONGER_HELD: "past"}
"""The classes of a stance or of the word of a cell, without their prefix."""

_UP = ((0.0, -1.2), (1.0, -0.3), (1.0, 0.95), (-1.0, 0.95), (-1.0, -0.3))
_DIAMOND = ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0))
_SQUARE = ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95))

_MOVEMENTS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "new": (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    "repeated": (((-0.9, -0.45), (0.9, -0.45)), ((-0.9, 0.45), (0.9, 0.45))),
    "hardened": (((-0.9, 0), (0, -0.9), (0.9, 0)), ((-0.9, 0.95), (0, 0.05), (0.9, 0.95))),
    "softened": (((-0.9, -0.95), (0, -0.05), (0.9, -0.95)), ((-0.9, 0), (0, 0.9), (0.9, 0))),
    "withdrawn": (((-0.8, -0.8), (0.8, 0.8)), ((-0.8, 0.8), (0.8, -0.8))),
    "superseded": (((-1, 0), (1, 0)), ((0.2, -0.8), (1, 0), (0.2, 0.8))),
}
MOVEMENTS = tuple(_MOVEMENTS)


def stance(word: str, x: float, y: float, size: float, within: str = "") -> str:
    """Return the sign of a stance or of the word of a cell, with a short text in it."""
    tone = TONES[word]
    if word in {MIXED, NEUTRAL}:
        found = shape("circle", tone, cx=x, cy=y, r=size)
    else:
        sides = {FOR: 1, AGAINST: -1}.get(word)
        points = _UP if sides else _DIAMOND if word == BOTH else _SQUARE
        corners = [(x + size * dx, y + size * dy * (sides or 1)) for dx, dy in points]
        found = path(tone, *[part for at, corner in enumerate(corners) for part in ("L" if at else "M", *corner)], "Z")
    if not within:
        return found
    lower = {FOR: 0.5, AGAINST: 0.28}.get(word, 0.38) * size
    inner = "neutral" if tone == "past" else tone
    return found + text(x, y + lower, within, size=round(size * 1.05), tone=f"in-{inner}", anchor="middle", bold=True)


def movement(kind: str, x: float, y: float, size: float, *, tone: str = "sign") -> str:
    """Return the sign of a movement, a notation of ``finding-kind``; of one without a sign of its own, a dash."""
    steps: list[str | float] = []
    for stroke in _MOVEMENTS.get(kind, (((-0.8, 0), (0.8, 0)),)):
        for at, (dx, dy) in enumerate(stroke):
            steps += ["L" if at else "M", x + size * dx, y + size * dy]
    return path(tone, *steps)


def badge(word: str, kind: str | None, x: float, y: float, size: float) -> str:
    """Return a stance with the movement in it; without one, a question mark."""
    if kind is None:
        return stance(word, x, y, size, "?")
    lower = {FOR: 0.12, AGAINST: -0.12}.get(word, 0) * size
    tone = "neutral" if TONES[word] == "past" else TONES[word]
    return stance(word, x, y, size) + movement(kind, x, y + lower, size * 0.5, tone=f"in-{tone}")


def conflict(x: float, y: float, size: float = 6) -> str:
    """Return the sign of a conflict: a flash."""
    steps = (0.35, -1.0, -0.5, 0.1, 0.5, -0.1, -0.35, 1.0)
    at = [x + size * steps[0], y + size * steps[1]]
    parts: list[str | float] = ["M", *at]
    for dx, dy in zip(steps[2::2], steps[3::2], strict=True):
        parts += ["L", x + size * dx, y + size * dy]
    return path("conflict", *parts)


def overlap(x: float, y: float, size: float = 6) -> str:
    """Return the sign of an overlap: two circles that share a part."""
    rings = (shape("circle", "overlap", cx=x + size * side, cy=y, r=size * 0.65) for side in (-0.4, 0.4))
    return element("g", {}, *rings)


def counted(conflicts: int, overlaps: int, x: float, y: float, *, size: float = 11) -> str:
    """Return how many conflicts and overlaps there are, each with its sign, from x on; see ``counted_width``."""
    parts = []
    for count, draw, tone in ((conflicts, conflict, "conflict"), (overlaps, overlap, "overlap")):
        if count:
            parts += [draw(x + 6, y, 5.5), text(x + 14, y + size * 0.36, str(count), size=size, tone=tone, bold=True)]
            x += counted_width(count, size=size)
    return "".join(parts)


def counted_width(*counts: int, size: float = 11) -> float:
    """Return how much room numbers take beside their signs; a zero takes none."""
    return sum(19 + size * 0.74 * len(str(count)) for count in counts if count)
