"""``kg pull`` from real stores: what was pushed comes back as it was, and nothing else gets in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import curating
import pytest
from commands import Kg
from servers import STORES, oxigraph
from test_push import FOREIGN, LINE, NEG, XSD, quads

from kg.curation import Curation, extracted_from
from kg.graphs import canonical_nquads
from kg.iris import DATA
from kg.remote import checksums
from kg.remote.layouts import LAYOUTS
from kg.remote.wire import Wire
from kg.store import Store


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("NETRC", "KG_REMOTE_USER", "KG_REMOTE_PASSWORD", "KG_REMOTE_TOKEN", "KG_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def decided(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with two reports, in which somebody has accepted, corrected and rejected statements."""
    path = tmp_path_factory.mktemp("decided") / "store"
    shutil.copytree(store, path)
    with Store.open(path) as opened:
        read = [extracted_from(opened.rdf, report).statements for report in opened.reports()]
        first, second, third, *_ = max(read, key=len)
        curation = Curation(opened)
        curation.decide([curating.accept(first), curating.correct(second, 1), curating.reject(third, 2)])
        del curation
    return path


def dump(path: Path) -> bytes:
    with Store.open(path, read_only=True) as opened:
        return canonical_nquads(opened.rdf)


@pytest.mark.parametrize("name", STORES)
def test_a_store_comes_back_as_it_was(
    name: str, kg: Kg, decided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with STORES[name](tmp_path / "server") as running:
        if running.user:
            monkeypatch.setenv("KG_REMOTE_USER", running.user)
            monkeypatch.setenv("KG_REMOTE_PASSWORD", running.password)
        sent = kg("push", "--to", running.base, "--store", decided)
        assert sent.code == 0, sent.err
        assert [row["result"] for row in sent.rows] == ["sent"]
        same = kg("status", "--to", running.base, "--store", decided)
        assert (same.code, {row["state"] for row in same.rows}) == (0, {"same"}), same.err
        back = kg("pull", "--from", running.base, "--output", tmp_path / "back")
        assert back.code == 0, back.err
        assert {row["result"] for row in back.rows} == {"fetched", "made here, the same"}
    assert dump(tmp_path / "back") == dump(decided)
    assert kg("dump", "--store", tmp_path / "back").out == kg("dump", "--store", decided).out


Change = Callable[[Wire, str], None]
"""Something that a server does to what was pushed to it; is told the IRI of a report."""


def insert(graph: str, triples: str) -> Change:
    return lambda wire, report: wire.update(
        f"INSERT DATA {{ GRAPH <{DATA}{graph.format(report=report.rpartition('/')[2])}> {{ {triples} }} }}"
    )


def reword(wire: Wire, report: str) -> None:
    """Put words into a quote that the text does not have; lengths and offsets stay."""
    wire.update(
        f"DELETE {{ GRAPH <{report}> {{ ?q ?p ?old }} }} INSERT {{ GRAPH <{report}> {{ ?q ?p ?new }} }} WHERE {{ "
        f"GRAPH <{report}> {{ ?q ?p ?old FILTER(?p = <http://www.w3.org/ns/oa#exact>) "
        'BIND(REPLACE(?old, "e", "a") AS ?new) } }'
    )


def retell(wire: Wire, report: str) -> None:
    """Change the text and all quotes alike, so that they agree; only the name of the report tells."""
    wire.update(
        f"DELETE {{ GRAPH <{report}> {{ ?q ?p ?old }} }} INSERT {{ GRAPH <{report}> {{ ?q ?p ?new }} }} WHERE {{ "
        f"GRAPH <{report}> {{ ?q ?p ?old FILTER(DATATYPE(?old) = <{XSD}string> && ?p != <{NEG}sha256>) "
        'BIND(REPLACE(?old, "ceasefire", "surrender") AS ?new) } }'
    )


def rename(wire: Wire, report: str) -> None:
    wire.update(f"MOVE GRAPH <{report}> TO <{DATA}report/0123456789abcdef>")


def backdate(wire: Wire, _: str) -> None:
    wire.update(
        "DELETE { GRAPH ?g { ?d ?p ?old } } INSERT { GRAPH ?g { ?d ?p ?new } } WHERE { GRAPH ?g { "
        '?d ?p ?old FILTER(?p = <http://www.w3.org/ns/prov#generatedAtTime>) BIND("2020-01-01T00:00:00Z"^^'
        f"<{XSD}dateTime> AS ?new) }} }}"
    )


HOSTILE: dict[str, Change] = {
    "a quote with other words": reword,
    "a text with other words": retell,
    "a report by another name": rename,
    "a triple that rides along": insert("report/{report}", f"<{DATA}party/russia> <{NEG}host> <{DATA}party/ukraine>"),
    "a position inside a report": insert("report/{report}", f"<{DATA}position/x> a <{NEG}Position>"),
    "a blank node": insert("report/{report}", f"[] <{NEG}content> 'x'"),
    "something set aside of no report": insert("deprecated/ffffffffffffffff", f"<{DATA}statement/x> a <{NEG}Demand>"),
    "something set aside by nobody": insert("deprecated/{report}", f"<{DATA}statement/x> <{NEG}content> 'x'"),
    "a decision taken at another time": backdate,
    "curation that is none": insert("graph/curation", f"<{DATA}decision/x> <{NEG}note> 'x'"),
    "a case that is none": insert("graph/case/evil", f"<{DATA}statement/x> a <{NEG}Demand>"),
}


@pytest.fixture(scope="module")
def pushed(decided: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Wire, dict[str, bytes]]]:
    """Return a server with a store of two reports, and its graphs as N-Triples, to be put back."""
    with oxigraph(tmp_path_factory.mktemp("pushed")) as running, Wire(LAYOUTS["oxigraph"](running.base)) as wire:
        with Store.open(decided, read_only=True) as opened:
            graphs = {
                name: b"".join(f"{quad.triple} .\n".encode() for quad in opened.graph(name))
                for name in opened.graph_names()
            }
        for name, lines in graphs.items():
            wire.put_graph(name, lines)
        yield wire, graphs


