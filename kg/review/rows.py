"""Statements as rows of a review table: each with the sentence of its quote, and with names for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from kg.curation import settled_report
from kg.iris import DATA
from kg.model import Decision, Quote, Rank, Report, Statement, digest
from kg.model.plain import written
from kg.names import resolve
from kg.review.cells import Names, cells_of
from kg.sentences import split_sentences
from kg.vocab import NEG, RDF
from kg.whatif import report_of

OPEN, CLOSE = "⟦", "⟧"
"""What stands round a quote in its sentence."""
_REPORT, _STATEMENT, _FINGERPRINT = "report/", "statement/", "v1-"
_MOST_AROUND = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements to show, each by what it must be; None asks for nothing.

    ``report``, ``party`` and ``issue`` are as people write them; ``since`` is the first day of issue of a report.
    ``decided`` asks for what people decided about, and shows what they set aside as well.
    """

    report: str | None = None
    party: str | None = None
    issue: str | None = None
    candidates: bool = False
    undecided: bool = False
    decided: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote in its surroundings: the sentence before, its own on both sides of it, and the sentence after."""

    before: str
    left: str
    quote: str
    right: str
    after: str

    @property
    def sentence(self) -> str:
        """The sentence with the quote between marks, cut where it has no end."""
        return f"{self.left[-_MOST_AROUND:]}{OPEN}{self.quote}{CLOSE}{self.right[:_MOST_AROUND]}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as it is shown for review: its row, by the name of the column, and the quote in its surroundings."""

    statement: Statement
    report: Report
    cells: dict[str, str]
    excerpt: Excerpt


def shown_statements(rdf: ox.Store, wanted: Wanted) -> list[Shown]:
    """Return the statements that are wanted, report by report as issued, in the order of the text.

    Raises NotFoundError or UsageError where a report, party or issue is none, or several are called so.
    """
    party = None if wanted.party is None else resolve(rdf, "party", wanted.party).value
    issue = None if wanted.issue is None else resolve(rdf, "issue", wanted.issue).value.rpartition("/")[2]
    names = Names(rdf)
    found = []
    for report_id in sorted(_reports(rdf, wanted.report)):
        settled = settled_report(rdf, report_id)
        report = settled.extraction.report
        if wanted.since is not None and (report.date is None or report.date < wanted.since):
            continue
        found += [
            show(statement, report, names, settled.effective if wanted.decided else ())
            for statement in (*settled.extraction.statements, *(settled.deprecated if wanted.decided else ()))
            if (party is None or statement.party.iri == party)
            and (issue is None or statement.issue == issue)
            and (statement.is_candidate or not wanted.candidates)
            and (statement.rank is Rank.NORMAL or not wanted.undecided)
            and (statement.rank is not Rank.NORMAL or not wanted.decided)
        ]
    return sorted(found, key=lambda one: _order(one.statement, one.report))


def show(statement: Statement, report: Report, names: Names, decisions: Iterable[Decision] = ()) -> Shown:
    """Return a statement of a report for review; ``decisions`` are those that are in effect."""
    excerpt = excerpt_of(report.text, statement.quote)
    cells = {
        "decision": "",
        "note": "",
        "sentence": excerpt.sentence,
        **cells_of(statement, names),
        "standing": standing(statement, next((one for one in decisions if one.id == statement.decision), None)),
        "confidence": "" if statement.confidence is None else repr(statement.confidence),
        "rule": found_by(statement),
        "title": report.title or report.file_name,
        "date": "" if report.date is None else report.date.isoformat(),
        "report": _REPORT + report.id,
        "statement": _STATEMENT + statement.id,
        "fingerprint": fingerprint(statement),
    }
    return Shown(statement, report, cells, excerpt)


def standing(statement: Statement, decision: Decision | None = None) -> str:
    """Say what people have made of a statement so far; with its decision, also when and why."""
    if statement.decided_by is not None:
        what = "written" if statement.by_hand else "accepted"
        if statement.rank is Rank.DEPRECATED:
            what = "rejected" if decision is None or not decision.results else "replaced"
        when = f", {decision.at:%Y-%m-%d}" if decision is not None else ""
        why = f": {decision.note}" if decision is not None and decision.note else ""
        return f"{what} by {statement.decided_by}{when}{why}"
    return "candidate" if statement.is_candidate else "undecided"


def found_by(statement: Statement) -> str:
    """Say which rule found a statement and, where it was not this program alone, what else did."""
    others = [one.label for one in (statement.extractor, *statement.also_found_by) if one is not None]
    return f"{statement.rule} ({', '.join(others)})" if others else statement.rule


def fingerprint(statement: Statement) -> str:
    """Return what is another as soon as anything in the statement, or what was decided about it, is another."""
    # With a mark before it, as with ids: a spreadsheet takes 1234e5678 for a number.
    return _FINGERPRINT + digest("fingerprint", written(statement))


def excerpt_of(text: str, quote: Quote) -> Excerpt:
    """Return a quote of a text in its surroundings, without those that the text has not."""
    sentences = _sentences(text)
    own = [at for at, (start, end) in enumerate(sentences) if start < quote.end and end > quote.start]
    if not own:
        return Excerpt("", "", quote.text, "", "")
    first, last = own[0], own[-1]
    start, end = min(quote.start, sentences[first][0]), max(quote.end, sentences[last][1])
    return Excerpt(
        before=text[slice(*sentences[first - 1])] if first else "",
        left=text[start : quote.start],
        quote=quote.text,
        right=text[quote.end : end],
        after=text[slice(*sentences[last + 1])] if last + 1 < len(sentences) else "",
    )


@lru_cache(maxsize=4)
def _sentences(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        found += split_sentences(text, start, start + len(line))
        start += len(line)
    return found


def _reports(rdf: ox.Store, words: str | None) -> Iterable[str]:
    if words is not None:
        return [report_of(rdf, words).rpartition("/")[2]]
    found = rdf.quads_for_pattern(None, RDF.type, NEG.Report, None)
    return {quad.subject.value.removeprefix(DATA + _REPORT) for quad in found if isinstance(quad.subject, ox.NamedNode)}


def _order(statement: Statement, report: Report) -> tuple[date, str, int, str]:
    return report.date or date.max, report.id, statement.quote.start, statement.id
