from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, NotFoundError, StoreError
from kg.store import Store

DATA = "https://w3id.org/negotiation-kg/data/"
SAYS = ox.NamedNode("https://example.org/says")
ROOT = Path(__file__).resolve().parent.parent


def report(number: int, *texts: str) -> list[ox.Quad]:
    name = ox.NamedNode(f"{DATA}report/{number:016x}")
    return [ox.Quad(name, SAYS, ox.Literal(text), name) for text in texts]


def content(path: Path) -> set[ox.Quad]:
    with Store.open(path, read_only=True, wait=0) as store:
        return set(store.rdf)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Run a snippet with the store in ``tmp_path / "s"`` in another process, up to its first printed line."""
    started = []

    def start(snippet: str) -> subprocess.Popen[str]:
        code = f"from tests.test_store import *\npath = Path({str(tmp_path / 's')!r})\n{snippet}"
        child = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT
        )
        started.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


HOLD = "store = Store.open(path, read_only={}, wait=0)\nprint('ready', flush=True)\nsys.stdin.readline()"


def test_a_report_put_twice_changes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        assert store.put_report(report(1, "a", "b"))
        assert not store.put_report(report(1, "b", "a", "a"))
        assert store.reports() == [f"{1:016x}"]
    assert content(tmp_path / "s") == set(report(1, "a", "b"))


def test_a_report_put_again_with_other_content_is_replaced_and_others_stay(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.put_report(report(1, "a", "b"))
        store.put_report(report(2, "c"))
        assert store.put_report(report(1, "b", "d"))
    assert content(tmp_path / "s") == {*report(1, "b", "d"), *report(2, "c")}


def test_several_graphs_change_in_one_step_or_not_at_all() -> None:
    store = Store.in_memory()
    store.put_graphs({f"{DATA}report/{1:016x}": report(1, "a")})
    stranger = report(2, "x")
    with pytest.raises(InputError, match="cannot be put into"):
        store.put_graphs({f"{DATA}report/{1:016x}": report(1, "new"), f"{DATA}report/{3:016x}": stranger})
    assert set(store.rdf) == set(report(1, "a"))
    both = {f"{DATA}report/{number:016x}": report(number, "new") for number in (1, 2)}
    assert store.put_graphs(both) == set(both)
    assert store.put_graphs(both) == set()


def test_an_emptied_graph_is_gone() -> None:
    store = Store.in_memory()
    store.put_report(report(1, "a"))
    assert store.has_report(f"{1:016x}")
    assert store.put_graph(f"{DATA}report/{1:016x}", [])
    assert not store.has_report(f"{1:016x}")
    assert store.graph_names() == []


def test_a_blank_node_does_not_enter() -> None:
    store = Store.in_memory()
    name = ox.NamedNode(DATA + "report/0123456789abcdef")
    with pytest.raises(InputError, match="blank node"):
        store.put_report([ox.Quad(name, SAYS, ox.BlankNode(), name)])
    assert len(store.rdf) == 0


@pytest.mark.parametrize("quads", [[], [*report(1, "a"), *report(2, "b")], [ox.Quad(SAYS, SAYS, SAYS, SAYS)]])
def test_only_the_quads_of_one_report_are_one(quads: list[ox.Quad]) -> None:
    with pytest.raises(InputError, match="not the quads of one report"):
        Store.in_memory().put_report(quads)


# The update that replaces a graph is SPARQL text: these are the characters with a meaning there, and the escapes that
# SPARQL, unlike Turtle, may decode before it looks for the end of a string.
SPITEFUL = st.lists(
    st.sampled_from(
        ['"', "'", "\\", "\\u0022", "\\U00000022", '"""', "\r", "\n", "\x00", "\u2028", "\U0001f600", "<", ">"]
    )
    | st.sampled_from([" } } ; DROP ALL ; INSERT DATA { GRAPH <x:y> { ", "# ", "@en", "^^"])
    | st.text(max_size=4),
    max_size=8,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(SPITEFUL, min_size=1, max_size=3), st.lists(SPITEFUL, min_size=1, max_size=3))
def test_whatever_a_text_contains_a_replaced_graph_holds_it_exactly(before: list[str], after: list[str]) -> None:
    store = Store.in_memory()
    store.put_report(report(2, "bystander"))
    store.put_report(report(1, *before))
    store.put_report(report(1, *after))
    assert set(store.rdf) == {*report(1, *after), *report(2, "bystander")}


def test_reading_a_store_that_is_not_there_tells_how_to_make_one_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="kg build"):
        Store.open(tmp_path / "s", read_only=True)
    assert not (tmp_path / "s").exists()


def test_a_file_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("Delegates met.")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="is a file, not a store"):
            Store.open(file, read_only=read_only)
    assert file.read_text() == "Delegates met."


