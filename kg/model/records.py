"""What is read out of one report: statements, meetings, outcomes, and the names that it introduces."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from kg.model.plain import written
from kg.model.terms import Act, Certainty, MeetingStatus, OutcomeStatus, Rank, Sourcing, Stance
from kg.model.values import Document, Entity, Extractor, Interval, Package, Quantity, Quote, Report, digest

LEAST_CONFIDENCE = 0.2
"""A statement below it is a candidate: kept and listed, but no position rests on it (docs/evaluation.md)."""


BY_HAND = "by-hand"
"""The rule of a statement that a person wrote: a correction, a part of a split, an addition."""


@dataclass(frozen=True, slots=True)
class Statement:
    """X said P, according to one report, in these words. Field by field as in the JSON Lines contract.

    ``issue`` and ``provision`` are notations (slugs); ``negotiation`` is the slug of a case file, or None.
    ``stance`` is towards the provision, or towards the issue as labelled where there is no provision.
    ``confidence`` is the probability, between 0 and 1, that party, act and issue are right; None where nobody
    graded it or a person wrote it. ``due`` is the last day for what the statement is about, in ``due_text``'s words.
    ``decision`` is the id of the decision that gave the statement its ``rank``, ``decided_by`` who took it, and
    ``revises`` the id of the statement that a person's own stands in for. ``extractor`` is what found it where that
    was not this program, and ``also_found_by`` what found the same.
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
    quantity: Quantity | None = None
    due: Interval | None = None
    due_text: str | None = None
    non_negotiable: bool = False
    package: Package | None = None
    in_headline: bool = False
    rank: Rank = Rank.NORMAL
    decision: str | None = None
    decided_by: str | None = None
    revises: str | None = None
    extractor: Extractor | None = None
    also_found_by: tuple[Extractor, ...] = ()

    @property
    def is_candidate(self) -> bool:
        """True where it is too doubtful to count as a position until somebody accepts it.

        Never of an incomplete statement: what a report lost is listed as lost, however likely it is. What another
        extractor found alone and gave no confidence is too doubtful: nobody has measured how often it is right.
        """
        if self.confidence is None:
            doubtful = self.extractor is not None and not self.by_hand
        else:
            doubtful = self.confidence < LEAST_CONFIDENCE
        return doubtful and not self.incomplete and self.rank is Rank.NORMAL

    @property
    def by_hand(self) -> bool:
        """True where a person wrote it."""
        return self.rule == BY_HAND

    @property
    def id(self) -> str:
        """From report, span, party, act, matter and content: not from the rule or version that found it.

        Of one written by hand, from all that it says, since a correction may differ in its stance alone.
        """
        said = (
            self.report, self.quote.start, self.quote.end,
            self.party.iri, self.act, self.issue, self.provision, self.content,
        )  # fmt: skip
        if self.by_hand:
            undecided = replace(
                self, rank=Rank.NORMAL, decision=None, decided_by=None, extractor=None, also_found_by=()
            )
            return digest("statement", *said, BY_HAND, written(undecided))
        return digest("statement", *said)


@lru_cache(maxsize=10_000)
def _all_of(statement: Statement) -> str:
    """Return all that a statement says, whatever was decided about it since."""
    return written(replace(statement, rank=Rank.NORMAL, decision=None, decided_by=None))


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
    extractor: Extractor | None = None

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
    provision: str | None = None
    extractor: Extractor | None = None

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

    ``introduced`` holds the parties and people of its records that only the report knows; ``extractors`` what was asked
    to read the report besides this program, whether it found anything or not.
    """

    report: Report
    case: str | None
    statements: tuple[Statement, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    introduced: tuple[Introduced, ...] = ()
    extractors: tuple[Extractor, ...] = ()
