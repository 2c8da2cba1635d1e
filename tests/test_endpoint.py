"""A store behind an endpoint: how it is found, who asks, what may be asked, and what goes wrong in one line."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from commands import Kg
from endpoint_stub import JSON, TRUE, Answer, Request, http, serving
from servers import free_port

from kg.errors import InputError, KgError, StoreError, UsageError
from kg.remote.addresses import check_url, is_loopback
from kg.remote.copying import copy_graphs
from kg.remote.credentials import Credentials, find_credentials
from kg.remote.layouts import LAYOUTS, Layout, find_layout
from kg.remote.reading import Remote, form_of
from kg.remote.wire import Wire
from kg.store import Store

SECRET = "a-secret-of-nobody"
COUNTS = (
    b'{"head":{"vars":["n","g"]},"results":{"bindings":'
    b'[{"n":{"type":"literal","value":"7"},"g":{"type":"uri","value":"urn:foreign"}}]}}'
)
ONE_ROW = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"found"}}]}}'


def at(places: dict[str, bytes]) -> Answer:
    """Answer at some paths, and 404 elsewhere."""
    return lambda request, _: places.get(request.path, http(b"nothing here", "404 Not Found", "text/plain"))


@pytest.mark.parametrize(
    ("given", "places", "name", "paths"),
    [
        ("", {"/query": http(TRUE, Server="Oxigraph/0.5")}, "oxigraph", ("/query", "/update", "/store")),
        ("/query", {"/query": http(TRUE, Server="Oxigraph/0.5")}, "oxigraph", ("/query", "/update", "/store")),
        ("/ds/", {"/ds": http(TRUE, Fuseki_Request_Id="1")}, "fuseki", ("/ds/query", "/ds/update", "/ds/data")),
        ("/ds/sparql", {"/ds/sparql": http(TRUE, Fuseki_Request_Id="1")}, "fuseki",
         ("/ds/query", "/ds/update", "/ds/data")),
        ("", {"/sparql": http(TRUE, Server="Virtuoso/07")}, "virtuoso",
         ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth")),
        ("/sparql-auth", {"/sparql-auth": http(TRUE, Server="Virtuoso/07")}, "virtuoso",
         ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth")),
        ("/repositories/talks", {"/repositories/talks": http(TRUE)}, "rdf4j",
         ("/repositories/talks", "/repositories/talks/statements", "/repositories/talks/rdf-graphs/service")),
        ("/repositories/talks", {"/repositories/talks": http(TRUE, Server="GraphDB/10")}, "graphdb",
         ("/repositories/talks", "/repositories/talks/statements", "/repositories/talks/rdf-graphs/service")),
        ("/ask/here", {"/ask/here": http(TRUE)}, "sparql", ("/ask/here", None, None)),
        # A page at the base is no answer; what stands below it is.
        ("", {"/": http(b"<html>", media_type="text/html"), "/sparql": http(TRUE)}, "sparql", ("/sparql", None, None)),
    ],
)  # fmt: skip
def test_a_store_is_recognised_by_what_it_answers(
    given: str, places: dict[str, bytes], name: str, paths: tuple[str | None, ...]
) -> None:
    with serving(at(places)) as stub:
        found = find_layout(stub.url + given)
        wanted = tuple(None if path is None else stub.url + path for path in paths)
    assert (found.name, (found.query_url, found.update_url, found.graphs_url)) == (name, wanted)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_named_layout_is_taken_without_asking(name: str) -> None:
    found = find_layout("http://127.0.0.1:9/base", name=name)
    assert found.name == name
    assert found.query_url.startswith("http://127.0.0.1:9/base")
    assert LAYOUTS[name](found.query_url).query_url == found.query_url, "the URL of queries serves as well as the base"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (http(b"<html>It works", media_type="text/html"), "is no SPARQL endpoint"),
        (http(b'{"head":{},"boolean":false}'), "is no SPARQL endpoint"),
        (http(b'{"error":"no"}'), "is no SPARQL endpoint"),
        (http(b"", "401 Unauthorized"), "set KG_REMOTE_USER"),
        (http(b"", "301 Moved", Location="https://example.org/"), "redirect"),
        (http(b"", "500 Oops"), "answered 500"),
    ],
)
def test_what_is_no_endpoint_is_told_in_one_line(answer: bytes, told: str) -> None:
    with serving(answer) as stub, pytest.raises(StoreError, match=told):
        find_layout(stub.url)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:7878", "ftp://127.0.0.1/", "http://", "http://h?x=1", "http://h/#x", "http://h/a b", "http://h:0/",
        "http://h:port/", "http://[::1/", "file:///etc/passwd", "http://h/\n", "http://ü/",
    ],
)  # fmt: skip
def test_what_is_no_url_of_a_store_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError):
        check_url(url)


def test_a_name_in_a_url_is_refused_and_not_repeated(kg: Kg) -> None:
    answer = kg("--endpoint", f"http://ada:{SECRET}@127.0.0.1:9/", "positions")
    assert answer.code == 2
    assert SECRET not in answer.err
    assert "KG_REMOTE_USER" in answer.err


@pytest.mark.parametrize(
    ("url", "near"),
    [("http://127.8.9.1/", True), ("http://[::1]:80/", True), ("http://localhost:1/", True),
     ("http://localhost.example.org/", False), ("http://10.0.0.1/", False), ("http://0.0.0.0/", False)],
)  # fmt: skip
def test_this_machine_is_told_from_others(url: str, near: bool) -> None:
    assert is_loopback(url) is near


def test_who_asks_stands_in_the_environment() -> None:
    url = "https://Store.example.org/x"
    both = {"KG_REMOTE_USER": "ada", "KG_REMOTE_PASSWORD": SECRET}
    assert find_credentials(url, both) == Credentials("store.example.org", "ada", SECRET)
    assert find_credentials(url, {"KG_REMOTE_TOKEN": SECRET}) == Credentials("store.example.org", token=SECRET)
    assert SECRET not in repr(find_credentials(url, both))


@pytest.mark.parametrize(
    "environment",
    [
        {"KG_REMOTE_USER": "ada"}, {"KG_REMOTE_PASSWORD": SECRET}, {"KG_REMOTE_TOKEN": "two words"},
        {"KG_REMOTE_TOKEN": SECRET, "KG_REMOTE_USER": "ada"}, {"KG_REMOTE_USER": "a\nb", "KG_REMOTE_PASSWORD": "x"},
    ],
)  # fmt: skip
def test_half_of_what_is_needed_is_wrong_usage_without_the_secret(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        find_credentials("https://store.example.org", environment)
    assert SECRET not in str(caught.value)


def netrc(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    path = folder / "netrc"
    path.write_text(text)
    path.chmod(mode)
    return {"NETRC": str(path), "HOME": str(folder)}


def test_a_netrc_file_is_read_for_its_host_alone(tmp_path: Path) -> None:
    known = netrc(tmp_path, f"machine store.example.org login ada password {SECRET}\ndefault login x password y\n")
    assert find_credentials("https://store.example.org/q", known) == Credentials("store.example.org", "ada", SECRET)
    # "default" would show a password to whoever is asked.
    assert find_credentials("https://other.example.org/q", known) is None


def test_the_environment_comes_before_the_netrc_file(tmp_path: Path) -> None:
    known = netrc(tmp_path, "machine h login a password b\n") | {"KG_REMOTE_TOKEN": SECRET}
    assert find_credentials("https://h/", known) == Credentials("h", token=SECRET)


def test_a_netrc_file_that_others_can_read_is_refused_where_it_would_be_used(tmp_path: Path) -> None:
    known = netrc(tmp_path, f"machine h login a password {SECRET}\n", 0o644)
    with pytest.raises(InputError, match="chmod 600"):
        find_credentials("https://h/", known)
    assert find_credentials("https://elsewhere/", known) is None


def test_a_netrc_file_that_is_broken_or_missing_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="netrc file"):
        find_credentials("https://h/", netrc(tmp_path, "gibberish\n"))
    with pytest.raises(InputError, match="no such file"):
        find_credentials("https://h/", {"NETRC": str(tmp_path / "none")})
    assert find_credentials("https://h/", {"HOME": str(tmp_path / "nobody")}) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "SELECT"), ("BASE <urn:x> PREFIX ask: <urn:y#> ASK {}", "ASK"),
        ("# SELECT\nDESCRIBE <urn:x>", "DESCRIBE"), ("CONSTRUCT { ?s ?p 'DROP; }' } WHERE {}", "CONSTRUCT"),
    ],
)  # fmt: skip
def test_the_form_of_a_query_is_its_first_word(text: str, form: str) -> None:
    assert form_of(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "DROP ALL", "PREFIX a: <urn:x> INSERT DATA { <urn:a> <urn:b> 1 }", "", "# SELECT",
        # Some stores take an update where a query is expected, or one behind it.
        "SELECT * {} ; DROP ALL", "ASK {} } ; DROP ALL #", "DEFINE sql:log-enable 3 SELECT * {}",
    ],
)  # fmt: skip
def test_what_is_no_query_is_not_sent(kg: Kg, text: str) -> None:
    with serving(http(TRUE)) as stub:
        answer = kg("--endpoint", stub.url, "--layout", "sparql", "query", "-", stdin=text)
        assert answer.code == 2
        assert stub.requests == []


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <http://h/> {} }", "SELECT * FROM <http://h/> { ?s ?p ?o }"])
def test_a_query_that_leads_elsewhere_is_not_sent(kg: Kg, text: str) -> None:
    # Some stores fetch what FROM names.
    with serving(http(TRUE)) as stub:
        assert kg("--endpoint", stub.url, "--layout", "sparql", "query", "-", stdin=text).code == 2
        assert stub.requests == []


def forms(requests: list[Request]) -> list[dict[str, list[str]]]:
    return [parse_qs(request.body.decode(), keep_blank_values=True) for request in requests]


@pytest.mark.parametrize("layout", ["oxigraph", "fuseki", "virtuoso", "kg", "sparql"])
def test_a_query_of_ones_own_sees_all_graphs_together_where_the_store_can(kg: Kg, layout: str) -> None:
    names = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"urn:g"}}]}}'

    def reply(request: Request, _: object) -> bytes:
        if b"ASK" in request.body:  # whether it sees all graphs together
            return http(TRUE.replace(b"true", b"false"))
        return http(names if b"DISTINCT" in request.body else ONE_ROW)

    with serving(reply) as stub:
        answer = kg("--endpoint", stub.url, "--layout", layout, "query", "-", stdin="SELECT ?x { ?s ?p ?x }")
        sent = forms(stub.requests)[-1]
    assert (answer.code, answer.out) == (0, "x\r\nfound\r\n")
    assert ("union-default-graph" in sent) is (layout == "oxigraph")
    if layout == "fuseki":
        # The union alone would hide every named graph from GRAPH.
        assert sent["default-graph-uri"] == ["urn:x-arq:UnionGraph"]
        assert sent["named-graph-uri"] == ["urn:g"]
    assert ("default graph of this store alone" in answer.err) is (layout == "sparql")


@pytest.mark.parametrize(("form", "rows"), [("SELECT DISTINCT ?x", 2), ("select distinct ?x", 2), ("SELECT ?x", 3)])
def test_a_row_that_comes_twice_counts_once_where_distinct_rows_were_asked_for(form: str, rows: int, kg: Kg) -> None:
    # Virtuoso gives some rows of a DISTINCT query twice.
    cells = ",".join(f'{{"x":{{"type":"uri","value":"urn:{name}"}}}}' for name in "aab")
    reply = http(f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{cells}]}}}}'.encode())
    with serving(reply) as stub:
        answer = kg("--endpoint", stub.url, "--layout", "virtuoso", "query", "-", stdin=f"{form} {{ ?s ?p ?x }}")
    assert (answer.code, len(answer.rows)) == (0, rows)


def test_a_query_of_ones_own_that_the_server_cannot_read_is_wrong_usage(kg: Kg) -> None:
    with serving(http(b"Parse error at line 1", "400 Bad Request", "text/plain")) as stub:
        answer = kg("--endpoint", stub.url, "--layout", "virtuoso", "query", "-", stdin="SELECT * WHERE { ?s ?p }")
    assert answer.code == 2
    assert "Parse error at line 1" in answer.err


@pytest.mark.parametrize("truth", [True, False])
def test_ask_is_answered_by_the_exit_code(kg: Kg, truth: bool) -> None:
    body = TRUE if truth else TRUE.replace(b"true", b"false")
    with serving(http(body)) as stub:
        answer = kg("--endpoint", stub.url, "--layout", "kg", "query", "-", stdin="ASK {}")
    assert (answer.code, answer.out) == (0, "true\n") if truth else (1, "false\n")


def test_triples_are_written_as_triples(kg: Kg) -> None:
    body = b"<urn:b> <urn:p> <urn:c> .\n<urn:a> <urn:p> <urn:c> .\n"
    with serving(http(body, media_type="application/n-triples")) as stub:
        answer = kg(
            "--endpoint", stub.url, "--layout", "kg", "query", "-", "-f", "nq", stdin="CONSTRUCT WHERE { ?s ?p ?o }"
        )
    assert (answer.code, answer.out.splitlines()[0]) == (0, "<urn:a> <urn:p> <urn:c> .")


@pytest.mark.parametrize(
    "words",
    [
        ["build", "x"], ["add", "x.txt"], ["remove", "x"], ["import", "x.csv", "--by", "A"],
        ["review", "--by", "A"], ["review", "apply", "-", "--by", "A"], ["review", "undo", "--last"],
    ],
)  # fmt: skip
def test_who_would_write_is_refused_before_anything_is_asked(kg: Kg, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "x.txt").write_text("Ukraine demanded a ceasefire.")
    (tmp_path / "x.csv").write_text("decision,statement\n")
    with serving(http(TRUE)) as stub:
        answer = kg("--endpoint", stub.url, *words, stdin="decision,statement\n")
        assert stub.requests == []
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert not (tmp_path / ".kg").exists()


def test_two_places_at_once_are_wrong_usage(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    with Store.open(store) as made:
        made.put_graph(G + "ontology", quads_of(G + "ontology", 1))
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert kg("--endpoint", nowhere, "--store", store, "positions").code == 2
    # The word on the line counts before that in the environment.
    monkeypatch.setenv("KG_ENDPOINT", nowhere)
    assert kg("--store", store, "positions").code == 0
    assert kg("positions").code == 5
    monkeypatch.setenv("KG_STORE", str(store))
    assert kg("positions").code == 2
    monkeypatch.delenv("KG_ENDPOINT")
    assert kg("positions", "--endpoint", nowhere).code == 5


@pytest.mark.parametrize("words", [["positions"], ["dump"], ["show", "2e31dff2"], ["query", "rounds"], ["info"]])
def test_a_store_without_a_negotiation_graph_is_one_line(kg: Kg, words: list[str]) -> None:
    def reply(request: Request, _: object) -> bytes:
        return http(TRUE.replace(b"true", b"false") if b"ASK" in request.body else COUNTS)

    with serving(reply) as stub:
        answer = kg("--endpoint", stub.url, "--layout", "sparql", *words)
    assert answer.code == 5
    assert answer.err == f"kg: {stub.url} holds no negotiation graph; put one there with: kg push\n"
    assert answer.out == ""


@pytest.mark.parametrize("words", [["positions"], ["findings"], ["query", "-"]])
def test_no_layout_of_that_name_and_no_server_are_told_apart(kg: Kg, words: list[str]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    unknown = kg("--endpoint", url, "--layout", "sqlite", *words, stdin="ASK {}")
    assert (unknown.code, "use one of: oxigraph" in unknown.err) == (2, True)
    closed = kg("--endpoint", url, *words, stdin="ASK {}")
    assert (closed.code, "cannot be reached" in closed.err) == (5, True)


class Told:
    """A wire that answers from a store in memory, perhaps with less than there is."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self.rdf = ox.Store()
        self.rdf.extend(quads)
        self.rows_at_most = 10**9
        self.asked = 0

    def answer(self, request: Request, _: object) -> bytes:
        self.asked += 1
        form = parse_qs(request.body.decode())
        found = self.rdf.query(form["query"][0])
        assert isinstance(found, (ox.QuerySolutions, ox.QueryBoolean))
        body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        rows = body.count(b'"_s":')
        if rows > self.rows_at_most:
            return http(ONE_ROW, X_SPARQL_MaxRows="1")
        return http(body)


