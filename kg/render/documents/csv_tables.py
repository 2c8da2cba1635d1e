"""A brief as tables: one for each kind of thing, each row with the ids that lead to its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.brief.content import APPARENT, CONFLICT, DISCREPANCY, OUTCOME_TRACE, OVERLAP, SELF_CONTRADICTION
from kg.render.documents.telling import days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.brief.content import Brief, Finding
    from kg.brief.records import Id, Key, Statement

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, what a row is, its columns, and its rows; None is an empty cell."""

    name: str
    told: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_STATEMENT = (
    "party", "act", "stance", "issue", "provision", "content", "condition", "speaker", "attribution", "addressee",
    "certainty", "caveat", "quantity", "due", "due_words", "said", "said_words", "round", "rule", "decided_by",
    "extractor", "confidence", "candidate", "rank", "quote", "sentence", "start", "end", "report", "report_id",
    "origin", "positions", "statement",
)  # fmt: skip
_FINDING = (
    "kind", "issue", "reason", "certainty", "rounds", "provisions", "first_party", "first_quote", "first_report",
    "first", "second_party", "second_quote", "second_report", "second", "origins", "finding",
)  # fmt: skip
_FINDINGS = (
    ("conflicts", CONFLICT, "positions of two parties that cannot both be met"),
    ("overlaps", OVERLAP, "positions of two parties that want, or refuse, the same"),
    ("apparent_conflicts", APPARENT, "what looks opposed and is not"),
    ("self_contradictions", SELF_CONTRADICTION, "two positions of one party that cannot both be met"),
    ("discrepancies", DISCREPANCY, "where two reports, not two parties, disagree"),
    ("outcome_traces", OUTCOME_TRACE, "demands and offers that a later round met"),
)


def sheets(brief: Brief) -> Iterator[Sheet]:
    """Yield the tables of a brief, in the order in which the list of files has them."""
    yield Sheet(
        "table",
        "a party on an issue, in a word over the positions that are not superseded",
        ("party", "issue", "stance", "origins", "reports", "trend", "conflicts", "overlaps", "positions", "superseded"),
        tuple(
            (
                brief.name(cell.party), brief.name(cell.issue), cell.word, len(cell.origins), len(cell.reports),
                brief.name(cell.trend), _ids(cell.conflicts), _ids(cell.overlaps), _ids(cell.positions),
                _ids(cell.superseded),
            )
            for cell in brief.cells.values()
        ),
    )  # fmt: skip
    yield Sheet(
        "positions",
        "what the statements of a party on one matter, with one stance, add up to",
        ("party", "issue", "provision", "stance", "held_from", "held_until", "origins", "reports", "quote",
         "superseded_by", "best_statement", "statements", "position"),
        tuple(
            (
                brief.name(one.party), brief.name(one.issue), brief.name(one.provision), brief.name(one.stance),
                one.held_from, one.held_until, len(one.origins), len(one.reports), brief.evidence(one.best).exact,
                _ids(one.superseded_by), one.best, _ids(one.statements), one.id,
            )
            for one in brief.positions.values()
        ),
    )  # fmt: skip
    yield Sheet(
        "statements", "who said what, according to which report", _STATEMENT, _statements(brief, brief.statements)
    )
    for name, group, told in _FINDINGS:
        yield Sheet(name, told, _FINDING, tuple(_finding(brief, one) for one in brief.of_group(group)))
    yield from _time(brief)
    yield from _sources(brief)
    yield from _networks(brief)
    yield Sheet("unlinked", "a statement without a known provision", _STATEMENT, _statements(brief, brief.unlinked))
    yield Sheet("candidates", "a statement too doubtful to count", _STATEMENT, _statements(brief, brief.candidates))
    yield Sheet(
        "names",
        "a thing of this brief by its name in each language; the English one is the one of the other tables",
        ("key", "language", "label", "iri"),
        tuple(
            (key, language, label, name.iri)
            for key, name in brief.names.items()
            for language, label in (("en", name.label), *name.others)
        ),
    )


def _statements(brief: Brief, ids: Iterable[Id]) -> tuple[Row, ...]:
    return tuple(_statement(brief, brief.statements[one]) for one in ids)


