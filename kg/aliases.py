"""The shorter names by which texts call a party or person whom they introduce in full."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.sentences import normalise

OFTEN = 2
"""How often a part of a name must stand alone to be taken for a name: once may be chance."""


def party_aliases(labels: Collection[str], texts: Iterable[str], taken: Collection[str]) -> Mapping[str, list[str]]:
    """Return by label the other names of a party in the texts, sorted.

    These are an abbreviation in brackets behind the name, its initials, its first words ("Castellan" for "Castellan
    Motor Company") and a later one behind "the" ("the Council").

    Args:
        labels: the full names.
        texts: the texts in which they occur.
        taken: names that stand for somebody else already. A name that two labels could have goes to neither.
    """
    plain = [normalise(text) for text in texts]
    found = {label: _of_party(normalise(label), plain) for label in labels}
    return _unambiguous(found, taken)


def person_aliases(labels: Collection[str], texts: Iterable[str], taken: Collection[str]) -> Mapping[str, list[str]]:
    """Return by label the last name of a person, where a text uses it alone. Arguments as in ``party_aliases``."""
    plain = [normalise(text) for text in texts]
    found = {}
    for label in labels:
        *first, last = normalise(label).split() or [""]
        before = rf"(?<!{re.escape(first[-1])} )" if first else ""
        alone = rf"{before}\b{re.escape(last)}\b"
        found[label] = {last} if first and any(re.search(alone, text) for text in plain) else set()
    return _unambiguous(found, taken)


def _of_party(label: str, texts: Sequence[str]) -> set[str]:
    words = label.split()
    bracket = re.compile(rf"{re.escape(label)}\s+\((?:the\s+)?\"?([A-Z][\w&-]{{1,11}})\"?\)")
    names = {match.group(1) for text in texts for match in bracket.finditer(text)}
    initials = "".join(word[0] for word in words if word[0].isupper())
    if len(initials) > 1 and _count(rf"\b{initials}\b", texts):
        names.add(initials)
    for length in range(1, len(words)):
        part = " ".join(words[:length])
        # "Castellan said", not "Castellan Motor", and not "Castellan Airport".
        if words[length - 1][0].isupper() and _count(rf"\b{re.escape(part)}\b(?!['-]?\s*[A-Z])", texts) >= OFTEN:
            names.add(part)
    for word in words[1:]:
        if word[0].isupper() and _count(rf"\b[Tt]he {re.escape(word)}\b(?! [A-Z]| of )", texts) >= OFTEN:
            names.add(word)
    return names


def _count(pattern: str, texts: Iterable[str]) -> int:
    compiled = re.compile(pattern)
    return sum(len(compiled.findall(text)) for text in texts)


def _unambiguous(found: Mapping[str, set[str]], taken: Collection[str]) -> dict[str, list[str]]:
    kept = {}
    for label, names in found.items():
        others = {name for other, theirs in found.items() if other != label for name in theirs}
        kept[label] = sorted(name for name in names if name != label and name not in others and name not in taken)
    return kept
