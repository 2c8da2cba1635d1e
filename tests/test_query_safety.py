"""What a foreign query cannot do, and what a parameter's value can never become."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg import query as query_module
from kg.answers import Table
from kg.errors import KgError, LimitError, NotFoundError, UsageError
from kg.names import resolve
from kg.query import parse, prepare, run_text
from kg.query import run as run_named
from kg.sparql import MAX_BYTES, MAX_TOKENS, bind, parameters, refuse_unsafe, tokens
from kg.vocab import RDF, RDFS

OPEN, SECRET = NamedNode("urn:x-test:open"), NamedNode("urn:x-test:secret")
MARK = "the secret"


@pytest.fixture
def store() -> Store:
    """Two things with labels in one graph, one with a label in another."""
    store = Store()
    for name in ("one", "two"):
        store.add(Quad(NamedNode(f"urn:x-test:{name}"), RDFS.label, Literal(name), OPEN))
    store.add(Quad(NamedNode("urn:x-test:three"), RDFS.label, Literal(MARK), SECRET))
    return store


# ── what is said of a text that is no query ──────────────────────────────────────────────────────


@pytest.mark.parametrize(("text", "said"), [
    ("", "the query is empty"),
    ("# nothing", "the query is empty"),
    ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "INSERT is an update"),
    ("BASE <urn:x> PREFIX x: <urn:y> delete where { ?s ?p ?o }", "DELETE is an update"),
    ("SELECT * { ?s x:y ?o }", "the prefix x: at character 14 is not declared"),
    ("PREFIX x: <urn:y>\nSELECT * { ?s x:y ?o", "line 2, character 21"),
    ("SELECT ?s {", "the query cannot be read"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_shortly(store: Store, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        run_text(store, text)
    assert said in str(caught.value)
    # The engine's own message lists every character that it knows.
    assert len(str(caught.value)) < 200


# ── values of parameters ─────────────────────────────────────────────────────────────────────────

BY_LABEL = parse(
    "by_label",
    """#+ summary: What is called so
#+ description: Things of the open graph by their label.
#+ tags: test
#+ param label: string - the label
#+ returns: thing, label
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?thing ?label
WHERE {
  VALUES ?_label { UNDEF }
  GRAPH <urn:x-test:open> { ?thing rdfs:label ?label }
  FILTER(COALESCE(?label = ?_label, true))
}
ORDER BY ?thing
""",
)

INJECTIONS = [
    '" } GRAPH ?g { ?thing rdfs:label ?label } #',
    '"^^<http://www.w3.org/2001/XMLSchema#string> } } UNION { GRAPH ?g { ?thing ?p ?label } } #',
    '" UNDEF } VALUES ?x { "',
    "\\\" } #",
    '\\u0022 } GRAPH ?g { ?thing ?p ?label } #',
    '"""', "'''", "\n", "\r", "\\", '"@en', "one\u0000", "?_label", "UNDEF", "{ UNDEF }", "} UNION {", "one\u2028two",
]  # fmt: skip

