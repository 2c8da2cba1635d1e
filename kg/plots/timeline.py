"""When who said what: a lane for each party and issue, the rounds as bands, what moved as signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from kg.brief.content import AGAINST, FOR, NEUTRAL
from kg.errors import LimitError, NotFoundError
from kg.plots import signs
from kg.plots.calendar_axis import Axis, written
from kg.plots.drawing import MARGIN, View, framed, headed, legend, mark, path, shape, text
from kg.plots.lettering import shown, wrap
from kg.plots.rounds import draw_rounds, flags_of
from kg.plots.selection import chosen_issues, chosen_parties, last, plural

if TYPE_CHECKING:
    from datetime import date

    from kg.brief import Brief
    from kg.brief.content import Stage
    from kg.brief.records import Key
    from kg.plots.drawing import Entry

    Course: TypeAlias = tuple[Key, Key | None, Key | None]

MOST_LANES = 160
_LABELS, _UNKNOWN = 340, 150
_BADGE = 9.0
_STEP = 24.0
_STANCES = (FOR, AGAINST, NEUTRAL)


def timeline(brief: Brief, view: View = View()) -> str:  # noqa: B008 - frozen
    """Return the courses of parties on matters as SVG, what no day is known of in a lane of its own at the right.

    Raises:
        NotFoundError: a party or issue of the view has nothing in the brief, or no stage is left.
        LimitError: there would be more than ``MOST_LANES`` courses.
    """
    courses = _courses(brief, view)
    if not courses:
        raise NotFoundError("none of these parties has said anything on these issues, so there is nothing to draw")
    if len(courses) > MOST_LANES:
        raise LimitError(
            f"the picture would have {len(courses)} lanes, more than {MOST_LANES}: "
            "choose parties or issues (--party, --issue)"
        )
    stages = [stage for course in courses.values() for stage in course]
    width, unknown = float(view.width), view.width - MARGIN - _UNKNOWN
    axis = _axis(brief, stages, unknown - 24)
    flags = flags_of(brief, axis, width - MARGIN) if axis else []
    heading = f"{brief.title}: what was said when"
    subtitle = "A lane for each party and issue, in it a row for each provision; rounds as bands, with what came out"
    parts, flagged = headed(heading, subtitle, width)
    top = flagged + 4 + max((flag.bottom for flag in flags), default=0)
    drawn, bottom = _lanes(brief, view, courses, axis, unknown, top + 30)
    parts += [draw_rounds(view, flags, flagged + 4, top, bottom), *_scale(axis, top + 20, bottom), *drawn]
    parts.append(shape("line", "rule", x1=unknown, y1=top, x2=unknown, y2=bottom))
    parts.append(text(unknown + 8, top + 20, "day unknown", size=12, bold=True))
    notes = _undated(brief)
    y = bottom + 26
    if notes:
        parts.append(text(MARGIN, y + 14, notes, size=12, tone="soft", room=width - 2 * MARGIN))
        y += 24
    key, y = legend(_legend(), MARGIN, y, width - 2 * MARGIN)
    return framed("timeline", view, heading, _about(stages, flags), width, y + 8, [*parts, key])


def _courses(brief: Brief, view: View) -> dict[Course, list[Stage]]:
    """Return the stages by party, issue and provision: parties as in the brief, the rest as the stages are ordered."""
    parties, issues = chosen_parties(brief, view), chosen_issues(brief, view)
    found: dict[Course, list[Stage]] = {}
    for party in parties:
        for stage in brief.stages:
            if stage.party == party and (stage.issue in issues or (stage.issue is None and not view.issues)):
                found.setdefault((party, stage.issue, stage.provision), []).append(stage)
    return found


def _is_dated(stage: Stage) -> bool:
    return stage.movement is not None and stage.said_from is not None


def _axis(brief: Brief, stages: Sequence[Stage], right: float) -> Axis | None:
    days: list[date] = [each.day for each in brief.rounds]
    for stage in filter(_is_dated, stages):
        days += [day for day in (stage.said_from, stage.said_until) if day is not None]
    left = MARGIN + _LABELS + 20
    return Axis(min(days), max(days), left, right) if days else None


def _scale(axis: Axis | None, y: float, bottom: float) -> list[str]:
    """Return the marks of the days, with their names above and below the lanes."""
    if axis is None:
        return []
    parts = []
    for day, words in axis.ticks():
        x = axis.x(day)
        parts.append(shape("line", "line", x1=x, y1=y + 6, x2=x, y2=bottom))
        parts += [text(x, at, words, size=11, tone="soft", anchor="middle") for at in (y, bottom + 16)]
    return parts


def _lanes(
    brief: Brief,
    view: View,
    courses: Mapping[Course, Sequence[Stage]],
    axis: Axis | None,
    unknown: float,
    y: float,
) -> tuple[list[str], float]:
    parts: list[str] = []
    party: Key | None = None
    lane: tuple[Key | None] | None = None
    for (who, issue, provision), course in courses.items():
        if who != party:
            party, lane = who, None
            parts.append(shape("rect", "stripe", x=MARGIN, y=y + 4, width=view.width - 2 * MARGIN, height=24))
            parts.append(text(MARGIN + 8, y + 21, brief.name(who), size=14, bold=True, room=_LABELS))
            y += 34
        if lane != (issue,):
            parts.append(shape("line", "line", x1=MARGIN, y1=y - 1, x2=view.width - MARGIN, y2=y - 1))
        label = _label(brief, issue, provision, named=lane == (issue,))
        lane = (issue,)
        drawn, height = _course(brief, view, course, axis, unknown, y + 4)
        parts += drawn
        base = y + 4
        for line, size, tone in label:
            base += size * 1.3
            parts.append(text(MARGIN + (16 if tone else 8), base - 3, line, size=size, tone=tone))
        y += max(height, base - y - 4) + 8
    return parts, y


def _label(brief: Brief, issue: Key | None, provision: Key | None, *, named: bool) -> list[tuple[str, float, str]]:
    """Return the lines before a course, with size and tone: the issue, where not named above, and the provision."""
    name = "" if named else brief.name(issue) or "on no known issue"
    words = brief.name(provision) or ("the issue as a whole" if named else "")
    found: list[tuple[str, float, str]] = []
    for each, size, room, tone in ((name, 13.0, _LABELS - 16, ""), (words, 11.0, _LABELS - 24, "soft")):
        found += [(line, size, tone) for line in (wrap(shown(each), size, room, 2) if each else ())]
    return found


def _course(
    brief: Brief, view: View, course: Sequence[Stage], axis: Axis | None, unknown: float, y: float
) -> tuple[list[str], float]:
    """Return the stages of a course, joined by a line, those of no known day beyond ``unknown``, and its height."""
    placed, rows = _place([stage for stage in course if _is_dated(stage)], axis)
    undated = [stage for stage in course if not _is_dated(stage)]
    across = int((_UNKNOWN - 16) // _STEP)
    middle = y + _STEP / 2
    points: list[str | float] = []
    for at, (_, x, row) in enumerate(placed):
        points += ["L" if at else "M", x, middle + row * _STEP]
    parts = [path("course", *points)] if len(placed) > 1 else []
    parts += [_span(stage, axis, middle + row * _STEP) for stage, _, row in placed]
    parts += [_badge(brief, view, stage, x, middle + row * _STEP) for stage, x, row in placed]
    parts += [
        _badge(brief, view, stage, unknown + 8 + _STEP * (at % across + 0.5), middle + at // across * _STEP)
        for at, stage in enumerate(undated)
    ]
    return parts, max(rows, -(-len(undated) // across)) * _STEP


def _place(stages: Sequence[Stage], axis: Axis | None) -> tuple[list[tuple[Stage, float, int]], int]:
    """Return the stages with their places and rows, so that no two of them touch, and the number of rows."""
    ends: list[float] = []
    placed = []
    for stage in sorted(stages, key=lambda one: (str(one.said_from), str(one.said_until), one.statement)):
        assert axis is not None
        assert stage.said_from is not None
        start, end = axis.x(stage.said_from), axis.x(stage.said_until or stage.said_from)
        x = (start + end) / 2
        free = next((row for row, before in enumerate(ends) if before < min(start, x - _BADGE) - 4), len(ends))
        ends[free : free + 1] = [max(end, x + _BADGE)]
        placed.append((stage, x, free))
    return placed, max(len(ends), 1)


def _span(stage: Stage, axis: Axis | None, y: float) -> str:
    """Return the days on one of which it was said, as a bar; nothing for one day."""
    if axis is None or stage.said_from is None or stage.said_until in {None, stage.said_from}:
        return ""
    assert stage.said_until is not None
    return path("span", "M", axis.x(stage.said_from), y, "H", axis.x(stage.said_until))


def _badge(brief: Brief, view: View, stage: Stage, x: float, y: float) -> str:
    statement = brief.statements[stage.statement]
    stance = last(statement.stance) or NEUTRAL
    kind = last(stage.movement) if _is_dated(stage) else None
    return mark(
        view,
        stage,
        "stage",
        _said(brief, stage, stance),
        {"statement": stage.statement, "finding": stage.finding or ""},
        signs.badge(stance if stance in _STANCES else NEUTRAL, kind, x, y, _BADGE),
    )


def _said(brief: Brief, stage: Stage, stance: str) -> str:
    statement = brief.statements[stage.statement]
    days = "day unknown"
    if _is_dated(stage):
        assert stage.said_from is not None
        days = written(stage.said_from)
        if stage.said_until not in {None, stage.said_from}:
            assert stage.said_until is not None
            days += f" to {written(stage.said_until)}"
    moved = brief.name(stage.movement) if stage.movement else ""
    about = ", ".join(filter(None, (brief.name(stage.party), brief.name(stage.issue), brief.name(stage.provision))))
    told = ", ".join(filter(None, (stance, moved, days)))
    return f"{about}: {told}; “{statement.quote.exact}” ({brief.reports[statement.report].name})"


def _undated(brief: Brief) -> str:
    """Return in words what came out of meetings, or met, on no known day."""
    found = Counter(brief.name(brief.outcomes[outcome].status) for outcome in brief.undated_outcomes)
    told = [f"{count} × {status}" for status, count in sorted(found.items())]
    if brief.undated_meetings:
        told.append(plural(len(brief.undated_meetings), "account") + " of meetings")
    return f"On no known day: {', '.join(told)}" if told else ""


def _about(stages: Sequence[Stage], flags: Sequence[object]) -> str:
    kinds = Counter(last(stage.movement) if _is_dated(stage) else "of no known day" for stage in stages)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in [*signs.MOVEMENTS, "of no known day"] if kinds[kind])
    parties = plural(len({stage.party for stage in stages}), "party", "parties")
    rounds = plural(len(flags), "round")
    return f"{plural(len(stages), 'stage')} in the courses of {parties}, with {rounds}: {told}."


def _legend() -> list[Entry]:
    entries: list[Entry] = [(partial(signs.stance, word, size=_BADGE), word) for word in _STANCES]
    entries += [(partial(signs.movement, kind, size=5), kind) for kind in signs.MOVEMENTS]
    entries += [
        (lambda x, y: signs.badge(NEUTRAL, None, x, y, _BADGE), "day unknown"),
        (lambda x, y: path("span", "M", x - 10, y, "H", x + 10), "said on one of these days"),
        (
            lambda x, y: shape("rect", "round", x=x - 3, y=y - 9, width=6, height=18),
            "a round; 2 × means in two accounts",
        ),
    ]
    return entries
