"""The pattern language in which the ontology writes its words, and the search for many patterns at once.

A pattern is a row of elements. An element is a word or alternatives joined by ``/``, compared with a token's
lower-case form and with its lemma; ``..`` is a gap of up to four tokens that crosses no semicolon, colon or end
of sentence; a trailing ``?`` makes an element optional. Example: ``return/release .. prisoner/captive``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kg.sentences import Remembered, Token

GAP = 4
_BARRIER = frozenset({";", ":", ".", "?", "!"})
T = TypeVar("T")
Entry = tuple["Pattern", T, frozenset[str]]  # with the words of the next element that must be there, if there is one
Found = tuple[int, int, "Pattern", T]


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: the words that fit, whether a gap may stand before it, and whether it may be missing."""

    words: frozenset[str]
    gap_before: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Its ``weight``, by which the longest hit wins, is the number of its obligatory elements."""

    source: str
    elements: tuple[Element, ...]
    weight: int


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
    return Pattern(source, tuple(elements), sum(not element.optional for element in elements))


def match_at(pattern: Pattern, tokens: Sequence[Token], at: int, end: int) -> int | None:
    """Return the index after the last token of a match that begins at ``at`` and ends before ``end``, else None."""
    return _match(pattern.elements, 0, tokens, at, end)


def _match(elements: Sequence[Element], first: int, tokens: Sequence[Token], at: int, end: int) -> int | None:
    """Match the elements from the number ``first`` on; they are tried in order, the nearest place first."""
    for number in range(first, len(elements)):
        element = elements[number]
        if element.gap_before or element.optional:
            reach = at + (GAP if element.gap_before else 0)
            for position in range(at, min(reach + 1, end)):
                token = tokens[position]
                if token.lower in element.words or token.lemma in element.words:
                    rest = _match(elements, number + 1, tokens, position + 1, end)
                    if rest is not None:
                        return rest
                if token.lower in _BARRIER:
                    break
            if not element.optional:
                return None
        else:  # one place only, so there is nothing to come back to
            if at >= end or (tokens[at].lower not in element.words and tokens[at].lemma not in element.words):
                return None
            at += 1
    return at


@Remembered
def _words(tokens: Sequence[Token]) -> tuple[frozenset[str], dict[str, list[int]]]:
    """The forms and lemmas of a sentence, and where each stands."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        places.setdefault(token.lower, []).append(at)
        if token.lemma != token.lower:
            places.setdefault(token.lemma, []).append(at)
    return frozenset(places), places


def _next_words(pattern: Pattern) -> frozenset[str]:
    return next((element.words for element in pattern.elements[1:] if not element.optional), frozenset())


class PatternIndex(Generic[T]):
    """Finds all matches of many patterns in a row of tokens, each with the value it stands for."""

    def __init__(self, entries: Iterable[tuple[Pattern, T]]) -> None:
        by_word: dict[str, list[Entry[T]]] = {}
        for pattern, value in entries:
            entry = (pattern, value, _next_words(pattern))
            for word in pattern.elements[0].words:
                by_word.setdefault(word, []).append(entry)
        self._by_word = {word: tuple(found) for word, found in by_word.items()}
        # A form and a lemma with patterns of their own: there are as many as the ontology's words allow.
        self._by_form_and_lemma: dict[tuple[str, str], tuple[Entry[T], ...]] = {}
        # A sentence is asked about again and again, range by range.
        self.matches = Remembered(self._match_all)

    def find(self, tokens: Sequence[Token], start: int, end: int) -> list[Found[T]]:
        """Return (first, after last, pattern, value) of all matches inside ``tokens[start:end]``, in order of place."""
        found: list[Found[T]] = []
        for at, hits in self.matches(tokens).items():
            if start <= at < end:
                inside = all(hit[1] <= end for hit in hits)
                found.extend(hits if inside else self.find_at(tokens, at, end))
        return found

    def _match_all(self, tokens: Sequence[Token]) -> dict[int, list[Found[T]]]:
        """The matches in a whole sentence, by place."""
        words, places = _words(tokens)
        first = {at for word in words & self._by_word.keys() for at in places[word]}
        return {at: hits for at in sorted(first) if (hits := self._find_at(tokens, at, len(tokens), words))}

    def find_at(self, tokens: Sequence[Token], at: int, end: int) -> list[Found[T]]:
        """Return the matches that begin at the token ``at``, the heaviest pattern first."""
        token = tokens[at]
        if token.lower not in self._by_word and token.lemma not in self._by_word:
            return []
        return self._find_at(tokens, at, end, None)

    def begins(self, *words: str) -> bool:
        """Tell whether a pattern begins with one of these words."""
        return any(word in self._by_word for word in words)

    def _find_at(self, tokens: Sequence[Token], at: int, end: int, words: frozenset[str] | None) -> list[Found[T]]:
        """``words`` are all that stand in the tokens: a pattern that needs another one need not be tried."""
        candidates = self._candidates(tokens[at])
        if not candidates or at >= end:
            return []
        found = []
        for pattern, value, needed in candidates:
            if words is not None and needed and needed.isdisjoint(words):
                continue
            after = at + 1 if len(pattern.elements) == 1 else _match(pattern.elements, 1, tokens, at + 1, end)
            if after is not None:
                found.append((at, after, pattern, value))
        if len(found) > 1:
            found.sort(key=lambda hit: (-hit[2].weight, hit[1], hit[2].source))
        return found

    def _candidates(self, token: Token) -> tuple[Entry[T], ...]:
        """The patterns whose first word is the token's form or its lemma, each once."""
        lower, lemma = token.lower, token.lemma
        by_form = self._by_word.get(lower, ())
        if lemma == lower:
            return by_form
        by_lemma = self._by_word.get(lemma, ())
        if not by_form or not by_lemma:
            return by_form or by_lemma
        key = (lower, lemma)
        if key not in self._by_form_and_lemma:
            self._by_form_and_lemma[key] = (*by_form, *(entry for entry in by_lemma if entry not in by_form))
        return self._by_form_and_lemma[key]
