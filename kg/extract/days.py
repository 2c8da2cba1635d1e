"""The day behind a matter that belongs to the verb: "rejected the plan | on Wednesday", but not "talks on Monday"."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.context import Context
from kg.extract.matter import Matter
from kg.extract.phrases import is_time_phrase
from kg.extract.verbs import is_noun, is_verb

# What takes place on a day of its own, beside the nouns of meetings.
_HAPPENING = frozenset(
    "action attack ballot ceasefire ceremony election exchange handover march operation pause protest rally release "
    "return session shutdown signing stoppage strike swap transfer truce visit vote walkout withdrawal".split()
)
_RELATIVE = frozenset({"yesterday", "today", "last", "earlier", "this"})


def without_day(context: Context, k: int, matter: Matter) -> Matter:
    """Return the matter of the past verb group ``k`` with a day at its end cut off and kept, if it is no other's.

    What is left must be plain noun phrases, none of which happens on a day itself.
    """
    tokens, group = context.tokens, context.groups[k]
    is_past = any(t.tag in ("VVD", "VHD", "VBD") for t in tokens[group.start : group.end])
    closes = matter.end >= len(tokens) or tokens[matter.end].tag == "PUN"
    at = _day_at_end(context, matter)
    if at is None or not is_past or not closes or matter.condition is not None or matter.exchange is not None:
        return matter
    if any(is_verb(t) or t.tag == "TO0" for t in tokens[matter.start : at]) or _may_happen(context, matter.start, at):
        return matter
    return replace(matter, end=at, day=(at, matter.end))


def _day_at_end(context: Context, matter: Matter) -> int | None:
    """Where "on Wednesday", "late on 3 March", "last week" or "yesterday" begins behind a noun; None for none."""
    tokens = context.tokens
    for at in range(max(matter.start + 1, matter.end - 6), matter.end):
        word = tokens[at].lower
        first = at + (word in ("late", "early"))
        if first + 1 < matter.end and tokens[first].lower == "on":
            is_day = is_time_phrase(tokens, first + 1, matter.end)
        else:
            is_day = word in _RELATIVE and is_time_phrase(tokens, at, matter.end)
        if is_day:
            return at if is_noun(tokens[at - 1]) else None
    return None


def _may_happen(context: Context, start: int, end: int) -> bool:
    """True where the head of a noun phrase in the range is something that takes place on a day."""
    tokens, meetings = context.tokens, context.lexicon.cues["MeetingNoun"]
    heads = [
        at
        for at in range(start, end)
        if is_noun(tokens[at]) and (at + 1 == end or not (is_noun(tokens[at + 1]) or tokens[at + 1].tag == "POS"))
    ]
    return any(tokens[at].lemma in _HAPPENING or meetings.find_at(tokens, at, at + 1) for at in heads)
