"""The content of a brief: what a reader wants to know of a negotiation, each item with the ids of its evidence.

One content stands behind every form that a report has (page, Markdown, DOCX, PDF, CSV, figures). Every sequence is in
an order that follows from the content alone, so that one store always gives the same brief.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kg.brief.records import Group, Id, Key, Meeting, Name, Origin, Outcome, Quote, Report, Reuse, Statement

CONFLICT = "conflict"
OVERLAP = "overlap"
APPARENT = "apparent conflict"
SELF_CONTRADICTION = "self-contradiction"
DISCREPANCY = "discrepancy"
OUTCOME_TRACE = "outcome trace"

FOR = "for"
AGAINST = "against"
BOTH = "for and against"
MIXED = "mixed"
NEUTRAL = "neutral"
NO_LONGER_HELD = "no longer held"
WORDS = (FOR, AGAINST, BOTH, MIXED, NEUTRAL, NO_LONGER_HELD)
"""What a cell can say, see ``Cell``."""


@dataclass(frozen=True, slots=True)
class Position:
    """What the statements of one party on one provision or issue, with one stance, add up to."""

    id: Id
    party: Key
    issue: Key | None
    provision: Key | None
    stance: Key
    negotiation: Key | None
    best: Id
    """The statement that shows it best."""
    statements: tuple[Id, ...]
    reports: tuple[Id, ...]
    origins: tuple[Id, ...]
    held_from: date | None
    held_until: date | None
    superseded_by: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a party says on an issue, in a word over its positions that no later one supersedes.

    *for*, *against*, *neutral*: all of them. *for and against*: on one provision, or on the issue without a provision,
    it is on record for and against at once. *mixed*: for some provisions and against others. A neutral position
    beside another does not count. *no longer held*: there are positions, and all are superseded.

    ``trend`` is the latest movement, a notation of ``finding-kind`` such as *hardened*, or None where no day is known.
    Of several on one day it is the first of withdrawn, superseded, softened, hardened, new, repeated.
    """

    party: Key
    issue: Key
    word: str
    positions: tuple[Id, ...]
    superseded: tuple[Id, ...]
    reports: tuple[Id, ...]
    origins: tuple[Id, ...]
    trend: Key | None
    movements: tuple[Id, ...]
    conflicts: tuple[Id, ...]
    overlaps: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What follows from two sides.

    ``group`` is one of the words above, ``first`` and ``second`` what it shows: a statement, a meeting's account or an
    outcome. ``certainty`` is the lower of both sides; ``statements`` are all that it rests on, and ``origins`` theirs.
    """

    id: Id
    group: str
    kind: Key
    reason: str
    first: Id | None
    second: Id | None
    issue: Key | None
    provisions: tuple[Key, ...]
    parties: tuple[Key, ...]
    positions: tuple[Id, ...]
    statements: tuple[Id, ...]
    rounds: tuple[Id, ...]
    certainty: Key | None
    origins: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage in the course of a party on a matter. Without a movement nothing dates it."""

    party: Key
    issue: Key | None
    provision: Key | None
    statement: Id
    movement: Key | None
    finding: Id | None
    reason: str | None
    earlier: Id | None
    said_from: date | None
    said_until: date | None
    round: Id | None


