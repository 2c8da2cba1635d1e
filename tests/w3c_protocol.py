"""W3C's tests of the SPARQL 1.1 Protocol, Service Description and Graph Store Protocol, as far as reading goes.

Each is written down anew, under W3C's name: what is sent, and what must come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx
import pyoxigraph as ox
from serving import Served

MANIFESTS = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
PROTOCOL = MANIFESTS + "protocol/manifest#"
GRAPHS = MANIFESTS + "http-rdf-update/manifest#"
DESCRIPTION = MANIFESTS + "service-description/manifest#"

DATA = "http://kasei.us/2009/09/sparql/data/data"
D0, D1, D2, D3 = (f"{DATA}{number}.rdf" for number in range(4))
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PERSON = "http://www.example/gsp/person/1.ttl"
ENCODED = "http://www.example/gsp/person/%31.ttl"
FORM, DIRECT, UPDATE = ("application/" + name for name in ("x-www-form-urlencoded", "sparql-query", "sparql-update"))
ROWS = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
TRUTH = {"application/sparql-results+json", "application/sparql-results+xml"}
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml"}

Check = Callable[[Served], None]


class Row(NamedTuple):
    """One of W3C's tests, and what we do for it; ``note`` says in the report where that is not all of it."""

    iri: str
    check: Check
    note: str = ""


class Left(NamedTuple):
    """One of W3C's tests that is left out, and why."""

    iri: str
    why: str


def _send(
    server: Served, method: str, query: str = "", content_type: str = "", body: bytes = b"", accept: str = ""
) -> httpx.Response:
    headers = {"Content-Type": content_type} if content_type else {}
    headers |= {"Accept": accept} if accept else {}
    return server.client.request(method, f"/sparql{'?' * bool(query)}{query}", content=body, headers=headers)


def true(*request: str | bytes) -> Check:
    """Return a check that a request is answered with the truth ``true``."""

    def check(server: Served) -> None:
        answer = _send(server, *request)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        assert _media_type(answer) in TRUTH
        assert json.loads(answer.content)["boolean"] is True

    return check


def refused(*request: str | bytes) -> Check:
    """Return a check that a request is refused as the client's mistake."""

    def check(server: Served) -> None:
        answer = _send(server, *request)  # type: ignore[arg-type]
        assert 400 <= answer.status_code < 500, answer.status_code
        assert len(answer.text.splitlines()) == 1

    return check


def typed(sparql: str, media_types: set[str]) -> Check:
    """Return a check that a query is answered in a format that fits it, whatever the client likes."""

    def check(server: Served) -> None:
        for accept in ("", "*/*", *sorted(media_types & (RDF | ROWS))):
            answer = _send(server, "POST", _graphs(D0), DIRECT, sparql.encode(), accept)
            assert answer.status_code == 200, answer.text
            assert _media_type(answer) in ({accept} & media_types or media_types)
            if media_types is RDF:
                found = ox.parse(answer.content, format=ox.RdfFormat.from_media_type(_media_type(answer)))
                assert len(list(found)) == sparql.startswith("CONSTRUCT")

    return check


def _media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def _graphs(*default: str, named: tuple[str, ...] = ()) -> str:
    return urlencode([("default-graph-uri", one) for one in default] + [("named-graph-uri", one) for one in named])


def _is(graph: str) -> str:
    return f"<{graph}> a ?type"


BOTH = f"ASK {{ {_is(D1)} . {_is(D2)} }}"
NAMED = f"{{ GRAPH ?g1 {{ {_is(D1)} }} GRAPH ?g2 {{ {_is(D2)} }} }}"
FULL = f"ASK {{ {_is(D3)} GRAPH ?g1 {{ {_is(D1)} }} GRAPH ?g2 {{ {_is(D2)} }} }}"


def _graph(server: Served, method: str, query: str) -> httpx.Response:
    return server.client.request(method, f"/graphs?{query}", headers={"Accept": "text/turtle"})


def holds(query: str, *names: str) -> Check:
    """Return a check that a graph can be read, and has the people of these names in it and nobody else."""

    def check(server: Served) -> None:
        answer = _graph(server, "GET", query)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
        assert int(answer.headers["content-length"]) == len(answer.content)
        found = [quad.object.value for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)]
        assert found == list(names)

    return check


