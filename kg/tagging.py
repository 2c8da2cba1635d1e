"""Part of speech and lemma of the words of a sentence: the HanTa tagger's model, searched without its detours.

HanTa (Wartena 2019) tries, for every word, all 64 tags behind all pairs of tags, and analyses a word anew wherever it
stands. Here a word's readings and lemmas are remembered, only the readings are tried, and its two searches through the
morphemes of a word look only at what the model knows. Sums are made in the model's order and ties fall as in the
original, so that tags and lemmas are those that HanTa's own ``tag_sent`` gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Protocol

REMEMBERED = 16384  # words; a year of one newspaper has more, but their rare words come once
_LONGEST_WORD = 40
_PARTICIPLE = ("ing", "ed")
_LOWEST = -1e6
_SHIFT = 10  # two tags make one key: the former's number stands above the latter's ten bits
_MASK = (1 << _SHIFT) - 1

State = tuple[int, int]
Row = dict[State, float]
Followers = list[tuple[int, float, dict[str, float], bool]]  # class, transition, its known morphemes, is it open
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

        model = _MorphemeSearch().model
        self._model = model
        self._transitions: dict[int, dict[int, float]] = {
            _pair(*state): following for state, following in model.LP_trans_word.items()
        }
        self._start: int = _pair(EMPTY, START)
        self._end: int = END
        # All rows of the model list the tags in one order, in which HanTa tries them; ties fall by it.
        self._order: tuple[int, ...] = tuple(tag for tag in self._transitions[self._start] if tag != END)
        self.readings = lru_cache(remembered)(self._read)
        self.lemma = lru_cache(remembered)(self._lemmatise)

    def tag(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """Return one (lemma, tag) for each word. Words longer than 40 characters are not analysed."""
        shortened = [word[:_LONGEST_WORD] for word in words]
        return [self.lemma(word, tag) for word, tag in zip(shortened, self._best_tags(shortened), strict=True)]

    def _read(self, word: str, cased: bool) -> tuple[Reading, ...]:
        """The tags that a word can have, with their probabilities; all tags where the model knows none."""
        known = dict(self._model._tag_word(word, cutoff=5, casesensitive=cased, conditional=True))
        if not known or (len(known) == 1 and self._model.tag2int["UNKNOWN"] in known):
            return tuple((tag, 0.0) for tag in self._order)
        return tuple((tag, float(known[tag])) for tag in self._order if tag in known)

    def _lemmatise(self, word: str, tag: int) -> tuple[str, str]:
        """The lemma, and the tag by name. A participle before a noun ("abducted children") keeps its verb's lemma."""
        name = str(self._model.int2tag[tag])
        if name == "AJ0" and word.endswith(_PARTICIPLE):
            tag = self._model.tag2int["VVG" if word.endswith("ing") else "VVN"]
        return str(self._model._analyze(word, tag, taglevel=1)[0]), name

    def _best_tags(self, words: Sequence[str]) -> list[int]:
        """The likeliest row of tags (Viterbi). Only pairs of tags near the sixth best go on, as in HanTa."""
        all_transitions = self._transitions
        never = -math.inf
        row = {self._start: 0.0}
        origins: list[dict[int, int]] = []
        for at, word in enumerate(words):
            readings = self.readings(word, at > 0)
            bound = sorted(row.values())[-6] - 1 if len(row) > 5 else _LOWEST
            following: dict[int, float] = {}
            origin: dict[int, int] = {}
            so_far = following.get
            for pair, before in row.items():
                if before < bound:
                    continue
                transitions = all_transitions[pair]
                upper = (pair & _MASK) << _SHIFT
                for tag, own in readings:
                    total = before + transitions[tag] + own
                    key = upper | tag
                    if total > so_far(key, never):
                        following[key] = total
                        origin[key] = pair
            row = following
            origins.append(origin)
        pair = max(row, key=lambda key: row[key] + self._transitions[key].get(self._end, -math.inf))
        tags = []
        for origin in reversed(origins):
            tags.append(pair & _MASK)
            pair = origin[pair]
        return tags[::-1]


