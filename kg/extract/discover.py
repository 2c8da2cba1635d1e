"""Parties and people that a report itself introduces, so that a negotiation without a case file can be read.

A capitalised name is taken for a party where it carries a word of organisations ("Union of …"), is an abbreviation
given in brackets, is told of as one side of talks, or is the subject of a verb that signals an act. A person belongs
to the party beside the name: "Castellan's chief executive, Nora Field", "Ana Ruiz of the Dockers' Union".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extract.capitals import is_organisation, label_of, name_spans, slug_of, words_of
from kg.extract.mentions import find_mentions
from kg.extract.people import PERSON_LINKS, Found, find_people, party_of
from kg.extract.verbs import VerbGroup, find_verb_groups
from kg.lexicon import Lexicon, Name
from kg.model import Entity, Introduced, Report
from kg.sentences import Sentence, Token

PARTY = "https://w3id.org/negotiation-kg/data/party/"
_OF_STATE = frozenset(
    {
        "ministry",
        "government",
        "parliament",
        "army",
        "embassy",
        "presidency",
        "minister",
        "president",
        "premier",
        "senate",
        "department",
        "treasury",
        "force",
    }
)
_OF_GOVERNMENT = ("government", "ministry", "minister", "cabinet", "president", "parliament", "presidency")
# Nouns by which a text takes up a named union or company again.
_TAKEN_UP_BY = {"union": ("union", "workforce"), "company": ("company", "management", "employer", "firm")}


def discover(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Lexicon, list[Introduced]]:
    """Return ``lexicon`` with the names that the sentences introduce added, and who they are.

    With a case file only people are added: the parties are the case's to name.
    """
    spans = [(s, name_spans(s.tokens, lexicon)) for s in sentences]
    found = Found()
    if lexicon.case is None:
        _find_parties(spans, lexicon, found)
    names = dict(lexicon.names)
    for words, entity in found.parties.items():
        names.setdefault(words, (Name("party", entity, entity),))
    enriched = replace(lexicon, names=names)
    find_people(spans, enriched, found)
    for words, (person, party) in found.people.items():
        names.setdefault(words, (Name("person", person, party),))
    heads = {head: next(iter(entities)) for head, entities in found.heads.items() if len(entities) == 1}
    state = _state(sentences, enriched) if lexicon.case is None else None
    if state is not None:
        heads = {**dict.fromkeys(_OF_GOVERNMENT, state), **heads}
    enriched = replace(lexicon, names=names, heads=heads)
    enriched = replace(enriched, principals=lexicon.principals or _principals(sentences, enriched))
    return enriched, _introduced(report, found)


def _introduced(report: Report, found: Found) -> list[Introduced]:
    parties = dict.fromkeys(found.parties.values())
    people = dict(found.people.values())
    return sorted(
        (
            Introduced(entity, report.quote(*found.places[entity]), party)
            for entity, party in (*parties.items(), *people.items())
            if entity in found.places
        ),
        key=lambda introduced: (introduced.entity, introduced.quote),
    )


def _find_parties(spans: Iterable[tuple[Sentence, list[tuple[int, int]]]], lexicon: Lexicon, found: Found) -> None:
    spans = list(spans)
    acting: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], tuple[int, int]] = {}
    organisations: dict[tuple[str, ...], tuple[Sequence[Token], int, int]] = {}
    abbreviations: dict[tuple[str, ...], str] = {}
    for sentence, rows in spans:
        tokens: Sequence[Token] = sentence.tokens
        groups = find_verb_groups(tokens)
        for start, end in rows:
            words = words_of(tokens, start, end)
            first.setdefault(words, (tokens[start].start, tokens[end - 1].end))
            if (
                is_organisation(tokens, start, end, lexicon)
                and end - start > 1
                and not _belongs_to_state(tokens, start, end, lexicon)
            ):
                organisations.setdefault(words, (tokens, start, end))
                if (
                    end + 2 < len(tokens)
                    and tokens[end].lower == "("
                    and tokens[end + 2].lower == ")"
                    and tokens[end + 1].text.isupper()
                ):
                    abbreviations[words] = tokens[end + 1].text
            if _acts(tokens, start, end, groups, lexicon):
                acting[words] += 1
    for words, (tokens, start, end) in sorted(organisations.items()):
        entity = _party(label_of(words))
        found.parties.setdefault(words, entity)
        found.places.setdefault(entity, first[words])
        head = next(
            (
                tokens[i].lemma
                for i in range(end - 1, start - 1, -1)
                if lexicon.cues["OrganisationNoun"].find_at(tokens, i, i + 1)
            ),
            None,
        )
        for noun in {head or "", *_TAKEN_UP_BY.get(_kind(tokens, start, end, lexicon), ())} - {""}:
            found.heads.setdefault(noun, set()).add(entity)
        if words in abbreviations:
            found.parties.setdefault((abbreviations[words],), entity)
        else:
            initials = "".join(w[0] for w in words if w[0].isupper())
            if len(initials) > 1 and any((initials,) == other for other in acting):
                found.parties.setdefault((initials,), entity)
    for words, count in sorted(acting.items()):
        if words in found.parties or count < 1:
            continue
        longer = [
            (w, e)
            for w, e in found.parties.items()
            if len(w) > len(words) and (w[: len(words)] == words or (len(words) == 1 and words[0] in w))
        ]
        if longer:
            found.parties[words] = longer[0][1]
        elif (count > 1 or (len(words) == 1 and words[0].isupper())) and not _looks_personal(words):
            found.parties[words] = _party(label_of(words))
            found.places.setdefault(found.parties[words], first[words])


def _state(sentences: Sequence[Sentence], lexicon: Lexicon) -> Entity | None:
    """The one state whose government, ministry or army the text speaks of; None where there are several."""
    found: Counter[Entity] = Counter()
    for sentence in sentences:
        tokens = sentence.tokens
        for mention in find_mentions(tokens, lexicon):
            name = mention.of("party", "demonym")
            behind = tokens[mention.end : mention.end + 4]
            if name is None or name.party is None or any(t.lower in {",", "and"} for t in behind[:1]):
                continue
            if any(t.lemma in _OF_GOVERNMENT for t in behind):
                found[name.party] += 1
    return next(iter(found)) if len(found) == 1 else None


def _kind(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> str:
    """The cue group of the organisation's noun: "union", "company" or "organisation"; its last noun decides."""
    index = lexicon.cues["OrganisationNoun"]
    kinds = [hit[3].name for i in range(start, end) for hit in index.find_at(tokens, i, i + 1)[:1]]
    return kinds[-1] if kinds else ""


