"""What came of meetings, and the documents handed over at them; only what a report tells as past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kg.extract.complements import complement
from kg.extract.context import Context
from kg.extract.drafting import is_negated
from kg.extract.items import split_items
from kg.extract.matter import matter_from
from kg.extract.meetings import Told
from kg.extract.reader import is_hypothetical
from kg.extract.topics import own_provision
from kg.extract.verbs import Form, Range
from kg.model import Document, Meeting, MeetingStatus, Outcome, OutcomeStatus, Quote, Report

_SUBJECTS = frozenset({"they", "those", "these", "it"})
_NOT_ALL = frozenset({"neither", "either", "each"})


def read_documents(
    report: Report, case: str | None, contexts: Sequence[Context], told: list[Told]
) -> dict[int, Document]:
    """Return, by index of the sentence, the document that is handed over there."""
    found: dict[int, Document] = {}
    if case is None:
        return found  # a paper is one of a negotiation; without one there is nothing to tell it from others by
    for number, context in enumerate(contexts):
        for k, group in enumerate(context.groups):
            for _, after, _, cue in context.lexicon.cues["OutcomeCue"].find_at(
                context.tokens, group.head, len(context.tokens)
            ):
                actor = context.actor(k)
                if (
                    cue.outcome is OutcomeStatus.DOCUMENT_EXCHANGED
                    and actor is not None
                    and actor.party is not None
                    and not group.modal
                    and not group.negated
                ):
                    noun = context.tokens[after - 1].lemma
                    found[number] = Document(case, actor.party, noun, _day(context, told, report))
                    break
    return found


def last_held(told: Sequence[Told]) -> date | None:
    """Return the latest day of the meetings that a report tells of as held."""
    return max(
        (t.meeting.held_on for t in told if t.meeting.held_on and t.meeting.status is MeetingStatus.HELD), default=None
    )


def _day(context: Context, told: Sequence[Told], report: Report) -> date | None:
    """The meeting of the same sentence, else the last one held where the words say so."""
    here = [
        t.meeting.held_on
        for t in told
        if any(context.sentence.start <= q.start < context.sentence.end for q in (t.meeting.quote, *t.meeting.also_at))
        and t.meeting.held_on
    ]
    if len(here) == 1:
        return here[0]
    words = context.words(0, len(context.tokens)).lower()
    return last_held(told) if "last meeting" in words or "last round" in words or "previous meeting" in words else None


def read_outcomes(
    report: Report, case: str | None, contexts: Sequence[Context], told: list[Told], documents: dict[int, Document]
) -> tuple[list[Outcome], list[Meeting]]:
    """Return the outcomes, and the meetings with those added that are told of only by what came of them."""
    outcomes: list[Outcome] = []
    meetings = [t.meeting for t in told]
    sentence_of = {t.meeting.id: t.sentence for t in told}
    for number, context in enumerate(contexts):
        for k, group in enumerate(context.groups):
            hits = context.lexicon.cues["OutcomeCue"].find_at(context.tokens, group.head, len(context.tokens))
            if not hits or group.form is not Form.FINITE or group.modal:
                continue
            _, after, _, cue = hits[0]
            if cue.outcome is OutcomeStatus.AGREED and _is_agreed(context, k):
                found = next((c for _, end, _, hit in hits if (c := complement(context, end, hit))), None)
                agreed = _told(report, case, context, k, found[1], cue.outcome, ()) if found is not None else []
                if agreed:
                    words = (min(group.start, group.subject[0] if group.subject else group.start), group.end)
                    at = _meetings_at(report, case, context, words, meetings, sentence_of, number)
                    outcomes.extend(replace(outcome, meetings=at) for outcome in agreed)
                continue
            if cue.outcome in (None, OutcomeStatus.AGREED) or group.governor is not None:
                continue
            if cue.outcome is OutcomeStatus.DOCUMENT_EXCHANGED:
                if number in documents and (
                    handed := _of_document(report, case, context, k, after, documents[number], meetings)
                ):
                    outcomes.append(handed)
                continue
            subject = _meetings_of(report, case, context, k, meetings, sentence_of, number)
            if subject:
                outcomes.extend(_told(report, case, context, k, after, cue.outcome, subject))
    return _once(outcomes), meetings


def _is_agreed(context: Context, k: int) -> bool:
    """True of "both sides agreed": the subject is all who met, and no party gives it as its own account."""
    group, sayer = context.groups[k], context.sayer(k)
    if context.tokens[group.head].tag not in ("VVD", "VVN"):
        return False  # "both sides agree that …" is what they think
    if group.subject is None or group.passive or is_negated(context, k) or is_hypothetical(context, k):
        return False
    if sayer is not None and sayer.parties:
        return False
    first, last = group.subject
    joint = context.lexicon.cues["JointNoun"]
    return context.tokens[first].lower not in _NOT_ALL and any(
        joint.find_at(context.tokens, at, last) for at in range(first, min(first + 2, last))
    )


def _of_document(
    report: Report, case: str | None, context: Context, k: int, after: int, document: Document, meetings: list[Meeting]
) -> Outcome | None:
    at = [i for i, m in enumerate(meetings) if m.held_on is not None and m.held_on == document.round]
    if not at:
        return None
    meetings[at[0]] = replace(meetings[at[0]], documents=tuple(dict.fromkeys((*meetings[at[0]].documents, document))))
    group = context.groups[k]
    first = context.tokens[group.subject[0] if group.subject and group.subject[0] < group.start else group.start].start
    quote = report.quote(first, context.tokens[after - 1].end)
    content = report.text[context.tokens[after - 1].start : context.tokens[after - 1].end]
    return Outcome(
        report.id,
        quote,
        "outcome:document exchanged",
        OutcomeStatus.DOCUMENT_EXCHANGED,
        (meetings[at[0]].id,),
        None,
        content,
        document,
        case,
    )


def _meetings_of(
    report: Report,
    case: str | None,
    context: Context,
    k: int,
    meetings: list[Meeting],
    sentence_of: dict[str, int],
    number: int,
) -> tuple[str, ...]:
    """The meetings that the subject of group ``k`` means: told of in the same sentence, else those told of last."""
    subject = context.groups[k].subject
    if subject is None:
        span = context.sentence.span
        here = [
            m.id
            for m in meetings
            if m.status is MeetingStatus.HELD and any(span.contains(q.span) for q in (m.quote, *m.also_at))
        ]
        return tuple(here)
    words = context.tokens[subject[0] : subject[1]]
    index = context.lexicon.cues["MeetingNoun"]
    is_meeting = any(index.find_at(words, i, i + 1) for i in range(len(words)))
    if not is_meeting and words[0].lower not in _SUBJECTS:
        return ()
    span = context.sentence.span
    held = [m for m in meetings if m.status is MeetingStatus.HELD]
    here = [m.id for m in held if any(span.contains(q.span) for q in (m.quote, *m.also_at))]
    if here:
        return tuple(here)
    near = [
        m.id
        for m in held
        if 0 < number - sentence_of.get(m.id, -99) <= 2 or _was_told_near(m, contexts_before=context.sentence.start)
    ]
    if near and words[0].lower in ("those", "these", "they", "the", "it"):
        return tuple(near)
    if not is_meeting:
        return ()
    return _undated(report, case, context, subject, meetings, sentence_of, number)


def _undated(
    report: Report, case: str | None, context: Context, words: Range, meetings: list[Meeting],
    sentence_of: dict[str, int], number: int,
) -> tuple[str, ...]:  # fmt: skip
    """The meeting of unknown day; where none is told of, one is added that rests on ``words`` alone."""
    meeting = Meeting(report.id, _quote(report, context, *words), "meeting:of outcome", MeetingStatus.HELD, case)
    same = next((m for m in meetings if m.status is MeetingStatus.HELD and m.held_on is None), None)
    if same is not None:
        return (same.id,)
    meetings.append(meeting)
    sentence_of[meeting.id] = number
    return (meeting.id,)


def _meetings_at(
    report: Report, case: str | None, context: Context, words: Range, meetings: list[Meeting],
    sentence_of: dict[str, int], number: int,
) -> tuple[str, ...]:  # fmt: skip
    """The meetings at which all agreed: told of in the same sentence, else shortly before, else of unknown day."""
    span = context.sentence.span
    held = [m for m in meetings if m.status is MeetingStatus.HELD]
    here = [m.id for m in held if any(span.contains(q.span) for q in (m.quote, *m.also_at))]
    near = [m.id for m in held if 0 < number - sentence_of.get(m.id, -99) <= 2]
    return tuple(here or near) or _undated(report, case, context, words, meetings, sentence_of, number)


def _was_told_near(meeting: Meeting, *, contexts_before: int) -> bool:
    return any(0 <= contexts_before - q.end <= 400 for q in (meeting.quote, *meeting.also_at))


def _told(
    report: Report,
    case: str | None,
    context: Context,
    k: int,
    after: int,
    status: OutcomeStatus,
    meetings: tuple[str, ...],
) -> list[Outcome]:
    group = context.groups[k]
    rule = f"outcome:{status.value}"
    if status is OutcomeStatus.NO_BREAKTHROUGH:
        end = matter_from(context.tokens, context.groups, k, after).end if after < len(context.tokens) else after
        quote = _quote(report, context, group.start, max(end, after))
        return [Outcome(report.id, quote, rule, status, meetings, None, None, None, case)]
    matter = matter_from(context.tokens, context.groups, k, after)
    if matter.end <= matter.start:
        return []
    quote = _quote(report, context, group.start, matter.end)
    return [
        Outcome(
            report.id,
            quote,
            rule,
            status,
            meetings,
            item.hit.topic.issue,
            _quote(report, context, item.start, item.end).text,
            None,
            case,
            provision=own_provision(context.tokens, group.start, matter.end, item.hit, context.lexicon),
        )
        for item in split_items(context.tokens, matter.start, matter.end, context.lexicon, facts=False)
        if item.hit is not None and item.hit.topic.issue is not None and not item.hit.topic.weak
    ]


def _quote(report: Report, context: Context, start: int, end: int) -> Quote:
    return report.quote(context.tokens[start].start, context.tokens[end - 1].end)


def _once(outcomes: list[Outcome]) -> list[Outcome]:
    seen: dict[tuple[object, ...], Outcome] = {}
    for outcome in outcomes:
        key = (outcome.status, outcome.issue, outcome.meetings, outcome.content)
        if key in seen:
            old = seen[key]
            seen[key] = replace(old, also_at=tuple(sorted({*old.also_at, outcome.quote} - {old.quote})))
        else:
            seen[key] = outcome
    return list(seen.values())
