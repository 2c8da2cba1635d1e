"""Cues in their grammatical frames become drafts: verbs, adjectives, evaluations, modals.

Each reader is a rule family with a name that stays on what it found (``verb:reject``, ``adjective:open`` …);
the words are the ontology's, the frames are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.actors import NOBODY, Actor
from kg.extract.clauses import Form, Range, VerbGroup, noun_phrases
from kg.extract.compose import OBLIGATION, compose
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.items import Matter, matter_from, split_items
from kg.extract.topics import best_topic
from kg.lexicon import Cue
from kg.model import Act, Entity, Stance

_FACT_ACTS = frozenset({Act.DENIES, Act.ASSERTS, Act.REJECTS})
_ADVERBS = ("AV0", "AVP", "XX0")


def read_clause(context: Context, k: int) -> list[Draft]:
    """Return the drafts of verb group ``k``: of the first rule family that finds any."""
    for reader in (_verb, _adjective, _evaluation, _modal):
        drafts = list(reader(context, k))
        if drafts:
            return drafts
    return []


def is_under_cue(context: Context, k: int) -> bool:
    """True of a nonfinite group inside the matter of a cue, which the cue has taken already."""
    return context.groups[k].form is Form.INFINITIVE


# ── verbs ────────────────────────────────────────────────────────────────────────────────────────


def _verb(context: Context, k: int) -> Iterator[Draft]:
    group = context.groups[k]
    tokens = context.tokens
    for _, after, _, cue in context.lexicon.cues["VerbCue"].find_at(tokens, group.head, len(tokens)):
        if group.passive:
            drafts = list(_passive(context, k, cue, after))
        elif "subject" in cue.complements:
            drafts = list(_subject_matter(context, k, cue, f"verb:{cue.name}"))
        else:
            drafts = list(_active(context, k, cue, after))
        if drafts:
            yield from drafts
            return


def _active(context: Context, k: int, cue: Cue, after: int) -> Iterator[Draft]:
    group = context.groups[k]
    found = complement(context, after, cue)
    if found is None:
        return
    kind, start, addressee = found
    holder = _holder(context, k)
    sayer = context.sayer(k)
    if holder is None and cue.act is Act.CONDITIONS:
        holder = sayer  # "everything depends on …": the condition is the sayer's
    if holder is None or not holder.parties or holder.is_forces:
        return
    if group.modal in OBLIGATION and sayer is not None and sayer.parties and sayer.parties != holder.parties:
        # "Russia should accept a truce, he said": the sayer asks it of the subject.
        yield from _drafts(
            context,
            k,
            "modal:obligation",
            Act.DEMANDS,
            Stance.FOR,
            sayer,
            _matter(context, k, kind, start),
            sayer,
            holder.party,
            False,
        )
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=group.modal)
    if composed is None:
        return
    act, stance = composed
    if kind == "clause" and act is Act.DEMANDS and cue.name == "insist":
        act, stance = _insisted(context, start, act, stance)
    matter = _matter(context, k, kind, start)
    yield from _drafts(
        context,
        k,
        f"verb:{cue.name}",
        act,
        stance,
        holder,
        matter,
        sayer,
        addressee,
        cue.issue is not None and kind == "whole",
        cue,
    )


def _insisted(context: Context, start: int, act: Act, stance: Stance) -> tuple[Act, Stance]:
    """ "insist that they cannot" rejects; "insist that it is ready" asserts."""
    inner = next((g for g in context.groups if g.start >= start and g.form is Form.FINITE), None)
    if inner is None:
        return act, stance
    if inner.negated and inner.modal in ("can", "could", "will", "would", "shall", "should", "must"):
        return Act.REJECTS, Stance.AGAINST
    if (
        inner.modal in OBLIGATION
        or inner.lemma in ("need", "have")
        or (not inner.modal and context.tokens[inner.head].tag in ("VVB", "VVI"))
    ):
        return act, stance
    return Act.ASSERTS, stance


def complement(context: Context, at: int, cue: Cue) -> tuple[str, int, Entity | None] | None:
    """Return (kind, first token, addressee) of the phrase at ``at`` where the cue allows its kind, else None."""
    tokens, kinds = context.tokens, cue.complements
    while at < len(tokens) and (tokens[at].tag in _ADVERBS or tokens[at].lower == "both"):
        at += 1
    if at >= len(tokens) or tokens[at].lower in (".", "?", "!", ";"):
        return ("whole", at, None) if "whole" in kinds else None
    token = tokens[at]
    if token.lower == ":" and at + 1 < len(tokens):
        return ("object", at + 1, None) if kinds & {"object", "predicate"} else None
    if token.lower == '"' and at + 1 < len(tokens):
        at, token = at + 1, tokens[at + 1]
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
        token.tag not in ("PUN", "CJC", "CJS", "PRP", "VVD", "VVZ", "VM0") or token.lower in ("$", "£", "€")
    ):
        return "object", at, None
    return ("whole", at, None) if "whole" in kinds else None


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


def _holder(context: Context, k: int) -> Actor | None:
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


def _negated(context: Context, k: int) -> bool:
    group = context.groups[k]
    subject = group.subject
    by_subject = subject is not None and context.tokens[subject[0]].lower in ("no", "nobody", "neither", "none")
    by_adverb = any(t.lower in ("no", "never", "hardly") for t in context.tokens[group.start : group.head])
    return group.negated != (by_subject or by_adverb)


def _matter(context: Context, k: int | None, kind: str, start: int) -> Matter:
    return matter_from(context.tokens, context.groups, k, start, clause=kind == "clause")


def _drafts(
    context: Context, k: int, rule: str, act: Act, stance: Stance, holder: Actor, matter: Matter,
    sayer: Actor | None, addressee: Entity | None, whole: bool, cue: Cue | None = None,
) -> Iterator[Draft]:  # fmt: skip
    """One draft for each item of the matter, and a demand for what averts a threat."""
    group = context.groups[k]
    first = evidence_start(context, k)
    last = max(matter.end, group.end, matter.condition[1] if matter.condition else 0)
    evidence = (first, last)
    facts = act in _FACT_ACTS
    start, end = (matter.start, matter.end) if matter.end > matter.start and not whole else (first, last)
    for item in split_items(context.tokens, start, end, context.lexicon, facts=facts):
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
    if act is Act.THREATENS and matter.condition is not None:
        yield from averting(context, rule, holder, evidence, matter.condition, sayer, addressee)


def averting(
    context: Context,
    rule: str,
    holder: Actor,
    evidence: Range,
    condition: Range,
    sayer: Actor | None,
    addressee: Entity | None,
) -> Iterator[Draft]:
    """ "threatened X unless Y" demands Y; "threatened X if Y" demands that Y not be."""
    word = context.tokens[condition[0]].lower
    stance = (
        Stance.AGAINST
        if word == "if" and not any(t.tag == "XX0" for t in context.tokens[condition[0] : condition[1]])
        else Stance.FOR
    )
    hit = best_topic(context.tokens, condition[0] + 1, condition[1], context.lexicon, facts=False)
    if hit is not None:
        yield Draft(
            f"{rule}+condition",
            Act.DEMANDS,
            stance,
            holder,
            evidence,
            (condition[0] + 1, condition[1]),
            hit,
            None,
            sayer,
            None,
            addressee,
        )


def evidence_start(context: Context, k: int) -> int:
    """The first token of the smallest clause that shows who holds what: the subject's, or the saying verb's subject's."""
    group = context.groups[k]
    first = group.start
    subject = group.subject
    if (
        subject is not None
        and subject[0] <= first
        and (group.peer is None or first - subject[1] < 14)
        and not group.antecedent
    ):
        first = subject[0]
    governor = group.governor
    if governor is not None and context.quote_sayer(group.start) is None:
        saying = context.groups[governor]
        begin = (
            saying.subject[0]
            if saying.subject and saying.subject[0] < saying.start and not saying.antecedent
            else saying.start
        )
        if begin < first and first - saying.end <= 16:
            first = begin
    return first


