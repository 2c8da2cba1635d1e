"""What comes back over the wire: whole, or one line that says what is wrong; and secrets only where they belong."""

from __future__ import annotations

import random
import socket
from pathlib import Path

import pytest
from endpoint_stub import JSON, TRUE, Answer, Request, Stub, http, serving
from servers import free_port

from kg.answers import Table
from kg.errors import KgError, StoreError
from kg.remote import sending
from kg.remote.credentials import Credentials
from kg.remote.layouts import Habits, Layout
from kg.remote.sending import BadRequestError, PartError
from kg.remote.solutions import read_table, read_truth, write_json
from kg.remote.wire import Wire

RECORDED = Path(__file__).with_name("endpoint_answers")
STORES = ("oxigraph", "fuseki", "virtuoso")
SECRET = "a-secret-of-nobody"
_QUESTIONS = {"select": "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", "ask": "ASK { ?s ?p ?o }", "graph": "CONSTRUCT WHERE {}"}
EMPTY = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}'


def wire(stub: Stub | str, credentials: Credentials | None = None, timeout: float = 5) -> Wire:
    url = stub if isinstance(stub, str) else stub.url
    layout = Layout("oxigraph", f"{url}/query", f"{url}/update", f"{url}/store")
    return Wire(layout, credentials, timeout=timeout)


def asked(one: Wire, kind: str) -> object:
    ask = {"select": one.select, "ask": one.ask, "graph": one.construct}[kind]
    return ask(_QUESTIONS[kind])


def failure(answer: bytes, kind: str = "select") -> StoreError:
    with serving(answer) as stub, wire(stub) as one, pytest.raises(StoreError) as caught:
        asked(one, kind)
    assert "\n" not in str(caught.value)
    assert stub.url in str(caught.value)
    return caught.value


def recorded(store: str, kind: str) -> bytes:
    return (RECORDED / f"{store}-{kind}.http").read_bytes()


def unchunked(answer: bytes) -> bytes:
    head, _, rest = answer.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return rest
    body = b""
    while (size := int(rest.partition(b"\r\n")[0], 16)) > 0:
        rest = rest.partition(b"\r\n")[2]
        body, rest = body + rest[:size], rest[size + 2 :]
    return body


@pytest.mark.parametrize("kind", ["select", "ask", "graph"])
def test_stores_that_write_differently_are_read_the_same(kind: str) -> None:
    # 50.0 and 50, 1 and true, fr-CH and fr-ch, typed-literal, tabs, \u escapes, an ASK answered with a table.
    found = []
    for store in STORES:
        with serving(recorded(store, kind)) as stub, wire(stub) as one:
            answer = asked(one, kind)
        found.append(sorted(answer.strings()) if isinstance(answer, Table) else answer)
    assert found[0] == found[1] == found[2]
    assert "50" in str(found[0]) or kind == "ask"
    assert "50.0" not in str(found[0])


def test_of_1000_answers_cut_at_any_byte_none_is_taken_for_whole() -> None:
    chance = random.Random(20250723)
    answers = [(kind, recorded(store, kind)) for store in STORES for kind in _QUESTIONS]
    cut: list[bytes] = [b""]
    accepted = []
    with serving(lambda *_: cut[0]) as stub, wire(stub) as one:
        for number in range(1000):
            kind, whole = answers[number % len(answers)]
            cut[0] = whole[: chance.randrange(len(whole))]
            try:
                asked(one, kind)
                accepted.append((kind, cut[0]))
            except StoreError as error:
                assert "\n" not in str(error)  # noqa: PT017 - every one is looked at, none is expected not to come
    assert len(stub.requests) == 1000
    assert accepted == []


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("kind", ["select", "ask"])
def test_an_answer_that_the_server_itself_cut_is_refused_wherever_it_ends(store: str, kind: str) -> None:
    # As when a proxy counts what it got: the length fits, the JSON does not.
    body = unchunked(recorded(store, kind))
    body = body[body.index(b"{") : body.rindex(b"}") + 1]
    read = read_table if kind == "select" else read_truth
    read(body, "whole")
    for at in range(len(body)):
        with pytest.raises(StoreError, match="not whole"):
            read(body[:at], "cut")