def _statement(brief: Brief, one: Statement) -> Row:
    report = brief.reports[one.report]
    return (
        brief.name(one.party), brief.name(one.act), brief.name(one.stance), brief.name(one.issue),
        brief.name(one.provision), one.content, one.condition, brief.name(one.speaker) or one.speaker_words,
        one.attribution, brief.name(one.addressee), brief.name(one.certainty), one.caveat, one.quantity,
        days(one.due_from, one.due_until), one.due_words, days(one.said_from, one.said_until), one.said_words,
        one.round, one.rule, one.decided_by, one.extractor, one.confidence, "yes" if one.candidate else None,
        brief.name(one.rank), one.quote.exact, "".join(brief.sentence(one.quote)), one.quote.start, one.quote.end,
        report.name, one.report, report.origin, _ids(one.positions), one.id,
    )  # fmt: skip


def _finding(brief: Brief, one: Finding) -> Row:
    return (
        brief.name(one.kind), brief.name(one.issue), one.reason, brief.name(one.certainty), _ids(one.rounds),
        "; ".join(map(brief.name, one.provisions)), *_side(brief, one.first), *_side(brief, one.second),
        _ids(one.origins), one.id,
    )  # fmt: skip


def _side(brief: Brief, shown: Id | None) -> Row:
    """Return party, quote, report and id of one side of a finding."""
    if shown is None:
        return (None,) * 4
    statement, quote = brief.statements.get(shown), brief.evidence(shown)
    party = None if statement is None else brief.name(statement.party)
    return party, quote.exact, brief.reports[quote.report].name, shown


def _time(brief: Brief) -> Iterator[Sheet]:
    statements = brief.statements
    yield Sheet(
        "timeline",
        "a stage in the course of a party on a matter; without a movement nothing dates it",
        ("party", "issue", "provision", "said_from", "said_until", "round", "movement", "act", "stance", "quote",
         "reason", "earlier", "finding", "statement"),
        tuple(
            (
                brief.name(one.party), brief.name(one.issue), brief.name(one.provision), one.said_from, one.said_until,
                one.round, brief.name(one.movement), brief.name(statements[one.statement].act),
                brief.name(statements[one.statement].stance), statements[one.statement].quote.exact, one.reason,
                one.earlier, one.finding, one.statement,
            )
            for one in brief.stages
        ),
    )  # fmt: skip
    yield Sheet(
        "meetings",
        "what one report tells of one meeting",
        ("day", "day_words", "status", "place", "venue", "host", "participants", "delegates", "duration", "quote",
         "report", "round", "meeting"),
        tuple(
            (
                one.day, one.day_words, brief.name(one.status), brief.name(one.place), one.venue, brief.name(one.host),
                _names(brief, one.participants), _names(brief, one.delegates), one.duration, one.quotes[0].exact,
                brief.reports[one.report].name, one.round, one.id,
            )
            for one in brief.meetings.values()
        ),
    )  # fmt: skip
    yield Sheet(
        "outcomes",
        "what one report says came out of meetings",
        ("days", "status", "issue", "provision", "content", "caveat", "quote", "report", "meetings", "outcome"),
        tuple(
            (
                "; ".join(map(str, one.days)), brief.name(one.status), brief.name(one.issue),
                brief.name(one.provision), one.content, one.caveat, one.quotes[0].exact,
                brief.reports[one.report].name, _ids(one.meetings), one.id,
            )
            for one in brief.outcomes.values()
        ),
    )  # fmt: skip
    yield Sheet(
        "deadlines",
        "a time limit, and whether other reports give it for the same day and matter",
        ("party", "act", "matter", "due", "words", "other_reports", "report", "statement"),
        tuple(
            (
                brief.name(one.party), brief.name(statements[one.statement].act), brief.name(one.matter),
                days(one.due_from, one.due_until), one.words, one.others,
                brief.reports[statements[one.statement].report].name, one.statement,
            )
            for one in brief.deadlines
        ),
    )  # fmt: skip
    yield Sheet(
        "documents",
        "a term of a document, as a report lists it, and what another party says to it",
        ("document", "issued_by", "day", "provision", "term", "report", "statement", "answer_by", "kind", "answer",
         "answer_statement", "finding", "document_id"),
        tuple(_documents(brief)),
    )  # fmt: skip


