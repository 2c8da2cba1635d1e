"""Reports and origins: what each adds, and which texts are one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.columns import day
from kg.brief.records import Origin, Report, Reuse
from kg.vocab import DCTERMS, NEG, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.brief.columns import Columns
    from kg.brief.passages import Passages
    from kg.brief.records import Id, Statement


def origins_of(columns: Columns, reports: Iterable[Id]) -> dict[Id, Id]:
    """Return the origin of each report; a report of unknown origin is one of its own."""
    known = columns.one(NEG.origin)
    return {report: known.get(report, report) for report in reports}


def read_reports(
    columns: Columns,
    passages: Passages,
    texts: Mapping[Id, str],
    origin_of: Mapping[Id, Id],
    statements: Mapping[Id, Statement],
) -> dict[Id, Report]:
    """Return the reports by day, publisher, title and id, each with what it adds.

    Args:
        columns: the store.
        passages: its quotes.
        texts: the text of each report of the brief.
        origin_of: the origin of each.
        statements: those of the brief, candidates included; what a candidate says is no addition.
    """
    one, repeated = columns.one, columns.many(NEG.repeatedAt)
    file_name, title, publisher = one(NEG.fileName), one(DCTERMS.title), one(DCTERMS.publisher)
    agency, issued, read_on, see = one(NEG.creditedAgency), one(DCTERMS.issued), one(NEG.readOn), one(RDFS.seeAlso)
    negotiation = one(NEG.negotiation)
    of_report: dict[Id, list[Statement]] = defaultdict(list)
    carriers: dict[object, set[Id]] = defaultdict(set)
    for statement in statements.values():
        of_report[statement.report].append(statement)
        if not statement.candidate:
            carriers[matter_of(statement)].add(statement.report)
    printed_by = {matter: {origin_of[report] for report in reports} for matter, reports in carriers.items()}
    found = []
    for report in texts:
        own = sorted(of_report[report], key=lambda one: (one.quote.start, one.quote.end, one.id))
        counted = [statement for statement in own if not statement.candidate]
        address = see.get(report, "")
        found.append(
            Report(
                id=report,
                text=texts[report],
                file_name=file_name.get(report, report),
                origin=origin_of[report],
                title=title.get(report),
                publisher=publisher.get(report),
                agency=agency.get(report),
                day=day(issued.get(report)),
                read_on=day(read_on.get(report)),
                address=address if address.startswith(("http://", "https://")) else None,
                negotiation=negotiation.get(report),
                statements=tuple(statement.id for statement in own),
                adds=tuple(s.id for s in counted if len(carriers[matter_of(s)]) == 1),
                adds_to_origins=tuple(s.id for s in counted if len(printed_by[matter_of(s)]) == 1),
                incomplete=tuple(statement.id for statement in own if statement.incomplete),
                repeated=tuple(passages.made(repeated.get(report, ()))),
            )
        )
    found.sort(key=lambda one: (str(one.day or "9"), one.publisher or "", one.name, one.id))
    return {report.id: report for report in found}


def matter_of(statement: Statement) -> tuple[object, ...]:
    """Return what makes two statements say the same: the positions, or else party, act, stance, issue and content."""
    if statement.positions:
        return statement.positions
    content = " ".join((statement.content or statement.quote.exact).casefold().split())
    return statement.party, statement.act, statement.stance, statement.issue, content


def read_origins(columns: Columns, reports: Mapping[Id, Report]) -> dict[Id, Origin]:
    """Return the origins of the reports, those of several reports first."""
    labels, basis = columns.one(RDFS.label), columns.one(NEG.originBasis)
    groups: dict[Id, list[Report]] = defaultdict(list)
    for report in reports.values():
        groups[report.origin].append(report)
    found = [
        Origin(
            id=origin,
            label=labels.get(origin) or members[0].name,
            basis=basis.get(origin),
            reports=tuple(report.id for report in members),
            statements=tuple(statement for report in members for statement in report.statements),
            adds=tuple(statement for report in members for statement in report.adds_to_origins),
        )
        for origin, members in groups.items()
    ]
    found.sort(key=lambda origin: (-len(origin.reports), origin.label, origin.id))
    return {origin.id: origin for origin in found}


def read_reuses(columns: Columns, reports: Mapping[Id, Report]) -> tuple[Reuse, ...]:
    """Return which pairs of these reports print one text, the largest share first."""
    one = columns.one
    first, second, basis = one(NEG.firstReport), one(NEG.secondReport), one(NEG.reuseBasis)
    share, reason = one(NEG.sharedShare), one(NEG.reason)
    found = [
        Reuse(node, first[node], second[node], basis.get(node), float(share.get(node, "0")), reason.get(node, ""))
        for node in columns.of_type(NEG.TextReuse)
        if first.get(node) in reports and second.get(node) in reports
    ]
    return tuple(sorted(found, key=lambda reuse: (-reuse.share, reuse.id)))
