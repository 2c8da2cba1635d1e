"""Parties among themselves: a line for their conflicts and one for their overlaps, with the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, TypeAlias

from kg.plots import signs
from kg.plots.drawing import MARGIN, View, element, legend, lines, mark, path, shape, text, titled
from kg.plots.lettering import shown, wrap
from kg.plots.selection import plural

if TYPE_CHECKING:
    from kg.brief import Brief
    from kg.brief.content import Pair
    from kg.brief.records import Key

    Box: TypeAlias = tuple[float, float, float, float]

MOST_PARTIES = 12
_WIDTH, _HEIGHT = 150.0, 38.0
# Where on a line its numbers may stand, best first.
_PLACES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78)


def draw_pairs(brief: Brief, view: View, pairs: Sequence[Pair], y: float) -> tuple[list[str], float]:
    """Return the network of parties from y on, and the y below it.

    Drawn are the ``MOST_PARTIES`` parties with the most conflicts and overlaps; the numbers of a pair stand on its
    lines where there is room for them, and in its title always.
    """
    weight: dict[Key, int] = {}
    for pair in pairs:
        for party in (pair.first, pair.second):
            weight[party] = weight.get(party, 0) + len(pair.conflicts) + len(pair.overlaps)
    most = set(sorted(weight, key=lambda party: (-weight[party], party))[:MOST_PARTIES])
    place = {party: at for at, party in enumerate(brief.parties)}
    parties = sorted(most, key=lambda party: (place.get(party, len(place)), party))
    drawn = [pair for pair in pairs if {pair.first, pair.second} <= most]
    parts = [text(MARGIN, y + 20, "Conflicts and overlaps between parties", size=15, bold=True)]
    left_out = len(weight) - len(parties)
    if left_out:
        words = f"Not drawn: {plural(left_out, 'party', 'parties')} with fewer conflicts and overlaps"
        parts.append(text(MARGIN, y + 38, words, size=12, tone="soft"))
        y += 18
    places, height = _places(parties, view.width / 2, y + 40)
    taken: list[Box] = [
        (x - _WIDTH / 2, at - _HEIGHT / 2, x + _WIDTH / 2, at + _HEIGHT / 2) for x, at in places.values()
    ]
    edges, numbers, silent = [], [], 0
    for pair in sorted(drawn, key=lambda one: (-len(one.conflicts) - len(one.overlaps), one.first, one.second)):
        edges.append(_edge(brief, view, pair, places[pair.first], places[pair.second]))
        pill = _pill(pair, places[pair.first], places[pair.second], taken)
        silent += not pill
        numbers.append(pill)
    boxes = [party_box(brief.name(party), *places[party], _WIDTH) for party in parties]
    parts += [*edges, *numbers, *boxes]
    y += 40 + height
    if silent:
        words = f"Without room for their numbers here: {plural(silent, 'pair')} of parties"
        parts.append(text(MARGIN, y + 14, words, size=12, tone="soft"))
        y += 22
    key, y = legend(
        [
            (lambda x, at: _sample("conflict", x, at), "conflicts, and how many"),
            (lambda x, at: _sample("overlap", x, at), "overlaps, and how many"),
        ],
        MARGIN, y, view.width - 2 * MARGIN, sign=64,
    )  # fmt: skip
    return [*parts, key], y


def party_box(name: str, x: float, y: float, width: float) -> str:
    """Return a party as a box around a point, its name on two lines at most."""
    words = wrap(shown(name), 13, width - 14, 2, bold=True)
    box = shape("rect", "box", x=x - width / 2, y=y - 19, width=width, height=38, rx=6)
    first = y + (4.5 if len(words) == 1 else -3.5)
    return titled(name, box, lines(x, first, words, anchor="middle", bold=True))


def _places(parties: Sequence[Key], middle: float, top: float) -> tuple[dict[Key, tuple[float, float]], float]:
    """Return the middle of each party's box, on an ellipse or, of two, side by side, and the height of it all."""
    number = len(parties)
    across = min(middle - MARGIN - _WIDTH / 2, 190.0 + 30 * number)
    if number <= 2:
        y = top + _HEIGHT / 2 + 10
        return {party: (middle + across * (2 * at - 1), y) for at, party in enumerate(parties)}, _HEIGHT + 30
    down = 30.0 + 20 * number
    # The first two, who are principals, face each other where there are three or four.
    angles = {3: (pi, 0.0, pi / 2), 4: (pi, 0.0, -pi / 2, pi / 2)}.get(
        number, tuple(2 * pi * at / number - pi / 2 for at in range(number))
    )
    heights = [down * sin(angle) for angle in angles]
    first = top + _HEIGHT / 2 - min(heights)
    found = {
        party: (middle + across * cos(angle), first + height)
        for party, angle, height in zip(parties, angles, heights, strict=True)
    }
    return found, max(heights) - min(heights) + _HEIGHT + 24


def _edge(brief: Brief, view: View, pair: Pair, one: tuple[float, float], other: tuple[float, float]) -> str:
    """Return the lines of a pair, side by side: dashes for conflicts, a whole line for overlaps."""
    length = hypot(other[0] - one[0], other[1] - one[1])
    across, down = (one[1] - other[1]) / length, (other[0] - one[0]) / length
    both = bool(pair.conflicts) and bool(pair.overlaps)
    found = []
    for ids, tone, side in ((pair.conflicts, "conflict", -1), (pair.overlaps, "overlap", 1)):
        if ids:
            shift = 5.0 * side if both else 0.0
            dx, dy = across * shift, down * shift
            found.append(
                path(
                    f"edge-{tone}", "M", one[0] + dx, one[1] + dy, "L", other[0] + dx, other[1] + dy,
                    stroke_width=min(1.5 + 0.3 * len(ids), 4.5),
                )
            )  # fmt: skip
    words = (
        f"{brief.name(pair.first)} and {brief.name(pair.second)}: {plural(len(pair.conflicts), 'conflict')}, "
        f"{plural(len(pair.overlaps), 'overlap')}; balance {pair.balance:+.2f} "
        "from -1, only conflicts, to +1, only overlaps"
    )
    return mark(view, pair, "pair", words, {"first": pair.first, "second": pair.second}, *found)


def _pill(pair: Pair, one: tuple[float, float], other: tuple[float, float], taken: list[Box]) -> str:
    """Return the numbers of a pair at the first place on its lines that is free; nothing where none is."""
    counts = [len(ids) for ids in (pair.conflicts, pair.overlaps) if ids]
    width = 12.0 + signs.counted_width(*counts, size=12)
    for share in _PLACES:
        x, y = one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
        box = (x - width / 2 - 3, y - 14, x + width / 2 + 3, y + 14)
        if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            back = shape("rect", "pill", x=x - width / 2, y=y - 11, width=width, height=22, rx=11)
            signs_of = signs.counted(len(pair.conflicts), len(pair.overlaps), x - width / 2 + 7, y, size=12)
            return element("g", {}, back, signs_of)
    return ""


def _sample(tone: str, x: float, y: float) -> str:
    line = path(f"edge-{tone}", "M", x - 30, y, "H", x + 6, stroke_width=2.5)
    return line + (signs.conflict if tone == "conflict" else signs.overlap)(x + 18, y, 6)
