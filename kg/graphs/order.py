"""One order for what was read out of a report, so that two ways to it can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from kg.model import Extraction, Meeting, Outcome, Statement

Record = TypeVar("Record", Statement, Meeting, Outcome)


def canonical_order(extraction: Extraction) -> Extraction:
    """Return the same extraction with every list in the order of the text, then of ids, and nothing twice in a list."""
    report = extraction.report
    return replace(
        extraction,
        report=replace(report, repeated=tuple(sorted(set(report.repeated)))),
        statements=_records(
            replace(statement, also_found_by=tuple(sorted(set(statement.also_found_by), key=lambda one: one.id)))
            for statement in extraction.statements
        ),
        meetings=_records(
            replace(
                meeting,
                participants=tuple(sorted(set(meeting.participants))),
                delegates=tuple(sorted(set(meeting.delegates))),
                documents=tuple(sorted(set(meeting.documents), key=lambda document: document.id)),
            )
            for meeting in extraction.meetings
        ),
        outcomes=_records(
            replace(outcome, meetings=tuple(sorted(set(outcome.meetings)))) for outcome in extraction.outcomes
        ),
        introduced=tuple(sorted(set(extraction.introduced), key=lambda i: (i.entity, i.quote))),
        extractors=tuple(sorted(set(extraction.extractors), key=lambda extractor: extractor.id)),
    )


def _records(records: Iterable[Record]) -> tuple[Record, ...]:
    ordered = (replace(record, also_at=tuple(sorted(set(record.also_at)))) for record in records)
    return tuple(sorted(ordered, key=lambda record: (record.quote, record.id)))
