"""Who utters which quotation of a block, and what a report remembers of whom it has spoken of."""

from __future__ import annotations

from kg.extract.actors import NOBODY, PAPERS, Actor, Discourse
from kg.extract.context import Context
from kg.extract.quotations import find_quotations, is_clause_like
from kg.extract.verbs import Form, Range
from kg.model import Span
from kg.structure import Block


def attribute_quotes(
    text: str, block: Block, contexts: list[Context], carried: Actor | None, discourse: Discourse
) -> Actor | None:
    """Give each quotation of a block its speaker: behind it, before it, or the one before; return the last speaker."""
    last = carried
    heard = 0
    for quotation in find_quotations(text, block.span, opens_inside=carried is not None):
        if not is_clause_like(text, quotation):
            continue
        touched = [c for c in contexts if c.sentence.span.overlap(quotation)]
        if not touched:
            continue
        for context in touched:
            _cut_governors(context, _inside_quotation(context, quotation))
        # "…," he said: whoever was spoken of before, in this paragraph too
        while heard < len(contexts) and contexts[heard] is not touched[0]:
            remember(contexts[heard], discourse)
            heard += 1
        speaker = (
            _speaker_outside(touched[-1], quotation)
            or _speaker_outside(touched[0], quotation)
            or _speaker_before(contexts, touched[0])
            or last
        )
        if speaker is None:
            continue
        last = speaker
        for context in touched:
            inside = _inside_quotation(context, quotation)
            if inside[1] > inside[0]:
                context.add_quotation(inside, speaker)
    return last


def _inside_quotation(context: Context, quotation: Span) -> Range:
    """The tokens of a sentence that stand inside a quotation; (0, 0) for none."""
    inside = [i for i, t in enumerate(context.tokens) if quotation.start <= t.start and t.end <= quotation.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _speaker_outside(context: Context, quotation: Span) -> Actor | None:
    for k, group in enumerate(context.groups):
        token = context.tokens[group.head]
        if quotation.start <= token.start < quotation.end or not context.is_saying(group):
            continue
        actor = _quoted_person(context, k) or context.actor(k)
        if actor is not None:
            return actor
    return None


def _quoted_person(context: Context, k: int) -> Actor | None:
    """As in "TASS quoted rebel officials as saying": whom the verb's object names."""
    group = context.groups[k]
    if group.lemma not in {"quote", "cite"} or group.passive:
        return None
    behind = next((i for i in range(group.end, len(context.tokens)) if context.tokens[i].lower == "as"), None)
    return context.resolver.resolve((group.end, behind)) if behind is not None and behind > group.end else None


def _speaker_before(contexts: list[Context], context: Context) -> Actor | None:
    """A sentence that ends in a colon, or speaks of its sayer, directly before a quotation that stands alone."""
    at = contexts.index(context)
    if at == 0:
        return None
    before = contexts[at - 1]
    actors = [before.actor(k) for k, g in enumerate(before.groups) if before.is_saying(g)]
    return next((a for a in actors if a is not None), None)


def _cut_governors(context: Context, quoted: tuple[int, int]) -> None:
    """No verb of saying governs across a quotation mark, in either direction."""
    for k, group in enumerate(context.groups):
        governor = group.governor
        inside = quoted[0] <= group.start < quoted[1]
        if governor is not None and inside != (quoted[0] <= context.groups[governor].start < quoted[1]):
            context.groups[k] = group._replace(governor=None)
        elif not inside and group.peer is not None and quoted[0] <= context.groups[group.peer].start < quoted[1]:
            context.groups[k] = group._replace(peer=None)


def _is_unknown_person(context: Context, k: int) -> bool:
    """True where a name that stands for nobody known says something: "Ross told lawmakers"."""
    group = context.groups[k]
    subject = group.subject
    return (
        subject is not None
        and group.form is Form.FINITE
        and context.is_saying(group)
        and context.tokens[subject[1] - 1].tag == "NP0"
        and context.tokens[subject[1] - 1].is_capitalised
    )


def remember(context: Context, discourse: Discourse) -> None:
    """Main subjects last, so that the next sentence's pronoun finds them first."""
    # All pronouns are resolved against what came before, before anybody of this sentence is remembered.
    actors = [context.actor(k) for k in range(len(context.groups))]
    for k in range(len(context.groups) - 1, -1, -1):
        actor = actors[k]
        if actor is None and _is_unknown_person(context, k):
            discourse.person = NOBODY  # "he" is now somebody of whom no party is known
        if actor is not None and context.quote_sayer(context.groups[k].start) is None:
            subject = context.groups[k].subject
            head = context.tokens[subject[1] - 1].lemma if subject else None
            heads = {t.lemma for t in context.tokens[subject[0] : subject[1]]} if subject else set()
            discourse.remember(actor, head)
            for noun in heads & {"source", "official", "diplomat", "aide", "spokesman", "spokeswoman", "minister"}:
                discourse.remember(actor, noun)
            if any(t.lemma in PAPERS for t in context.tokens[context.groups[k].end :]):
                discourse.sources["statement"] = actor  # "X issued a statement", "X said in a letter"
    for _, actor in context.quoted:
        discourse.remember(actor)
