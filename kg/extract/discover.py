"""Parties and people that a report itself introduces, so that a negotiation without a case file can be read.

A capitalised name is taken for a party where it carries a word of organisations ("Union of …"), is an abbreviation
given in brackets, is told of as one side of talks, or is the subject of a verb that signals an act. A person belongs
to the party beside the name: "Castellan's chief executive, Nora Field", "Ana Ruiz of the Dockers' Union".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.extract.actors import Mention, find_mentions
from kg.extract.clauses import find_verb_groups
from kg.lexicon import Lexicon, Name
from kg.model import Entity, Introduced, Report
from kg.sentences import Sentence, Token, normalise

PARTY = "https://w3id.org/negotiation-kg/data/party/"
PERSON = "https://w3id.org/negotiation-kg/data/person/"
_CONNECTORS = frozenset({"of", "for", "de", "du", "des", "la", "le", "al", "el", "von", "&", "'s", "'"})
_TITLES = frozenset(
    "mr mrs ms dr president premier minister general colonel ambassador sir dame lord secretary chancellor king queen emir sheikh senator judge prince".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)
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
# Nouns by which a text takes up a named union or company again.
_TAKEN_UP_BY = {"union": ("union", "workforce"), "company": ("company", "management", "employer", "firm")}
_PERSON_LINKS = frozenset({"of", "for", "from", "at", "with"})
_NOT_NAMES = frozenset(
    {
        "i",
        "we",
        "but",
        "the",
        "a",
        "an",
        "and",
        "in",
        "on",
        "at",
        "it",
        "he",
        "she",
        "they",
        "no",
        "yes",
        "not",
        "if",
        "q",
        "a.m",
        "p.m",
    }
)


@dataclass
class _Found:
    """What is gathered about one report before names are given out."""

    parties: dict[tuple[str, ...], Entity] = field(default_factory=dict)
    places: dict[Entity, tuple[int, int]] = field(default_factory=dict)
    people: dict[tuple[str, ...], tuple[Entity, Entity]] = field(default_factory=dict)
    heads: dict[str, set[Entity]] = field(default_factory=dict)


def discover(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Lexicon, list[Introduced]]:
    """Return ``lexicon`` with the names that the sentences introduce added, and who they are.

    With a case file only people are added: the parties are the case's to name.
    """
    spans = [(s, _name_spans(s.tokens, lexicon)) for s in sentences]
    found = _Found()
    if lexicon.case is None:
        _find_parties(spans, lexicon, found)
    names = dict(lexicon.names)
    for words, entity in found.parties.items():
        names.setdefault(words, (Name("party", entity, entity),))
    enriched = replace(lexicon, names=names)
    _find_people(spans, enriched, found)
    for words, (person, party) in found.people.items():
        names.setdefault(words, (Name("person", person, party),))
    heads = {head: next(iter(entities)) for head, entities in found.heads.items() if len(entities) == 1}
    enriched = replace(lexicon, names=names, heads=heads)
    enriched = replace(enriched, principals=lexicon.principals or _principals(sentences, enriched))
    return enriched, _introduced(report, found)


def _introduced(report: Report, found: _Found) -> list[Introduced]:
    parties = dict.fromkeys(found.parties.values())
    people = dict(found.people.values())
    return sorted(
        Introduced(entity, report.quote(*found.places[entity]), party)
        for entity, party in (*parties.items(), *people.items())
        if entity in found.places
    )


def _name_spans(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The rows of capitalised words that are not wholly known names."""
    known = find_mentions(tokens, lexicon)
    shouting = sum(t.is_capitalised for t in tokens) > 0.6 * sum(t.is_word for t in tokens)
    spans = []
    at = 0
    while at < len(tokens):
        if not _opens_name(tokens, at, shouting):
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            if tokens[end].is_capitalised and tokens[end].lower not in _CALENDAR and tokens[end].is_word:
                end += 1
            elif (
                tokens[end].lower in _CONNECTORS
                and end + 1 < len(tokens)
                and (tokens[end + 1].is_capitalised or tokens[end + 1].lower in ("the", "la"))
            ):
                if tokens[end].lower in ("'s", "'") and not _is_organisation(
                    tokens, end + 1, min(len(tokens), end + 3), lexicon
                ):
                    break
                end += 1
            elif (
                tokens[end].lower in ("the", "and")
                and tokens[end - 1].lower in _CONNECTORS | {"the"}
                and end + 1 < len(tokens)
                and tokens[end + 1].is_capitalised
            ):
                end += 1
            else:
                break
        while end > at and tokens[end - 1].lower in _CONNECTORS | {"the"}:
            end -= 1
        if not any(m.start <= at and end <= m.end for m in known):
            spans.append((at, end))
        at = max(end, at + 1)
    return spans


