"""Meetings as a report tells of them: day, place, venue, host, delegates, duration. One record a day, or a status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.extract.context import Context
from kg.extract.verbs import VerbGroup, is_noun, noun_places
from kg.model import Entity, Meeting, MeetingStatus, Quote, Report
from kg.sentences import normalise
from kg.times import TimeExpression, find_dates, find_times

_VENUE = re.compile(
    r"\b(?:[A-Z][\w'-]+ ){1,3}"
    r"(?:Palace|Hotel|House|Hall|Cent(?:re|er)|Castle|Villa|Club|Embassy|Headquarters|Residence)\b"
)
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_NEAR = 10
_PAST = frozenset({"previous", "past", "last", "earlier", "held"})
_DURATION = re.compile(
    r"\blast(?:ed|ing)?\s+"
    r"((?:about|around|nearly|almost|less than|more than|over|just|only|under)?\s*[\w-]+\s+(?:hours?|minutes?|days?)"
    r"(?:\s+in\s+total)?)"
)
_DELEGATION = frozenset({"delegation", "negotiator", "team"})
_LEADING = frozenset({"lead", "head", "prepare", "represent", "return"})


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting together with the sentence (index among the contexts) in which it was first told of."""

    meeting: Meeting
    sentence: int


def read_meetings(report: Report, case: str | None, contexts: Sequence[Context]) -> list[Told]:
    """Return the meetings of a report in the order in which they are first told of."""
    told: list[Told] = []
    for number, context in enumerate(contexts):
        for meeting in _in_sentence(report, case, context):
            _add(told, Told(meeting, number), context.lexicon.within)
    told = _join_undated(told, contexts[0].lexicon.within if contexts else {})
    return [_with_delegates(t, contexts) for t in told]


def _in_sentence(report: Report, case: str | None, context: Context) -> list[Meeting]:
    tokens = context.tokens
    noun = _meeting_noun(context)
    verb = _meeting_verb(context)
    if noun is not None:
        anchor, first_token = tokens[noun].start, noun
    elif verb is not None:
        anchor, first_token = tokens[verb.start].start, verb.start
    else:
        return []
    start = context.sentence.start
    text = normalise(report.text[start : context.sentence.end])
    dates = [
        d for d in find_dates(text, report.date) if 0 <= start + d.start - anchor <= 90 and _is_day_of_meeting(text, d)
    ]
    if dates:
        # "talks on May 16 and June 2" tells of two meetings in one quote.
        quote = report.quote(_quote_start(context, first_token), start + dates[-1].end)
        return [_meeting(report, case, context, quote, d) for d in dates]
    if verb is None and not (noun is not None and _is_telling(context, noun)):
        return []
    times = [t for t in find_times(text, report.date) if _is_weekday_or_week(t.text)]
    time = next((t for t in times if start + t.end > anchor), times[0] if times else None)
    if time is None and not _place(context) and not _ordinal(context) and not _venue(context):
        return []
    if time is not None and verb is None and not any(g.modal for g in context.groups) and _place(context) is None:
        return []
    noun_end = tokens[noun].end if noun is not None else anchor + 1
    last = max(noun_end, start + time.end if time else _place_end(context))
    first = min(_quote_start(context, first_token), start + time.start if time else last)
    return [_meeting(report, case, context, report.quote(first, max(last, first + 1)), time)]


def _meeting_verb(context: Context) -> VerbGroup | None:
    index = context.lexicon.cues["MeetingVerb"]
    return next((g for g in context.groups if index.find_at(context.tokens, g.head, len(context.tokens))), None)


def _meeting_noun(context: Context) -> int | None:
    index = context.lexicon.cues["MeetingNoun"]
    tokens = context.tokens
    return next((at for at in noun_places(tokens) if index.find_at(tokens, at, at + 1)), None)


