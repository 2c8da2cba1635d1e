"""Whom "the government", "the minister" and "ministers" stand for in a report that knows one government."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.extract.capitals import slug_of
from kg.extract.organisations import PARTY, count_parties
from kg.extract.people import Found
from kg.extract.verbs import find_verb_groups
from kg.lexicon import Lexicon
from kg.model import Entity
from kg.sentences import Sentence, Token

_OFFICES = frozenset({"government", "ministry", "minister", "cabinet", "president", "parliament", "presidency"})
GOVERNMENT_NOUNS = (
    "government",
    "administration",
    "ministry",
    "minister",
    "secretary",
    "cabinet",
    "chancellor",
    "premier",
    "treasury",
)
_STATE_ONLY = ("president", "parliament", "presidency")
_SINGLE = "government"
_LEAD = 4
"""The first sentences, title included, in which a report says where it is."""


def government_heads(sentences: Sequence[Sentence], lexicon: Lexicon, found: Found) -> Mapping[str, Entity]:
    """Return the nouns of government with the party they stand for; empty where no one government is meant.

    That is the one state whose offices the text names; else the one ministry it names in full; else, where "the
    government" or "ministers" act, the one state of its first sentences, or the one named far more often than any
    other; where no state is named, a party of its own, "Government", which is added to ``found``.
    """
    own = lexicon.names.states
    states = _states_with_offices(sentences, lexicon) & own
    if len(states) > 1:
        return {}
    if states:
        return dict.fromkeys((*GOVERNMENT_NOUNS, *_STATE_ONLY), next(iter(states)))
    ministries = {e for noun in ("ministry", "department") for e in found.heads.get(noun, ())}
    if len(ministries) == 1:
        return dict.fromkeys(GOVERNMENT_NOUNS, next(iter(ministries)))
    place = _acting_government(sentences, lexicon)
    if place is None:
        return {}
    named = [e for e, _ in count_parties(sentences[:_LEAD], lexicon).most_common() if e in own]
    if len(named) == 1:
        return dict.fromkeys((*GOVERNMENT_NOUNS, *_STATE_ONLY), named[0])
    counts = [(e, n) for e, n in count_parties(sentences, lexicon).most_common() if e in own]
    if counts and counts[0][1] > 1 and (len(counts) == 1 or counts[0][1] > 2 * counts[1][1]):
        return dict.fromkeys((*GOVERNMENT_NOUNS, *_STATE_ONLY), counts[0][0])
    if len(counts) > 1:
        return {}  # several states: "the government" is that of whoever speaks
    entity = Entity(PARTY + slug_of(_SINGLE), _SINGLE.capitalize())
    found.groups.append(entity)
    found.places.setdefault(entity, place)
    return dict.fromkeys(GOVERNMENT_NOUNS, entity)


def _states_with_offices(sentences: Iterable[Sentence], lexicon: Lexicon) -> set[Entity]:
    """The states whose government, ministry or army the text speaks of."""
    found: Counter[Entity] = Counter()
    for sentence in sentences:
        tokens = sentence.tokens
        for mention in lexicon.names.mentions(tokens):
            name = mention.of("party", "demonym")
            behind = tokens[mention.end : mention.end + 4]
            if name is None or name.party is None or any(t.lower in {",", "and"} for t in behind[:1]):
                continue
            if any(t.lemma in _OFFICES for t in behind):
                found[name.party] += 1
    return set(found)


def _acting_government(sentences: Iterable[Sentence], lexicon: Lexicon) -> tuple[int, int] | None:
    """Where "the government", "ministers" or a minister without a country first says or does something."""
    for sentence in sentences:
        tokens = sentence.tokens
        groups = find_verb_groups(tokens)
        for at, token in enumerate(tokens):
            if token.lemma not in GOVERNMENT_NOUNS or (token.lemma == "secretary" and not token.is_capitalised):
                continue
            verb = next((g for g in groups if 0 < g.start - at <= 4), None)
            if verb is not None and any(
                lexicon.cues[kind].find_at(tokens, verb.head, len(tokens)) for kind in ("SayingVerb", "VerbCue")
            ):
                return token.start, token.end
    return None


def is_general_secretary(tokens: Sequence[Token], at: int) -> bool:
    """True of the secretary of a union or of the United Nations, who is no minister."""
    return tokens[at].lemma == "secretary" and (
        (at > 0 and tokens[at - 1].lower == "general")
        or (at + 1 < len(tokens) and tokens[at + 1].lower in ("general", "-general"))
    )
