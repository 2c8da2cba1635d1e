"""Drafts become statements: text cut out, times resolved, sources and hedges named, the same thing said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kg.extract.actors import Actor
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.grading import Grader, grade
from kg.extract.packages import whole_packages
from kg.extract.particulars import read_particulars, takes_up_firmly
from kg.extract.reader import Reading
from kg.extract.said import stance_of
from kg.extract.topics import best_topic, own_provision
from kg.model import Act, Certainty, Document, Entity, Interval, Quote, Report, Sourcing, Stance, Statement
from kg.sentences import normalise
from kg.structure import BlockKind
from kg.times import TimeExpression, find_times

_NEED_ISSUE = frozenset({Act.ACCEPTS, Act.ASSERTS, Act.CONDITIONS, Act.EXPECTS})
_TRIM = " \u00a0\t,;:—–-"


def make_statements(
    report: Report,
    case: str | None,
    readings: Iterable[Reading],
    documents: Mapping[int, Document],
    last_meeting: date | None,
    *,
    grader: Grader | None = grade,
) -> list[Statement]:
    """Return the statements of a report, in order of place, each stance once; ``grader`` gives them their confidence.

    ``documents`` are those handed over, by the index of the reading in which that is told.
    """
    found: list[Placed] = []
    latest: Document | None = None
    ordered = list(readings)
    issued = Interval(report.date, report.date) if report.date is not None else None
    last_told = 0
    for number, reading in enumerate(ordered):
        here = documents.get(number)
        latest = here or latest
        following = ordered[number + 1] if number + 1 < len(ordered) else None
        caveat = _caveat(reading.context)
        if caveat is None and following is not None and following.number == reading.number:
            caveat = _caveat(following.context)  # "… could not be confirmed" stands behind what it limits
        place = Place(reading.number, reading.block.kind is BlockKind.HEADING, reading.text == report.title)
        if found and found[-1][1].block == reading.number:
            found[last_told:] = [
                (replace(s, non_negotiable=True) if takes_up_firmly(reading, s) else s, p) for s, p in found[last_told:]
            ]
        if not reading.drafts:
            continue
        last_told = len(found)
        particulars = read_particulars(report, reading)
        for at, draft in enumerate(reading.drafts):
            for party in draft.holder.parties:
                statement = _statement(report, case, reading, draft, party, last_meeting)
                if statement is not None:
                    statement = replace(
                        statement,
                        confidence=grader(reading.context, draft, reading.block.kind) if grader is not None else None,
                        caveat=caveat or statement.caveat,
                        in_headline=place.is_title,
                    )
                    statement = _about_document(statement, draft, here, latest)
                    found.append((particulars.added_to(statement, at, statement.said_on or issued), place))
    return whole_packages(merge(found))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the number of its block, and whether that is a heading, or the report's title."""

    block: int
    is_heading: bool
    is_title: bool


Placed = tuple[Statement, Place]


def merge(found: list[Placed]) -> list[Statement]:
    """Join what says the same: equal matter in one sentence or quotation, equal content, a heading and its text."""
    merged: list[Placed] = []
    for statement, place in found:
        for at, (earlier, earlier_place) in enumerate(merged):
            if _is_same(earlier, earlier_place, statement, place):
                merged[at] = _join(earlier, earlier_place, statement, place)
                break
        else:
            merged.append((statement, place))
    return sorted((s for s, _ in merged), key=lambda s: (s.quote.start, s.quote.end, s.id))


def _is_same(a: Statement, a_place: Place, b: Statement, b_place: Place) -> bool:
    if (
        (a.party, a.act, a.issue, a.stance) != (b.party, b.act, b.issue, b.stance)
        or a.issue is None
        or a.incomplete
        or b.incomplete
    ):
        return False
    if a_place.is_heading != b_place.is_heading:
        heading, body = (a_place, b_place) if a_place.is_heading else (b_place, a_place)
        return heading.is_title or body.block == heading.block + 1
    if a.provision != b.provision:
        return False
    if a.content and b.content and _plain(a.content) == _plain(b.content):
        return True
    if a.provision is not None and (a.quote.span.overlap(b.quote.span) > 0 or _is_mention(a) != _is_mention(b)):
        return True
    near = b.quote.start - a.quote.end <= 60 and a.quote.start - b.quote.end <= 60
    return near and a.speaker_text == b.speaker_text and a.act in (Act.EXPECTS, Act.ASSERTS)


