"""What a guarded child answers, and that it is gone when it should be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from guarded import ONE, TRICKY, TWO, ends, listening, make_store, runs

from kg.answers import Table
from kg.errors import LimitError, NotFoundError, StoreError, UsageError
from kg.guard import (
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    BusyError,
    Cell,
    Limits,
    Pool,
    Question,
    TimeLimitError,
    ask_once,
)
from kg.guard.parsed import ROWS, TRIPLES, parsed
from kg.store import Store

SHORT = Limits(seconds=1, megabytes=256)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("guard") / "store")


@pytest.fixture(scope="module")
def cell(path: Path) -> Iterator[Cell]:
    with Cell(path, Limits(seconds=20)) as cell:
        yield cell


def count(reply: str | bytes) -> int:
    """The one number in a CSV answer."""
    return int(bytes(reply).split()[1] if isinstance(reply, bytes) else reply)


# ── answers ──────────────────────────────────────────────────────────────────────────────────────

SHAPES = [
    ("SELECT ?o { ?s <urn:x-test:says> ?o } ORDER BY ?s", len(TRICKY), "what separates rows stands inside of values"),
    ("SELECT ?o ?none { ?s <urn:x-test:says> ?o } ORDER BY ?s", len(TRICKY), "a column without a value"),
    ("SELECT ?none ?o { ?s <urn:x-test:says> ?o } ORDER BY ?s", len(TRICKY), "the first column without a value"),
    ("SELECT ?none { ?s <urn:x-test:says> ?o }", len(TRICKY), "rows without any value"),
    (
        "SELECT ?none ?o { { ?s <urn:x-test:says> ?o } UNION { ?s <urn:x-test:says> ?x } }",
        2 * len(TRICKY),
        "some empty",
    ),
    ("SELECT * { ?s ?p ?o }", len(TRICKY) + 2999, "many rows"),
    ("SELECT ?o { ?s <urn:x-test:says> ?o } LIMIT 0", 0, "no row"),
    ("SELECT ?o { ?s <urn:x-test:says> ?o } LIMIT 1", 1, "one row"),
]


@pytest.mark.parametrize("name", SOLUTION_FORMATS)
@pytest.mark.parametrize(("sparql", "rows", "trap"), SHAPES, ids=[trap for _, _, trap in SHAPES])
def test_rows_are_all_there_and_counted(cell: Cell, path: Path, name: str, sparql: str, rows: int, trap: str) -> None:
    reply = cell.ask(Question(sparql, name))
    assert (reply.kind, reply.media_type, reply.rows) == ("solutions", SOLUTION_FORMATS[name], rows)
    with Store.open(path, read_only=True) as store:
        expected = store.rdf.query(sparql, use_default_graph_as_union=True)
        assert isinstance(expected, ox.QuerySolutions)
        if name == "csv":
            assert reply.data == expected.serialize(format=ox.QueryResultsFormat.CSV), trap
            return
        found = ox.parse_query_results(reply.data, format=RESULTS[name])
        assert isinstance(found, ox.QuerySolutions)
        assert [list(row) for row in found] == [list(row) for row in expected], trap


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_triples_come_distinct_and_in_order(cell: Cell, name: str) -> None:
    question = Question("CONSTRUCT { ?s a <urn:x-test:Kind> } { ?s ?p ?o }", name)
    reply = cell.ask(question)
    assert (reply.kind, reply.media_type, reply.rows) == ("graph", GRAPH_FORMATS[name], 2999)
    assert cell.ask(question).data == reply.data
    reader = ox.RdfFormat.from_media_type(reply.media_type)
    assert reader is not None
    assert len({quad.triple for quad in ox.parse(reply.data, format=reader)}) == 2999


def test_a_reply_can_be_parsed_back_without_change(cell: Cell) -> None:
    def ask(sparql: str) -> object:
        return parsed(cell.ask(Question(sparql, ROWS, otherwise=TRIPLES)))

    table = ask("SELECT ?a ?none ?b ?c { VALUES (?a ?b ?c) { ('x'@en 1.5 <urn:x-test:a>) } }")
    assert table == Table(
        ("a", "none", "b", "c"),
        (
            (
                ox.Literal("x", language="en"), None,
                ox.Literal("1.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
                ox.NamedNode("urn:x-test:a"),
            ),
        ),
    )  # fmt: skip
    assert ask("ASK { ?s ?p 'tab\\there' }") is True
    assert ask("ASK { ?s ?p 'nothing of the kind' }") is False
    described = ask("DESCRIBE <urn:x-test:thing-00001>")
    assert isinstance(described, list)
    assert len(described) == 2


def test_a_format_that_does_not_fit_is_refused_or_replaced(cell: Cell) -> None:
    with pytest.raises(UsageError, match="returns triples, which csv cannot hold"):
        cell.ask(Question("CONSTRUCT WHERE { ?s ?p ?o }", "csv"))
    with pytest.raises(UsageError, match="no format 'html'"):
        cell.ask(Question(COUNT, "html"))
    assert cell.ask(Question("ASK {}", "nt", otherwise="xml")).media_type == SOLUTION_FORMATS["xml"]


DATASETS = [
    (COUNT, None, None, len(TRICKY) + 2999, "without a dataset all named graphs are one"),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", None, None, len(TRICKY) + 2999, "and each can be named"),
    (f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> {{ ?s ?p ?o }}", None, None, len(TRICKY), "FROM is heeded"),
    (f"SELECT (COUNT(*) AS ?n) from <{ONE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", None, None, 0, "FROM alone names no graph"),
    (f"SELECT (COUNT(*) AS ?n) FROM NAMED <{TWO}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", None, None, 2999, "FROM NAMED"),
    (f"SELECT (COUNT(*) AS ?n) FROM NAMED <{TWO}> {{ ?s ?p ?o }}", None, None, 0, "FROM NAMED alone has no default"),
    (COUNT, (ONE,), None, len(TRICKY), "a default graph that is given"),
    (COUNT, (ONE, TWO), None, len(TRICKY) + 2999, "several"),
    (COUNT, None, (TWO,), 0, "named ones that are given leave the default graph empty"),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", (ONE,), None, 0, "a default one leaves no named ones"),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", (ONE,), (TWO,), 2999, "both"),
    (f"SELECT (COUNT(*) AS ?n) FROM <{TWO}> {{ ?s ?p ?o }}", (ONE,), None, len(TRICKY), "what is given goes first"),
    (COUNT, ("urn:x-test:unknown",), None, 0, "a graph that is not there is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("sparql", "default", "named", "expected", "trap"), DATASETS, ids=[row[4] for row in DATASETS])
def test_datasets(
    cell: Cell, sparql: str, default: tuple[str, ...] | None, named: tuple[str, ...] | None, expected: int, trap: str
) -> None:
    question = Question(sparql, "csv", default_graphs=default, named_graphs=named)
    assert count(cell.ask(question).data) == expected, trap


@pytest.mark.parametrize(
    "sparql",
    [
        "ASKFROM<urn:x-test:graph-one>{}",
        "SELECT * \\u0046ROM <urn:x-test:graph-one> { ?s ?p ?o }",
        "PREFIX from: <urn:x-test:> SELECT * { ?s from:says ?o }",
        "SELECT * { ?s ?p ?o FROM <urn:x-test:graph-one> }",
        "SELECT * FROMNAMED<urn:x-test:graph-one> { ?s ?p ?o }",
    ],
)
def test_a_from_that_could_be_read_in_two_ways_is_refused(cell: Cell, sparql: str) -> None:
    """Taken for none, it would mean all graphs; taken for one, none but it."""
    with pytest.raises(UsageError, match="FROM"):
        cell.ask(Question(sparql, "json"))


def test_wrong_names_of_graphs_are_wrong_usage(cell: Cell) -> None:
    with pytest.raises(UsageError, match="cannot be answered"):
        cell.ask(Question(COUNT, "json", default_graphs=("not an IRI",)))


# ── limits ───────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_above_its_limits_is_an_error_and_not_cut(path: Path) -> None:
    with Cell(path, Limits(seconds=20, rows=100)) as cell:
        for sparql in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?none { ?s ?p ?o }"):
            with pytest.raises(LimitError, match="more than 100 rows"):
                cell.ask(Question(sparql, "json", otherwise="nt"))
        assert cell.ask(Question("SELECT ?s { ?s ?p ?o } LIMIT 100", "json")).rows == 100
        assert cell.healthy
    with Cell(path, Limits(seconds=20, answer_bytes=1000)) as cell:
        for sparql in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
            with pytest.raises(LimitError, match="larger than 1000 bytes"):
                cell.ask(Question(sparql, "json", otherwise="nt"))
        assert cell.ask(Question("SELECT ?s { ?s ?p ?o } LIMIT 2", "json")).rows == 2


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"seconds": float("nan")}, {"megabytes": 0}, {"rows": -1}])
def test_limits_that_nothing_can_keep_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="above 0"):
        Limits(**wrong)  # type: ignore[arg-type]


def test_at_the_time_limit_the_child_is_gone(path: Path) -> None:
    with Cell(path, SHORT) as cell:
        states = [cell.healthy]
        with pytest.raises(TimeLimitError, match="not done within 1 s"):
            cell.ask(Question(ENDLESS, "json"))
        assert not runs(cell.pid)
        states.append(cell.healthy)
        assert states == [True, False]
        with pytest.raises(LimitError, match="start another"):
            cell.ask(Question(COUNT, "json"))


def test_a_store_that_is_written_meanwhile_is_named(path: Path, tmp_path: Path) -> None:
    own = make_store(tmp_path / "own", 10)
    with Store.open(own), pytest.raises(StoreError, match="in use by process"):
        ask_once(own, Question(COUNT, "json"))
    assert ask_once(own, Question(COUNT, "json")).rows == 1
    with pytest.raises(NotFoundError, match="no store"):
        ask_once(tmp_path / "nowhere", Question(COUNT, "json"))
    # A reader does not stand in the way of another one.
    with Store.open(path, read_only=True):
        assert ask_once(path, Question(COUNT, "json")).rows == 1


# ── the process ──────────────────────────────────────────────────────────────────────────────────

PARENT = """
import sys, threading
from kg.guard import Cell, Limits, Question
cell = Cell(sys.argv[1], Limits(seconds=300))
print(cell.pid, flush=True)
cell.ask(Question(sys.argv[2], "json"))
input()
"""


@pytest.mark.parametrize("sparql", [ENDLESS, COUNT], ids=["busy", "idle"])
def test_a_killed_parent_leaves_no_child(path: Path, sparql: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, path, sparql],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    )  # fmt: skip
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.kill()
    assert ends(child)


WALLS = """
import os, socket, sys
from kg.guard.walls import put_up
reading, writing = os.pipe()
isolated = put_up(reading)
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    called = True
except OSError:
    called = False
