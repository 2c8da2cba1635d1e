"""Named queries over HTTP: the rows of the command line, the same words for what is wrong, and OpenAPI for all."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from commands import PARTY, Kg
from serving import Served, served
from webpages import Page

from kg.query import NamedQuery, available
from kg.serve.addresses import DATA_KINDS, SCHEME_KINDS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
QUERIES = {query.name: query for query in available()}
VALUES = {"party": "Ukraine", "issue": "ceasefire", "day": "2025-07-03", "since": "2025-07-01", "until": "2025-07-31"}


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Served]:
    with served(store) as running:
        yield running


@pytest.fixture(scope="module")
def described(server: Served) -> dict[str, Any]:
    answer = server.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    document: dict[str, Any] = json.loads(answer.content)
    return document


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_query_gives_the_rows_of_the_command_line(server: Served, kg: Kg, store: Path, query: NamedQuery) -> None:
    """Trap: a cell read back from an answer loses its kind, line ends differ, a label is looked up in another way."""
    asked = [{}, {one.name: VALUES[one.name] for one in query.params if one.name in VALUES}]
    for values in asked if asked[1] else asked[:1]:
        words = [word for name, value in values.items() for word in ("-p", f"{name}={value}")]
        answer = server.get(f"/query/{query.name}", {"Accept": "*/*"}, **values)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.decode() == kg("--store", store, "query", query.name, *words, "-f", "csv").out


@pytest.mark.parametrize("form", ["csv", "tsv", "markdown"])
def test_tables_are_written_as_by_the_command(server: Served, kg: Kg, store: Path, form: str) -> None:
    answer = server.get("/query/positions", party="Ukraine", format=form)
    assert answer.content.decode() == kg("--store", store, "query", "positions", "-p", "party=Ukraine", "-f", form).out
    assert "Russia" not in answer.text.replace("Russian", "")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values;q=0.8, text/csv;q=0.3", "text/tab-separated-values; charset=utf-8"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        ("*/*", "text/csv; charset=utf-8"),
    ],
)
def test_the_format_is_negotiated(server: Served, accept: str, media_type: str) -> None:
    answer = server.get("/query/positions", {"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert "accept" in answer.headers["vary"].lower()
    rows = answer.text.count("Ukraine")
    assert rows > 1


def test_json_and_xml_are_results_as_w3c_has_them(server: Served, kg: Kg, store: Path) -> None:
    """Trap: JSON of our own would be of no use to a SPARQL client; ?reports is a number and stays one."""
    rows = kg("--store", store, "query", "positions", "-f", "csv").rows
    results = json.loads(server.get("/query/positions", format="json").content)
    assert results["head"]["vars"] == list(QUERIES["positions"].returns)
    got = [{name: cell["value"] for name, cell in row.items()} for row in results["results"]["bindings"]]
    assert got == [{name: value for name, value in row.items() if value} for row in rows]
    assert results["results"]["bindings"][0]["reports"]["datatype"].endswith("#integer")
    tree = ET.fromstring(server.get("/query/positions", format="xml").content)
    assert len(tree.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == len(rows)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/query/positons", 404, "there is no query 'positons'; did you mean positions"),
        ("/query/%3Cscript%3E", 404, "there is no query '<script>'"),
        (
            "/query/positions?party=Ukrane",
            404,
            "party: nothing in the store is called 'Ukrane'; did you mean 'ukraine'",
        ),
        ("/query/positions?party=" + PARTY + "nobody", 404, f"party: nothing in the store is {PARTY}nobody"),
        ("/query/positions?patry=Ukraine", 400, "the query positions has no parameter 'patry'; it has: party, issue"),
        ("/query/positions?party=Ukraine&party=Russia", 400, "the parameter party is given twice"),
        ("/query/held_on?day=yesterday", 400, "day: 'yesterday' is not a date such as 2025-07-23"),
        ("/query/positions?party=%3Chttp%3A%2F%2Fa%3E+%7D+DROP+ALL", 404, "party: nothing in the store is called"),
        ("/query/positions?party=%FF", 400, "UTF-8"),
        ("/query/positions?format=docx", 400, "there is no format 'docx' here"),
        ("/query/positions?format=ttl", 406, "the answer can be had as"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_command(server: Served, path: str, status: int, said: str) -> None:
    """Trap: a value that is pasted into the query; a name that is silently ignored and answers something else."""
    answer = server.get(path, {"Accept": "text/csv"})
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert said in answer.text
    if "format=" not in path:
        page = Page(server.get(path, {"Accept": BROWSER}).text)
        assert said in page.text_in("p.problem")


def test_a_field_that_a_form_leaves_empty_narrows_nothing(server: Served) -> None:
    assert server.get("/query/positions?party=&issue=").content == server.get("/query/positions").content


def test_labels_other_names_and_iris_mean_the_same(server: Served) -> None:
    answers = {server.get("/query/positions", party=value).content for value in ("Ukraine", "kyiv", PARTY + "ukraine")}
    assert len(answers) == 1


def test_the_page_of_a_question_leads_to_the_things_and_to_the_other_forms(server: Served) -> None:
    answer = server.get("/query/positions", {"Accept": BROWSER}, party="Ukraine")
    page = Page(answer.text)
    statements = [link for link in page.links if link.startswith("/statement/")]
    assert statements
    assert all(server.get(link, {"Accept": BROWSER}).status_code == 303 for link in statements)
    csv = next(link for link in page.links if "format=csv" in link)
    assert server.get(csv).content == server.get("/query/positions", party="Ukraine").content
    fields = {told["name"]: told for tag, told in page.elements if tag == "input"}
    assert fields["party"]["value"] == "Ukraine"
    assert "Russia" in {told["value"] for tag, told in page.elements if tag == "option"}
    sparql = page.text_in("textarea")
    assert PARTY + "ukraine" in sparql
    rows = server.select(sparql)
    assert len(rows) == server.get("/query/positions", party="Ukraine").text.count("\r\n") - 1


def test_all_questions_are_listed(server: Served) -> None:
    listed = json.loads(server.get("/query/", {"Accept": "application/json"}).content)
    assert [one["name"] for one in listed] == list(QUERIES)
    positions = next(one for one in listed if one["name"] == "positions")
    assert positions["parameters"][0]["name"] == "party"
    assert positions["returns"] == list(QUERIES["positions"].returns)
    page = Page(server.get("/query/", {"Accept": BROWSER}).text)
    assert {f"/query/{name}" for name in QUERIES} <= set(page.links)
    assert server.get("/query").headers["location"] == "/query/"


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_openapi_holds_together(described: dict[str, Any], server: Served) -> None:
    """Trap: a reference to nothing, an operation named twice, a path whose {name} is no parameter."""
    assert described["openapi"] == "3.1.0"
    assert described["info"].keys() >= {"title", "version"}
    assert described["servers"] == [{"url": server.url}]
    for reference in references(described):
        node: Any = described
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        assert node
    operations = [(path, method, one) for path, item in described["paths"].items() for method, one in item.items()]
    ids = [one["operationId"] for *_, one in operations]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, one in operations:
        assert path.startswith("/")
        assert method in {"get", "post"}
        assert set(one["tags"]) <= tags
        parameters = [_resolved(described, each) for each in one.get("parameters", [])]
        keys = [(each["in"], each["name"]) for each in parameters]
        assert len(keys) == len(set(keys))
        for each in parameters:
            assert each["in"] in {"path", "query"}
            assert "type" in each["schema"], (path, each)
            assert each["in"] == "query" or each["required"] is True
        in_path = {name for place, name in keys if place == "path"}
        assert in_path == {part.strip("{}") for part in path.replace("}.", "}/").split("/") if part.startswith("{")}
        for status, response in one["responses"].items():
            assert status.isdecimal()
            assert _resolved(described, response)["description"]


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def test_openapi_says_of_every_query_what_its_header_says(described: dict[str, Any]) -> None:
    for query in QUERIES.values():
        told = described["paths"][f"/query/{query.name}"]["get"]
        parameters = [_resolved(described, each) for each in told["parameters"]]
        assert [each["name"] for each in parameters] == [*(one.name for one in query.params), "format"]
        types = {"iri": "string", "string": "string", "date": "string", "integer": "integer"}
        for one, each in zip(query.params, parameters, strict=False):
            assert each["schema"]["type"] == types[one.type]
            assert (each["schema"].get("format") == "date") == (one.type == "date")
            assert str(each["schema"].get("default", "")) == (one.default or "")
            assert each["description"] == one.text
        assert told["summary"] == query.summary


def test_what_openapi_says_is_so(described: dict[str, Any], server: Served) -> None:
    """Trap: a document that describes another server: every path without a name in it is asked, every format too."""
    positions = described["paths"]["/query/positions"]["get"]
    for name in _resolved(described, positions["parameters"][-1])["schema"]["enum"]:
        answer = server.get("/query/contested_issues", format=name)
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] in positions["responses"]["200"]["content"]
    for path, item in described["paths"].items():
        if "{" in path or path.startswith("/query/") or path in {"/graphs", "/sparql"}:
            continue
        answer = server.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].partition(";")[0] in item["get"]["responses"]["200"]["content"]
    kinds = {path.split("/")[1] for path in described["paths"] if "{id}" in path}
    assert kinds <= {*DATA_KINDS, *SCHEME_KINDS}
    unknown = {name for query in QUERIES.values() for name in (one.name for one in query.params)} & {"format"}
    assert not unknown, "a parameter of this name could not be given over HTTP"


def test_an_answer_beyond_the_limits_is_refused_whole(store: Path) -> None:
    with served(store, "--rows", "2") as small:
        answer = small.get("/query/positions")
        page = small.get("/query/positions", {"Accept": BROWSER})
    assert answer.status_code == page.status_code == 507
    assert "2 rows" in answer.text
    Page(page.text)


def test_rows_are_terms_to_the_last_one(server: Served) -> None:
    """Trap: results in JSON that a strict reader refuses."""
    for name in ("evidence", "report_contents", "origins"):
        data = server.get(f"/query/{name}", format="json").content
        solutions = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        assert isinstance(solutions, ox.QuerySolutions)
        assert list(solutions)
