"""The values that pass between the rooms of the house: frozen, without I/O and without RDF.

Offsets, everywhere: code points, 0-based, end exclusive, into ``Report.text`` exactly as stored.
The invariant ``report.text[quote.start:quote.end] == quote.text`` is kept by construction:
a ``Quote`` is made by ``Report.quote`` and nowhere else in this package.

Identifiers are shortened SHA-256 digests of content, so that the same text read twice, in any order
and by any version of the extractor, names the same things.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


def digest(*parts: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of ``parts``.

    The parts are joined by U+001F, which no part contains after reading; ``None`` counts as empty.
    64 bits keep the chance of one collision among ten million identifiers below 3 in a million.
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:16]


class Act(StrEnum):
    """The negotiating acts; values are the notations of ``scheme:act``."""

    ACCEPTS = "accepts"
    ASSERTS = "asserts"
    CONDITIONS = "conditions"
    DEMANDS = "demands"
    DENIES = "denies"
    EXPECTS = "expects"
    OFFERS = "offers"
    REJECTS = "rejects"
    THREATENS = "threatens"


class Stance(StrEnum):
    """For, against or neutral towards the provision, or towards the issue where there is no provision."""

    AGAINST = "against"
    FOR = "for"
    NEUTRAL = "neutral"

    def opposite(self) -> Stance:
        """Return the other side; neutral stays neutral."""
        return {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}.get(self, self)


class Certainty(StrEnum):
    """How sure the wording leaves the reader; values are the notations of ``scheme:certainty``."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Sourcing(StrEnum):
    """The kind of source of a statement; values are the notations of ``scheme:sourcing``."""

    DOCUMENT = "document"
    INSTITUTION = "institution"
    NAMED = "named"
    NARRATIVE = "narrative"
    UNNAMED = "unnamed"


class DateBasis(StrEnum):
    """Where in the text a report's date stands; values are the notations of ``scheme:date-basis``."""

    CRAWL_HEADER = "crawl-header"
    DATELINE = "dateline"
    METADATA = "metadata"
    PUBLICATION_LINE = "publication-line"


class MeetingStatus(StrEnum):
    """Whether a meeting lies behind or before its report; notations of ``scheme:meeting-status``."""

    HELD = "held"
    PLANNED = "planned"


class OutcomeStatus(StrEnum):
    """The kind of result of a meeting; notations of ``scheme:outcome-status``."""

    ACHIEVED = "achieved"
    AGREED = "agreed"
    DOCUMENT_EXCHANGED = "document-exchanged"
    NO_BREAKTHROUGH = "no-breakthrough"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points. Raises ValueError unless ``0 <= start < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def overlap(self, other: Span) -> int:
        """Return the number of code points that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """A verbatim span of a report together with its characters; see ``Report.quote``."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"a quote of {len(self.text)} characters cannot stand at {self.start}..{self.end}")

    @property
    def span(self) -> Span:
        """The offsets alone."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A thing with a name in a case file: a party, person or place, as its IRI and its English label."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Days from ``start`` to ``end``, both included. Raises ValueError if they stand the wrong way round."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"not an interval: {self.start}/{self.end}")

    def __str__(self) -> str:
        """ISO 8601: one date, or ``start/end`` where the day is not known."""
        return self.start.isoformat() if self.start == self.end else f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True)
class Report:
    """A report as read; ``text`` is never altered after reading.

    ``repeated`` holds the spans of paragraphs that stand a second time in the same text.
    """

    text: str
    file_name: str
    title: str | None = None
    date: date | None = None
    date_basis: DateBasis | None = None
    publisher: str | None = None
    agency: str | None = None
    dateline: str | None = None
    repeated: tuple[Span, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the UTF-8 form of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def id(self) -> str:
        """The first 16 digits of ``sha256``."""
        return self.sha256[:16]

    @property
    def repeated_characters(self) -> int:
        """How many code points stand in repeated paragraphs."""
        return sum(span.end - span.start for span in self.repeated)

    def quote(self, start: int, end: int) -> Quote:
        """Return the quote at these offsets. Raises ValueError where they do not lie in the text."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{start}..{end} does not lie in a text of {len(self.text)} characters")
        return Quote(start, end, self.text[start:end])


