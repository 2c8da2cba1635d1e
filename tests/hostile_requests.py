"""Requests that want to bring a SPARQL endpoint down, have it call somebody, or change it."""

from __future__ import annotations

import random
from collections.abc import Iterator

CROSS = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))


def queries(port: int) -> list[str]:
    """Return hostile queries of many shapes; ``port`` is that of a canary which must never be called."""
    there = f"http://127.0.0.1:{port}/canary"
    return [
        *("ASK { FILTER " + "(" * n + "1" + ")" * n + " }" for n in (150, 199, 201, 1000, 5000, 15000)),
        *("SELECT * " + "{" * n + " ?s ?p ?o " + "}" * n for n in (100, 199, 2000, 15000)),
        *("ASK { FILTER(" + "!" * n + "true) }" for n in (100, 3000, 9000)),
        *("ASK { FILTER(1" + "+1" * n + " > 0) }" for n in (100, 2000, 4900, 20000)),
        *("SELECT * { ?s " + "/".join(["<http://x/p>"] * n) + " ?o }" for n in (10, 500, 4900)),
        *("SELECT * { { ?s ?p ?o }" + " UNION { ?s ?p ?o }" * n + " }" for n in (50, 800)),
        *("SELECT * { ?s (!<http://x/p>)" + sign * 2 + " ?o }" for sign in "*+?"),
        "SELECT * { ?s ((((!<http://x/a>)*)*)*)* ?o . ?o ((!<http://x/b>)+)+ ?s }",
        f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
        f"SELECT * {{ {CROSS} }} ORDER BY ?a0 ?c5",
        f"SELECT DISTINCT ?a0 ?a1 ?a2 ?a3 {{ {CROSS} }}",
        f"CONSTRUCT {{ ?a0 ?b1 ?c2 . ?a3 ?b4 ?c5 }} {{ {CROSS} }}",
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a0), STR(?c5))) AS ?x) {{ {CROSS} }}",
        _doubled("CONCAT({0}, {0})", '"x"', 31),
        _doubled('REPLACE({0}, "x", "xx")', '"x"', 31),
        _doubled("ENCODE_FOR_URI({0})", '"%%%%"', 40),
        'SELECT * { FILTER(REGEX("' + "a" * 5000 + '!", "^(a+)+$")) }',
        'ASK { FILTER(REGEX("a", "' + "(a|" * 300 + "b" + ")" * 300 + '{1000}{1000}")) }',
        'ASK { FILTER(REGEX("a", "a{1000}{1000}{1000}")) }',
        "SELECT (STRLEN(STR(1E308 * 1E308)) AS ?x) (1/0 AS ?y) (9999999999999999999999 AS ?z) {}",
        "SELECT * { VALUES ?x { " + "1 " * 9000 + "} VALUES ?y { " + "2 " * 400 + "} }",
        *_services(there),
        *(f"SELECT * {word} <{there}> {{ ?s ?p ?o }}" for word in ("FROM", "FROM NAMED", "from", "FROM\nNAMED")),
        f"SELECT * {{ GRAPH <{there}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{there}>",
        *(f"{word} <{there}>" for word in ("LOAD", "LOAD SILENT", "CLEAR GRAPH", "DROP", "CREATE GRAPH")),
        "DROP ALL", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <http://x/s> <http://x/p> 1 }",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        f"SELECT * {{}} ; LOAD <{there}>",
        "", " ", "\0", "SELECT", "{" * 100, '"', "'''", "\\u0000", "\ufeffASK {}", "ASK { ?s ?p '\ud7ff' }",
        "#" * 60000, "ASK {} " + "\n" * 60000, "x" * 70000, "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
        "PREFIX : <" + "x" * 30000 + "> ASK { :a :b :c }",
    ]  # fmt: skip


def _doubled(expression: str, first: str, times: int) -> str:
    binds = [f"BIND({first} AS ?v0)"]
    binds += [f"BIND({expression.format(f'?v{n}')} AS ?v{n + 1})" for n in range(times)]
    return f"SELECT (STRLEN(?v{times}) AS ?n) {{ {' '.join(binds)} }}"


