"""``kg push`` and ``kg status`` against real stores: what is here is there, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import Kg
from servers import STORES, Server, free_port, oxigraph

from kg.errors import UsageError
from kg.iris import DATA
from kg.remote import checksums, staging
from kg.remote.comparison import STAGING
from kg.remote.credentials import Credentials
from kg.remote.layouts import LAYOUTS
from kg.remote.placing import placed
from kg.remote.wire import Wire
from kg.store import Store

OURS = ox.NamedNode(DATA + "graph/derived")
FOREIGN = "http://example.org/of-somebody-else"
NEG = "https://w3id.org/negotiation-kg/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
THING = ox.NamedNode("http://example.org/thing")
LINE = b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("NETRC", "KG_REMOTE_USER", "KG_REMOTE_PASSWORD", "KG_REMOTE_TOKEN", "KG_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running:
        yield running


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """Speak to the one server, in which nothing is at first."""
    with Wire(LAYOUTS["oxigraph"](server.base)) as open_wire:
        open_wire.update("DROP ALL")
        yield open_wire


def small(path: Path, graphs: dict[str, int]) -> Path:
    """Make a store with graphs of so many triples."""
    with Store.open(path) as made:
        made.put_graphs({DATA + name: quads(DATA + name, range(size)) for name, size in graphs.items()})
    return path


def quads(graph: str, numbers: Iterable[int]) -> list[ox.Quad]:
    node = ox.NamedNode(graph)
    return [ox.Quad(THING, ox.NamedNode(f"http://example.org/p{n % 3}"), ox.Literal(f"{n}"), node) for n in numbers]


def test_only_what_differs_is_sent_and_others_graphs_stay(kg: Kg, wire: Wire, server: Server, tmp_path: Path) -> None:
    path = small(tmp_path / "store", {"graph/ontology": 5, "report/aa": 4, "graph/derived": 3})
    wire.put_graph(FOREIGN, LINE)
    assert kg("push", "--to", server.base, "--store", path).rows == [{"result": "sent", "graphs": "3", "triples": "12"}]
    small(path, {"report/aa": 6})
    dry = kg("push", "--to", server.base, "--store", path, "--dry-run")
    assert [(row["action"], row["graph"], row["here"], row["there"]) for row in dry.rows] == [
        ("keep", "graph/ontology", "5", "5"), ("send", "report/aa", "6", "4"), ("keep", "graph/derived", "3", "3"),
    ]  # fmt: skip
    assert kg("status", "--to", server.base, "--store", path).code == 1
    assert [(row["result"], row["graphs"]) for row in kg("push", "--to", server.base, "--store", path).rows] == [
        ("same", "2"), ("sent", "1"),
    ]  # fmt: skip
    assert wire.get_graph(FOREIGN) == LINE


def test_what_has_the_same_size_and_other_words_is_sent(kg: Kg, wire: Wire, server: Server, tmp_path: Path) -> None:
    path = small(tmp_path / "store", {"graph/derived": 3})
    assert kg("push", "--to", server.base, "--store", path).code == 0
    with Store.open(path) as opened:
        opened.put_graph(OURS.value, quads(OURS.value, range(1, 4)))
    assert [row["result"] for row in kg("push", "--to", server.base, "--store", path).rows] == ["sent"]


def test_reports_that_are_only_there_stay_unless_told(kg: Kg, wire: Wire, server: Server, tmp_path: Path) -> None:
    path = small(tmp_path / "store", {"graph/ontology": 5, "report/aa": 4})
    # What was set aside of a report that is here has been taken back here; that of another report goes with it.
    for name in ("report/bb", "deprecated/bb", "deprecated/aa", "graph/case/gone", "graph/derived", "staging/old"):
        wire.put_graph(DATA + name, LINE)
    done = kg("push", "--to", server.base, "--store", path)
    assert {row["result"]: row["graphs"] for row in done.rows} == {
        "sent": "2", "removed": "2", "left": "3", "cleared away": "1",
    }  # fmt: skip
    # What follows there no longer knows these reports; whoever pushes is told.
    assert "3 graphs of reports or cases stay that are only there" in done.err
    left = kg("status", "--to", server.base, "--store", path)
    assert left.code == 1
    assert [row["graph"] for row in left.rows if row["state"] == "only there"] == [
        "graph/case/gone", "report/bb", "deprecated/bb",
    ]  # fmt: skip
    dry = kg("push", "--to", server.base, "--store", path, "--delete", "--dry-run")
    assert [row["graph"] for row in dry.rows if row["action"] == "remove"] == [
        "deprecated/bb", "report/bb", "graph/case/gone",
    ]  # fmt: skip
    assert kg("push", "--to", server.base, "--store", path, "--delete").code == 0
    assert kg("status", "--to", server.base, "--store", path).code == 0


def test_an_update_that_comes_late_does_not_empty_a_graph(wire: Wire) -> None:
    """One held up on its way is run when its staging graph has gone; it must do nothing then."""
    wire.put_graph(OURS.value, LINE)
    terms = {"count": [ox.Literal("5")], "mask": [ox.Literal(STAGING)]}
    late = placed(
        staging._SWITCH % staging._DIFFERENCE, {"graph": [OURS], "staging": [ox.NamedNode(STAGING + "gone")], **terms}
    )
    wire.update(late)
    assert wire.get_graph(OURS.value) == LINE


def test_questions_do_not_find_what_is_beside(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a graph is filled beside the old one, a question for its properties finds each thing once."""
    found = []
    monkeypatch.setattr(staging, "_SWITCH", "ASK {%.0s%.0s}")
    change = wire.update

    def update(sparql: str) -> None:
        if sparql == "ASK {}":  # what would switch
            found.append(wire.select("SELECT ?o { GRAPH ?g { ?s <http://example.org/p1> ?o } }").strings())
        else:
            change(sparql)

    wire.put_graph(OURS.value, b"".join(f"{quad.triple} .\n".encode() for quad in quads(OURS.value, range(6))))
    monkeypatch.setattr(wire, "update", update)
    staging.replace_graph(wire, OURS, lambda: quads(OURS.value, range(6)))
    assert sorted(found[0]) == [("1",), ("4",)]


