"""Annotated statements, meetings and outcomes, as the values that the program itself would read out of the reports.

A file of annotations holds one record for each report, as ``tests/corpus/rounds/gold.json`` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
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

Record: TypeAlias = dict[str, Any]
"""A JSON object of the annotations."""

# Not the name of what people write into a store, which needs a decision beside it.
_RULE = "annotated"

_TEXTS = (
    "issue", "provision", "content", "condition", "condition_provision", "speaker_text", "caveat", "said_text",
    "due_text",
)  # fmt: skip


@dataclass(frozen=True)
class GoldStatements:
    """A file of annotations, the folder of the reports, and the case file of each negotiation.

    ``negotiations`` has the slug of each negotiation with its case file; names of parties, people and places are
    those of the first.
    """

    file: Path
    folder: Path
    negotiations: tuple[tuple[str, Path], ...]

    @cached_property
    def reports(self) -> tuple[Record, ...]:
        """The annotated reports in the order of the file."""
        found: list[Record] = json.loads(self.file.read_text(encoding="utf-8"))["reports"]
        return tuple(found)

    def case_file(self, negotiation: str) -> CaseFile:
        """Return the case file of one of the negotiations."""
        return CaseFile(negotiation, dict(self.negotiations)[negotiation].read_bytes())

    def report_of(self, file_name: str) -> Report:
        """Return a report, read as the program reads it."""
        return _report(self.folder / file_name)

    @cached_property
    def annotated(self) -> tuple[tuple[Extraction, ...], Mapping[str, str]]:
        """What the annotations say was read out of each report, and the IRI of each annotation by its id."""
        extractions, iris = [], {}
        for record in self.reports:
            made = _Reading(self.report_of(record["file"]), record["negotiation"], self._names)
            statements = {one["id"]: made.statement(one) for one in record["statements"]}
            meetings = {one["id"]: made.meeting(one) for one in record["meetings"]}
            outcomes = {one["id"]: made.outcome(one, meetings) for one in record["outcomes"]}
            for kind, ids in (("statement", statements), ("meeting", meetings), ("outcome", outcomes)):
                iris.update({name: f"{DATA}{kind}/{one.id}" for name, one in ids.items()})
            extractions.append(
                Extraction(
                    made.report,
                    made.negotiation,
                    tuple(statements.values()),
                    tuple(meetings.values()),
                    tuple(outcomes.values()),
                )
            )
        return tuple(extractions), iris

    def out_of_place(self) -> Iterator[tuple[str, str]]:
        """Yield id and field of all words that do not stand where an annotation has them."""
        for record in self.reports:
            text = self.report_of(record["file"]).text
            for one in [*record["statements"], *record["meetings"], *record["outcomes"]]:
                quote = one["quote"]
                for place in (quote, *one.get("also_at", [])):
                    if text[place["start"] : place["end"]] != place["text"]:
                        yield one["id"], "quote"
                within = {part: one.get(part, "") for part in ("content", "condition", "due_text")}
                within["quantity"] = one.get("quantity", {}).get("text", "")
                yield from ((one["id"], part) for part, words in within.items() if words not in quote["text"])
                for part in ("said_text", "speaker_text", "caveat", "held_text"):
                    if one.get(part, "") not in text:
                        yield one["id"], part

    @cached_property
    def _names(self) -> Mapping[str, str]:
        file = self.negotiations[0][1]
        quads = parse_rdf(file.read_bytes(), format="turtle", source=file.name)
        return {str(quad.subject): quad.object.value for quad in quads if quad.predicate == RDFS.label}  # type: ignore[union-attr]


@cache
def _report(path: Path) -> Report:
    return read_report(path.read_bytes(), path.name)


@dataclass(frozen=True)
class _Reading:
    """Makes the values of one report out of its records; ``names`` has the label of each IRI of the case."""

    report: Report
    negotiation: str
    names: Mapping[str, str]

    def entity(self, kind: str, slug: str | None) -> Entity | None:
        """Return the party, person or place with this slug. Raises KeyError where the case has none."""
        return None if slug is None else self.known(kind, slug)

    def known(self, kind: str, slug: str) -> Entity:
        iri = f"{DATA}{kind}/{slug}"
        return Entity(iri, self.names[f"<{iri}>"])

    def quote(self, record: Record) -> Quote:
        return self.report.quote(record["start"], record["end"])

    def also_at(self, record: Record) -> tuple[Quote, ...]:
        return tuple(self.quote(place) for place in record.get("also_at", []))

    def document(self, record: Record | None) -> Document | None:
        if record is None:
            return None
        issuer = self.known("party", record["issued_by"])
        return Document(self.negotiation, issuer, record["noun"], _day(record["round"]))

    def package(self, record: Record | None) -> Package | None:
        if record is None:
            return None
        return Package(self.report.id, PackageKind(record["kind"]), self.quote(record["quote"]))

    def statement(self, record: Record) -> Statement:
        texts: dict[str, Any] = {name: record.get(name) for name in _TEXTS}
        return Statement(
            report=self.report.id,
            party=self.known("party", record["party"]),
            act=Act(record["act"]),
            stance=Stance(record["stance"]),
            quote=self.quote(record["quote"]),
            rule=_RULE,
            speaker=self.entity("person", record.get("speaker")),
            sourcing=Sourcing(record["sourcing"]),
            addressee=self.entity("party", record.get("addressee")),
            certainty=Certainty(record["certainty"]),
            said_on=_interval(record.get("said_on")),
            round=_day(record.get("round")),
            carried_by=self.document(record.get("carried_by")),
            concerns=self.document(record.get("concerns")),
            negotiation=self.negotiation,
            incomplete=record.get("incomplete", False),
            also_at=self.also_at(record),
            quantity=_quantity(record.get("quantity")),
            due=_interval(record.get("due")),
            non_negotiable=record.get("non_negotiable", False),
            package=self.package(record.get("package")),
            in_headline=record.get("in_headline", False),
            **texts,
        )

    def meeting(self, record: Record) -> Meeting:
        documents = [self.document(document) for document in record.get("documents", [])]
        return Meeting(
            report=self.report.id,
            quote=self.quote(record["quote"]),
            rule=_RULE,
            status=MeetingStatus(record["status"]),
            negotiation=self.negotiation,
            held_on=_day(record.get("held_on")),
            held_text=record.get("held_text"),
            place=self.entity("place", record.get("place")),
            participants=tuple(self.known("party", slug) for slug in record.get("participants", [])),
            documents=tuple(document for document in documents if document is not None),
            ordinal=record.get("ordinal"),
            also_at=self.also_at(record),
        )

    def outcome(self, record: Record, meetings: Mapping[str, Meeting]) -> Outcome:
        return Outcome(
            report=self.report.id,
            quote=self.quote(record["quote"]),
            rule=_RULE,
            status=OutcomeStatus(record["status"]),
            meetings=tuple(meetings[name].id for name in record["meetings"]),
            issue=record.get("issue"),
            content=record["content"],
            document=self.document(record.get("document")),
            negotiation=self.negotiation,
            also_at=self.also_at(record),
            provision=record.get("provision"),
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _interval(pair: Sequence[str] | None) -> Interval | None:
    return None if pair is None else Interval(date.fromisoformat(pair[0]), date.fromisoformat(pair[1]))


def _quantity(record: Record | None) -> Quantity | None:
    if record is None:
        return None
    low, high = (None if record[end] is None else Decimal(record[end]) for end in ("low", "high"))
    return make_quantity(low, high, record["unit"], record["text"])
