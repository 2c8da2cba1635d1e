"""Which statements of a party's course on a matter must be read again when some of them come, go or change.

Each statement has a line in the graph of keys (``queries/derive/courses.rq``). A position shows a few of its statements
and counts the others, and a stage is compared with the one before it only. So it is enough to read the statements that
a position can show, and those of the days around a change; what a course holds beside them is counted, not read.

Nothing is derived here. Where a line alone does not say whether its day makes a stage, the days next to it are read
too, and the rules decide.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """What decides whether a statement must be read; ``since`` and ``until`` are ``-`` where no day is known.

    ``kind`` is the same for statements of a position that rules tell apart by ``rank`` and days alone; the smallest
    rank shows the position best. ``limited``: it has a caveat. ``printed``: its day is that of its report.
    ``staged``: it can make its days a stage. ``text`` is the line as it is kept.
    """

    position: str
    statement: str
    kind: str
    act: str
    limited: bool
    printed: bool
    staged: bool
    report: str
    origin: str
    since: str
    until: str
    rank: str
    text: str

    @property
    def when(self) -> str:
        """Its span of days, in the order of stages."""
        return f"{self.until} {self.since}"

    @property
    def dated(self) -> bool:
        """Whether both its days are known."""
        return self.since != "-" and self.until != "-"


def parse_line(position: str, text: str) -> Line:
    """Read the line of a statement of this position."""
    kind, act, flags, report, origin, since, until, rank = text.split(" ", 7)
    statement = rank.rpartition(" ")[2]
    limited, printed, staged = (flag == "1" for flag in flags)
    return Line(position, statement, kind, act, limited, printed, staged, report, origin, since, until, rank, text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read of a course, and what can then be derived of it beside its positions.

    ``statements`` are read; of these, ``staged`` make stages. ``days`` and ``acts`` are those whose stages and whose
    lost caveats may be otherwise than before, and of which all is read that bears on them.
    """

    statements: set[str]
    staged: set[str]
    days: set[str]
    acts: set[str]


def whole(old: Sequence[Line], new: Sequence[Line]) -> Reading:
    """Return the reading that leaves nothing of a course out."""
    staged, both = [line for line in (*old, *new) if line.staged], (*old, *new)
    return Reading(
        {line.statement for line in new},
        {line.statement for line in staged if line in new},
        {line.when for line in staged},
        {line.act for line in both},
    )


def reading(old: Sequence[Line], new: Sequence[Line], changed: set[str]) -> Reading:
    """Return what to read of a course where some of its statements change.

    Args:
        old: its statements as they were.
        new: as they will be.
        changed: the statements that come, that go, and that may be otherwise than before.
    """
    both = (*old, *new)
    touched = [line for line in both if line.statement in changed]
    origins = {line.origin for line in touched}
    acts = {line.act for line in touched} & {line.act for line in both if line.limited}
    days, moved = _Days(new), _moved(old, new, changed, origins)
    play = moved | days.followers(moved)
    staged = [line for when in days.decided(play | days.leaders(moved)) for line in days.best(when)]
    read = [
        *(line for line in new if line.statement in changed or line.act in acts),
        *_shown(new),
        *staged,
    ]
    # What is a reprint depends on where its origin had it first.
    printed = {line.origin for line in read if line.printed}
    read += [line for line in days.firsts if line.origin in printed]
    return Reading({line.statement for line in read}, {line.statement for line in staged}, play, acts)


def _shown(lines: Sequence[Line]) -> Iterator[Line]:
    """Go through what positions can show: the best and the first of each kind, and those of the outermost days."""
    dated = [line for line in lines if line.dated]
    yield from _least(lines, _kind, lambda line: line.rank)
    yield from _least((line for line in lines if line.until != "-"), _kind, lambda line: line.until + line.statement)
    yield from _least(dated, lambda line: (line.position,), lambda line: line.since)
    yield from {line.position: line for line in sorted(dated, key=lambda line: line.until)}.values()


