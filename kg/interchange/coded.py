"""One statement as a coded file gives it, before its words are looked up and its quote is found in a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a file says stand in a report, and where.

    Args:
        text: the words; None where the file gives offsets alone.
        start: the offset of the first character; None where the file gives none.
        end: the offset after the last one.
        before: words that stand right before, to tell one place from another.
        after: words that stand right behind.
        unit: what the offsets count: code points, or UTF-16 units as in Java and JavaScript.
        replaced: characters that the file's program replaces by others, one for one.
    """

    text: str | None
    start: int | None = None
    end: int | None = None
    before: str = ""
    after: str = ""
    unit: str = "code point"
    replaced: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coded:
    """One statement of a coded file.

    Args:
        place: where it stands, for messages: the file with line or number.
        reports: what the file calls the report, the surest name first: a digest, an id, a file name, a title.
        quote: the words coded.
        values: what the file says of it, by field of ``kg.model.Statement``: words to be looked up, texts, marks, plain
            data. ``concept`` stands for a provision or an issue. A field that is there with None is known to be empty;
            one that is not there gets what is usual.
        also_at: further places of the same statement.
    """

    place: str
    reports: tuple[str, ...]
    quote: Passage
    values: Mapping[str, Any]
    also_at: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A coded file as read: its statements, what could not be read, and what was passed over, each with its place.

    ``covered`` are the reports that the file is about, also those in which it codes nothing.
    """

    statements: tuple[Coded, ...]
    problems: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    covered: tuple[tuple[str, ...], ...] = ()