def put_back(wire: Wire, graphs: dict[str, bytes]) -> None:
    there = checksums.remote_counts(wire, DATA)
    for name in there.keys() - graphs.keys():
        wire.update(f"DROP GRAPH <{name}>")
    for name, lines in graphs.items():
        if not name.endswith("graph/ontology"):
            wire.put_graph(name, lines)


@pytest.mark.parametrize("change", HOSTILE)
def test_a_hostile_server_gets_nothing_past_the_gate(
    change: str, kg: Kg, pushed: tuple[Wire, dict[str, bytes]], tmp_path: Path
) -> None:
    wire, graphs = pushed
    report = next(name for name in graphs if "/report/" in name and b"ceasefire" in graphs[name])
    put_back(wire, graphs)
    try:
        HOSTILE[change](wire, report)
        answer = kg("pull", "--from", wire.layout.query_url, "--output", tmp_path / "store")
    finally:
        put_back(wire, graphs)
    assert (answer.code, answer.out, answer.err.count("\n")) == (3, "", 1), answer.err
    assert "nothing was written" in answer.err
    assert not list(tmp_path.glob("*store*")), "what was put together beside the store must go"


@pytest.mark.usefixtures("no_reasoner")
def test_what_follows_is_derived_and_not_believed(
    kg: Kg, pushed: tuple[Wire, dict[str, bytes]], decided: Path, tmp_path: Path
) -> None:
    wire, graphs = pushed
    put_back(wire, graphs)
    insert("graph/derived", f"<{DATA}finding/x> a <{NEG}Conflict>")(wire, "")
    insert("graph/case/istanbul-2025", f"<{DATA}party/russia> <http://www.w3.org/2000/01/rdf-schema#label> 'x'")(
        wire, ""
    )
    insert("graph/something", f"<{DATA}finding/x> a <{NEG}Conflict>")(wire, "")
    try:
        answer = kg("pull", "--from", wire.layout.query_url, "--output", tmp_path / "store")
    finally:
        put_back(wire, graphs)
    assert answer.code == 0, answer.err
    told = {row["result"]: int(row["graphs"]) for row in answer.rows}
    assert told["unknown, left out"] == 1
    for name in ("graph/derived", "graph/case/istanbul-2025"):
        assert f"{DATA}{name} is another there" in answer.err
    with Store.open(tmp_path / "store", read_only=True) as opened, Store.open(decided, read_only=True) as wanted:
        for name in ("graph/derived", "graph/case/istanbul-2025", "graph/origins"):
            assert set(opened.graph(DATA + name)) == set(wanted.graph(DATA + name))


@pytest.fixture
def no_reasoner(monkeypatch: pytest.MonkeyPatch, decided: Path) -> None:
    """Take the closure from the store that was pushed, and start no Java for it."""

    def closure(store: Store) -> None:
        with Store.open(decided, read_only=True) as opened:
            store.put_graph(DATA + "graph/closure", opened.graph(DATA + "graph/closure"))

    monkeypatch.setattr("kg.remote.pull.refresh_closure", closure)


@pytest.mark.usefixtures("no_reasoner")
def test_a_pull_into_a_store_loses_nothing_unless_told(
    kg: Kg, pushed: tuple[Wire, dict[str, bytes]], decided: Path, tmp_path: Path
) -> None:
    wire, graphs = pushed
    put_back(wire, graphs)
    mine = tmp_path / "mine"
    shutil.copytree(decided, mine)
    with Store.open(mine) as opened:
        opened.put_graph(DATA + "report/0123456789abcdef", quads(DATA + "report/0123456789abcdef", range(3)))
    before = dump(mine)
    refused = kg("pull", "--from", wire.layout.query_url, "--store", mine)
    assert (refused.code, refused.out) == (5, "")
    assert "report/0123456789abcdef" in refused.err
    assert dump(mine) == before
    assert kg("pull", "--from", wire.layout.query_url, "--store", mine, "--delete").code == 0
    assert dump(mine) == dump(decided)


def test_a_server_that_counts_more_than_it_gives_is_not_believed(
    kg: Kg, pushed: tuple[Wire, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, graphs = pushed
    put_back(wire, graphs)
    whole = Wire.get_graph
    monkeypatch.setattr(Wire, "get_graph", lambda self, iri: b"".join(whole(self, iri).splitlines(keepends=True)[1:]))
    answer = kg("pull", "--from", wire.layout.query_url, "--output", tmp_path / "store")
    assert (answer.code, answer.out) == (5, "")
    assert "nothing was written" in answer.err
    assert not (tmp_path / "store").exists()


def test_a_server_without_a_negotiation_is_not_pulled(kg: Kg, tmp_path: Path) -> None:
    with oxigraph(tmp_path / "server") as running, Wire(LAYOUTS["oxigraph"](running.base)) as wire:
        wire.put_graph(FOREIGN, LINE)
        answer = kg("pull", "--from", running.base, "--output", tmp_path / "store")
    assert (answer.code, "no negotiation graph" in answer.err) == (5, True)
