"""Dates in words: written out, numeric, and relative to the day of a report. Unknown stays unknown.

"Last week" is Monday to Sunday of the week before; "this week" is Monday to the report's own day
(annotation guidelines, section 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kg.model import Interval

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_MONTH = "(?P<month>" + "|".join(sorted((m.capitalize() for m in MONTHS), key=len, reverse=True)) + r")\.?"
_DIGIT = re.compile(r"\d")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<mon>\d{2})-(?P<day>\d{2})\b")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+(?P<year>\d{{4}})\b)?")
_DAY_MONTH = re.compile(rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}})\b)?")
_RELATIVE = re.compile(
    r"\b(?:(?:earlier|later)\s+)?(?P<which>last|this|previous|next)\s+(?P<unit>week|month|year|"
    + "|".join(d.capitalize() for d in WEEKDAYS)
    + r")\b|\b(?P<day>yesterday|today|tomorrow|overnight)\b|\b(?:(?P<adj>on|earlier|late on|by)\s+)?(?P<weekday>"
    + "|".join(d.capitalize() for d in WEEKDAYS)
    + r")(?!-)\b|\b(?P<vague>recently|in recent (?:days|weeks|months)|earlier)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that date something: their offsets in the text given, and the days they mean where that can be known."""

    start: int
    end: int
    text: str
    days: Interval | None


def find_dates(text: str, reference: date | None) -> list[TimeExpression]:
    """Return the calendar dates written in ``text``; a missing year is the nearest to ``reference``, else unknown."""
    found: list[TimeExpression] = []
    if _DIGIT.search(text) is None:
        return found
    for pattern in (_ISO, _MONTH_DAY, _DAY_MONTH):
        for match in pattern.finditer(text):
            if any(match.start() < f.end and f.start < match.end() for f in found):
                continue
            day = _calendar_day(match, reference)
            found.append(TimeExpression(match.start(), match.end(), match.group(), Interval(day, day) if day else None))
    return sorted(found, key=lambda f: f.start)


def find_times(text: str, reference: date | None) -> list[TimeExpression]:
    """Return dates and relative times in ``text``, in order; relative ones are resolved against ``reference``."""
    found = find_dates(text, reference)
    for match in _RELATIVE.finditer(text):
        if any(match.start() < f.end and f.start < match.end() for f in found):
            continue
        found.append(TimeExpression(match.start(), match.end(), match.group(), _relative_days(match, reference)))
    return sorted(found, key=lambda f: f.start)


def _calendar_day(match: re.Match[str], reference: date | None) -> date | None:
    groups = match.groupdict()
    month = int(groups["mon"]) if groups.get("mon") else MONTHS[groups["month"].lower()]
    if groups.get("year"):
        return _day(int(groups["year"]), month, int(groups["day"]))
    if reference is None:
        return None
    years = (reference.year - 1, reference.year, reference.year + 1)
    days = [day for year in years if (day := _day(year, month, int(groups["day"]))) is not None]
    return min(days, key=lambda day: abs((day - reference).days), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative_days(match: re.Match[str], reference: date | None) -> Interval | None:
    if reference is None:
        return None
    which, unit = (match.group("which") or "").lower(), (match.group("unit") or "").lower()
    monday = reference - timedelta(days=reference.weekday())
    if unit == "week":
        if which in ("last", "previous"):
            return Interval(monday - timedelta(days=7), monday - timedelta(days=1))
        return (
            Interval(monday, reference)
            if which == "this"
            else Interval(monday + timedelta(days=7), monday + timedelta(days=13))
        )
    if unit in ("month", "year"):
        return _month_or_year(which, unit, reference)
    day = (match.group("day") or "").lower()
    if day:
        moved = reference + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(day, 0))
        return Interval(moved, moved)
    weekday = unit or (match.group("weekday") or "").lower()
    if weekday:
        return _weekday(which, weekday, reference)
    return None


def _month_or_year(which: str, unit: str, reference: date) -> Interval:
    first = reference.replace(day=1) if unit == "month" else reference.replace(month=1, day=1)
    if which in ("last", "previous"):
        last = first - timedelta(days=1)
        return Interval(last.replace(day=1) if unit == "month" else last.replace(month=1, day=1), last)
    return (
        Interval(first, max(first, reference))
        if which == "this"
        else Interval(reference, reference + timedelta(days=31 if unit == "month" else 366))
    )


def _weekday(which: str, name: str, reference: date) -> Interval | None:
    """The nearest such day: today where it is the report's own weekday, else the last one before it."""
    back = (reference.weekday() - WEEKDAYS[name]) % 7
    if which == "next":
        day = reference + timedelta(days=7 - back if back else 7)
    elif which == "last" and back == 0:
        day = reference - timedelta(days=7)
    else:
        day = reference - timedelta(days=back)
    return Interval(day, day)