# ── passives: the matter is the subject, the holder stands behind "by" ───────────────────────────


def _passive(context: Context, k: int, cue: Cue, after: int) -> Iterator[Draft]:
    agent = _agent(context, after)
    if agent is None or not agent[0].parties or agent[0].is_forces:
        return
    holder, stop = agent
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=context.groups[k].modal)
    if composed is None:
        return
    act, stance = composed
    yield from _about_subject(context, k, f"passive:{cue.name}", act, stance, holder, stop)


def _agent(context: Context, after: int) -> tuple[Actor, int] | None:
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
    """ "a choice criticised by Kyiv for …": a participle behind its noun, with the holder as agent."""
    group = context.groups[k]
    for _, after, _, cue in context.lexicon.cues["VerbCue"].find_at(context.tokens, group.head, len(context.tokens)):
        agent = _agent(context, after)
        if agent is None or not agent[0].parties or cue.act is None:
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
    hit = best_topic(context.tokens, first, stop, context.lexicon, facts=act in _FACT_ACTS)
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
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=None)
    if composed is None:
        return
    act, stance = composed
    matter = matter_from(context.tokens, context.groups, k, group.subject[0], clause=True)
    hit = best_topic(context.tokens, group.subject[0], matter.end, context.lexicon, facts=act in _FACT_ACTS)
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


