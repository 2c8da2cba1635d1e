"""Whatever goes wrong in a push, every graph there is the old one or the new one, and the next push finishes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import Kg
from cutting_proxy import DYING, CuttingProxy, Fault
from servers import STORES, Server

from kg.iris import DATA
from kg.remote.comparison import STAGING
from kg.remote.credentials import Credentials
from kg.remote.layouts import LAYOUTS
from kg.remote.wire import Wire
from kg.store import Store

ONTOLOGY, DERIVED = DATA + "graph/ontology", DATA + "graph/derived"
STAYS, CHANGES = DATA + "report/aaaaaaaaaaaaaaaa", DATA + "report/bbbbbbbbbbbbbbbb"
COMES, GOES = DATA + "report/cccccccccccccccc", DATA + "deprecated/aaaaaaaaaaaaaaaa"
FOREIGN = "http://example.org/of-somebody-else"
XSD = "http://www.w3.org/2001/XMLSchema#"

Graphs = Mapping[str, frozenset[str]]


def graph(name: str, words: str, size: int, common: int = 0) -> list[ox.Quad]:
    """Return a graph of some triples of every kind that stores treat in their own way, some common to all versions."""
    quads = []
    for number in range(size):
        said = "common" if number < common else words
        node = ox.NamedNode(f"{DATA}thing/{said}-{number}")
        values: list[ox.NamedNode | ox.Literal] = [
            ox.Literal(f"“Zoë” said:\n\t\\ \"{said}\" 'é' 😀 {number}"),
            ox.Literal(f"{said} {number}", language="en"),
            ox.Literal(f"{number}", datatype=ox.NamedNode(XSD + "decimal")),
            ox.Literal("2025-07-01", datatype=ox.NamedNode(XSD + "date")),
            ox.NamedNode(f"{DATA}other/{said}"),
            ox.Literal(True),
        ]
        quads += [
            ox.Quad(node, ox.NamedNode(f"{DATA}of/{place}"), value, ox.NamedNode(name))
            for place, value in enumerate(values)
        ]
    return quads


OLD = {
    ONTOLOGY: graph(ONTOLOGY, "words", 12), STAYS: graph(STAYS, "stays", 4), CHANGES: graph(CHANGES, "old", 9, 5),
    GOES: graph(GOES, "goes", 3), DERIVED: graph(DERIVED, "old", 8),
}  # fmt: skip
NEW = {
    ONTOLOGY: OLD[ONTOLOGY], STAYS: OLD[STAYS], CHANGES: graph(CHANGES, "new", 7, 5), COMES: graph(COMES, "comes", 4),
    DERIVED: graph(DERIVED, "new", 6),
}  # fmt: skip


def as_words(graphs: Mapping[str, list[ox.Quad]]) -> Graphs:
    return {name: frozenset(str(quad.triple) for quad in quads) for name, quads in graphs.items()}


OLD_WORDS, NEW_WORDS = as_words(OLD), as_words(NEW)


@dataclass
class Place:
    """A server that holds what an earlier push left, behind a proxy; and the store that is pushed to it."""

    server: Server
    proxy: CuttingProxy
    store: Path
    wire: Wire
    staging: str = STAGING + "left-by-another-push"

    def reset(self) -> None:
        """Make the server hold the old graphs, one of somebody else's, and one that a push did not take out."""
        there, wanted = self.look(), {**OLD, FOREIGN: graph(FOREIGN, "foreign", 2), self.staging: OLD[STAYS]}
        for name in there.keys() - wanted.keys():
            self.wire.update(f"DROP SILENT GRAPH <{name}>")
        for name, words in as_words(wanted).items():
            if there.get(name) != words:
                self.wire.put_graph(name, "".join(f"{words} .\n" for words in words).encode())

    def look(self) -> Graphs:
        """Return what the server holds, asked without the proxy."""
        found: dict[str, set[str]] = {}
        for s, p, o, g in self.wire.select(
            f'SELECT ?s ?p ?o ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{DATA}") || ?g = <{FOREIGN}>) }}'
        ).rows:
            assert isinstance(g, ox.NamedNode)
            found.setdefault(g.value, set()).add(f"{s} {p} {o}")
        return {name: frozenset(triples) for name, triples in found.items()}


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("NETRC", "KG_REMOTE_USER", "KG_REMOTE_PASSWORD", "KG_REMOTE_TOKEN", "KG_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """Start each server once, when it is first wanted."""
    folder = tmp_path_factory.mktemp("faults")
    with Store.open(folder / "store") as store:
        store.put_graphs(NEW)
    begun: dict[str, Place] = {}

    def place(name: str) -> Place:
        if name not in begun:
            server = STORES[name](folder / name)
            server.start()
            proxy = CuttingProxy(server.base)
            proxy.__enter__()
            known = Credentials("127.0.0.1", server.user, server.password) if server.user else None
            wire = Wire(LAYOUTS[name](server.base), known)
            begun[name] = Place(server, proxy, folder / "store", wire)
        return begun[name]

    try:
        yield place
    finally:
        for one in begun.values():
            one.wire.close()
            one.proxy.__exit__(None, None, None)
            one.server.stop()


def words(place: Place, *, wait: float = 30) -> list[str]:
    return ["--store", str(place.store), "--wait", str(wait), "--layout", place.server.name,
            "push", "--to", place.proxy.url]  # fmt: skip


def sign_in(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    if place.server.user:
        monkeypatch.setenv("KG_REMOTE_USER", place.server.user)
        monkeypatch.setenv("KG_REMOTE_PASSWORD", place.server.password)


def check_whole(found: Graphs, why: str) -> None:
    """Assert that every graph of ours is old or new, and that of somebody else as it was."""
    for name in (*OLD.keys(), COMES):
        assert found.get(name) in (OLD_WORDS.get(name), NEW_WORDS.get(name)), f"{name} is neither old nor new: {why}"
    assert found[FOREIGN] == as_words({FOREIGN: graph(FOREIGN, "foreign", 2)})[FOREIGN], why


def check_new(found: Graphs, why: str) -> None:
    """Assert that the server holds the new graphs, and of ours nothing else, no staging graph either."""
    assert {name: words for name, words in found.items() if name.startswith(DATA)} == NEW_WORDS, why


def requests_of(kg: Kg, place: Place) -> int:
    """Return how many requests a push takes where nothing goes wrong."""
    place.reset()
    place.proxy.arm(0, None)
    answer = kg(*words(place))
    assert answer.code == 0, answer.err
    check_new(place.look(), "no fault")
    return place.proxy.seen


def try_faults(kg: Kg, place: Place, fault: Fault, each: int, *, wait: float = 30) -> int:
    """Let every ``each``-th request of a push go wrong in turn; return how many did. Every third is pushed again."""
    total = requests_of(kg, place)
    fired = 0
    for turn, at in enumerate(range(1, total + 1, each)):
        why = f"{place.server.name}: request {at} of {total} {fault}"
        place.reset()
        place.proxy.arm(at, fault)
        answer = kg(*words(place, wait=wait))
        fired += place.proxy.fired
        found = place.look()
        check_whole(found, why)
        if answer.code == 0:
            check_new(found, why)
        else:
            assert (answer.code, answer.out) == (5, ""), f"{why}: {answer.err}"
            assert answer.err.startswith("kg: "), why
            assert answer.err.count("\n") == 1, f"{why}: {answer.err}"
        if turn % 3 == 0:
            place.proxy.arm(0, None)
            again = kg(*words(place))
            assert again.code == 0, f"{why}: {again.err}"
            check_new(place.look(), why)
    return fired


# At every request; what is late costs the wait, and is tried at every second.
TRIED = {fault: 2 if fault is Fault.LATE else 1 for fault in Fault}


@pytest.mark.parametrize("fault", Fault)
def test_whatever_goes_wrong_each_graph_is_old_or_new(fault: Fault, kg: Kg, places: Callable[[str], Place]) -> None:
    wait = 0.5 if fault is Fault.LATE else 30  # the proxy is late by more
    fired = try_faults(kg, places("oxigraph"), fault, TRIED[fault], wait=wait)
    assert fired >= 18 // TRIED[fault] or fault is Fault.LATE


@pytest.mark.parametrize("name", ["fuseki", "virtuoso"])
def test_the_same_in_other_stores(
    name: str, kg: Kg, places: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places(name)
    sign_in(place, monkeypatch)
    for fault in (Fault.HALF_SENT, Fault.UNANSWERED, Fault.HALF_ANSWERED):
        assert try_faults(kg, place, fault, 3) >= 5


def client(place: Place) -> subprocess.Popen[bytes]:
    """Start a push in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *words(place)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_push_that_is_killed_leaves_whole_graphs(kg: Kg, places: Callable[[str], Place]) -> None:
    place = places("oxigraph")
    total = requests_of(kg, place)
    chance = random.Random(7)
    for _ in range(6):
        at = chance.randint(3, total)
        place.reset()
        place.proxy.arm(at, Fault.UNANSWERED)
        process = client(place)
        place.proxy.on_fault = process.kill
        process.communicate(timeout=60)
        place.proxy.on_fault = None
        assert process.returncode == -signal.SIGKILL, f"request {at}"
        check_whole(place.look(), f"the client was killed at request {at}")
        place.proxy.arm(0, None)
        assert kg(*words(place)).code == 0
        check_new(place.look(), f"pushed again after a kill at request {at}")


@pytest.mark.parametrize(("name", "rounds"), [("oxigraph", 8), ("virtuoso", 4)])
def test_a_server_that_is_killed_has_whole_graphs_when_it_is_back(
    name: str, rounds: int, kg: Kg, places: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places(name)
    sign_in(place, monkeypatch)
    total = requests_of(kg, place)
    chance = random.Random(11)
    for _ in range(rounds):
        at, after = chance.randint(4, total), chance.uniform(0, 0.02)
        why = f"{name} was killed {after:.3f} s after request {at}"
        place.reset()
        place.proxy.arm(at, DYING)

        def kill(after: float = after) -> None:
            time.sleep(after)
            place.server.kill()

        killer = threading.Thread(target=kill)
        place.proxy.on_fault = killer.start
        answer = kg(*words(place))
        killer.join()
        place.proxy.on_fault = None
        place.server.start()
        assert answer.code in (0, 5), f"{why}: {answer.err}"
        check_whole(place.look(), why)
        place.proxy.arm(0, None)
        assert kg(*words(place)).code == 0, why
        check_new(place.look(), why)