def head(query: str, status: int) -> Check:
    """Return a check of what HEAD says of a graph."""

    def check(server: Served) -> None:
        answer = _graph(server, "HEAD", query)
        assert (answer.status_code, answer.content) == (status, b"")
        if status == 200:
            assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
            assert int(answer.headers["content-length"]) == len(_graph(server, "GET", query).content)

    return check


def _description(server: Served) -> set[tuple[str, str, str]]:
    answer = server.client.get("/sparql", headers={"Accept": "application/n-triples"})
    assert (answer.status_code, _media_type(answer)) == (200, "application/n-triples")
    quads = ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def decoded_once(server: Served) -> None:
    """Check that percent signs of an address mean something once."""
    holds("graph=http://www.example/gsp/person/%31.ttl", "John Doe")(server)
    holds("graph=http://www.example/gsp/person/%2531.ttl", "Jane Doe")(server)


def _returns_rdf(server: Served) -> None:
    assert _description(server)


SD = "http://www.w3.org/ns/sparql-service-description#"


def _has_endpoint(server: Served) -> None:
    ends = [triple for triple in _description(server) if triple[1] == f"<{SD}endpoint>"]
    assert [end for _, _, end in ends] == [f"<{server.url}/sparql>"]


def _conforms(server: Served) -> None:
    """Hold the description against the vocabulary: its terms, and the class of what each property leads to."""
    found = _description(server)
    is_a = {(one, what) for one, predicate, what in found if predicate == str(TYPE)}
    leads_to = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}
    others = {"endpoint", "supportedLanguage", "feature", "resultFormat", "name"}
    for _, predicate, value in found:
        if predicate.startswith(f"<{SD}"):
            term = predicate[len(SD) + 1 : -1]
            assert term in leads_to or term in others
            assert term not in leads_to or (value, f"<{SD}{leads_to[term]}>") in is_a
    languages = {value for _, predicate, value in found if predicate == f"<{SD}supportedLanguage>"}
    features = {value for _, predicate, value in found if predicate == f"<{SD}feature>"}
    assert (languages, features) == ({f"<{SD}SPARQL11Query>"}, {f"<{SD}UnionDefaultGraph>"})


