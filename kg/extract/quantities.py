"""Which of the quantities of a sentence is the one that a statement names for its matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.measures import Measure
from kg.extract.verbs import Range
from kg.model import Quantity
from kg.units import PEOPLE, base_unit, make_quantity

_LARGEST = 10**18
"""What the shapes let a bound be; nobody means more."""


def choose_quantity(
    context: Context, measures: Sequence[Measure], draft: Draft, provision: str | None, others: Sequence[Range]
) -> Quantity | None:
    """Return the quantity of a draft, or None.

    A provision with a unit takes the first measure of that dimension, of its content, else of the rest of its
    evidence. Any other matter takes the only measure of its content, durations behind it aside, but never a limit of
    time.

    Args:
        context: the sentence.
        measures: what is measured in it.
        draft: the statement in the making.
        provision: its provision, as decided.
        others: the contents of the sentence's other drafts, whose measures are not its own.
    """
    if draft.incomplete:
        return None
    inside = [m for m in measures if _within(m, draft.content) and m.start >= draft.evidence[0]]
    unit = context.lexicon.units.get(provision or "")
    if unit is None:
        fit = [m for m in inside if not (m.is_limit or m.is_stray or m.unit == "1")]
        if fit and not fit[0].is_time:
            fit = [m for m in fit if not m.is_time]  # "40 million euros over four years"
        return _quantity(context, fit[0]) if len(fit) == 1 else None
    taken = [*others, *([draft.condition] if draft.condition else [])]
    around = [
        m
        for m in measures
        if _within(m, draft.evidence) and m.start >= draft.evidence[0] and not any(_within(m, other) for other in taken)
    ]
    for measure in (*inside, *around):
        fitting = _fitting(measure, unit)
        if fitting is not None:
            return _quantity(context, fitting)
    return None


def _within(measure: Measure, part: Range) -> bool:
    """True where the number stands in a range of tokens; the words of its bound may stand before that."""
    return part[0] < measure.end <= part[1]


def _fitting(measure: Measure, unit: str) -> Measure | None:
    """The measure, in the unit of a counted thing where it names none, if it is of that unit's dimension."""
    if unit.startswith("{"):
        if measure.unit == "1":
            return replace(measure, unit=unit, people=unit == PEOPLE)
        return measure if measure.unit == unit or (measure.people and unit == PEOPLE) else None
    counted = measure.unit if "/" in unit else measure.unit.partition("/")[0]
    return measure if base_unit(counted) == base_unit(unit) else None


def _quantity(context: Context, measure: Measure) -> Quantity | None:
    text = context.words(measure.start, measure.end)
    found = make_quantity(measure.lowest, measure.highest, measure.unit, text, people=measure.people)
    return found if max(found.base_lowest or 0, found.base_highest or 0) < _LARGEST else None
