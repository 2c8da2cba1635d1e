"""``kg serve`` as a process: what it serves while others write, and that it leaves nothing behind."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from commands import Kg
from serving import ROOT, busy, copy_of, form, quads, served, small, until

from kg.serve.snapshot import Shelf
from kg.store import Store


def _left(store: Path) -> list[Path]:
    return list(store.parent.glob(f".{store.name}.serve-*"))


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.usefixtures("quick")
def test_writers_go_on_and_what_they_write_is_served(kg: Kg, store: Path, tmp_path: Path) -> None:
    """The trap: a server that has the store open keeps ``kg add`` out, or serves the first state for ever."""
    mine = copy_of(store, tmp_path)
    third = tmp_path / "third.txt"
    third.write_text("Published July 5, 2025\n\nKYIV: Ukraine demanded the return of all prisoners.\n")
    with served(mine, "--workers", "1") as server:
        before = server.count()
        assert kg("add", third, "--store", mine, "--wait", "5").code == 0
        assert until(lambda: server.count() > before)
        with Store.open(mine, read_only=True) as now:
            assert server.count() == len(now.rdf)
        assert until(lambda: sum(1 for _ in _left(mine)[0].iterdir()) == 1), "the old snapshot stays"


def test_a_running_question_is_not_dropped_when_the_store_changes(tmp_path: Path) -> None:
    mine = small(tmp_path)
    with served(mine, "--workers", "2", "--timeout", "60") as server:
        assert until(lambda: len(server.children()) == 2 and not busy(server))
        # Some seconds of work, begun on thirty quads.
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER (STRLEN(STR(?c)) < 9) }"
        with ThreadPoolExecutor(1) as other:
            answer = other.submit(
                httpx.get, server.url + "/sparql", params={"query": slow}, timeout=90, trust_env=False
            )
            assert until(lambda: busy(server))
            with Store.open(mine) as store:
                store.put_graph("http://example.org/second", quads("http://example.org/second", 7))
            assert until(lambda: server.count() == 37)
            [row] = answer.result().json()["results"]["bindings"]
        assert int(row["n"]["value"]) == 30**4


def test_it_ends_cleanly(tmp_path: Path) -> None:
    """The trap: uvicorn ends its process by the signal once more, and cells or snapshots outlive it."""
    mine = small(tmp_path)
    with served(mine, "--workers", "2") as server:
        assert server.count() == 30
        assert until(lambda: len(server.children()) == 2)
        children = server.children()
        assert _left(mine)
        assert server.end(signal.SIGINT) == 0
    assert _left(mine) == []
    assert not any(_alive(child) for child in children)


def test_it_can_be_ended_while_it_waits_for_a_writer(tmp_path: Path) -> None:
    mine = small(tmp_path)
    with Store.open(mine):
        command = [sys.executable, "-m", "kg", "--store", str(mine), "--wait", "600", "serve", "--port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
        try:
            assert until(lambda: _catches(process.pid, signal.SIGTERM), 90)
            process.terminate()
            assert process.communicate(timeout=60)[1] == b""
            assert process.returncode == 0
        finally:
            process.kill()
    assert _left(mine) == []


def _catches(process: int, what: signal.Signals) -> bool:
    status = Path(f"/proc/{process}/status").read_text()
    [mask] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
    return bool(int(mask, 16) >> (what - 1) & 1)


def test_a_question_in_progress_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    mine = small(tmp_path)
    with served(mine, "--workers", "1", "--timeout", "100") as server:
        endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o . ?p ?q ?r }"
        line = socket.create_connection(("127.0.0.1", server.port))
        body = form(query=endless)
        line.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        assert until(lambda: busy(server))
        children = server.children()
        assert server.end() == 0
        line.close()
    assert _left(mine) == []
    assert not any(_alive(child) for child in children)


def test_what_a_killed_server_left_is_removed_by_the_next(tmp_path: Path) -> None:
    """And what a living one has is not."""
    mine = small(tmp_path)
    with served(mine, "--workers", "1") as first:
        children = first.children()
        first.process.kill()
        first.process.wait(30)
        [left] = _left(mine)
        assert until(lambda: not any(_alive(child) for child in children)), "cells outlive a killed server"
        with served(mine, "--workers", "1") as second:
            assert not left.exists()
            other = Shelf(mine)
            assert len(_left(mine)) == 2
            other.close()
            assert second.count() == 30


def test_what_a_killed_writer_had_committed_is_served(tmp_path: Path) -> None:
    """The trap: it stands in the log of the store alone, which RocksDB's own backup leaves out."""
    mine = tmp_path / "store"
    write = (
        "import os, sys; sys.path.insert(0, sys.argv[2]); from serving import quads; from kg.store import Store; "
        "s = Store.open(sys.argv[1]); s.put_graph('http://example.org/g', quads('http://example.org/g', 40)); "
        "os.kill(os.getpid(), 9)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", write, str(mine), str(ROOT / "tests")], check=False, env=environment)
    with served(mine, "--workers", "1") as server:
        assert server.count() == 40


def test_the_store_may_vanish_and_come_back(tmp_path: Path) -> None:
    mine = small(tmp_path)
    with served(mine, "--workers", "1") as server:
        shutil.rmtree(mine)
        assert server.count() == 30
        with Store.open(mine) as store:
            store.put_graph("http://example.org/new", quads("http://example.org/new", 4))
        assert until(lambda: server.count() == 4)


def test_a_port_that_is_taken_is_said_in_one_line(kg: Kg, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = kg("serve", "--store", small(tmp_path), "--port", str(taken.getsockname()[1]))
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (5, "", 1)
    assert "--port" in answer.err
    assert _left(tmp_path / "store") == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--store", "nowhere"), 4, "there is no store at nowhere"),
        (("--host", "no.such.name.invalid"), 5, "--host"),
        (("--timeout", "0"), 2, "time limit"),
        (("--memory", "0"), 2, "memory limit"),
        (("--port", "70000"), 2, "--port"),
        (("--workers", "0"), 2, "workers"),
        (("--cors", "example.org"), 2, "--cors"),
        (("--queue", "nan"), 2, "--queue"),
        (("--allow-host", "http://x/"), 2, "--allow-host"),
        (("--url", "example.org"), 2, "--url"),
        (("--endpoint", "http://127.0.0.1:9/sparql"), 2, "--endpoint"),
    ],
)
def test_a_call_that_is_off_is_told_so(kg: Kg, tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    place = () if {"--store", "--endpoint"} & set(words) else ("--store", small(tmp_path))
    answer = kg("serve", *place, "--port", "0", *words)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (code, "", 1), answer.err
    assert said in answer.err


def test_without_what_it_needs_it_says_what_to_install(kg: Kg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "uvicorn" else found(name))
    answer = kg("serve", "--store", small(tmp_path))
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "negotiation-kg[serve]" in answer.err
