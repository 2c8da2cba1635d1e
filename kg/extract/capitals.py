"""Rows of capitalised words that may be names, and the labels and slugs made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kg.extract.mentions import Mention, find_mentions
from kg.lexicon import Lexicon
from kg.sentences import Token, normalise

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


def name_spans(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[int, int]]:
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
                if tokens[end].lower in ("'s", "'") and not is_organisation(
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
        start = _behind_title(tokens, _behind_known(known, at, end), end, lexicon)
        if start < end and not any(m.start <= start and end <= m.end for m in known):
            spans.append((start, end))
        at = max(end, at + 1)
    return spans


def _behind_known(known: Sequence[Mention], start: int, end: int) -> int:
    """Where a name goes on behind a state's: "U.S. | Secretary of State Marco Rubio"."""
    mention = next((m for m in known if m.start == start and m.end < end and m.of("party", "demonym")), None)
    return mention.end if mention is not None else start


def _behind_title(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> int:
    """Where a person's name begins behind a post: "Foreign Minister | Ana Ruiz"; an organisation keeps all words."""
    if is_organisation(tokens, start, end, lexicon):
        return start
    roles = lexicon.cues["RoleNoun"]
    posts = [i for i in range(start, end - 1) if roles.find_at(tokens, i, i + 1)]
    if not posts:
        return start
    at = posts[-1] + 1
    while at < end and tokens[at].lower in {"of", "state", "the", "general"}:
        at += 1
    return at if 1 <= end - at <= 3 else start


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
