"""Limits of time: "within 50 days", "by 1 September", "before the end of the month", "a 10-day ultimatum".

The words are found first; the day is counted from the day on which the limit was set, where that is known.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from kg.extract.context import Context
from kg.extract.measures import Measure
from kg.extract.verbs import Range
from kg.model import Interval, Span
from kg.sentences import normalise
from kg.times import MONTHS, WEEKDAYS, find_dates
from kg.units import to_base

_LONGEST = 40_000
"""Days; what is further away is no limit that anybody sets."""

Resolve = Callable[[date], Interval | None]

_MONTH = "|".join(sorted((name.capitalize() for name in MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(name.capitalize() for name in WEEKDAYS)
_LEAD = r"\b(?P<lead>[Bb]y|[Bb]efore|[Uu]ntil|[Tt]ill|[Nn]o later than|[Nn]ot later than|[Pp]rior to)\s+"
_HOUR = r"(?:(?:noon|midday|midnight|\d{1,2}(?:[:.]\d{2})?\s*[ap]\.?m\.?)(?:\s+on)?\s+)?"
_BEFORE_DATE = re.compile(rf"{_LEAD}{_HOUR}(?:the\s+)?(?:(?:{_WEEKDAY}),?\s+)?\Z")
_PERIOD = re.compile(
    rf"{_LEAD}{_HOUR}(?:"
    rf"(?P<end>(?:the\s+)?end\s+of\s+)?(?P<which>the\s+|this\s+|next\s+|coming\s+)?"
    rf"(?:(?P<weekday>{_WEEKDAY})\b(?!'s)|(?P<month>{_MONTH})\b(?:\s+(?P<year>\d{{4}})\b)?|(?P<unit>week|month|year)\b(?!-)"
    rf"|(?P<years>20\d\d)\b|(?P<season>spring|summer|autumn|fall|winter)\b|(?P<day>today|tonight|tomorrow|midnight)\b)"
    rf"|(?P<yearend>year-?end)\b)"
)
_VAGUE = re.compile(
    r"\b(?:[Ww]ithin|[Ii]n the (?:next|coming)|[Oo]ver the (?:next|coming))\s+(?:a few\s+|the\s+)?"
    r"(?:hours|days|weeks|months|years)\b"
)
_BESIDE = re.compile(r"\s*(?:,|of|for|on|at|by|is|was|to|set|expires?|expiring|falls|passes|runs out|\s)*\s*\Z")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Words that limit the time, at offsets of the report; ``resolve`` tells the last day, counted from a day."""

    start: int
    end: int
    resolve: Resolve

    def due(self, since: Interval | None) -> Interval | None:
        """Return the days that can be the last one, for a limit that was set on one of the days ``since``."""
        if since is None:
            return None
        try:
            first, last = self.resolve(since.start), self.resolve(since.end)
        except (OverflowError, ValueError):
            return None  # beyond the calendar
        return (
            None if first is None or last is None else Interval(min(first.start, last.start), max(first.end, last.end))
        )


def find_deadlines(context: Context, measures: Sequence[Measure]) -> list[Deadline]:
    """Return the limits of time that a sentence names, in order."""
    offset = context.sentence.start
    text = normalise(context.text[offset : context.sentence.end])
    found = [_of_measure(context, measure) for measure in measures if measure.is_limit]
    found += [_shifted(deadline, offset) for deadline in (*_by_date(text), *_by_period(text), *_vague(text))]
    found += _beside_noun(context, text)
    kept: list[Deadline] = []
    for deadline in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or deadline.start >= kept[-1].end:
            kept.append(deadline)
    return kept


def choose_deadline(
    context: Context, deadlines: Sequence[Deadline], own: Sequence[Range], others: Sequence[Range], evidence: Range
) -> Deadline | None:
    """Return the limit of a draft: in its own parts, the first part first, else in its evidence or right behind it.

    ``others`` are the contents of the sentence's other drafts, whose limits are not its own.
    """
    if not deadlines:
        return None
    spans = [context.span(*part) for part in own if part[1] > part[0]]
    for span in spans:
        for deadline in deadlines:
            if span.start <= deadline.start and deadline.end <= span.end:
                return deadline
    taken = [context.span(*part) for part in others if part[1] > part[0]]
    whole = context.span(*evidence)
    for deadline in deadlines:
        mine = Span(deadline.start, deadline.end)
        if not any(mine.overlap(span) for span in taken) and whole.start <= mine.start <= whole.end + 2:
            return deadline
    return None


