"""Every named query on a few hand-made triples, and the rules of style that hold for all of them.

``tests/queries/<question>.trig`` beside ``<question>.csv`` is a question's case: what is in the store, and the rows that
must come, in their order. A first comment line ``# given: name=value`` in the TriG file gives parameters.
``tests/queries/checks/<check>.fires.trig`` makes a check return rows, ``<check>.silent.trig`` is like it but in order.
Every store also holds the closed schemes of the ontology and the made-up case in ``tests/queries/lake.ttl``.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from kg.bundle import bundle_path
from kg.errors import InputError
from kg.headers import parse_query
from kg.iris import ONTOLOGY_GRAPH, case_graph
from kg.query import KEYS, NamedQuery, available, load, plain, prepare, run
from kg.query import parse as parse_named
from kg.sparql import Token, tokens

CASES = Path(__file__).parent / "queries"
QUERIES = {query.name: query for query in available()}
QUESTIONS = sorted(query.name for query in QUERIES.values() if query.folder == "questions")
CHECKS = sorted(query.name for query in QUERIES.values() if query.folder == "checks")


@cache
def reference() -> tuple[Quad, ...]:
    """Return the closed schemes in the graph of the ontology, and the made-up case in a graph of its own."""
    schemes = bundle_path("ontology") / "schemes.ttl"
    return tuple(
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for path, graph in ((schemes, ONTOLOGY_GRAPH), (CASES / "lake.ttl", case_graph("lake")))
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE)
    )


def store_of(path: Path) -> Store:
    """Return a store with the reference graphs and those of a TriG file."""
    store = Store()
    store.extend(reference())
    store.extend(parse(path.read_bytes(), RdfFormat.TRIG))
    return store


def given(path: Path) -> dict[str, str]:
    """Return the parameters that the first line of a case gives."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    words = first.removeprefix("# given: ").split("; ") if first.startswith("# given: ") else []
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def expected(name: str) -> list[tuple[str, ...]]:
    """Return header and rows of a question's CSV file."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_returns_the_rows_of_its_case(name: str) -> None:
    path = CASES / f"{name}.trig"
    header, *rows = expected(name)
    table = run(store_of(path), QUERIES[name], given(path))
    assert table.columns == header
    assert table.strings() == rows
    assert rows, "a case without rows shows nothing"


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_parameter_narrows_a_question(name: str) -> None:
    """Without its parameters a question returns the rows it returns with them, and never fewer."""
    path = CASES / f"{name}.trig"
    store, query = store_of(path), QUERIES[name]
    every, chosen = run(store, query).strings(), run(store, query, given(path)).strings()
    assert set(chosen) <= set(every)


@pytest.mark.parametrize("name", CHECKS)
def test_check_fires(name: str) -> None:
    table = run(store_of(CASES / "checks" / f"{name}.fires.trig"), QUERIES[name])
    assert table.rows


@pytest.mark.parametrize("name", CHECKS)
def test_check_stays_silent(name: str) -> None:
    path = CASES / "checks" / f"{name}.silent.trig"
    assert list(parse(path.read_bytes(), RdfFormat.TRIG)), "silence about nothing shows nothing"
    assert run(store_of(path), QUERIES[name]).strings() == []


def test_every_case_belongs_to_a_query_and_every_query_has_its_case() -> None:
    assert {path.stem for path in CASES.glob("*.trig")} == {path.stem for path in CASES.glob("*.csv")} == set(QUESTIONS)
    kinds = {f"{name}.{kind}.trig" for name in CHECKS for kind in ("fires", "silent")}
    assert {path.name for path in (CASES / "checks").iterdir()} == kinds


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_all_patterns_name_their_graph(name: str) -> None:
    """Nothing is read from the default graph, which is empty in some stores and the union of all in others."""
    query = QUERIES[name]
    path = CASES / f"{name}.trig" if query.folder == "questions" else CASES / "checks" / f"{name}.fires.trig"
    store, merged = store_of(path), Store()
    text = prepare(store, query, given(path))
    rows = run(store, query, given(path)).strings()
    assert [tuple(map(plain, row)) for row in store.query(text)] == rows  # type: ignore[union-attr]
    merged.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in store)
    assert list(merged.query(text)) == []  # type: ignore[arg-type]


def significant(query: NamedQuery) -> list[Token]:
    """Return the tokens of a query; its header is a comment and drops out."""
    return tokens(query.text)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_prefixes_are_used_and_alphabetical(name: str) -> None:
    found = significant(QUERIES[name])
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    declared = [found[at + 1].text for at, word in enumerate(words) if word == "PREFIX"]
    places = {at + 1 for at, word in enumerate(words) if word == "PREFIX"}
    used = {
        token.text.partition(":")[0] + ":"
        for at, token in enumerate(found)
        if token.kind == "prefixed" and at not in places
    }
    assert declared == sorted(used)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_rows_are_ordered_and_columns_named(name: str) -> None:
    found = significant(QUERIES[name])
    words = [token.text.upper() for token in found]
    outer = [at for at, word in enumerate(words) if word == "ORDER" and depth(found, at) == 0]
    assert len(outer) == 1
    assert words[outer[0] + 1] == "BY"
    for at, word in enumerate(words):
        assert not (word == "SELECT" and words[at + 1] == "*")
        assert word not in {"FROM", "SERVICE"}
    # Ties would leave the order to the engine: what is sorted by must be columns of the result.
    keys = {token.text for token in found[outer[0] :] if token.kind == "variable"}
    assert keys <= {"?" + column for column in QUERIES[name].returns}


def depth(found: list[Token], at: int) -> int:
    """Return how many brackets are open before a token."""
    opened = sum(token.kind == "open" for token in found[:at])
    return opened - sum(token.kind == "close" for token in found[:at])


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_files_are_laid_out_alike(name: str) -> None:
    query = QUERIES[name]
    lines = query.text.splitlines()
    assert max(map(len, lines)) <= 120
    assert query.text.endswith("\n")
    assert not any(line != line.rstrip() or "\t" in line for line in lines)
    header = [re.split("[ :]", line)[1] for line in lines if re.match(r"#\+ \S", line)]
    params = ["param"] * len(query.params)
    assert header == ["summary", "description", "tags", *params, "returns"]


def test_names_and_summaries_are_told_apart() -> None:
    summaries = [query.summary for query in QUERIES.values()]
    assert len(set(summaries)) == len(summaries)
    bodies = ["\n".join(line for line in query.text.splitlines() if line[:2] != "#+") for query in QUERIES.values()]
    assert len(set(bodies)) == len(bodies)


HEADER = "#+ summary: a\n#+ description: b\n#+ tags: c\n#+ returns: s\nSELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("tags: c", "tag: c", "unknown key"),
        ("#+ tags: c\n", "", "lacks tags"),
        ("tags: c", "tags: c\n#+ tags: d", "stands twice"),
        ("returns: s", "returns: s, t", "SELECT says s"),
        ("returns: s", "param party: iri - whose\n#+ returns: s", "must stand both"),
        ("returns: s", "param party: place - whose\n#+ returns: s", "unknown type"),
        ("#+ tags: c", "#+tags: c", "not of the form"),
        ("SELECT ?s", "SELECT ?s\n#+ tags: late\n", "after the header's end"),
        ("SELECT ?s WHERE", "ASK", "must be a SELECT"),
        ("ORDER BY ?s", "ORDER", "query mine"),
    ],
)
def test_a_wrong_header_is_an_error(old: str, new: str, complaint: str) -> None:
    assert parse_named("mine", HEADER).returns == ("s",)
    with pytest.raises(InputError, match=complaint):
        parse_named("mine", HEADER.replace(old, new))


def test_a_header_goes_on_in_the_next_line() -> None:
    text = HEADER.replace("description: b", "description: b\n#+    and more")
    assert parse_query("mine", text, KEYS).values["description"] == "b and more"
    assert load("positions").params
