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
    at = behind_adverbials(tokens, _behind_package_words(context, at))
    if at >= len(tokens) or tokens[at].lower in (".", "?", "!", ";"):
        return ("whole", at, None) if "whole" in kinds else None
    token = tokens[at]
    if token.lower in ("from", "of") and (found := _behind_asked(context, at)) is not None:
        rest = complement(context, found[0], cue)
        return (*rest[:2], rest[2] or found[1]) if rest is not None else None
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


def _behind_asked(context: Context, at: int) -> tuple[int, Entity | None] | None:
    """As in "demanded from Turkey | the withdrawal": where the matter begins, and the party it is asked of."""
    tokens = context.tokens
    phrase = next(iter(noun_phrases(tokens, at + 1, len(tokens))), None)
    if phrase is None or phrase[0] != at + 1 or phrase[1] >= len(tokens):
        return None
    actor = context.resolver.resolve((phrase[0], phrase[1]))
    if actor is None or tokens[phrase[1]].tag not in ("AT0", "DPS", "CJT"):
        return None
    return phrase[1], actor.party


def behind_adverbials(tokens: Sequence[Token], at: int) -> int:
    """Skip adverbs and what only says when: "rejected | on 3 March | the plan", and where, before "that" or "to"."""
    while at < len(tokens):
        if tokens[at].tag in ADVERBS or _is_both_and(tokens, at):
            if is_measure(tokens, at):
                return at
            at += 1
            continue
        stop = _behind_time(tokens, at) or _behind_place(tokens, at)
        if stop is None:
            return at
        at = stop
    return at


_ON = frozenset({"on", "in", "late", "early", "earlier"})
_WHERE = frozenset({"in", "at", "during", "after", "before", "through", "via"})
_LONGEST_PLACE = 12


def _behind_time(tokens: Sequence[Token], at: int) -> int | None:
    """The end of the words of time at ``at``: "on Monday", "on 3 March", "late on Tuesday", "this week"; or None."""
    first = at
    while first < len(tokens) and tokens[first].lower in _ON and first - at < 2:
        first += 1
    phrase = next(iter(noun_phrases(tokens, first, min(len(tokens), first + 5))), None)
    if phrase is None or phrase[0] != first:
        return None
    stop = next((i for i in range(phrase[1], first, -1) if is_time_phrase(tokens, first, i)), None)
    if stop is None or (stop < len(tokens) and tokens[stop].tag == "POS"):
        return None  # "last week's proposal" is no time
    is_length = tokens[first].tag in ("CRD", "AT0") and first == at  # "offered three days of leave"
    return None if is_length else stop


def _behind_place(tokens: Sequence[Token], at: int) -> int | None:
    """The end of phrases that say where, or at which occasion, if "that" or "to" with its verb follows; or None."""
    if tokens[at].lower not in _WHERE or tokens[at].tag not in ("PRP", "CJS"):
        return None
    for stop in range(at + 1, min(len(tokens), at + _LONGEST_PLACE)):
        token = tokens[stop]
        if token.tag == "CJT" or (token.tag == "TO0" and tokens[stop - 1].tag[:2] in ("NN", "NP")):
            return stop
        if token.tag[:2] in ("VV", "VB", "VH", "VD", "VM", "CJ", "PU", "PN") or token.tag == "DTQ":
            return None
    return None


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