class _MorphemeSearch:
    """HanTa's two searches through the ways of cutting a word into morphemes.

    Both go through the same rows of a table: what stands at ``i`` are the pairs of morpheme classes that a cut of the
    first ``i`` characters can end in. ``model`` is HanTa's, with the searches put in the place of its own.
    """

    def __init__(self) -> None:
        from HanTa.HanoverTagger import EMPTY, END_UNKNOWN, START, UNKNOWN, HanoverTagger
        from numpy import logaddexp

        model: Any = HanoverTagger("morphmodel_en.pgz")
        model.analyze_forward = self.readings
        model.analyze_viterbi = self.morphemes
        self.model = model
        self._sum = logaddexp
        self._start: State = (EMPTY, START)
        self._unknown: int = UNKNOWN
        self._unknown_end: int = END_UNKNOWN
        # Of an unknown morpheme of an open class: its class's weight by length, then that of its ending.
        self._by_length: dict[int, list[float]] = {
            tag: [model.Int_t + weight + length for length in model.LP_len_t[tag]]
            for tag, weight in model.LP_hapax_t.items()
            if tag in model.LP_s_t
        }
        self._next: dict[tuple[State, int | None], Followers] = {}

    def readings(self, word: str) -> list[Reading]:
        """Return the tags of a word with their log probabilities, best first (``analyze_forward``)."""
        length = len(word)
        table: list[Row] = [{self._start: 0.0}, *({} for _ in range(length))]
        for i in range(length):
            for state, so_far in _best(table[i]):
                followers = self._followers(state, None)
                for j, tag, weight in self._steps(word, i, so_far, followers, strict=self.model.strict):
                    row, key = table[j], (state[1], tag)
                    if weight > row.get(key, _LOWEST):
                        row[key] = weight
        ends: Row = {}
        for state, so_far in table[length].items():
            for tag, transition in self.model.LP_trans_final.get(state, []):
                weight, key = so_far + transition, (state[1], tag)
                if weight > ends.get(key, _LOWEST):
                    ends[key] = weight
        found: dict[int, float] = {}
        for (_, end), weight in ends.items():
            found[-end] = self._sum(found[-end], weight) if -end in found else weight
        return sorted(found.items(), key=itemgetter(1), reverse=True) or [(self._unknown, 0)]

    def morphemes(self, word: str, goal: int) -> list[tuple[int, int]]:
        """Return (class, end) of the likeliest morphemes of a word of the class ``goal`` (``analyze_viterbi``)."""
        length = len(word)
        best: State | None = None
        origins: list[dict[State, tuple[State, int]]] = []
        for strict in (True, False):  # first with known morphemes alone
            table: list[Row] = [{self._start: 0.0}, *({} for _ in range(length))]
            origins = [{} for _ in range(length + 1)]
            for i in range(length):
                for state, so_far in _best(table[i]):
                    followers = self._followers(state, goal)
                    for j, tag, weight in self._steps(word, i, so_far, followers, strict=strict):
                        row, key = table[j], (state[1], tag)
                        if weight > row.get(key, _LOWEST):
                            row[key] = weight
                            origins[j][key] = (state, i)
            best = self._best_before(goal, table[length])
            if best is not None:
                break
        if best is None:
            return [(self._unknown, length), (self._unknown_end, length + 1)]
        found = [(goal, length + 1)]
        state, i = best, length
        while i > 0:
            found.append((state[1], i))
            state, i = origins[i][state]
        return found[::-1]

    def _followers(self, state: State, goal: int | None) -> Followers:
        """The classes that can come next, on a way to ``goal`` if there is one; the states are few: all are kept."""
        key = (state, goal)
        if key not in self._next:
            self._next[key] = [
                (tag, transition, self.model.LP_m_t[tag], tag in self._by_length)
                for tag, transition in self.model.LP_trans_nonfinal.get(state, [])
                if goal is None or tag in self.model.reachability.get(goal, ())
            ]
        return self._next[key]

    def _best_before(self, goal: int, row: Row) -> State | None:
        """The likeliest last pair of classes before ``goal``. Of equals that of the class first met, as in HanTa."""
        ends: dict[int, tuple[float, State]] = {}
        for state, so_far in row.items():
            for tag, transition in self.model.LP_trans_final.get(state, []):
                if tag == goal and so_far + transition > ends.get(state[1], (_LOWEST,))[0]:
                    ends[state[1]] = (so_far + transition, state)
        return max(ends.values(), key=itemgetter(0))[1] if ends else None

    def _steps(
        self, word: str, i: int, so_far: float, followers: Followers, *, strict: bool
    ) -> Iterator[tuple[int, int, float]]:
        """Yield (end, class, weight) of the morphemes that can follow at ``i``; ``strict`` leaves out unknown ones."""
        length = len(word)
        for j in range(i + 1, length + 1):
            morpheme = word[i:j]
            may_be_new = not strict and (j - i > 2 or length < 4)
            for tag, transition, known, is_open in followers:
                own = known.get(morpheme)
                if own is None:
                    if not (may_be_new and is_open):
                        continue
                    own = self._guess(morpheme, tag, length)
                yield j, tag, so_far + transition + own

    def _guess(self, morpheme: str, tag: int, length: int) -> float:
        """The log probability of a morpheme that the model does not know, by its length and ending."""
        endings = self.model.LP_s_t[tag]
        size = len(morpheme)
        at = max(1, size - 4)
        while morpheme[at:] not in endings:
            at += 1  # up to the empty ending, which every open class has
        weight: float = self._by_length[tag][min(size, 24)] + endings[morpheme[at:]]
        # A whole word as one unknown morpheme is the last resort.
        return weight - 4.6 if size == length else weight


def _best(row: Row) -> list[tuple[State, float]]:
    """The pairs of a row that go on: those near the fourth best."""
    if len(row) <= 3:
        return list(row.items())
    bound = sorted(row.values(), reverse=True)[3] - 1
    return [(state, weight) for state, weight in row.items() if not weight < bound]


def _pair(former: int, latter: int) -> int:
    """Two tags as one key."""
    return former << _SHIFT | latter
