"""People whom a report introduces, and the party that it puts each beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.extract.capitals import label_of, slug_of, words_of
from kg.gazetteer import Mention
from kg.lexicon import Lexicon
from kg.model import Entity
from kg.sentences import Sentence, Token

PERSON = "https://w3id.org/negotiation-kg/data/person/"
TITLES = frozenset(
    "mr mrs ms dr president premier minister general colonel ambassador sir dame lord secretary chancellor king queen "
    "emir sheikh senator judge prince".split()
)
_LEADING = frozenset({"lead", "head", "represent", "chair", "run", "speak"})
PERSON_LINKS = frozenset({"of", "for", "from", "at", "with"})


@dataclass
class Found:
    """What is gathered about one report before names are given out."""

    parties: dict[tuple[str, ...], Entity] = field(default_factory=dict)
    places: dict[Entity, tuple[int, int]] = field(default_factory=dict)
    people: dict[tuple[str, ...], tuple[Entity, Entity]] = field(default_factory=dict)
    heads: dict[str, set[Entity]] = field(default_factory=dict)
    groups: list[Entity] = field(default_factory=list)


def find_people(spans: Iterable[tuple[Sentence, list[tuple[int, int]]]], lexicon: Lexicon, found: Found) -> None:
    """Add to ``found`` the people in the rows of capitalised words of some sentences, each with a party."""
    for sentence, rows in spans:
        tokens = sentence.tokens
        mentions = [m for m in lexicon.names.mentions(tokens) if m.of("party", "demonym", "person", "post")]
        for start, end in rows:
            words = words_of(tokens, start, end)
            while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
                words, start = words[1:], start + 1
            if (
                words in found.parties
                or words in found.people
                or not 1 <= len(words) <= 4
                or any(not w[0].isalpha() for w in words)
            ):
                continue
            if len(words) == 1 and not (start and tokens[start - 1].lower.rstrip(".") in TITLES):
                continue
            party = _party_beside(tokens, start, end, mentions, lexicon)
            if party is None:
                continue
            person = Entity(PERSON + slug_of(label_of(words)), label_of(words))
            found.people[words] = (person, party)
            found.places.setdefault(person, (tokens[start].start, tokens[end - 1].end))
            _add_short_names(words, person, party, lexicon, found)
        for mention in mentions:
            name = mention.of("person")
            if name is not None and name.party is not None and mention.end - mention.start > 1:
                whole = words_of(tokens, mention.start, mention.end)
                _add_short_names(whole, name.entity, name.party, lexicon, found)


def _add_short_names(words: tuple[str, ...], person: Entity, party: Entity, lexicon: Lexicon, found: Found) -> None:
    """The last of several names, and the first of three: "Kim Jong Un" is Kim, "Rex Tillerson" Tillerson."""
    for short in (words[-1:], words[:1] if len(words) == 3 else ()):
        if short and short not in lexicon.names and len(words) > 1:
            found.people.setdefault(short, (person, party))


def _party_beside(
    tokens: Sequence[Token], start: int, end: int, mentions: Sequence[Mention], lexicon: Lexicon
) -> Entity | None:
    """The party that a person's name stands with."""
    roles = lexicon.cues["RoleNoun"]

    def is_role(at: int) -> bool:
        return bool(roles.find_at(tokens, at, at + 1)) or tokens[at].lower.rstrip(".") in TITLES

    # before the name: "Castellan's chief executive Nora Field", "the French minister Ana Ruiz", "union leader Jo Hart"
    window = range(max(0, start - 7), start)
    role_before = next((i for i in reversed(window) if is_role(i)), None)
    of_state = [t.lower for t in tokens[max(0, start - 2) : start]] == ["of", "state"]
    if (
        role_before is not None
        and start - role_before <= (4 if of_state else 2)
        and not any(t.lower in (";", ".") for t in tokens[role_before:start])
    ):
        near = [m for m in mentions if max(0, role_before - 6) <= m.start and m.end <= start]
        if near:
            return party_of(near[-1])
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
            return party_of(after_of[0])
        is_general = role_before > 0 and tokens[role_before - 1].lower == "general"
        if not is_general and (office := lexicon.heads.get(tokens[role_before].lemma)) is not None:
            return office  # "Health Minister Amina Noor"
    # behind the name: "Nora Field, chief executive of Castellan", "Nora Field of Castellan"
    if end < len(tokens) and tokens[end].lower in PERSON_LINKS:
        near = [m for m in mentions if end < m.start <= end + 3]
        if near:
            return party_of(near[0])
    if end + 1 < len(tokens) and tokens[end].lower == "," and tokens[end + 1].lower == "whose":
        near = [m for m in mentions if end < m.start <= end + 4]
        return party_of(near[0]) if near else None
    if end < len(tokens) and tokens[end].lower in (",", "("):
        stop = next(
            (i for i in range(end + 1, min(len(tokens), end + 16)) if tokens[i].lower in (",", ")", ".", ";")),
            min(len(tokens), end + 14),
        )
        next_word = tokens[end + 1].lower if end + 1 < len(tokens) else ""
        leads = next_word == "who" and end + 2 < len(tokens) and tokens[end + 2].lemma in _LEADING
        if any(is_role(i) for i in range(end + 1, stop) if next_word != "who") or leads or next_word in {"of", "for"}:
            near = [m for m in mentions if end < m.start < stop]
            if near:
                return party_of(near[0])
            return next((h for i in range(end + 1, stop) if (h := found_head(tokens, i, lexicon))), None) or next(
                (h for i in range(end + 1, stop) if is_role(i) and (h := lexicon.heads.get(tokens[i].lemma))), None
            )
    return None


def found_head(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Entity | None:
    """The organisation that a lower-case noun takes up: "the union's"."""
    return lexicon.heads.get(tokens[at].lemma) if not tokens[at].is_capitalised else None


def party_of(mention: Mention) -> Entity | None:
    """Return the party that a name stands for, or that its bearer belongs to."""
    name = mention.of("party", "demonym", "person", "post")
    return name.party if name else None
