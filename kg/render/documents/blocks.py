"""What documents are made of: headings, paragraphs, quotations, lists and tables. Text is never markup.

Markdown, DOCX and PDF draw the same blocks, so that all of them say the same in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.render.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN, STRONG, QUIET = "plain", "strong", "quiet"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one style: plain, strong, or quiet for what leads to the evidence."""

    text: str
    style: str = PLAIN


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section."""

    level: int
    text: str

    def __post_init__(self) -> None:
        """Keep the text as a document shows it."""
        object.__setattr__(self, "text", shown_text(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Quotation:
    """Verbatim words with what stands around them in the sentence, and below who said them, where, by which id."""

    before: str
    words: str
    after: str
    source: Line


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are shares of the width. A row with a single cell goes over all columns, as a heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        """Keep the head as a document shows it."""
        object.__setattr__(self, "head", tuple(map(shown_text, self.head)))


Block: TypeAlias = Heading | Paragraph | Quotation | Items | Table


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: its title, what stands under it, and its blocks in order."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Keep title and subtitle as a document shows them."""
        object.__setattr__(self, "title", shown_text(self.title))
        object.__setattr__(self, "subtitle", shown_text(self.subtitle))


def line(*parts: Run | str) -> Line:
    """Return a line of runs and plain words; empty parts are left out."""
    runs = (Run(part) if isinstance(part, str) else part for part in parts)
    return tuple(Run(shown, run.style) for run in runs if (shown := shown_text(run.text)))


def strong(text: str) -> Run:
    """Return words in bold type."""
    return Run(text, STRONG)


def quiet(text: str) -> Run:
    """Return words in small grey type."""
    return Run(text, QUIET)


def joined(parts: Iterable[str | None], between: str = ", ") -> str:
    """Return the parts that there are, joined."""
    return between.join(part for part in parts if part)


def shown_text(text: str) -> str:
    """Return words as a document shows them: white space as one space each, hidden characters as escapes."""
    flat = "".join(" " if character in _BLANK else character for character in text)
    while "  " in flat:
        flat = flat.replace("  ", " ")
    return visible(flat)


_BLANK = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029\u00a0")
