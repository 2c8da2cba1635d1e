"""Rows of capitalised words that may be names, and the labels and slugs made of them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from kg.gazetteer import Mention
from kg.lexicon import Lexicon
from kg.sentences import Remembered, Sentence, Token, normalise

_CONNECTORS = frozenset({"of", "for", "de", "du", "des", "la", "le", "al", "el", "von", "&", "'s", "'"})
_CALENDAR = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december"
    ).split()
)
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
_NO_OPENING = _CALENDAR | _NOT_NAMES
_NO_ENDING = _CONNECTORS | {"the"}

OF_STATE = frozenset(
    "ministry government parliament army embassy presidency minister president premier senate department treasury "
    "force office representative mission administration".split()
)
_BEFORE_POST = frozenset("vice deputy general executive chief prime foreign".split())


def names_in_mid_sentence(sentences: Iterable[Sentence]) -> frozenset[str]:
    """The words that stand capitalised inside sentences: at the head of one, too, they are names."""
    return frozenset(
        token.text
        for sentence in sentences
        if not _is_shouting(sentence.tokens)
        for before, token in itertools.pairwise(sentence.tokens)
        if token.is_capitalised and before.tag != "PUN" and token.is_word
    )


@Remembered
def _is_shouting(tokens: Sequence[Token]) -> bool:
    """True of a headline in capitals or title case, where a capital says nothing."""
    return len([t for t in tokens if t.is_capitalised]) > 0.6 * len([t for t in tokens if t.is_word])


def name_spans(
    tokens: Sequence[Token], lexicon: Lexicon, known_names: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """The rows of capitalised words that are not wholly known names.

    ``known_names`` are words that are names wherever they stand.
    """
    known = lexicon.names.mentions(tokens)
    shouting = _is_shouting(tokens)
    spans = []
    at = 0
    while at < len(tokens):
        if not tokens[at].is_capitalised or not _opens_name(tokens, at, shouting, known_names):
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            if tokens[end].is_capitalised and tokens[end].is_word and not _is_calendar(tokens, end):
                end += 1
            elif (
                tokens[end].lower in _CONNECTORS
                and end + 1 < len(tokens)
                and (tokens[end + 1].is_capitalised or tokens[end + 1].lower in ("the", "la"))
            ):
                if tokens[end].lower in ("'s", "'") and not is_organisation(
                    tokens, end + 1, min(len(tokens), end + 3), lexicon
                ):
                    break
                end += 1
            elif (
                tokens[end].lower in ("the", "and")
                and tokens[end - 1].lower in _NO_ENDING
                and end + 1 < len(tokens)
                and tokens[end + 1].is_capitalised
            ):
                end += 1
            else:
                break
        while end > at and tokens[end - 1].lower in _NO_ENDING:
            end -= 1
        at, end = _start_of_abbreviated(tokens, at, end), _over_and(tokens, at, end, lexicon)
        start = _behind_members(tokens, _behind_known(tokens, known, at, end, lexicon), end)
        for first, last in _split_at_post(tokens, start, end, lexicon):
            if first < last and not any(m.start <= first and last <= m.end for m in known):
                spans.append((first, last))
        at = max(end, at + 1)
    return spans


def _behind_known(tokens: Sequence[Token], known: Sequence[Mention], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a name goes on behind a state's: "U.S. | Secretary of State Marco Rubio", not "London Stock Exchange"."""
    mention = next((m for m in known if m.start == start and m.end < end and m.of("party", "demonym")), None)
    if mention is None:
        return start
    rest = range(mention.end, end)
    is_body = is_organisation(tokens, mention.end, end, lexicon) and tokens[mention.end].lower not in ("'s", "'")
    if is_body and not any(_is_post(tokens, i, lexicon) or tokens[i].lemma in OF_STATE for i in rest):
        return start
    return mention.end


