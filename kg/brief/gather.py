"""A brief out of a store. What is read is read by property, once each; nothing is asked item by item."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from kg.brief.calendar import build_deadlines, build_rounds
from kg.brief.columns import Columns, short
from kg.brief.content import (
    APPARENT,
    CONFLICT,
    DISCREPANCY,
    OUTCOME_TRACE,
    OVERLAP,
    SELF_CONTRADICTION,
    Brief,
)
from kg.brief.coverage import build_documents, build_silences, principals_of
from kg.brief.findings import read_findings, read_stages
from kg.brief.naming import Names, build_taxonomy
from kg.brief.passages import Passages
from kg.brief.sources import origins_of, read_origins, read_reports, read_reuses
from kg.brief.table import build_cells, build_pairs, build_ties, read_positions
from kg.brief.told import read_meetings, read_outcomes, read_statements
from kg.errors import NotFoundError
from kg.vocab import NEG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import NamedNode

    from kg.answers import Readable
    from kg.brief.content import Finding, Position
    from kg.brief.records import Id, Key, Meeting, Order, Outcome, Statement

_FINDING_ORDER = (CONFLICT, OVERLAP, APPARENT, SELF_CONTRADICTION, DISCREPANCY, OUTCOME_TRACE)


def gather(store: Readable, *, negotiation: NamedNode | None = None, title: str | None = None) -> Brief:
    """Return the brief of a store.

    Args:
        store: is only read.
        negotiation: of this negotiation alone; None for everything that the store holds. What clashes only apparently,
            because it was said in another negotiation, stays with both its sides.
        title: of the brief; without one, the names of the negotiations.

    Raises:
        NotFoundError: the store has no reports, or none of this negotiation.
    """
    columns = Columns(store)
    chosen = None if negotiation is None else short(negotiation.value)
    texts = _texts(columns)
    passages = Passages(columns, texts)
    statements = read_statements(columns, passages, texts)
    meetings = read_meetings(columns, passages, texts)
    outcomes = read_outcomes(columns, passages, texts, meetings)
    origin_of = origins_of(columns, texts)
    positions = read_positions(columns, statements, origin_of)
    found = read_findings(columns, positions, statements, meetings, outcomes, origin_of)
    if chosen is not None:
        apart = _Chosen(columns, chosen, statements, found)
        texts = {report: text for report, text in texts.items() if apart.has_report(report)}
        meetings = {one.id: one for one in meetings.values() if apart.has(one)}
        outcomes = {one.id: one for one in outcomes.values() if apart.has(one)}
        statements = {one.id: one for one in statements.values() if one.id in apart.statements}
        positions = read_positions(columns, statements, origin_of)
        found = read_findings(columns, positions, statements, meetings, outcomes, origin_of)
    if not texts:
        what = "no reports" if chosen is None else f"no report of {chosen.rpartition('/')[2]}"
        raise NotFoundError(f"the store holds {what}; put some in with: kg add REPORT")
    return _brief(columns, chosen, title, texts, origin_of, passages, statements, meetings, outcomes, positions, found)


def _texts(columns: Columns) -> dict[Id, str]:
    texts = columns.one(NEG.text)
    return {report: texts[report] for report in columns.of_type(NEG.Report) if report in texts}


class _Chosen:
    """What belongs to one negotiation: by its own word, or else by that of its report."""

    def __init__(
        self, columns: Columns, negotiation: Key, statements: Mapping[Id, Statement], findings: Iterable[Finding]
    ) -> None:
        self._negotiation, self._of = negotiation, columns.one(NEG.negotiation)
        self.statements = {one.id for one in statements.values() if self.has(one)}
        for finding in findings:
            # Of an apparent conflict with another negotiation the other side is shown too.
            if finding.group == APPARENT and self.statements & {finding.first, finding.second}:
                self.statements |= {
                    side for side in (finding.first, finding.second) if side is not None
                } & statements.keys()
        self._shown = {statements[one].report for one in self.statements}

    def has(self, record: Statement | Meeting | Outcome) -> bool:
        return (record.negotiation or self._of.get(record.report)) == self._negotiation

    def has_report(self, report: Id) -> bool:
        return self._of.get(report) == self._negotiation or report in self._shown


def _brief(
    columns: Columns,
    chosen: Key | None,
    title: str | None,
    texts: Mapping[Id, str],
    origin_of: Mapping[Id, Id],
    passages: Passages,
    statements: dict[Id, Statement],
    meetings: dict[Id, Meeting],
    outcomes: dict[Id, Outcome],
    positions: dict[Id, Position],
    found: list[Finding],
) -> Brief:
    """Put the parts together, each in its order."""
    names = Names(columns)
    order = names.order
    reports = read_reports(columns, passages, texts, origin_of, statements)
    negotiations = _negotiations(chosen, statements.values(), positions.values(), order)
    by_negotiation = principals_of(columns, negotiations)
    principals = tuple(sorted(set(chain.from_iterable(by_negotiation.values())), key=order))

    findings = sorted(
        found,
        key=lambda one: (
            _FINDING_ORDER.index(one.group),
            order(one.kind),
            order(one.issue),
            [order(party) for party in one.parties],
            one.id,
        ),
    )
    stages = sorted(
        read_stages(columns, positions, statements, reports),
        key=lambda one: (
            order(one.party), order(one.issue), order(one.provision), str(one.said_until or "9"),
            str(one.said_from or ""), order(one.movement), one.statement, one.finding or "",
        ),
    )  # fmt: skip
    positions = dict(
        sorted(
            positions.items(),
            key=lambda item: (
                order(item[1].issue), order(item[1].provision), order(item[1].party), item[1].stance, item[0],
            ),
        )
    )  # fmt: skip
    statements = dict(
        sorted(statements.items(), key=lambda item: (item[1].report, item[1].quote.start, item[1].quote.end, item[0]))
    )
    deadlines = sorted(
        build_deadlines(statements.values()),
        key=lambda one: (str(one.due_from or "9"), str(one.due_until or "9"), order(one.party), order(one.matter),
                         one.statement),
    )  # fmt: skip
    # The other side of an apparent conflict, from another negotiation, stands in no table of this one.
    own = {one.id: one for one in positions.values() if chosen is None or one.negotiation == chosen}
    silences = build_silences(own.values(), by_negotiation, order)
    rounds = build_rounds(columns, meetings, outcomes, statements.values())
    ties, pairs = build_ties(own, order), build_pairs(findings, order)
    documents = build_documents(columns, statements, meetings, outcomes, positions, findings)
    taxonomy = build_taxonomy(
        columns, _used(columns, statements.values(), positions.values(), outcomes.values(), findings), order
    )
    origins = read_origins(columns, reports)
    reuses = read_reuses(columns, reports)
    issues = [issue for group in taxonomy for issue in group.issues]
    named = names.of(
        chain(
            statements.values(), meetings.values(), outcomes.values(), reports.values(), origins.values(), reuses,
            positions.values(), findings, stages, rounds, deadlines, ties, silences, documents, taxonomy, issues,
            (provision for issue in issues for provision in issue.provisions),
        )
    )  # fmt: skip
    named |= {key: names.name(key) for key in (*negotiations, *principals)}
    return Brief(
        title=title or "; ".join(map(names.label, negotiations)) or "Positions",
        negotiations=negotiations,
        principals=principals,
        names=dict(sorted(named.items())),
        taxonomy=taxonomy,
        parties=_parties(principals, own.values(), order),
        statements=statements,
        meetings=dict(sorted(meetings.items(), key=lambda item: (str(item[1].day or "9"), item[1].report, item[0]))),
        outcomes=dict(sorted(outcomes.items(), key=lambda item: (item[1].days, item[1].report, item[0]))),
        reports=reports,
        origins=origins,
        reuses=reuses,
        positions=positions,
        cells=build_cells(own, stages, findings, order),
        findings={one.id: one for one in findings},
        stages=tuple(stages),
        rounds=rounds,
        undated_meetings=tuple(sorted(one.id for one in meetings.values() if one.day is None)),
        undated_outcomes=tuple(sorted(one.id for one in outcomes.values() if not one.days)),
        deadlines=tuple(deadlines),
        ties=ties,
        pairs=pairs,
        silences=silences,
        unlinked=tuple(one.id for one in statements.values() if one.provision is None),
        candidates=tuple(one.id for one in statements.values() if one.candidate),
        documents=documents,
    )


def _negotiations(
    chosen: Key | None, statements: Iterable[Statement], positions: Iterable[Position], order: Order
) -> tuple[Key, ...]:
    if chosen is not None:
        return (chosen,)
    found = {one.negotiation for one in statements} | {one.negotiation for one in positions}
    return tuple(sorted((one for one in found if one is not None), key=order))


def _parties(principals: tuple[Key, ...], positions: Iterable[Position], order: Order) -> tuple[Key, ...]:
    """Return principals first, then the others by the number of their positions."""
    held: dict[Key, int] = defaultdict(int)
    for position in positions:
        held[position.party] += 1
    others = sorted(held.keys() - set(principals), key=lambda party: (-held[party], order(party)))
    return (*principals, *others)


def _used(
    columns: Columns,
    statements: Iterable[Statement],
    positions: Iterable[Position],
    outcomes: Iterable[Outcome],
    findings: Iterable[Finding],
) -> dict[Key, set[Key]]:
    """Return the issues of a brief, and of each the provisions."""
    under = columns.one(NEG.underIssue)
    found: dict[Key, set[Key]] = defaultdict(set)
    records: list[Statement | Position | Outcome] = [*statements, *positions, *outcomes]
    for one in records:
        issue = one.issue if one.provision is None else under.get(one.provision, one.issue)
        for each in {one.issue, issue}:
            if each is not None:
                found.setdefault(each, set())  # an issue without provisions is an issue of the brief too
        if issue is not None and one.provision is not None:
            found[issue].add(one.provision)
    for finding in findings:
        if finding.issue is not None:
            found.setdefault(finding.issue, set())
    return dict(found)
