"""The names that a lexicon knows, what each stands for, and where they stand in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from kg.model import Entity
from kg.sentences import Remembered, Token, normalise

Words = tuple[str, ...]
Lengths = Mapping[str, tuple[int, ...]]  # by the first word, of the names that begin with it; the longest first


@dataclass(frozen=True, slots=True)
class Name:
    """What a name in a text stands for: ``kind`` is party, demonym, person, post or place.

    ``party`` is the party itself, or the party of a person; None for a place.
    """

    kind: str
    entity: Entity
    party: Entity | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``tokens[start:end]``, with what it can stand for."""

    start: int
    end: int
    names: tuple[Name, ...]

    def of(self, *kinds: str) -> Name | None:
        """Return the reading of one of these kinds, in their order."""
        for kind in kinds:
            for name in self.names:
                if name.kind == kind:
                    return name
        return None


class Gazetteer(Mapping[Words, tuple[Name, ...]]):
    """Rows of normalised words, case kept, and what they stand for.

    The names that a report adds stand on those of the files, whose search of a sentence is used again wherever no
    added name can begin.
    """

    def __init__(self, names: Mapping[Words, tuple[Name, ...]], base: Gazetteer | None = None) -> None:
        """``base`` knows none of the ``names``."""
        self._names = names
        self._base = base
        self._known: Mapping[Words, tuple[Name, ...]] = base._names if base is not None else {}
        self._own_lengths = _lengths(names)
        lengths = _joined(base._lengths, self._own_lengths) if base is not None else self._own_lengths
        self._lengths: Lengths = lengths
        # No methods, which would keep what is found for a report alive until the collector comes round.
        self._search = partial(_search, self._known, names, lengths)
        self.mentions = Remembered(partial(_search_sentence, base, self._own_lengths, self._search))
        """The names in a sentence, the longest at each place; the list is shared, and must not be changed.

        Names are compared with their case.
        """

    def __getitem__(self, words: Words) -> tuple[Name, ...]:
        return self._names[words] if words in self._names else self._known[words]

    def __iter__(self) -> Iterator[Words]:
        yield from self._known
        yield from self._names

    def __len__(self) -> int:
        return len(self._known) + len(self._names)

    def adding(self, names: Iterable[tuple[Words, Name]]) -> Gazetteer:
        """Return a gazetteer with those of the names as well that are not known yet; of several the first."""
        added = dict(self._names) if self._base is not None else {}
        size = len(added)
        for words, name in names:
            if words not in self:
                added.setdefault(words, (name,))
        return Gazetteer(added, self._base or self) if len(added) > size else self

    @cached_property
    def states(self) -> frozenset[Entity]:
        """The parties of the files that have a demonym."""
        if self._base is not None:
            return self._base.states
        return frozenset(name.entity for found in self._names.values() for name in found if name.kind == "demonym")

    def find(self, forms: Sequence[str]) -> list[Mention]:
        """Return the names in a row of words in normal form, as ``mentions`` does."""
        return self._search(forms)


def _lengths(names: Iterable[Words]) -> Lengths:
    """The words with which a name can begin, as written and in capitals, and how many words it can have."""
    found: dict[str, set[int]] = {}
    for words in names:
        for first in {words[0], words[0].upper()} if words else ():
            found.setdefault(first, set()).add(len(words))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _joined(known: Lengths, added: Lengths) -> Lengths:
    more = {
        first: tuple(sorted({*known[first], *lengths}, reverse=True))
        for first, lengths in added.items()
        if first in known
    }
    return {**known, **added, **more}


def _search(
    known: Mapping[Words, tuple[Name, ...]],
    added: Mapping[Words, tuple[Name, ...]],
    lengths: Lengths,
    forms: Sequence[str],
) -> list[Mention]:
    """The names of two gazetteers in a row of words, the longest first; what is known goes before what is added."""
    found: list[Mention] = []
    behind = 0
    for at in [at for at, form in enumerate(forms) if form in lengths]:
        if at < behind:
            continue
        in_capitals = len(forms[at]) > 3 and forms[at].isupper()
        for length in lengths[forms[at]]:
            end = at + length
            if end > len(forms):
                continue
            words = tuple(forms[at:end])
            names = known.get(words) or added.get(words)
            if names is None and in_capitals and all(len(word) > 3 and word.isupper() for word in words):
                title = tuple(word.title() for word in words)  # "IRAN" is Iran
                names = known.get(title) or added.get(title)
            if names:
                found.append(Mention(at, end, names))
                behind = end
                break
    return found


def _search_sentence(
    base: Gazetteer | None,
    added: Lengths,
    search: Callable[[Sequence[str]], list[Mention]],
    tokens: Sequence[Token],
) -> list[Mention]:
    forms = _forms(tokens)
    return base.mentions(tokens) if base is not None and added.keys().isdisjoint(forms) else search(forms)


@Remembered
def _forms(tokens: Sequence[Token]) -> list[str]:
    return [t.text if t.text.isascii() else normalise(t.text) for t in tokens]