def _is_mention(statement: Statement) -> bool:
    """True of what stands as a mere noun in a sentence about something else: "pressure from X to …"."""
    return statement.rule.startswith("noun:") and statement.attribution is None


def _join(a: Statement, a_place: Place, b: Statement, b_place: Place) -> Placed:
    weak_a = (a_place.is_heading, _is_mention(a))
    weak_b = (b_place.is_heading, _is_mention(b))
    keep, other, place = (b, a, b_place) if weak_a > weak_b else (a, b, a_place)
    places = {q for q in (*keep.also_at, *other.also_at, other.quote) if q.span != keep.quote.span}
    confidence = max(s.confidence or 0.0 for s in (a, b)) if keep.confidence is not None else None
    joined = replace(
        keep,
        also_at=tuple(sorted(places)),
        confidence=confidence,
        non_negotiable=keep.non_negotiable or other.non_negotiable,
        package=keep.package or other.package,
    )
    if keep.due_text is None:
        joined = replace(joined, due=other.due, due_text=other.due_text)
    return joined, place


def _plain(text: str) -> str:
    return " ".join(normalise(text).lower().split())


def _statement(
    report: Report, case: str | None, reading: Reading, draft: Draft, party: Entity, last_meeting: date | None
) -> Statement | None:
    context = reading.context
    hit = draft.hit
    if hit is not None and hit.topic.issue is None:
        return None  # out of scope
    issue = draft.issue or (hit.topic.issue if hit else None)
    if issue is None and draft.act in _NEED_ISSUE:
        return None  # without a known matter, these are too often about something else
    provision = _provision(context, draft, issue)
    is_plain = draft.issue is not None or draft.is_judgement or hit is None
    stance = draft.stance if is_plain or hit is None else stance_of(draft.stance, hit.stance)
    quote = _quote(report, context, draft.evidence)
    content = None if draft.incomplete else _trimmed(report, context, draft.content)
    condition = _trimmed(report, context, draft.condition) if draft.condition else None
    sayer = draft.sayer if draft.sayer is not None and draft.sayer.parties else draft.holder
    time = _time(report, context, draft)
    if time and time.days and report.date and time.days.start > report.date:
        time = None  # a day to come is the day of what is said, "by September 1", and not of the saying
    days = time.days if time else None
    if days is None and _at_last_meeting(context, draft) and last_meeting:
        days = Interval(last_meeting, last_meeting)
    return Statement(
        report=report.id,
        party=party,
        act=draft.act,
        stance=stance,
        quote=quote,
        rule=draft.rule,
        issue=issue,
        provision=provision,
        content=content.text if content else None,
        condition=condition.text if condition else None,
        condition_provision=_condition_provision(context, draft),
        speaker=_speaker(sayer, draft.holder, party),
        speaker_text=sayer.speaker_text or draft.holder.speaker_text,
        sourcing=sayer.sourcing,
        attribution=_attribution(sayer, draft),
        addressee=draft.addressee if draft.addressee != party else None,
        certainty=draft.certainty or _certainty(context, draft),
        said_on=days,
        said_text=time.text if time else None,
        negotiation=case,
        incomplete=draft.incomplete,
    )


def _provision(context: Context, draft: Draft, issue: str | None) -> str | None:
    """The provision of the hit, or the case's own that the words around it name: "a 50-day deadline for a truce"."""
    hit = draft.hit
    if hit is None or hit.topic.issue != issue:
        return None
    if draft.evidence == draft.content or draft.act in (Act.ASSERTS, Act.DENIES):
        return hit.topic.provision
    return own_provision(context.tokens, *draft.evidence, hit, context.lexicon)


