"""A row as a statement: every changed cell is read, and what does not fit the report or the store is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.model import Act, Certainty, Entity, Interval, Quote, Report, Sourcing, Stance, Statement
from kg.review.cells import Names, cells_of, day
from kg.review.columns import BY_NAME, EDITABLE, Column, Kind
from kg.sentences import normalise
from kg.settle import written_by_hand

# One character for one character, so that offsets hold: what spreadsheets and keyboards put in place of another.
_OTHER_MARKS = str.maketrans({
    "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-", "\u2032": "'", "\u2033": '"',
    "\u201a": "'", "\u201b": "'", "\u201f": '"',
})  # fmt: skip
_SHOWN_PLACES = 5
_LONGEST_NUMBER = 9
_WORDS: dict[str, type[Act | Certainty | Sourcing | Stance]] = {
    "act": Act,
    "certainty": Certainty,
    "sourcing": Sourcing,
    "stance": Stance,
}
_DAYS = {"said": "said_on", "due": "due"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell; ``column`` is empty where it is the row as a whole."""

    column: str
    text: str


def find_words(text: str, words: str, within: tuple[int, int] | None = None) -> list[tuple[int, int]]:
    """Return the offsets of all places in a text where words stand.

    Where they stand nowhere to the letter, typography is passed over: quotation marks, dashes, spaces and line ends.

    Args:
        text: of the report.
        words: as somebody has typed them.
        within: offsets that they must stand between.
    """
    start, end = within or (0, len(text))
    passage = text[start:end]
    loose = r"\s+".join(map(re.escape, _plain(words).split()))
    for where, what in ((passage, re.escape(words)), (_plain(passage), loose)):
        if what and (found := [match.span(1) for match in re.finditer(f"(?=({what}))", where)]):
            return [(start + first, start + last) for first, last in found]
    return []


def reworded(
    cells: Mapping[str, str], base: Statement, report: Report, names: Names
) -> tuple[Statement, frozenset[str], list[Fault]]:
    """Return the statement that a row wants instead of ``base``, which columns it changes, and what is wrong.

    Args:
        cells: the row, by the name of the column; a column that is missing changes nothing.
        base: what the row was made of.
        report: in which it stands.
        names: of the store.
    """
    before = cells_of(base, names)
    touched = [name for name in before if name in cells and cells[name] != before[name]]
    reader = _Reader(report, names, base)
    for name in touched:
        reader.read(BY_NAME[name], cells[name].strip())
    after = reader.finish()
    changed = {fault.column for fault in reader.faults if fault.column in touched}
    if after != base:  # what is only spelled otherwise is not changed
        now = cells_of(after, names)
        changed |= {name for name in touched if now[name] != before[name]}
    return after, frozenset(changed), reader.faults


def new_statement(
    cells: Mapping[str, str], report: Report, negotiation: str | None, names: Names
) -> tuple[Statement | None, list[Fault]]:
    """Return the statement of a new row as a person's own, or None, and what is wrong.

    Args:
        cells: the row, by the name of the column.
        report: in which its quote stands.
        negotiation: the slug of the negotiation that the report is about, or None.
        names: of the store.
    """
    given = {column.name: cells.get(column.name, "").strip() for column in EDITABLE}
    given["certainty"] = given["certainty"] or Certainty.CERTAIN
    if not given["sourcing"]:
        given["sourcing"] = Sourcing.NAMED if given["speaker"] or given["speaker_text"] else Sourcing.NARRATIVE
    missing = [Fault(name, "needed in a new row") for name in ("quote", "party", "act", "stance") if not given[name]]
    if missing:
        return None, missing
    # Stands for what is not known yet; every part of it that a row can hold is read from the row.
    base = Statement(
        report.id, Entity("", ""), Act.ASSERTS, Stance.NEUTRAL, report.quote(0, 1), "", negotiation=negotiation
    )
    reader = _Reader(report, names, base, new=True)
    for column in EDITABLE:
        if given[column.name]:
            reader.read(column, given[column.name])
    after = reader.finish()
    return (None, reader.faults) if reader.faults else (written_by_hand(after, None), [])


