"""The way back: from the quads of a report's graph to what was read out of the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pyoxigraph import NamedNode, Quad

from kg import iris
from kg.errors import InputError
from kg.graphs.lookup import Lookup
from kg.graphs.order import canonical_order
from kg.model import (
    Document,
    Extraction,
    Extractor,
    Introduced,
    Meeting,
    Outcome,
    Package,
    Quantity,
    Rank,
    Report,
    Statement,
)
from kg.vocab import (
    ACT,
    CERTAINTY,
    DATE_BASIS,
    DCTERMS,
    MEETING_STATUS,
    NEG,
    ORG,
    OUTCOME_STATUS,
    OWL,
    PACKAGE_KIND,
    PROV,
    RANK,
    RDFS,
    SOURCING,
    STANCE,
)


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


def read_deprecated(quads: Iterable[Quad], report_id: str) -> tuple[Statement, ...]:
    """Return what the graph of a report's deprecated statements holds: the inverse of ``deprecated_quads``, by id.

    Arguments and errors as of ``read_extraction``; without such a graph among the quads there is nothing to return.
    """
    reader = _Reader(quads, iris.deprecated_graph(report_id))
    try:
        return tuple(sorted(map(reader.statement, reader.of_type[NEG.Statement]), key=lambda statement: statement.id))
    except ValueError as error:
        raise InputError(f"what is deprecated of report {report_id} cannot be read back ({error})") from None


class _Reader(Lookup):
    """Puts records together. A value that should be one and is not is a ValueError."""

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
                extractors=tuple(map(self.extractor, self.of_type[NEG.Extractor])),
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
            read_on=self.day(node, NEG.readOn),
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
            said_on=self.interval(node, NEG.saidFrom, NEG.saidUntil),
            said_text=self.text(node, NEG.saidText),
            round=self.round(node),
            carried_by=self.document(self.link(node, NEG.carriedBy)),
            concerns=self.document(self.link(node, NEG.concerns)),
            negotiation=self.slug(node, NEG.negotiation),
            incomplete=self.true(node, NEG.incomplete),
            confidence=self.share(node, NEG.confidence),
            also_at=self.also_at(node),
            quantity=self.quantity(self.link(node, NEG.quantity)),
            due=self.interval(node, NEG.dueFrom, NEG.dueUntil),
            due_text=self.text(node, NEG.dueText),
            non_negotiable=self.true(node, NEG.nonNegotiable),
            package=self.package(self.link(node, NEG.package)),
            in_headline=self.true(node, NEG.inHeadline),
            rank=Rank.NORMAL if self.link(node, NEG.rank) is None else self.word(node, NEG.rank, RANK),
            decision=self.slug(node, NEG.decision),
            decided_by=self.curator(node),
            revises=self.slug(node, PROV.wasRevisionOf),
            extractor=self.found_by(self.link(node, PROV.wasGeneratedBy)),
            also_found_by=tuple(
                found
                for activity in self.links(node, NEG.alsoFoundBy)
                if (found := self.found_by(activity)) is not None
            ),
        )
        if statement.is_candidate != self.true(node, NEG.candidate):
            # The mark follows from the confidence; read as if it did, either would change unseen.
            raise ValueError(f"{node.value} has a mark neg:candidate that does not fit its confidence")
        return statement

    def found_by(self, activity: NamedNode | None) -> Extractor | None:
        """Return the extractor of an activity; None where that is this program."""
        agent = None if activity is None else self.link(activity, PROV.wasAssociatedWith)
        return self.extractor(agent) if agent is not None and agent in self.of_type[NEG.Extractor] else None

    def extractor(self, node: NamedNode) -> Extractor:
        label, version = self.needed(node, RDFS.label), self.needed(node, OWL.versionInfo)
        return Extractor(label, version, self.text(node, NEG.parameters))

    def curator(self, subject: NamedNode) -> str | None:
        node = self.link(subject, NEG.decidedBy)
        return None if node is None else self.needed(node, RDFS.label)

    def quantity(self, node: NamedNode | None) -> Quantity | None:
        if node is None:
            return None
        return Quantity(
            lowest=self.decimal(node, NEG.lowest),
            highest=self.decimal(node, NEG.highest),
            unit=self.needed(node, NEG.unit),
            base_lowest=self.decimal(node, NEG.baseLowest),
            base_highest=self.decimal(node, NEG.baseHighest),
            base_unit=self.needed(node, NEG.baseUnit),
            text=self.needed(node, NEG.quantityText),
        )

    def package(self, node: NamedNode | None) -> Package | None:
        if node is None:
            return None
        return Package(self.source(node), self.word(node, NEG.packageKind, PACKAGE_KIND), self.evidence(node))

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
            extractor=self.found_by(self.link(node, PROV.wasGeneratedBy)),
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
            provision=self.slug(node, NEG.provision),
            extractor=self.found_by(self.link(node, PROV.wasGeneratedBy)),
        )