# Letters that SPARQL gives a meaning, mixed with ordinary text and with pieces of the injections.
HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="\"'\\{}<>?$#@^_.;,:/*+|!=&() \n\r\tuUaAeE0159"),
    st.lists(st.sampled_from([*INJECTIONS, '"', "\\", "}", "{", " ", "one"]), max_size=6).map("".join),
)
MANY = settings(max_examples=5000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@MANY
@given(HOSTILE)
def test_no_string_brings_a_foreign_row(text: str) -> None:
    """For any value, the rows are those with that very label; the text around it keeps its words."""
    store = Store()
    for name in ("one", "two", text):
        store.add(Quad(NamedNode("urn:x-test:a"), RDFS.label, Literal(name), OPEN))
    store.add(Quad(NamedNode("urn:x-test:b"), RDFS.label, Literal(MARK), SECRET))
    bound = prepare(store, BY_LABEL, {"label": text})
    assert {row["label"].value for row in store.query(bound)} == {text}  # type: ignore[union-attr]
    assert len(tokens(bound)) == len(tokens(BY_LABEL.text))


@pytest.mark.parametrize("text", INJECTIONS)
def test_known_injections_find_nothing(store: Store, text: str) -> None:
    assert run_named(store, BY_LABEL, {"label": text}).rows == ()


def test_without_a_value_nothing_is_restricted(store: Store) -> None:
    assert [row[1] for row in run_named(store, BY_LABEL).strings()] == ["one", "two"]


BY_NODE = "SELECT ?label WHERE { VALUES ?_node { UNDEF } GRAPH <urn:x-test:open> { ?_node <urn:p> ?label } }"


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(HOSTILE)
@example("urn:x> } GRAPH ?g { ?s ?p ?label } #")
def test_no_iri_brings_a_foreign_row(text: str) -> None:
    try:
        node = NamedNode("urn:x-test:" + text)
    except ValueError:
        return
    store = Store()
    store.add(Quad(node, NamedNode("urn:p"), Literal("right"), OPEN))
    store.add(Quad(NamedNode("urn:x-test"), NamedNode("urn:p"), Literal("wrong"), OPEN))
    rows = store.query(bind(BY_NODE, {"node": node}))
    assert [row["label"].value for row in rows] == ["right"]  # type: ignore[union-attr]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(HOSTILE)
def test_words_mean_what_is_called_so_or_nothing(words: str) -> None:
    store = Store()
    party = NamedNode("https://w3id.org/negotiation-kg/data/party/aland")
    store.add(Quad(party, RDF.type, NamedNode("https://w3id.org/negotiation-kg/ontology#Party"), OPEN))
    store.add(Quad(party, RDFS.label, Literal("Aland"), OPEN))
    try:
        assert resolve(store, "party", words) == party
    except NotFoundError as error:
        message = str(error)
    else:
        message = ""
        assert words.strip().casefold() == "aland"
    assert "\n" not in message


def test_terms_that_no_query_can_hold_are_refused() -> None:
    for term in (Literal("a", language="en"), Triple(OPEN, OPEN, OPEN)):
        with pytest.raises(UsageError, match="neither an IRI nor"):
            bind(BY_NODE, {"node": term})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="surrogate"):
        run_named(Store(), BY_LABEL, {"label": "\udc00"})


def test_a_parameter_may_stand_at_several_places_and_only_in_its_own_form() -> None:
    text = (
        "SELECT ?a { { VALUES ?_a { UNDEF } } UNION { values $_a{undef} } "
        "VALUES (?_b) { (UNDEF) } VALUES ?c { UNDEF } }"
    )
    assert parameters(text) == ["a"]
    assert bind(text, {"a": OPEN}).count("<urn:x-test:open>") == 2
    assert "_a" not in bind(text, {})
    assert "'VALUES ?_x { UNDEF }'" in bind("SELECT ?a { BIND('VALUES ?_x { UNDEF }' AS ?a) }", {"x": OPEN})


# ── queries of the user's own ────────────────────────────────────────────────────────────────────

REFUSED = [
    "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
    "select * { service silent <http://a/> {} }",
    "SELECT * { SERVICE ?where {} }",
    "SELECT * { SERVICE:x {} }",
    "SELECT * { ?s ?p trueSERVICE<http://a/>{} }",
    "SELECT * { ?s ?p 1SERVICE<http://a/>{} }",
    "SELECT * { ?s ?p 1.SERVICE<http://a/>{} }",
    "SELECT * { ?s ?p ex:a.b.SERVICE<http://a/>{} }",
    "SELECT * { ?s ?p [].SERVICE<http://a/>{} }",
    "SELECT * { FILTER(?a<?b)SERVICE<http://a/>{} FILTER(?a>?b) }",
    "SELECT * { # <\n SERVICE #>\n <http://a/> {} }",
    "SELECT * { # a comment ends at a return\rSERVICE <http://a/> {} }",
    'SELECT * { ?s ?p "\\"" . SERVICE <http://a/> {} FILTER(?o = "") }',
    "SELECT * { ?s ?p '''a''' . SERVICE <http://a/> {} }",
    "SELECT * { \\u0053ERVICE <http://a/> {} }",
    "SELECT * { \\U00000053ERVIC\\u0045 <http://a/> {} }",
    "SELECT * { ?s ?p 'a\\u0027 . SERVICE <http://a/> {} FILTER(?o = \\u0027') }",
    "SELECT * FROM <http://a/> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://a/> { GRAPH ?g { ?s ?p ?o } }",
    "ASKFROM<http://a/>{}",
    "SELECT (1<2AS?c)FROM<http://a/>{}",
    "SELECT * { ?s ?p 'a }",
]


