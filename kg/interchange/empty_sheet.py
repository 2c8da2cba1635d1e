"""A review table with one row a sentence and nothing in it of what was extracted: for coding by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kg.model import Act, Entity, Extraction, Report, Stance, Statement
from kg.review.columns import COLUMNS
from kg.review.rows import CLOSE, OPEN, Excerpt, Shown
from kg.sentences import split_sentences
from kg.structure import BlockKind, read_structure

_WORD = re.compile(r"\w")


def empty_rows(extractions: Iterable[Extraction]) -> list[Shown]:
    """Return a row for each sentence of reports, in the order of the text.

    The quote is the sentence, to be shortened; ``start`` is given where the sentence stands several times, since
    nothing else tells which is meant. Of an extraction, only its report and case are looked at.
    """
    return [row for extraction in extractions for row in _rows(extraction)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a text, paragraph by paragraph; what has no letter and no digit is none.

    Nothing is taken for furniture of the page: what counts as a statement is for the coder to say.
    """
    blocks = [block for block in read_structure(text, lambda _: False) if block.kind is not BlockKind.HEADER]
    found = [span for block in blocks for span in split_sentences(text, block.span.start, block.span.end)]
    return [(first, last) for first, last in found if _WORD.search(text, first, last)]


def _rows(extraction: Extraction) -> list[Shown]:
    report = extraction.report
    spans = sentences(report.text)
    times = Counter(report.text[start:end] for start, end in spans)
    return [
        _row(extraction, start, end, alone=times[report.text[start:end]] == 1 == _places(report, start, end))
        for start, end in spans
    ]


def _places(report: Report, start: int, end: int) -> int:
    return report.text.count(report.text[start:end])


def _row(extraction: Extraction, start: int, end: int, *, alone: bool) -> Shown:
    report = extraction.report
    quote = report.quote(start, end)
    cells = {column.name: "" for column in COLUMNS} | {
        "sentence": f"{OPEN}{quote.text}{CLOSE}",
        "quote": quote.text,
        "title": report.title or report.file_name,
        "date": "" if report.date is None else report.date.isoformat(),
        "report": f"report/{report.id}",
        "start": "" if alone else str(start),
    }
    # A row is of a statement; of an empty one there is none yet, and nothing of this one is shown.
    nobody = Statement(report.id, Entity("", ""), Act.ASSERTS, Stance.NEUTRAL, quote, "", negotiation=extraction.case)
    return Shown(nobody, report, cells, Excerpt("", "", quote.text, "", ""))
