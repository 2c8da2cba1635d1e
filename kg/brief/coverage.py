"""What is not there, and what papers hold: silence, statements outside the table, documents and the answers to them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.columns import day
from kg.brief.content import Document, Reply, Silence, Term
from kg.brief.findings import replies_to
from kg.vocab import DCTERMS, NEG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.brief.columns import Columns
    from kg.brief.content import Finding, Position
    from kg.brief.records import Id, Key, Meeting, Order, Outcome, Statement


def principals_of(columns: Columns, negotiations: Iterable[Key]) -> dict[Key, list[Key]]:
    """Return the principals of each negotiation, by their keys."""
    principals = columns.many(NEG.principal)
    return {negotiation: list(principals.get(negotiation, ())) for negotiation in negotiations}


def build_silences(
    positions: Iterable[Position], principals: Mapping[Key, Iterable[Key]], order: Order
) -> tuple[Silence, ...]:
    """Return on which issues a principal holds no position in a negotiation in which others do, in the given order."""
    holders: dict[tuple[Key, Key], set[Key]] = defaultdict(set)
    for position in positions:
        if position.issue is not None and position.negotiation is not None:
            holders[position.negotiation, position.issue].add(position.party)
    found: dict[tuple[Key, Key], set[Key]] = defaultdict(set)
    for (negotiation, issue), parties in holders.items():
        for principal in principals.get(negotiation, ()):
            if principal not in parties:
                found[principal, issue] |= parties
    return tuple(
        Silence(party, issue, tuple(sorted(found[party, issue], key=order)))
        for party, issue in sorted(found, key=lambda where: (order(where[0]), order(where[1])))
    )


def build_documents(
    columns: Columns,
    statements: Mapping[Id, Statement],
    meetings: Mapping[Id, Meeting],
    outcomes: Mapping[Id, Outcome],
    positions: Mapping[Id, Position],
    findings: Iterable[Finding],
) -> tuple[Document, ...]:
    """Return the papers of the negotiation by day, each with its terms and what the other side says to each.

    A term is a complete statement that counts; its place in the list is that of its report, in the order of the text.
    """
    title, issuer, meeting = columns.one(DCTERMS.title), columns.one(NEG.issuedBy), columns.one(NEG.round)
    held = columns.one(NEG.heldOn)
    terms: dict[Id, list[Statement]] = defaultdict(list)
    judged: dict[Id, list[Statement]] = defaultdict(list)
    told: dict[Id, set[Id]] = defaultdict(set)
    for statement in statements.values():
        if statement.candidate:
            continue
        if statement.document is not None:
            told[statement.document].add(statement.report)
            if not statement.incomplete:
                terms[statement.document].append(statement)
        if statement.concerns is not None:
            told[statement.concerns].add(statement.report)
            judged[statement.concerns].append(statement)
    for account in meetings.values():
        for paper in account.documents:
            told[paper].add(account.report)
    for outcome in outcomes.values():
        if outcome.document is not None:
            told[outcome.document].add(outcome.report)
    answers = replies_to(findings)
    found = []
    for paper, mentioned in told.items():
        if paper not in issuer:
            continue
        listed = sorted(terms[paper], key=_place)
        where = meeting.get(paper)
        found.append(
            Document(
                id=paper,
                title=title.get(paper, ""),
                issued_by=issuer[paper],
                round=where,
                day=None if where is None else day(held.get(where)),
                terms=tuple(Term(one.id, one.provision, _replies(one, positions, answers)) for one in listed),
                listed_by=tuple(sorted({one.report for one in listed})),
                told_by=tuple(sorted(mentioned)),
                judged_in=tuple(one.id for one in sorted(judged[paper], key=_place)),
            )
        )
    return tuple(sorted(found, key=lambda one: (str(one.day or "9"), one.issued_by, one.title, one.id)))


def _place(statement: Statement) -> tuple[str, int, int, str]:
    return statement.report, statement.quote.start, statement.quote.end, statement.id


def _replies(
    term: Statement, positions: Mapping[Id, Position], answers: Mapping[Id, list[tuple[Id, Finding]]]
) -> tuple[Reply, ...]:
    """Return what others say to a term, by the findings in which its positions take part."""
    found = {}
    for own in term.positions:
        for other, finding in answers.get(own, ()):
            # The side that the finding shows for the other position.
            shown = next(
                (one for one in (finding.first, finding.second) if one in positions[other].statements),
                positions[other].best,
            )
            assert shown is not None
            found[finding.id] = Reply(positions[other].party, finding.id, shown)
    return tuple(found[finding] for finding in sorted(found))
