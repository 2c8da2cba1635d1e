"""The rules by which findings are derived: one CONSTRUCT query a file, in ``queries/derive``, with a header."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from kg.errors import InputError
from kg.headers import QueryFile, query_files

KEYS = frozenset({"summary", "description", "order", "reads", "writes", "step"})

_SOURCES = frozenset({"reports", "working"})
_TARGETS = frozenset({"statements", "names", "closure", "stages", "derived"})


class Step(StrEnum):
    """When a rule runs.

    ``reference`` reads the ontology and the cases alone. ``rows`` reads reports; ``keys`` says of rows what they are
    found by and what they meet others by, beside their matter. ``first`` joins rows that share a join key; ``second``
    joins what the first step derived. ``last`` completes what either of them derived.
    """

    REFERENCE = "reference"
    ROWS = "rows"
    KEYS = "keys"
    FIRST = "first"
    SECOND = "second"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Rule:
    """A CONSTRUCT query: when it runs, what it reads (``reports`` or ``working``) and which graph it fills."""

    name: str
    order: int
    step: Step
    reads: str
    writes: str
    text: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they run.

    Raises InputError for a wrong header, and for two rules in one place.
    """
    found = sorted((_rule(file) for file in query_files("derive", KEYS)), key=lambda rule: rule.order)
    for before, after in pairwise(found):
        if before.order == after.order:
            raise InputError(f"queries {before.name} and {after.name} have the same order, {after.order}; change one")
    return tuple(found)


def _rule(file: QueryFile) -> Rule:
    order, reads, writes, step = (file.values[key] for key in ("order", "reads", "writes", "step"))
    if not order.isdecimal():
        raise InputError(f"query {file.name}: order must be a whole number, not {order!r}")
    for key, value, known in (("reads", reads, _SOURCES), ("writes", writes, _TARGETS), ("step", step, set(Step))):
        if value not in known:
            raise InputError(f"query {file.name}: {key} must be one of {', '.join(sorted(known))}, not {value!r}")
    return Rule(file.name, int(order), Step(step), reads, writes, file.text)
