"""Every question, check and rule gives the same answer in other SPARQL engines, but for the deviations that are listed.

One test an engine, because an engine is started once and holds what changes from one question to the next.
``tests/portability.py`` writes docs/portability.md by the same means, and there asks on the bigger groups of data too.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from portability import ENGINES, compare, surprises
from portability_answers import Rows, canonical, difference, rows_answer
from portability_deviations import DEVIATIONS, LEFT_OUT
from portability_engines import changes, opened
from portability_questions import DATA, SHORT, right, short_reports

from kg.derive.incremental import derived_graphs
from kg.derive.rules import rules
from kg.query import available

HERE = ("cases", f"rules on {SHORT}")


@pytest.mark.parametrize("name", ENGINES)
def test_another_engine_gives_the_same_answers(name: str, tmp_path: Path) -> None:
    with opened(name, tmp_path) as engine:
        # On the cases rdflib is asked in tests/test_queries_elsewhere.py.
        asked = HERE[1:] if name == "rdflib" else HERE
        wrong = [line for data in asked for line in surprises(name, data, compare(engine, data))]
    assert wrong == []


def test_every_query_file_is_asked() -> None:
    names = {f"{query.folder}/{query.name}" for query in available()}
    assert {job.name for job, _ in right("cases")} == names
    assert {job.name for job, _ in right(f"rules on {SHORT}")} == {f"derive/{rule.name}" for rule in rules()}


def test_most_answers_say_something() -> None:
    """Empty answers agree with any engine that finds nothing."""
    for data in HERE:
        answers = [answer for _, answer in right(data)]
        assert sum(bool(one.rows if isinstance(one, Rows) else one) for one in answers) > 0.6 * len(answers), data


def test_what_rests_on_predicates_that_no_rule_names_is_nothing() -> None:
    """The two short reports are put before the engines without them: what is found there must not change by it."""
    named, everything = derived_graphs(short_reports()), derived_graphs(short_reports(whole=True))
    assert {graph: set(quads) for graph, quads in named.items()} == {
        graph: set(quads) for graph, quads in everything.items()
    }


def test_the_lists_name_what_there_is() -> None:
    names = {job.name for data in HERE for job, _ in right(data)}
    assert {one.query for one in DEVIATIONS} | {name for one in LEFT_OUT for name in one.queries} <= names
    assert {one.engine for one in DEVIATIONS} | {one.engine for one in LEFT_OUT} <= set(ENGINES)
    assert {data for one in DEVIATIONS for data in one.data} | {one.data for one in LEFT_OUT} <= set(DATA)
    assert len({(one.engine, one.query) for one in DEVIATIONS}) == len(DEVIATIONS)


XSD = "http://www.w3.org/2001/XMLSchema#"


def _literal(value: str, kind: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (_literal("50", "integer"), _literal("50.0", "decimal"), True),
        (_literal("0.10", "decimal"), _literal("0.1", "decimal"), True),
        (_literal("true", "boolean"), _literal("1", "boolean"), True),
        (ox.Literal("fee", language="en"), ox.Literal("fee", language="EN"), True),
        (ox.Literal("fee", language="en"), ox.Literal("fee"), False),
        (ox.Literal("50"), _literal("50", "integer"), False),
        (ox.Literal("https://example.org/a"), ox.NamedNode("https://example.org/a"), False),
        (ox.Literal(""), None, False),
        (ox.Literal("-"), None, False),
    ],
)
def test_terms_are_compared_by_value(one: ox.Literal, other: ox.Literal | ox.NamedNode | None, same: bool) -> None:
    assert (canonical(one) == canonical(other)) is same


ORDERED = "SELECT ?a ?b\nWHERE { }\nORDER BY ?a\n"


def _rows(*rows: tuple[str, str]) -> Rows:
    return rows_answer(ORDERED, ("a", "b"), [tuple(map(ox.Literal, row)) for row in rows])


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("x", "1"), ("x", "2"), ("y", "3")], ""),
        ([("x", "2"), ("x", "1"), ("y", "3")], ""),
        ([("y", "3"), ("x", "1"), ("x", "2")], "the same rows in another order"),
        ([("x", "1"), ("y", "3")], "0 more and 1 missing of 3"),
        ([("x", "1"), ("x", "1"), ("y", "3")], "1 more and 1 missing of 3"),
        ([("x", "1"), ("x", "2"), ("y", "3"), ("y", "3")], "1 more and 0 missing of 3"),
    ],
)
def test_rows_are_compared_as_a_bag_and_in_the_stated_order(rows: list[tuple[str, str]], says: str) -> None:
    right_rows = _rows(("x", "1"), ("x", "2"), ("y", "3"))
    said = difference(_rows(*rows), right_rows)
    assert said.startswith(says)
    assert bool(said) == bool(says)


def test_only_what_changes_is_sent() -> None:
    before = {"a": frozenset("12"), "b": frozenset("1"), "c": frozenset("1"), "d": frozenset("1")}
    after = {"a": frozenset("123"), "b": frozenset("2"), "c": frozenset("1"), "e": frozenset("1")}
    assert sorted(changes(before, after)) == [
        ("drop", "d", frozenset()),
        ("post", "a", frozenset("3")),
        ("put", "b", frozenset("2")),
        ("put", "e", frozenset("1")),
    ]
