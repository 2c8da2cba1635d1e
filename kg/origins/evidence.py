"""Do two reports print one text? The evidence for it, and its thresholds (measured: docs/decisions/0009).

Reporters who stood side by side share what a speaker said and some set phrases; who copies shares the words between.
So what counts is the *narrative*: sequences of words of which none stands inside quotation marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from kg.model import OriginBasis, digest
from kg.origins.prints import QUOTED, SAMPLED, Fingerprint

NEAR_DAYS = 3
"""An agency's text is printed within so many days; where a date is not known, nothing speaks against it."""
LEAST_GRAMS = 10
"""Sequences that must be shared at the very least: a large share of a short report may be set phrases."""
LEAST_SENTENCES = 3
"""Sentences over which they must be spread: a shared paragraph of background or of the page has fewer."""
CREDITED_SHARE = 0.15
"""Of the narrative, where both credit one agency: other stories of that agency share its background."""
QUOTED_SHARE = 0.05
"""Of the narrative, in two sentences or more, where quotations are shared too: more than independent reporters had."""
TEXT_SHARE = 0.2
"""Of the narrative, where nothing else speaks for one text."""
LARGE_SHARE = 0.5
"""Of the narrative, where it needs no spread over sentences and no nearness in time."""
WHOLE_SHARE = 0.8
"""Of all sequences, likewise: a statement that is printed whole, quotation marks and all."""
LONG_QUOTATION = 15
"""Words of a quotation of which one that is shared is enough; of shorter ones it takes two."""
ALL_QUOTED = 30
"""Words in two or more quotations that are all which the report with fewer has: who rewrites a text keeps these."""