G = "https://w3id.org/negotiation-kg/data/graph/"
P = ox.NamedNode("urn:p")


def quads_of(name: str, number: int) -> list[ox.Quad]:
    graph = ox.NamedNode(name)
    return [ox.Quad(ox.NamedNode(f"urn:{each}"), P, ox.Literal(each), graph) for each in range(number)]


def test_what_a_server_gives_only_in_parts_is_read_in_parts() -> None:
    quads = quads_of(G + "ontology", 60)
    told = Told([*quads, *quads_of("urn:foreign", 3), *quads_of(G.replace("graph/", "staging/") + "x", 3)])
    told.rows_at_most = 10
    with serving(told.answer) as stub, Wire(Layout("x", stub.url)) as wire:
        assert set(copy_graphs(wire).rdf) == set(quads), "all of ours, in parts, and nothing of others"


@pytest.mark.parametrize("fault", ["less than was counted", "changed meanwhile", "a blank node"])
def test_a_copy_is_whole_or_not_at_all(fault: str) -> None:
    told = Told(quads_of(G + "ontology", 5))
    if fault == "a blank node":
        told.rdf.add(ox.Quad(ox.BlankNode(), P, P, ox.NamedNode(G + "ontology")))

    def reply(request: Request, connection: object) -> bytes:
        answer = told.answer(request, connection)
        if fault == "less than was counted" and told.asked == 1:
            told.rdf.remove(quads_of(G + "ontology", 1)[0])
        if fault == "changed meanwhile" and told.asked == 2:
            told.rdf.extend(quads_of(G + "derived", 1))
        return answer

    with serving(reply) as stub, Wire(Layout("x", stub.url)) as wire, pytest.raises(KgError) as caught:
        copy_graphs(wire)
    assert caught.value.exit_code == 5