class _Reader:
    """Collects what the changed cells of a row say, and what is wrong with them."""

    def __init__(self, report: Report, names: Names, base: Statement, *, new: bool = False) -> None:
        self.report, self.names, self.base, self.new = report, names, base, new
        self.values: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.quote: str | None = None
        self.start: int | None = None
        self.days: dict[str, str] = {}

    def read(self, column: Column, words: str) -> None:
        """Read one cell that is not as it was."""
        if not words and column.required:
            self.faults.append(Fault(column.name, "cannot be empty"))
            return
        try:
            self._take(column, words)
        except ValueError as error:
            self.faults.append(Fault(column.name, str(error)))

    def finish(self) -> Statement:
        """Put the values together and see whether they fit one another; return the statement as far as they do."""
        for check in (self._quote, self._matter, self._words, self._dates):
            check()
        after = replace(self.base, **self.values)
        about = after.issue or after.provision or after.content or after.incomplete
        if not about and not any(fault.column in ("issue", "provision", "content") for fault in self.faults):
            self.faults.append(Fault("content", "needed where there is neither an issue nor a provision"))
        return after

    def _take(self, column: Column, words: str) -> None:
        match column.kind:
            case Kind.QUOTE:
                self.quote = words
            case Kind.START:
                if words and not (words.isascii() and words.isdigit() and len(words) <= _LONGEST_NUMBER):
                    raise ValueError(f"{words!r} is not a place in the report; give a number, or leave it as it was")
                self.start = int(words) if words else None
            case Kind.DAY:
                self.days[column.name] = words and day(words).isoformat()
            case Kind.WORDS:
                self.values[column.name] = words or None
            case Kind.CHOICE:
                self.values[column.name] = _choice(column, words)
            case Kind.PARTY | Kind.PERSON:
                found = self.names.entity(column.kind, words) if words else None
                old = getattr(self.base, column.name)
                self.values[column.name] = old if found and old and found.iri == old.iri else found
            case _:
                self.values[column.name] = self.names.slug(column.kind, words) if words else None

    def _quote(self) -> None:
        if self.quote is None and self.start is None:
            return
        words = self.base.quote.text if self.quote is None else self.quote
        places = find_words(self.report.text, words)
        old = None if self.new else self.base.quote
        if self.start is not None:
            places = [place for place in places if place[0] == self.start]
        elif len(places) > 1 and old is not None:
            # Words that are shortened or lengthened stay where they were.
            places = [place for place in places if place[0] < old.end and place[1] > old.start] or places
        if len(places) == 1:
            self.values["quote"] = self.report.quote(*places[0])
            return
        column = "start" if self.quote is None else "quote"
        if not places:
            where = f"at {self.start} in the report" if self.start is not None else "in the report"
            self.faults.append(Fault(column, f"these words do not stand {where}; copy them from its text"))
        else:
            told = ", ".join(str(start) for start, _ in places[:_SHOWN_PLACES])
            self.faults.append(Fault(column, f"stands {len(places)} times in the report; say which by start: {told}"))

    def _matter(self) -> None:
        """A provision is under one issue: left as it was or empty, the issue follows."""
        provision = self.values.get("provision", self.base.provision)
        if provision is None or not {"issue", "provision"} & self.values.keys():
            return
        issue = self.names.issue_of(provision)
        if issue is None:
            return
        said = self.values.get("issue")
        if said is not None and said != issue:
            self.faults.append(
                Fault("issue", f"the provision {provision} is not under {said}; write {issue}, or leave it empty")
            )
        self.values["issue"] = issue

    def _words(self) -> None:
        """Words must stand in the report, the content in the quote; what is kept is what stands there."""
        quote: Quote = self.values.get("quote", self.base.quote)
        if any(fault.column in ("quote", "start") for fault in self.faults):
            return
        moved = quote.span != self.base.quote.span or self.new
        inside = quote.start, quote.end
        for name in ("content", "condition", "speaker_text", "said_text", "due_text"):
            words = self.values.get(name)
            if words is None:
                continue
            found = find_words(self.report.text, words, inside)
            if not found and name != "content":
                found = find_words(self.report.text, words)
            if not found:
                where = "quote; make the quote longer or the content shorter" if name == "content" else "report"
                self.faults.append(Fault(name, f"these words do not stand in the {where}"))
                continue
            self.values[name] = self.report.text[slice(*found[0])]
        content = self.values.get("content", self.base.content)
        if moved and "content" not in self.values and content is not None and content not in quote.text:
            self.faults.append(Fault("content", "does not stand in the new quote; change it too, or empty it"))
        if moved:
            self.values["in_headline"] = _in_headline(self.report, quote)
            self.values["also_at"] = tuple(one for one in self.base.also_at if one.span != quote.span)
        if self.values.get("content") and self.base.incomplete:
            self.values["incomplete"] = False  # what was lost has been found
        quantity = self.base.quantity
        if (
            quantity is not None
            and (moved or "content" in self.values)
            and quantity.text not in (content or quote.text)
        ):
            self.values["quantity"] = None  # it measures what this statement no longer speaks of

    def _dates(self) -> None:
        for what, name in _DAYS.items():
            first, last = f"{what}_from", f"{what}_until"
            if not {first, last} & self.days.keys():
                continue
            old: Interval | None = getattr(self.base, name)
            start = self.days.get(first, old.start.isoformat() if old else "")
            # A day that was one day and is given anew stays one day.
            same = old is not None and old.start == old.end and last not in self.days
            end = start if same else self.days.get(last, old.end.isoformat() if old else "") or start
            if not start and end:
                self.faults.append(Fault(first, f"empty, though there is a {last}; give both, or the first alone"))
            elif start > end:
                self.faults.append(Fault(last, f"{end} is before {start}"))
            else:
                self.values[name] = Interval(day(start), day(end)) if start else None
        due = self.values.get("due", self.base.due)
        if due is not None and not self.values.get("due_text", self.base.due_text):
            self.faults.append(Fault("due_text", "needed where there is a day: the report's words for it"))


def _choice(column: Column, words: str) -> object:
    try:
        return _WORDS[column.name](words.casefold())
    except ValueError:
        raise ValueError(f"{words!r} is not one of: {', '.join(column.choices)}") from None


def _plain(text: str) -> str:
    return normalise(text).translate(_OTHER_MARKS)


def _in_headline(report: Report, quote: Quote) -> bool:
    start = report.text.rfind("\n", 0, quote.start) + 1
    end = report.text.find("\n", quote.end)
    return report.text[start : end if end >= 0 else None].strip() == report.title
