"""The last sections of a document: sources with what each adds, and what the reports do not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.documents.blocks import Heading, Items, Paragraph, Table, joined, line, quiet, strong
from kg.render.documents.telling import counted, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.brief.records import Id, Report
    from kg.render.documents.blocks import Block, Line
    from kg.render.documents.telling import Telling

MOST_ROWS = 500
"""Rows of a table of sources or gaps; the folder of CSV has all of them."""
_NAMED = 5


def closing(telling: Telling) -> Iterator[Block]:
    """Yield sources and coverage."""
    yield from _sources(telling)
    yield from _coverage(telling)


def _sources(telling: Telling) -> Iterator[Block]:
    brief = telling.brief
    yield Heading(1, "Sources")
    yield Paragraph(
        line("What a report adds are statements on matters that no other report has, by their number and first ids.")
    )
    rows = tuple(_report(telling, report) for report in list(brief.reports.values())[:MOST_ROWS])
    yield Table(("", "Report", "Origin", "Adds", "Looks cut or repeated"), rows, (2, 9, 5, 7, 7))
    if (more := cut(len(brief.reports), MOST_ROWS, "report")) is not None:
        yield Items((more,))
    if brief.reuses:
        yield Heading(2, "Reports that print one text")
        yield Items(
            tuple(
                line(
                    strong(f"{telling.source(reuse.first)} and {telling.source(reuse.second)}"),
                    f" – {brief.name(reuse.basis)}: {reuse.reason} ",
                    quiet(reuse.id),
                )
                for reuse in brief.reuses[:MOST_ROWS]
            )
        )
        if (more := cut(len(brief.reuses), MOST_ROWS, "pair")) is not None:
            yield Items((more,))


def _report(telling: Telling, report: Report) -> tuple[Line, ...]:
    brief = telling.brief
    origin = brief.origins[report.origin]
    damage = joined(
        [
            counted(len(report.incomplete), "statement") + " cut short" if report.incomplete else "",
            counted(len(report.repeated), "paragraph") + " printed twice" if report.repeated else "",
        ]
    )
    places = ", ".join(f"{quote.start}–{quote.end}" for quote in report.repeated[:_NAMED])
    return (
        line(strong(telling.source(report.id))),
        line(strong(report.name), f". {telling.report(report)}. ", quiet(report.id)),
        line(f"{origin.label} ({joined([brief.name(origin.basis), _several(len(origin.reports))])})"),
        line(f"{len(report.adds)} of {len(report.statements)} ", quiet(_first(report.adds))),
        line(damage or "–", " ", quiet(joined([_first(report.incomplete), places and f"at {places}"]))),
    )


def _several(reports: int) -> str | None:
    return counted(reports, "report") if reports > 1 else None


def _first(ids: tuple[Id, ...]) -> str:
    return ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")


def _coverage(telling: Telling) -> Iterator[Block]:
    brief = telling.brief
    yield Heading(1, "What is not covered")
    if brief.silences:
        yield Heading(2, "Issues on which a principal is not on record")
        yield Paragraph(line("Silence in these reports is not silence."))
        rows = tuple(
            (
                line(brief.name(one.party)),
                line(brief.name(one.issue)),
                line(telling.names(one.taken_up_by)),
                line(quiet(_first(tuple(p for other in one.taken_up_by for p in _held(telling, other, one.issue))))),
            )
            for one in brief.silences[:MOST_ROWS]
        )
        yield Table(("Party", "Issue", "Taken up by", "Positions there"), rows, (2, 4, 2, 4))
        if (more := cut(len(brief.silences), MOST_ROWS, "gap")) is not None:
            yield Items((more,))
    for title, ids in (
        ("Statements outside the table: no provision is known", brief.unlinked),
        ("Candidates: too doubtful to count until somebody accepts them", brief.candidates),
    ):
        if ids:
            yield Heading(2, title)
            yield Table(
                ("Party", "Act", "About", "Words"),
                tuple(_statement(telling, one) for one in ids[:MOST_ROWS]),
                (2, 2, 3, 8),
            )
            if (more := cut(len(ids), MOST_ROWS, "statement")) is not None:
                yield Items((more,))


def _held(telling: Telling, party: str, issue: str) -> tuple[Id, ...]:
    cell = telling.brief.cells.get((party, issue))
    return () if cell is None else cell.positions + cell.superseded


def _statement(telling: Telling, statement_id: Id) -> tuple[Line, ...]:
    brief = telling.brief
    statement = brief.statements[statement_id]
    return (
        line(brief.name(statement.party)),
        line(brief.name(statement.act)),
        line(telling.matter(statement) or "–"),
        line(f"“{statement.quote.exact}” {telling.source(statement.report)} ", quiet(statement_id)),
    )