EVERY = "every update is refused, whatever is wrong with it"
BEFORE = "the requests that write are left out: what they write stood in the store before"
ASKED: list[Row] = [
    Row(PROTOCOL + name, check)
    for name, check in (
        ("query_post_form", true("POST", _graphs(D0), FORM, urlencode({"query": "ASK {}"}).encode())),
        ("query_dataset_default_graphs_get", true("GET", f"query={quote(BOTH)}&{_graphs(D1, D2)}")),
        ("query_dataset_default_graphs_post", true("POST", _graphs(D1, D2), DIRECT, BOTH.encode())),
        ("query_dataset_named_graphs_post", true("POST", _graphs(named=(D1, D2)), DIRECT, f"ASK {NAMED}".encode())),
        ("query_dataset_named_graphs_get", true("GET", f"query={quote('ASK ' + NAMED)}&{_graphs(named=(D1, D2))}")),
        ("query_dataset_full", true("POST", _graphs(D3, named=(D1, D2)), DIRECT, FULL.encode())),
        ("query_multiple_dataset", true("POST", _graphs(named=(D1, D2)), DIRECT, f"ASK FROM <{D3}> {NAMED}".encode())),
        ("query_get", true("GET", f"query={quote('ASK {}')}&{_graphs(D0)}")),
        ("query_content_type_select", typed("SELECT (1 AS ?value) {}", ROWS)),
        ("query_content_type_ask", typed("ASK {}", TRUTH)),
        ("query_content_type_describe", typed("DESCRIBE <http://example.org/>", RDF)),
        ("query_content_type_construct", typed("CONSTRUCT { <s> <p> 1 } WHERE {}", RDF)),
        ("query_post_direct", true("POST", "", DIRECT, b"ASK {}")),
        ("bad_query_method", refused("PUT", f"query={quote('ASK {}')}&{_graphs(D0)}", FORM)),
        ("bad_multiple_queries", refused("GET", f"query={quote('ASK {}')}&query={quote('SELECT * {}')}")),
        ("bad_query_wrong_media_type", refused("POST", "", "text/plain", b"ASK {}")),
        ("bad_query_missing_form_type", refused("POST", "", "", b"query=ASK%20%7B%7D")),
        ("bad_query_missing_direct_type", refused("POST", "", "", b"ASK {}")),
        ("bad_query_non_utf8", refused("POST", "", DIRECT + "; charset=UTF-16", "ASK {}".encode("utf-16"))),
        ("bad_query_syntax", refused("GET", f"query={quote('ASK {')}")),
    )
]
ASKED += [
    Row(PROTOCOL + name, check, EVERY)
    for name, check in (
        ("bad_update_get", refused("GET", f"update={quote('CLEAR ALL')}")),
        ("bad_multiple_updates", refused("POST", "", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT")),
        ("bad_update_wrong_media_type", refused("POST", "", "text/plain", b"CLEAR NAMED")),
        ("bad_update_missing_form_type", refused("POST", "", "", b"update=CLEAR%20NAMED")),
        ("bad_update_non_utf8", refused("POST", "", UPDATE + "; charset=UTF-16", "CLEAR NAMED".encode("utf-16"))),
        ("bad_update_syntax", refused("POST", "", FORM, b"update=CLEAR%20XYZ")),
        ("bad_update_dataset_conflict", refused("POST", "using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople", UPDATE,
                                                b"WITH <http://example/a> DELETE { ?a ?b 1 } WHERE { ?a ?b 1 }")),
    )
]  # fmt: skip
ASKED += [
    Row(DESCRIPTION + "returns-rdf", _returns_rdf),
    Row(DESCRIPTION + "has-endpoint-triple", _has_endpoint),
    Row(DESCRIPTION + "conforms-to-schema", _conforms),
    Row(GRAPHS + "get_of_put__initial_state", holds(f"graph={PERSON}", "John Doe"), BEFORE),
    Row(GRAPHS + "head_existing_indirect", head(f"graph={quote(PERSON, safe='')}", 200), BEFORE),
    Row(
        GRAPHS + "head_non_existing_indirect",
        head(f"graph={quote('http://www.example/gsp/person/4.ttl', safe='')}", 404),
    ),
    Row(GRAPHS + "put_get_uri_pct_encoded_indirect", holds(f"graph={PERSON}", "John Doe"), BEFORE),
    Row(GRAPHS + "put_get_uri_pct_encoded_twice", decoded_once, BEFORE),
]

WRITES = "it writes, and the endpoint is read-only"
DIRECTLY = "it names graphs directly, and no graph's IRI stands below the address of the endpoint"
UNION = "the default graph is all named graphs together, and has no triples of its own"
LEFT: list[Left] = [
    *(Left(PROTOCOL + name, WRITES) for name in (
        "update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs",
        "update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri",
    )),
    *(Left(GRAPHS + name, WRITES) for name in (
        "put__initial_state", "put__graph_already_in_store", "put__default_graph", "delete__existing_graph",
        "delete__nonexistent_graph", "post__existing_graph", "post__multipart_formdata", "post__create__new_graph",
        "put_get_repeat_indirect", "put_delete_get_delete_indirect", "post_get_post_get_indirect", "post_get_new_graph",
    )),
    *(Left(GRAPHS + name, DIRECTLY) for name in (
        "get_of_put__graph_already_in_store", "get_of_delete__existing_graph", "get_of_post__existing_graph",
        "get_of_post__multipart_formdata", "get_of_post__create__new_graph", "get_of_post__after_noop",
        "head_on_an_existing_graph", "head_on_a_nonexisting_graph", "put_get_repeat_direct",
        "put_delete_get_delete_direct", "post_get_post_get_direct", "head_existing_direct", "head_non_existing_direct",
    )),
    *(Left(GRAPHS + name, UNION) for name in ("get_of_put__default_graph", "put_get_default")),
]  # fmt: skip
