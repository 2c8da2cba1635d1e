"""Which statements of several coders are about the same words: the units whose codes are compared.

Two statements of two coders can be one unit where they are of one report and their quotes share at least 12 characters,
or the whole of a shorter quote: the rule by which extraction is scored (``kg.evaluate``). Of all such pairs the one
whose quotes overlap best (intersection over union) is joined first and, of equal ones, the one that agrees in more
variables; a unit has at most one statement of each coder. Codes tell pairs apart only where quotes do not: where two
coders quote one sentence twice each, agreement is read as high as it can be.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.evaluate import LEAST_OVERLAP
from kg.model import Span, Statement

NONE = "none"
"""The value of a statement that has nothing in a variable, and of a character that nobody quoted."""

VARIABLES: Mapping[str, Callable[[Statement], str]] = {
    "party": lambda statement: statement.party.label,
    "act": lambda statement: statement.act.value,
    "issue": lambda statement: statement.issue or NONE,
    "provision": lambda statement: statement.provision or NONE,
    "stance": lambda statement: statement.stance.value,
}
"""What is compared of a unit; all nominal."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What each coder, in their order, said of the same words; None where one said nothing."""

    report: str
    readings: tuple[Statement | None, ...]

    @property
    def first(self) -> Statement:
        """The statement of the first coder who said something."""
        return next(reading for reading in self.readings if reading is not None)


def units_of(codings: Sequence[Sequence[Statement]]) -> list[Unit]:
    """Return the units of several coders' statements, in the order of reports and texts.

    A statement that no other coder has is a unit with one reading.
    """
    reports: dict[str, list[tuple[int, Statement]]] = defaultdict(list)
    for coder, statements in enumerate(codings):
        for statement in statements:
            reports[statement.report].append((coder, statement))
    units = [
        unit
        for report in sorted(reports)
        for unit in _of_report(report, sorted(reports[report], key=_place), len(codings))
    ]
    return sorted(units, key=lambda unit: (unit.report, _place((0, unit.first))))


def _of_report(report: str, told: Sequence[tuple[int, Statement]], coders: int) -> list[Unit]:
    pairs = []
    for one, other in itertools.combinations(range(len(told)), 2):
        if told[one][0] != told[other][0]:
            overlap = _overlap(told[one][1], told[other][1])
            if overlap is not None:
                pairs.append((-overlap, -_alike(told[one][1], told[other][1]), one, other))
    group = list(range(len(told)))
    members = {at: [at] for at in group}
    for _, _, one, other in sorted(pairs):
        first, second = group[one], group[other]
        if first == second:
            continue
        if {told[at][0] for at in members[first]} & {told[at][0] for at in members[second]}:
            continue
        members[first] += members.pop(second)
        for at in members[first]:
            group[at] = first
    found = []
    for joined in members.values():
        readings: list[Statement | None] = [None] * coders
        for at in joined:
            readings[told[at][0]] = told[at][1]
        found.append(Unit(report, tuple(readings)))
    return found


def _overlap(one: Statement, other: Statement) -> float | None:
    """Return the best intersection over union of two statements' quotes; None where they are about other words."""
    best = None
    for first, second in itertools.product(_spans(one), _spans(other)):
        shared = first.overlap(second)
        lengths = first.end - first.start, second.end - second.start
        if shared >= min(LEAST_OVERLAP, *lengths):
            best = max(best or 0.0, shared / (sum(lengths) - shared))
    return best


def _spans(statement: Statement) -> list[Span]:
    return [quote.span for quote in (statement.quote, *statement.also_at)]


def _alike(one: Statement, other: Statement) -> int:
    return sum(value(one) == value(other) for value in VARIABLES.values())


def _place(told: tuple[int, Statement]) -> tuple[int, int, int, str]:
    coder, statement = told
    return statement.quote.start, statement.quote.end, coder, statement.id
