"""Days on a line: where a day stands, and at which days the line is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (("day", 1), ("day", 7), ("month", 1), ("month", 3), ("month", 12), ("month", 60), ("month", 300))
# About the days of a step, which decide between steps.
_LENGTH = {"day": 1.0, "month": 30.4}
_APART = 84


def written(day: date, *, year: bool = True) -> str:
    """Return a day in words, as ``2 Jun 2025``."""
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from first to last between two places in a picture."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Return where a day stands; of one day alone in the middle."""
        days = (self.last - self.first).days
        if not days:
            return (self.left + self.right) / 2
        return self.left + (day - self.first).days * (self.right - self.left) / days

    def ticks(self) -> list[tuple[date, str]]:
        """Return the marked days with their labels, at least 84 pixels apart."""
        days = max((self.last - self.first).days, 1)
        room = (self.right - self.left) / days
        unit, step = next(((unit, step) for unit, step in _STEPS if _LENGTH[unit] * step * room >= _APART), _STEPS[-1])
        found = [
            (day, written(day) if unit == "day" else _month(day, step))
            for day in (_days if unit == "day" else _months)(self.first, self.last, step)
        ]
        return found or [(self.first, written(self.first))]


def _days(first: date, last: date, step: int) -> list[date]:
    start = first + timedelta(days=-first.weekday() % 7 if step == 7 else 0)
    return [start + timedelta(days=at) for at in range(0, (last - start).days + 1, step)]


def _months(first: date, last: date, step: int) -> list[date]:
    at = first.year * 12 + first.month - 1 + (first.day > 1)
    at += -at % step
    found = []
    while at <= last.year * 12 + last.month - 1:
        found.append(date(at // 12, at % 12 + 1, 1))
        at += step
    return found


def _month(day: date, step: int) -> str:
    return str(day.year) if step >= 12 else f"{_MONTHS[day.month - 1]} {day.year}"