def _opens_name(tokens: Sequence[Token], at: int, shouting: bool) -> bool:
    token = tokens[at]
    if (
        not token.is_capitalised
        or not token.text[0].isalpha()
        or token.lower in _CALENDAR | _NOT_NAMES
        or token.tag.startswith(("PNP", "DT", "AT", "CJ", "PRP", "DPS", "AVQ", "DTQ", "PNQ", "VM", "XX"))
    ):
        return False
    if shouting:
        return token.tag == "NP0"
    sentence_initial = at == 0 or tokens[at - 1].lower in ('"', ":", "-", "•")
    if sentence_initial:
        return (
            token.tag.startswith("NP")
            or (token.text.isupper() and len(token.text) > 1)
            or (at + 1 < len(tokens) and tokens[at + 1].is_capitalised)
            or (token.tag in ("NN1", "AJ0", "NN2") and at + 1 < len(tokens) and tokens[at + 1].lower in ("of", "for"))
        )
    return True


def _is_organisation(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    index = lexicon.cues["OrganisationNoun"]
    return any(index.find_at(tokens, i, i + 1) for i in range(start, end))


def _find_parties(spans: Iterable[tuple[Sentence, list[tuple[int, int]]]], lexicon: Lexicon, found: _Found) -> None:
    spans = list(spans)
    acting: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], tuple[int, int]] = {}
    organisations: dict[tuple[str, ...], tuple[Sequence[Token], int, int]] = {}
    abbreviations: dict[tuple[str, ...], str] = {}
    for sentence, rows in spans:
        tokens = sentence.tokens
        groups = find_verb_groups(tokens)
        for start, end in rows:
            words = _words(tokens, start, end)
            first.setdefault(words, (tokens[start].start, tokens[end - 1].end))
            if (
                _is_organisation(tokens, start, end, lexicon)
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
        entity = _party(_label(words))
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
        for noun in {head, *_TAKEN_UP_BY.get(_kind(tokens, start, end, lexicon), ())} - {None}:
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
        elif (count > 1 or words[0].isupper()) and not _looks_personal(words):
            found.parties[words] = _party(_label(words))
            found.places.setdefault(found.parties[words], first[words])


def _kind(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> str:
    """The cue group of the organisation's noun: "union", "company" or "organisation"; its last noun decides."""
    index = lexicon.cues["OrganisationNoun"]
    kinds = [hit[3].name for i in range(start, end) for hit in index.find_at(tokens, i, i + 1)[:1]]
    return kinds[-1] if kinds else ""


def _words(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(normalise(t.text) for t in tokens[start:end])


def _belongs_to_state(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """ "Ukraine's Foreign Ministry", "the Norwegian Government" speak for a known party."""
    known = [m for m in find_mentions(tokens[max(0, start - 2) : end], lexicon) if m.of("party", "demonym")]
    return bool(known) and any(t.lemma in _OF_STATE for t in tokens[start:end])


def _acts(tokens: Sequence[Token], start: int, end: int, groups: Sequence[object], lexicon: Lexicon) -> bool:
    """The name stands before a verb of saying or a cue, behind "by", or in "between A and B"."""
    before = tokens[start - 1].lower if start else ""
    if before == "between" or (
        before == "and" and any(t.lower == "between" for t in tokens[max(0, start - 8) : start])
    ):
        return True
    verb = next((g for g in groups if 0 <= g.start - end <= 2), None)  # type: ignore[attr-defined]
    if verb is None or before in _PERSON_LINKS or any(t.lower == "," for t in tokens[end : verb.start]):  # type: ignore[attr-defined]
        return False
    head = verb.head  # type: ignore[attr-defined]
    return any(lexicon.cues[kind].find_at(tokens, head, len(tokens)) for kind in ("SayingVerb", "VerbCue"))


def _looks_personal(words: tuple[str, ...]) -> bool:
    return 2 <= len(words) <= 3 and all(w[0].isupper() and not w.isupper() for w in words)


def _find_people(spans: Iterable[tuple[Sentence, list[tuple[int, int]]]], lexicon: Lexicon, found: _Found) -> None:
    for sentence, rows in spans:
        tokens = sentence.tokens
        mentions = [m for m in find_mentions(tokens, lexicon) if m.of("party", "demonym", "person")]
        for start, end in rows:
            words = _words(tokens, start, end)
            while len(words) > 1 and words[0].lower() in _TITLES:
                words, start = words[1:], start + 1
            if (
                words in found.parties
                or words in found.people
                or not 1 <= len(words) <= 4
                or any(not w[0].isalpha() for w in words)
            ):
                continue
            if len(words) == 1 and not (start and tokens[start - 1].lower in _TITLES):
                continue
            party = _party_beside(tokens, start, end, mentions, lexicon, found)
            if party is None:
                continue
            person = Entity(PERSON + _slug(_label(words)), _label(words))
            found.people[words] = (person, party)
            found.places.setdefault(person, (tokens[start].start, tokens[end - 1].end))
            if len(words) > 1 and (words[-1],) not in lexicon.names:
                found.people.setdefault((words[-1],), (person, party))


def _party_beside(
    tokens: Sequence[Token], start: int, end: int, mentions: Sequence[Mention], lexicon: Lexicon, found: _Found
) -> Entity | None:
    """The party that a person's name stands with."""
    roles = lexicon.cues["RoleNoun"]

    def is_role(at: int) -> bool:
        return bool(roles.find_at(tokens, at, at + 1)) or tokens[at].lower in _TITLES

    # before the name: "Castellan's chief executive[,] Nora Field", "the French minister Ana Ruiz", "union leader Jo Hart"
    window = range(max(0, start - 7), start)
    role_before = next((i for i in reversed(window) if is_role(i)), None)
    if (
        role_before is not None
        and start - role_before <= 2
        and not any(t.lower in (";", ".") for t in tokens[role_before:start])
    ):
        near = [m for m in mentions if max(0, role_before - 6) <= m.start and m.end <= start]
        if near:
            return _party_of(near[-1])
        head = next(
            (
                found_head(tokens, i, lexicon)
                for i in range(max(0, role_before - 4), role_before)
                if found_head(tokens, i, lexicon)
            ),
            None,
        )
        if head:
            return head
        after_of = [m for m in mentions if role_before < m.start < start]
        if after_of:
            return _party_of(after_of[0])
    # behind the name: "Nora Field, chief executive of Castellan", "Nora Field of Castellan"
    if end < len(tokens) and tokens[end].lower in _PERSON_LINKS:
        near = [m for m in mentions if end < m.start <= end + 3]
        if near:
            return _party_of(near[0])
    if end < len(tokens) and tokens[end].lower in (",", "("):
        stop = next(
            (i for i in range(end + 1, min(len(tokens), end + 16)) if tokens[i].lower in (",", ")", ".", ";")),
            min(len(tokens), end + 14),
        )
        if any(is_role(i) for i in range(end + 1, stop)) or tokens[end + 1].lower in ("who", "of", "for"):
            near = [m for m in mentions if end < m.start < stop]
            if near:
                return _party_of(near[0])
            return next((h for i in range(end + 1, stop) if (h := found_head(tokens, i, lexicon))), None)
    return None


def found_head(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Entity | None:
    """The organisation that a lower-case noun takes up: "the union's"."""
    return lexicon.heads.get(tokens[at].lemma) if not tokens[at].is_capitalised else None


def _party_of(mention: Mention) -> Entity | None:
    name = mention.of("party", "demonym", "person")
    return name.party if name else None


def _principals(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Entity, ...]:
    """The two sides of "talks between A and B", else the two parties named most often."""
    counts: Counter[Entity] = Counter()
    for sentence in sentences:
        mentions = find_mentions(sentence.tokens, lexicon)
        for at, token in enumerate(sentence.tokens):
            if token.lower == "between":
                near = [m for m in mentions if at < m.start <= at + 8 and m.of("party", "demonym")]
                parties = list(dict.fromkeys(p for m in near[:2] if (p := _party_of(m)) is not None))
                if len(parties) == 2 and any(t.lower == "and" for t in sentence.tokens[near[0].end : near[1].start]):
                    counts.update(dict.fromkeys(parties, 3))
        counts.update(p for m in mentions if (p := _party_of(m)) is not None)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0].iri))[:2]
    return tuple(sorted(entity for entity, _ in most)) if len(most) == 2 else ()


def _label(words: tuple[str, ...]) -> str:
    text = " ".join(words)
    return re.sub(r" (['’]s?)(?= |$)", r"\1", text)


def _party(label: str) -> Entity:
    return Entity(PARTY + _slug(label), label)


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"