@pytest.mark.parametrize(
    ("body", "trap"),
    [
        (b'{"head":{"vars":["a"]},"results":{"bindings":[]}} cancelled', "an error behind the answer"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri"', "an error inside the answer"),
        (b'{"results":{"bindings":[]}}', "no head"),
        (b'{"head":{},"results":{"bindings":[]}}', "no variables"),
        (b'{"head":{"vars":["a","a"]},"results":{"bindings":[]}}', "a variable twice"),
        (b'{"head":{"vars":["a"]},"results":{}}', "no rows"),
        (
            b'{"head":{"vars":["a"]},"results":{"bindings":[{"b":{"type":"uri","value":"urn:x"}}]}}',
            "a foreign variable",
        ),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"no iri"}}]}}', "no IRI"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal"}}]}}', "no value"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"thing","value":"x"}}]}}', "an unknown type"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"\\ud800"}}]}}', "a surrogate"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[]},"results":{"bindings":[]}}', "a name twice"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[NaN]}}', "no JSON"),
        (b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"\xff"}}]}}', "no UTF-8"),
        (TRUE, "a truth for a table"),
        (b"[" * 100_000, "nesting that overruns the reader"),
        (b"", "nothing"),
    ],
)
def test_what_is_no_table_is_refused(body: bytes, trap: str) -> None:
    with pytest.raises(StoreError, match="not whole"):
        read_table(body, trap)


@pytest.mark.parametrize(
    ("body", "truth"),
    [
        (TRUE, True),
        (b'{"head":{},"boolean":0}', False),
        (b'{"head":{"vars":["x"]},"boolean":"1"}', True),
        (b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[]}}', False),
        (b'{"head":{},"boolean":"perhaps"}', None),
        (b'{"head":{},"boolean":2}', None),
        (b'{"boolean":true}', None),
        (EMPTY, None),
    ],
)
def test_a_truth_is_read_in_every_dialect_and_guessed_in_none(body: bytes, truth: bool | None) -> None:
    if truth is None:
        with pytest.raises(StoreError):
            read_truth(body, "x")
    else:
        assert read_truth(body, "x") is truth