def _of_measure(context: Context, measure: Measure) -> Deadline:
    """As in "within 50 days", "a 50-day deadline"; a deadline behind the number belongs to the words."""
    end = measure.end
    index = context.lexicon.cues["DeadlineNoun"]
    hits = index.find_at(context.tokens, end, len(context.tokens)) if end < len(context.tokens) else []
    span = context.span(measure.start, hits[0][1] if hits else end)
    value, unit = measure.highest or measure.lowest, measure.unit

    def resolve(since: date) -> Interval | None:
        if value is None:
            return None
        months = {"mo": 1, "a": 12}.get(unit)
        if months is not None and value == value.to_integral_value():
            return _one(_months_after(since, int(value) * months))
        days = ceil(to_base(value, unit))
        return _one(since + timedelta(days=days)) if days < _LONGEST else None

    return Deadline(span.start, span.end, resolve)


def _by_date(text: str) -> list[Deadline]:
    """As in "by 1 September", "before 3 May 2031"."""
    found = []
    for written in find_dates(text, None):
        lead = _BEFORE_DATE.search(text[: written.start])
        if lead is not None:
            end = written.end - written.text.endswith(".")
            found.append(Deadline(lead.start(), end, _calendar(written.text, lead["lead"])))
    return found


def _calendar(written: str, lead: str) -> Resolve:
    def resolve(since: date) -> Interval | None:
        days = [found.days for found in find_dates(written, since) if found.days]
        return _one(days[0].start - timedelta(days=_is_before(lead))) if days else None

    return resolve


def _by_period(text: str) -> list[Deadline]:
    """As in "until Friday", "by the end of the month", "before next week", "by September", "by 2030", "by spring"."""
    return [
        Deadline(match.start(), match.end(), _period(match))
        for match in _PERIOD.finditer(text)
        if not find_dates(text[match.start() : match.end() + 4], None)
    ]


def _period(match: re.Match[str]) -> Resolve:
    def resolve(since: date) -> Interval | None:
        days = _days(match, since)
        if days is None:
            return None
        if match["end"] or match["yearend"]:
            return _one(days.end)
        return _one(days.start - timedelta(days=1)) if _is_before(match["lead"]) else days

    return resolve


def _days(match: re.Match[str], since: date) -> Interval | None:
    """The day, week, month or year that is named, the next one after ``since`` where several could be."""
    following = match["which"] is not None and match["which"].strip() in ("next", "coming")
    if match["weekday"]:
        ahead = (WEEKDAYS[match["weekday"].lower()] - since.weekday()) % 7
        return _one(since + timedelta(days=ahead or 7))
    if match["month"]:
        month = MONTHS[match["month"].lower()]
        year = int(match["year"]) if match["year"] else since.year + (month < since.month)
        return Interval(date(year, month, 1), _month_end(date(year, month, 1)))
    if match["years"] or match["yearend"]:
        year = int(match["years"] or since.year)
        return Interval(date(year, 1, 1), date(year, 12, 31))
    if match["day"]:
        return _one(since + timedelta(days=match["day"] == "tomorrow"))
    if match["unit"] == "week":
        monday = since - timedelta(days=since.weekday()) + timedelta(days=7 * following)
        return Interval(monday, monday + timedelta(days=6))
    if match["unit"] == "month":
        first = _months_after(since.replace(day=1), int(following))
        return Interval(first, _month_end(first))
    if match["unit"] == "year":
        year = since.year + following
        return Interval(date(year, 1, 1), date(year, 12, 31))
    return None  # a season has no last day


def _vague(text: str) -> list[Deadline]:
    """As in "within weeks": words without a day."""
    return [Deadline(match.start(), match.end(), lambda _: None) for match in _VAGUE.finditer(text)]


def _beside_noun(context: Context, text: str) -> list[Deadline]:
    """As in "a deadline of 1 September", "the 1 September deadline"."""
    offset, found = context.sentence.start, []
    for first, after, _, _ in context.lexicon.cues["DeadlineNoun"].find(context.tokens, 0, len(context.tokens)):
        noun = Span(context.tokens[first].start - offset, context.tokens[after - 1].end - offset)
        for written in find_dates(text, None):
            behind = noun.end <= written.start and _BESIDE.fullmatch(text[noun.end : written.start])
            before = written.end < noun.start and not text[written.end : noun.start].strip()
            if behind or before:
                start, end = min(noun.start, written.start), max(noun.end, written.end)
                found.append(Deadline(offset + start, offset + end, _calendar(written.text, "by")))
    return found


def _shifted(deadline: Deadline, offset: int) -> Deadline:
    return Deadline(deadline.start + offset, deadline.end + offset, deadline.resolve)


def _is_before(lead: str) -> bool:
    return lead.lower() in ("before", "prior to")


def _one(day: date) -> Interval:
    return Interval(day, day)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
