"""The lines of a brat file (.ann): text-bound annotations, events, relations, attributes, normalisations and notes.

Offsets are code points. A span that crosses line breaks is in pieces, one a line of text, as brat itself writes it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field

from kg.interchange.coded import Passage

_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
"""What some programs take for the end of a line; none of it can stand in a line of brat."""
_TYPE = r"[^\s:]+"
_BOUND = re.compile(rf"({_TYPE}) (\d{{1,12}} \d{{1,12}}(?:;\d{{1,12}} \d{{1,12}})*)")
_ARGUMENT = re.compile(r"([^\s:]+):([TE]\d+)")
_NORM = re.compile(r"\S+ (\S+) (\S+?):(\S+)")


@dataclass
class Bound:
    """A text-bound annotation: its type, its place in the file, and the passage."""

    type: str
    line: int
    passage: Passage


@dataclass
class Annotations:
    """What a file says, by id. An event is a type, the id of its trigger, and its arguments as (role, id)."""

    bound: dict[str, Bound] = field(default_factory=dict)
    events: dict[str, tuple[str, str, list[tuple[str, str]], int]] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    attributes: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    norms: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of a stretch of text between line breaks; none where it holds nothing else."""
    found, at = [], start
    for gap in _BREAK.finditer(text, start, end):
        if gap.start() > at:
            found.append((at, gap.start()))
        at = gap.end()
    if end > at:
        found.append((at, end))
    return found


def bound_line(number: int, kind: str, text: str, start: int, end: int) -> str:
    """Return the line of a text-bound annotation."""
    spans = pieces(text, start, end)
    offsets = ";".join(f"{first} {last}" for first, last in spans)
    return f"T{number}\t{kind} {offsets}\t{' '.join(text[first:last] for first, last in spans)}\n"


def read_lines(ann: str, text: str, name: str) -> Annotations:
    """Return what the lines of a file say.

    Args:
        ann: the file.
        text: the text that it annotates.
        name: what messages call the file.
    """
    found = Annotations()
    for number, line in enumerate(ann.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        identifier, _, rest = line.partition("\t")
        data, _, tail = rest.partition("\t")
        try:
            _read_line(found, identifier, data, tail, number, text)
        except ValueError as error:
            found.problems.append(f"{name}, line {number}: {error}")
        if identifier[:1] not in ("T", "E", "R", "A", "M", "N", "#"):
            found.passed_over.append(f"{name}, line {number}: an annotation of the kind {identifier[:1]!r}")
    return found


def _read_line(found: Annotations, identifier: str, data: str, tail: str, number: int, text: str) -> None:
    match identifier[:1]:
        case "T":
            _once(found.bound, identifier)
            found.bound[identifier] = _bound(data, tail, number, text)
        case "E":
            _once(found.events, identifier)
            parts = [_ARGUMENT.fullmatch(part) for part in data.split()]
            named = [(part[1], part[2]) for part in parts if part]
            if not parts or len(named) < len(parts):
                raise ValueError("an event is a type with its trigger and arguments, as in E1⇥Demands:T1 Content:T2")
            (kind, trigger), *arguments = named
            found.events[identifier] = (kind, trigger, [(_unnumbered(role), one) for role, one in arguments], number)
        case "R":
            words = data.split()
            ends = [end[2] for part in words[1:] if (end := _ARGUMENT.fullmatch(part))]
            if len(words) != 3 or len(ends) != 2:
                raise ValueError("a relation is a type with two arguments, as in R1⇥Party Arg1:T1 Arg2:T2")
            found.relations.append((words[0], ends[0], ends[1]))
        case "A" | "M":
            kind, target, value = (*data.split(" ", 2), "", "")[:3]
            if not kind or not target:
                raise ValueError("an attribute has a type and what it is of, as in A1⇥Stance E1 for")
            found.attributes[target].append((kind, value))
        case "N":
            match = _NORM.fullmatch(data)
            if not match:
                raise ValueError("a normalisation is written as in N1⇥Reference T1 Party:ukraine⇥Ukraine")
            found.norms[match[1]].append((match[2], match[3]))
        case "#":
            kind, _, target = data.partition(" ")
            if kind == "AnnotatorNotes" and target:
                found.notes[target.strip()].append(tail)


def _once(known: Container[str], identifier: str) -> None:
    if identifier in known:
        raise ValueError(f"{identifier} stands twice in the file")


def _bound(data: str, tail: str, number: int, text: str) -> Bound:
    match = _BOUND.fullmatch(data.rstrip())
    if not match:
        raise ValueError("a text-bound annotation is written as in T1⇥Demands 0 12⇥the words")
    spans = []
    for span in match[2].split(";"):
        first, last = span.split(" ")
        spans.append((int(first), int(last)))
    spans.sort()
    start, end = spans[0][0], max(last for _, last in spans)
    if any(last <= first for first, last in spans) or end > len(text):
        raise ValueError(f"the offsets {match[2]} do not lie in the text")
    for (_, last), (first, _) in itertools.pairwise(spans):
        if text[last:first].strip():
            raise ValueError(
                f"its pieces have “{text[last:first].strip()[:40]}” between them; a quote is one stretch of text, "
                "make it one span or several annotations"
            )
    joined = " ".join(text[first:last] for first, last in spans)
    words = text[start:end]
    if tail.strip() and tail not in (joined, words, "".join(text[first:last] for first, last in spans)):
        words = tail  # the offsets are off; the words may stand elsewhere
    return Bound(match[1], number, Passage(words, start, end))


def _unnumbered(role: str) -> str:
    """Return a role without the number that tells several of one event apart."""
    return role.rstrip("0123456789") or role
