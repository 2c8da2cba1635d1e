"""Names of the lexicon in a row of tokens, the longest at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.lexicon import Lexicon, Name
from kg.sentences import Token, normalise


@dataclass(frozen=True, slots=True)
class Mention:
    """A name from the lexicon at ``tokens[start:end]``, with what it can stand for."""

    start: int
    end: int
    names: tuple[Name, ...]

    def of(self, *kinds: str) -> Name | None:
        """Return the reading of one of these kinds, in their order."""
        return next((n for kind in kinds for n in self.names if n.kind == kind), None)


def find_mentions(tokens: Sequence[Token], lexicon: Lexicon) -> list[Mention]:
    """Return the names in a sentence, the longest at each place. Names are compared with their case."""
    forms = [normalise(t.text) for t in tokens]
    upper = [f.isupper() and len(f) > 3 for f in forms]
    mentions = []
    at = 0
    while at < len(tokens):
        found = None
        if forms[at] not in lexicon.first_words:
            at += 1
            continue
        for length in range(min(lexicon.longest_name, len(tokens) - at), 0, -1):
            words = tuple(forms[at : at + length])
            found = lexicon.names.get(words) or (
                lexicon.names.get(tuple(w.title() for w in words)) if all(upper[at : at + length]) else None
            )
            if found:
                mentions.append(Mention(at, at + length, found))
                at += length
                break
        if not found:
            at += 1
    return mentions
