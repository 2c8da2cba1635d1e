"""Names of the lexicon in a row of tokens, the longest at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.lexicon import Lexicon, Name
from kg.sentences import Remembered, Token, normalise


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
    return find_names(_forms(tokens), lexicon)


@Remembered
def _forms(tokens: Sequence[Token]) -> list[str]:
    return [t.text if t.text.isascii() else normalise(t.text) for t in tokens]


def find_names(forms: Sequence[str], lexicon: Lexicon) -> list[Mention]:
    """Return the names in a row of words in normal form, as ``find_mentions`` does."""
    names, reach = lexicon.names, lexicon.reach
    mentions: list[Mention] = []
    behind = 0
    for at in [at for at, form in enumerate(forms) if form in reach]:
        if at < behind:
            continue
        for end in range(min(at + reach[forms[at]], len(forms)), at, -1):
            words = tuple(forms[at:end])
            found = names.get(words) or (
                names.get(tuple(w.title() for w in words)) if all(w.isupper() and len(w) > 3 for w in words) else None
            )
            if found:
                mentions.append(Mention(at, end, found))
                behind = end
                break
    return mentions