@dataclass(frozen=True, slots=True)
class Round:
    """The meetings on one day of a negotiation, and what reports say came out of them."""

    id: Id
    negotiation: Key | None
    day: date
    meetings: tuple[Id, ...]
    outcomes: tuple[Id, ...]
    documents: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit. ``others`` says how other reports give it: *the same*, *another day*, *another matter*, or None."""

    statement: Id
    party: Key
    matter: Key | None
    due_from: date | None
    due_until: date | None
    words: str
    others: str | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A party and a provision, with the word that a cell of this one provision would have."""

    party: Key
    provision: Key
    word: str
    positions: tuple[Id, ...]
    statements: tuple[Id, ...]
    reports: tuple[Id, ...]
    origins: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties and the conflicts and overlaps between them.

    ``balance`` is (overlaps - conflicts) / (overlaps + conflicts), from -1, only conflicts, to 1, only overlaps. It has
    the form of the E-I index (Krackhardt and Stern 1988), with findings in place of ties.
    """

    first: Key
    second: Key
    conflicts: tuple[Id, ...]
    overlaps: tuple[Id, ...]

    @property
    def balance(self) -> float:
        """See the class; there is always one finding at least."""
        both = len(self.overlaps) + len(self.conflicts)
        return (len(self.overlaps) - len(self.conflicts)) / both


@dataclass(frozen=True, slots=True)
class Silence:
    """An issue on which a principal has no position on record and others have; no more than silence of the reports."""

    party: Key
    issue: Key
    taken_up_by: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What another party says to a term of a document, by a finding that holds the two against each other."""

    party: Key
    finding: Id
    statement: Id


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a document, as one report lists it."""

    statement: Id
    provision: Key | None
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the negotiation: what it demands, which reports list that, and who judges it as a whole."""

    id: Id
    title: str
    issued_by: Key
    round: Id | None
    day: date | None
    terms: tuple[Term, ...]
    listed_by: tuple[Id, ...]
    """The reports that list terms; where it is one, that single report carries the list."""
    told_by: tuple[Id, ...]
    """All reports that mention it."""
    judged_in: tuple[Id, ...]
    """Statements about it as a whole."""


@dataclass(frozen=True)
class Brief:
    """All of it. ``names`` holds what every key stands for; ``name`` gives the English label."""

    title: str
    negotiations: tuple[Key, ...]
    principals: tuple[Key, ...]
    names: Mapping[Key, Name]
    taxonomy: tuple[Group, ...]
    parties: tuple[Key, ...]
    """Columns of the table: principals first, then by the number of positions."""
    statements: Mapping[Id, Statement]
    meetings: Mapping[Id, Meeting]
    outcomes: Mapping[Id, Outcome]
    reports: Mapping[Id, Report]
    origins: Mapping[Id, Origin]
    reuses: tuple[Reuse, ...]
    positions: Mapping[Id, Position]
    cells: Mapping[tuple[Key, Key], Cell]
    """By party and issue."""
    findings: Mapping[Id, Finding]
    stages: tuple[Stage, ...]
    rounds: tuple[Round, ...]
    undated_meetings: tuple[Id, ...]
    undated_outcomes: tuple[Id, ...]
    deadlines: tuple[Deadline, ...]
    ties: tuple[Tie, ...]
    pairs: tuple[Pair, ...]
    silences: tuple[Silence, ...]
    unlinked: tuple[Id, ...]
    candidates: tuple[Id, ...]
    documents: tuple[Document, ...]

    def name(self, key: Key | None) -> str:
        """Return the English label of a key; the empty string for None."""
        return "" if key is None else self.names[key].label

    def of_group(self, group: str) -> tuple[Finding, ...]:
        """Return the findings of one group, in their order."""
        return self._by_group.get(group, ())

    @cached_property
    def _by_group(self) -> dict[str, tuple[Finding, ...]]:
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings.values():
            groups.setdefault(finding.group, []).append(finding)
        return {group: tuple(findings) for group, findings in groups.items()}

    @property
    def undated(self) -> tuple[Stage, ...]:
        """The stages that nothing dates."""
        return tuple(stage for stage in self.stages if stage.movement is None)

    def evidence(self, shown: Id) -> Quote:
        """Return the quote of a statement, a meeting's account or an outcome."""
        record = self.statements.get(shown) or self.meetings.get(shown) or self.outcomes[shown]
        return record.quotes[0]

    def sentence(self, quote: Quote) -> tuple[str, str, str]:
        """Return the sentence of a quote in three parts: before the quote, the quote, and after it."""
        text = self.reports[quote.report].text
        return text[quote.sentence_start : quote.start], quote.exact, text[quote.end : quote.sentence_end]