def test_a_table_is_written_as_it_was_read() -> None:
    with serving(recorded("virtuoso", "select")) as stub, wire(stub) as one:
        table = one.select("SELECT")
    assert read_table(write_json(table), "x") == table


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (http(EMPTY, X_SPARQL_MaxRows="0"), "select", "no more than 0 rows"),
        (http(EMPTY, X_SQL_State="S1TAT", X_SQL_Message="RC..."), "select", "a part only"),
        (http(EMPTY, "206 Partial Content"), "select", "a part only"),
        (http(b"", X_SQL_State="S1TAT", media_type="application/n-triples"), "graph", "a part only"),
        (http(b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <ur", media_type="application/n-triples"), "graph", "last line"),
        (http(b"<urn:a> <urn:b> <urn:c> .\ncancelled\n", media_type="application/n-triples"), "graph", "not whole"),
        (http(b"<urn:a> <urn:b> <urn:c> .\n", media_type="text/turtle", Content_Length=""), "graph", "how long"),
        (http(b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b>", media_type="text/turtle"), "graph", "not whole"),
    ],
)
def test_a_part_is_never_taken_for_the_whole(answer: bytes, kind: str, told: str) -> None:
    assert told in str(failure(answer, kind))


def test_a_part_of_which_the_server_says_so_can_be_told_from_other_failures() -> None:
    assert isinstance(failure(http(EMPTY, X_SPARQL_MaxRows="0")), PartError)
    assert not isinstance(failure(http(b"{")), PartError)


def test_fewer_rows_than_the_server_would_give_are_whole() -> None:
    with serving(http(EMPTY, X_SPARQL_MaxRows="10")) as stub, wire(stub) as one:
        assert one.select("SELECT ?a {}").rows == ()


def test_json_without_a_length_is_whole_when_it_is_closed() -> None:
    with serving(http(EMPTY, Content_Length="")) as stub, wire(stub) as one:
        assert one.select("SELECT ?a {}").columns == ("a",)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (http(b"<html><head><title>x</title></head><p>It works!</p>", media_type="text/html"), "text/html"),
        (http(b"<html><script>bad()</script><h1>Sorry</h1>", "500 Oops", "text/html"), "answered 500: Sorry"),
        (http(b"out of\r\n\tmemory", "500 Oops", "text/plain"), "answered 500: out of memory"),
        (http(b"", "401 Unauthorized"), "set KG_REMOTE_USER"),
        (http(b"", "403 Forbidden"), "set KG_REMOTE_USER"),
        (http(b"", "404 Not Found"), "give the URL of the store"),
        (http(b"slow down", "429 Too Many Requests", "text/plain"), "try again later"),
        (http(b"", "503 Busy"), "try again later"),
        (http(b"", "302 Found", Location="http://example.org/"), "a redirect is not followed"),
        (http(b"", "204 No Content"), "no JSON"),
        (http(EMPTY, Content_Encoding="gzip"), "packed"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be reached"),
        (b"", "cannot be reached"),
        (http(EMPTY)[:40], "cannot be reached"),
    ],
)
def test_whatever_a_server_answers_it_is_one_line(answer: bytes, told: str) -> None:
    error = failure(answer)
    assert error.exit_code == 5
    if told != "no JSON":
        assert told in str(error)


def test_a_query_that_the_server_cannot_read_is_told_apart() -> None:
    error = failure(http(b"Parse error: line 1", "400 Bad Request", "text/plain"))
    assert isinstance(error, BadRequestError)
    assert "Parse error: line 1" in str(error)


def test_a_closed_port_is_one_line() -> None:
    with wire(f"http://127.0.0.1:{free_port()}") as one, pytest.raises(StoreError, match="cannot be reached"):
        one.ask("ASK {}")


def test_a_server_that_says_nothing_is_given_up() -> None:
    def silent(_: Request, __: socket.socket) -> bytes:
        stub.over.wait(20)
        return b""

    with serving(silent) as stub, wire(stub, timeout=0.3) as one:
        with pytest.raises(StoreError, match=r"no answer within 0\.3 s"):
            one.ask("ASK {}")
        stub.over.set()


def test_an_answer_that_trickles_ends_too() -> None:
    def trickling(_: Request, connection: socket.socket) -> bytes:
        connection.sendall(http(EMPTY, Content_Length="1000000"))
        while not stub.over.wait(0.02):
            connection.sendall(b" ")
        return b""

    with serving(trickling) as stub, wire(stub, timeout=0.1) as one:
        with pytest.raises(StoreError, match="did not come to its end"):
            one.select("SELECT ?a {}")
        stub.over.set()


def test_an_answer_without_end_is_not_read_to_the_last_byte_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LARGEST_ANSWER", 1_000_000)

    def endless(_: Request, connection: socket.socket) -> bytes:
        connection.sendall(http(b"", Content_Length=""))
        while not stub.over.is_set():
            connection.sendall(b" " * 65536)
        return b""

    with serving(endless) as stub, wire(stub) as one:
        with pytest.raises(StoreError, match="larger than 1,000,000 bytes"):
            one.select("SELECT ?a {}")
        stub.over.set()


def test_graphs_go_by_the_graph_store_protocol() -> None:
    iri, lines = "https://example.org/a?b=c&d=ä", b"<urn:a> <urn:b> <urn:c> .\n"
    with serving(http(lines, media_type="application/n-triples")) as stub, wire(stub) as one:
        one.put_graph(iri, lines)
        one.post_graph(iri, lines)
        one.delete_graph(iri)
        assert one.get_graph(iri) == lines
    assert [request.method for request in stub.requests] == ["PUT", "POST", "DELETE", "GET"]
    assert {request.path for request in stub.requests} == {
        "/store?graph=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%26d%3D%C3%A4"
    }
    assert stub.requests[0].headers["content-type"] == "application/n-triples"
    assert stub.requests[0].body == lines


def test_a_graph_that_is_not_there_is_empty_and_need_not_be_taken_out() -> None:
    with serving(http(b"no such graph", "404 Not Found")) as stub, wire(stub) as one:
        assert one.get_graph("urn:x") == b""
        one.delete_graph("urn:x")
    assert len(stub.requests) == 2


def test_an_update_goes_as_the_store_takes_it() -> None:
    text = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'ü' } }"
    with serving(http(b"")) as stub:
        for by_form in (False, True):
            with Wire(Layout("x", f"{stub.url}/q", f"{stub.url}/u", None, Habits(update_by_form=by_form))) as one:
                one.update(text)
    assert stub.requests[0].body == text.encode()
    assert stub.requests[0].headers["content-type"].startswith("application/sparql-update")
    assert stub.requests[1].body.startswith(b"update=INSERT+DATA")


