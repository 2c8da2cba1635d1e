"""Adjective cues behind a form of be: "is ready to …" of the holder, "… is unacceptable" of the matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import Actor
from kg.extract.complements import ADVERBS, complement
from kg.extract.compose import compose
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import FACT_ACTS, evidence_start, holder_of, is_negated, item_drafts, matter_of
from kg.extract.matter import Matter, matter_from
from kg.extract.phrases import noun_phrases
from kg.extract.topics import best_topic
from kg.extract.verbs import Form
from kg.lexicon import Cue
from kg.model import Act


def read_adjective(context: Context, k: int) -> Iterator[Draft]:
    """Yield the drafts of an adjective cue behind verb group ``k``, the longest form that gives any."""
    group = context.groups[k]
    tokens = context.tokens
    at = group.end if group.copula else group.head
    if not group.copula and tokens[group.head].tag not in ("VVN", "VVD", "VVG"):
        return
    while (
        at < len(tokens)
        and tokens[at].tag in ADVERBS
        and not context.lexicon.cues["AdjectiveCue"].find_at(tokens, at, len(tokens))
    ):
        at += 1
    if at >= len(tokens):
        return
    for _, after, _, cue in context.lexicon.cues["AdjectiveCue"].find_at(tokens, at, len(tokens)):
        rule = f"adjective:{cue.name}"
        if "subject" in cue.complements:
            drafts = list(_adjective_about_subject(context, k, cue, rule, after))
        else:
            drafts = list(_adjective_of_holder(context, k, cue, rule, after))
        if drafts:
            yield from drafts
            return


def _adjective_of_holder(context: Context, k: int, cue: Cue, rule: str, after: int) -> Iterator[Draft]:
    last = context.tokens[after - 1]
    if last.tag == "TO0" or last.lower == "to":
        found = (
            complement(context, after - 1, cue)
            if after < len(context.tokens) and context.groups and any(g.start == after - 1 for g in context.groups)
            else complement(context, after, cue)
        )
    else:
        found = complement(context, after, cue)
    holder = holder_of(context, k) or _loose_subject(context, k)
    if found is None or holder is None or not holder.parties or holder.is_forces:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=is_negated(context, k), modal=None)
    if composed is None:
        return
    act, stance = composed
    if act is Act.OFFERS and _is_refusal(context, found[1]):
        act, stance = Act.THREATENS, stance.opposite()
    if cue.name == "committed" and context.groups[k].lemma == "remain" and found[0] == "object":
        act = Act.ASSERTS  # standing by one's own aims accepts nothing new
    matter = matter_of(context, k, found[0], found[1])
    main = _loose_main(context, k)
    first = context.groups[main].subject if main is not None else None
    for draft in item_drafts(
        context, k, rule, act, stance, holder, matter, context.sayer(k), None, found[0] == "whole", cue
    ):
        yield replace(draft, evidence=(first[0], draft.evidence[1])) if first is not None else draft


def _is_refusal(context: Context, at: int) -> bool:
    """As in "ready to veto the plan", "prepared to walk away from the talks"."""
    tokens = context.tokens
    head = at + (tokens[at].tag == "TO0") if at < len(tokens) else at
    hits = context.lexicon.cues["VerbCue"].find_at(tokens, head, len(tokens)) if head < len(tokens) else []
    return bool(hits) and hits[0][3].act in (Act.REJECTS, Act.THREATENS)


def _loose_subject(context: Context, k: int) -> Actor | None:
    """As in "The delegation has come to Turkey prepared to …": the adjective belongs to the main verb's subject."""
    main = _loose_main(context, k)
    return context.actor(main) if main is not None else None


def _loose_main(context: Context, k: int) -> int | None:
    group = context.groups[k]
    if group.subject is not None or group.copula:
        return None
    return next(
        (j for j in range(k - 1, -1, -1) if context.groups[j].form is Form.FINITE and context.groups[j].subject), None
    )


def _adjective_about_subject(context: Context, k: int, cue: Cue, rule: str, after: int) -> Iterator[Draft]:
    group = context.groups[k]
    sayer = context.sayer(k)
    holder = _holder_behind(context, after) or sayer
    if holder is None or not holder.parties or holder.is_forces:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=is_negated(context, k), modal=None)
    if composed is None:
        return
    act, stance = composed
    first = group.subject[0] if group.subject else group.start
    matter = (
        matter_from(context.tokens, context.groups, k, after, clause=True)
        if after < len(context.tokens)
        else Matter(after, after)
    )
    end = max(after, matter.end)
    hit = best_topic(context.tokens, first, end, context.lexicon, facts=act in FACT_ACTS)
    if hit is None and cue.issue is None:
        return
    issue = cue.issue
    yield Draft(
        rule, act, stance, holder, (evidence_start(context, k), end), (first, end), hit, issue, sayer, matter.condition
    )


def _holder_behind(context: Context, after: int) -> Actor | None:
    """As in "unacceptable to Kyiv", "a red line for the union": who is named there, if it is a party."""
    tokens = context.tokens
    if after >= len(tokens) or tokens[after].lower not in ("to", "for") or tokens[after].tag == "TO0":
        return None
    phrase = next(iter(noun_phrases(tokens, after + 1, len(tokens))), None)
    if phrase is None or phrase[0] != after + 1:
        return None
    actor = context.resolver.resolve((phrase[0], phrase[1]), None)
    return actor if actor is not None and actor.parties else None
