"""Quotes in their sentences: where the sentence or sentences of a span begin and end in a report's text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.records import Quote
from kg.sentences import split_sentences
from kg.vocab import NEG, OA, PROV

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.brief.columns import Columns
    from kg.brief.records import Id


_PLACE = re.compile(r"quote/([0-9A-Za-z]+)-(\d+)-(\d+)")


class Passages:
    """The quotes of a store, each paragraph cut into sentences once.

    Args:
        columns: the store.
        texts: the text of each report.
    """

    def __init__(self, columns: Columns, texts: Mapping[Id, str]) -> None:
        self._columns, self._texts = columns, texts
        self._first, self._also = columns.one(NEG.quote), columns.many(NEG.alsoAt)
        self._sentences: dict[Id, dict[int, tuple[list[int], list[int]]]] = defaultdict(dict)

    def of(self, record: Id) -> tuple[Quote, ...]:
        """Return the quote of a statement, meeting or outcome, then the others of the same by their offsets.

        Empty where the store has no whole quote of it.
        """
        first = self._first.get(record)
        if first is None:
            return ()
        return (*self.made([first]), *self.made(self._also.get(record, ())))

    def made(self, ids: Iterable[str]) -> list[Quote]:
        """Return quotes by their IRIs in short form, in the order of their offsets."""
        return sorted(
            (quote for one in ids if (quote := self._quote(one)) is not None),
            key=lambda quote: (quote.report, quote.start, quote.end),
        )

    def _quote(self, one: str) -> Quote | None:
        """Return a quote as it stands in its report's text. The name of one of ours says where that is (kg.iris)."""
        named = _PLACE.fullmatch(one)
        if named is not None and f"report/{named[1]}" in self._texts:
            report, start, end = f"report/{named[1]}", int(named[2]), int(named[3])
        else:
            report = self._columns.one(PROV.wasQuotedFrom).get(one, "")
            start, end = (int(self._columns.one(offset).get(one, -1)) for offset in (OA.start, OA.end))
        if not 0 <= start < end <= len(self._texts.get(report, "")):
            return None
        return Quote(report, start, end, self._texts[report][start:end], *self._around(report, start, end))

    def _around(self, report: Id, start: int, end: int) -> tuple[int, int]:
        """Return where the sentences that a span touches begin and end; the paragraph where it touches none."""
        text = self._texts[report]
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        paragraphs = self._sentences[report]
        if first not in paragraphs or paragraphs[first][1][-1] < last:
            spans = list(split_sentences(text, first, last)) or [(first, last)]
            starts, ends = [a for a, _ in spans], [b for _, b in spans]
            # The end of the paragraph is kept as that of one more, empty sentence.
            paragraphs[first] = [*starts, last], [*ends, last]
        starts, ends = paragraphs[first]
        one, other = bisect_right(ends, start), bisect_left(starts, end) - 1
        if one > other or one >= len(ends) - 1:
            return min(first, start), max(last, end)
        return min(starts[one], start), max(ends[min(other, len(ends) - 2)], end)
