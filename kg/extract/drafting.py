"""From a cue in its frame to drafts: whose it is, where the evidence stands, one draft for each item of the matter."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.actors import Actor
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.items import Item, split_items
from kg.extract.matter import Matter, matter_from
from kg.extract.topics import best_topic
from kg.extract.verbs import Form, Range
from kg.lexicon import Cue
from kg.model import Act, Entity, Stance

_RELATIVES = frozenset({"where", "who", "whom", "whose", "when"})
FACT_ACTS = frozenset({Act.DENIES, Act.ASSERTS, Act.REJECTS})


def holder_of(context: Context, k: int) -> Actor | None:
    """Return whose act verb group ``k`` is: its subject, the owner of its subject, or of "no one …" the sayer."""
    actor = context.actor(k)
    if actor is not None:
        return actor
    group = context.groups[k]
    if group.subject is None and group.form is not Form.FINITE:
        return None
    owner = context.resolver.owner(group.subject, context.sayer(k)) if group.subject else None
    if owner is not None and owner.parties:
        return owner
    # "no one expects", "nobody wants": the sayer speaks for himself
    if group.subject and context.tokens[group.subject[0]].lower in ("no", "nobody", "noone"):
        return context.sayer(k)
    return None


def is_negated(context: Context, k: int) -> bool:
    """Tell whether the act is negated by the verb group or by its subject; both together cancel out."""
    group = context.groups[k]
    subject = group.subject
    by_subject = subject is not None and context.tokens[subject[0]].lower in ("no", "nobody", "neither", "none")
    if subject is not None and subject[0] and context.tokens[subject[0] - 1].lower == "neither":
        by_subject = True
    before = [t.lower for t in context.tokens[max(0, group.start - 2) : group.start]]
    by_adverb = before[-1:] in (["never"], ["hardly"], ["neither"]) or before == ["no", "longer"]
    return group.negated != (by_subject or by_adverb)


def matter_of(context: Context, k: int | None, kind: str, start: int) -> Matter:
    """Return the matter that begins at ``start``, which is of the complement's ``kind``."""
    return matter_from(context.tokens, context.groups, k, start, clause=kind == "clause")


def item_drafts(
    context: Context, k: int, rule: str, act: Act, stance: Stance, holder: Actor, matter: Matter,
    sayer: Actor | None, addressee: Entity | None, whole: bool, cue: Cue | None = None,
) -> Iterator[Draft]:  # fmt: skip
    """One draft for each item of the matter, and a demand for what averts a threat."""
    group = context.groups[k]
    if act in (Act.OFFERS, Act.ACCEPTS) and matter.condition is not None and is_only(context, k, matter.condition[0]):
        act = Act.CONDITIONS  # "will only accept X if Y", "would resume X only once Y"
    first = evidence_start(context, k)
    last = max(matter.end, group.end, *(part[1] for part in (matter.condition, matter.day) if part is not None))
    evidence = (first, last)
    facts = act in FACT_ACTS
    start, end = (matter.start, matter.end) if matter.end > matter.start and not whole else (first, last)
    items = split_items(context.tokens, start, end, context.lexicon, facts=facts)
    if act is Act.ASSERTS:  # a charge is one, however many things its words touch on
        charge = best_topic(context.tokens, start, end, context.lexicon, facts=facts)
        items = [Item(start, end, charge)]
        if charge is not None and charge.topic.is_fact:
            stance = Stance.FOR  # who accuses or condemns holds the fact true
    for item in items:
        issue = cue.issue if cue is not None else None
        yield Draft(
            rule,
            act,
            stance,
            holder,
            evidence,
            (item.start, item.end),
            item.hit,
            issue,
            sayer,
            matter.condition,
            addressee,
        )
    if matter.exchange is not None and act is not Act.REJECTS:
        # "offers X in return for Y" demands Y
        hit = best_topic(context.tokens, *matter.exchange, context.lexicon, facts=False)
        if hit is not None:
            wide = (first, max(last, matter.exchange[1]))
            yield Draft(
                f"{rule}+exchange", Act.DEMANDS, Stance.FOR, holder, wide, matter.exchange, hit, None, sayer, None,
                addressee,
            )  # fmt: skip
    if act is Act.THREATENS and matter.condition is not None:
        yield from averting(context, rule, holder, evidence, matter.condition, sayer, addressee)


def is_only(context: Context, k: int, at: int) -> bool:
    """Tell whether "only" stands in verb group ``k`` or right before the condition at ``at``."""
    group, tokens = context.groups[k], context.tokens
    return tokens[at - 1].lower == "only" or any(t.lower == "only" for t in tokens[group.start : group.end])


def averting(
    context: Context,
    rule: str,
    holder: Actor,
    evidence: Range,
    condition: Range,
    sayer: Actor | None,
    addressee: Entity | None,
) -> Iterator[Draft]:
    """As in "threatened X unless Y" demands Y; "threatened X if Y" demands that Y not be."""
    word = context.tokens[condition[0]].lower
    stance = (
        Stance.AGAINST
        if word == "if" and not any(t.tag == "XX0" for t in context.tokens[condition[0] : condition[1]])
        else Stance.FOR
    )
    hit = best_topic(context.tokens, condition[0] + 1, condition[1], context.lexicon, facts=False)
    if hit is not None:
        content = (condition[0] + 1, condition[1])
        yield Draft(
            f"{rule}+condition", Act.DEMANDS, stance, holder, evidence, content, hit, None, sayer, None, addressee
        )  # fmt: skip


def evidence_start(context: Context, k: int) -> int:
    """Return the first token of the smallest clause that shows who holds what, the sayer included."""
    group = context.groups[k]
    first = group.start
    subject = group.subject
    if subject is not None and not group.antecedent and (group.peer is None or first - subject[1] < 14):
        first = min(first, subject[0] - (subject[0] > 0 and context.tokens[subject[0] - 1].lower == "neither"))
    governor = group.governor
    if governor is None or group.opened_by in _RELATIVES or context.quote_sayer(group.start) is not None:
        return first
    saying = context.groups[governor]
    begin = saying.start
    if saying.subject and saying.subject[0] < begin and not saying.antecedent and saying.peer is None:
        begin = saying.subject[0]
    return begin if begin < first and first - saying.end <= 16 else first
