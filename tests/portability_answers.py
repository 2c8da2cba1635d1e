"""Questions and their answers in a form in which those of different engines can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import takewhile
from typing import TypeAlias

import pyoxigraph as ox
from portability_engines import Engine, NoAnswerError, Row, State, Term

from kg.sparql import tokens
from kg.vocab import XSD

Cells: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """What a SELECT found: the rows in any order, and in their order what the query sorts them by."""

    columns: Cells
    rows: Counter[Cells]
    order: tuple[Cells, ...]


Answer: TypeAlias = Rows | frozenset[str]


@dataclass(frozen=True)
class Job:
    """A question and the graphs that it is put to; ``name`` is ``folder/query``, ``data`` says which graphs."""

    name: str
    data: str
    text: str
    state: State

    @property
    def is_rule(self) -> bool:
        return self.name.startswith("derive/")


def canonical(term: Term | None) -> str:
    """Write a term so that two are the same value if and only if they are written alike."""
    if term is None:
        return "-"  # no literal is written without quotation marks, but for numbers and booleans
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        return f'"{term.value}"@{term.language.lower()}'
    name = term.datatype.value.removeprefix(XSD.base)
    if name in {"integer", "decimal", "double", "float", "int", "long"}:
        try:
            return f"{Decimal(term.value).normalize():f}"
        except InvalidOperation:
            return str(term)
    if name == "boolean":
        return {"1": "true", "0": "false"}.get(term.value, term.value)
    return str(term)


def sorted_by(text: str, columns: Sequence[str]) -> list[int]:
    """Return the columns that a query sorts by, as far as they are shown."""
    names = [token.text for token in tokens(text.rpartition("\nORDER BY ")[2]) if token.kind == "variable"]
    shown = takewhile(lambda name: name[1:] in columns, names)
    return [columns.index(name[1:]) for name in shown]


def ask(engine: Engine, job: Job) -> Answer:
    """Return what an engine answers. Raises NoAnswerError."""
    engine.hold(job.state)
    if job.is_rule:
        return frozenset(
            " ".join(map(canonical, (one.subject, one.predicate, one.object))) for one in engine.triples(job.text)
        )
    return rows_answer(job.text, *engine.rows(job.text))


def rows_answer(text: str, columns: Cells, found: Iterable[Row]) -> Rows:
    """Return the rows that a query was answered with."""
    rows = [tuple(map(canonical, row)) for row in found]
    keys = sorted_by(text, columns)
    return Rows(columns, Counter(rows), tuple(tuple(row[key] for key in keys) for row in rows))


def by_first(answer: Rows) -> Rows:
    """Return an answer that is in order where its first key is."""
    return replace(answer, order=tuple(row[:1] for row in answer.order))


def difference(found: Answer, right: Answer) -> str:
    """Say in one line how an answer differs from the right one; nothing where it does not."""
    if found == right:
        return ""
    if isinstance(found, Rows) and isinstance(right, Rows):
        if not found.rows and not right.rows:
            return ""
        if found.columns != right.columns:
            return f"columns {', '.join(found.columns)}"
        if found.rows == right.rows:
            return "the same rows in another order"
        return _told(found.rows - right.rows, right.rows - found.rows, right.rows.total())
    assert not isinstance(found, Rows)
    assert not isinstance(right, Rows)
    return _told(found - right, right - found, len(right))


def _told(more: Iterable[object], less: Iterable[object], of: int) -> str:
    more, less = list(more), list(less)
    shown = "; ".join(f"{sign}{min(map(str, some))[:300]}" for sign, some in (("+", more), ("-", less)) if some)
    return f"{len(more)} more and {len(less)} missing of {of}: {shown}"


def differences(engine: Engine, asked: Iterable[tuple[Job, Answer]]) -> Iterator[tuple[Job, str]]:
    """Put questions to an engine; go through them with how its answer differs, or what it says instead of one."""
    for job, answer in asked:
        try:
            found = ask(engine, job)
            if engine.sorts_by_first and isinstance(found, Rows) and isinstance(answer, Rows):
                found, answer = by_first(found), by_first(answer)
            yield job, difference(found, answer)
        except NoAnswerError as error:
            yield job, str(error)
