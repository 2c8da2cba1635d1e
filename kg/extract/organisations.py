"""Names of parties that a report introduces, told from names of people and of newspapers by what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.extract.capitals import OF_STATE, abbreviation_behind, is_organisation, label_of, slug_of, words_of
from kg.extract.people import PERSON_LINKS, TITLES, Found
from kg.extract.verbs import VerbGroup, find_verb_groups, is_noun
from kg.lexicon import Lexicon
from kg.model import Entity
from kg.sentences import Sentence, Token

PARTY = "https://w3id.org/negotiation-kg/data/party/"
Words = tuple[str, ...]
Rows = list[tuple[Sentence, list[tuple[int, int]]]]
# Nouns by which a text takes up a named union or company again.
_TAKEN_UP_BY = {"union": ("union", "workforce"), "company": ("company", "management", "employer", "firm", "group")}
_NO_PARTIES = frozenset(
    "minister president secretary pm mp parties party sides facilitators mediators article annex section government "
    "committee officials leaders sources ministers".split()
)
_PARTNER = frozenset({"with", "between", "against"})
_JOIN = 2  # tokens that may stand between a name and its verb


@dataclass
class Evidence:
    """What speaks for a row of capitalised words being a party, and for its being a person, over a whole report."""

    count: int = 0
    acts: int = 0
    body: int = 0
    person: int = 0
    first: tuple[int, int] = (0, 0)
    in_mid_sentence: bool = False
    kind: str | None = None
    head: str | None = None
    abbreviation: str | None = None


@dataclass
class _Survey:
    rows: dict[Words, Evidence] = field(default_factory=dict)
    surnames: set[str] = field(default_factory=set)
    known: dict[str, Entity] = field(default_factory=dict)


def find_parties(spans: Rows, lexicon: Lexicon, found: Found) -> None:
    """Add to ``found`` the parties among the rows of capitalised words: their names, first places and nouns.

    A row is a party where it holds a word of organisations ("Union of …"), or where it acts (says, demands, is one
    side of talks) and something tells it from a person: an abbreviation's capitals, "the", an offer or a chief of
    its own, several acts of a name that is nobody's surname.
    """
    survey = _survey(spans, lexicon)
    named = [(w, e) for w, e in sorted(survey.rows.items()) if e.kind is not None]
    for words, evidence in named:
        _add(words, evidence, found)
        if evidence.abbreviation:
            found.parties.setdefault((evidence.abbreviation,), found.parties[words])
        else:
            initials = "".join(w[0] for w in words if w[0].isupper())
            if len(initials) > 1 and (initials,) in survey.rows:
                found.parties.setdefault((initials,), found.parties[words])
    for words, evidence in sorted(survey.rows.items(), key=lambda item: (-len(item[0]), item[0])):
        if words in found.parties:
            continue
        whole = survey.known.get(words[0]) if len(words) == 1 else None
        if whole is not None:
            found.parties[words] = whole  # "the Commission", where the European one has been named
            continue
        longer = [e for w, e in sorted(found.parties.items()) if _is_short_for(words, w)]
        if longer:
            found.parties[words] = longer[0]
        elif _is_party(words, evidence, survey) and not _is_demonym(words, survey):
            _add(words, evidence, found)


def _add(words: Words, evidence: Evidence, found: Found) -> None:
    label = label_of(words)
    entity = Entity(PARTY + slug_of(label), label)
    found.parties.setdefault(words, entity)
    found.places.setdefault(entity, evidence.first)
    for noun in {evidence.head or "", *_TAKEN_UP_BY.get(evidence.kind or "", ())} - {""}:
        found.heads.setdefault(noun, set()).add(entity)


def _is_short_for(words: Words, name: Words) -> bool:
    """True of the beginning of a name: "Norrfiber" of "Norrfiber Group", or any one word of it in capitals."""
    return len(words) < len(name) and (
        name[: len(words)] == words
        or (len(words) == 1 and words[0] == name[-1])
        or (len(words) == 1 and words[0] in name and words[0].isupper())
    )


def _is_demonym(words: Words, survey: _Survey) -> bool:
    """True of an adjective made of another name in the report: "Mesiran" beside "Mesira"."""
    return len(words) == 1 and any(
        len(name) == 1 and words[0] != name[0] and len(name[0]) > 3 and words[0].removeprefix(name[0]) in _DEMONYM
        for name in survey.rows
    )


def _is_party(words: Words, evidence: Evidence, survey: _Survey) -> bool:
    if evidence.person or (len(words) == 1 and words[0] in survey.surnames) or words[-1].lower() in _NO_PARTIES:
        return False
    if len(words) == 1 and len(words[0]) > 1 and words[0].isupper():
        return evidence.acts + evidence.body > 0
    if len(words) == 1 and words[0].endswith("s") and evidence.in_mid_sentence:
        return evidence.acts > 0  # "Republicans"
    if evidence.body:
        return evidence.acts > 0 or evidence.body > 1
    # Reports give a person's first name once; who acts and never has one is no person.
    return len(words) == 1 and (evidence.acts > 1 or (evidence.acts == 1 and evidence.count > 1))


def _survey(spans: Rows, lexicon: Lexicon) -> _Survey:
    survey = _Survey()
    for sentence, rows in spans:
        tokens: Sequence[Token] = sentence.tokens
        groups = find_verb_groups(tokens)
        for mention in lexicon.names.mentions(tokens):
            name = mention.of("party")
            if name is not None and name.party is not None and mention.end - mention.start > 1:
                for word in (tokens[mention.start].text, tokens[mention.end - 1].text):
                    survey.known.setdefault(word, name.party)
            if mention.of("person"):
                survey.surnames |= {t.text for t in tokens[mention.start : mention.end]}
        for start, end in rows:
            words = words_of(tokens, start, end)
            if is_medium(tokens, start, end, lexicon):
                continue
            evidence = survey.rows.setdefault(words, Evidence(first=(tokens[start].start, tokens[end - 1].end)))
            evidence.in_mid_sentence |= start > 0 and tokens[start - 1].lower not in ('"', ":", "-", "•")
            evidence.count += 1
            evidence.acts += _acts(tokens, start, end, groups, lexicon)
            evidence.body += _is_body(tokens, start, end, lexicon)
            evidence.person += is_personal(tokens, start, end, lexicon)
            if 2 <= len(words) <= 3 and not any(w.isupper() for w in words) and not evidence.body:
                survey.surnames |= {words[-1], words[0] if len(words) == 3 else words[-1]}
            abbreviation = abbreviation_behind(tokens, start, end)
            if end - start > 1 and (abbreviation or is_organisation(tokens, start, end, lexicon)):
                _classify(tokens, start, end, lexicon, evidence, abbreviation)
    for words, evidence in survey.rows.items():
        if evidence.body or evidence.kind is not None:
            survey.surnames.discard(words[-1])
    return survey


def _classify(
    tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, evidence: Evidence, abbreviation: str | None
) -> None:
    if evidence.person or _belongs_to_state(tokens, start, end, lexicon):
        return
    index = lexicon.cues["OrganisationNoun"]
    at = [i for i in range(start, end) if index.find_at(tokens, i, i + 1)]
    evidence.kind = index.find_at(tokens, at[-1], at[-1] + 1)[0][3].name if at else "organisation"
    evidence.head = tokens[at[-1]].lemma if at else None
    evidence.abbreviation = abbreviation or evidence.abbreviation


def is_medium(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a name is that of a newspaper, broadcaster or agency, which reports and holds no position."""
    index = lexicon.cues["MediumNoun"]
    return any(index.find_at(tokens, i, end) for i in (start, end - 1))


