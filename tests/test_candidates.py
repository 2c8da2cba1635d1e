"""A candidate, too doubtful to count: in which questions it is as if it were not there, and where people see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import FIRST, Kg
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from test_cli_reading import gold_of
from test_queries import QUERIES, _expected, _rows, _store

from kg.query import NamedQuery, load, run
from kg.vocab import NEG

WITHOUT = sorted(
    """
    addressed_to deadlines demands derived_stale not_negotiable offers package_terms packages preconditions
    refusals said_between spoken_for statements_on threats
    """.split()
)
STATEMENT = "https://w3id.org/negotiation-kg/data/statement/"


def statements(store: Store) -> list[Quad]:
    """Return one quad of each statement that stands in a report."""
    told = {quad.subject: quad for quad in store.quads_for_pattern(None, NEG.party, None, None)}
    return [quad for node, quad in told.items() if isinstance(node, NamedNode) and node.value.startswith(STATEMENT)]


def mark(store: Store, statement: Quad) -> None:
    store.add(Quad(statement.subject, NEG.candidate, Literal(True), statement.graph_name))


@pytest.mark.parametrize("name", WITHOUT)
def test_a_question_of_what_parties_want_reads_as_if_a_candidate_were_not_there(name: str) -> None:
    query = load(name)
    changed = 0
    for statement in statements(_store(name)):
        marked, without = _store(name), _store(name)
        mark(marked, statement)
        for quad in list(without.quads_for_pattern(statement.subject, None, None, None)):
            without.remove(quad)
        found = _rows(run(marked, query))
        assert found == _rows(run(without, query))
        changed += found != _expected(name)
    assert changed > 0


@pytest.mark.parametrize("query", [one for one in QUERIES if one.name not in WITHOUT], ids=lambda query: query.name)
def test_every_other_question_shows_what_it_showed(query: NamedQuery) -> None:
    store = _store(query.name)
    if query.name != "candidates":
        for statement in statements(store):
            mark(store, statement)
    assert _rows(run(store, query)) == _expected(query.name)


@pytest.mark.parametrize("name", WITHOUT)
def test_another_engine_leaves_the_same_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rdflib import Dataset

    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)
    store = _store(name)
    first, *_ = statements(store)
    mark(store, first)
    elsewhere = Dataset(default_union=False)
    elsewhere.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    answer = elsewhere.query(load(name).text)
    rows = [[str(binding.get(column, "")) for column in answer.vars or ()] for binding in answer.bindings]
    assert rows == _rows(run(store, load(name)))[1:]


@pytest.fixture
def doubting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a candidate of every statement, whatever the model thinks of it."""
    monkeypatch.setattr("kg.model.records.LEAST_CONFIDENCE", 1.0)


def test_extract_tells_candidates_and_confidence(kg: Kg, doubting: None) -> None:
    rows = json.loads(kg("extract", "-", "-f", "json", stdin=FIRST).out)
    assert {row["type"] for row in rows} == {"candidate"}
    assert all(0 < row["confidence"] < 1 for row in rows)
    shown = kg("extract", "-", "-f", "markdown", stdin=FIRST).out
    assert f"| {rows[0]['confidence']:.0%} | candidate |" in shown
    assert kg("extract", "-", "-f", "csv", stdin=FIRST).rows[0]["confidence"] == str(rows[0]["confidence"])


def test_build_counts_candidates_beside_statements_and_show_marks_them(kg: Kg, quick: None, doubting: None) -> None:
    built = kg("build", "-", "--store", "s", stdin=FIRST)
    (row,) = built.rows
    number = int(row["candidates"])
    assert (row["statements"], number > 1) == ("0", True)
    assert f"0 statements, {number} candidates, 0 positions" in built.err
    counts = {row["name"]: row["value"] for row in kg("info", "--store", "s").rows}
    assert (counts["statements"], counts["candidates"]) == ("0", str(number))
    listed = kg("query", "candidates", "--store", "s").rows
    assert len(listed) == number
    shares = [float(one["confidence"]) for one in listed]
    assert shares == sorted(shares, reverse=True)
    told = {(one["field"], one["value"]) for one in kg("show", listed[0]["statement"], "--store", "s").rows}
    assert told >= {("confidence", f"{shares[0]:.0%}"), ("candidate", "too doubtful to count as a position")}
    report = kg("show", row["report"], "--store", "s").out
    assert report.count("(candidate; ") == number


def test_evaluate_passes_over_candidates_unless_asked(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = len(gold_of(kg, tmp_path))
    (tmp_path / "found").mkdir()
    records = kg("extract", "a.txt", "-f", "jsonl").out
    (tmp_path / "found" / "a.jsonl").write_text(records.replace('"type": "statement"', '"type": "candidate"', 1))
    monkeypatch.setattr("kg.model.records.LEAST_CONFIDENCE", 1.0)

    def scored(*more: str) -> tuple[int, float]:
        figures = json.loads(kg("evaluate", "gold.json", "-f", "json", *more).out)
        return figures["statements"], figures["scores"]["lenient"]["recall"]

    assert scored("--pred", "found") == (number - 1, round((number - 1) / number, 4))
    assert scored("--pred", "found", "--candidates") == (number, 1)
    assert scored() == (0, 0)
    assert scored("--candidates") == (number, 1)
    # A reliability without the doubtful ones would say nothing of them.
    assert json.loads(kg("evaluate", "gold.json", "-f", "json", "--reliability").out)["all"]["statements"] == number
