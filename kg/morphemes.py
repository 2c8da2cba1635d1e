"""How a word can be cut into morphemes: HanTa's two searches, which give the word's possible tags and its lemma.

HanTa tries, for every piece of a word, every class of morphemes that can stand there. Most pieces are no morpheme of
any class, so here what the model knows is looked up by piece. What is found is what HanTa finds, to the bit: sums are
made in the model's order and ties fall by the order in which it meets them.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

_LOWEST = -1e6
_LONGEST_ENDING = 4  # of an unknown morpheme: by it the class is guessed
_LONGEST_SIZE = 24  # of an unknown morpheme: longer ones are weighed as one of this length
_REMEMBERED = 2048  # guesses, of some 1,000 endings, and known morphemes
_MANY = 8  # followers: with more, those that a piece can be are looked up

State = tuple[int, int]
Row = dict[State, float]
Origin = dict[State, tuple[State, int]]
Step = tuple[int, int, float, State]  # place in the model's order, class, transition, the pair that it ends in
Weight = tuple[int, float]  # class (of a word: tag), log probability


class _Followers(NamedTuple):
    """What can follow a pair of morpheme classes, in the model's order."""

    every: list[Step]
    of_open_class: list[Step]
    by_class: dict[int, Step]


class MorphemeSearch:
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
        # Most pieces of a word are no morpheme of any class: one look tells that.
        self._morphemes = frozenset[str]().union(*model.LP_m_t.values())
        self._classes = lru_cache(_REMEMBERED)(self._look_up)
        # Of an unknown morpheme of each open class: its class's weight by length.
        self._open = [tag for tag in model.LP_hapax_t if tag in model.LP_s_t]
        self._by_length: list[dict[int, float]] = [
            {tag: model.Int_t + model.LP_hapax_t[tag] + model.LP_len_t[tag][size] for tag in self._open}
            for size in range(_LONGEST_SIZE + 1)
        ]
        self._guess = lru_cache(_REMEMBERED)(self._guess_anew)
        self._next: dict[tuple[State, int | None], _Followers] = {}

    def readings(self, word: str) -> list[Weight]:
        """Return the tags of a word with their log probabilities, best first (``analyze_forward``)."""
        length = len(word)
        table: list[Row] = [{self._start: 0.0}, *({} for _ in range(length))]
        for i in range(length):
            if table[i]:
                self._extend(table, word, i, strict=self.model.strict)
        ends: Row = {}
        for state, so_far in table[length].items():
            for tag, transition in self.model.LP_trans_final.get(state, ()):
                weight, key = so_far + transition, (state[1], tag)
                if weight > ends.get(key, _LOWEST):
                    ends[key] = weight
        found: dict[int, float] = {}
        for (_, end), weight in ends.items():
            found[-end] = float(self._sum(found[-end], weight)) if -end in found else weight
        return sorted(found.items(), key=itemgetter(1), reverse=True) or [(self._unknown, 0)]

    def morphemes(self, word: str, goal: int) -> list[tuple[int, int]]:
        """Return (class, end) of the likeliest morphemes of a word of the class ``goal`` (``analyze_viterbi``)."""
        length = len(word)
        best: State | None = None
        origins: list[Origin] = []
        for strict in (True, False):  # first with known morphemes alone
            table: list[Row] = [{self._start: 0.0}, *({} for _ in range(length))]
            origins = [{} for _ in range(length + 1)]
            for i in range(length):
                if table[i]:
                    self._extend(table, word, i, strict=strict, goal=goal, origins=origins)
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

    def _extend(
        self,
        table: list[Row],
        word: str,
        i: int,
        *,
        strict: bool,
        goal: int | None = None,
        origins: list[Origin] | None = None,
    ) -> None:
        """Put what can follow at ``i`` into the table, and whence into ``origins``; ``strict``: only known ones."""
        states = [(state, so_far, self._followers(state, goal)) for state, so_far in _best(table[i])]
        known_only = strict or not any(followers.of_open_class for _, _, followers in states)
        pieces = self._pieces(word, i, known_only=known_only)
        for state, so_far, followers in states if pieces else ():
            every, of_open_class = followers.every, followers.of_open_class
            many = len(every) > _MANY
            for j, weights, is_known in pieces:
                row = table[j]
                if not is_known:
                    steps = of_open_class
                elif many:
                    steps = sorted([followers.by_class[tag] for tag in weights if tag in followers.by_class])
                else:
                    steps = every
                for _, tag, transition, key in steps:
                    own = weights.get(tag)
                    if own is None:
                        continue
                    weight = so_far + transition + own
                    if weight > row.get(key, _LOWEST):
                        row[key] = weight
                        if origins is not None:
                            origins[j][key] = (state, i)

    def _pieces(self, word: str, i: int, *, known_only: bool) -> list[tuple[int, dict[int, float], bool]]:
        """The pieces of a word that begin at ``i`` and can be morphemes: end, weight by class, is it a known one."""
        length = len(word)
        pieces = []
        for j in range(i + 1, length + 1):
            morpheme = word[i:j]
            known = self._classes(morpheme) if morpheme in self._morphemes else None
            if not known_only and (j - i > 2 or length < 4):
                guessed = self._guess(
                    morpheme[max(1, j - i - _LONGEST_ENDING) :], min(j - i, _LONGEST_SIZE), j - i == length
                )
                pieces.append((j, guessed | known if known else guessed, known is not None))
            elif known:
                pieces.append((j, known, True))
        return pieces

    def _look_up(self, morpheme: str) -> dict[int, float]:
        """The log probability of a known morpheme in each class that has it."""
        return {tag: known[morpheme] for tag, known in self.model.LP_m_t.items() if morpheme in known}

    def _guess_anew(self, ending: str, size: int, whole: bool) -> dict[int, float]:
        """The log probability of an unknown morpheme in each open class, by its length and ending.

        A ``whole`` word as one unknown morpheme is the last resort.
        """
        penalty = 4.6 if whole else 0.0
        guessed = {}
        for tag, weight in self._by_length[size].items():
            endings = self.model.LP_s_t[tag]
            at = 0
            while ending[at:] not in endings:
                at += 1  # up to the empty ending, which every open class has
            guessed[tag] = weight + endings[ending[at:]] - penalty
        return guessed

    def _followers(self, state: State, goal: int | None) -> _Followers:
        """The classes that can come next, on a way to ``goal`` if there is one; the states are few: all are kept."""
        found = self._next.get((state, goal))
        if found is None:
            every = [
                (rank, tag, transition, (state[1], tag))
                for rank, (tag, transition) in enumerate(self.model.LP_trans_nonfinal.get(state, ()))
                if goal is None or tag in self.model.reachability.get(goal, ())
            ]
            of_open_class = [step for step in every if step[1] in self._open]
            found = self._next[state, goal] = _Followers(every, of_open_class, {step[1]: step for step in every})
        return found

    def _best_before(self, goal: int, row: Row) -> State | None:
        """The likeliest last pair of classes before ``goal``. Of equals that of the class first met, as in HanTa."""
        ends: dict[int, tuple[float, State]] = {}
        for state, so_far in row.items():
            for tag, transition in self.model.LP_trans_final.get(state, ()):
                if tag == goal and so_far + transition > ends.get(state[1], (_LOWEST,))[0]:
                    ends[state[1]] = (so_far + transition, state)
        return max(ends.values(), key=itemgetter(0))[1] if ends else None


def _best(row: Row) -> list[tuple[State, float]]:
    """The pairs of a row that go on: those near the fourth best."""
    if len(row) <= 3:
        return list(row.items())
    bound = sorted(row.values(), reverse=True)[3] - 1
    return [(state, weight) for state, weight in row.items() if not weight < bound]