# ── adjectives ───────────────────────────────────────────────────────────────────────────────────


def _adjective(context: Context, k: int) -> Iterator[Draft]:
    group = context.groups[k]
    tokens = context.tokens
    at = group.end if group.copula else group.head
    if not group.copula and tokens[group.head].tag not in ("VVN", "VVD", "VVG"):
        return
    while (
        at < len(tokens)
        and tokens[at].tag in _ADVERBS
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
    holder = _holder(context, k) or _loose_subject(context, k)
    if found is None or holder is None or not holder.parties or holder.is_forces:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=None)
    if composed is None:
        return
    act, stance = composed
    if cue.name == "committed" and context.groups[k].lemma == "remain" and found[0] == "object":
        act = Act.ASSERTS  # standing by one's own aims accepts nothing new
    matter = _matter(context, k, found[0], found[1])
    main = _loose_main(context, k)
    first = context.groups[main].subject if main is not None else None
    for draft in _drafts(
        context, k, rule, act, stance, holder, matter, context.sayer(k), None, found[0] == "whole", cue
    ):
        yield replace(draft, evidence=(first[0], draft.evidence[1])) if first is not None else draft


def _loose_subject(context: Context, k: int) -> Actor | None:
    """ "The delegation has come to Turkey prepared to …": the adjective belongs to the main verb's subject."""
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
    if sayer is None or not sayer.parties:
        return
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=None)
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
    hit = best_topic(context.tokens, first, end, context.lexicon, facts=act in _FACT_ACTS)
    if hit is None and cue.issue is None:
        return
    issue = cue.issue
    yield Draft(
        rule, act, stance, sayer, (evidence_start(context, k), end), (first, end), hit, issue, sayer, matter.condition
    )


# ── evaluations ──────────────────────────────────────────────────────────────────────────────────


def _evaluation(context: Context, k: int) -> Iterator[Draft]:
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
    """ "the offer is an insult", said by somebody known."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if sayer is None or not sayer.parties or group.subject is None:
        return
    matter = matter_from(context.tokens, context.groups, k, group.end) if group.end < len(context.tokens) else None
    judged = _judgement(context, group.end, matter.end) if matter else None
    if matter is None or judged is None:
        return
    cue = judged[1]
    composed = compose(cue.act or Act.ASSERTS, cue.stance, negated=_negated(context, k), modal=None)
    hit = best_topic(context.tokens, group.subject[0], matter.end, context.lexicon)
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
    )


# ── modals in reported clauses ───────────────────────────────────────────────────────────────────


def _modal(context: Context, k: int) -> Iterator[Draft]:
    """ "the talks should focus on X", "Russia must leave", "we will never sign", said by somebody known."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if sayer is None or not sayer.parties or (context.is_saying(group) and group.modal is None):
        return
    subject = context.actor(k) if group.subject else None
    own = subject is not None and subject.parties == sayer.parties
    if group.modal in OBLIGATION or _must(context, group):
        act, stance = (Act.DEMANDS, Stance.AGAINST if _negated(context, k) else Stance.FOR)
        rule = "modal:obligation"
    elif own and _negated(context, k) and group.modal in ("will", "would", "can", "could", "shall"):
        act, stance, rule = Act.REJECTS, Stance.AGAINST, "modal:refusal"
    else:
        return
    start = group.subject[0] if group.subject and not group.antecedent and not own else group.head
    matter = matter_from(context.tokens, context.groups, k, start, clause=True)
    hit = best_topic(context.tokens, start, matter.end, context.lexicon, facts=False)
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


def _must(context: Context, group: VerbGroup) -> bool:
    """ "have to", "need to" as modals."""
    tokens = context.tokens
    return group.lemma in ("have", "need") and group.end < len(tokens) and tokens[group.end].tag == "TO0"


def nobody() -> Actor:
    """The actor of clauses that belong to bystanders."""
    return NOBODY