def test_what_is_asked_again_of_a_thing_is_not_asked_of_the_server_again() -> None:
    told = Told(quads_of(G + "ontology", 3))
    thing = ox.NamedNode("urn:1")
    with serving(told.answer) as stub, Wire(Layout("x", stub.url)) as wire:
        remote = Remote(wire)
        first = list(remote.quads_for_pattern(thing, P, None, None))
        again = list(remote.quads_for_pattern(thing, None, None, ox.NamedNode(G + "ontology")))
        other = list(remote.quads_for_pattern(thing, P, ox.Literal(2), None))
    assert first == again == quads_of(G + "ontology", 3)[1:2]
    assert other == []
    assert told.asked == 1


def test_what_is_sent_says_json_and_who_asks() -> None:
    with serving(http(TRUE)) as stub:
        find_layout(stub.url)
    assert stub.requests[0].headers["accept"] == JSON
    assert stub.requests[0].headers["user-agent"] == "negotiation-kg"
    assert "authorization" not in stub.requests[0].headers


def test_no_proxy_stands_between_this_machine_and_itself(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert "http_proxy" in os.environ
    with serving(http(TRUE)) as stub:
        assert kg("--endpoint", stub.url, "--layout", "kg", "query", "-", stdin="ASK {}").code == 0
