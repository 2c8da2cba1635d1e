"""The pattern language in which the ontology writes its words, and the search for many patterns at once.

A pattern is a row of elements. An element is a word or alternatives joined by ``/``, compared with a token's
lower-case form and with its lemma; ``..`` is a gap of up to four tokens that crosses no semicolon, colon or end
of sentence; a trailing ``?`` makes an element optional. Example: ``return/release .. prisoner/captive``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kg.sentences import Remembered, Token

GAP = 4
_MANY = 8  # patterns with one first word: with more, the words that they need are looked up
_BARRIER = frozenset({";", ":", ".", "?", "!"})
T = TypeVar("T")
# With words of which one must stand in the sentence, and whether it must stand right behind the first.
Entry = tuple["Pattern", T, frozenset[str], bool]
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
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        lower, lemma = token.lower, token.lemma
        places[lower].append(at)
        if lemma != lower:
            places[lemma].append(at)
    return frozenset(places), places


def _needed(pattern: Pattern) -> frozenset[str]:
    """The words of the second element that must be there, which is rarer than the first; else those of the first."""
    return next((element.words for element in pattern.elements[1:] if not element.optional), pattern.elements[0].words)


class PatternIndex(Generic[T]):
    """Finds all matches of many patterns in a row of tokens, each with the value it stands for.

    The patterns stand beside those of ``base``, whose search of a sentence is used again.
    """

    def __init__(self, entries: Iterable[tuple[Pattern, T]], base: PatternIndex[T] | None = None) -> None:
        by_word: dict[str, list[Entry[T]]] = {}
        for pattern, value in entries:
            second = pattern.elements[1] if len(pattern.elements) > 1 else None
            is_next = second is not None and not second.gap_before and not second.optional
            entry = (pattern, value, _needed(pattern), is_next)
            for word in pattern.elements[0].words:
                by_word.setdefault(word, []).append(entry)
        self._base = base
        self._by_word = {word: tuple(found) for word, found in by_word.items()}
        # Of the many patterns that begin with "end" or "not": which need a word.
        self._by_need = {word: _places_by_need(found) for word, found in by_word.items() if len(found) > _MANY}
        # A form and a lemma with patterns of their own: there are as many as the ontology's words allow.
        self._by_form_and_lemma: dict[tuple[str, str], tuple[Entry[T], ...]] = {}
        # A sentence is asked about again and again, range by range.
        self.matches = Remembered(self._match_all)

    def find(self, tokens: Sequence[Token], start: int, end: int) -> list[Found[T]]:
        """Return (first, after last, pattern, value) of all matches inside ``tokens[start:end]``, in order of place."""
        found: list[Found[T]] = []
        whole = end >= len(tokens)
        for at, hits in self.matches(tokens).items():
            if start <= at < end:
                inside = whole or all(hit[1] <= end for hit in hits)
                found.extend(hits if inside else self.find_at(tokens, at, end))
        return found

    def _match_all(self, tokens: Sequence[Token]) -> dict[int, list[Found[T]]]:
        """The matches in a whole sentence, by place."""
        words, places = _words(tokens)
        possible = self._possible(words)
        found = {}
        for at in sorted({at for word in possible for at in places[word]}):
            token = tokens[at]
            by_form, by_lemma = possible.get(token.lower, ()), possible.get(token.lemma, ())
            if by_form and by_lemma and token.lower != token.lemma:
                entries = [entry for entry in self._candidates(token) if not entry[2].isdisjoint(words)]
                hits = _matched(entries, tokens, at, len(tokens))
            else:
                hits = _matched(by_form or by_lemma, tokens, at, len(tokens))
            if hits:
                found[at] = hits
        known = self._base.matches(tokens) if self._base is not None else {}
        if not found or not known:
            return found or known
        return {at: _in_order([*found.get(at, ()), *known.get(at, ())]) for at in sorted({*found, *known})}

    def _possible(self, words: frozenset[str]) -> dict[str, Sequence[Entry[T]]]:
        """The patterns, by first word, that can match a sentence of these words: most need one that is not there."""
        possible: dict[str, Sequence[Entry[T]]] = {}
        for word in words & self._by_word.keys():
            entries = self._by_word[word]
            by_need = self._by_need.get(word)
            if by_need is None:
                left = [entry for entry in entries if not entry[2].isdisjoint(words)]
                if left:
                    possible[word] = left
            elif needs := words & by_need.keys():
                possible[word] = [entries[n] for n in sorted({n for need in needs for n in by_need[need]})]
        return possible

    def find_at(self, tokens: Sequence[Token], at: int, end: int) -> list[Found[T]]:
        """Return the matches that begin at the token ``at``, the heaviest pattern first."""
        token = tokens[at]
        begins = at < end and (token.lower in self._by_word or token.lemma in self._by_word)
        found = _matched(self._candidates(token), tokens, at, end) if begins else []
        return found if self._base is None else _in_order([*found, *self._base.find_at(tokens, at, end)])

    def begins(self, *words: str) -> bool:
        """Tell whether a pattern begins with one of these words."""
        return any(word in self._by_word for word in words) or (self._base is not None and self._base.begins(*words))

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


def _matched(entries: Iterable[Entry[T]], tokens: Sequence[Token], at: int, end: int) -> list[Found[T]]:
    """The matches at ``at`` of patterns whose first word stands there, the heaviest first."""
    found = []
    behind = tokens[at + 1] if at + 1 < end else None
    for pattern, value, needed, is_next in entries:
        if is_next and (behind is None or not (behind.lower in needed or behind.lemma in needed)):
            continue
        after = at + 1 if len(pattern.elements) == 1 else _match(pattern.elements, 1, tokens, at + 1, end)
        if after is not None:
            found.append((at, after, pattern, value))
    return _in_order(found) if len(found) > 1 else found


def _in_order(found: list[Found[T]]) -> list[Found[T]]:
    """The heaviest first."""
    return sorted(found, key=lambda hit: (-hit[2].weight, hit[1], hit[2].source))


def _places_by_need(entries: Sequence[Entry[T]]) -> dict[str, list[int]]:
    """Which of the entries need a word."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for n, (_, _, needed, _) in enumerate(entries):
        for word in needed:
            places[word].append(n)
    return dict(places)