def _is_telling(context: Context, noun: int) -> bool:
    """An ordinal or "previous" beside the noun tells of a meeting; a bare "the talks" only mentions one."""
    window = context.tokens[max(0, noun - 4) : noun + 3]
    named = _place(context) is not None or _venue(context) is not None
    return named or any(t.lower in _ORDINAL or t.lower in _PAST or t.lower in ("new", "fresh") for t in window)


def _is_day_of_meeting(text: str, found: TimeExpression) -> bool:
    return re.search(r"\b(?:on|and|,|of|—|–)\s*$", text[: found.start]) is not None


def _is_weekday_or_week(words: str) -> bool:
    return re.search(r"day\b|\b(?:this|next) week\b", words, re.I) is not None


def _quote_start(context: Context, at: int) -> int:
    while at > 0 and (
        is_noun(context.tokens[at - 1])
        or context.tokens[at - 1].tag in ("AJ0", "CRD", "ORD", "AT0", "PRF", "DT0", "DPS")
    ):
        at -= 1
    return context.tokens[at].start


def _meeting(report: Report, case: str | None, context: Context, quote: Quote, time: TimeExpression | None) -> Meeting:
    day = time.days.start if time and time.days and time.days.start == time.days.end else None
    return Meeting(
        report=report.id,
        quote=quote,
        rule="meeting:day" if day else "meeting:told",
        status=_status(context, report.date, day),
        negotiation=case,
        held_on=day,
        held_text=time.text if time else None,
        place=_place(context),
        venue=_venue(context),
        host=_host(context),
        participants=_participants(context),
        ordinal=_ordinal(context),
        duration=None,
    )


def _status(context: Context, issued: date | None, day: date | None) -> MeetingStatus:
    lowers = {t.lower for t in context.tokens}
    if day is not None and issued is not None and day != issued:
        return MeetingStatus.HELD if day < issued else MeetingStatus.PLANNED
    if lowers & {"will", "to", "set", "expected", "scheduled", "planned"} and not lowers & {"previous", "past"}:
        return MeetingStatus.PLANNED
    past = any(t.tag == "VVD" for t in context.tokens) or bool(lowers & _PAST)
    return MeetingStatus.HELD if past else MeetingStatus.PLANNED


def _place(context: Context) -> Entity | None:
    """The place named near the noun or verb of meeting; farther off it is about something else."""
    noun, verb = _meeting_noun(context), _meeting_verb(context)
    anchors = [at for at in (noun, verb.head if verb else None) if at is not None]
    for mention in context.resolver.mentions:
        if not any(abs(mention.start - at) <= _NEAR for at in anchors):
            continue
        name = mention.of("place")
        before = {t.lower for t in context.tokens[max(0, mention.start - 2) : mention.start]}
        if name is not None and before & {"in", "to", "at"}:
            return name.entity
    return None


def _place_end(context: Context) -> int:
    place = _place(context)
    return next(
        (
            context.tokens[m.end - 1].end
            for m in context.resolver.mentions
            if place and (n := m.of("place")) and n.entity == place
        ),
        0,
    )


def _venue(context: Context) -> str | None:
    found = _VENUE.search(normalise(context.words(0, len(context.tokens))))
    return found.group() if found else None


def _host(context: Context) -> Entity | None:
    if not context.lexicon.cues["HostCue"].find(context.tokens, 0, len(context.tokens)):
        return None
    principals = set(context.lexicon.principals)
    for mention in context.resolver.mentions:
        name = mention.of("party", "person", "demonym", "post")
        if name is not None and name.party is not None and name.party not in principals:
            return name.party
    return None


def _participants(context: Context) -> tuple[Entity, ...]:
    named = {n.party for m in context.resolver.mentions for n in m.names if n.party is not None}
    return tuple(p for p in context.lexicon.principals if p in named)


def _ordinal(context: Context) -> int | None:
    index = context.lexicon.cues["MeetingNoun"]
    for at, token in enumerate(context.tokens[:-1]):
        if (
            token.lower in _ORDINAL
            and context.tokens[at + 1].lemma == "round"
            and index.find_at(context.tokens, at + 1, at + 2)
        ):
            return _ORDINAL[token.lower]
    return None


