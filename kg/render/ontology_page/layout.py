"""Where everything of the diagram stands: boxes in columns, and lines in the gutters between them.

A line is a tree with one trunk for each target: it leaves the rows that lead to the target sideways, runs up or down
in a gutter on a track of its own, and enters the target's title with an arrow. Trunks whose stretches do not meet share
a track. A target in another column than the next is reached by a lane above the columns. Text is never crossed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.render.ontology_page.diagram import Box

LINE = 17
TITLE = 30
PAD = 10
GAP = 26
_TRACK = 9
_CHARACTER = 6.6
"""The width of a character of 12 px, on the safe side."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at a place; ``kind`` is title, kinds, or row."""

    x: float
    y: float
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its words."""

    x: float
    y: float
    width: float
    height: float
    layer: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Trunk:
    """The line to one target: a path for SVG, dots where rows join it, and the points of its arrows."""

    layer: str
    path: str
    dots: tuple[tuple[float, float], ...]
    arrows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole diagram."""

    width: float
    height: float
    boxes: tuple[Drawn, ...]
    trunks: tuple[Trunk, ...]


@dataclass(slots=True)
class _Placed:
    box: Box
    column: int
    x: float
    y: float
    width: float
    height: float
    rows: dict[str, float]
    words: list[Words]

    @property
    def entry(self) -> float:
        return self.y + TITLE / 2


@dataclass(frozen=True, slots=True)
class _Join:
    """A place where a stretch meets a row, the entry of its target, or the lane; ``edge`` is that of the box."""

    y: float
    edge: float
    kind: str


@dataclass(slots=True)
class _Run:
    """A stretch of the line to a target, in one gutter, with its track there."""

    target: str
    gutter: int
    joins: list[_Join]
    track: int = 0

    @property
    def top(self) -> float:
        return min(each.y for each in self.joins)

    @property
    def bottom(self) -> float:
        return max(each.y for each in self.joins)


def draw(
    columns: Sequence[Sequence[Box]], shorten: Callable[[str], str], widths: Sequence[float], gutters: Sequence[float]
) -> Drawing:
    """Lay the boxes out.

    Args:
        columns: the boxes, column by column.
        shorten: the name of a property or a target as the diagram writes it.
        widths: of each column.
        gutters: the widths of the gutters: left of the first column, between columns, right of the last.

    Raises ValueError where a gutter has not room for its tracks.
    """
    lefts = [sum(widths[:at]) + sum(gutters[: at + 1]) for at in range(len(columns))]
    placed: dict[str, _Placed] = {}
    for at, column in enumerate(columns):
        y = 0.0
        for box in column:
            each = _place(box, at, lefts[at], y, widths[at], shorten)
            placed[box.iri] = each
            y += each.height + GAP
    runs, lanes = _route(placed, len(columns))
    _share_tracks(runs)
    top = len(lanes) * _TRACK + PAD
    xs = {(run.target, run.gutter): _track_x(run, runs, lefts, widths, gutters) for run in runs}
    drawn = tuple(
        Drawn(each.x, each.y + top, each.width, each.height, each.box.layer,
              tuple(Words(word.x, word.y + top, word.text, word.kind) for word in each.words))
        for each in placed.values()
    )  # fmt: skip
    return Drawing(
        sum(widths) + sum(gutters),
        max(each.y + each.height for each in drawn) + 2,
        drawn,
        tuple(
            _trunk(each.box.layer, [run for run in runs if run.target == iri], xs, top)
            for iri, each in placed.items()
            if any(run.target == iri for run in runs)
        ),
    )


def _place(box: Box, column: int, x: float, y: float, width: float, shorten: Callable[[str], str]) -> _Placed:
    """Write a box's words line by line; its height is what they need."""
    room = int((width - 2 * PAD) / _CHARACTER)
    words = [Words(x + PAD, y + 20, box.name, "title")]
    line = y + TITLE + 14
    if box.kinds:
        for text in textwrap.wrap("kinds: " + ", ".join(box.kinds), room, break_on_hyphens=False):
            words.append(Words(x + PAD, line, text, "kinds"))
            line += LINE
    rows: dict[str, float] = {}
    for lead in box.leads:
        text = ", ".join(shorten(each) for each in lead.properties) + " → " + shorten(lead.target)
        rows[lead.target] = line - 4
        for at, part in enumerate(textwrap.wrap(text, room, subsequent_indent="  ", break_on_hyphens=False)):
            words.append(Words(x + PAD + (12 if at else 0), line, part.strip(), "row"))
            line += LINE
    bottom = line - 14 + PAD if len(words) > 1 else y + TITLE
    return _Placed(box, column, x, y, width, bottom - y, rows, words)


