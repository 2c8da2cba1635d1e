"""Noun cues: "Russia's demand that …", "pressure from X to …", "deadline for Y to … or face Z"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.actors import Actor
from kg.extract.complements import complement
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.items import split_items
from kg.extract.matter import matter_from
from kg.extract.phrases import noun_phrases
from kg.extract.topics import best_topic
from kg.extract.verbs import Form, Range, is_noun, noun_places
from kg.lexicon import Cue
from kg.model import Act, Entity, Stance

_HOLDING = frozenset(
    {
        "make",
        "issue",
        "repeat",
        "reiterate",
        "renew",
        "give",
        "set",
        "have",
        "emphasise",
        "emphasize",
        "state",
        "voice",
        "outline",
        "raise",
        "express",
        "present",
        "submit",
        "announce",
        "stress",
        "impose",
        "maintain",
        "drop",
        "withdraw",
    }
)
_WITHDRAWING = frozenset({"drop", "withdraw", "abandon"})
_PENALTY = frozenset({"face", "suffer", "risk"})


def read_nouns(context: Context) -> list[Draft]:
    """Return the drafts of all noun cues of a sentence."""
    tokens = context.tokens
    drafts: list[Draft] = []
    taken = -1
    for at in noun_places(tokens):
        if at < taken:
            continue
        for _, after, _, cue in context.lexicon.cues["NounCue"].find_at(tokens, at, len(tokens)):
            found = list(_noun(context, at, after, cue))
            if found:
                drafts.extend(found)
                taken = after
                break
    return drafts


def _noun(context: Context, at: int, after: int, cue: Cue) -> Iterator[Draft]:
    tokens = context.tokens
    phrase = _phrase_around(context, at)
    if tokens[phrase[0]].lower == "no":
        return  # "has no objection to the plan"
    governor = _clause_of(context, at)
    sayer = context.quote_sayer(at) or (context.sayer(governor) if governor is not None else context.frame_sayer)
    inner = (
        sayer if sayer is not None and sayer.parties else (context.actor(governor) if governor is not None else None)
    )
    owner = context.resolver.owner((phrase[0], at), inner) if phrase[0] < at else None
    start, first = after, phrase[0]
    behind = _owner_behind(context, after)
    if behind is not None and (owner is None or not owner.parties):
        owner, start = behind
    elif behind is not None and tokens[after].lower in ("from", "by"):
        start = behind[1]
    light = _light_verb(context, at)
    if (owner is None or not owner.parties) and light is not None:
        owner = _doer(context, light)
        holding = context.groups[light]
        if owner is not None and holding.subject is not None and holding.subject[0] < first:
            first = holding.start if holding.antecedent else holding.subject[0]
    if (
        owner is None
        or not owner.parties
        or owner.is_forces
        or (light is not None and context.tokens[context.groups[light].head].lemma in _WITHDRAWING)
    ):
        return
    while start < len(tokens) and (
        tokens[start].tag in ("AV0", "ORD") or tokens[start].lower in ("last", "this", "week", "month")
    ):
        start += 1
    found = _noun_complement(context, start, cue, at)
    if found is None:
        return
    kind, begin, addressee = found
    clause = kind == "clause"
    matter = matter_from(tokens, context.groups, None, begin, clause=clause)
    if matter.end <= matter.start:
        return
    penalty = _penalty(context, matter.start, matter.end)
    end = penalty[0] if penalty else matter.end
    evidence = (first, matter.end)
    act = cue.act or Act.ASSERTS
    rule = f"noun:{cue.name}"
    for item in split_items(tokens, matter.start, end, context.lexicon, facts=act is Act.DENIES):
        if item.hit is None or item.hit.topic.issue is None:
            continue
        yield Draft(
            rule,
            act,
            cue.stance,
            owner,
            evidence,
            (item.start, item.end),
            item.hit,
            None,
            sayer,
            matter.condition,
            addressee,
        )
    if penalty:
        hit = best_topic(tokens, penalty[1], matter.end, context.lexicon, facts=False)
        if hit is not None:
            yield Draft(
                f"{rule}+penalty",
                Act.THREATENS,
                Stance.FOR,
                owner,
                evidence,
                (penalty[1], matter.end),
                hit,
                None,
                sayer,
                (matter.start, end),
                addressee,
            )


def _noun_complement(context: Context, start: int, cue: Cue, at: int) -> tuple[str, int, Entity | None] | None:
    tokens = context.tokens
    if start >= len(tokens):
        return _before(context, at, cue)
    if "predicate" in cue.complements:
        for k, group in enumerate(context.groups):
            if (
                group.copula
                and group.start >= start
                and group.start - start <= 4
                and group.subject is not None
                and group.subject[0] <= at < group.start
            ):
                return _predicate(context, k)
        if "object" not in cue.complements:
            if tokens[start].tag == "TO0":
                return "infinitive", start, None
            return ("gerund", start + 1, None) if tokens[start].lower == "of" else None
    if tokens[start].lower in ("for", "on") and "recipient" in cue.complements:
        found = complement(context, start + 1, cue)
        if found is not None and found[0] == "recipient":
            return found
    last = tokens[start - 1]
    if last.tag == "TO0" and any(g.start == start - 1 for g in context.groups):
        return complement(context, start - 1, cue)
    if tokens[start].lower in ("to", "that", "for") or last.lower in ("for", "of", "on", "to", "that"):
        if last.lower == "that":
            return "clause", start, None
        found = complement(context, start + (tokens[start].lower == "for"), cue)
        if found is not None:
            return found
    return _before(context, at, cue)


def _before(context: Context, at: int, cue: Cue) -> tuple[str, int, Entity | None] | None:
    """As in "Trump's ceasefire deadline": the matter stands before the noun."""
    if "recipient" not in cue.complements:
        return None
    phrase = _phrase_around(context, at)
    hit = best_topic(context.tokens, phrase[0], at, context.lexicon, facts=False)
    if hit is None or hit.topic.weak or hit.topic.issue is None:
        return None
    return "object", hit.start, None


def _predicate(context: Context, k: int) -> tuple[str, int, Entity | None] | None:
    """What follows "the goal is", or the list behind "the agenda is clear:"."""
    tokens = context.tokens
    at = context.groups[k].end
    colon = next((i for i in range(at, len(tokens)) if tokens[i].lower == ":"), None)
    if colon is not None and colon - at <= 5:
        return ("object", colon + 1, None) if colon + 1 < len(tokens) else None
    while at < len(tokens) and tokens[at].tag in ("AV0", "XX0"):
        at += 1
    if at + 1 < len(tokens) and tokens[at].tag == "CJT":
        return "clause", at + 1, None
    if (
        at >= len(tokens)
        or tokens[at].tag in ("CJT", "PUN")
        or (tokens[at].tag.startswith("AJ") and at + 1 < len(tokens) and not is_noun(tokens[at + 1]))
    ):
        return None
    return ("infinitive" if tokens[at].tag == "TO0" else "object"), at, None


def _phrase_around(context: Context, at: int) -> Range:
    start = at
    for first, last, _ in noun_phrases(context.tokens, 0, min(len(context.tokens), at + 1)):
        if first <= at < last:
            start = first
    # a genitive before the phrase belongs to it: "Donald Trump's 50-day deadline"
    return start, at + 1


def _clause_of(context: Context, at: int) -> int | None:
    """The finite verb group in whose clause the token ``at`` stands: the last before it, else the first behind it."""
    before = [k for k, g in enumerate(context.groups) if g.start <= at and g.form is Form.FINITE]
    if before:
        return before[-1]
    return next((k for k, g in enumerate(context.groups) if g.form is Form.FINITE), None)


def _owner_behind(context: Context, after: int) -> tuple[Actor, int] | None:
    """As in "from X", "by X" right behind the noun: X, and where the phrase ends."""
    tokens = context.tokens
    at = after
    if at < len(tokens) and tokens[at].lower in ("from", "by"):
        phrases = noun_phrases(tokens, at + 1, len(tokens))
        if phrases and phrases[0][0] == at + 1:
            actor = context.resolver.resolve((phrases[0][0], phrases[0][1]))
            if actor is not None and actor.parties:
                return actor, phrases[0][1]
    return None


def _light_verb(context: Context, at: int) -> int | None:
    """The verb whose object the noun is, where it means no more than having or voicing it."""
    before = [k for k, g in enumerate(context.groups) if g.end <= at and at - g.end <= 6]
    if not before:
        return None
    k = before[-1]
    return k if context.groups[k].lemma in _HOLDING and not context.groups[k].passive else None


def _doer(context: Context, k: int) -> Actor | None:
    group = context.groups[k]
    actor = context.actor(k)
    if actor is not None and actor.parties:
        return actor
    if actor is None and group.form is Form.GERUND:
        # "…'s warning to Moscow, giving Russia a deadline": whose noun the main clause speaks of
        before = [m for m in context.resolver.mentions if m.end <= group.start and context.tokens[m.end].tag == "POS"]
        if before:
            return context.resolver.owner((before[-1].start, before[-1].end))
    return context.resolver.owner(group.subject, context.sayer(k)) if group.subject else None


def _penalty(context: Context, start: int, end: int) -> Range | None:
    """As in "… or face Z": the index of "or", and where Z begins."""
    for at in range(start, end - 2):
        if context.tokens[at].lower == "or" and context.tokens[at + 1].lemma in _PENALTY:
            return at, at + 2
    return None