def _add(told: list[Told], new: Told, within: Mapping[str, str]) -> None:
    """Join with an earlier account of the same day, or of the same words where no day is known."""
    for at, old in enumerate(told):
        a, b = old.meeting, new.meeting
        if (a.held_on is not None and a.held_on == b.held_on) or (
            a.held_on is None and b.held_on is None and a.status is b.status
        ):
            told[at] = replace(old, meeting=_merged(a, b, within))
            return
    told.append(new)


def _merged(a: Meeting, b: Meeting, within: Mapping[str, str]) -> Meeting:
    places = {q for q in (*a.also_at, b.quote, *b.also_at) if q.span != a.quote.span}
    return replace(
        a,
        held_text=a.held_text or b.held_text,
        place=_narrower(a.place, b.place, within),
        venue=a.venue or b.venue,
        host=a.host or b.host,
        participants=a.participants if len(a.participants) >= len(b.participants) else b.participants,
        delegates=tuple(dict.fromkeys((*a.delegates, *b.delegates))),
        documents=tuple(dict.fromkeys((*a.documents, *b.documents))),
        ordinal=a.ordinal or b.ordinal,
        duration=a.duration or b.duration,
        also_at=tuple(sorted(places)),
    )


def _narrower(a: Entity | None, b: Entity | None, within: Mapping[str, str]) -> Entity | None:
    """The place that lies inside the other, else the one told of first."""
    if a is None or b is None:
        return a or b
    return b if within.get(b.iri) == a.iri else a


def _join_undated(told: list[Told], within: Mapping[str, str]) -> list[Told]:
    """An undated account of a planned meeting belongs to the one planned day that the report names."""
    planned = [t for t in told if t.meeting.status is MeetingStatus.PLANNED]
    dated = [t for t in planned if t.meeting.held_on is not None]
    if len(dated) != 1:
        return told
    merged = dated[0].meeting
    for other in planned:
        if other.meeting.held_on is None:
            merged = _merged(merged, other.meeting, within)
    kept = [t for t in told if t.meeting.status is not MeetingStatus.PLANNED or t.meeting.held_on is not None]
    return [replace(t, meeting=merged) if t is dated[0] else t for t in kept]


def _with_delegates(told: Told, contexts: Sequence[Context]) -> Told:
    """Who leads a delegation, for planned meetings; how long it lasted, for held ones."""
    meeting = told.meeting
    delegates: list[Entity] = list(meeting.delegates)
    for number, context in enumerate(contexts):
        lemmas = {t.lemma for t in context.tokens}
        if meeting.status is MeetingStatus.PLANNED and lemmas & _DELEGATION:
            delegates += [person for person in _leaders(context) if person not in delegates]
        if meeting.status is MeetingStatus.HELD and meeting.duration is None and 0 <= number - told.sentence <= 1:
            lasted = _DURATION.search(normalise(context.words(0, len(context.tokens))))
            if lasted and lemmas & {"meeting", "talk", "round"}:
                meeting = replace(meeting, duration=lasted.group(1))
    return replace(told, meeting=replace(meeting, delegates=tuple(delegates)))


def _leaders(context: Context) -> list[Entity]:
    """People who lead, prepare or return to a delegation: as subject, or behind "by" in the passive."""
    found = []
    for k, group in enumerate(context.groups):
        if group.lemma not in _LEADING:
            continue
        if group.passive:
            by = next(
                (
                    i
                    for i in range(group.end, min(group.end + 3, len(context.tokens)))
                    if context.tokens[i].lower == "by"
                ),
                None,
            )
            people = [m.of("person") for m in context.resolver.mentions if by is not None and by < m.start <= by + 6]
            found += [name.entity for name in people[:1] if name is not None]
        else:
            actor = context.actor(k)
            if actor is not None and actor.speaker is not None:
                found.append(actor.speaker)
    return found
