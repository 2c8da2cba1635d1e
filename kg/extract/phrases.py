"""Base noun phrases of a token range, and which of them only say when."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.verbs import NOUNS, Range, is_noun, is_verb
from kg.sentences import Remembered, Token

_TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday tomorrow week month year day morning evening night afternoon "
    "weekend earlier later recently meanwhile however".split()
)
_NOMINAL = frozenset("NN0 NN1 NN2 NP0 AT0 DPS POS PNP PNI PNX DT0 CRD ORD AJ0 AJC AJS UNC ZZ0".split())
_STANDING_ALONE = frozenset({"PNP", "PNI", "DT0", "CRD", "PNX"})
_LINKS = (("and",), ("nor",), ("as", "well", "as"), ("along", "with"), ("together", "with"))
_TIME_LEADS = frozenset("last this next previous late early earlier".split())


def noun_phrases(
    tokens: Sequence[Token], start: int, end: int, *, opens_clause: bool = False
) -> list[tuple[int, int, str | None]]:
    """Return (first, after last, governing preposition) of the base noun phrases in a range.

    ``opens_clause`` is true where the word before the range opens a clause ("before the contract expires").
    """
    found = []
    rows, can_stand_alone = _nominal_rows(tokens)
    for first, last, alone in rows:
        if last <= start:
            continue
        if first >= end:
            break
        at, stop = max(first, start), min(last, end)
        if alone if at == first and stop == last else any(can_stand_alone[at:stop]):
            before = tokens[at - 1] if at > 0 else None
            preposition = (
                before.lower
                if before is not None and at > start and before.tag in ("PRP", "PRF", "TO0", "CJS", "AVP")
                else None
            )
            if before is not None and at == start and not opens_clause and before.tag in ("PRP", "PRF"):
                preposition = before.lower
            found.append((at, stop, preposition))
    return found


@Remembered
def _nominal_rows(tokens: Sequence[Token]) -> tuple[list[tuple[int, int, bool]], list[bool]]:
    """The rows of words of noun phrases in a sentence; of each row and of every word whether it makes a phrase."""
    rows: list[Range] = []
    can_stand_alone = []
    for at, token in enumerate(tokens):
        noun = token.tag[:2] in NOUNS
        can_stand_alone.append(noun or token.tag in _STANDING_ALONE or token.is_capitalised)
        if not noun and token.tag not in _NOMINAL:
            continue
        if rows and rows[-1][1] == at and not _breaks(tokens, at):
            rows[-1] = (rows[-1][0], at + 1)
        else:
            rows.append((at, at + 1))
    return [(first, last, any(can_stand_alone[first:last])) for first, last in rows], can_stand_alone


def _breaks(tokens: Sequence[Token], at: int) -> bool:
    """A new noun phrase begins at a determiner or pronoun, and after words of time ("On Wednesday Russia")."""
    token, before = tokens[at], tokens[at - 1]
    if before.tag in ("PNP", "PNX"):
        return True
    if token.tag in ("AT0", "DPS", "PNP") and before.tag not in ("DT0", "PNI", "CRD"):
        return True
    if _is_behind_fronted(tokens, at):
        return True
    return (
        (before.lower in _TIME_WORDS or before.lemma in _TIME_WORDS)
        and token.tag != "POS"
        and not (token.lower in _TIME_WORDS or token.tag == "CRD")
    )


def _is_behind_fronted(tokens: Sequence[Token], at: int) -> bool:
    """True of the subject in "In the memorandum Russia demands": a name behind a plain noun, no verb before it."""
    token, before = tokens[at], tokens[at - 1]
    return (
        tokens[0].tag == "PRP"
        and token.is_capitalised
        and token.tag in ("NP0", "AJ0", "NN1", "NN2")
        and before.tag in ("NN1", "NN2")
        and not before.is_capitalised
        and not any(is_verb(t) or t.lower == "," for t in tokens[:at])
    )


def is_time_phrase(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a noun phrase only says when: "last week", "Wednesday", "June 2"."""
    words = tokens[start:end]
    return any(t.lower in _TIME_WORDS or t.lemma in _TIME_WORDS for t in words) and all(
        t.lower in _TIME_WORDS
        or t.lemma in _TIME_WORDS
        or t.lower in _TIME_LEADS
        or t.tag in ("CRD", "ORD", "AT0", "DT0", "AV0")
        for t in words
    )


def behind_link(tokens: Sequence[Token], at: int) -> int | None:
    """Return the index behind "and", "nor", "as well as", "along with" or "together with" at ``at``; else None."""
    words = tuple(t.lower for t in tokens[at : at + 3])
    return next((at + len(link) for link in _LINKS if words[: len(link)] == link), None)


def has_phrase(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a noun or pronoun stands in a token range."""
    return any(is_noun(t) or t.tag == "PNP" for t in tokens[start:end])


def phrase_before(tokens: Sequence[Token], at: int) -> Range | None:
    """The last base noun phrase before ``at``, a comma between them allowed."""
    phrases = [p for p in noun_phrases(tokens, 0, at) if p[1] >= at - 1]
    return (phrases[-1][0], phrases[-1][1]) if phrases else None