def _belongs_to_state(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """As in "Ukraine's Foreign Ministry", "the Norwegian Government" speak for a known party."""
    known = [m for m in find_mentions(tokens[max(0, start - 2) : end], lexicon) if m.of("party", "demonym")]
    return bool(known) and any(t.lemma in _OF_STATE for t in tokens[start:end])


def _acts(tokens: Sequence[Token], start: int, end: int, groups: Sequence[VerbGroup], lexicon: Lexicon) -> bool:
    """The name stands before a verb of saying or a cue, behind "by", or in "between A and B"."""
    before = tokens[start - 1].lower if start else ""
    if before == "between" or (
        before == "and" and any(t.lower == "between" for t in tokens[max(0, start - 8) : start])
    ):
        return True
    verb = next((g for g in groups if 0 <= g.start - end <= 2), None)
    if verb is None or before in PERSON_LINKS or any(t.lower == "," for t in tokens[end : verb.start]):
        return False
    head = verb.head
    return any(lexicon.cues[kind].find_at(tokens, head, len(tokens)) for kind in ("SayingVerb", "VerbCue"))


def _looks_personal(words: tuple[str, ...]) -> bool:
    return 2 <= len(words) <= 3 and all(w[0].isupper() and not w.isupper() for w in words)


def _principals(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The two sides of "talks between A and B", else the two parties named most often."""
    counts: Counter[Entity] = Counter()
    for sentence in sentences:
        mentions = find_mentions(sentence.tokens, lexicon)
        for at, token in enumerate(sentence.tokens):
            if token.lower == "between":
                near = [m for m in mentions if at < m.start <= at + 8 and m.of("party", "demonym")]
                parties = list(dict.fromkeys(p for m in near[:2] if (p := party_of(m)) is not None))
                if len(parties) == 2 and any(t.lower == "and" for t in sentence.tokens[near[0].end : near[1].start]):
                    counts.update(dict.fromkeys(parties, 3))
        counts.update(p for m in mentions if (p := party_of(m)) is not None)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0].iri))[:2]
    return tuple(sorted(entity for entity, _ in most)) if len(most) == 2 else ()


def _party(label: str) -> Entity:
    return Entity(PARTY + slug_of(label), label)
