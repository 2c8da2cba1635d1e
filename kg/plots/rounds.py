"""Rounds in a timeline: a band for each, with a flag that says the day and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.plots.calendar_axis import Axis, written
from kg.plots.drawing import View, mark, shape, text
from kg.plots.lettering import cut, shown, width_of

if TYPE_CHECKING:
    from kg.brief import Brief
    from kg.brief.content import Round

_WIDEST = 190.0
_LINE, _GAP = 15.0, 8.0


@dataclass(frozen=True, slots=True)
class Flag:
    """A round with its place, its words, and what it says in full; ``top`` and ``bottom`` below that of all flags."""

    round: Round
    x: float
    words: tuple[str, ...]
    whole: str
    top: float
    bottom: float


def flags_of(brief: Brief, axis: Axis, right: float) -> list[Flag]:
    """Return the flags of all rounds of a brief, placed so that none covers another or the staff of another.

    A flag blows to the right of its staff. From the last round to the first, each stands above all those whose staffs
    it would cover.
    """
    rows: list[tuple[float, int, tuple[str, ...], str, Round]] = []
    for held in reversed(brief.rounds):
        x = axis.x(held.day)
        words = tuple(cut(line, 11, min(_WIDEST, right - x - 6), bold=True) for line in _lines(brief, held))
        end = x + 12 + max(width_of(line, 11, bold=True) for line in words)
        above = [row for other, row, _, _, _ in rows if other <= end]
        rows.append((x, max(above, default=-1) + 1, words, _whole(brief, held), held))
    deepest: dict[int, int] = {}
    for _, row, words, _, _ in rows:
        deepest[row] = max(deepest.get(row, 0), len(words))
    # Row 0 stands lowest.
    tops, top = {}, 0.0
    for row in sorted(deepest, reverse=True):
        tops[row] = top
        top += deepest[row] * _LINE + _GAP
    return [
        Flag(held, x, words, whole, tops[row], tops[row] + len(words) * _LINE + _GAP)
        for x, row, words, whole, held in reversed(rows)
    ]


def draw_rounds(view: View, flags: Sequence[Flag], top: float, axis: float, bottom: float) -> str:
    """Return the flags, which start at ``top``, with their staffs to the axis and their bands through all lanes."""
    return "".join(
        mark(
            view,
            flag.round,
            "round",
            flag.whole,
            {"round": flag.round.id},
            shape("rect", "round", x=flag.x - 3, y=axis + 28, width=6, height=bottom - axis - 28),
            shape("line", "rule", x1=flag.x, y1=top + flag.top, x2=flag.x, y2=axis + 6),
            *(
                text(flag.x + 6, top + flag.top + 11 + at * _LINE, line, size=11, bold=not at)
                for at, line in enumerate(flag.words)
            ),
        )
        for flag in flags
    )


def _lines(brief: Brief, held: Round) -> list[str]:
    statuses = Counter(brief.name(brief.outcomes[outcome].status) for outcome in held.outcomes)
    return [written(held.day), *(shown(f"{count} × {status}") for status, count in sorted(statuses.items()))]


def _whole(brief: Brief, held: Round) -> str:
    came_out: Counter[str] = Counter()
    for outcome in (brief.outcomes[one] for one in held.outcomes):
        matter = brief.name(outcome.provision) or brief.name(outcome.issue) or outcome.content or ""
        came_out[": ".join(filter(None, (brief.name(outcome.status), matter)))] += 1
    told = "; ".join(f"{words} ({count} ×)" for words, count in sorted(came_out.items()))
    accounts = len(held.meetings)
    return f"Round of {written(held.day)}, {accounts} accounts of meetings. {told or 'No outcome on record'}."