@dataclass(frozen=True, slots=True, order=True)
class Document:
    """A paper of the negotiation: whose it is, what it is called, and the day of the round of its handing over."""

    negotiation: str
    issued_by: Entity
    noun: str
    round: date | None = None

    @property
    def id(self) -> str:
        """The same for every report that tells of the same paper."""
        return digest("document", self.negotiation, self.issued_by.iri, self.noun, self.round)


LEAST_CONFIDENCE = 0.2
"""A statement below it is a candidate: kept and listed, but no position rests on it (docs/evaluation.md)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """X said P, according to one report, in these words. Field by field as in the JSON Lines contract.

    ``issue`` and ``provision`` are notations (slugs); ``negotiation`` is the slug of a case file, or None.
    ``stance`` is towards the provision, or towards the issue as labelled where there is no provision.
    ``confidence`` is the probability, between 0 and 1, that party, act and issue are right; None where nobody
    graded it or a person decided.
    """

    report: str
    party: Entity
    act: Act
    stance: Stance
    quote: Quote
    rule: str
    issue: str | None = None
    provision: str | None = None
    content: str | None = None
    condition: str | None = None
    condition_provision: str | None = None
    speaker: Entity | None = None
    speaker_text: str | None = None
    sourcing: Sourcing = Sourcing.NARRATIVE
    attribution: str | None = None
    addressee: Entity | None = None
    certainty: Certainty = Certainty.CERTAIN
    caveat: str | None = None
    said_on: Interval | None = None
    said_text: str | None = None
    round: date | None = None
    carried_by: Document | None = None
    concerns: Document | None = None
    negotiation: str | None = None
    incomplete: bool = False
    confidence: float | None = None
    also_at: tuple[Quote, ...] = field(default=())

    @property
    def is_candidate(self) -> bool:
        """True where it is too doubtful to count as a position until somebody accepts it.

        Never of an incomplete statement: what a report lost is listed as lost, however likely it is.
        """
        return not self.incomplete and self.confidence is not None and self.confidence < LEAST_CONFIDENCE

    @property
    def id(self) -> str:
        """From report, span, party, act, matter and content: not from the rule or version that found it."""
        return digest(
            "statement", self.report, self.quote.start, self.quote.end,
            self.party.iri, self.act, self.issue, self.provision, self.content,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meeting:
    """The account that one report gives of one meeting."""

    report: str
    quote: Quote
    rule: str
    status: MeetingStatus
    negotiation: str | None = None
    held_on: date | None = None
    held_text: str | None = None
    place: Entity | None = None
    venue: str | None = None
    host: Entity | None = None
    participants: tuple[Entity, ...] = ()
    delegates: tuple[Entity, ...] = ()
    documents: tuple[Document, ...] = ()
    ordinal: int | None = None
    duration: str | None = None
    also_at: tuple[Quote, ...] = ()

    @property
    def id(self) -> str:
        """From report, span and day: one quote such as "talks on May 16 and June 2" can tell of two meetings."""
        return digest("meeting", self.report, self.quote.start, self.quote.end, self.held_on, self.held_text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result of meetings, or the lack of one, according to one report; ``meetings`` holds their ids."""

    report: str
    quote: Quote
    rule: str
    status: OutcomeStatus
    meetings: tuple[str, ...]
    issue: str | None = None
    content: str | None = None
    document: Document | None = None
    negotiation: str | None = None
    caveat: str | None = None
    also_at: tuple[Quote, ...] = ()

    @property
    def id(self) -> str:
        """From report, span, kind of result and matter."""
        return digest("outcome", self.report, self.quote.start, self.quote.end, self.status, self.issue, self.content)


@dataclass(frozen=True, slots=True, order=True)
class Introduced:
    """A party or person whom only the report knows, with the words that introduce the name.

    ``party`` is None of a party, and of a person the party that the report puts him or her beside.
    """

    entity: Entity
    quote: Quote
    party: Entity | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read out of one report. ``case`` is the slug of the case file that was used, or None.

    ``introduced`` holds the parties and people of its records that only the report knows.
    """

    report: Report
    case: str | None
    statements: tuple[Statement, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    introduced: tuple[Introduced, ...] = ()