def test_a_directory_of_other_things_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="not a store"):
            Store.open(tmp_path, read_only=read_only)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_directory_becomes_a_store_when_written_only(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Store.open(tmp_path, read_only=True)
    with Store.open(tmp_path) as store:
        store.put_report(report(1, "a"))
    assert content(tmp_path) == set(report(1, "a"))


@pytest.mark.parametrize("damage", [b"", b"nonsense"])
@pytest.mark.parametrize("victim", ["CURRENT", "MANIFEST-*"])
def test_a_damaged_store_says_so(tmp_path: Path, victim: str, damage: bytes) -> None:
    path = tmp_path / "s"
    with Store.open(path) as store:
        store.put_report(report(1, "a"))
    for file in path.glob(victim):
        file.write_bytes(damage)
    for read_only in (True, False):
        with pytest.raises(StoreError, match=f"the store {path} is damaged"):
            Store.open(path, read_only=read_only)


def test_a_store_opened_for_reading_refuses_changes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.put_report(report(1, "a"))
    with Store.open(tmp_path / "s", read_only=True) as store, pytest.raises(StoreError, match="nothing was written"):
        store.put_report(report(2, "b"))
    assert content(tmp_path / "s") == set(report(1, "a"))


def test_a_second_writer_waits_then_gives_up_naming_the_store_and_the_holder(
    tmp_path: Path, elsewhere: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = elsewhere(HOLD.format(False))
    for read_only in (False, True):
        if read_only and not hasattr(__import__("fcntl"), "F_OFD_SETLK"):
            continue
        with pytest.raises(StoreError, match=f"{tmp_path / 's'} is in use by process {child.pid} "):
            Store.open(tmp_path / "s", read_only=read_only, wait=0.2)


def test_readers_share_a_store_and_keep_a_writer_out(
    tmp_path: Path, elsewhere: Callable[[str], subprocess.Popen[str]]
) -> None:
    with Store.open(tmp_path / "s") as store:
        store.put_report(report(1, "a"))
    elsewhere(HOLD.format(True))
    assert content(tmp_path / "s") == set(report(1, "a"))
    with pytest.raises(StoreError, match="in use by another process"):
        Store.open(tmp_path / "s", wait=0)


def test_the_wait_ends_when_the_holder_does(tmp_path: Path, elsewhere: Callable[[str], subprocess.Popen[str]]) -> None:
    child = elsewhere(HOLD.format(False) + "\nstore.put_report(report(1, 'late'))\nstore.close()")
    assert child.stdin is not None
    child.stdin.write("go on\n")
    child.stdin.flush()
    with Store.open(tmp_path / "s", read_only=False, wait=60) as store:
        assert set(store.rdf) == set(report(1, "late"))


def test_a_process_that_writes_does_not_lose_its_lock_by_opening_the_store_again(
    tmp_path: Path, elsewhere: Callable[[str], subprocess.Popen[str]]
) -> None:
    # A POSIX lock, as RocksDB's is, vanishes when its process closes any handle of the file.
    elsewhere(
        "store = Store.open(path)\n"
        "for read_only in (True, False):\n"
        "    with pytest.raises(StoreError, match='already open'):\n"
        "        Store.open(path, read_only=read_only, wait=0)\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()"
    )
    with pytest.raises(StoreError, match="in use"):
        Store.open(tmp_path / "s", wait=0)


def test_a_killed_writer_leaves_the_old_graph_or_the_new_one(
    tmp_path: Path, elsewhere: Callable[[str], subprocess.Popen[str]]
) -> None:
    versions = [set(report(1, *(f"{turn} {number}" for number in range(300)))) for turn in range(2)]
    for _ in range(4):
        child = elsewhere(
            "store = Store.open(path)\nprint('ready', flush=True)\n"
            "turns = [report(1, *(f'{turn} {number}' for number in range(300))) for turn in range(2)]\n"
            "while True:\n    store.put_report(turns[0])\n    store.put_report(turns[1])"
        )
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(timeout=0.2)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        with Store.open(tmp_path / "s") as store:
            assert set(store.rdf) in (set(), *versions)


def test_a_full_disk_is_noticed_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 10 * 2**20})
    with Store.open(tmp_path / "s") as store:
        store.put_report(report(1, "a"))
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
        with pytest.raises(StoreError, match="10 MiB free and 64 MiB are needed"):
            store.put_report(report(2, "b"))
        assert set(store.rdf) == set(report(1, "a"))
    with pytest.raises(StoreError, match="MiB are needed"):
        Store.open(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_graph_of_which_a_change_leaves_nothing_is_gone() -> None:
    """Oxigraph keeps the name of a graph whose last quad is deleted: a report taken out would still be listed."""
    quads = report(1, "one", "two", "three")
    store = Store.in_memory()
    store.change([], quads)
    store.change(quads[:2], [])
    assert store.reports() == [f"{1:016x}"]
    store.change(quads[2:], [])
    assert store.reports() == []
    assert store.graph_names() == []
