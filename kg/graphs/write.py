"""From what was read out of one report to the quads of the report's graph.

One named graph per report; its name is the report's IRI. No blank nodes, no clock, no random names:
the same extraction by the same version gives the same quads, and an absent value gives no quad.
``kg.graphs.read`` is the way back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pyoxigraph import NamedNode, Quad

from kg import __version__, iris
from kg.graphs.filling import Filling, canonical_number
from kg.model import (
    Document,
    Extraction,
    Extractor,
    Introduced,
    Meeting,
    Outcome,
    Package,
    Quantity,
    Quote,
    Rank,
    Report,
    Statement,
    digest,
)
from kg.vocab import (
    ACT,
    ACT_CLASS,
    CERTAINTY,
    DATE_BASIS,
    DCTERMS,
    MEETING_STATUS,
    NEG,
    OA,
    ORG,
    OUTCOME_STATUS,
    OWL,
    PACKAGE_KIND,
    PROV,
    RANK,
    RDF,
    RDFS,
    SOURCING,
    STANCE,
)

CONTEXT = 32
"""Code points of text before and after a quote that are stored with it, so that it can be found in an edited text."""


def deprecated_quads(report: Report, statements: Iterable[Statement]) -> list[Quad]:
    """Return the graph of what was extracted from a report and does not count, with the quotes; empty of nothing.

    Raises ValueError as ``extraction_quads``.
    """
    writer = _Writer(report, iris.deprecated_graph(report.id))
    for statement in statements:
        writer.statement(statement)
    return list(writer.quads)


def extraction_quads(extraction: Extraction) -> list[Quad]:
    """Return the whole graph of a report: text and metadata, the extraction activity, all records and their quotes.

    Raises ValueError where a name cannot stand in an IRI, where a repeated passage does not lie in the text,
    or where a record has a round but no negotiation.
    """
    writer = _Writer(extraction.report)
    writer.report(extraction.case)
    for extractor in extraction.extractors:
        writer.reading_by(extractor)
    for statement in extraction.statements:
        writer.statement(statement)
    for meeting in extraction.meetings:
        writer.meeting(meeting)
    for outcome in extraction.outcomes:
        writer.outcome(outcome)
    for introduced in extraction.introduced:
        writer.introduced(introduced)
    return list(writer.quads)


class _Writer(Filling):
    """Collects the quads of one graph about a report."""

    def __init__(self, report: Report, graph: NamedNode | None = None) -> None:
        super().__init__(graph or iris.report_iri(report.id))
        self.source = report
        self.node = iris.report_iri(report.id)
        self.activity = iris.activity_iri(digest("extraction", report.id, __version__))

    def report(self, case: str | None) -> None:
        report, node = self.source, self.node
        self.add(node, RDF.type, NEG.Report)
        self.text(node, NEG.text, report.text)
        self.text(node, NEG.sha256, report.sha256)
        self.text(node, NEG.fileName, report.file_name)
        self.text(node, DCTERMS.title, report.title)
        self.day(node, DCTERMS.issued, report.date)
        self.day(node, NEG.readOn, report.read_on)
        self.add(node, NEG.dateBasis, DATE_BASIS[report.date_basis] if report.date_basis else None)
        self.text(node, DCTERMS.publisher, report.publisher)
        self.text(node, NEG.creditedAgency, report.agency)
        self.text(node, NEG.dateline, report.dateline)
        self.number(node, NEG.repeatedCharacters, report.repeated_characters)
        for span in report.repeated:
            self.quote(node, NEG.repeatedAt, report.quote(span.start, span.end))
        self.negotiation(node, case)

        software = iris.software_iri(__version__)
        self.add(self.activity, RDF.type, PROV.Activity)
        self.add(self.activity, PROV.used, node)
        self.add(self.activity, PROV.wasAssociatedWith, software)
        self.add(software, RDF.type, PROV.SoftwareAgent)
        self.text(software, RDFS.label, f"negotiation-kg {__version__}")
        self.text(software, OWL.versionInfo, __version__)

    def reading_by(self, extractor: Extractor) -> NamedNode:
        """Write that another extractor read the report, and return the activity."""
        node = iris.extractor_iri(extractor.id)
        activity = iris.activity_iri(digest("extraction", self.source.id, extractor.id))
        self.add(activity, RDF.type, PROV.Activity)
        self.add(activity, PROV.used, self.node)
        self.add(activity, PROV.wasAssociatedWith, node)
        self.add(node, RDF.type, PROV.SoftwareAgent)
        self.add(node, RDF.type, NEG.Extractor)
        self.text(node, RDFS.label, extractor.label)
        self.text(node, OWL.versionInfo, extractor.version)
        self.text(node, NEG.parameters, extractor.parameters)
        return activity

    def statement(self, statement: Statement) -> None:
        node = iris.statement_iri(statement.id)
        self.add(node, RDF.type, NEG.Statement)
        self.add(node, RDF.type, ACT_CLASS[statement.act])
        self.record(node, statement)
        self.entity(node, NEG.party, statement.party)
        self.add(node, NEG.act, ACT[statement.act])
        self.add(node, NEG.stance, STANCE[statement.stance])
        self.issue(node, statement.issue)
        self.provision(node, NEG.provision, statement.provision)
        self.text(node, NEG.content, statement.content)
        self.text(node, NEG.condition, statement.condition)
        self.provision(node, NEG.conditionProvision, statement.condition_provision)
        self.entity(node, NEG.speaker, statement.speaker)
        self.text(node, NEG.speakerText, statement.speaker_text)
        self.add(node, NEG.sourcing, SOURCING[statement.sourcing])
        self.text(node, NEG.attribution, statement.attribution)
        self.entity(node, NEG.addressee, statement.addressee)
        self.add(node, NEG.certainty, CERTAINTY[statement.certainty])
        self.text(node, NEG.caveat, statement.caveat)
        if statement.said_on is not None:
            self.day(node, NEG.saidFrom, statement.said_on.start)
            self.day(node, NEG.saidUntil, statement.said_on.end)
        self.text(node, NEG.saidText, statement.said_text)
        self.round(node, statement.negotiation, statement.round)
        self.document(node, NEG.carriedBy, statement.carried_by)
        self.document(node, NEG.concerns, statement.concerns)
        self.quantity(node, statement.quantity)
        if statement.due is not None:
            self.day(node, NEG.dueFrom, statement.due.start)
            self.day(node, NEG.dueUntil, statement.due.end)
        self.text(node, NEG.dueText, statement.due_text)
        self.true(node, NEG.nonNegotiable, statement.non_negotiable)
        self.package(node, statement.package)
        self.true(node, NEG.inHeadline, statement.in_headline)
        self.true(node, NEG.incomplete, statement.incomplete)
        self.share(node, NEG.confidence, statement.confidence)
        self.true(node, NEG.candidate, statement.is_candidate)
        for extractor in statement.also_found_by:
            self.add(node, NEG.alsoFoundBy, self.reading_by(extractor))
        self.decided(node, statement)

    def decided(self, node: NamedNode, statement: Statement) -> None:
        """Write what a person made of a statement; of one that nobody decided about, nothing."""
        if statement.rank is not Rank.NORMAL:
            self.add(node, NEG.rank, RANK[statement.rank])
        if statement.decision is not None:
            self.add(node, NEG.decision, iris.decision_iri(statement.decision))
        if statement.revises is not None:
            self.add(node, PROV.wasRevisionOf, iris.statement_iri(statement.revises))
        if statement.decided_by is not None:
            curator = iris.curator_iri(statement.decided_by)
            self.add(node, NEG.decidedBy, curator)
            self.add(curator, RDF.type, NEG.Curator)
            self.text(curator, RDFS.label, statement.decided_by)

    def meeting(self, meeting: Meeting) -> None:
        node = iris.meeting_iri(meeting.id)
        self.add(node, RDF.type, NEG.Meeting)
        self.record(node, meeting)
        self.add(node, NEG.meetingStatus, MEETING_STATUS[meeting.status])
        self.day(node, NEG.heldOn, meeting.held_on)
        self.text(node, NEG.heldText, meeting.held_text)
        if meeting.negotiation is not None:
            # Without a negotiation the day stays on the account alone: a round is one of some negotiation.
            self.round(node, meeting.negotiation, meeting.held_on)
        self.entity(node, NEG.place, meeting.place)
        self.text(node, NEG.venue, meeting.venue)
        self.entity(node, NEG.host, meeting.host)
        for party in meeting.participants:
            self.entity(node, NEG.participant, party)
        for person in meeting.delegates:
            self.entity(node, NEG.delegate, person)
        for document in meeting.documents:
            self.document(node, NEG.document, document)
        self.number(node, NEG.ordinal, meeting.ordinal)
        self.text(node, NEG.duration, meeting.duration)

    def outcome(self, outcome: Outcome) -> None:
        node = iris.outcome_iri(outcome.id)
        self.add(node, RDF.type, NEG.Outcome)
        self.record(node, outcome)
        self.add(node, NEG.outcomeStatus, OUTCOME_STATUS[outcome.status])
        for meeting_id in outcome.meetings:
            self.add(node, NEG.meeting, iris.meeting_iri(meeting_id))
        self.issue(node, outcome.issue)
        self.provision(node, NEG.provision, outcome.provision)
        self.text(node, NEG.content, outcome.content)
        self.document(node, NEG.document, outcome.document)
        self.text(node, NEG.caveat, outcome.caveat)

    def introduced(self, introduced: Introduced) -> None:
        node = NamedNode(introduced.entity.iri)
        self.add(node, RDF.type, NEG.Party if introduced.party is None else NEG.Person)
        self.text(node, RDFS.label, introduced.entity.label)
        self.entity(node, ORG.memberOf, introduced.party)
        self.quote(node, NEG.namedAt, introduced.quote)

    def record(self, node: NamedNode, record: Statement | Meeting | Outcome) -> None:
        """Write what statements, meetings and outcomes have in common."""
        self.add(node, NEG.report, iris.report_iri(record.report))
        if not (isinstance(record, Statement) and record.by_hand):
            activity = self.activity if record.extractor is None else self.reading_by(record.extractor)
            self.add(node, PROV.wasGeneratedBy, activity)
        self.text(node, NEG.rule, record.rule)
        self.negotiation(node, record.negotiation)
        self.quote(node, NEG.quote, record.quote)
        for quote in record.also_at:
            self.quote(node, NEG.alsoAt, quote)

    def quote(self, subject: NamedNode, predicate: NamedNode, quote: Quote) -> None:
        node = iris.quote_iri(self.source.id, quote)
        self.add(subject, predicate, node)
        self.add(node, RDF.type, NEG.Quote)
        self.text(node, OA.exact, quote.text)
        self.number(node, OA.start, quote.start)
        self.number(node, OA.end, quote.end)
        self.text(node, OA.prefix, self.source.text[max(0, quote.start - CONTEXT) : quote.start] or None)
        self.text(node, OA.suffix, self.source.text[quote.end : quote.end + CONTEXT] or None)
        self.add(node, PROV.wasQuotedFrom, self.node)

    def quantity(self, subject: NamedNode, quantity: Quantity | None) -> None:
        if quantity is None:
            return
        bounds = {
            NEG.lowest: quantity.lowest,
            NEG.highest: quantity.highest,
            NEG.baseLowest: quantity.base_lowest,
            NEG.baseHighest: quantity.base_highest,
        }
        written = (None if value is None else canonical_number(value) for value in bounds.values())
        # Of the report, so that its node stands in one graph alone; statements of the report may share it.
        parts = (*written, quantity.unit, quantity.base_unit, quantity.text)
        node = iris.quantity_iri(digest("quantity", self.source.id, *parts))
        self.add(subject, NEG.quantity, node)
        self.add(node, RDF.type, NEG.Quantity)
        for predicate, value in bounds.items():
            self.decimal(node, predicate, value)
        self.text(node, NEG.unit, quantity.unit)
        self.text(node, NEG.baseUnit, quantity.base_unit)
        self.text(node, NEG.quantityText, quantity.text)

    def package(self, subject: NamedNode, package: Package | None) -> None:
        if package is None:
            return
        node = iris.package_iri(package.id)
        self.add(subject, NEG.package, node)
        self.add(node, RDF.type, NEG.Package)
        self.add(node, NEG.packageKind, PACKAGE_KIND[package.kind])
        self.add(node, NEG.report, iris.report_iri(package.report))
        self.quote(node, NEG.quote, package.quote)

    def round(self, subject: NamedNode, negotiation: str | None, held_on: date | None) -> None:
        if held_on is None:
            return
        if negotiation is None:
            raise ValueError(f"{subject.value} has a round, {held_on.isoformat()}, but no negotiation")
        node = iris.round_iri(negotiation, held_on)
        self.add(subject, NEG.round, node)
        self.add(node, RDF.type, NEG.Round)
        self.negotiation(node, negotiation)
        self.day(node, NEG.heldOn, held_on)

    def document(self, subject: NamedNode, predicate: NamedNode, document: Document | None) -> None:
        if document is None:
            return
        node = iris.document_iri(document.id)
        self.add(subject, predicate, node)
        self.add(node, RDF.type, NEG.Document)
        self.entity(node, NEG.issuedBy, document.issued_by)
        self.negotiation(node, document.negotiation)
        self.text(node, DCTERMS.title, document.noun)
        self.round(node, document.negotiation, document.round)