def _condition_provision(context: Context, draft: Draft) -> str | None:
    """The provision that the condition names, where one is named strongly and not as undone."""
    if draft.condition is None:
        return None
    hit = best_topic(context.tokens, draft.condition[0] + 1, draft.condition[1], context.lexicon)
    return hit.topic.provision if hit is not None and not hit.topic.weak and hit.stance is Stance.FOR else None


def _about_document(statement: Statement, draft: Draft, here: Document | None, latest: Document | None) -> Statement:
    """A list beside the handing over of a document is set out in it; a judgement of "those terms" concerns the last."""
    if here is not None and draft.rule.startswith("list:") and here.issued_by == statement.party:
        days = Interval(here.round, here.round) if here.round else statement.said_on
        return replace(statement, carried_by=here, round=here.round, sourcing=Sourcing.DOCUMENT, said_on=days)
    if (
        latest is not None
        and statement.issue == "peace-terms"
        and latest.issued_by != statement.party
        and statement.rule.startswith("evaluation:")
    ):
        return replace(statement, concerns=latest)
    return statement


def _speaker(sayer: Actor, holder: Actor, party: Entity) -> Entity | None:
    if sayer.speaker is not None:
        return sayer.speaker
    return (
        holder.speaker
        if holder.speaker is not None and party in holder.parties and sayer.speaker_text is None
        else None
    )


def _attribution(sayer: Actor, draft: Draft) -> str | None:
    if sayer.sourcing is Sourcing.UNNAMED:
        return sayer.speaker_text
    return None if sayer is draft.holder or not sayer.parties else sayer.speaker_text or sayer.parties[0].label


def _quote(report: Report, context: Context, tokens: tuple[int, int]) -> Quote:
    trimmed = _trimmed(report, context, tokens)
    assert trimmed is not None
    return trimmed


def _trimmed(report: Report, context: Context, tokens: tuple[int, int]) -> Quote | None:
    span = context.span(tokens[0], max(tokens[1], tokens[0] + 1))
    start, end = span.start, span.end
    while start < end and report.text[start] in _TRIM:
        start += 1
    while end > start and report.text[end - 1] in _TRIM:
        end -= 1
    return report.quote(start, end) if start < end else None


def _certainty(context: Context, draft: Draft) -> Certainty:
    """The weakest hedge in the evidence."""
    order = (Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE)
    found = [
        cue.certainty
        for _, _, _, cue in context.lexicon.cues["Hedge"].find(context.tokens, *draft.evidence)
        if cue.certainty
    ]
    return max(found, key=order.index, default=Certainty.CERTAIN)


def _caveat(context: Context) -> str | None:
    hits = context.lexicon.cues["CaveatCue"].find(context.tokens, 0, len(context.tokens))
    return context.words(0, len(context.tokens)) if hits else None


def _time(report: Report, context: Context, draft: Draft) -> TimeExpression | None:
    """The time in the sentence that stands outside the matter and nearest before it."""
    start = context.sentence.start
    content = context.span(draft.content[0], max(draft.content[1], draft.content[0] + 1))
    times = find_times(normalise(report.text[start : context.sentence.end]), report.date)
    outside = [t for t in times if start + t.end <= content.start or start + t.start >= content.end]
    before = [t for t in outside if start + t.end <= content.start]
    if before:
        return before[-1]
    after = [
        t
        for t in outside
        if start + t.start - content.end <= 40 and len(context.tokens) and start + t.start >= content.end
    ]
    is_inside = after and start + after[0].end <= context.span(*draft.evidence).end
    return after[0] if after and (is_inside or draft.evidence[1] >= len(context.tokens) - 8) else None


def _at_last_meeting(context: Context, draft: Draft) -> bool:
    words = normalise(context.words(0, max(draft.content[0], 1))).lower()
    return "at the last meeting" in words or "at the previous meeting" in words or "in the last round" in words
