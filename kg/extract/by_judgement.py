"""Judgements: "sees the terms as surrender", "the offer is an insult", and modals: "the talks should focus on …"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.compose import OBLIGATION, compose
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import evidence_start, is_negated
from kg.extract.items import split_items
from kg.extract.matter import matter_from
from kg.extract.phrases import phrase_before
from kg.extract.topics import best_topic
from kg.extract.verbs import Range, VerbGroup
from kg.lexicon import Cue
from kg.model import Act, Stance


def read_judgement(context: Context, k: int) -> Iterator[Draft]:
    """Yield the draft of a judgement that verb group ``k`` passes: "sees X as Y", or "X is Y" said by somebody."""
    group = context.groups[k]
    tokens = context.tokens
    if group.copula:
        yield from _predicated(context, k)
        return
    if group.passive or not context.lexicon.cues["EvaluationVerb"].find_at(tokens, group.head, len(tokens)):
        return
    holder = context.actor(k)
    if holder is None or not holder.parties or holder.is_forces:
        return
    matter = matter_from(tokens, context.groups, k, group.end)
    judged = _judgement(context, group.end, matter.end)
    if judged is None:
        return
    at, cue = judged
    object_end = next((i for i in range(group.end, at) if tokens[i].lower == "as"), at)
    if object_end <= group.end:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=group.negated, modal=None)
    if composed is None:
        return
    act, stance = composed
    hit = best_topic(tokens, group.end, object_end, context.lexicon)
    in_judgement = hit is None
    if hit is None:
        hit = best_topic(tokens, object_end, matter.end, context.lexicon)
    if hit is None:
        return
    evidence = (evidence_start(context, k), matter.end)
    yield Draft(
        f"evaluation:{cue.name}", act, stance, holder, evidence, (group.end, matter.end), hit, None, context.sayer(k),
        matter.condition, is_judgement=in_judgement,
    )  # fmt: skip


def _judgement(context: Context, start: int, end: int) -> tuple[int, Cue] | None:
    """The last evaluating word in a range, conditions and priorities before mere praise or blame."""
    found = [
        (at, cue)
        for at in range(start, end)
        for _, _, _, cue in context.lexicon.cues["EvaluationCue"].find_at(context.tokens, at, end)[:1]
    ]
    return max(found, key=lambda f: (f[1].act is not Act.ASSERTS, f[0])) if found else None


def _predicated(context: Context, k: int) -> Iterator[Draft]:
    """As in "the offer is an insult", said by somebody known."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if sayer is None or not sayer.parties or group.subject is None:
        return
    matter = matter_from(context.tokens, context.groups, k, group.end) if group.end < len(context.tokens) else None
    judged = _judgement(context, group.end, matter.end) if matter else None
    if matter is None or judged is None:
        return
    cue = judged[1]
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=is_negated(context, k), modal=None)
    hit = best_topic(context.tokens, *group.subject, context.lexicon)
    in_judgement = hit is None
    if hit is None:
        hit = best_topic(context.tokens, group.end, matter.end, context.lexicon)
    if composed is None or hit is None:
        return
    act, stance = composed
    yield Draft(
        f"evaluation:{cue.name}",
        act,
        stance,
        sayer,
        (evidence_start(context, k), matter.end),
        (group.subject[0], matter.end),
        hit,
        None,
        sayer,
        matter.condition,
        is_judgement=in_judgement,
    )


def read_modal(context: Context, k: int) -> Iterator[Draft]:
    """As in "the talks should focus on X", "Russia must leave", "we will never sign", said by somebody known."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if sayer is None or not sayer.parties or (context.is_saying(group) and group.modal is None):
        return
    if context.tokens[group.head].tag == "VM0":
        return  # "should the talks fail": a condition
    subject = context.actor(k) if group.subject else None
    own = subject is not None and subject.parties == sayer.parties
    if group.modal in OBLIGATION or _must(context, group):
        act, stance = (Act.DEMANDS, Stance.AGAINST if is_negated(context, k) else Stance.FOR)
        rule = "modal:obligation"
    elif own and is_negated(context, k) and group.modal in ("will", "would", "can", "could", "shall"):
        act, stance, rule = Act.REJECTS, Stance.AGAINST, "modal:refusal"
    else:
        return
    start = group.subject[0] if group.subject and not group.antecedent and not own else group.head
    matter = matter_from(context.tokens, context.groups, k, start, clause=True)
    hit = best_topic(context.tokens, start, matter.end, context.lexicon, facts=False)
    gap = phrase_before(context.tokens, group.start - 1) if hit is None and group.opened_by == "which" else None
    if gap is None and hit is None and group.subject is None and group.governor is not None:
        gap = _antecedent(context, context.groups[group.governor])
    if gap is not None:
        # "the exchange, which X said must take place": the matter stands before the relative clause
        hit = best_topic(context.tokens, *gap, context.lexicon, facts=False)
        if hit is not None:
            yield Draft(rule, act, stance, sayer, (gap[0], matter.end), gap, hit, None, sayer, matter.condition)
        return
    if hit is None:
        return
    addressee = subject.party if subject is not None and not own else None
    first = (
        group.start - 1
        if group.subject is None and group.start and context.tokens[group.start - 1].tag == "DTQ"
        else evidence_start(context, k)
    )
    for item in split_items(context.tokens, start, matter.end, context.lexicon, facts=False):
        yield Draft(
            rule,
            act,
            stance,
            sayer,
            (first, max(matter.end, matter.condition[1] if matter.condition else 0)),
            (item.start, item.end),
            item.hit or hit,
            None,
            sayer,
            matter.condition,
            addressee,
        )


def _antecedent(context: Context, saying: VerbGroup) -> Range | None:
    """The noun phrase before "which" where the verb of saying stands inside the relative clause."""
    first = saying.subject[0] if saying.subject and not saying.antecedent else saying.start
    if first == 0 or context.tokens[first - 1].tag not in {"DTQ", "PNQ"}:
        return None
    return phrase_before(context.tokens, first - 1)


def _must(context: Context, group: VerbGroup) -> bool:
    """As in "have to", "need to" as modals."""
    tokens = context.tokens
    return group.lemma in ("have", "need") and group.end < len(tokens) and tokens[group.end].tag == "TO0"
