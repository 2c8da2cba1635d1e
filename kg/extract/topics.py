"""What a stretch of text speaks of: the issue and provision whose longest phrase stands in it, and for or against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.lexicon import Lexicon, Topic
from kg.model import Stance
from kg.patterns import PatternIndex
from kg.sentences import Remembered, Token

NEGATORS = frozenset({"no", "not", "n't", "without", "never", "neither", "nor", "against", "cannot"})
# Verbs that turn what follows into its opposite: "to end the blockade". A phrase with such a verb inside holds it.
ENDERS = frozenset(
    "end stop halt cancel scrap drop lift abolish abandon freeze reverse avoid prevent ban cease suspend".split()
)
_BEFORE = 3


class Hit(NamedTuple):
    """A topic found at ``tokens[start:end]``; ``stance`` has the negation beside the phrase applied."""

    start: int
    end: int
    topic: Topic
    stance: Stance
    weight: int

    @property
    def rank(self) -> tuple[bool, int, bool, int, int]:
        """Sort key, best first: strong, long, of the case, wide, early."""
        return (self.topic.weak, -self.weight, not self.topic.of_case, self.start - self.end, self.start)


def find_topics(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> list[Hit]:
    """Return all topics in ``tokens[start:end]``, best first; the list is shared, and must not be changed."""
    known = _found(tokens)
    key = (lexicon.topics, start, end)
    if key not in known:
        hits = []
        negated: dict[int, bool] = {}
        for first, after, pattern, topic in lexicon.topics.find(tokens, start, end):
            if first not in negated:
                negated[first] = _is_negated(tokens, start, first)
            hits.append(
                Hit(first, after, topic, topic.stance.opposite() if negated[first] else topic.stance, pattern.weight)
            )
        known[key] = sorted(hits, key=lambda h: (h.rank, h.topic.issue or "", h.topic.provision or ""))
    return known[key]


@Remembered
def _found(tokens: Sequence[Token]) -> dict[tuple[PatternIndex[Topic], int, int], list[Hit]]:
    """The hits of the ranges of a sentence that were asked about: several rules ask about the same."""
    return {}


def best_topic(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, *, facts: bool = True) -> Hit | None:
    """Return the best topic of a range; None where nothing is known. Of one issue, provisions come before the issue.

    A hit that is out of scope and better than any other makes the answer that hit, whose issue is None.
    ``facts`` false passes over alleged facts, which can be asserted or denied but not demanded.
    """
    hits = [h for h in find_topics(tokens, start, end, lexicon) if facts or not h.topic.is_fact]
    if not hits:
        return None
    best = hits[0]
    if best.topic.issue is None:
        return best
    # Of the same issue, the case's own provision comes first, then any provision.
    same = [h for h in hits if h.topic.issue == best.topic.issue and h.topic.provision and not h.topic.weak]
    own = [h for h in same if h.topic.of_case]
    if own and best.weight > own[0].weight and max(own[0].start, best.start) < min(own[0].end, best.end):
        return own[0]._replace(stance=best.stance)  # "lifting of sanctions": the longer phrase knows the side
    return next(iter(own), None) or (next(iter(same), None) if best.topic.provision is None else None) or best


def own_provision(tokens: Sequence[Token], start: int, end: int, hit: Hit, lexicon: Lexicon) -> str | None:
    """Return the provision of a hit, or the case's own that the words around it in ``tokens[start:end]`` name."""
    if hit.topic.of_case:
        return hit.topic.provision
    wider = [
        h for h in find_topics(tokens, start, end, lexicon)
        if h.topic.of_case and h.topic.issue == hit.topic.issue and not h.topic.weak and not h.topic.is_fact
        and h.start <= hit.start and hit.end <= h.end and h.weight > hit.weight
    ]  # fmt: skip
    return wider[0].topic.provision if wider else hit.topic.provision


def _is_negated(tokens: Sequence[Token], start: int, at: int) -> bool:
    window = tokens[max(start, at - _BEFORE) : at]
    words = [t.lower for t in window if t.lower != ","]
    lemmas = [t.lemma for t in window]
    return (sum(w in NEGATORS for w in words) + any(lemma in ENDERS for lemma in lemmas)) % 2 == 1
