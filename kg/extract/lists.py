"""Lists that a lead-in opens: "its key demands, including: A; B; C", "the agenda was clear: A and B", bullets.

A lead-in whose list was lost gives one incomplete draft; it is never filled from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.actors import Actor
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import evidence_start
from kg.extract.items import split_items
from kg.extract.verbs import is_noun
from kg.lexicon import Cue

_OPENERS = frozenset(
    {"including", "include", "includes", "such", "like", "namely", "are", "were", "is", "was", "follow", "follows"}
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """An opened list: whose, which act, where its lead-in stands and where, in the sentence, its items begin."""

    cue: Cue
    holder: Actor
    sayer: Actor | None
    start: int
    items_at: int

    @property
    def rule(self) -> str:
        """The rule's name."""
        return f"list:{self.cue.name}"


def find_lead_in(context: Context) -> LeadIn | None:
    """Return the list that a sentence opens by a colon, if it names an act and its holder is known."""
    tokens = context.tokens
    colon = next((i for i, t in enumerate(tokens) if t.lower == ":" and i), None)
    if colon is None:
        return None
    by_verb = _verb_lead_in(context, colon)
    if by_verb is not None:
        return by_verb
    if tokens[colon - 1].tag == "CJT" or any(g.end == colon and context.is_saying(g) for g in context.groups):
        return None  # "he added that: …" quotes
    for at in range(colon - 1, -1, -1):
        if tokens[at].tag in ("DTQ", "PNQ"):
            break  # "the demand for an agreement which has four points:"
        if not is_noun(tokens[at]):
            continue
        for _, _, _, cue in context.lexicon.cues["LeadNoun"].find_at(tokens, at, colon):
            holder, sayer = _holder(context, at)
            if holder is not None and holder.parties and not holder.is_forces:
                k = next((j for j, g in enumerate(context.groups) if g.subject is not None), None)
                start = evidence_start(context, k) if k is not None else 0
                return LeadIn(cue, holder, sayer, start, colon + 1)
    return None


def _verb_lead_in(context: Context, colon: int) -> LeadIn | None:
    """As in "The union called for the following:"."""
    for k, group in enumerate(context.groups):
        if group.end > colon or group.passive or group.negated:
            continue
        for _, after, _, cue in context.lexicon.cues["VerbCue"].find_at(context.tokens, group.head, colon):
            actor = context.actor(k)
            if (
                cue.act is not None
                and "object" in cue.complements
                and 0 <= colon - after <= 3
                and actor is not None
                and actor.parties
                and not actor.is_forces
            ):
                return LeadIn(cue, actor, context.sayer(k), evidence_start(context, k), colon + 1)
    return None


def _holder(context: Context, at: int) -> tuple[Actor | None, Actor | None]:
    """The owner of the noun, else who says so, else the subject of the verb."""
    k = next((j for j in range(len(context.groups) - 1, -1, -1) if context.groups[j].start <= at), None)
    if k is None:
        k = 0 if context.groups else None
    actor = context.actor(k) if k is not None else None
    sayer = context.sayer(k) if k is not None else context.frame_sayer
    main = next((context.actor(j) for j, g in enumerate(context.groups) if context.actor(j) is not None), None)
    owner = context.resolver.owner((max(0, at - 4), at), sayer or main)
    for candidate in (owner, sayer, actor, main):
        if candidate is not None and candidate.parties:
            return candidate, sayer
    return None, None


def read_list(context: Context, lead: LeadIn) -> list[Draft]:
    """Return a draft for each item behind the colon; one incomplete draft where nothing stands there."""
    tokens = context.tokens
    end = len(tokens)
    while end > lead.items_at and tokens[end - 1].lower in (".", '"'):
        end -= 1
    act, stance = lead.cue.act, lead.cue.stance
    assert act is not None
    if end <= lead.items_at:
        return [incomplete(context, lead)]
    drafts = []
    for item in split_items(tokens, lead.items_at, end, context.lexicon, facts=False):
        if item.hit is not None and item.hit.topic.issue is not None:
            by_semicolons = any(t.lower == ";" for t in tokens[lead.items_at : end])
            evidence = (item.start, item.end) if by_semicolons else (lead.start, end)
            drafts.append(
                Draft(lead.rule, act, stance, lead.holder, evidence, (item.start, item.end), item.hit, None, lead.sayer)
            )
    return drafts


def read_bullet(context: Context, lead: LeadIn) -> list[Draft]:
    """Return the drafts of one bullet under a lead-in of an earlier block."""
    tokens = context.tokens
    act, stance = lead.cue.act, lead.cue.stance
    assert act is not None
    return [
        Draft(lead.rule, act, stance, lead.holder, (0, len(tokens)), (item.start, item.end), item.hit, None, lead.sayer)
        for item in split_items(tokens, 0, len(tokens), context.lexicon, facts=False)
        if item.hit is not None and item.hit.topic.issue is not None
    ]


def incomplete(context: Context, lead: LeadIn) -> Draft:
    """Return the record of a lead-in whose list is missing."""
    act, stance = lead.cue.act, lead.cue.stance
    assert act is not None
    return Draft(
        lead.rule,
        act,
        stance,
        lead.holder,
        (lead.start, lead.items_at),
        (lead.start, lead.items_at),
        None,
        lead.cue.issue,
        lead.sayer,
        incomplete=True,
    )