def _firsts(lines: Iterable[Line], origins: Collection[str]) -> Collection[Line]:
    """Return where each of these origins had each kind first."""
    dated = (line for line in lines if line.dated and line.origin in origins)
    return _least(dated, lambda line: (line.origin, *_kind(line)), lambda line: f"{line.when} {line.report}")


def _least(
    lines: Iterable[Line], group: Callable[[Line], tuple[str, ...]], order: Callable[[Line], str]
) -> Collection[Line]:
    """Return the smallest line of each group."""
    return {group(line): line for line in sorted(lines, key=order, reverse=True)}.values()


def _kind(line: Line) -> tuple[str, ...]:
    return line.position, line.kind


def _moved(old: Sequence[Line], new: Sequence[Line], changed: set[str], origins: set[str]) -> set[str]:
    """Return the spans that may have come or gone, or may be shown by another statement."""
    before, after = (
        {(line.origin, line.position, line.kind, line.when, line.report) for line in _firsts(lines, origins)}
        for lines in (old, new)
    )
    turned = {first[0] for first in before ^ after}
    lines = [line for line in (*old, *new) if line.staged]
    found = {line.when for line in lines if line.statement in changed or (line.printed and line.origin in turned)}
    # A span of several days is no stage where another lies in it.
    vague = {line.when for line in lines if _is_wide(line.when)}
    return found | {wide for wide in vague if any(_holds(wide, when) for when in found)}


class _Days:
    """The spans of days of a course as it will be, and what is sure of them without a rule."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines: dict[str, list[Line]] = defaultdict(list)
        reports: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            reports[line.origin].add(line.report)
            if line.staged:
                self._lines[line.when].append(line)
        self._order = sorted(self._lines)
        self._shared = {origin for origin, some in reports.items() if len(some) > 1}
        self.firsts = _firsts(lines, self._shared)
        """Where each origin that several reports of the course share had each kind first."""
        self._early = {(line.origin, line.report) for line in self.firsts}

    def followers(self, moved: set[str]) -> set[str]:
        """Return the spans after these, each up to the next that is surely a stage."""
        return {when for one in moved for when in self._walk(range(bisect_right(self._order, one), len(self._order)))}

    def leaders(self, moved: set[str]) -> set[str]:
        """Return the spans before these, each back to the last that is surely a stage."""
        return {when for one in moved for when in self._walk(range(bisect_left(self._order, one) - 1, -1, -1))}

    def decided(self, spans: set[str]) -> set[str]:
        """Return those of the spans that are there, with enough others to tell which of all these are stages."""
        todo = [when for when in spans if when in self._lines]
        found = set(todo)
        while todo:
            wide = todo.pop()
            for when in self._order if _is_wide(wide) else ():
                if when != wide and _holds(wide, when):
                    if when not in found:
                        found.add(when)
                        todo.append(when)
                    if self._is_sure(when):
                        break
        return found

    def best(self, when: str) -> Iterable[Line]:
        """Return the lines of a span that can show it, whichever of them are reprints."""
        return _least(self._lines[when], self._alike, lambda line: line.rank)

    def _walk(self, places: range) -> Iterator[str]:
        for place in places:
            when = self._order[place]
            yield when
            if not _is_wide(when) and self._is_sure(when):
                return

    def _is_sure(self, when: str) -> bool:
        """Tell whether a statement makes this a span that is surely no reprint."""
        return not all(map(self._is_vague, self._lines[when]))

    def _is_vague(self, line: Line) -> bool:
        return line.printed and line.origin in self._shared

    def _alike(self, line: Line) -> tuple[str, ...]:
        """Return what lines of one span have in common that are all reprints or all none."""
        if not self._is_vague(line):
            return _kind(line)
        return *_kind(line), line.origin, line.report if (line.origin, line.report) in self._early else ""


def _is_wide(when: str) -> bool:
    until, since = when.split(" ")
    return since != until


def _holds(wide: str, when: str) -> bool:
    """Tell whether a span lies in another; each lies in itself."""
    (until, since), (other_until, other_since) = wide.split(" "), when.split(" ")
    return since <= other_since and other_until <= until
