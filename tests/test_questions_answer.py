"""Every named question has an answer: on the seeds, or on the written corpus of four rounds."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest
from curating import accept
from rounds import load
from seed_reports import NUMBERS, seed

from kg.answers import Table
from kg.derive import derived_graphs
from kg.graphs import decision_quads, extraction_quads, reference_quads
from kg.origins import origins_after, stored_text
from kg.query import NamedQuery, available, run
from kg.settle import settle

QUESTIONS = [query for query in available() if query.folder == "questions"]
CHECKS = [query for query in available() if query.folder == "checks"]


def finished(store: ox.Store, reports: list[str]) -> ox.Store:
    """Put in the origins and everything derived."""
    store.extend(origins_after(ox.Store(), [stored_text(store, report) for report in reports])[1])
    for quads in derived_graphs(store).values():
        store.extend(quads)
    return store


@cache
def seeds() -> ox.Store:
    store = ox.Store()
    store.extend(reference_quads())
    extractions = [seed(number) for number in NUMBERS]
    decision = accept(extractions[0].statements[0])
    store.extend(decision_quads(decision))
    for extraction in extractions:
        store.extend(extraction_quads(settle(extraction, [decision]).extraction))
    return finished(store, [extraction.report.id for extraction in extractions])


@cache
def rounds() -> ox.Store:
    store = load()[0]
    names = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    return finished(store, [name.rpartition("/")[2] for name in names if "/data/report/" in name])


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_a_question_has_an_answer_on_the_seeds_or_on_the_rounds(query: NamedQuery) -> None:
    assert any(count(store(), query) for store in (seeds, rounds))


@pytest.mark.parametrize("query", CHECKS, ids=lambda query: query.name)
def test_a_check_finds_nothing_wrong_with_either(query: NamedQuery) -> None:
    """A check that fires on a sound store, because a new kind of finding looks otherwise, is worse than none."""
    assert [count(store(), query) for store in (seeds, rounds)] == [0, 0]


def count(store: ox.Store, query: NamedQuery) -> int:
    answer = run(store, query, {})
    assert isinstance(answer, Table)
    return len(answer.rows)


def test_there_are_questions_enough() -> None:
    assert len(QUESTIONS) >= 25