@pytest.mark.parametrize("name", STORES)
def test_every_store_adds_up_as_it_is_added_up_here(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of every width, values that stores write their own way, long texts; and more graphs than a page has."""
    values: list[ox.Literal | ox.NamedNode] = [
        ox.Literal(text)
        for text in ("Zoë", "“q”", "😀\n\t\\\"'", "e\u0301 \u00e9", "", " a  b ", "é“" * 9000, "x" * 150_000)
    ]
    values += [ox.Literal(value, datatype=ox.NamedNode(XSD + kind)) for value, kind in (
        ("50", "decimal"), ("0.05", "decimal"), ("-12.34", "decimal"), ("7", "integer"), ("true", "boolean"),
        ("2025-07-01", "date"), ("2025-07-01T10:00:00Z", "dateTime"), ("2025-07-01T10:00:00.12Z", "dateTime"),
        ("2025-07-01T10:00:00.123456Z", "dateTime"), ("http://example.org/ä", "anyURI"),
    )]  # fmt: skip
    values += [
        ox.Literal("déjà", language="fr"),
        ox.Literal("x", language="en-GB"),
        ox.NamedNode("http://example.org/é"),
    ]
    mine = [ox.Quad(THING, ox.NamedNode(f"http://example.org/p{n}"), value, OURS) for n, value in enumerate(values)]
    with STORES[name](tmp_path) as running:
        known = Credentials("127.0.0.1", running.user, running.password) if running.user else None
        with Wire(LAYOUTS[name](running.base), known) as wire:
            staging.replace_graph(wire, OURS, lambda: mine)
            changed = [*mine[::2], *quads(OURS.value, range(3))]
            staging.replace_graph(wire, OURS, lambda: changed)
            assert checksums.checksum(changed).is_that_of(checksums.remote_checksum(wire, OURS))
            assert not checksums.checksum(mine).is_that_of(checksums.remote_checksum(wire, OURS))
            staging.replace_graph(wire, OURS, lambda: mine[1::2])
            staging.replace_graph(wire, OURS, lambda: changed[-3:])
            for number in range(10):
                wire.put_graph(f"{DATA}graph/many-{number}", LINE)
            monkeypatch.setattr(checksums, "_COUNTS", checksums._COUNTS.replace("LIMIT 5000", "LIMIT 3"))
            monkeypatch.setattr(checksums, "GRAPHS_A_PAGE", 3)
            assert len(checksums.remote_counts(wire, DATA)) == 11
            staging.remove_graph(wire, OURS)
            assert OURS.value not in checksums.remote_counts(wire, DATA)


@pytest.mark.parametrize("iri", ["http://example.org/a b", "http://example.org/a> } DROP ALL #", 'http://x/"'])
def test_a_name_cannot_become_more_than_a_name(iri: str) -> None:
    with pytest.raises((UsageError, ValueError)):
        placed("DROP GRAPH <placed:graph>", {"graph": [ox.NamedNode(iri)]})


@pytest.mark.parametrize("command", ["push --to", "status --to", "pull --from"])
@pytest.mark.parametrize(("url", "options", "code"), [
    ("http://user:secret@127.0.0.1:9", (), 2),  # a password has no place in a URL
    ("http://127.0.0.1:9", ("--layout", "sparkle"), 2),  # no such layout
    ("ftp://127.0.0.1", (), 2),
    ("", (), 5),  # nobody listens
])  # fmt: skip
def test_what_cannot_be_spoken_to_is_one_line(
    command: str, url: str, options: tuple[str, ...], code: int, kg: Kg, tmp_path: Path
) -> None:
    path = small(tmp_path / "store", {"graph/derived": 3})
    answer = kg("--store", path, *command.split(), url or f"http://127.0.0.1:{free_port()}", *options)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1), answer.err
    assert "secret" not in answer.err


def test_a_place_that_takes_no_updates_is_not_pushed_to(kg: Kg, wire: Wire, server: Server, tmp_path: Path) -> None:
    path = small(tmp_path / "store", {"graph/derived": 3})
    answer = kg("push", "--to", f"{server.base}/query", "--layout", "sparql", "--store", path)
    assert (answer.code, answer.out) == (2, "")
    assert "--layout" in answer.err


def test_there_must_be_a_store_to_push(kg: Kg, server: Server, tmp_path: Path) -> None:
    assert kg("push", "--to", server.base, "--store", tmp_path / "none").code == 4
