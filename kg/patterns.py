"""The pattern language in which the ontology writes its words, and the search for many patterns at once.

A pattern is a row of elements. An element is a word or alternatives joined by ``/``, compared with a token's
lower-case form and with its lemma; ``..`` is a gap of up to four tokens that crosses no semicolon, colon or end
of sentence; a trailing ``?`` makes an element optional. Example: ``return/release .. prisoner/captive``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kg.sentences import Token

GAP = 4
_BARRIER = frozenset({";", ":", ".", "?", "!"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: the words that fit, whether a gap may stand before it, and whether it may be missing."""

    words: frozenset[str]
    gap_before: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Its weight, by which the longest hit wins, is the number of its elements."""

    source: str
    elements: tuple[Element, ...]

    @property
    def weight(self) -> int:
        """How many obligatory elements the pattern has."""
        return sum(not element.optional for element in self.elements)


def compile_pattern(source: str) -> Pattern:
    """Return the pattern written as ``source``.

    Raises ValueError where it is empty or opens with a gap. An optional element at the beginning is left out:
    what follows it finds the same places.
    """
    elements: list[Element] = []
    gap = False
    for word in source.lower().split():
        if word == "..":
            gap = True
            continue
        optional = word.endswith("?") and len(word) > 1
        words = frozenset(part for part in word.removesuffix("?").split("/") if part) or frozenset({word})
        elements.append(Element(words, gap, optional))
        gap = False
    while elements and elements[0].optional:
        elements.pop(0)
        if elements:
            elements[0] = replace(elements[0], gap_before=False)
    if not elements or elements[0].gap_before:
        raise ValueError(f"a pattern opens with a word that must be there: {source!r}")
    return Pattern(source, tuple(elements))


def match_at(pattern: Pattern, tokens: Sequence[Token], at: int, end: int) -> int | None:
    """Return the index after the last token of a match that begins at ``at`` and ends before ``end``, else None."""
    return _match(pattern.elements, tokens, at, end)


def _match(elements: Sequence[Element], tokens: Sequence[Token], at: int, end: int) -> int | None:
    if not elements:
        return at
    element = elements[0]
    reach = at + (GAP if element.gap_before else 0)
    position = at
    while position <= reach and position < end:
        token = tokens[position]
        if token.lower in element.words or token.lemma in element.words:
            rest = _match(elements[1:], tokens, position + 1, end)
            if rest is not None:
                return rest
        if token.lower in _BARRIER:
            break
        position += 1
    return _match(elements[1:], tokens, at, end) if element.optional else None


class PatternIndex(Generic[T]):
    """Finds all matches of many patterns in a row of tokens, each with the value it stands for."""

    def __init__(self, entries: Iterable[tuple[Pattern, T]]) -> None:
        self._by_word: dict[str, list[tuple[Pattern, T]]] = {}
        for pattern, value in entries:
            for word in pattern.elements[0].words:
                self._by_word.setdefault(word, []).append((pattern, value))

    def find(self, tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, int, Pattern, T]]:
        """Return (first, after last, pattern, value) of all matches inside ``tokens[start:end]``, in order of place."""
        found = []
        for at in range(start, end):
            found.extend(self.find_at(tokens, at, end))
        return found

    def find_at(self, tokens: Sequence[Token], at: int, end: int) -> list[tuple[int, int, Pattern, T]]:
        """Return the matches that begin at the token ``at``, the heaviest pattern first."""
        token = tokens[at]
        candidates = list(self._by_word.get(token.lower, ()))
        if token.lemma != token.lower:
            candidates += [c for c in self._by_word.get(token.lemma, ()) if c not in candidates]
        found = []
        for pattern, value in candidates:
            after = match_at(pattern, tokens, at, end)
            if after is not None:
                found.append((at, after, pattern, value))
        return sorted(found, key=lambda hit: (-hit[2].weight, hit[1], hit[2].source))
