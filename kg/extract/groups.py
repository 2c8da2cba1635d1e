"""Groups of people without a name of their own that act in a report: "pro-Russian rebels", "the teachers"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.extract.capitals import slug_of
from kg.extract.organisations import PARTY
from kg.extract.people import Found
from kg.extract.phrases import noun_phrases
from kg.extract.verbs import VerbGroup, find_verb_groups, is_noun
from kg.lexicon import Lexicon
from kg.model import Entity
from kg.sentences import Sentence, Token, normalise

_LEFT_OUT = frozenset({"AT0", "DPS", "DT0", "CRD", "ORD", "POS", "PNI"})

_BODIES = frozenset({"opposition", "union", "staff", "junta", "militia", "insurgency"})


def find_groups(sentences: Iterable[Sentence], lexicon: Lexicon, found: Found) -> None:
    """Add to ``found`` each kind of group that is the subject of a saying or a cue; its first mention names it.

    A group with a party's name in its phrase ("Unite members", "Iranian workers") belongs to that party and is
    not added.
    """
    named: dict[str, tuple[str, tuple[int, int]]] = {}
    acting: set[str] = set()
    for sentence in sentences:
        tokens = sentence.tokens
        if not lexicon.cues["GroupNoun"].matches(tokens):
            continue
        groups = find_verb_groups(tokens)
        known = [m for m in lexicon.names.mentions(tokens) if m.of("party", "person")]
        for start, end, _ in noun_phrases(tokens, 0, len(tokens)):
            head = end - 1
            if not is_group(tokens, head, lexicon) or any(start <= m.start and m.end <= end for m in known):
                continue
            while start < head and (tokens[start].tag in _LEFT_OUT or tokens[start].lower == "both"):
                start += 1
            noun = tokens[head].lemma
            words = " ".join(normalise(t.text) for t in tokens[start:end])
            if tokens[head].tag == "NN1" and noun not in _BODIES:
                continue  # "a single farmer"
            named.setdefault(noun, (words, (tokens[start].start, tokens[head].end)))
            if _acts(tokens, end, groups, lexicon):
                acting.add(noun)
    for noun in sorted(acting):
        if noun in found.heads:
            continue  # "the union": an organisation with a name
        words, place = named[noun]
        label = words[0].upper() + (words[1:].lower() if words.isupper() else words[1:])
        entity = Entity(PARTY + slug_of(label), label)
        found.heads[noun] = {entity}
        found.groups.append(entity)
        found.places.setdefault(entity, place)


def is_group(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Tell whether the noun at ``at`` is one for a group of people who can be a party."""
    return is_noun(tokens[at]) and bool(lexicon.cues["GroupNoun"].find_at(tokens, at, at + 1))


def _acts(tokens: Sequence[Token], end: int, groups: Sequence[VerbGroup], lexicon: Lexicon) -> bool:
    """True where a verb of saying or a cue follows the phrase."""
    verb = next((g for g in groups if 0 <= g.start - end <= 1), None)
    return verb is not None and any(
        lexicon.cues[kind].find_at(tokens, verb.head, len(tokens)) for kind in ("SayingVerb", "VerbCue", "AdjectiveCue")
    )