def _route(placed: dict[str, _Placed], count: int) -> tuple[list[_Run], list[str]]:
    """Return the stretches in the gutters, and the targets that need a lane above the columns."""
    runs: dict[tuple[str, int], _Run] = {}
    lanes: list[str] = []

    def stretch(goal: _Placed, gutter: int) -> _Run:
        return runs.setdefault((goal.box.iri, gutter), _Run(goal.box.iri, gutter, []))

    for source in placed.values():
        for target, y in source.rows.items():
            if target not in placed or target == source.box.iri:
                continue
            goal = placed[target]
            home, gutter = _gutters(source, goal, list(placed).index(target), count)
            stretch(goal, gutter).joins.append(_Join(y, _edge(source, gutter), "row"))
            if home != gutter and target not in lanes:
                lanes.append(target)
            stretch(goal, home)
    for run in runs.values():
        goal = placed[run.target]
        if run.gutter in {goal.column, goal.column + 1}:
            run.joins.append(_Join(goal.entry, _edge(goal, run.gutter), "entry"))
        homes = {goal.column, goal.column + 1}
        far = [other for other in runs.values() if other.target == run.target and other.gutter not in homes]
        if far and (run in far or abs(run.gutter - far[0].gutter) == 1):
            run.joins.append(_Join(-_TRACK * (lanes.index(run.target) + 0.5), 0, "lane"))
    return list(runs.values()), lanes


def _gutters(source: _Placed, goal: _Placed, place: int, count: int) -> tuple[int, int]:
    """Return the gutter in which a line reaches its target, and the one in which it leaves its source."""
    if count == 1:  # both sides in turn
        return place % 2, place % 2
    if source.column == goal.column:
        own = count if goal.column == count - 1 else goal.column
        return own, own
    if goal.column > source.column:
        return goal.column, source.column + 1
    return goal.column + 1, source.column


def _edge(placed: _Placed, gutter: int) -> float:
    """Return the edge of a box that faces a gutter."""
    return placed.x if gutter == placed.column else placed.x + placed.width


def _share_tracks(runs: list[_Run]) -> None:
    """Give each stretch the first track of its gutter on which no other stretch comes near it; short ones first."""
    taken: list[_Run] = []
    for run in sorted(runs, key=lambda each: (each.bottom - each.top, each.top, each.target)):
        near = {
            each.track
            for each in taken
            if each.gutter == run.gutter and each.top < run.bottom + 6 and run.top < each.bottom + 6
        }
        run.track = next(track for track in range(len(runs)) if track not in near)
        taken.append(run)


def _track_x(
    run: _Run, runs: Sequence[_Run], lefts: Sequence[float], widths: Sequence[float], gutters: Sequence[float]
) -> float:
    """Return where a track stands: the first one next to the column on the right, in the last gutter on the left."""
    count = 1 + max(each.track for each in runs if each.gutter == run.gutter)
    room = gutters[run.gutter] - 2 * _TRACK
    step = min(float(_TRACK), room / max(1, count - 1))
    if step < 4:
        raise ValueError(f"gutter {run.gutter} has not room for {count} tracks; make it wider")
    if run.gutter == len(lefts):
        return lefts[-1] + widths[-1] + _TRACK + run.track * step
    return lefts[run.gutter] - _TRACK - run.track * step


def _trunk(layer: str, runs: Sequence[_Run], xs: dict[tuple[str, int], float], top: float) -> Trunk:
    """Draw all stretches of a line, their joins, and the lane between them."""
    parts: list[str] = []
    dots: list[tuple[float, float]] = []
    arrows: list[str] = []
    ends: list[float] = []
    for run in runs:
        x = xs[run.target, run.gutter]
        parts.append(f"M{x:g} {run.top + top:g}V{run.bottom + top:g}")
        for join in run.joins:
            y = join.y + top
            if join.kind == "lane":
                ends.append(x)
            elif join.kind == "row":
                parts.append(f"M{join.edge:g} {y:g}H{x:g}")
                dots.append((join.edge, y))
            else:
                back = join.edge + (7 if x > join.edge else -7)
                parts.append(f"M{x:g} {y:g}H{back:g}")
                arrows.append(f"{join.edge:g},{y:g} {back:g},{y - 4.5:g} {back:g},{y + 4.5:g}")
    if ends:
        level = next(join.y for run in runs for join in run.joins if join.kind == "lane") + top
        parts.append(f"M{min(ends):g} {level:g}H{max(ends):g}")
    return Trunk(layer, "".join(parts), tuple(dots), tuple(arrows))