def test_a_store_of_which_only_queries_are_known_is_not_written_to() -> None:
    with Wire(Layout("sparql", "http://127.0.0.1:9/sparql")) as one:
        with pytest.raises(KgError, match="--layout"):
            one.update("DROP ALL")
        with pytest.raises(KgError, match="--layout"):
            one.put_graph("urn:x", b"")


def _unless_told(answer: bytes, offered: str) -> Answer:
    def reply(request: Request, _: socket.socket) -> bytes:
        if "authorization" in request.headers:
            return answer
        return http(b"", "401 Unauthorized", WWW_Authenticate=offered)

    return reply


@pytest.mark.parametrize(
    ("offered", "scheme"), [('Digest realm="r", nonce="n", qop="auth"', "Digest "), ('Basic realm="r"', "Basic ")]
)
def test_a_password_is_shown_when_it_is_asked_for_and_not_before(offered: str, scheme: str) -> None:
    person = Credentials("127.0.0.1", "ada", SECRET)
    with serving(_unless_told(http(TRUE), offered)) as stub, wire(stub, person) as one:
        assert one.ask("ASK {}")
        assert one.ask("ASK {}")
    assert "authorization" not in stub.requests[0].headers
    assert stub.requests[-1].headers["authorization"].startswith(scheme)
    if scheme == "Digest ":
        assert all(SECRET not in str(request) for request in stub.requests)


def test_a_password_for_a_server_that_asks_nobody_stays_at_home() -> None:
    with serving(http(TRUE)) as stub, wire(stub, Credentials("127.0.0.1", "ada", SECRET)) as one:
        one.ask("ASK {}")
    assert "authorization" not in stub.requests[0].headers


def test_a_token_goes_with_every_request() -> None:
    with serving(http(TRUE)) as stub, wire(stub, Credentials("127.0.0.1", token=SECRET)) as one:
        one.ask("ASK {}")
    assert stub.requests[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    "credentials", [Credentials("127.0.0.1", "ada", SECRET), Credentials("127.0.0.1", token=SECRET)]
)
def test_a_secret_that_a_server_sends_back_is_not_shown(credentials: Credentials) -> None:
    answer = http(f"wrong: {SECRET}".encode(), "401 Unauthorized", "text/plain", WWW_Authenticate='Basic realm="r"')
    with serving(answer) as stub, wire(stub, credentials) as one, pytest.raises(StoreError) as caught:
        one.ask("ASK {}")
    assert SECRET not in str(caught.value)
    assert "does not do" in str(caught.value)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_nothing_is_shown_to_where_a_server_sends_on(status: str) -> None:
    with serving(http(TRUE)) as other:
        answer = http(b"", status, Location=f"{other.url}/query")
        with (
            serving(answer) as stub,
            wire(stub, Credentials("127.0.0.1", token=SECRET)) as one,
            pytest.raises(StoreError, match="redirect"),
        ):
            one.ask("ASK {}")
    assert other.requests == []


def test_secrets_do_not_go_over_the_network_in_the_clear() -> None:
    far = Layout("sparql", "http://store.example.org/sparql")
    # No such host is to be looked up: the refusal comes before the connection.
    with (
        Wire(far, Credentials("store.example.org", token=SECRET)) as one,
        pytest.raises(StoreError, match="use https"),
    ):
        one.ask("ASK {}")


def test_credentials_are_for_one_host() -> None:
    with pytest.raises(ValueError, match="not shown"):
        Wire(Layout("sparql", "http://127.0.0.1:9/sparql"), Credentials("store.example.org", token=SECRET))


def test_what_is_asked_for_is_json() -> None:
    with serving(http(EMPTY)) as stub, wire(stub) as one:
        one.select("SELECT ?a {}", [("default-graph-uri", "urn:x")])
    assert stub.requests[0].method == "POST"
    assert stub.requests[0].headers["accept"] == JSON
    assert stub.requests[0].headers["accept-encoding"] == "identity"
    assert stub.requests[0].body == b"query=SELECT+%3Fa+%7B%7D&default-graph-uri=urn%3Ax"
