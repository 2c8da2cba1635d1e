from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import FIRST, Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.cli.frame import hoist

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("words", [[], ["nonsense"], ["build", "--colour"], ["--wait", "soon", "info"], ["show"]])
def test_wrong_usage_is_code_2(kg: Kg, words: list[str]) -> None:
    answer = kg(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "--help" in answer.err


@pytest.mark.parametrize("words", [["info", "--wait", "nan"], ["info", "--wait", "inf"], ["reason", "--limit", "nan"]])
def test_times_without_end_are_no_times(kg: Kg, words: list[str]) -> None:
    answer = kg(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "number of seconds" in answer.err


def test_help_and_version_go_to_standard_output(kg: Kg) -> None:
    for words in (["--help"], ["-h"], ["query", "--help"]):
        answer = kg(*words)
        assert (answer.code, answer.err) == (0, "")
        assert "Usage: kg" in answer.out
    assert kg("--version").out.startswith("kg ")


def test_quiet_leaves_only_data_and_failures(kg: Kg, tmp_path: Path, quick: None) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    assert kg("-q", "add", "a.txt").err == ""
    assert kg("add", "gone.txt", "--quiet").err != ""


def test_a_bug_is_one_line_and_code_70_and_its_traceback_only_on_demand(
    kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr("kg.sources.find_reports", broken)
    answer = kg("extract", "a.txt")
    assert answer.code == 70
    assert answer.err == "kg: this is a bug in kg: ZeroDivisionError: one; please report it with what --debug shows\n"
    assert "Traceback" in kg("extract", "a.txt", "--debug").err


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (KeyboardInterrupt(), 130),
        (MemoryError(), 6),
        (OSError(28, "No space left on device"), 5),
        (RecursionError(), 70),
    ],
)
def test_failures_of_the_system_have_their_codes(
    kg: Kg, monkeypatch: pytest.MonkeyPatch, failure: BaseException, code: int
) -> None:
    def broken(*_: object) -> None:
        raise failure

    monkeypatch.setattr("kg.sources.find_reports", broken)
    assert kg("extract", "a.txt").code == code


def test_global_options_are_hoisted_and_nothing_behind_two_dashes() -> None:
    assert hoist(["add", "a", "--store", "s", "-q", "b"]) == ["--store", "s", "-q", "add", "a", "b"]
    assert hoist(["show", "--", "--store", "-q"]) == ["show", "--", "--store", "-q"]
    assert hoist(["info", "--store"]) == ["--store", "info"]


WORDS = """
    build add extract validate query positions conflicts overlaps findings show reason dump info evaluate
    --store /dev/null --wait -1 nan -f csv json -p a=b - -- --list -o / .. -q --graph x: --issue --limit 0
""".split()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*WORDS, "", "\x1b"]) | st.text(max_size=5), max_size=6))
def test_no_call_ends_in_a_traceback(kg: Kg, call: list[str]) -> None:
    answer = kg("--store", "/dev/null/x", *call)
    assert answer.code in {0, 1, 2, 3, 4, 5, 6}
    assert "Traceback" not in answer.err


def run(*words: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Start ``kg`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, words)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_a_reader_that_goes_away_is_no_failure(store: Path) -> None:
    with run("dump", "--store", store) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == ""
    assert child.returncode == 0


def test_a_full_output_is_code_5(store: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "info", "--store", str(store)],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (5, "kg: No space left on device\n")


def test_output_is_utf8_whatever_the_locale(store: Path) -> None:
    child = run("positions", "-f", "table", "--store", store, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "“" in out


def test_ctrl_c_is_code_130_and_one_line(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    child = run("extract", fifo)
    with fifo.open("wb"):  # opens when the command has opened its end, which it does when it is under way
        child.send_signal(signal.SIGINT)
        _, err = child.communicate()
    assert child.returncode == 130
    assert "Traceback" not in err


def test_hostile_text_reaches_no_terminal(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(
        "Russia listened. Ukraine demanded an immediate ceasefire in \u202eKharkiv\u202c on Wednesday.\n"
    )
    controller, terminal = pty.openpty()
    for name in ("table", "csv", "tsv", "json", "markdown", "ttl"):
        done = subprocess.run(
            [sys.executable, "-m", "kg", "extract", str(article), "-f", name],
            stdin=subprocess.DEVNULL, stdout=terminal, stderr=subprocess.PIPE, cwd=ROOT, check=False,
            env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip
        assert done.returncode == 0
        shown = os.read(controller, 65536).decode()
        assert "ceasefire" in shown
        assert "\u202e" not in shown
    os.close(terminal)
    os.close(controller)


HEAVY = "HanTa numpy owlready2 pydantic pyoxigraph pyshacl rdflib rich trafilatura".split()


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys; from kg.cli import main; main(['--help']); sys.exit(str(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == "set()\n"
