"""The annotations of ``tests/corpus/rounds/gold.json`` as the values that the program itself would read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from kg.gate import parse_rdf
from kg.iris import DATA
from kg.lexicon import CaseFile
from kg.model import (
    Act,
    Certainty,
    Document,
    Entity,
    Extraction,
    Interval,
    Meeting,
    MeetingStatus,
    Outcome,
    OutcomeStatus,
    Package,
    PackageKind,
    Quantity,
    Quote,
    Report,
    Sourcing,
    Stance,
    Statement,
)
from kg.report import read_report
from kg.units import make_quantity
from kg.vocab import RDFS

FOLDER = Path(__file__).parent / "corpus" / "rounds"
CASES = {"ostra-2026": FOLDER / "case.ttl", "ostra-trade-2026": FOLDER / "track.ttl"}

Record: TypeAlias = dict[str, Any]
"""A JSON object of ``gold.json``."""

_TEXTS = (
    "issue", "provision", "content", "condition", "condition_provision", "speaker_text", "caveat", "said_text",
    "due_text",
)  # fmt: skip


@cache
def gold() -> tuple[Record, ...]:
    """Return the annotated reports in the order of their files."""
    found: list[Record] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))["reports"]
    return tuple(found)


def case_file(negotiation: str) -> CaseFile:
    """Return the case file of one of the two negotiations."""
    return CaseFile(negotiation, CASES[negotiation].read_bytes())


@cache
def report_of(file_name: str) -> Report:
    """Return a report of the corpus, read as the program reads it."""
    return read_report((FOLDER / file_name).read_bytes(), file_name)


@cache
def _labels() -> Mapping[str, str]:
    quads = parse_rdf(CASES["ostra-2026"].read_bytes(), format="turtle", source="case.ttl")
    return {str(quad.subject): quad.object.value for quad in quads if quad.predicate == RDFS.label}  # type: ignore[union-attr]


def entity(kind: str, slug: str | None) -> Entity | None:
    """Return the party, person or place with this slug. Raises KeyError where the case has none."""
    if slug is None:
        return None
    iri = f"{DATA}{kind}/{slug}"
    return Entity(iri, _labels()[f"<{iri}>"])


def _known(kind: str, slug: str) -> Entity:
    found = entity(kind, slug)
    assert found is not None
    return found


def _quote(report: Report, record: Record) -> Quote:
    return report.quote(record["start"], record["end"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _interval(pair: Sequence[str] | None) -> Interval | None:
    return None if pair is None else Interval(date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))


def _quantity(record: Record | None) -> Quantity | None:
    if record is None:
        return None
    low, high = (None if record[end] is None else Decimal(record[end]) for end in ("low", "high"))
    return make_quantity(low, high, record["unit"], record["text"])


def _document(negotiation: str, record: Record | None) -> Document | None:
    if record is None:
        return None
    return Document(negotiation, _known("party", record["issued_by"]), record["noun"], _day(record["round"]))


def _package(report: Report, record: Record | None) -> Package | None:
    if record is None:
        return None
    return Package(report.id, PackageKind(record["kind"]), _quote(report, record["quote"]))


def _statement(report: Report, negotiation: str, record: Record) -> Statement:
    texts: dict[str, Any] = {name: record.get(name) for name in _TEXTS}
    return Statement(
        report=report.id,
        party=_known("party", record["party"]),
        act=Act(record["act"]),
        stance=Stance(record["stance"]),
        quote=_quote(report, record["quote"]),
        rule="by-hand",
        speaker=entity("person", record.get("speaker")),
        sourcing=Sourcing(record["sourcing"]),
        addressee=entity("party", record.get("addressee")),
        certainty=Certainty(record["certainty"]),
        said_on=_interval(record.get("said_on")),
        round=_day(record.get("round")),
        carried_by=_document(negotiation, record.get("carried_by")),
        concerns=_document(negotiation, record.get("concerns")),
        negotiation=negotiation,
        incomplete=record.get("incomplete", False),
        quantity=_quantity(record.get("quantity")),
        due=_interval(record.get("due")),
        non_negotiable=record.get("non_negotiable", False),
        package=_package(report, record.get("package")),
        in_headline=record.get("in_headline", False),
        **texts,
    )


def _meeting(report: Report, negotiation: str, record: Record) -> Meeting:
    documents = [_document(negotiation, document) for document in record.get("documents", [])]
    return Meeting(
        report=report.id,
        quote=_quote(report, record["quote"]),
        rule="by-hand",
        status=MeetingStatus(record["status"]),
        negotiation=negotiation,
        held_on=_day(record.get("held_on")),
        held_text=record.get("held_text"),
        place=entity("place", record.get("place")),
        participants=tuple(_known("party", slug) for slug in record.get("participants", [])),
        documents=tuple(document for document in documents if document is not None),
        ordinal=record.get("ordinal"),
    )


def _outcome(report: Report, negotiation: str, record: Record, meetings: Mapping[str, Meeting]) -> Outcome:
    return Outcome(
        report=report.id,
        quote=_quote(report, record["quote"]),
        rule="by-hand",
        status=OutcomeStatus(record["status"]),
        meetings=tuple(meetings[name].id for name in record["meetings"]),
        issue=record["issue"],
        content=record["content"],
        negotiation=negotiation,
        provision=record["provision"],
    )


@cache
def annotated() -> tuple[tuple[Extraction, ...], Mapping[str, str]]:
    """Return what the annotations say was read out of each report, and the IRI of each annotation by its id."""
    extractions, iris = [], {}
    for record in gold():
        report, negotiation = report_of(record["file"]), record["negotiation"]
        statements = {one["id"]: _statement(report, negotiation, one) for one in record["statements"]}
        meetings = {one["id"]: _meeting(report, negotiation, one) for one in record["meetings"]}
        outcomes = {one["id"]: _outcome(report, negotiation, one, meetings) for one in record["outcomes"]}
        for kind, made in (("statement", statements), ("meeting", meetings), ("outcome", outcomes)):
            iris.update({name: f"{DATA}{kind}/{one.id}" for name, one in made.items()})
        extractions.append(
            Extraction(
                report, negotiation, tuple(statements.values()), tuple(meetings.values()), tuple(outcomes.values())
            )
        )
    return tuple(extractions), iris
