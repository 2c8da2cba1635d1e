"""A brief as an outline of blocks: the sections of a document, in the order in which a reader needs them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.brief.content import CONFLICT, DISCREPANCY, OVERLAP
from kg.render.documents.blocks import Heading, Items, Outline, Paragraph, Table, joined, line, quiet, strong
from kg.render.documents.closing import closing
from kg.render.documents.findings import finding_sections
from kg.render.documents.telling import Telling, counted, cut, days, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.brief.content import Brief, Document, Position
    from kg.brief.records import Issue, Key
    from kg.render.documents.blocks import Block, Line

MOST_QUOTES = 4
"""Quotes shown for one position; the number of the others follows."""
MOST_POSITIONS = 1_500
"""Positions shown with quotes; from ``MANY`` on with one each. The folder of CSV has all of them."""
MANY = 300
_COLUMNS = 5
_HELD_TRUE = {"stance/for": " (holds it true)", "stance/against": " (denies it)"}


def outline(brief: Brief) -> Outline:
    """Return the document of a brief."""
    telling = Telling(brief)
    blocks = [
        *_figures(telling),
        *_table(telling),
        *_documents(telling),
        *_positions(telling),
        *finding_sections(telling),
        *closing(telling),
    ]
    return Outline(brief.title, _subtitle(brief), tuple(blocks))


def _subtitle(brief: Brief) -> str:
    issued = [report.day for report in brief.reports.values() if report.day is not None]
    when = f", {written(min(issued))} to {written(max(issued))}" if issued else ""
    if issued and min(issued) == max(issued):
        when = f", {written(issued[0])}"
    return f"Positions, conflicts and overlaps as {counted(len(brief.reports), 'report')} tell them{when}"


def _figures(telling: Telling) -> Iterator[Block]:
    brief = telling.brief
    yield Heading(1, "In figures")
    yield Paragraph(
        line(
            "This brief says who said what, in which words, according to which report. It does not say that what was "
            "said is so. Each line ends in the reports, as R3, and in the id of its evidence, which ",
            strong("kg show"),
            " looks up. Reports that print one text count as one origin.",
        )
    )
    several = sum(len(origin.reports) > 1 for origin in brief.origins.values())
    origins = counted(len(brief.origins), "origin") + (f", {several} of them printed by several" if several else "")
    conflicts, overlaps = brief.of_group(CONFLICT), brief.of_group(OVERLAP)
    issues = {issue for _, issue in brief.cells}
    candidates, unlinked = counted(len(brief.candidates), "candidate"), f"{len(brief.unlinked):,}"
    statements = f"{counted(len(brief.statements), 'statement')}, {candidates} among them"
    positions = f"{counted(len(brief.positions), 'position')} of {counted(len(brief.parties), 'party')}"
    rows = [
        ("Reports", f"{counted(len(brief.reports), 'report')} of {origins}"),
        ("Principals", telling.names(brief.principals) or "none named"),
        ("Statements", f"{statements}; {unlinked} without a known provision"),
        ("Positions", f"{positions} on {counted(len(issues), 'issue')}"),
        ("Conflicts", _by_kind(brief, [finding.kind for finding in conflicts])),
        ("Overlaps", _by_kind(brief, [finding.kind for finding in overlaps])),
        ("Discrepancies", _by_kind(brief, [finding.kind for finding in brief.of_group(DISCREPANCY)])),
        ("Rounds", ", ".join(written(one.day) for one in brief.rounds) or "none dated"),
        ("Silence", f"{counted(len(brief.silences), 'issue')} on which a principal is not on record"),
    ]
    yield Table(("", "What there is"), tuple((line(strong(name)), line(told)) for name, told in rows), (1, 4))


def _by_kind(brief: Brief, kinds: list[Key]) -> str:
    numbers = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    told = ", ".join(f"{number} {brief.name(kind)}" for kind, number in numbers.items())
    return f"{len(kinds):,}: {told}" if kinds else "none"


def numbered(brief: Brief) -> dict[Key, int]:
    """Return the number of each issue of the table, as its row and the section with its quotes have it."""
    held = {issue for _, issue in brief.cells}
    issues = (issue.key for group in brief.taxonomy for issue in group.issues)
    return {issue: number for number, issue in enumerate((one for one in issues if one in held), 1)}


def _table(telling: Telling) -> Iterator[Block]:
    """The table of parties and issues, a few parties at a time."""
    brief, numbers = telling.brief, numbered(telling.brief)
    yield Heading(1, "Who stands where")
    yield Paragraph(
        line(
            "The stance of each party in a word, the number of independent origins, the latest movement, and the "
            "conflicts and overlaps it takes part in. The number of an issue leads to its quotes below."
        )
    )
    parties = [party for party in brief.parties if any((party, issue) in brief.cells for issue in numbers)]
    for start in range(0, len(parties), _COLUMNS):
        some = parties[start : start + _COLUMNS]
        rows: list[tuple[Line, ...]] = []
        for group in brief.taxonomy:
            issues = [issue.key for issue in group.issues if any((party, issue.key) in brief.cells for party in some)]
            if issues:
                rows.append((line(strong(brief.name(group.key))),))
            for issue in issues:
                cells = (brief.cells.get((party, issue)) for party in some)
                told = (line("–") if cell is None else telling.cell(cell) for cell in cells)
                rows.append((line(f"{numbers[issue]}  {brief.name(issue)}"), *told))
        yield Table(("Issue", *map(brief.name, some)), tuple(rows), (3, *(2 for _ in some)))


def _documents(telling: Telling) -> Iterator[Block]:
    brief = telling.brief
    if not brief.documents:
        return
    yield Heading(1, "Documents and what is said to each term")
    for document in brief.documents:
        yield Heading(2, _document_title(brief, document))
        single = "; this report alone carries the list" if len(document.listed_by) == 1 else ""
        listed = (
            f"Its terms are listed in {telling.sources(document.listed_by)}{single}. " if document.listed_by else ""
        )
        yield Paragraph(line(f"{listed}Mentioned in {telling.sources(document.told_by)}. ", quiet(document.id)))
        rows = []
        for term in document.terms:
            statement = brief.statements[term.statement]
            quote = telling.quotation(term.statement)
            replies = [
                f"{brief.name(reply.party)} ({brief.name(brief.findings[reply.finding].kind)}): "
                f"“{brief.evidence(reply.statement).exact}” {telling.source(brief.evidence(reply.statement).report)}"
                for reply in term.replies
            ]
            rows.append(
                (
                    line(strong(telling.matter(statement)), " ", quiet(term.statement)),
                    line(f"“{quote.words}” {telling.source(statement.report)}"),
                    line(
                        "; ".join(dict.fromkeys(replies)) or "no answer on record",
                        quiet("".join(f" {reply.finding}" for reply in term.replies)),
                    ),
                )
            )
        if rows:
            yield Table(("Term", "In which words", "What others say to it"), tuple(rows), (2, 3, 4))
        if document.judged_in:
            yield Paragraph(line("About the document as a whole:"))
            for statement_id in document.judged_in:
                yield telling.quotation(statement_id)


def _document_title(brief: Brief, document: Document) -> str:
    when = f", {written(document.day)}" if document.day else ""
    return f"{document.title.capitalize()} of {brief.name(document.issued_by)}{when}"


def _positions(telling: Telling) -> Iterator[Block]:
    brief, numbers = telling.brief, numbered(telling.brief)
    yield Heading(1, "Positions, issue by issue")
    of_issue: dict[Key | None, list[Position]] = {}
    for position in islice(brief.positions.values(), MOST_POSITIONS):
        of_issue.setdefault(position.issue, []).append(position)
    for group in brief.taxonomy:
        for issue in group.issues:
            if issue.key in of_issue and issue.key in numbers:
                yield Heading(2, f"{numbers[issue.key]}  {brief.name(issue.key)}")
                yield from _issue(telling, issue, of_issue[issue.key])
    if None in of_issue:
        yield Heading(2, "On no issue of the taxonomy")
        for position in of_issue[None]:
            yield from _position(telling, position)
    if (more := cut(len(brief.positions), MOST_POSITIONS, "position")) is not None:
        yield Items((more,))


def _issue(telling: Telling, issue: Issue, positions: list[Position]) -> Iterator[Block]:
    """The positions on an issue: on its provisions, then on the issue itself."""
    facts = {provision.key for provision in issue.provisions if provision.alleged_fact}
    for provision in sorted({position.provision for position in positions}, key=lambda one: _place(telling, one)):
        name = telling.brief.name(provision)
        yield Heading(3, (name + (" (an alleged fact)" if provision in facts else "")) or "On the issue as such")
        for position in positions:
            if position.provision == provision:
                yield from _position(telling, position, is_fact=provision in facts)


def _place(telling: Telling, provision: Key | None) -> tuple[bool, str, str]:
    return provision is None, telling.brief.name(provision).casefold(), provision or ""


def _position(telling: Telling, position: Position, *, is_fact: bool = False) -> Iterator[Block]:
    """One position: who, which stance, on how many origins, and the quotes, the best one first."""
    brief = telling.brief
    number = len(position.origins)
    stance = brief.name(position.stance) + (_HELD_TRUE.get(position.stance, "") if is_fact else "")
    told = joined(
        [
            f"{counted(number, 'origin')}, {telling.sources(position.reports)}",
            days(position.held_from, position.held_until),
            "superseded" if position.superseded_by else "",
        ],
        " · ",
    )
    yield Paragraph(
        line(
            strong(brief.name(position.party)), f" – {stance} – {told} ", quiet(position.id)
        )
    )  # fmt: skip
    statements = [position.best, *(one for one in position.statements if one != position.best)]
    most = MOST_QUOTES if len(brief.positions) <= MANY else 1
    for statement in islice(statements, most):
        yield telling.quotation(statement)
    if (more := cut(len(statements), most, "statement")) is not None:
        yield Items((more,))
