"""Queries made to break, hang, fill or leave: each ends within its limits, and the next good one is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from guarded import ends, listening, make_store

from kg.errors import KgError, LimitError, UsageError
from kg.guard import Limits, Pool, Question

SHORT = Limits(seconds=1, megabytes=256)
GOOD = Question("SELECT ?s ?o { ?s <urn:x-test:says> ?o } ORDER BY ?s", "json")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    with Pool(make_store(tmp_path_factory.mktemp("hostile") / "store"), 2, SHORT) as pool:
        yield pool


def doubled(times: int, function: str = "CONCAT({0}, {0})") -> str:
    """A text of 16 letters, doubled so many times, each step a variable of its own."""
    steps = " ".join(f"BIND({function.format(f'?v{at}')} AS ?v{at + 1})" for at in range(times))
    return f"SELECT (STRLEN(?v{times}) AS ?length) {{ BIND('aaaaaaaaaaaaaaaa' AS ?v0) {steps} }}"


def nested(times: int) -> str:
    text = "CONCAT(STR(?s), STR(?o))"
    for _ in range(times):
        text = f"CONCAT({text}, STR(?o))"
    return f"SELECT ({text} AS ?x) {{ ?s ?p ?o }}"


REPLACED = doubled(31, "REPLACE({0}, 'a', 'aaaa')")
TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"

STOPPED = {
    "cross join, counted": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }}",
    "cross join, all rows": f"SELECT * {{ {TRIPLES} }}",
    "cross join, sorted": f"SELECT * {{ {TRIPLES} }} ORDER BY ?f ?c ?i",
    "cross join, distinct": f"SELECT DISTINCT ?a ?f ?i {{ {TRIPLES} }}",
    "cross join, grouped": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {TRIPLES} }} GROUP BY ?a ?d",
    "cross join, built": f"CONSTRUCT {{ ?a ?b ?f }} {{ {TRIPLES} }}",
    "cross join, asked": f"ASK {{ {TRIPLES} FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) > 100000) }}",
    "concatenation of a product": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "text doubled 31 times": doubled(31),
    "text replaced 31 times": REPLACED,
    "paths of any length, both ends open": "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:y>)* ?b . ?b (!<urn:x>)+ ?c }",
    "paths inside of paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>)*/(^(!<urn:x>))*)* ?b }",
    "counted patterns in a product": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(a+)+$')) }"
    ),
    "values multiplied": "SELECT * {{ {} }}".format(
        " ".join(f"VALUES ?v{at} {{ {' '.join(map(str, range(40)))} }}" for at in range(12))
    ),
    "a product that is taken away": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} MINUS {{ ?a ?x ?y . ?d ?z ?w }} }}",
    "a pattern that does not exist, for each of a product": (
        f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} FILTER NOT EXISTS {{ ?i <urn:x> ?a }} }}"
    ),
    "random, in a product, sorted": f"SELECT ?a {{ {TRIPLES} }} ORDER BY RAND()",
}

TOO_LONG = {
    "parentheses": "SELECT * { FILTER(" + "(" * 4000 + "1" + ")" * 4000 + ") }",
    "groups": "SELECT * " + "{" * 4000 + "}" * 4000,
    "sum": "SELECT * { FILTER(1" + "+1" * 9000 + ") }",
    "nots": "SELECT * { FILTER(" + "!" * 18000 + "1) }",
    "path": "SELECT * { ?s " + "/".join(["<p:>"] * 9000) + " ?o }",
    "unions": "SELECT * { {} " + "UNION{}" * 6000 + " }",
    "letters": "SELECT * { ?s ?p '" + "a" * 70_000 + "' }",
    "comment": "SELECT * { } #" + "x" * 70_000,
    "calls": nested(300),
}

REFUSED = {
    "service": "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "service, silent, small letters": "SELECT * {{ ?s ?p ?o service silent<{0}> {{ ?a ?b ?c }} }}",
    "service behind a number": "SELECT * {{ ?s ?p 1SERVICE<{0}>{{}} }}",
    "service in escapes": "SELECT * {{ \\u0053ERVICE <{0}> {{}} }}",
    "service by prefix": "PREFIX : <{0}> SELECT * {{ ?s ?p ?o SERVICE:x {{}} }}",
    "service behind a comment": "SELECT * {{ # <\n SERVICE #>\n <{0}> {{}} }}",
    "service of a variable": "SELECT * {{ VALUES ?u {{ <{0}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "load": "LOAD <{0}>",
    "load into": "LOAD SILENT <{0}> INTO GRAPH <urn:x>",
    "insert": "INSERT DATA {{ GRAPH <urn:x> {{ <urn:x> <urn:y> <{0}> }} }}",
    "insert by service": "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "drop": "DROP ALL",
    "delete": "DELETE WHERE {{ ?s ?p ?o }}",
    "a query, then an update": "ASK {{}} ; DROP ALL",
    "nothing": "",
    "a null": "SELECT * {{ ?s ?p '\x00' }} \x00",
    "half a character": "SELECT * {{ ?s ?p '\ud800' }}",
    "an open string": "SELECT * {{ ?s ?p 'abc }}",
}


@pytest.fixture(scope="module")
def before(pool: Pool) -> bytes:
    return pool.ask(GOOD).data


@pytest.mark.parametrize("name", STOPPED)
def test_what_would_take_for_ever_is_stopped(pool: Pool, before: bytes, name: str) -> None:
    with pytest.raises(LimitError) as caught:
        pool.ask(Question(STOPPED[name], "json", otherwise="nt"), wait=30)
    assert "\n" not in str(caught.value)
    assert pool.ask(GOOD, wait=30).data == before


@pytest.mark.parametrize("name", TOO_LONG)
def test_what_would_overrun_the_stack_is_not_begun(pool: Pool, before: bytes, name: str) -> None:
    with pytest.raises(LimitError, match=r"at most|more than"):
        pool.ask(Question(TOO_LONG[name], "json"), wait=30)
    assert pool.ask(GOOD, wait=30).data == before


def test_nothing_calls_anybody_or_changes_anything(pool: Pool, before: bytes) -> None:
    with listening() as (address, calls):
        for sparql in REFUSED.values():
            with pytest.raises(UsageError) as caught:
                pool.ask(Question(sparql.format(address), "json"), wait=30)
            assert "\n" not in str(caught.value)
        for clause in (f"FROM <{address}>", f"FROM NAMED <{address}>", f"FROM <{address}x.ttl> FROM NAMED <{address}>"):
            reply = pool.ask(
                Question(f"SELECT * {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}", "json")
            )
            assert reply.rows == 0
        named = Question("SELECT * { ?s ?p ?o }", "json", default_graphs=(address,), named_graphs=(address,))
        assert pool.ask(named).rows == 0
        assert calls == []
    assert pool.ask(GOOD, wait=30).data == before


def test_the_longest_that_passes_does_not_break_the_engine(pool: Pool, before: bytes) -> None:
    """Just below the limits of length and depth there is an answer, or an error of the query's own."""
    longest = {
        "parentheses": "SELECT * { FILTER(" + "(" * 190 + "1" + ")" * 190 + ") }",
        "groups": "SELECT * " + "{" * 199 + "}" * 199,
        "sum": "SELECT ?x { BIND(1" + "+1" * 4900 + " AS ?x) }",
        "nots": "SELECT * { FILTER(" + "!" * 9900 + "1) }",
        "path": "ASK { ?s " + "/".join(["<p:>"] * 4900) + " ?o }",
        "unions": "SELECT * { {} " + "UNION{}" * 3300 + " }",
        "calls": nested(190),
    }
    failures = []
    for sparql in longest.values():
        try:
            pool.ask(Question(sparql, "json"), wait=30)
        except KgError as error:
            failures.append(error)
    assert {error.exit_code for error in failures} <= {2, 6}
    assert pool.ask(GOOD, wait=30).data == before


def test_at_the_end_no_process_is_left(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store", 300)
    with Pool(store, 2, SHORT) as pool:
        for sparql in (STOPPED["text doubled 31 times"], STOPPED["cross join, counted"]):
            with pytest.raises(LimitError):
                pool.ask(Question(sparql, "json"), wait=30)
        cells = [place.cell for place in (*pool._free, *pool._busy) if place.cell is not None]
    assert all(ends(cell.pid) for cell in cells)
