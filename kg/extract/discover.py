"""Parties and people that a report itself introduces, so that a negotiation without a case file can be read.

A capitalised name is taken for a party where it carries a word of organisations ("Union of …"), is an abbreviation
given in brackets, is told of as one side of talks, or is the subject of a verb that signals an act. A person belongs
to the party beside the name: "Castellan's chief executive, Nora Field", "Ana Ruiz of the Dockers' Union".
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.capitals import name_spans, names_in_mid_sentence
from kg.extract.governments import government_heads
from kg.extract.groups import find_groups
from kg.extract.organisations import demonyms, find_parties
from kg.extract.people import Found, find_people, party_of
from kg.gazetteer import Name
from kg.lexicon import Lexicon
from kg.model import Entity, Introduced, Report
from kg.sentences import Sentence

_APPOSED = frozenset(
    "union federation association company group movement party faction militia organisation organization bloc "
    "alliance coalition insurgents rebels militants separatists guerrillas employer airline automaker carrier "
    "retailer bank council".split()
)


def discover(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Lexicon, list[Introduced]]:
    """Return ``lexicon`` with the names that the sentences introduce added, and who they are.

    With a case file only people are added: the parties are the case's to name.
    """
    known_names = names_in_mid_sentence(sentences)
    spans = [(s, name_spans(s.tokens, lexicon, known_names)) for s in sentences]
    found = Found()
    if lexicon.case is None:
        find_parties(spans, lexicon, found)
    parties = ((words, Name("party", entity, entity)) for words, entity in found.parties.items())
    formed = ((words, Name("demonym", entity, entity)) for words, entity in demonyms(spans, found))
    enriched = replace(lexicon, names=lexicon.names.adding((*parties, *formed)))
    if lexicon.case is None:
        _find_appositions(sentences, enriched, found)
        find_groups(sentences, enriched, found)
        offices = government_heads(sentences, lexicon, found)
        enriched = replace(enriched, heads={**offices, **_heads(found)})
    find_people(spans, enriched, found)
    people = ((words, Name("person", person, party)) for words, (person, party) in found.people.items())
    enriched = replace(enriched, names=enriched.names.adding(people))
    enriched = replace(enriched, principals=lexicon.principals or _principals(sentences, enriched))
    return enriched, _introduced(report, found)


def _heads(found: Found) -> dict[str, Entity]:
    """The nouns that stand for one party only."""
    return {head: next(iter(entities)) for head, entities in found.heads.items() if len(entities) == 1}


def _introduced(report: Report, found: Found) -> list[Introduced]:
    parties = dict.fromkeys([*found.parties.values(), *found.groups])
    people = dict(found.people.values())
    return sorted(
        (
            Introduced(entity, report.quote(*found.places[entity]), party)
            for entity, party in (*parties.items(), *people.items())
            if entity in found.places
        ),
        key=lambda introduced: (introduced.entity, introduced.quote),
    )


def _find_appositions(sentences: Sequence[Sentence], lexicon: Lexicon, found: Found) -> None:
    """As in "the RWU union", "(RWU) union", "the militant group Tahrar": the noun takes that party up again."""
    for sentence in sentences:
        tokens = sentence.tokens
        for mention in lexicon.names.mentions(tokens):
            name = mention.of("party")
            if name is None or name.party is None:
                continue
            behind = mention.end + (mention.end < len(tokens) and tokens[mention.end].lower == ")")
            for at in (behind, mention.start - 1):
                if 0 <= at < len(tokens) and tokens[at].lower in _APPOSED:
                    found.heads.setdefault(tokens[at].lower, set()).add(name.party)


def _principals(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The two sides of "talks between A and B", else those of "A and B have agreed", else the two named most often."""
    counts: Counter[Entity] = Counter()
    for sentence in sentences:
        tokens = sentence.tokens
        mentions = [m for m in lexicon.names.mentions(tokens) if m.of("party", "demonym", "person")]
        for first, second in itertools.pairwise(mentions):
            between = [t.lower for t in tokens[first.end : second.start]]
            parties = [p for m in (first, second) if (p := party_of(m)) is not None]
            if len(set(parties)) < 2 or between not in (["and"], ["and", "the"]):
                continue
            is_between = "between" in [t.lower for t in tokens[max(0, first.start - 2) : first.start]]
            counts.update(dict.fromkeys(parties, 4 if is_between else 2))
        counts.update(p for m in mentions if (p := party_of(m)) is not None)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0].iri))[:2]
    return tuple(sorted(entity for entity, _ in most)) if len(most) == 2 else ()