def _services(there: str) -> list[str]:
    word = ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "\\u0053ERVICE", "S\\u0045RVICE", "\\U00000053ERVICE",
            "SERVICE#x\n", "SERVICE\t", "trueSERVICE"]  # fmt: skip
    calls = [f"SELECT * {{ {one} <{there}> {{ ?s ?p ?o }} }}" for one in word]
    calls += [f"PREFIX x: <{there}> SELECT * {{ {one} x: {{ ?s ?p ?o }} }}" for one in word]
    calls += [f"SELECT * {{ VALUES ?w {{ <{there}> }} {one} ?w {{ ?s ?p ?o }} }}" for one in word]
    calls += [f"ASK {{ FILTER EXISTS {{ {one}<{there}>{{ ?s ?p ?o }} }} }}" for one in word]
    calls += [f"ASK {{ OPTIONAL {{ {{ SELECT * {{ {one} <{there}> {{ ?s ?p ?o }} }} }} }} }}" for one in word]
    return calls


_REST = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
_HEAD = b"POST /sparql" + _REST
RAW: dict[str, bytes] = {
    "half a head": b"GET /sparql HTTP/1.1\r\nHost: local",
    "nothing": b"",
    "a body that never comes": _HEAD + b"Content-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nASK",
    "a chunk that never comes": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nASK",
    "two lengths": _HEAD + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}",
    "a length and chunks (smuggling)": _HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a length that is none": _HEAD + b"Content-Length: -1\r\n\r\n",
    "a huge length": _HEAD + b"Content-Length: 99999999999999999999\r\n\r\nx",
    "a huge chunk": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an old HTTP": b"GET /sparql\r\n",
    "bytes": bytes(range(256)) * 40,
    "an endless line": b"GET /" + b"a" * 200_000,
    "many headers": b"GET /sparql" + _REST + b"".join(b"x%d: y\r\n" % n for n in range(20000)),
    "a long header": b"GET /sparql" + _REST + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    "a line end in a header": b"GET /sparql" + _REST + b"X: a\rb\nc\r\n\r\n",
    "a WebSocket": b"GET /sparql" + _REST + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    "another's address": b"GET http://127.0.0.1:1/" + _REST + b"\r\n",
    "a tunnel": b"CONNECT 127.0.0.1:1" + _REST + b"\r\n",
    "paths upwards": b"GET /../../../../etc/passwd" + _REST + b"\r\n",
    "paths upwards, in disguise": b"GET /%2e%2e/%2e%2e%2fetc%2fpasswd%00.html" + _REST + b"\r\n",
    "another site": b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "no UTF-8": b"GET /sparql?query=%ff%fe" + _REST + b"\r\n",
    "half a character": b"GET /sparql?query=ASK%7B%3Fs%3Fp%22%ed%a0%80%22%7D" + _REST + b"\r\n",
    "many fields": b"GET /sparql?" + b"a=b&" * 7000 + _REST + b"\r\n",
    "many requests at once": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n" * 49
                             + b"GET /sparql?query=ASK%7B%7D" + _REST + b"\r\n",
}  # fmt: skip


def mutations(seed: int, count: int) -> Iterator[str]:
    """Give good queries with pieces cut, doubled and swapped, always the same ones for a seed."""
    dice = random.Random(seed)
    good = [
        "PREFIX x: <http://x/> SELECT ?s (COUNT(?o) AS ?n) { GRAPH ?g { ?s x:p|^x:q ?o FILTER(?o > 1) } } GROUP BY ?s",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o OPTIONAL { ?o ?p ?s } MINUS { ?s a ?t } } ORDER BY ?s LIMIT 5",
        'ASK { VALUES (?a ?b) { (1 "x"@en) (UNDEF 2.5e0) } BIND(IF(?a = 1, <http://x/>, ?b) AS ?c) }',
        "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 3 } UNION { <http://x/1> (<http://x/p>/<http://x/b>)* ?o } }",
    ]
    for _ in range(count):
        text = dice.choice(good)
        for _ in range(dice.randint(0, 3)):
            start = dice.randrange(len(text) + 1)
            end = start + dice.randint(1, 8)
            piece = text[start:end]
            text = dice.choice([text[:start] + text[end:], text[:end] + piece * dice.randint(1, 6) + text[end:],
                                text[:start] + chr(dice.choice([0, 10, 34, 39, 92, 0x202E, 0x1F600])) + text[start:],
                                text[:start] + piece[::-1] + text[end:]])  # fmt: skip
        yield text[:70000]
