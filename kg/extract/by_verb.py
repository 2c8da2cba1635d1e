"""Verb cues, active and passive: ``verb:reject``, ``passive:reject``, ``participle:condemn``, ``modal:obligation``."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.actors import Actor
from kg.extract.complements import behind_adverbials, complement
from kg.extract.compose import OBLIGATION, compose
from kg.extract.context import Context
from kg.extract.days import without_day
from kg.extract.draft import Draft
from kg.extract.drafting import FACT_ACTS, evidence_start, holder_of, is_negated, item_drafts, matter_of
from kg.extract.matter import Matter, matter_from
from kg.extract.phrases import noun_phrases
from kg.extract.topics import best_topic
from kg.extract.verbs import Form
from kg.lexicon import Cue
from kg.model import Act, Stance

_VOWS = frozenset({"vow", "swear"})


def read_verb(context: Context, k: int) -> Iterator[Draft]:
    """Yield the drafts of the verb cue at the head of group ``k``, the longest form that gives any."""
    group = context.groups[k]
    for after, cue in _cues_at(context, group.head):
        if cue.act is None:
            return  # "declined to comment": no act at all
        if group.passive and cue.act is Act.OFFERS and "said" in cue.complements:
            continue  # "a statement released by the union" offers nothing
        if group.passive:
            drafts = list(_passive(context, k, cue, after))
        elif "subject" in cue.complements:
            drafts = list(_subject_matter(context, k, cue, f"verb:{cue.name}"))
        else:
            drafts = list(_active(context, k, cue, after))
        if drafts:
            yield from drafts
            return


def _cues_at(context: Context, head: int) -> Iterator[tuple[int, Cue]]:
    """The cues of the verb at ``head`` and where each ends, the longest first, adverbials inside passed over."""
    tokens, index = context.tokens, context.lexicon.cues["VerbCue"]
    found = [(pattern.weight, after, cue) for _, after, pattern, cue in index.find_at(tokens, head, len(tokens))]
    begins = index.begins(tokens[head].lower, tokens[head].lemma)
    stop = behind_adverbials(tokens, head + 1) if begins else head
    if head + 1 < stop < len(tokens) and not any(t.tag == "XX0" for t in tokens[head:stop]):
        # "called on Monday | for a truce", "insisted again | on it"
        joined = [tokens[head], *tokens[stop:]]
        found += [
            (pattern.weight, stop + after - 1, cue)
            for _, after, pattern, cue in index.find_at(joined, 0, len(joined))
            if pattern.weight > 1
        ]
        found.sort(key=lambda hit: -hit[0])
    for _, after, cue in found:
        yield after, cue


def _active(context: Context, k: int, cue: Cue, after: int) -> Iterator[Draft]:
    group = context.groups[k]
    found = complement(context, after, cue)
    if found is None:
        return
    kind, start, addressee = found
    holder = holder_of(context, k)
    sayer = context.sayer(k)
    if holder is None and cue.act is Act.CONDITIONS:
        holder = sayer  # "everything depends on …": the condition is the sayer's
    if holder is None or not holder.parties or holder.is_forces:
        return
    if "said" in cue.complements and not _is_said(cue, group.modal, holder, sayer):
        return
    if cue.act is Act.THREATENS and "whole" in cue.complements and group.modal not in ("will", "would", "shall"):
        return  # "struck back": what was done is no threat
    if group.modal in OBLIGATION and sayer is None and cue.act is not Act.CONDITIONS:
        return  # "Ukraine must accept", said by nobody in particular
    if group.modal in OBLIGATION and sayer is not None and sayer.parties and sayer.parties != holder.parties:
        # "Russia should accept a truce, he said": the sayer asks it of the subject.
        yield from item_drafts(
            context,
            k,
            "modal:obligation",
            Act.DEMANDS,
            Stance.FOR,
            sayer,
            matter_of(context, k, kind, start),
            sayer,
            holder.party,
            False,
        )
        return
    # "vowed not to cede land" is no offer; "agreed not to impose tariffs" is one of what stands behind "not"
    undone = kind in ("infinitive", "recipient") and context.tokens[start - 1].tag == "XX0" and start - 1 > group.head
    is_vow = undone and cue.act is Act.OFFERS and group.lemma in _VOWS
    negated = is_negated(context, k) != is_vow
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=negated, modal=group.modal)
    if composed is None:
        return
    act, stance = composed
    start -= undone and not is_vow
    if "said" in cue.complements and cue.act is Act.OFFERS:
        start = group.head  # the deed itself is the matter: "would | lift the blockade"
    if kind == "clause" and act is Act.DEMANDS and cue.name == "insist":
        act, stance, start = _insisted(context, start, act, stance)
    matter = matter_of(context, k, kind, start)
    if kind == "object":
        matter = without_day(context, k, matter)
    if len(holder.parties) > 1 and _is_mutual(context, act, matter):
        return
    if len(holder.parties) > 1 and act is Act.ACCEPTS and sayer is not None and sayer.parties:
        holder, act = sayer, Act.ASSERTS  # "both sides have agreed, X said" is X's account
    yield from item_drafts(
        context,
        k,
        f"verb:{cue.name}",
        act,
        stance,
        holder,
        matter,
        sayer,
        addressee,
        kind == "whole",
        cue,
    )


def _is_said(cue: Cue, modal: str | None, holder: Actor, sayer: Actor | None) -> bool:
    """True where somebody says it; what one does only counts as an offer where one says one will."""
    if sayer is None or cue.act is not Act.OFFERS:
        return sayer is not None
    return sayer.parties == holder.parties and modal in ("will", "would", "shall")


def _is_mutual(context: Context, act: Act, matter: Matter) -> bool:
    """As in "each side blamed the other": what one party says of the other is not what both say."""
    words = {t.lower for t in context.tokens[matter.start : min(matter.end, matter.start + 3)]}
    return act is Act.ASSERTS and bool(words & {"other", "another"})


def _insisted(context: Context, start: int, act: Act, stance: Stance) -> tuple[Act, Stance, int]:
    """As in "insist that they cannot", which rejects. Returns where the matter begins."""
    inner = next((g for g in context.groups if g.start >= start and g.form is Form.FINITE), None)
    if inner is None:
        return act, stance, start
    if inner.negated and inner.modal in {"can", "could", "will", "would", "shall", "should", "must", "cannot"}:
        return Act.REJECTS, Stance.AGAINST, inner.head
    head = context.tokens[inner.head]
    bare = not inner.modal and (
        (head.tag in {"VVB", "VVI"} and head.lower == head.lemma) or context.tokens[inner.start].lower == "be"
    )
    if inner.modal in OBLIGATION or inner.lemma in {"need", "have"} or bare:
        return act, stance, start
    return Act.ASSERTS, stance, start


def _passive(context: Context, k: int, cue: Cue, after: int) -> Iterator[Draft]:
    agent = agent_behind(context, after)
    if agent is None or not agent[0].parties or agent[0].is_forces:
        return
    holder, stop = agent
    composed = compose(
        cue.act or Act.ASSERTS, cue.stance, negated=is_negated(context, k), modal=context.groups[k].modal
    )
    if composed is None:
        return
    act, stance = composed
    yield from _about_subject(context, k, f"passive:{cue.name}", act, stance, holder, stop)


def agent_behind(context: Context, after: int) -> tuple[Actor, int] | None:
    """Return who stands behind "by" within six tokens, and where that phrase ends."""
    for at in range(after, min(len(context.tokens) - 1, after + 6)):
        if context.tokens[at].lower == "by":
            phrases = noun_phrases(context.tokens, at + 1, len(context.tokens))
            if not phrases or phrases[0][0] != at + 1:
                return None
            actor = context.resolver.resolve((phrases[0][0], phrases[0][1]))
            return (actor, phrases[0][1]) if actor is not None else None
        if context.tokens[at].lower in (",", ";"):
            return None
    return None


def read_participle(context: Context, k: int) -> list[Draft]:
    """As in "a choice criticised by Kyiv for …": a participle behind its noun, with the holder as agent."""
    group = context.groups[k]
    for _, after, _, cue in context.lexicon.cues["VerbCue"].find_at(context.tokens, group.head, len(context.tokens)):
        agent = agent_behind(context, after)
        if agent is None or not agent[0].parties or cue.act is None or "said" in cue.complements:
            continue
        end = (
            matter_from(context.tokens, context.groups, None, agent[1]).end
            if agent[1] < len(context.tokens)
            else agent[1]
        )
        return list(
            _about_subject(context, k, f"participle:{cue.name}", cue.act, cue.stance, agent[0], max(end, agent[1]))
        )
    return []


def _about_subject(
    context: Context, k: int, rule: str, act: Act, stance: Stance, holder: Actor, stop: int
) -> Iterator[Draft]:
    group = context.groups[k]
    first = group.subject[0] if group.subject else group.start
    hit = best_topic(context.tokens, first, stop, context.lexicon, facts=act in FACT_ACTS)
    content = group.subject or (group.start, stop)
    yield Draft(rule, act, stance, holder, (first, stop), content, hit, None, context.sayer(k))


def _subject_matter(context: Context, k: int, cue: Cue, rule: str) -> Iterator[Draft]:
    """The cue speaks of its subject: "the plan is unacceptable", "their demands may widen"."""
    group = context.groups[k]
    if group.subject is None:
        return
    sayer = context.sayer(k)
    holder = sayer
    if cue.act is Act.THREATENS:
        holder = context.resolver.owner(group.subject, sayer)
        if group.modal is None:
            return
    if holder is None or not holder.parties:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=is_negated(context, k), modal=None)
    if composed is None:
        return
    act, stance = composed
    matter = matter_from(context.tokens, context.groups, k, group.subject[0], clause=True)
    hit = best_topic(context.tokens, group.subject[0], matter.end, context.lexicon, facts=act in FACT_ACTS)
    if hit is None and cue.issue is None:
        return
    yield Draft(
        rule,
        act,
        stance,
        holder,
        (evidence_start(context, k), matter.end),
        (group.subject[0], matter.end),
        hit,
        cue.issue,
        sayer,
        matter.condition,
    )
