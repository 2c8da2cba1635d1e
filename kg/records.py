"""Extractions as JSON Lines: the stable contract of ``kg extract -f jsonl``, one object a line.

Every object has ``type`` = report | statement | candidate | meeting | outcome. A candidate has the fields of a
statement but is too doubtful to count as one. Absent values are null; parties and people are English labels, issues
and provisions notations, days ISO 8601 (an interval is ``a/b``), offsets code points. Of a quantity, null stands for
no bound on that side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kg.model import Document, Entity, Extraction, Meeting, Outcome, Package, Quantity, Quote, Statement

Record = dict[str, Any]


def records(extraction: Extraction) -> Iterator[Record]:
    """Yield the report, then its statements, meetings and outcomes, as plain dictionaries."""
    yield report_record(extraction)
    for statement in extraction.statements:
        yield statement_record(statement)
    for meeting in extraction.meetings:
        yield meeting_record(meeting)
    for outcome in extraction.outcomes:
        yield outcome_record(outcome)


def to_jsonl(extraction: Extraction) -> str:
    """Return the extraction as JSON Lines, each line closed by a newline."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(extraction))


def report_record(extraction: Extraction) -> Record:
    """Return the record of a report, without its text; ``introduced`` lists the names that only this report knows."""
    report = extraction.report
    return {
        "type": "report",
        "id": report.id,
        "sha256": report.sha256,
        "file_name": report.file_name,
        "title": report.title,
        "date": _text(report.date),
        "date_basis": _text(report.date_basis),
        "publisher": report.publisher,
        "agency": report.agency,
        "dateline": report.dateline,
        "characters": len(report.text),
        "repeated_characters": report.repeated_characters,
        "negotiation": extraction.case,
        "introduced": [
            {
                "name": introduced.entity.label,
                "party": _label(introduced.party),
                "start": introduced.quote.start,
                "end": introduced.quote.end,
            }
            for introduced in extraction.introduced
        ],
        "read_on": _text(report.read_on),
        "extractors": [
            {"name": extractor.label, "version": extractor.version, "parameters": extractor.parameters}
            for extractor in extraction.extractors
        ],
    }


def statement_record(statement: Statement) -> Record:
    """Return the record of a statement or candidate, fields in the order of the contract."""
    return {
        "type": "candidate" if statement.is_candidate else "statement",
        "id": statement.id,
        "report": statement.report,
        "party": statement.party.label,
        "speaker": statement.speaker_text,
        "attribution": statement.attribution,
        "addressee": _label(statement.addressee),
        "act": statement.act.value,
        "issue": statement.issue,
        "provision": statement.provision,
        "stance": statement.stance.value,
        "content": statement.content,
        "condition": statement.condition,
        "certainty": statement.certainty.value,
        "caveat": statement.caveat,
        "said_on": _text(statement.said_on),
        "said_text": statement.said_text,
        "start": statement.quote.start,
        "end": statement.quote.end,
        "quote": statement.quote.text,
        "also_at": _places(statement.also_at),
        "incomplete": statement.incomplete,
        "rule": statement.rule,
        "confidence": statement.confidence,
        "sourcing": statement.sourcing.value,
        "document": _document(statement.carried_by),
        "concerns": _document(statement.concerns),
        "negotiation": statement.negotiation,
        "quantity": _quantity(statement.quantity),
        "due": _text(statement.due),
        "due_text": statement.due_text,
        "non_negotiable": statement.non_negotiable,
        "package": _package(statement.package),
        "in_headline": statement.in_headline,
        "extractor": None if statement.extractor is None else statement.extractor.label,
        "also_found_by": [extractor.label for extractor in statement.also_found_by],
    }


def meeting_record(meeting: Meeting) -> Record:
    """Return the record of a meeting."""
    return {
        "type": "meeting",
        "id": meeting.id,
        "report": meeting.report,
        "held_on": _text(meeting.held_on),
        "held_text": meeting.held_text,
        "status": meeting.status.value,
        "place": _label(meeting.place),
        "venue": meeting.venue,
        "host": _label(meeting.host),
        "participants": [party.label for party in meeting.participants],
        "delegates": [person.label for person in meeting.delegates],
        "documents": [_document(document) for document in meeting.documents],
        "ordinal": meeting.ordinal,
        "duration": meeting.duration,
        "start": meeting.quote.start,
        "end": meeting.quote.end,
        "quote": meeting.quote.text,
        "also_at": _places(meeting.also_at),
        "rule": meeting.rule,
        "negotiation": meeting.negotiation,
    }


def outcome_record(outcome: Outcome) -> Record:
    """Return the record of an outcome; ``meetings`` holds ids of meetings of the same report."""
    return {
        "type": "outcome",
        "id": outcome.id,
        "report": outcome.report,
        "status": outcome.status.value,
        "issue": outcome.issue,
        "content": outcome.content,
        "meetings": list(outcome.meetings),
        "document": _document(outcome.document),
        "caveat": outcome.caveat,
        "start": outcome.quote.start,
        "end": outcome.quote.end,
        "quote": outcome.quote.text,
        "also_at": _places(outcome.also_at),
        "rule": outcome.rule,
        "negotiation": outcome.negotiation,
        "provision": outcome.provision,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _label(entity: Entity | None) -> str | None:
    return None if entity is None else entity.label


def _places(quotes: tuple[Quote, ...]) -> list[list[int]]:
    return [[quote.start, quote.end] for quote in quotes]


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


def _quantity(quantity: Quantity | None) -> Record | None:
    if quantity is None:
        return None
    return {
        "lowest": _number(quantity.lowest),
        "highest": _number(quantity.highest),
        "unit": quantity.unit,
        "base_lowest": _number(quantity.base_lowest),
        "base_highest": _number(quantity.base_highest),
        "base_unit": quantity.base_unit,
        "text": quantity.text,
    }


def _package(package: Package | None) -> Record | None:
    if package is None:
        return None
    return {
        "id": package.id,
        "kind": package.kind.value,
        "start": package.quote.start,
        "end": package.quote.end,
        "quote": package.quote.text,
    }


def _document(document: Document | None) -> Record | None:
    if document is None:
        return None
    return {
        "id": document.id,
        "issued_by": document.issued_by.label,
        "noun": document.noun,
        "round": _text(document.round),
    }
