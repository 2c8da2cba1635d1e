"""Extractions for tests: any that the model allows and the shapes accept, over texts of any characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.graphs import reference_quads
from kg.model import (
    Act,
    Certainty,
    DateBasis,
    Document,
    Entity,
    Extraction,
    Extractor,
    Interval,
    Introduced,
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
    Span,
    Stance,
    Statement,
)
from kg.vocab import NEG, RDF, RDFS

CASE = "istanbul-2025"
MATTERS = [("military-limits", "military-limits-on-ukraine"), ("neutrality", "neutral-status"), ("ceasefire", None)]
MODEL = Extractor("a-model", "prompt 1", "temperature=0")
OTHER = Extractor("harbour-words", "harbour 0.1")

# Characters that offsets, escapes and comparisons stumble over come up often, all others now and then.
CHARACTERS = st.one_of(
    st.sampled_from("ab \u00a0\u0085\r\n\t\"'\\{}<>?$\u202e\u200d\u0301\ufeff\U0001f41f\U0001f468\x00"),
    st.characters(exclude_categories=["Cs"]),
)


@cache
def entities(kind: NamedNode) -> list[Entity]:
    """The parties, people or places of the bundled cases."""
    quads = reference_quads()
    nodes = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == kind}
    found = []
    for quad in quads:
        if quad.predicate == RDFS.label and quad.subject in nodes:
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, Literal)
            found.append(Entity(quad.subject.value, quad.object.value))
    return sorted(found)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text = draw(st.text(CHARACTERS, min_size=4, max_size=120))
    words = st.text(CHARACTERS, min_size=1, max_size=12)
    dated = draw(st.booleans())
    return Report(
        text=text,
        file_name=draw(words.filter(lambda name: "/" not in name)),
        title=draw(st.none() | words),
        date=draw(st.dates()) if dated else None,
        date_basis=draw(st.sampled_from(DateBasis)) if dated else None,
        read_on=draw(st.none() | st.dates()),
        publisher=draw(st.none() | words),
        agency=draw(st.none() | words),
        dateline=draw(st.none() | words),
        repeated=tuple(draw(st.lists(spans(text), max_size=2, unique=True))),
    )


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


def quotes(report: Report) -> st.SearchStrategy[Quote]:
    return spans(report.text).map(lambda span: report.quote(span.start, span.end))


def intervals() -> st.SearchStrategy[Interval]:
    return st.tuples(st.dates(), st.dates()).map(lambda days: Interval(min(days), max(days)))


def documents() -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        st.just(CASE),
        st.sampled_from(entities(NEG.Party)),
        st.sampled_from(["memorandum", "letter"]),
        st.none() | st.dates(),
    )


UNITS = ["d", "km", "%", "1", "EUR", "{prisoner}", "{barrel}/d"]
NUMBERS = st.decimals(-1000, 10**12, places=2)


@st.composite
def quantities(draw: st.DrawFn, words: str) -> Quantity:
    """A number, a range, or a bound on one side; ``words`` hold what names it."""
    bounds: list[Decimal | None] = [*sorted([draw(NUMBERS), draw(NUMBERS)])]
    if draw(st.booleans()):
        bounds[draw(st.integers(0, 1))] = None
    start = draw(st.integers(0, len(words) - 1))
    return Quantity(
        lowest=bounds[0],
        highest=bounds[1],
        unit=draw(st.sampled_from(UNITS)),
        base_lowest=bounds[0],
        base_highest=bounds[1],
        base_unit=draw(st.sampled_from(UNITS)),
        text=words[start : draw(st.integers(start + 1, len(words)))],
    )


@st.composite
def statements(draw: st.DrawFn, report: Report) -> Statement:
    words = quotes(report).map(lambda quote: quote.text)
    issue, provision = draw(st.sampled_from([(None, None), *MATTERS]))
    content = draw(st.none() | words)
    negotiation = draw(st.sampled_from([None, CASE]))
    quote = draw(quotes(report))
    due_text = draw(st.none() | words)
    return Statement(
        report=report.id,
        party=draw(st.sampled_from(entities(NEG.Party))),
        act=draw(st.sampled_from(Act)),
        stance=draw(st.sampled_from(Stance)),
        quote=quote,
        rule=draw(st.sampled_from(["verb", "noun"])),
        issue=issue,
        provision=provision,
        content=content,
        condition=draw(st.none() | words),
        condition_provision=draw(st.sampled_from([None, "neutral-status"])),
        speaker=draw(st.none() | st.sampled_from(entities(NEG.Person))),
        speaker_text=draw(st.none() | st.text(CHARACTERS, min_size=1, max_size=9)),
        sourcing=draw(st.sampled_from(Sourcing)),
        attribution=draw(st.none() | st.text(CHARACTERS, min_size=1, max_size=9)),
        addressee=draw(st.none() | st.sampled_from(entities(NEG.Party))),
        certainty=draw(st.sampled_from(Certainty)),
        caveat=draw(st.none() | words),
        said_on=draw(st.none() | intervals()),
        said_text=draw(st.none() | words),
        round=draw(st.none() | st.dates()) if negotiation else None,
        carried_by=draw(st.none() | documents()),
        concerns=draw(st.none() | documents()),
        negotiation=negotiation,
        incomplete=draw(st.booleans()) if issue or content else True,
        confidence=draw(st.none() | st.integers(1, 99).map(lambda share: share / 100)),
        also_at=tuple(draw(st.lists(quotes(report), max_size=2))),
        quantity=draw(st.none() | quantities(quote.text)),
        due=draw(st.none() | intervals()) if due_text else None,
        due_text=due_text,
        non_negotiable=draw(st.booleans()),
        in_headline=draw(st.booleans()),
        extractor=draw(st.sampled_from([None, MODEL])),
        also_found_by=draw(st.sampled_from([(), (OTHER,)])),
    )


@st.composite
def packaged(draw: st.DrawFn, report: Report, told: list[Statement]) -> list[Statement]:
    """The same statements, the first two of them perhaps in one package."""
    if len(told) < 2 or draw(st.booleans()):
        return told
    package = Package(report.id, draw(st.sampled_from(PackageKind)), draw(quotes(report)))
    return [*(replace(one, package=package) for one in told[:2]), *told[2:]]


@st.composite
def meetings(draw: st.DrawFn, report: Report) -> Meeting:
    words = quotes(report).map(lambda quote: quote.text)
    return Meeting(
        report=report.id,
        quote=draw(quotes(report)),
        rule="met",
        status=draw(st.sampled_from(MeetingStatus)),
        negotiation=draw(st.sampled_from([None, CASE])),
        held_on=draw(st.none() | st.dates()),
        held_text=draw(st.none() | words),
        place=draw(st.none() | st.sampled_from(entities(NEG.Place))),
        venue=draw(st.none() | words),
        host=draw(st.none() | st.sampled_from(entities(NEG.Party))),
        participants=tuple(draw(st.lists(st.sampled_from(entities(NEG.Party)), max_size=3))),
        delegates=tuple(draw(st.lists(st.sampled_from(entities(NEG.Person)), max_size=2))),
        documents=tuple(draw(st.lists(documents(), max_size=2))),
        ordinal=draw(st.none() | st.integers(1, 99)),
        duration=draw(st.none() | words),
        also_at=tuple(draw(st.lists(quotes(report), max_size=2))),
        extractor=draw(st.sampled_from([None, OTHER])),
    )


@st.composite
def outcomes(draw: st.DrawFn, report: Report, told: list[Meeting]) -> Outcome:
    issue, provision = draw(st.sampled_from([(None, None), *MATTERS]))
    return Outcome(
        report=report.id,
        quote=draw(quotes(report)),
        rule="agreed",
        status=draw(st.sampled_from(OutcomeStatus)),
        meetings=tuple(draw(st.lists(st.sampled_from([meeting.id for meeting in told]), min_size=1))),
        issue=issue,
        provision=provision,
        content=draw(st.none() | quotes(report).map(lambda quote: quote.text)),
        document=draw(st.none() | documents()),
        negotiation=draw(st.sampled_from([None, CASE])),
        caveat=draw(st.none() | quotes(report).map(lambda quote: quote.text)),
        also_at=tuple(draw(st.lists(quotes(report), max_size=2))),
        extractor=draw(st.sampled_from([None, OTHER])),
    )


def _id(record: Statement | Meeting | Outcome) -> str:
    return record.id


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    report = draw(reports())
    key: Callable[[Statement | Meeting | Outcome], str] = _id
    told = draw(st.lists(meetings(report), max_size=2, unique_by=key))
    said = draw(st.lists(statements(report), max_size=3, unique_by=key))
    ended = draw(st.lists(outcomes(report, told), max_size=2, unique_by=key)) if told else []
    records: list[Statement | Meeting | Outcome] = [*said, *told, *ended]
    used = {record.extractor for record in records} | {other for one in said for other in one.also_found_by}
    asked = used | draw(st.sampled_from([frozenset(), frozenset({MODEL})]))  # what was asked may have found nothing
    return Extraction(
        report=report,
        case=draw(st.sampled_from([None, CASE])),
        statements=tuple(draw(packaged(report, said))),
        meetings=tuple(told),
        outcomes=tuple(ended),
        introduced=tuple(draw(introductions(report))),
        extractors=tuple(one for one in (MODEL, OTHER) if one in asked),
    )


@st.composite
def introductions(draw: st.DrawFn, report: Report) -> list[Introduced]:
    """Nobody, a party, or a party and one of its people, each at some quote."""
    party = Entity("https://w3id.org/negotiation-kg/data/party/eastmark", "Eastmark")
    person = Entity("https://w3id.org/negotiation-kg/data/person/ada-holm", "Ada Holm")
    found = [Introduced(party, draw(quotes(report))), Introduced(person, draw(quotes(report)), party)]
    return found[: draw(st.integers(0, 2))]


def sample() -> Extraction:
    """One extraction with every kind of record, in words that fit together."""
    parties = {entity.label: entity for entity in entities(NEG.Party)}
    text = "\U0001f41f Talks, 3 May: Russia demanded limits on the army of Ukraine. Both sides agreed to write."
    report = Report(text, "talks.txt", title="Talks", date=date(2025, 5, 4), date_basis=DateBasis.METADATA)
    day = date(2025, 5, 3)

    def quote(words: str) -> Quote:
        start = text.index(words)
        return report.quote(start, start + len(words))

    statement = Statement(
        report=report.id,
        party=parties["Russia"],
        act=Act.DEMANDS,
        stance=Stance.FOR,
        quote=quote("Russia demanded limits on the army of Ukraine"),
        rule="verb",
        issue="military-limits",
        provision="military-limits-on-ukraine",
        content="limits on the army of Ukraine",
        said_on=Interval(day, day),
        said_text="3 May",
        round=day,
        negotiation=CASE,
    )
    meeting = Meeting(
        report=report.id,
        quote=quote("Talks, 3 May"),
        rule="met",
        status=MeetingStatus.HELD,
        negotiation=CASE,
        held_on=day,
        held_text="3 May",
        participants=(parties["Russia"], parties["Ukraine"]),
    )
    outcome = Outcome(
        report=report.id,
        quote=quote("Both sides agreed"),
        rule="agreed",
        status=OutcomeStatus.AGREED,
        meetings=(meeting.id,),
        negotiation=CASE,
    )
    return Extraction(report, CASE, (statement,), (meeting,), (outcome,))