def is_personal(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether what stands beside a row of capitalised words marks it as a person: a title, a post, "who"."""
    before = tokens[start - 1] if start else None
    if before is not None and before.lower.rstrip(".") in TITLES:
        return True
    if tokens[start].lower.rstrip(".") in TITLES or (end < len(tokens) and tokens[end].lower == "administration"):
        return True  # "Mr Tsipras"; "the Obama administration"
    roles = lexicon.cues["RoleNoun"]
    if before is not None and roles.find_at(tokens, start - 1, start) and 1 < end - start <= 3:
        return True
    if end - start == 1 and _taken_up_by(tokens, end) == "person":
        return True  # "Barnier stressed that he …"
    if end + 1 < len(tokens) and tokens[end].lower == ",":
        following = tokens[end + 1 : end + 5]
        if following[0].lower in ("who", "whose"):
            return True
        cut = next((i for i, t in enumerate(following) if t.lower == ","), len(following))
        return 1 < end - start <= 3 and any(roles.find_at(tokens, end + 1 + i, end + 2 + i) for i in range(cut))
    return False


def _taken_up_by(tokens: Sequence[Token], end: int) -> str | None:
    """Whether the first pronoun behind a name, before any other name, is one of a person."""
    for token in tokens[end : end + 14]:
        if token.lower in ("he", "she"):
            return "person"
        if token.is_capitalised or token.lower in ("it", "its", '"', "they", "we"):
            return None
    return None


def _is_body(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """True where "the" stands before the name in mid-sentence, or an office, an offer or a chief of its own behind."""
    before = tokens[start - 1].lower if start else ""
    at = start - 1
    while at > 0 and start - at < 4 and (tokens[at].tag.startswith("AJ") or tokens[at].tag == "NN1"):
        at -= 1
    if (
        at >= 0
        and tokens[at].lower == "the"
        and not any(lexicon.cues["RoleNoun"].find_at(tokens, i, i + 1) for i in range(at, start))
    ):
        return True  # "the paramilitary Mobile Guard"
    if before in _PARTNER and any(t.lemma in {"talk", "negotiate", "negotiation", "deal"} for t in tokens[:start]):
        return True
    at = end + 1 if end < len(tokens) and tokens[end].tag == "POS" else end
    owned = at > end
    for i in range(at, min(len(tokens), at + 3)):
        if lexicon.cues["RoleNoun"].find_at(tokens, i, i + 1):
            return True
        if owned and (lexicon.cues["NounCue"].find_at(tokens, i, min(i + 3, len(tokens))) or tokens[i].lemma in _OWNED):
            return True
        if not is_noun(tokens[i]) and not tokens[i].tag.startswith("AJ"):
            break
    return False


_OWNED = frozenset(
    "offer bid board plan delegation government member fighter force spokesman member supporter customer headquarters "
    "shareholder workforce army militia negotiator condition position stance proposal".split()
)


def _belongs_to_state(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """As in "Ukraine's Foreign Ministry", "the Norwegian Government" speak for a known party."""
    if not any(t.lemma in OF_STATE for t in tokens[start:end]):
        return False
    beside = words_of(tokens, max(0, start - 2), end)
    return any(m.of("party", "demonym") for m in lexicon.names.find(beside))


def _acts(tokens: Sequence[Token], start: int, end: int, groups: Sequence[VerbGroup], lexicon: Lexicon) -> bool:
    """The name stands before a verb of saying or a cue, or in "between A and B"."""
    before = tokens[start - 1].lower if start else ""
    if before == "between" or (
        before == "and" and any(t.lower == "between" for t in tokens[max(0, start - 8) : start])
    ):
        return True
    verb = next((g for g in groups if 0 <= g.start - end <= _JOIN), None)
    if verb is None or before in PERSON_LINKS or any(t.lower == "," for t in tokens[end : verb.start]):
        return False
    return any(
        lexicon.cues[kind].find_at(tokens, verb.head, len(tokens))
        for kind in ("SayingVerb", "VerbCue", "AdjectiveCue", "EvaluationVerb")
    )


def count_parties(sentences: Sequence[Sentence], lexicon: Lexicon) -> Counter[Entity]:
    """Return how often each known party is named, by name, demonym or a person of it."""
    return Counter(
        name.party
        for sentence in sentences
        for mention in lexicon.names.mentions(sentence.tokens)
        if (name := mention.of("party", "demonym", "person")) is not None and name.party is not None
    )


_DEMONYM = ("n", "an", "ian", "ean", "ese", "i", "ish")


def demonyms(spans: Rows, found: Found) -> Iterator[tuple[Words, Entity]]:
    """Yield the words formed from a party's one-word name: "Mesiran" of "Mesira"."""
    short = {words[0]: entity for words, entity in found.parties.items() if len(words) == 1 and len(words[0]) > 3}
    for sentence, _ in spans:
        for token in sentence.tokens:
            for name, entity in short.items() if token.is_capitalised else ():
                if (
                    token.text != name
                    and token.text.startswith(name[:-1])
                    and token.text.removeprefix(name) in _DEMONYM
                ):
                    yield (token.text,), entity
