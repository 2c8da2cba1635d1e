"""Where things stand: the page and the anchor of each statement, cell, finding, quote and report."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote as quoted

if TYPE_CHECKING:
    from kg.brief.content import Brief
    from kg.brief.records import Id, Key, Quote

MAIN = ""
"""The page that a reader opens. In one file, everything stands on it."""
FINDINGS, TIMELINE, NETWORK, SOURCES, COVERAGE = "findings", "timeline", "network", "sources", "coverage"
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_OTHER = re.compile(r"[^A-Za-z0-9]+")


class Places:
    """The place of everything in a brief.

    Args:
        brief: what is shown.
        main: the file name of the main page.
        folder: the name of the folder beside it for further pages; None puts everything on one page.
    """

    def __init__(self, brief: Brief, main: str, folder: str | None) -> None:
        self.brief, self.is_one = brief, folder is None
        self._main, self._folder = quoted(main), quoted(folder or "")
        self.home: dict[Id, Id] = {}
        """The position under which a statement is shown in full; a statement without one is outside the table."""
        self._cell_of: dict[Id, tuple[Key, Key]] = {}
        self._cells: dict[tuple[Key, Key], str] = {}
        taken: set[str] = set()
        for where, cell in brief.cells.items():
            anchor = f"cell-{slug(where[0])}-{slug(where[1])}"
            if anchor in taken:  # a-b on c, and a on b-c
                anchor += f"-{_digest(repr(where))}"
            taken.add(anchor)
            self._cells[where] = anchor
            for position in (*cell.positions, *cell.superseded):
                self._cell_of[position] = where
                held = brief.positions[position]
                for statement in (held.best, *held.statements):
                    self.home.setdefault(statement, position)

    def cell(self, party: Key, issue: Key) -> tuple[str, str]:
        """Return the page and anchor of the evidence of a cell."""
        return self.issue_page(issue), self._cells[party, issue]

    def issue_page(self, issue: Key | None) -> str:
        """Return the page of an issue and of what is found on it."""
        if self.is_one:
            return MAIN
        return FINDINGS if issue is None else f"issue-{slug(issue)}"

    def report(self, report: Id) -> tuple[str, str]:
        """Return the place of an article."""
        return MAIN if self.is_one else f"report-{slug(report)}", f"r-{slug(report)}"

    def quote(self, quote: Quote) -> tuple[str, str]:
        """Return the place of a quote in its article."""
        page, _ = self.report(quote.report)
        return page, f"q-{slug(quote.report)}-{quote.start}-{quote.end}"

    def record(self, record: Id) -> tuple[str, str]:
        """Return the place of a statement, a meeting's account or an outcome."""
        statement = self.brief.statements.get(record)
        if statement is None:
            return self.part(TIMELINE)[0], f"{record[:1]}-{slug(record)}"
        if record in self.home:
            page = self.issue_page(self._cell_of[self.home[record]][1])
        else:
            page = self.report(statement.report)[0]
        return page, f"s-{slug(record)}"

    def finding(self, finding: Id) -> tuple[str, str]:
        """Return the place of a finding."""
        return self.issue_page(self.brief.findings[finding].issue), f"f-{slug(finding)}"

    def part(self, name: str) -> tuple[str, str]:
        """Return the place of a part of the report, as *timeline*."""
        return (MAIN if self.is_one else name), name

    def href(self, here: str, place: tuple[str, str]) -> str:
        """Return the address of a place, relative to the page on which the link stands."""
        page, anchor = place
        if page == here:
            return f"#{anchor}"
        if page == MAIN:
            return f"../{self._main}#{anchor}"
        return f"{'' if here else self._folder + '/'}{page}.html#{anchor}"


@lru_cache(maxsize=1 << 17)
def slug(key: str) -> str:
    """Return what stands for an id or key in an anchor or a file name; two keys never share one.

    A key of ours keeps its last part. Of any other, which may hold anything, letters and digits stay, and a digest.
    """
    kind, _, tail = key.partition("/")
    if kind and _PLAIN.fullmatch(tail) and len(tail) <= 60:
        return tail
    return f"{_OTHER.sub('-', key)[-40:].strip('-')}-{_digest(key)}".strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
