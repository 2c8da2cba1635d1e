"""The way back: from the quads of a report's graph to what was read out of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg import iris
from kg.errors import InputError
from kg.graphs.reference import reference_quads
from kg.model import Document, Entity, Extraction, Interval, Introduced, Meeting, Outcome, Quote, Report, Statement
from kg.vocab import (
    ACT,
    CERTAINTY,
    DATE_BASIS,
    DCTERMS,
    MEETING_STATUS,
    NEG,
    OA,
    ORG,
    OUTCOME_STATUS,
    RDF,
    RDFS,
    SOURCING,
    STANCE,
    Concepts,
)

Record = TypeVar("Record", Statement, Meeting, Outcome)
Word = TypeVar("Word", bound=str)
Node = NamedNode | BlankNode | Literal | Triple


def read_extraction(quads: Iterable[Quad], report_id: str) -> Extraction:
    """Return what the graph of a report holds: the inverse of ``extraction_quads``, in canonical order.

    Args:
        quads: the report's graph. Other graphs may be among them; they are asked only for the labels of parties,
            people and places. A label found in none of them is taken from the bundled cases.
        report_id: the ``Report.id``.

    Raises:
        InputError: the graph is not there, or does not hold what ``extraction_quads`` writes.
    """
    reader = _Reader(quads, iris.report_iri(report_id))
    try:
        return reader.extraction()
    except ValueError as error:
        raise InputError(f"the graph of report {report_id} cannot be read back ({error}); validate it") from None


def canonical_order(extraction: Extraction) -> Extraction:
    """Return the same extraction with every list in the order of the text, then of ids, and nothing twice in a list."""
    report = extraction.report
    return replace(
        extraction,
        report=replace(report, repeated=tuple(sorted(set(report.repeated)))),
        statements=_records(extraction.statements),
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
    )


def _records(records: Iterable[Record]) -> tuple[Record, ...]:
    ordered = (replace(record, also_at=tuple(sorted(set(record.also_at)))) for record in records)
    return tuple(sorted(ordered, key=lambda record: (record.quote, record.id)))


def _take_label(labels: dict[Node, str], quad: Quad) -> None:
    """Keep an English label; where a node has several, the first in order of the words, so that none wanders."""
    value = quad.object
    if quad.predicate == RDFS.label and isinstance(value, Literal) and value.language in {None, "en"}:
        labels[quad.subject] = min(labels.get(quad.subject, value.value), value.value)


@cache
def _bundled_labels() -> dict[Node, str]:
    labels: dict[Node, str] = {}
    for quad in reference_quads():
        _take_label(labels, quad)
    return labels


class _Reader:
    """Looks values up in one report's graph. A value that should be one and is not is a ValueError."""

    def __init__(self, quads: Iterable[Quad], graph: NamedNode) -> None:
        self.node = graph
        self.values: dict[tuple[Node, NamedNode], list[Node]] = defaultdict(list)
        self.of_type: dict[Node, list[NamedNode]] = defaultdict(list)
        self.labels: dict[Node, str] = {}
        for quad in quads:
            _take_label(self.labels, quad)
            if quad.graph_name == graph:
                self.values[quad.subject, quad.predicate].append(quad.object)
                if quad.predicate == RDF.type and isinstance(quad.subject, NamedNode):
                    self.of_type[quad.object].append(quad.subject)

    def one(self, subject: NamedNode, predicate: NamedNode) -> Node | None:
        values = self.values.get((subject, predicate), [])
        if len(set(values)) > 1:
            raise ValueError(f"{subject.value} has {len(values)} values of {predicate.value}, not one")
        return values[0] if values else None

    def text(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        value = self.one(subject, predicate)
        if value is not None and not isinstance(value, Literal):
            raise ValueError(f"{predicate.value} of {subject.value} is not a literal")
        return value.value if value is not None else None

    def needed(self, subject: NamedNode, predicate: NamedNode) -> str:
        value = self.text(subject, predicate)
        if value is None:
            raise ValueError(f"{subject.value} has no {predicate.value}")
        return value

    def day(self, subject: NamedNode, predicate: NamedNode) -> date | None:
        value = self.text(subject, predicate)
        return None if value is None else date.fromisoformat(value)

    def number(self, subject: NamedNode, predicate: NamedNode) -> int | None:
        value = self.text(subject, predicate)
        return None if value is None else int(value)

    def share(self, subject: NamedNode, predicate: NamedNode) -> float | None:
        value = self.text(subject, predicate)
        return None if value is None else float(value)

    def link(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
        value = self.one(subject, predicate)
        if value is not None and not isinstance(value, NamedNode):
            raise ValueError(f"{predicate.value} of {subject.value} is not an IRI")
        return value

    def links(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [value for value in self.values.get((subject, predicate), []) if isinstance(value, NamedNode)]

    def slug(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        value = self.link(subject, predicate)
        return None if value is None else iris.slug_of(value)

    def word(self, subject: NamedNode, predicate: NamedNode, concepts: Concepts[Word]) -> Word:
        value = self.link(subject, predicate)
        if value not in set(concepts):
            raise ValueError(f"{predicate.value} of {subject.value} is not one of {concepts.scheme.value}")
        return concepts.notation(value)

    def named(self, node: NamedNode) -> Entity:
        label = self.labels.get(node) or _bundled_labels().get(node)
        if label is None:
            raise ValueError(f"{node.value} has no label")
        return Entity(node.value, label)

    def entity(self, subject: NamedNode, predicate: NamedNode) -> Entity | None:
        value = self.link(subject, predicate)
        return None if value is None else self.named(value)

    def entities(self, subject: NamedNode, predicate: NamedNode) -> tuple[Entity, ...]:
        return tuple(self.named(value) for value in self.links(subject, predicate))

    def quote(self, node: NamedNode) -> Quote:
        start, end = self.needed(node, OA.start), self.needed(node, OA.end)
        return Quote(int(start), int(end), self.needed(node, OA.exact))

    def evidence(self, subject: NamedNode) -> Quote:
        node = self.link(subject, NEG.quote)
        if node is None:
            raise ValueError(f"{subject.value} has no quote")
        return self.quote(node)

    def also_at(self, subject: NamedNode) -> tuple[Quote, ...]:
        return tuple(self.quote(node) for node in self.links(subject, NEG.alsoAt))

    def round(self, subject: NamedNode) -> date | None:
        node = self.link(subject, NEG.round)
        return None if node is None else self.day(node, NEG.heldOn)

    def document(self, node: NamedNode | None) -> Document | None:
        if node is None:
            return None
        negotiation, issuer = self.slug(node, NEG.negotiation), self.entity(node, NEG.issuedBy)
        if negotiation is None or issuer is None:
            raise ValueError(f"{node.value} has no negotiation or no party that issued it")
        return Document(negotiation, issuer, self.needed(node, DCTERMS.title), self.round(node))

    def source(self, subject: NamedNode) -> str:
        node = self.link(subject, NEG.report)
        if node is None:
            raise ValueError(f"{subject.value} has no report")
        return iris.slug_of(node)

    def extraction(self) -> Extraction:
        return canonical_order(
            Extraction(
                report=self.report(),
                case=self.slug(self.node, NEG.negotiation),
                statements=tuple(self.statement(node) for node in self.of_type[NEG.Statement]),
                meetings=tuple(self.meeting(node) for node in self.of_type[NEG.Meeting]),
                outcomes=tuple(self.outcome(node) for node in self.of_type[NEG.Outcome]),
                introduced=tuple(
                    Introduced(self.named(node), self.quote(quote), self.entity(node, ORG.memberOf))
                    for kind in (NEG.Party, NEG.Person)
                    for node in self.of_type[kind]
                    for quote in self.links(node, NEG.namedAt)
                ),
            )
        )

    def report(self) -> Report:
        node = self.node
        basis = self.link(node, NEG.dateBasis)
        report = Report(
            text=self.needed(node, NEG.text),
            file_name=self.needed(node, NEG.fileName),
            title=self.text(node, DCTERMS.title),
            date=self.day(node, DCTERMS.issued),
            date_basis=None if basis is None else self.word(node, NEG.dateBasis, DATE_BASIS),
            publisher=self.text(node, DCTERMS.publisher),
            agency=self.text(node, NEG.creditedAgency),
            dateline=self.text(node, NEG.dateline),
            repeated=tuple(self.quote(quote).span for quote in self.links(node, NEG.repeatedAt)),
        )
        if iris.report_iri(report.id) != node:
            raise ValueError(f"its text has the digest {report.sha256}")
        return report

    def statement(self, node: NamedNode) -> Statement:
        party = self.entity(node, NEG.party)
        if party is None:
            raise ValueError(f"{node.value} has no party")
        first, last = self.day(node, NEG.saidFrom), self.day(node, NEG.saidUntil)
        statement = Statement(
            report=self.source(node),
            party=party,
            act=self.word(node, NEG.act, ACT),
            stance=self.word(node, NEG.stance, STANCE),
            quote=self.evidence(node),
            rule=self.needed(node, NEG.rule),
            issue=self.slug(node, NEG.issue),
            provision=self.slug(node, NEG.provision),
            content=self.text(node, NEG.content),
            condition=self.text(node, NEG.condition),
            condition_provision=self.slug(node, NEG.conditionProvision),
            speaker=self.entity(node, NEG.speaker),
            speaker_text=self.text(node, NEG.speakerText),
            sourcing=self.word(node, NEG.sourcing, SOURCING),
            attribution=self.text(node, NEG.attribution),
            addressee=self.entity(node, NEG.addressee),
            certainty=self.word(node, NEG.certainty, CERTAINTY),
            caveat=self.text(node, NEG.caveat),
            said_on=None if first is None or last is None else Interval(first, last),
            said_text=self.text(node, NEG.saidText),
            round=self.round(node),
            carried_by=self.document(self.link(node, NEG.carriedBy)),
            concerns=self.document(self.link(node, NEG.concerns)),
            negotiation=self.slug(node, NEG.negotiation),
            incomplete=self.text(node, NEG.incomplete) == "true",
            confidence=self.share(node, NEG.confidence),
            also_at=self.also_at(node),
        )
        if statement.is_candidate != (self.text(node, NEG.candidate) == "true"):
            # The mark follows from the confidence; read as if it did, either would change unseen.
            raise ValueError(f"{node.value} has a mark neg:candidate that does not fit its confidence")
        return statement

    def meeting(self, node: NamedNode) -> Meeting:
        documents = (self.document(one) for one in self.links(node, NEG.document))
        return Meeting(
            report=self.source(node),
            quote=self.evidence(node),
            rule=self.needed(node, NEG.rule),
            status=self.word(node, NEG.meetingStatus, MEETING_STATUS),
            negotiation=self.slug(node, NEG.negotiation),
            held_on=self.day(node, NEG.heldOn),
            held_text=self.text(node, NEG.heldText),
            place=self.entity(node, NEG.place),
            venue=self.text(node, NEG.venue),
            host=self.entity(node, NEG.host),
            participants=self.entities(node, NEG.participant),
            delegates=self.entities(node, NEG.delegate),
            documents=tuple(document for document in documents if document is not None),
            ordinal=self.number(node, NEG.ordinal),
            duration=self.text(node, NEG.duration),
            also_at=self.also_at(node),
        )

    def outcome(self, node: NamedNode) -> Outcome:
        return Outcome(
            report=self.source(node),
            quote=self.evidence(node),
            rule=self.needed(node, NEG.rule),
            status=self.word(node, NEG.outcomeStatus, OUTCOME_STATUS),
            meetings=tuple(iris.slug_of(one) for one in self.links(node, NEG.meeting)),
            issue=self.slug(node, NEG.issue),
            content=self.text(node, NEG.content),
            document=self.document(self.link(node, NEG.document)),
            negotiation=self.slug(node, NEG.negotiation),
            caveat=self.text(node, NEG.caveat),
            also_at=self.also_at(node),
        )
