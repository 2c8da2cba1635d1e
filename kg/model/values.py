"""Spans, quotes, names, days, quantities and reports: what records are made of.

Offsets, everywhere: code points, 0-based, end exclusive, into ``Report.text`` exactly as stored.
The invariant ``report.text[quote.start:quote.end] == quote.text`` is kept by construction:
a ``Quote`` is made by ``Report.quote`` and nowhere else in this package.

Identifiers are shortened SHA-256 digests of content, so that the same text read twice, in any order
and by any version of the extractor, names the same things.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from kg.model.terms import DateBasis, PackageKind


def digest(*parts: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of ``parts``.

    The parts are joined by U+001F, which no part contains after reading; ``None`` counts as empty.
    64 bits keep the chance of one collision among ten million identifiers below 3 in a million.
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:16]


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


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number or range with its unit, as a statement names it; ``text`` is verbatim and stands inside its quote.

    ``lowest`` and ``highest`` are in ``unit``: a UCUM code, an ISO 4217 code for money, ``{noun}`` for counted things,
    ``1`` for a plain number. None stands for no bound on that side. ``base_lowest`` and ``base_highest`` are the same
    in ``base_unit``, of which there is one for each dimension.
    """

    lowest: Decimal | None
    highest: Decimal | None
    unit: str
    base_lowest: Decimal | None
    base_highest: Decimal | None
    base_unit: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """Statements of one report that its words bind together; ``quote`` holds the words that bind them."""

    report: str
    kind: PackageKind
    quote: Quote

    @property
    def id(self) -> str:
        """From report, span and kind."""
        return digest("package", self.report, self.quote.start, self.quote.end, self.kind)


@dataclass(frozen=True, slots=True, order=True)
class Extractor:
    """What read a report besides this program: a language model or a plug-in, with its version and parameters.

    Of a model, ``version`` is that of the prompt it was given.
    """

    label: str
    version: str
    parameters: str | None = None

    @property
    def id(self) -> str:
        """From label, version and parameters."""
        return digest("extractor", self.label, self.version, self.parameters)


Day: TypeAlias = date
"""A day under a name that a field called ``date`` does not hide."""


@dataclass(frozen=True)
class Report:
    """A report as read; ``text`` is never altered after reading.

    ``date`` is the day of issue, ``read_on`` the day of the crawl header. ``repeated`` holds the spans of paragraphs
    that stand a second time in the same text.
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
    read_on: Day | None = None

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
