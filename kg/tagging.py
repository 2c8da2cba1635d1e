"""Part of speech and lemma of the words of a sentence: the HanTa tagger's model, searched without its detours.

HanTa (Wartena 2019) tries, for every word, all 64 tags behind all pairs of tags, and analyses a word anew wherever it
stands. Here a word's readings and lemmas are remembered, only the readings are tried, and its two searches through the
morphemes of a word look only at what the model knows. Sums are made in the model's order and ties fall as in the
original, so that tags and lemmas are those that HanTa's own ``tag_sent`` gives.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import Protocol

from kg.morphemes import MorphemeSearch

REMEMBERED = 16384  # words; a year of one newspaper has more, but their rare words come once
_LONGEST_WORD = 40
_PARTICIPLE = ("ing", "ed")
_LOWEST = -1e6

Reading = tuple[int, float]


class Tagger(Protocol):
    """What gives every word of a sentence its lemma and C5 tag."""

    def tag(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """Return one (lemma, tag) for each word."""


@cache
def default_tagger() -> Tagger:
    """Return the tagger that is used where none is given; its model is loaded once."""
    return HantaTagger()


class HantaTagger:
    """HanTa's English morphology and trigram model. What it remembers of words is bounded by ``remembered``."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        from HanTa.HanoverTagger import EMPTY, END, START

        model = MorphemeSearch().model
        self._model = model
        transitions = model.LP_trans_word
        # All rows of the model list the tags in one order, in which HanTa tries them; ties fall by it.
        self._order: tuple[int, ...] = tuple(transitions[EMPTY, START])
        self._all_tags: tuple[Reading, ...] = tuple((at, 0.0) for at, tag in enumerate(self._order) if tag != END)
        # A tag goes by its place in that order, what stands before a sentence by the last; two make one number.
        self._width = width = len(self._order) + 1
        place = {tag: at for at, tag in enumerate(self._order)} | {EMPTY: width - 1, START: width - 1}
        self._start = width * width - 1
        # As rows of plain numbers they lie side by side in memory; the model's dictionaries take eight times the room.
        self._transitions = array("d", [-math.inf]) * width**3
        self._end = place[END]
        for (former, latter), following in transitions.items():
            if former in place and latter in place:
                cell = (place[former] * width + place[latter]) * width
                is_in_order = tuple(following) == self._order
                row = following.values() if is_in_order else [following.get(tag, -math.inf) for tag in self._order]
                self._transitions[cell : cell + width - 1] = array("d", row)
        model.LP_trans_word = {}  # they are large, and nothing else asks for them
        self.readings = lru_cache(remembered)(self._read)
        self.lemma = lru_cache(remembered)(self._lemmatise)

    def tag(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """Return one (lemma, tag) for each word. Words longer than 40 characters are not analysed."""
        if max(map(len, words), default=0) > _LONGEST_WORD:
            words = [word[:_LONGEST_WORD] for word in words]
        return list(map(self.lemma, words, self._best_tags(words)))

    def _read(self, word: str, cased: bool) -> tuple[Reading, ...]:
        """The tags that a word can have, by place in the model's order, with their probabilities; else all tags."""
        known = dict(self._model._tag_word(word, cutoff=5, casesensitive=cased, conditional=True))
        if not known or (len(known) == 1 and self._model.tag2int["UNKNOWN"] in known):
            return self._all_tags
        return tuple((at, float(known[tag])) for at, tag in enumerate(self._order) if tag in known)

    def _lemmatise(self, word: str, tag: int) -> tuple[str, str]:
        """The lemma, and the tag by name. A participle before a noun ("abducted children") keeps its verb's lemma."""
        name = str(self._model.int2tag[tag])
        if name == "AJ0" and word.endswith(_PARTICIPLE):
            tag = self._model.tag2int["VVG" if word.endswith("ing") else "VVN"]
        return str(self._model._analyze(word, tag, taglevel=1)[0]), name

    def _best_tags(self, words: Sequence[str]) -> list[int]:
        """The likeliest row of tags (Viterbi). Only pairs of tags near the sixth best go on, as in HanTa."""
        transitions, width = self._transitions, self._width
        never = -math.inf
        row = {self._start: 0.0}
        origins: list[dict[int, int]] = []
        for readings in map(self.readings, words, chain((False,), repeat(True))):  # the first word's case says nothing
            bound = sorted(row.values())[-6] - 1 if len(row) > 5 else _LOWEST
            following: dict[int, float] = {}
            origin: dict[int, int] = {}
            so_far = following.get
            for pair, before in row.items():
                if before < bound:
                    continue
                cell = pair * width
                upper = pair % width * width
                for tag, own in readings:
                    total = before + transitions[cell + tag] + own
                    key = upper + tag
                    if total > so_far(key, never):
                        following[key] = total
                        origin[key] = pair
            row = following
            origins.append(origin)
        end = self._end
        pair = max(row, key=lambda pair: row[pair] + transitions[pair * width + end])
        tags = []
        for origin in reversed(origins):
            tags.append(self._order[pair % width])
            pair = origin[pair]
        return tags[::-1]
