"""What may follow a cue and hold its matter: noun phrase, infinitive, gerund, clause, or a party and an infinitive."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.context import Context
from kg.extract.phrases import is_time_phrase, noun_phrases
from kg.extract.verbs import Form
from kg.lexicon import Cue
from kg.model import Entity
from kg.sentences import Token

ADVERBS = ("AV0", "AVP", "XX0")


def complement(context: Context, at: int, cue: Cue) -> tuple[str, int, Entity | None] | None:
    """Return (kind, first token, addressee) of the phrase at ``at`` where the cue allows its kind, else None."""
    tokens, kinds = context.tokens, cue.complements
    at = _behind_adverbials(tokens, _behind_package_words(context, at))
    if at >= len(tokens) or tokens[at].lower in (".", "?", "!", ";"):
        return ("whole", at, None) if "whole" in kinds else None
    token = tokens[at]
    if token.lower == ":" and at + 1 < len(tokens):
        return ("object", at + 1, None) if kinds & {"object", "predicate"} else None
    if token.lower == '"' and at + 1 < len(tokens):
        at, token = at + 1, tokens[at + 1]
    if is_that_alone(tokens, at):
        return ("object", at, None) if "object" in kinds else None  # "Iran rejected that."
    if token.tag == "CJT" or token.lower == "whether":
        return ("clause", at + 1, None) if "clause" in kinds else None
    if token.tag == "TO0":
        return ("infinitive", at, None) if "infinitive" in kinds else None
    if token.tag == "VVG" and "gerund" in kinds:
        return "gerund", at, None
    if token.tag in ("DTQ", "PNQ", "AVQ", ","):
        return None
    recipient = _recipient(context, at)
    if recipient is not None and "recipient" in kinds:
        return "recipient", recipient[0], recipient[1]
    if recipient is not None and "object" not in kinds:
        return None
    if _clause_ahead(context, at) and "clause" in kinds:
        return "clause", at, None
    if "object" in kinds and (
        is_measure(tokens, at)
        or token.tag not in ("PUN", "CJC", "CJS", "PRP", "VVD", "VVZ", "VM0")
        or token.lower in ("$", "£", "€")
    ):
        return "object", at, None
    return ("whole", at, None) if "whole" in kinds else None


_MEASURES = (("at", "least"), ("no", "more", "than"), ("more", "than"), ("less", "than"), ("up", "to"), ("at", "most"))


def _behind_package_words(context: Context, at: int) -> int:
    """Skip words set off by commas that bind what follows: "demanded | , as a package, | that …"."""
    tokens = context.tokens
    if at + 1 < len(tokens) and tokens[at].lower == ",":
        for _, after, _, _ in context.lexicon.cues["PackageCue"].find_at(tokens, at + 1, len(tokens)):
            if after < len(tokens) and tokens[after].lower == ",":
                return after + 1
    return at


def _behind_adverbials(tokens: Sequence[Token], at: int) -> int:
    """Skip adverbs and what only says when: "rejected | on Monday | the plan", "has | again | refused"."""
    while at < len(tokens):
        if tokens[at].tag in ADVERBS or _is_both_and(tokens, at):
            if is_measure(tokens, at):
                return at
            at += 1
            continue
        first = at + (tokens[at].lower in ("on", "in", "late", "early", "earlier"))
        phrase = next(iter(noun_phrases(tokens, first, min(len(tokens), first + 5))), None)
        if phrase is None or phrase[0] != first:
            return at
        stop = next((i for i in range(first, phrase[1]) if not is_time_phrase(tokens, first, i + 1)), phrase[1])
        if stop == first:
            return at
        at = stop
    return at


def is_that_alone(tokens: Sequence[Token], at: int) -> bool:
    """True of "that" which opens no clause because the clause ends behind it: "Iran rejected that."."""
    return tokens[at].lower == "that" and (at + 1 >= len(tokens) or tokens[at + 1].lower in (".", ",", ";", "?", "!"))


def is_measure(tokens: Sequence[Token], at: int) -> bool:
    """True of "at least", "no more than", "up to" before a number."""
    for words in _MEASURES:
        end = at + len(words)
        if (
            tuple(t.lower for t in tokens[at:end]) == words
            and end < len(tokens)
            and tokens[end].text[0] in "0123456789$£€"
        ):
            return True
    return False


def _is_both_and(tokens: Sequence[Token], at: int) -> bool:
    """True of "both" before "a … and b …", not of "both sides"."""
    return tokens[at].lower == "both" and at + 1 < len(tokens) and tokens[at + 1].tag in {"AT0", "DPS", "TO0"}


def _recipient(context: Context, at: int) -> tuple[int, Entity | None] | None:
    """A noun phrase then "to" + verb: where the infinitive begins, and the party addressed."""
    tokens = context.tokens
    phrases = noun_phrases(tokens, at, min(len(tokens), at + 14))
    if not phrases or phrases[0][0] != at:
        return None
    infinitive = next((g for g in context.groups if g.form is Form.INFINITIVE and g.start >= phrases[0][1]), None)
    if (
        infinitive is None
        or infinitive.start - phrases[0][1] > 8
        or any(t.lower in (",", ";") or t.tag == "CJT" for t in tokens[phrases[0][1] : infinitive.start])
    ):
        return None
    if any(g.form is Form.FINITE and phrases[0][1] <= g.start < infinitive.start for g in context.groups):
        return None
    actor = context.resolver.resolve((at, phrases[0][1]))
    if actor is None and tokens[at].tag != "PNP":
        return None
    return infinitive.start, actor.party if actor else None


def _clause_ahead(context: Context, at: int) -> bool:
    """A finite verb follows whose subject begins right here: a clause without "that"."""
    return any(
        g.form is Form.FINITE and g.subject is not None and at <= g.subject[0] <= at + 1 and g.start > at
        for g in context.groups
    )