def _is_post(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    return bool(lexicon.cues["RoleNoun"].find_at(tokens, at, at + 1))


def _over_and(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """The end of a name that goes on behind "and": "the | Public and Commercial Services Union"."""
    if (
        end + 1 >= len(tokens)
        or tokens[end].lower != "and"
        or not tokens[end + 1].is_capitalised
        or not start
        or tokens[start - 1].lower != "the"
        or end - start > 2
    ):
        return end
    stop = end + 1
    while stop < len(tokens) and tokens[stop].is_capitalised and tokens[stop].is_word:
        stop += 1
    return stop if is_organisation(tokens, stop - 1, stop, lexicon) and stop - end > 2 else end


def abbreviation_behind(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """The abbreviation in brackets behind a name, where its letters begin the name's words: "Rail Union (RU)"."""
    if end + 2 >= len(tokens) or tokens[end].lower != "(" or tokens[end + 2].lower != ")":
        return None
    short = tokens[end + 1].text
    initials = "".join(t.text[0].upper() for t in tokens[start:end] if t.is_word and t.lower not in ("'s", "'"))
    capitals = "".join(t.text[0] for t in tokens[start:end] if t.is_capitalised)
    return short if short.isupper() and len(short) > 1 and short in (initials, capitals) else None


def _start_of_abbreviated(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a name begins whose abbreviation takes in more words: "the | People's Liberals (PL)"."""
    first = start
    while (
        first > 0
        and start - first < 6
        and (tokens[first - 1].is_capitalised or tokens[first - 1].lower in _CONNECTORS | {"and"})
    ):
        first -= 1
        if tokens[first].is_capitalised and abbreviation_behind(tokens, first, end):
            return first
    return start


def _behind_members(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the organisation begins behind its people: "Members of the | Dockers' Union"."""
    if start + 2 < end and tokens[start].tag == "NN2" and tokens[start + 1].lower in ("of", "from", "at"):
        return start + 2 + (tokens[start + 2].lower == "the")
    return start


def _split_at_post(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Cut a post out of a row: "Foreign Minister | Ana Ruiz", "Dockers' Union | President | Jo Hart"."""
    link = next((i for i in range(start + 2, end - 1) if tokens[i].lower in ("of", "from", "for", "at")), None)
    if (
        link is not None
        and link - start <= 3
        and not is_organisation(tokens, start, link, lexicon)
        and is_organisation(tokens, link, end, lexicon)
        and all(t.is_capitalised for t in tokens[start:link])
        and not any(_is_post(tokens, i, lexicon) for i in range(start, link))
    ):
        body = link + 1 + (tokens[link + 1].lower == "the")
        return [(start, link), (body, end)]  # "Nadia Claes of the | Rail Staff Union"
    posts = [i for i in range(start, end - 1) if _is_post(tokens, i, lexicon)]
    if not posts:
        return [(start, end)]
    at = posts[-1] + 1
    while at < end and tokens[at].lower in {"of", "state", "the", "general"}:
        at += 1
    if not 1 <= end - at <= 3 or is_organisation(tokens, at, end, lexicon):
        return [(start, end)]
    body = posts[0]
    while body > start and tokens[body - 1].lower in _BEFORE_POST:
        body -= 1
    if body > start and is_organisation(tokens, start, body, lexicon):
        return [(start, body), (at, end)]
    return [(at, end)]


def _is_calendar(tokens: Sequence[Token], at: int) -> bool:
    """True of a day or month, but not of "May" behind a first name: "Theresa May told"."""
    if tokens[at].lower not in _CALENDAR:
        return False
    number = at + 1 < len(tokens) and tokens[at + 1].text[0].isdigit()
    return tokens[at].lower != "may" or number or not tokens[at - 1].tag.startswith("NP")


def _opens_name(tokens: Sequence[Token], at: int, shouting: bool, known_names: frozenset[str]) -> bool:
    token = tokens[at]
    if (
        not token.is_capitalised
        or not token.text[0].isalpha()
        or token.lower in _NO_OPENING
        or token.tag.startswith(("PNP", "DT", "AT", "CJ", "PRP", "DPS", "AVQ", "DTQ", "PNQ", "VM", "XX"))
    ):
        return False
    if shouting:
        return token.tag == "NP0"
    sentence_initial = at == 0 or tokens[at - 1].lower in ('"', ":", "-", "•")
    if sentence_initial:
        return (
            token.tag.startswith("NP")
            or token.text in known_names
            or (token.text.isupper() and len(token.text) > 1)
            or (at + 1 < len(tokens) and tokens[at + 1].is_capitalised)
            or (token.tag in ("NN1", "AJ0", "NN2") and at + 1 < len(tokens) and tokens[at + 1].lower in ("of", "for"))
        )
    return True


def is_organisation(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a word of organisations stands in a token range."""
    index = lexicon.cues["OrganisationNoun"]
    return any(index.find_at(tokens, i, i + 1) for i in range(start, end))


def words_of(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    """Return the words of a token range, normalised, case kept."""
    return tuple(normalise(t.text) for t in tokens[start:end])


def label_of(words: tuple[str, ...]) -> str:
    """Return the words as one name, the genitive joined to what it stands behind."""
    text = " ".join(words)
    return re.sub(r" (['’]s?)(?= |$)", r"\1", text)


def slug_of(label: str) -> str:
    """Return a name as the local name of an IRI: lower-case letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"
