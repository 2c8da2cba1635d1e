"""The same answers from a triple store as from the embedded one, byte by byte, of every command that reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import servers
from commands import FIRST, Answer, Kg

from kg import ingest, refresh
from kg.cli import main
from kg.graphs.canonical import canonical_nquads
from kg.query import available, run
from kg.remote.credentials import Credentials
from kg.remote.layouts import find_layout
from kg.remote.reading import Remote
from kg.remote.wire import Wire
from kg.render.formats import write_csv
from kg.store import Store

NEG = "PREFIX neg: <https://w3id.org/negotiation-kg/ontology#> "
# Questions of a user's own: what stands outside GRAPH is looked for in all graphs, and GRAPH still finds each.
OWN = (
    "SELECT ?party (COUNT(DISTINCT ?s) AS ?n) { ?s a neg:Demand ; neg:party ?party } GROUP BY ?party ORDER BY ?party",
    "SELECT DISTINCT ?s ?day WHERE { GRAPH ?g { ?s a neg:Offer } OPTIONAL { ?s neg:saidFrom ?day } } ORDER BY ?s ?day",
    "SELECT ?confidence WHERE { GRAPH ?g { ?s neg:confidence ?confidence } } ORDER BY ?confidence",
    "ASK { ?s a neg:Conflict }",
    "ASK { ?s a neg:Nothing }",
    "CONSTRUCT { ?s neg:quote ?q } WHERE { GRAPH ?g { ?s a neg:Threat ; neg:quote ?q } }",
    "SELECT ?s WHERE { ?s neg:party }",
)
COMMANDS = (
    "positions", "positions --party Ukraine --issue ceasefire", "positions --party Nobody", "positions -f table",
    "conflicts -f markdown", "overlaps -f json", "discrepancies", "discrepancies --kind lost-caveat",
    "timeline --party Russia", "unlinked", "show 2e31dff2", "show 2e31dff2 -f ttl", "show b2cfd028", "show ffffffff",
    "dump", "dump -f trig --graph graph/derived", "dump --graph graph/nowhere", "info --graphs",
    "query statements_on -p issue=ceasefire", "query said_between -p since=2025-07-23", "query evidence -p report=none",
)  # fmt: skip
# What works on a copy of all graphs: that the copy is the same, dump has shown of each store.
COPYING = (
    "conflicts --raw", "positions --as-of 2025-06-30", "findings", "timeline --raw",
    "compare --from 2025-06-02 --to 2025-07-23", "whatif --without Reuters", "diff first.txt", "export --to dna",
    "export --to graphml", "review list", "review export", "agreement machine machine", "reason", "code -o sheet.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the seeds; without the reasoner, which starts a Java."""
    path = tmp_path_factory.mktemp("seeds") / "store"
    with pytest.MonkeyPatch.context() as patch:
        for module in (ingest, refresh):
            patch.setattr(module, "refresh_closure", lambda _: None)
        assert main(["--quiet", "--store", str(path), "build"]) == 0
    return path


@pytest.fixture(scope="module", params=servers.STORES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[str]:
    """Return the URL of a triple store that holds the graphs of ``seeds``."""
    with servers.STORES[request.param](tmp_path_factory.mktemp("server")) as started:
        person = Credentials("127.0.0.1", started.user, started.password) if started.user else None
        layout = find_layout(started.base, credentials=person)
        assert layout.name == request.param
        with Wire(layout, person) as wire, Store.open(seeds, read_only=True) as store:
            for name in store.graph_names():
                lines = canonical_nquads(ox.Quad(*quad.triple) for quad in store.graph(name))
                wire.put_graph(name, lines)
                assert wire.get_graph(name) == lines
        yield started.base


@pytest.fixture(scope="module")
def known() -> dict[str, Answer]:
    """Return what the embedded store has answered so far, by the call: it is asked once for all servers."""
    return {}


def differences(
    kg: Kg, known: dict[str, Answer], seeds: Path, server: str, calls: list[tuple[list[str], str]]
) -> list[str]:
    """Return what differs between the embedded store and the server, call by call."""
    found = []
    for words, stdin in calls:
        if (call := f"{words} {stdin}") not in known:
            known[call] = kg("--store", seeds, *words, stdin=stdin)
        here = known[call]
        there = kg("--endpoint", server, "--wait", "60", *words, stdin=stdin)
        if (here.code, here.out) != (there.code, there.out):
            shown = difflib.unified_diff(here.out.splitlines(), there.out.splitlines(), lineterm="", n=0)
            found.append("\n".join([f"{words} {stdin}: {here.code}, {there.code} {there.err}", *list(shown)[:6]]))
    return found


@pytest.fixture(scope="module")
def rows(seeds: Path) -> dict[str, bytes]:
    """Return what the embedded store answers to each named query."""
    with Store.open(seeds, read_only=True) as store:
        return {query.name: write_csv(run(store.rdf, query)).encode() for query in available()}


def test_named_queries(server: str, rows: dict[str, bytes]) -> None:
    assert len(rows) > 60
    with Wire(find_layout(server)) as wire:
        remote = Remote(wire)
        differing = [q.name for q in available() if write_csv(run(remote, q)).encode() != rows[q.name]]
    assert differing == []


def test_commands(kg: Kg, known: dict[str, Answer], seeds: Path, server: str, tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(FIRST)
    commands = COMMANDS + (COPYING if find_layout(server).name == "oxigraph" else ())
    assert differences(kg, known, seeds, server, [(command.split(), "") for command in commands]) == []


def test_questions_of_ones_own(kg: Kg, known: dict[str, Answer], seeds: Path, server: str) -> None:
    assert differences(kg, known, seeds, server, [(["query", "-"], NEG + text) for text in OWN]) == []


def test_what_is_asked_leaves_the_server_as_it_was(kg: Kg, seeds: Path, server: str) -> None:
    before = kg("--endpoint", server, "info", "--graphs").out
    for words in (["add", "x.txt"], ["build"], ["remove", "x"], ["review", "undo", "--last"]):
        assert kg("--endpoint", server, *words).code == 2
    assert kg("--endpoint", server, "query", "-", stdin="DROP ALL").code == 2
    assert kg("--endpoint", server, "info", "--graphs").out == before
    assert before == kg("--store", seeds, "info", "--graphs").out


def test_info_names_the_endpoint(kg: Kg, seeds: Path, server: str) -> None:
    here = {row["name"]: row["value"] for row in kg("--store", seeds, "info").rows}
    there = {row["name"]: row["value"] for row in kg("--endpoint", server, "info").rows}
    assert there.pop("store") == server
    assert there == {name: value for name, value in here.items() if name not in ("store", "bytes")}
