"""Reads a report block by block: who speaks where, which drafts each sentence gives, which lists stay open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kg.extract.actors import Actor, Discourse
from kg.extract.attribution import attribute_quotes, remember
from kg.extract.by_cue_alone import read_cues
from kg.extract.by_model import read_unit
from kg.extract.by_verb import read_participle
from kg.extract.complements import is_that_alone
from kg.extract.context import Context, make_context
from kg.extract.draft import Draft
from kg.extract.frames import read_clause
from kg.extract.lists import LeadIn, find_lead_in, incomplete, read_bullet, read_list
from kg.extract.nouns import read_nouns
from kg.extract.quotations import is_left_open
from kg.extract.said import read_said
from kg.extract.systems import System
from kg.extract.topics import best_topic, find_topics
from kg.extract.units import find_units
from kg.extract.verbs import Form, Range
from kg.lexicon import Lexicon
from kg.model import Act, Report
from kg.sentences import Sentence
from kg.structure import Block, BlockKind

_TAKING_UP = frozenset(
    "that this it them these those both so one neither idea proposal plan demand offer request move suggestion charge "
    "claim condition conditions terms notion step measure measures".split()
)
_HYPOTHETICAL = frozenset({"whether", "if", "unless", "until", "till"})
_CLAUSE_MARKS = frozenset({",", ";", ":", "but"})
_READ = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.BULLET)


@dataclass(frozen=True, slots=True)
class Reading:
    """The drafts of one sentence, in its context and block; ``number`` counts the blocks that are read."""

    context: Context
    block: Block
    number: int
    drafts: tuple[Draft, ...]

    @property
    def text(self) -> str:
        """The verbatim text of the block."""
        return self.context.text[self.block.span.start : self.block.span.end]


def is_read(block: Block) -> bool:
    """Tell whether a block is text to be read: no furniture, no caption, no repetition."""
    return block.kind in _READ and block.repeats is None


def read_blocks(
    report: Report, blocks: Mapping[Block, list[Sentence]], lexicon: Lexicon, system: System = System.FULL
) -> Iterator[Reading]:
    """Yield a reading for every sentence of the blocks, which are those of the report that ``is_read`` lets pass."""
    discourse = Discourse()
    lead: tuple[LeadIn, Context, Block, int] | None = None
    has_list = False
    open_quote: Actor | None = None
    off_topic = False
    spoken_of: str | None = None
    for number, (block, sentences) in enumerate(blocks.items(), 1):
        if lead is not None and block.kind is not BlockKind.BULLET:
            if not has_list:
                # The list is missing: the lead-in is recorded as incomplete.
                yield Reading(lead[1], lead[2], lead[3], (incomplete(lead[1], lead[0]),))
            lead = None
        contexts = [make_context(report.text, s, lexicon, discourse) for s in sentences]
        balance = _topic_balance(contexts)
        if block.kind is BlockKind.HEADING or balance > 0:
            off_topic = balance < 0  # a section stays off topic until a paragraph of it speaks of an issue
        is_off = off_topic or balance < 0
        if block.kind is BlockKind.HEADING:
            spoken_of = None
        last_quote = attribute_quotes(report.text, block, contexts, open_quote, discourse)
        open_quote = last_quote if is_left_open(report.text, block.span) else None
        for context in contexts:
            if system is System.CUES:
                drafts = read_cues(context)
            elif system is System.MODEL:
                drafts = _read_units(context, block.kind, [], narrative=True)
            elif lead is not None and not _speaks_for_itself(context, lead[0]):
                drafts = read_bullet(context, lead[0])
                has_list = True
            else:
                found = find_lead_in(context)
                if found is not None and context is contexts[-1] and found.items_at >= len(context.tokens):
                    lead, has_list = (found, context, block, number), False
                    drafts = []
                elif found is not None and (listed := read_list(context, found)):
                    drafts = listed
                else:
                    drafts = read_sentence(context, block.kind)
                    if system is System.FULL:
                        drafts += _read_units(context, block.kind, [d.evidence for d in drafts])
            if is_off or _topic_balance([context]) < 0:
                drafts = [
                    d
                    for d in drafts
                    if d.hit is not None
                    and (d.hit.topic.of_case or lexicon.case is None)
                    and not d.hit.topic.weak
                    and d.hit.weight >= 2
                    and not d.rule.startswith(("said", "model"))
                ]
            drafts = [_carried(context, draft, spoken_of) for draft in drafts]
            yield Reading(context, block, number, tuple(drafts))
            remember(context, discourse)
            spoken_of = _spoken_of(context) or spoken_of
    if lead is not None and not has_list:
        yield Reading(lead[1], lead[2], lead[3], (incomplete(lead[1], lead[0]),))


def read_sentence(context: Context, kind: BlockKind) -> list[Draft]:
    """Return the drafts of one sentence that is no list."""
    heading = kind is BlockKind.HEADING
    if heading or _is_turn(context):
        _apply_headline_colon(context)
    drafts: list[Draft] = []
    for k, group in enumerate(context.groups):
        if group.form is Form.INFINITIVE and not (group.raised or (heading and group.subject)):
            continue
        before = context.tokens[group.start - 1].lower if group.start else ""
        if is_hypothetical(context, k) or _is_predicate_participle(context, k) or before in {"neither", "nor", "or"}:
            continue
        if group.form is Form.PARTICIPLE and group.antecedent:
            found = read_participle(context, k)
        else:
            found = read_clause(context, k)
        drafts.extend(
            d for d in found if not any(_inside(d, e) or _is_denied(d, e) or _is_wished(d, e) for e in drafts)
        )
    drafts.extend(d for d in read_nouns(context) if not any(_same_matter(d, e) for e in drafts))
    wishes = [d for d in drafts if d.rule.startswith("noun:")]
    drafts = [d for d in drafts if not any(_is_wished(d, e) for e in wishes)]
    denials = [d for d in drafts if d.act is Act.DENIES]
    drafts = [d for d in drafts if d.act is Act.DENIES or not any(_is_denied(d, e) for e in denials)]
    taken = [d.evidence for d in drafts]
    for k, group in enumerate(context.groups):
        if not any(start <= group.head < end for start, end in taken) and not is_hypothetical(context, k):
            found = read_said(context, k)
            drafts.extend(found)
            taken.extend(d.evidence for d in found)
    return drafts


def _read_units(context: Context, kind: BlockKind, taken: list[Range], *, narrative: bool = False) -> list[Draft]:
    """The drafts of the clause model for what the rules have left of a sentence."""
    drafts = []
    for unit in find_units(context):
        if any(start < unit.end and unit.start < end for start, end in taken) or is_hypothetical(context, unit.k):
            continue
        draft = read_unit(context, unit, kind, narrative=narrative)
        if draft is not None:
            drafts.append(draft)
            taken.append(draft.evidence)
    return drafts


def _spoken_of(context: Context) -> str | None:
    """The issue that a sentence speaks of most strongly, if it names one."""
    hit = best_topic(context.tokens, 0, len(context.tokens), context.lexicon, facts=False)
    return hit.topic.issue if hit is not None and not hit.topic.weak else None


def _carried(context: Context, draft: Draft, spoken_of: str | None) -> Draft:
    """As in "Oman backed the idea", "We will not do that": the matter is that spoken of before."""
    if draft.hit is not None or draft.issue is not None or draft.incomplete:
        return draft
    first, last = draft.content
    if last - first <= 2:  # "A wants a truce, but B rejects it": the matter is that of the clause before
        verbs = [g for g in context.groups if g.form is Form.FINITE and g.head < first]
        until = verbs[-1].start if len(verbs) > 1 else 0
        here = best_topic(context.tokens, 0, until, context.lexicon, facts=False) if until else None
        spoken_of = here.topic.issue if here is not None and not here.topic.weak else spoken_of
    if spoken_of is None:
        return draft
    if not any(_takes_up(context, at) for at in range(*draft.content)):
        return draft
    return replace(draft, rule=f"{draft.rule}+carried", issue=spoken_of)


def _takes_up(context: Context, at: int) -> bool:
    """True of "that" as a pronoun, "this", "the idea" …, not of the "that" which opens a clause."""
    token = context.tokens[at]
    if token.lower == "that" and token.tag == "CJT":
        return is_that_alone(context.tokens, at)
    return token.lower in _TAKING_UP


def _speaks_for_itself(context: Context, lead: LeadIn) -> bool:
    """True of a bullet in which another party says or does something: it is no item of the lead-in's list."""
    actors = [context.actor(k) for k, g in enumerate(context.groups) if g.form is Form.FINITE]
    return any(a is not None and a.parties and a.parties != lead.holder.parties for a in actors)


