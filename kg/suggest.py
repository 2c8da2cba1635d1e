"""Which issue could these words be about? A guess for people who edit a case file; it never enters a graph.

Every issue has a bag of words: those of its label, definition and phrases and of the provisions under it. A word counts
the more, the fewer issues have it (tf-idf); the score is the cosine between the bag and the words in question, from 0
to 1, and the shared words say why.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg import iris
from kg.model import Span
from kg.sentences import read_sentences
from kg.vocab import NEG, RDFS, SKOS

LEAST_SCORE = 0.1
"""Below it, the words have hardly more in common than any two texts."""
_CONTENT = ("NN", "VV", "AJ")
_WEIGHTS = {RDFS.label: 3.0, NEG.phrase: 2.0, NEG.phraseAgainst: 2.0, NEG.weakPhrase: 1.0, SKOS.definition: 1.0}
# The words of its provisions are an issue's own, but one of many provisions must not speak for all.
_OF_PROVISION = 0.5
# These occur in every definition and in what surrounds every position.
_EMPTY = frozenset("issue provision say tell call ask want demand offer reject accept agree".split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An issue that words could be about: slug and label, the score, and the shared words, the weightiest first."""

    slug: str
    label: str
    score: float
    shared: tuple[str, ...]

    def __str__(self) -> str:
        """Return label, score and reason on one line."""
        return f"{self.label} {self.score:.2f} ({', '.join(self.shared)})"


class Suggester:
    """Compares words with the issues of a taxonomy, which it is given as quads (``kg.graphs.reference_quads``)."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        texts = _texts(quads)
        bags = {issue: _bag(rows) for issue, (_, rows) in sorted(texts.items())}
        spread = Counter(word for bag in bags.values() for word in bag)
        self._rarity = {word: math.log(len(bags) / count) for word, count in spread.items()}
        self._labels = {issue: label for issue, (label, _) in texts.items()}
        self._vectors = {issue: self._vector(bag) for issue, bag in bags.items()}

    def issues(self, text: str, *, most: int = 3) -> list[Suggestion]:
        """Return the issues nearest to ``text``, the best first, at most ``most``; none below ``LEAST_SCORE``."""
        asked = self._vector(Counter(content_words(text)))
        found = []
        for issue, vector in self._vectors.items():
            parts = {word: asked[word] * vector[word] for word in sorted(asked.keys() & vector.keys())}
            score = round(sum(parts.values()), 3)
            if score >= LEAST_SCORE:
                shared = sorted((word for word in parts if parts[word]), key=lambda word: (-parts[word], word))
                found.append(Suggestion(issue, self._labels[issue], score, tuple(shared[:4])))
        return sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.slug))[:most]

    def _vector(self, bag: Mapping[str, float]) -> dict[str, float]:
        """Return the weights of the words, of length 1."""
        weights = {word: math.log1p(count) * self._rarity.get(word, 0.0) for word, count in sorted(bag.items())}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}


def content_words(text: str) -> list[str]:
    """Return the lemmas of the nouns, verbs and adjectives of ``text``, in order."""
    tokens = [token for s in read_sentences(text, Span(0, len(text))) for token in s.tokens] if text else []
    found = (token.lemma for token in tokens if token.tag.startswith(_CONTENT))
    return [word for word in found if len(word) > 1 and word[0].isalpha() and word not in _EMPTY]


def _texts(quads: Iterable[Quad]) -> dict[str, tuple[str, list[tuple[str, float, bool]]]]:
    """Return by issue its label and the rows (text, weight, whether the text is a pattern) that speak of it.

    An issue without a phrase only holds others together and is left out.
    """
    rows: dict[object, list[tuple[str, float, bool]]] = defaultdict(list)
    labels: dict[object, str] = {}
    issues: set[NamedNode] = set()
    under: dict[object, list[object]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == SKOS.inScheme and quad.object == iris.ISSUE_SCHEME and isinstance(quad.subject, NamedNode):
            issues.add(quad.subject)
        elif quad.predicate == NEG.underIssue:
            under[quad.object].append(quad.subject)
        elif quad.predicate in _WEIGHTS and isinstance(quad.object, Literal) and quad.object.language in (None, "en"):
            is_pattern = quad.predicate not in (RDFS.label, SKOS.definition)
            rows[quad.subject].append((quad.object.value, _WEIGHTS[quad.predicate], is_pattern))
            if quad.predicate == RDFS.label:
                labels[quad.subject] = quad.object.value
    found = {}
    for issue in issues:
        own = rows[issue]
        if any(is_pattern for _, _, is_pattern in own) or under[issue]:
            more = [(text, weight * _OF_PROVISION, is_pattern)
                    for provision in under[issue] for text, weight, is_pattern in rows[provision]
                    if weight > _WEIGHTS[SKOS.definition]]  # fmt: skip
            found[iris.slug_of(issue)] = (labels.get(issue, iris.slug_of(issue)), own + more)
    return found


def _bag(rows: Iterable[tuple[str, float, bool]]) -> dict[str, float]:
    """Return the words of some texts with their weights."""
    bag: dict[str, float] = defaultdict(float)
    for text, weight, is_pattern in sorted(rows):
        # The elements of a pattern are lemmas already.
        words = text.lower().replace("/", " ").replace("?", " ").split() if is_pattern else content_words(text)
        for word in set(words) - _EMPTY:
            bag[word] += weight
    return bag
