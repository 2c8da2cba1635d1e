"""An article with all the quotes taken from it: its text cut where a quote begins or ends, and the quotes numbered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.brief.records import Quote

if TYPE_CHECKING:
    from kg.brief.content import Brief
    from kg.brief.records import Id, Meeting, Outcome, Statement

_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote with its number in the article, and the statements, meetings and outcomes that rest on it."""

    number: int
    quote: Quote
    records: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the quotes that begin with it, how many it lies in (at most three), whether it is repeated."""

    text: str
    begins: tuple[Mark, ...]
    depth: int
    repeated: bool


class Articles:
    """The marks of every article of a brief."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._at: dict[Id, dict[tuple[int, int], tuple[Quote, list[Id]]]] = defaultdict(dict)
        records: list[Statement | Meeting | Outcome] = [
            *brief.statements.values(),
            *brief.meetings.values(),
            *brief.outcomes.values(),
        ]
        for record in records:
            for quote in record.quotes:
                self._at[quote.report].setdefault((quote.start, quote.end), (quote, []))[1].append(record.id)
        self._marks: dict[Id, list[Mark]] = {}
        self._numbers: dict[Id, dict[tuple[int, int], int]] = {}

    def marks(self, report: Id) -> list[Mark]:
        """Return the quotes of an article in the order in which they begin, the longer one first."""
        if report not in self._marks:
            spans = sorted(self._at[report].items(), key=lambda item: (item[0][0], -item[0][1]))
            self._marks[report] = [Mark(number, quote, tuple(ids)) for number, (_, (quote, ids)) in enumerate(spans, 1)]
        return self._marks[report]

    def number(self, quote: Quote) -> int:
        """Return the number of a quote in its article."""
        if quote.report not in self._numbers:
            self._numbers[quote.report] = {
                (mark.quote.start, mark.quote.end): mark.number for mark in self.marks(quote.report)
            }
        return self._numbers[quote.report][quote.start, quote.end]

    def pieces(self, report: Id) -> list[Piece]:
        """Return the text of an article in pieces; together they are the text."""
        text, marks, again = self._brief.reports[report].text, self.marks(report), self._brief.reports[report].repeated
        begins: dict[int, list[Mark]] = defaultdict(list)
        change: dict[int, int] = defaultdict(int)
        twice: dict[int, int] = defaultdict(int)
        for mark in marks:
            begins[mark.quote.start].append(mark)
            change[mark.quote.start] += 1
            change[mark.quote.end] -= 1
        for quote in again:
            twice[quote.start] += 1
            twice[quote.end] -= 1
        cuts = sorted({0, len(text), *change, *twice})
        found, depth, repeated = [], 0, 0
        for start, end in pairwise(cuts):
            depth += change[start]
            repeated += twice[start]
            found.append(Piece(text[start:end], tuple(begins[start]), min(depth, _DEEPEST), repeated > 0))
        return found
