"""W3C's tests of the protocols that ``kg serve`` speaks, see ``w3c_protocol``.

``python tests/test_sparql_protocol.py`` runs them and writes ``docs/earl-sparql-protocol.ttl`` anew.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from serving import ROOT, Served, served
from w3c_protocol import ASKED, D1, D2, D3, ENCODED, LEFT, MANIFESTS, PERSON, TYPE, Left, Row, holds

from kg.store import Store

REPORT = ROOT / "docs" / "earl-sparql-protocol.ttl"


def _store(folder: Path) -> Path:
    """Make the store that the tests ask: three graphs of the protocol's, and two of people."""

    def quad(graph: str, subject: str, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> list[ox.Quad]:
        return [ox.Quad(ox.NamedNode(subject), predicate, value, ox.NamedNode(graph))]

    document, name = ox.NamedNode("http://xmlns.com/foaf/0.1/Document"), ox.NamedNode("http://xmlns.com/foaf/0.1/name")
    with Store.open(folder / "store") as store:
        store.put_graphs({
            **{graph: quad(graph, graph, TYPE, document) for graph in (D1, D2, D3)},
            PERSON: quad(PERSON, "http://www.example/gsp/person/1", name, ox.Literal("John Doe")),
            ENCODED: quad(ENCODED, "http://www.example/gsp/person/1", name, ox.Literal("Jane Doe")),
        })  # fmt: skip
    return folder / "store"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(_store(tmp_path_factory.mktemp("w3c")), "--workers", "1") as running:
        yield running


@pytest.mark.parametrize(
    "row", ASKED, ids=lambda row: row.iri.rpartition("/data-sparql11/")[2].replace("/manifest", "")
)
def test_w3c(server: Served, row: Row) -> None:
    row.check(server)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_to_a_graph_is_refused_by_its_method(server: Served, method: str) -> None:
    answer = server.client.request(method, f"/graphs?graph={quote(PERSON)}", content=b"")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    holds(f"graph={PERSON}", "John Doe")(server)


def test_the_report_that_is_checked_in_is_what_the_run_gives(server: Served) -> None:
    def undated(text: str) -> str:
        return re.sub(r'"[^"]*"\^\^<[^>]*#date(Time)?>|"[^"]*"\^\^xsd:date(Time)?', "", text)

    assert undated(report(server)) == undated(REPORT.read_text(encoding="utf-8")), (
        "python tests/test_sparql_protocol.py"
    )
    assert not {row.iri for row in ASKED} & {left.iri for left in LEFT}


def report(server: Served) -> str:
    """Run all tests and return the report on them in EARL, as Turtle."""
    earl, terms, here = "http://www.w3.org/ns/earl#", "http://purl.org/dc/terms/", "https://w3id.org/negotiation-kg/"
    run, subject = ox.NamedNode(here + "earl/sparql-protocol#run"), ox.NamedNode(here)
    day = ox.Literal(
        datetime.now(UTC).date().isoformat(), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    )
    said: list[ox.Triple] = []

    def say(one: ox.NamedNode, **values: ox.NamedNode | ox.Literal) -> None:
        for name, value in values.items():
            predicate = TYPE if name == "a" else ox.NamedNode((terms if name in {"title", "date"} else earl) + name)
            said.append(ox.Triple(one, predicate, value))

    say(run, a=ox.NamedNode(earl + "Software"), title=ox.Literal("tests/test_sparql_protocol.py"))
    say(subject, a=ox.NamedNode(earl + "TestSubject"), title=ox.Literal("kg serve"))
    tests: list[Row | Left] = [*ASKED, *LEFT]
    for test in tests:
        outcome, info = _outcome(server, test)
        suite, _, name = test.iri.removeprefix(MANIFESTS).partition("/manifest#")
        assertion = ox.NamedNode(f"{here}earl/sparql-protocol#{suite}-{name}")
        result = ox.NamedNode(assertion.value + "-result")
        say(assertion, a=ox.NamedNode(earl + "Assertion"), assertedBy=run, subject=subject, test=ox.NamedNode(test.iri),
            mode=ox.NamedNode(earl + "automatic"), result=result)  # fmt: skip
        say(result, a=ox.NamedNode(earl + "TestResult"), outcome=ox.NamedNode(earl + outcome), date=day)
        if info:
            say(result, info=ox.Literal(info, language="en"))
    prefixes = {"earl": earl, "dcterms": terms, "xsd": "http://www.w3.org/2001/XMLSchema#", "here": run.value[:-3]}
    data = ox.serialize(said, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert data is not None
    return data.decode()


def _outcome(server: Served, test: Row | Left) -> tuple[str, str]:
    if isinstance(test, Left):
        return "inapplicable", test.why
    try:
        test.check(server)
    except AssertionError as error:
        return "failed", str(error)
    return "passed", test.note


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, served(_store(Path(temporary)), "--workers", "1") as running:
        REPORT.write_text(report(running), encoding="utf-8")