def is_hypothetical(context: Context, k: int) -> bool:
    """True of a verb inside an if, unless, until or whether clause: what it says is not stated."""
    group = context.groups[k]
    tokens, finite = context.tokens, context.finite_heads
    for at in range(group.start - 1, -1, -1):
        token = tokens[at]
        if token.lower in _HYPOTHETICAL:
            return True
        if token.tag == "VM0" and token.lower == "should" and (at == 0 or tokens[at - 1].tag == "PUN"):
            return True  # "should the talks fail"
        if token.lower in ("once", "when") and tokens[group.head].tag in ("VVB", "VVZ"):
            return True
        if at in finite or token.tag == "CJT" or token.lower in _CLAUSE_MARKS:
            return False
    return False


def _is_predicate_participle(context: Context, k: int) -> bool:
    """True of the participle in "seems committed to", which belongs to the copula before it."""
    group = context.groups[k]
    before = context.groups[k - 1] if k else None
    return group.form is Form.PARTICIPLE and before is not None and before.copula and group.start - before.end <= 1


def _is_denied(draft: Draft, other: Draft) -> bool:
    """True of what stands inside "denied that …": it is not stated."""
    return other.act is Act.DENIES and other.content[0] <= draft.content[0] and draft.content[1] <= other.content[1]