try:
    with open(sys.argv[2], "w") as file:
        file.write("x")
    written = True
except OSError:
    written = False
os.environ.clear()
print(isolated, called, written)
"""


def test_behind_the_walls_there_is_no_network_and_no_file_to_write(tmp_path: Path) -> None:
    with listening() as (address, calls):
        port = address.rstrip("/").rpartition(":")[2]
        shown = subprocess.run(
            [sys.executable, "-c", WALLS, port, tmp_path / "file"],
            capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
        ).stdout.split()  # fmt: skip
        isolated = shown[0] == "True"
        # Where the system lets nobody leave the network, the child says so, and the tokenizer alone keeps it in.
        assert shown[1:] == [str(not isolated), "False"]
        assert len(calls) == (0 if isolated else 1)
        with pytest.raises(UsageError, match="SERVICE"):
            ask_once(tmp_path, Question(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", "json"))


def test_a_child_sees_nothing_of_the_environment(cell: Cell, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("KG_REMOTE_PASSWORD", "xyzzy")
    with Cell(path, SHORT) as fresh:
        assert b"xyzzy" not in Path(f"/proc/{fresh.pid}/environ").read_bytes()
    assert cell.healthy


# ── a pool ───────────────────────────────────────────────────────────────────────────────────────


def test_a_pool_answers_many_and_replaces_what_dies(path: Path) -> None:
    answers: list[object] = []

    def ask(number: int) -> None:
        try:
            sparql = ENDLESS if number % 4 == 0 else COUNT
            answers.append(count(pool.ask(Question(sparql, "csv"), wait=30).data))
        except LimitError as error:
            answers.append(type(error))

    with Pool(path, 2, SHORT) as pool:
        askers = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert answers.count(TimeLimitError) == 3
        assert answers.count(len(TRICKY) + 2999) == 9


def test_a_full_pool_says_that_it_is_busy_and_a_question_can_be_given_up(path: Path) -> None:
    given_up = threading.Event()
    failures: list[str] = []

    def ask() -> None:
        try:
            pool.ask(Question(ENDLESS, "csv"), wait=30, cancel=given_up)
        except LimitError as error:
            failures.append(str(error))

    with Pool(path, 1, Limits(seconds=60)) as pool:
        assert count(pool.ask(Question(COUNT, "csv")).data) == len(TRICKY) + 2999
        asker = threading.Thread(target=ask)
        asker.start()
        while pool._free:
            threading.Event().wait(0.01)
        with pytest.raises(BusyError, match="busy"):
            pool.ask(Question(COUNT, "csv"), wait=0.1)
        given_up.set()
        asker.join()
        assert failures == ["the query was given up, nobody waits for the answer"]
        assert count(pool.ask(Question(COUNT, "csv"), wait=30).data) == len(TRICKY) + 2999
    with pytest.raises(BusyError, match="any more"):
        pool.ask(Question(COUNT, "csv"))


def test_a_child_killed_from_outside_is_replaced(path: Path) -> None:
    with Pool(path, 1, SHORT) as pool:
        cell = pool._free[0].cell
        assert cell is not None
        os.kill(cell.pid, signal.SIGKILL)
        assert ends(cell.pid)
        assert count(pool.ask(Question(COUNT, "csv"), wait=30).data) == len(TRICKY) + 2999


def test_a_closed_pool_leaves_no_process(path: Path) -> None:
    before = children()
    pool = Pool(path, 3, Limits(seconds=60))
    failures: list[str] = []

    def ask() -> None:
        try:
            pool.ask(Question(ENDLESS, "csv"))
        except LimitError as error:
            failures.append(str(error))

    asker = threading.Thread(target=ask)
    asker.start()
    while len(pool._busy) < 1:
        threading.Event().wait(0.01)
    pool.close()
    asker.join()
    assert len(failures) == 1
    assert children() == before


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()) | {
        child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()
    }
