"""Krippendorff's alpha of coders, by the library of that name, and where they disagree.

*Variables*: nominal alpha over the units (``kg.agreement.units``) that two coders or more have; a coder without a
statement there is a missing value, and how many of a coder's statements have a partner is told beside it.

*unit*: nominal alpha over the characters of the reports. Every code point is a unit whose value is the act by which
a coder has quoted it, several acts joined, or "none". It is not one of Krippendorff's alphas for unitising (1995,
2016): long quotes weigh more than short ones, a boundary that is off by ten characters counts ten times, and the
characters that nobody quotes count as agreement that is expected to be frequent.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.agreement.units import NONE, VARIABLES, Unit
from kg.errors import LimitError, UsageError
from kg.model import Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

UNIT = "unit"
ON = (*VARIABLES, UNIT)
RESAMPLES = 1000
SEED = 1
LEAST_UNITS = 10
"""With fewer units an interval would say nothing."""
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree in one variable.

    Args:
        variable: a name of ``ON``.
        alpha: None where it is not defined: nothing to compare, or all values the same.
        low: the lower end of the bootstrap interval; None where there is none.
        high: the upper end.
        units: how many were compared: those with the values of two coders or more.
        agreement: the share of pairs of values that are the same.
        note: why there is no alpha.
    """

    variable: str
    alpha: float | None
    low: float | None
    high: float | None
    units: int
    agreement: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where coders say different things: the variable, and what each says, "" where one says nothing."""

    report: str
    start: int
    quote: str
    variable: str
    readings: tuple[str, ...]


def agreement_on(variable: str, units: Sequence[Unit]) -> Agreement:
    """Return how far coders agree in a variable of ``VARIABLES``, with an interval.

    The interval is of the percentiles 2.5 and 97.5 of alphas of the units drawn anew, a thousand times, always the
    same way.
    """
    value = VARIABLES[variable]
    rows = [[value(reading) for reading in unit.readings if reading is not None] for unit in units]
    counts = _counts(rows)
    found = _agreement(variable, counts)
    if found.alpha is None or found.units < LEAST_UNITS:
        return found
    low, high = _interval(counts)
    return Agreement(variable, found.alpha, low, high, found.units, found.agreement)


def agreement_on_characters(texts: Mapping[str, int], codings: Sequence[Sequence[Statement]]) -> Agreement:
    """Return how far coders agree on which characters are a statement of which act.

    Args:
        texts: the length of the text of each report, by its id.
        codings: the statements of each coder.

    Raises:
        LimitError: the texts are too long for that.
    """
    import numpy as np

    if sum(texts.values()) > MOST_CHARACTERS:
        raise LimitError(f"more than {MOST_CHARACTERS:,} characters are too many to compare at once; use fewer reports")
    rows: list[list[str]] = []
    lengths: list[int] = []
    acts = [_acts(statements) for statements in codings]
    for report, length in sorted(texts.items()):
        spans = [coder[report] for coder in acts]
        edges = sorted({0, length, *(edge for coder in spans for start, end, _ in coder for edge in (start, end))})
        for start, end in itertools.pairwise(edges):
            rows.append([_act_at(coder, start) for coder in spans])
            lengths.append(end - start)
    counts = _counts(rows)
    return _agreement(UNIT, np.repeat(counts, lengths, axis=0) if lengths else counts)


def disagreements(units: Iterable[Unit], on: Sequence[str]) -> list[Disagreement]:
    """Return where coders disagree, in the variables named; of ``unit``, what some of them have not coded at all."""
    found = []
    for unit in units:
        present = [reading for reading in unit.readings if reading is not None]
        shown = unit.first.quote
        for variable in on:
            value = _act if variable == UNIT else VARIABLES[variable]
            values = tuple("" if reading is None else value(reading) for reading in unit.readings)
            differ = len(present) < len(values) if variable == UNIT else len({*map(value, present)}) > 1
            if differ:
                found.append(Disagreement(unit.report, shown.start, shown.text, variable, values))
    return found


def matched(units: Iterable[Unit], coders: int) -> list[tuple[int, int]]:
    """Return for each coder how many statements there are, and how many of them another coder has as well."""
    counts = [(0, 0)] * coders
    for unit in units:
        shared = sum(reading is not None for reading in unit.readings) > 1
        for coder, reading in enumerate(unit.readings):
            if reading is not None:
                every, with_partner = counts[coder]
                counts[coder] = every + 1, with_partner + shared
    return counts


def alpha(counts: Counts) -> float | None:
    """Return Krippendorff's nominal alpha; None where nothing is compared, or all values are the same.

    Args:
        counts: one row a unit, one column a value: how many coders gave the unit the value.

    Raises UsageError where the library is not installed.
    """
    compared = counts[counts.sum(axis=1) > 1]
    if (compared.sum(axis=0) > 0).sum() < 2:
        return None
    return float(_library().alpha(value_counts=compared, level_of_measurement="nominal"))


def _library() -> Any:  # noqa: ANN401 - imported where it is there
    try:
        import krippendorff
    except ImportError:
        raise UsageError(
            "kg agreement needs the library krippendorff; install it: pip install 'negotiation-kg[agreement]'"
        ) from None
    return krippendorff


def _agreement(variable: str, counts: Counts) -> Agreement:
    compared = counts[counts.sum(axis=1) > 1]
    if not len(compared):
        return Agreement(variable, None, None, None, 0, None, "nothing that two coders have")
    of_unit = compared.sum(axis=1)
    pairs = float((of_unit * (of_unit - 1)).sum())
    agreed = float((compared * (compared - 1)).sum())
    found = alpha(compared)
    note = "" if found is not None else "all values are the same"
    return Agreement(variable, found, None, None, len(compared), agreed / pairs, note)


def _counts(rows: Sequence[Sequence[str]]) -> Counts:
    """Return how many coders gave each unit each value, the values in order."""
    import numpy as np

    values = {value: at for at, value in enumerate(sorted({value for row in rows for value in row}))}
    counts = np.zeros((len(rows), len(values)), dtype=np.int64)
    for at, row in enumerate(rows):
        for value, number in Counter(row).items():
            counts[at, values[value]] = number
    return counts


def _interval(counts: Counts) -> tuple[float | None, float | None]:
    import numpy as np

    compared = counts[counts.sum(axis=1) > 1]
    draw = np.random.default_rng(SEED)
    drawn = (alpha(compared[draw.integers(0, len(compared), len(compared))]) for _ in range(RESAMPLES))
    alphas = [one for one in drawn if one is not None]
    if len(alphas) < RESAMPLES // 2:
        return None, None
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)


def _acts(statements: Iterable[Statement]) -> dict[str, list[tuple[int, int, str]]]:
    """Return what stretches of each report are quoted, with the act."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for statement in statements:
        for quote in (statement.quote, *statement.also_at):
            found[statement.report].append((quote.start, quote.end, statement.act.value))
    return found


def _act_at(spans: Iterable[tuple[int, int, str]], at: int) -> str:
    return "+".join(sorted({act for start, end, act in spans if start <= at < end})) or NONE


def _act(statement: Statement) -> str:
    return statement.act.value