def _documents(brief: Brief) -> Iterator[Row]:
    for paper in brief.documents:
        for term in paper.terms:
            one = brief.statements[term.statement]
            told: Row = (
                paper.title, brief.name(paper.issued_by), paper.day, brief.name(term.provision), one.quote.exact,
                brief.reports[one.report].name, one.id,
            )  # fmt: skip
            answers: list[Row] = [
                (brief.name(reply.party), brief.name(brief.findings[reply.finding].kind),
                 brief.evidence(reply.statement).exact, reply.statement, reply.finding)
                for reply in term.replies
            ]  # fmt: skip
            for answer in answers or [(None,) * 5]:
                yield (*told, *answer, paper.id)


def _sources(brief: Brief) -> Iterator[Sheet]:
    yield Sheet(
        "sources",
        "a report, what it adds that no other report has, and what of it looks cut or repeated",
        ("title", "publisher", "agency", "day", "read_on", "file", "address", "statements", "adds", "adds_to_origins",
         "incomplete", "repeated_at", "origin", "report"),
        tuple(
            (
                one.title, one.publisher, one.agency, one.day, one.read_on, one.file_name, one.address,
                len(one.statements), _ids(one.adds), _ids(one.adds_to_origins), _ids(one.incomplete),
                "; ".join(f"{quote.start}-{quote.end}" for quote in one.repeated), one.origin, one.id,
            )
            for one in brief.reports.values()
        ),
    )  # fmt: skip
    yield Sheet(
        "origins",
        "one text that several reports print, or one report alone",
        ("label", "basis", "reports", "report_ids", "adds", "origin"),
        tuple(
            (one.label, brief.name(one.basis), len(one.reports), _ids(one.reports), _ids(one.adds), one.id)
            for one in brief.origins.values()
        ),
    )
    yield Sheet(
        "text_reuse",
        "two reports that print one text",
        ("first", "second", "basis", "share", "reason", "id"),
        tuple(
            (one.first, one.second, brief.name(one.basis), one.share, one.reason, one.id) for one in brief.reuses
        ),
    )  # fmt: skip


def _networks(brief: Brief) -> Iterator[Sheet]:
    yield Sheet(
        "party_provision",
        "a party and a provision on which it holds a position that is not superseded",
        ("party", "provision", "stance", "statements", "reports", "origins", "positions"),
        tuple(
            (
                brief.name(one.party), brief.name(one.provision), one.word, len(one.statements), len(one.reports),
                len(one.origins), _ids(one.positions),
            )
            for one in brief.ties
        ),
    )  # fmt: skip
    yield Sheet(
        "party_party",
        "two parties; balance is (overlaps - conflicts) / (overlaps + conflicts)",
        ("first", "second", "conflicts", "overlaps", "balance", "conflict_ids", "overlap_ids"),
        tuple(
            (
                brief.name(one.first), brief.name(one.second), len(one.conflicts), len(one.overlaps),
                round(one.balance, 4), _ids(one.conflicts), _ids(one.overlaps),
            )
            for one in brief.pairs
        ),
    )  # fmt: skip
    yield Sheet(
        "silence",
        "an issue that others take up and on which a principal is not on record",
        ("party", "issue", "taken_up_by", "positions_there"),
        tuple(
            (
                brief.name(one.party), brief.name(one.issue), _names(brief, one.taken_up_by),
                _ids([p for other in one.taken_up_by for p in _held(brief, other, one.issue)]),
            )
            for one in brief.silences
        ),
    )  # fmt: skip


def _held(brief: Brief, party: Key, issue: Key) -> tuple[Id, ...]:
    cell = brief.cells.get((party, issue))
    return () if cell is None else cell.positions + cell.superseded


def _ids(ids: Iterable[Id]) -> str:
    return " ".join(ids)


def _names(brief: Brief, keys: Iterable[Key]) -> str:
    return "; ".join(map(brief.name, keys))