def _is_wished(draft: Draft, other: Draft) -> bool:
    """True of what another is only called upon to do: "insists that Ukraine adopt neutrality"."""
    return (
        other.act in (Act.DEMANDS, Act.EXPECTS)
        and other.holder.parties != draft.holder.parties
        and other.content[0] <= draft.content[0]
        and draft.content[1] <= other.content[1]
    )


def _inside(draft: Draft, other: Draft) -> bool:
    """True where a cue stands in the matter that an outer cue of the same holder has taken: "wants to reject X"."""
    return (
        other.content[0] <= draft.content[0] and draft.content[1] <= other.content[1]
        and other.holder.parties == draft.holder.parties and not other.rule.startswith("said")
        and other.hit is not None and not other.hit.topic.weak
    )  # fmt: skip


def _same_matter(draft: Draft, other: Draft) -> bool:
    return other.holder.parties == draft.holder.parties and max(other.content[0], draft.content[0]) < min(
        other.content[1], draft.content[1]
    )


def _is_turn(context: Context) -> bool:
    """True of a speaker's turn in a transcript: a name in capitals, then a colon."""
    colon = next((i for i, t in enumerate(context.tokens[:6]) if t.lower == ":"), None)
    return colon is not None and colon > 0 and all(t.text.isupper() for t in context.tokens[:colon] if t.is_word)


def _apply_headline_colon(context: Context) -> None:
    """As in "Kremlin: talks will be difficult" — what stands before the colon speaks."""
    colon = next((i for i, t in enumerate(context.tokens) if t.lower == ":"), None)
    if colon is None or colon > 6:
        return
    start = next((i for i in range(colon) if context.tokens[i].is_word), colon)
    actor = context.resolver.resolve((start, colon)) if start < colon else None
    if actor is not None and actor.parties:
        context.quoted.insert(0, ((colon + 1, len(context.tokens)), actor))


def _topic_balance(contexts: list[Context]) -> int:
    """Below 0 where out-of-scope phrases outweigh those of every issue, above 0 where an issue's are longest."""
    out = own = 0
    for context in contexts:
        for hit in find_topics(context.tokens, 0, len(context.tokens), context.lexicon):
            if hit.topic.issue is None:
                out = max(out, hit.weight)
            elif not hit.topic.weak and (not context.lexicon.issues or hit.topic.issue in context.lexicon.issues):
                own = max(own, hit.weight)
    return -1 if out and out >= own else int(own > 1)
