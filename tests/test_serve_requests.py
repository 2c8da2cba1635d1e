"""Whom ``kg serve`` lets in, and with which status and words it says what is wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from serving import JSON, Served, busy, served, small, until

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(small(tmp_path_factory.mktemp("serve")), "--workers", "1", "--timeout", "2", "--log") as server:
        yield server


@pytest.mark.parametrize(
    ("host", "status", "trap"),
    [
        ("127.0.0.1:{port}", 200, "its address"),
        ("localhost:{port}", 200, "its name"),
        ("LOCALHOST.", 200, "the same name, and no port"),
        ("[::1]:{port}", 200, "the other loopback address"),
        ("evil.example", 421, "another site's name that leads here (DNS rebinding)"),
        ("localhost.evil.example", 421, "a name that begins alike"),
        ("evil.example:{port}", 421, "the right port does not help"),
        ("localhost@evil.example", 421, "a user's name before a host"),
        ("evil.example/localhost", 421, "no host at all"),
        ("127.0.0.1:{port}:1", 421, "two ports"),
        ("127.0.0.1 evil.example", 421, "two names"),
        ("", 421, "none"),
    ],
)
def test_who_calls_it_by_another_name_is_sent_away(running: Served, host: str, status: int, trap: str) -> None:
    answer = running.get("/sparql?query=ASK%20%7B%7D", {"Host": host.format(port=running.port)})
    assert answer.status_code == status, trap


def test_a_request_without_a_host_or_with_two_is_refused(running: Served) -> None:
    for head in (
        b"GET /sparql HTTP/1.0\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    ):
        assert running.send(head).split(b" ")[1] == b"400"


def test_names_and_origins_can_be_allowed(tmp_path: Path) -> None:
    options = (
        "--allow-host",
        "kg.example",
        "--cors",
        "https://app.example",
        "--url",
        "https://kg.example/",
        "--workers",
        "1",
    )
    with served(small(tmp_path), *options) as server:
        mine = server.get("/sparql?query=ASK%20%7B%7D", {"Host": "kg.example", "Origin": "https://app.example"})
        other = server.get("/sparql?query=ASK%20%7B%7D", {"Origin": "https://evil.example"})
        assert mine.headers["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-origin" not in other.headers
        asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "content-type"}  # fmt: skip
        assert server.client.options("/sparql", headers=asked).headers["access-control-allow-origin"] == asked["Origin"]
        assert "<https://kg.example/sparql>" in server.get("/sparql", {"Accept": "application/n-triples"}).text


def test_scripts_of_other_sites_read_nothing_unless_asked_for(running: Served) -> None:
    answer = running.get("/sparql?query=ASK%20%7B%7D", {"Origin": "https://app.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert answer.headers["server"] == "negotiation-kg"  # no version, by which a weakness could be looked up


@pytest.mark.parametrize(
    ("query", "accept", "status", "said"),
    [
        ("ASK {", None, 400, "the query cannot be read"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", None, 400, "SERVICE"),
        ("INSERT DATA { <http://a> <http://b> 1 }", None, 400, "INSERT is an update"),
        ("SELECT * {}", "image/png", 406, "text/csv"),
        ("ASK {}", "text/csv", 406, "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv", 406, "text/turtle"),
        ("ASK { FILTER (" + "(" * 300 + "1" + ")" * 300 + ") }", None, 413, "brackets"),
        ("ASK {} #" + "x" * 70000, None, 413, "bytes"),
        (SLOW + " # " + "?a ?b ?c . " * 3, None, 200, "n"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }", None, 504, "2 s"),
    ],
)
def test_what_is_wrong_has_its_status_and_one_line(
    running: Served, query: str, accept: str | None, status: int, said: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = running.client.post("/sparql", data={"query": query}, headers=headers)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    if status != 200:
        assert len(answer.text.splitlines()) == 1
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        wanted = {"Accept": f"application/problem+json, {accept or JSON}"}
        told = running.client.post("/sparql", data={"query": query}, headers=wanted)
        assert (told.headers["content-type"], told.json()["status"]) == ("application/problem+json", status)


def test_an_answer_that_is_too_large_is_an_error_and_no_part_of_it(tmp_path: Path) -> None:
    """The trap: a 200 with half the rows, or with the word "cancelled" among them."""
    with served(small(tmp_path), "--rows", "100", "--workers", "1", "--memory", "64") as server:
        rows = server.get("/sparql", {"Accept": "text/csv"}, query="SELECT ?a { ?a ?b ?c . ?d ?e ?f }")
        triples = server.get("/sparql", query="CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", format="nt")
        memory = server.get("/sparql", query="SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?c")
        assert (rows.status_code, triples.status_code, memory.status_code) == (507, 507, 507), memory.text
        assert all(len(answer.text.splitlines()) == 1 for answer in (rows, triples, memory))
        assert server.count() == 30


def test_the_other_methods(running: Served) -> None:
    got = running.get("/sparql?query=ASK%20%7B%7D")
    head = running.client.head("/sparql?query=ASK%20%7B%7D")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    options = running.client.options("/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert running.client.delete("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert running.client.request("TRACE", "/sparql").status_code == 501


def test_who_cannot_be_served_soon_is_told_to_come_again(tmp_path: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o . ?p ?q ?r }"
    with served(small(tmp_path), "--workers", "1", "--queue", "0.2", "--timeout", "60") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(b"GET /sparql?query=%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % quote(endless).encode())
            assert until(lambda: busy(server))
            late = server.get("/sparql", query="ASK {}")
        assert (late.status_code, late.headers["retry-after"]) == (503, "5")
        assert until(lambda: server.get("/sparql", query="ASK {}").status_code == 200)


def test_a_client_that_goes_away_frees_its_place(running: Served) -> None:
    """The trap: with one cell and nobody waiting any more, the next question waits for the time limit."""
    for _ in range(5):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(running.url + "/sparql", data={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l "
                       ". ?m ?n ?o } ORDER BY ?a"}, timeout=0.2, trust_env=False)  # fmt: skip
    assert running.get("/sparql", {"Accept": JSON}, query="ASK {}").json()["boolean"] is True
    assert until(lambda: any(" 499 " in line for line in running.said))


def test_the_log_shows_what_strangers_write_and_does_not_send_it(running: Served) -> None:
    running.send(b"GET /\x1b[31mred HTTP/1.1\r\nHost: localhost\r\n\r\n")
    running.get("/%1b%5b31m", {"User-Agent": "x"})
    assert until(lambda: any("/%1b%5b31m 404" in line for line in running.said))
    assert not any("\x1b" in line for line in running.said)