@pytest.mark.parametrize("sparql", REFUSED)
def test_refused_before_it_is_run(sparql: str) -> None:
    with pytest.raises(UsageError) as caught:
        refuse_unsafe(sparql)
    assert "\n" not in str(caught.value)


PLACES = [
    "SELECT * {{ ?s <http://a/{word}> ?o }}",
    "SELECT * {{ ?s ?p <http://a/?{word}=1> }}",
    "SELECT * {{ ?s ?p '{word}' }}",
    'SELECT * {{ ?s ?p "a {word} <http://a/> {{}}" }}',
    "SELECT * {{ ?s ?p '''\n{word} \"<http://a/>\" '''@en }}",
    'SELECT * {{ ?s ?p """a "{word}" \\" b""" }}',
    "SELECT ?{word} {{ ?{word} ?p $my{word} }}",
    "SELECT * {{ ?s ?p ?o }} # {word} <http://a/> {{}}",
    "PREFIX ex: <http://a/> SELECT * {{ ?s ex:{word} ex:held{word} }}",
    "PREFIX ex: <http://a/> SELECT * {{ ?s ex:{word}-1 ex:a%41{word} }}",
]
WORDS = ["SERVICE", "service", "Service", "FROM", "from", "fromDate", "heldFrom", "SERVICE_NAMED", "services", "NAMED",
         "SILENTSERVICE", "selfService", "LOAD", "fromage", "FROM_NAMED", "xSERVICEx", "sErViCe", "FROMs", "SERVICE1",
         "from1"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_the_word_elsewhere_is_not_refused(store: Store, place: str) -> None:
    for word in WORDS:
        assert isinstance(run_text(store, place.format(word=word)), Table)


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the list of all who called there."""
    calls: list[str] = []
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)

    def wait() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            calls.append("called")
            connection.close()

    threading.Thread(target=wait, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/", calls
    listener.close()


# Pieces of grammar, a blank between them; "_" stands for a blank inside a piece, "~" for the end of a line.
ATOMS = [
    piece.replace("_", " ").replace("~", "\n")
    for piece in r"""
    true false 1 1. 1e0 .5 'a' '''b''' '' ?o ex: ex:o ex:o. ex:a%41 ex:a\- : [] () ?s_?p_?o ?s_?p_ . ; , { }
    FILTER(?s<?p) FILTER(?s>?p) BIND(1_AS_?z) < > #_c~ #<~ #'~ ' " \ \u0053 @en @en-x ^^ ^^ex:t <<_<a:a>_<a:b>_1_>>
    OPTIONAL{} GRAPH_?g{} a SILENT _ - $ % · ª UNDEF VALUES_?v_{1} MINUS{} <http://a/>
    """.split()
]


def test_no_crafted_query_opens_a_socket(store: Store, canary: tuple[str, list[str]]) -> None:
    """Words for a call to another server between pieces of grammar: what the guard lets through must not call."""
    address, calls = canary
    for value in (Literal(True), Literal(False), Literal(1), Literal("a"), Literal("b"), Literal("")):
        store.add(Quad(OPEN, RDFS.label, value, OPEN))  # something before a call must match, or the call is not made
    chance = random.Random(8)
    prologue = f"PREFIX : <{address}> PREFIX ex: <{address}> PREFIX true: <{address}> "
    passed = refused = 0
    for _ in range(4000):
        before = "".join(chance.choice(ATOMS) for _ in range(chance.randint(0, 4)))
        after = "".join(chance.choice(ATOMS) for _ in range(chance.randint(0, 2)))
        call = chance.choice(["SERVICE", "service", "SERVICE SILENT ", "SeRvIcE", "\\u0053ERVICE"])
        target = chance.choice(["", " "]) + chance.choice([f"<{address}>", ":x", "ex:x", ":", "?u"])
        sparql = f"{prologue}SELECT * {{ ?s ?p {before}{call}{target}{{?s ?p ?o}}{after} }}"
        try:
            run_text(store, sparql)
            passed += 1
        except KgError:
            refused += 1
    assert calls == []
    assert refused > 3000
    assert passed > 10, "nothing was let through, so nothing was shown"


@pytest.mark.parametrize("call", ["SERVICE:x", "SERVICE<{}>", "BIND(1 AS ?a)SERVICE<{}>"])
def test_the_canary_sings(store: Store, canary: tuple[str, list[str]], call: str) -> None:
    """The engine itself does call: without the guard the test above would fail."""
    address, calls = canary
    sparql = f"PREFIX : <{address}> SELECT * {{ GRAPH ?g {{ ?s ?p 'one' }} {call.format(address)} {{ ?a ?b ?c }} }}"
    with pytest.raises(OSError, match=r"\S"):
        list(store.query(sparql))  # type: ignore[arg-type]
    assert calls


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?s ?p '" + "a" * MAX_BYTES + "' }",
        "SELECT * { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }",
        "SELECT * " + "{" * 201 + "}" * 201,
        "SELECT * { ?s ?p " + "[ ?p " * 200 + "]" * 200 + " }",
        "SELECT * { FILTER(1" + "+1" * MAX_TOKENS + ") }",
        "SELECT * { FILTER(" + "!" * MAX_TOKENS + "1) }",
        "SELECT * { ?s <p:p>" + "/<p:p>" * (MAX_TOKENS // 2) + " ?o }",
        "SELECT * { {}" + "UNION{}" * (MAX_TOKENS // 3) + " }",
    ],
    ids=["long", "parentheses", "braces", "brackets", "sum", "nots", "path", "union"],
)
def test_limits(store: Store, sparql: str) -> None:
    """Each of these would be slow, or would overrun the engine's stack and take the process down."""
    with pytest.raises(LimitError):
        run_text(store, sparql)


def test_brackets_in_strings_and_comments_do_not_count(store: Store) -> None:
    assert run_text(store, "ASK { BIND('" + "(" * 1000 + "' AS ?a) } #" + "{" * 1000) is True


@pytest.mark.parametrize("unit", ["a.", '\\"', "'", '"""', "<a", "a:b.", "1e", "\\u0053", "a-", ".", "<\\u0041", "'\\"])
def test_cutting_takes_time_in_proportion(unit: str) -> None:
    """Cutting is done in one pass: no unit is looked at more than a bounded number of times."""
    text = '"' + unit * (MAX_BYTES // (4 * len(unit)))
    found = tokens(text)
    assert sum(len(token.text) for token in found) == len(text) - sum(map(text.count, " \n\r\t"))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(HOSTILE)
def test_any_text_is_answered_or_refused_in_one_line(text: str) -> None:
    message = ""
    try:
        run_text(Store(), text)
    except KgError as error:
        message = str(error)
    assert "\n" not in message


def test_forms_of_answer(store: Store) -> None:
    table = run_text(
        store, "SELECT ?label ?none { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label"
    )
    assert isinstance(table, Table)
    assert table.records() == [{"label": label, "none": ""} for label in ("one", MARK, "two")]
    named = run_text(store, "SELECT ?g { GRAPH ?g { ?s ?p 'one' } }")
    assert isinstance(named, Table)
    assert named.strings() == [(OPEN.value,)]
    assert run_text(store, "ASK { ?s ?p 'one' }") is True
    assert run_text(store, "ASK { ?s ?p 'four' }") is False
    described = run_text(store, "DESCRIBE <urn:x-test:one>")
    assert described == [Triple(NamedNode("urn:x-test:one"), RDFS.label, Literal("one"))]
    built = run_text(store, "CONSTRUCT { ?s a ?label } WHERE { GRAPH <urn:x-test:open> { ?s ?p ?label } }")
    assert isinstance(built, list)
    assert built == sorted(built, key=str)
    assert len(built) == 2


@pytest.mark.parametrize(
    "update", ["DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "LOAD <file:///etc/hostname>", "CLEAR ALL"]
)
def test_a_query_changes_nothing(store: Store, update: str) -> None:
    before = list(store)
    with pytest.raises(UsageError, match=f"{update.split(maxsplit=1)[0]} is an update"):
        run_text(store, update)
    assert list(store) == before


def test_too_many_rows_are_refused_and_not_cut(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "MAX_ROWS", 2)
    for sparql in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        with pytest.raises(LimitError, match="more than 2 rows"):
            run_text(store, sparql)
    assert isinstance(run_text(store, "SELECT ?s { ?s ?p ?o } LIMIT 2"), Table)
