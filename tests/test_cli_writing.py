from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import FIRST, Kg

from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent


def content(path: Path) -> set[ox.Quad]:
    with Store.open(path, read_only=True, wait=0) as opened:
        return set(opened.rdf)


def test_build_tells_what_became_of_each_report_and_what_the_store_holds(kg: Kg, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    answer = kg("build", "a.txt")
    assert answer.code == 0
    assert [(row["file"], row["fate"]) for row in answer.rows] == [("a.txt", "added")]
    assert answer.err.startswith(".kg/store: 1 report, ")
    again = kg("build", "a.txt")
    assert [row["fate"] for row in again.rows] == ["unchanged"]


def test_the_store_is_named_by_option_before_or_after_the_command_or_by_environment(
    kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = kg("--store", store, "info").out
    assert kg("info", "--store", store).out == kg("info", f"--store={store}").out == expected
    monkeypatch.setenv("KG_STORE", str(store))
    assert kg("info").out == expected


def test_a_report_from_standard_input_is_added(kg: Kg, quick: None) -> None:
    answer = kg("add", "-", stdin=FIRST)
    assert answer.code == 0
    assert answer.rows[0]["file"] == "standard input"


UNREADABLE = [
    ("empty.txt", b"", 3, "the file is empty"),
    ("garbled.txt", b"\xc3\x28 Kyiv \xa0\xa1", 3, "not UTF-8"),
    ("binary.txt", bytes(range(256)) * 100, 3, "not a text file"),
    ("huge.txt", b"Kyiv demanded a ceasefire. " * 2_000_000, 6, "5,000,000"),
    ("archive.txt", b"PK\x03\x04rest", 3, "not a text file"),
]


@pytest.mark.parametrize(("name", "data", "code", "words"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
@pytest.mark.parametrize("command", ["build", "add", "extract", "validate"])
def test_bad_input_is_one_line_the_right_code_and_nothing_written(
    kg: Kg, tmp_path: Path, command: str, name: str, data: bytes, code: int, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    answer = kg(command, name)
    assert answer.code == code
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert name in answer.err
    assert words in answer.err
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [name]


def test_bad_input_leaves_a_store_as_it_was(kg: Kg, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    kg("add", "a.txt")
    before = content(tmp_path / ".kg/store")
    for name, data, code, _ in UNREADABLE:
        (tmp_path / name).write_bytes(data)
        assert kg("add", name).code == code
    assert content(tmp_path / ".kg/store") == before


def test_a_folder_without_reports_and_a_missing_file_are_not_found(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for word, text in (("pictures", "no report in this folder"), ("gone.txt", "no such file")):
        answer = kg("build", word)
        assert (answer.code, answer.out) == (4, "")
        assert text in answer.err
    assert not (tmp_path / ".kg").exists()


def test_good_reports_enter_beside_a_bad_one_and_the_code_tells(kg: Kg, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    (tmp_path / "b.txt").write_bytes(b"\xff\xff")
    answer = kg("build", tmp_path)
    assert answer.code == 3
    assert [row["fate"] for row in answer.rows] == ["added"]
    assert "b.txt: not UTF-8" in answer.err


def test_a_file_name_cannot_drive_the_terminal(kg: Kg, tmp_path: Path) -> None:
    answer = kg("add", "\x1b[31mred\n.txt")
    assert answer.code == 4
    assert answer.err.startswith(r"kg: \x1b[31mred\n.txt: there is no such file")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Path]:
    """Hold a store for writing in another process."""
    code = (
        "import sys; from kg.store import Store\nwith Store.open(sys.argv[1]):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    path = tmp_path / "held"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield path
        child.communicate("")


def test_a_store_in_use_is_one_line_and_code_5(kg: Kg, tmp_path: Path, holder: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    for words in (("add", "a.txt"), ("info",), ("positions",), ("dump",)):
        answer = kg("--store", holder, "--wait", "0", *words)
        assert (answer.code, answer.out) == (5, ""), words
        assert f"the store {holder} is in use by process " in answer.err
        assert answer.err.count("\n") == 1


@pytest.mark.parametrize("command", [["info"], ["conflicts"], ["dump"], ["show", "0123456789abcdef"], ["reason"]])
def test_reading_without_a_store_says_how_to_make_one(kg: Kg, tmp_path: Path, command: list[str]) -> None:
    answer = kg(*command)
    assert answer.code == 4
    assert "kg build" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_store_is_code_5(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    for place in (tmp_path, tmp_path / "file"):
        answer = kg("info", "--store", place)
        assert answer.code == 5
        assert "not a store" in answer.err
