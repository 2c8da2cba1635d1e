"""What a brief holds of the reports: names, quotes, statements, meetings, outcomes, reports and where they come from.

An *id* is the IRI of a thing of ours without the part that all share, as ``statement/2e31dff29d128ab1``; ``kg show``
takes it. A *key* is the same of a thing with a name, as ``party/russia``, ``issue/ceasefire`` or ``act/demands``; of
what another vocabulary names it is the IRI. Days are dates; what is not known is None or empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Id: TypeAlias = str
Key: TypeAlias = str
Order: TypeAlias = Callable[[Key | None], tuple[str, str]]
"""What sorts keys: by what they stand for, as people sort, then by themselves."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called: in English, and in every other language that the store has a label in."""

    key: Key
    iri: str
    label: str
    others: tuple[tuple[str, str], ...] = ()
    """(language, label), in the order of the languages."""
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A possible term of an agreement. Of an alleged fact, *for* means held true and *against* denied."""

    key: Key
    issue: Key | None
    alleged_fact: bool
    excludes: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with those of its provisions that somebody in this brief speaks of."""

    key: Key
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the taxonomy with its issues; the group of an issue that is in none has the issue's own key."""

    key: Key
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words at their offsets (code points, end exclusive), and the sentence or sentences they stand in."""

    report: Id
    start: int
    end: int
    exact: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """X said P, according to one report, with all that is known of it; the first quote is the one it rests on."""

    id: Id
    report: Id
    party: Key
    act: Key
    stance: Key
    quotes: tuple[Quote, ...]
    rule: str
    issue: Key | None = None
    provision: Key | None = None
    content: str | None = None
    condition: str | None = None
    condition_provision: Key | None = None
    speaker: Key | None = None
    speaker_words: str | None = None
    attribution: str | None = None
    addressee: Key | None = None
    sourcing: Key | None = None
    certainty: Key | None = None
    caveat: str | None = None
    quantity: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    due_words: str | None = None
    said_from: date | None = None
    said_until: date | None = None
    said_words: str | None = None
    round: Id | None = None
    document: Id | None = None
    """The paper of the negotiation that sets it out as one of its terms."""
    concerns: Id | None = None
    """The paper that it judges as a whole."""
    negotiation: Key | None = None
    confidence: float | None = None
    candidate: bool = False
    incomplete: bool = False
    in_headline: bool = False
    non_negotiable: bool = False
    rank: Key | None = None
    decision: Id | None = None
    decided_by: str | None = None
    extractor: str | None = None
    """What found it, where that was not this program."""
    positions: tuple[Id, ...] = ()
    """The positions that rest on it; none where it is a candidate, incomplete or unlinked."""

    @property
    def quote(self) -> Quote:
        """The quote that it rests on."""
        return self.quotes[0]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The account that one report gives of one meeting."""

    id: Id
    report: Id
    quotes: tuple[Quote, ...]
    rule: str
    status: Key
    negotiation: Key | None
    round: Id | None
    day: date | None
    day_words: str | None
    place: Key | None
    venue: str | None
    host: Key | None
    participants: tuple[Key, ...]
    delegates: tuple[Key, ...]
    documents: tuple[Id, ...]
    duration: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result of meetings, or the lack of one, according to one report; ``days`` are those of its meetings."""

    id: Id
    report: Id
    quotes: tuple[Quote, ...]
    rule: str
    status: Key
    negotiation: Key | None
    issue: Key | None
    provision: Key | None
    content: str | None
    caveat: str | None
    document: Id | None
    meetings: tuple[Id, ...]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read, with what it adds.

    ``adds`` are statements whose matter no other report has, ``adds_to_origins`` those whose matter no report of
    another origin has; the matter is the position, or else party, act, stance, issue and content.
    """

    id: Id
    text: str
    file_name: str
    origin: Id
    title: str | None
    publisher: str | None
    agency: str | None
    day: date | None
    read_on: date | None
    address: str | None
    negotiation: Key | None
    statements: tuple[Id, ...]
    adds: tuple[Id, ...]
    adds_to_origins: tuple[Id, ...]
    incomplete: tuple[Id, ...]
    repeated: tuple[Quote, ...]

    @property
    def name(self) -> str:
        """The title, or else the name of the file."""
        return self.title or self.file_name


@dataclass(frozen=True, slots=True)
class Origin:
    """One text that one or several reports print; of a report of unknown origin, the report itself."""

    id: Id
    label: str
    basis: Key | None
    reports: tuple[Id, ...]
    statements: tuple[Id, ...]
    adds: tuple[Id, ...]
    """Statements whose matter no report of another origin has."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """That two reports print one text, what shows it, and which share of the shorter stands in the other."""

    id: Id
    first: Id
    second: Id
    basis: Key | None
    share: float
    reason: str