@dataclass(frozen=True)
class TextReuse:
    """Two reports that print one text; ``first`` and ``second`` are their ids, in this order of the alphabet.

    ``share`` is the part of the sequences of the report that has fewer which stand in the other too;
    ``quotations`` are the shared ones; ``reason`` is one sentence.
    """

    first: str
    second: str
    basis: OriginBasis
    share: Decimal
    quotations: tuple[str, ...]
    reason: str

    @cached_property
    def id(self) -> str:
        """From the two reports."""
        return digest("text-reuse", self.first, self.second)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What two reports share: shares of all sequences and of the narrative ones, their numbers, and quotations.

    ``sentences`` is in how many sentences of either report the narrative ones begin at least, ``of_quotations`` how
    many quotations the report has that has fewer.
    """

    share: float
    narrative: float
    all_grams: int
    grams: int
    sentences: int
    quotations: tuple[str, ...]
    of_quotations: int

    @property
    def is_spread(self) -> bool:
        """True where what is shared is more than one passage."""
        return self.sentences >= LEAST_SENTENCES and self.grams >= LEAST_GRAMS

    @property
    def has_words_around(self) -> bool:
        """True where more than quotations is shared."""
        return self.sentences > 1 and self.narrative >= QUOTED_SHARE


def is_candidate(shared: int, one: int, other: int) -> bool:
    """Tell from numbers of sampled sequences, shared and of each report, whether a comparison is worth its time.

    A twentieth of the fewer: well below all thresholds, above most furniture.
    """
    return shared >= max(1, min(one, other) // 20)


def compare(a: Fingerprint, b: Fingerprint) -> TextReuse | None:
    """Return how two reports print one text, by the strongest evidence, or None; the order does not matter.

    Reports that the index would not bring together are taken for different.
    """
    if a.id == b.id:
        return None
    a, b = sorted((a, b), key=lambda one: one.id)
    shared = _shared(a, b)
    found = shared and (_by_credit(a, b, shared) or _by_quotations(a, b, shared) or _by_text(a, b, shared))
    if not shared or not found:
        return None
    basis, reason = found
    share = Decimal(str(max(0.001, round(shared.share, 3)))).normalize()  # something is shared, however long both are
    return TextReuse(a.id, b.id, basis, share, shared.quotations, reason)


def _by_credit(a: Fingerprint, b: Fingerprint, shared: _Shared) -> tuple[OriginBasis, str] | None:
    agencies = sorted(_agencies(a, b) | _agencies(b, a))
    if not agencies or not _is_near(a.date, b.date):
        return None
    enough = shared.is_spread and shared.narrative >= CREDITED_SHARE
    if not enough and not (shared.quotations and shared.has_words_around):
        return None
    return OriginBasis.AGENCY_CREDIT, f"Both credit {agencies[0]}; {_percent(shared)}."


def _agencies(a: Fingerprint, b: Fingerprint) -> set[str]:
    """Return the names that ``a`` credits and ``b`` at least mentions as a source."""
    named = [f"{name} ".casefold() for name in b.credits | b.mentions]
    return {name for name in a.credits if any(one.startswith(f"{name} ".casefold()) for one in named)}


def _by_quotations(a: Fingerprint, b: Fingerprint, shared: _Shared) -> tuple[OriginBasis, str] | None:
    if not _is_near(a.date, b.date):
        return None  # an old saying is quoted again
    count = len(shared.quotations)
    lengths = [words.count(" ") + 1 for words in shared.quotations]
    most = 2 * count >= shared.of_quotations and (count > 1 or max(lengths, default=0) >= LONG_QUOTATION)
    whole = count > 1 and count == shared.of_quotations and sum(lengths) >= ALL_QUOTED and shared.sentences > 1
    if not whole and not (most and shared.has_words_around):
        return None
    quotations = "1 quotation" if count == 1 else f"{count} quotations"
    return (
        OriginBasis.SHARED_QUOTATIONS,
        f"Both print {quotations} word for word, with words around them; {_percent(shared)}.",
    )


def _by_text(a: Fingerprint, b: Fingerprint, shared: _Shared) -> tuple[OriginBasis, str] | None:
    near = _is_near(a.date, b.date) and shared.is_spread and shared.narrative >= TEXT_SHARE
    large = shared.grams >= LEAST_GRAMS and shared.narrative >= LARGE_SHARE
    whole = shared.all_grams >= LEAST_GRAMS and shared.share >= WHOLE_SHARE
    if not near and not large and not whole:
        return None
    return OriginBasis.SHARED_TEXT, f"{_percent(shared)}."


def _percent(shared: _Shared) -> str:
    return f"{shared.share:.0%} of the five-word sequences of the shorter report stand in the other"


def _is_near(one: date | None, other: date | None) -> bool:
    return one is None or other is None or abs((one - other).days) <= NEAR_DAYS


def _shared(a: Fingerprint, b: Fingerprint) -> _Shared | None:
    """Return what two reports share, or None where the index would not bring them together."""
    import numpy as np

    (grams_a, places_a), (grams_b, places_b) = a.numbers(), b.numbers()
    both, at_a, at_b = np.intersect1d(grams_a, grams_b, assume_unique=True, return_indices=True)
    sampled = [int(np.count_nonzero(grams % SAMPLED == 0)) for grams in (both, grams_a, grams_b)]
    if not is_candidate(*sampled) and a.quotations.isdisjoint(b.quotations):
        return None
    shared_a, shared_b = places_a[at_a], places_b[at_b]
    outside = (shared_a != QUOTED) & (shared_b != QUOTED)
    narrative = int(np.count_nonzero(outside))
    sentences = min(len(np.unique(shared[outside])) for shared in (shared_a, shared_b))
    fewest = min(int(np.count_nonzero(places != QUOTED)) for places in (places_a, places_b))
    return _Shared(
        share=len(both) / max(1, min(len(grams_a), len(grams_b))),
        narrative=narrative / max(1, fewest),
        all_grams=len(both),
        grams=narrative,
        sentences=sentences,
        quotations=_shared_quotations(a, b),
        of_quotations=min(len(a.quotations), len(b.quotations)),
    )


def _shared_quotations(a: Fingerprint, b: Fingerprint) -> tuple[str, ...]:
    """Return the quotations of the report that has fewer which the other has whole, or as a part of one of its own."""
    fewer, more = (a, b) if len(a.quotations) <= len(b.quotations) else (b, a)
    others = [f" {words} " for words in more.quotations]
    return tuple(sorted(words for words in fewer.quotations if any(f" {words} " in other for other in others)))
