"""How a brief puts things: what is said of a source, a statement, a cell, a day; and the short names of reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.documents.blocks import Quotation, joined, line, quiet, shown_text, strong

if TYPE_CHECKING:
    from datetime import date

    from kg.brief.content import Brief, Cell
    from kg.brief.records import Id, Key, Report, Statement
    from kg.render.documents.blocks import Line, Run


MOST_AROUND = 400
"""Characters of a sentence shown on either side of a quote."""


class Telling:
    """The words for the things of one brief. Reports are numbered R1, R2 … in the order of the list of sources."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self._numbers = {report: number for number, report in enumerate(brief.reports, 1)}

    def source(self, report: Id) -> str:
        """Return the number of a report, as R3."""
        return f"R{self._numbers[report]}"

    def sources(self, reports: tuple[Id, ...]) -> str:
        """Return the numbers of reports in their order."""
        return ", ".join(f"R{number}" for number in sorted(self._numbers[report] for report in reports))

    def names(self, keys: tuple[Key, ...]) -> str:
        """Return the labels of keys."""
        return ", ".join(map(self.brief.name, keys))

    def matter(self, statement: Statement) -> str:
        """Return what a statement is about: provision, issue, or the words of its content."""
        return self.brief.name(statement.provision or statement.issue) or statement.content or ""

    def speaker(self, statement: Statement) -> str:
        """Return who spoke: a name, the words of the report, or nobody."""
        return self.brief.name(statement.speaker) or statement.speaker_words or ""

    def basis(self, statement: Statement) -> str:
        """Return the rule, person or extractor behind a statement."""
        if statement.decided_by is not None:
            return f"decided by {statement.decided_by}"
        by = f"found by {statement.extractor}" if statement.extractor else f"rule {statement.rule}"
        return by if statement.confidence is None else f"{by}, confidence {statement.confidence:.0%}"

    def quotation(self, shown: Id) -> Quotation:
        """Return the quote of a statement, a meeting's account or an outcome in its sentence, with its source."""
        quote = self.brief.evidence(shown)
        before, words, after = self.brief.sentence(quote)
        statement = self.brief.statements.get(shown)
        about = [] if statement is None else self._about(statement)
        source = joined([self.source(quote.report), *about, shown], " · ")
        return Quotation(_last(shown_text(before)), shown_text(words), _first(shown_text(after)), line(quiet(source)))

    def _about(self, statement: Statement) -> list[str]:
        """Return what else is known of a statement, in short pieces."""
        brief = self.brief
        speaker = self.speaker(statement)
        said = statement.attribution or ""
        return [
            brief.name(statement.act),
            speaker,
            f"attributed to “{said}”" if said and said != speaker else "",
            f"to {brief.name(statement.addressee)}" if statement.addressee else "",
            joined([days(statement.said_from, statement.said_until), _words(statement.said_words)], " "),
            f"condition: “{statement.condition}”" if statement.condition else "",
            f"quantity: {statement.quantity}" if statement.quantity else "",
            f"due {joined([days(statement.due_from, statement.due_until), _words(statement.due_words)], ' ')}"
            if statement.due_words
            else "",
            "" if statement.certainty == "certainty/certain" else brief.name(statement.certainty),
            f"caveat: {statement.caveat}" if statement.caveat else "",
            "not negotiable" if statement.non_negotiable else "",
            "candidate" if statement.candidate else "",
            self.basis(statement),
        ]

    def side(self, shown: Id) -> str:
        """Return whose a side of a finding is: the party, or the kind of record."""
        statement = self.brief.statements.get(shown)
        if statement is not None:
            return self.brief.name(statement.party)
        return "A meeting" if shown in self.brief.meetings else "An outcome"

    def cell(self, cell: Cell) -> Line:
        """Return what a cell says in words, the stance in bold type."""
        conflicts, overlaps = len(cell.conflicts), len(cell.overlaps)
        more = joined(
            [
                counted(len(cell.origins), "origin"),
                self.brief.name(cell.trend),
                counted(conflicts, "conflict") if conflicts else "",
                counted(overlaps, "overlap") if overlaps else "",
            ],
            " · ",
        )
        return line(strong(cell.word), f" · {more}")

    def report(self, report: Report) -> str:
        """Return publisher, agency, day and file of a report."""
        return joined(
            [
                report.publisher,
                f"crediting {report.agency}" if report.agency else "",
                f"{written(report.day)}" if report.day else "no date",
                f"read on {written(report.read_on)}" if report.read_on and report.read_on != report.day else "",
                f"file {report.file_name}",
                report.address,
            ]
        )


def days(first: date | None, last: date | None) -> str:
    """Return a day, or the first and last day of an interval; the empty string where neither is known."""
    told = [one.isoformat() for one in (first, last) if one is not None]
    return told[0] if len(set(told)) == 1 else " to ".join(told)


def counted(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural where there is not one."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def tail(identifier: Id) -> Run:
    """Return an id in quiet type."""
    return quiet(identifier)


def cut(number: int, shown: int, noun: str) -> Line | None:
    """Return what says that not all is shown, or None where all is."""
    return None if number <= shown else line(quiet(f"… and {counted(number - shown, noun)} more."))


def _last(before: str) -> str:
    """Return what stands before a quote, of a sentence without end only the last words."""
    return before if len(before) <= MOST_AROUND else "… " + before[-MOST_AROUND:].partition(" ")[2]


def _first(after: str) -> str:
    """Return what stands after a quote, likewise."""
    return after if len(after) <= MOST_AROUND else after[:MOST_AROUND].rpartition(" ")[0] + " …"


def _words(text: str | None) -> str:
    return f"(“{text}”)" if text else ""


def written(day: date) -> str:
    """Return a day as 23 July 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
