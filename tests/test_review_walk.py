from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from commands import FIRST, Answer, Kg
from review_tables import copied, exported

from kg.cli import main
from kg.review.columns import EDITABLE

ROOT = Path(__file__).resolve().parent.parent
# The third sentence is read with little confidence; the fourth holds characters that would turn a terminal's text.
DOUBTFUL = (
    "Published July 5, 2025\n\nRussia demanded that Ukraine limit the size of its military. The weather was fine. "
    "Moscow has lowered expectations again. Kyiv is open to talks in \u202eKharkiv\u202c with Russia.\n"
)
PROMPT = "? help: "


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store in which some statements are surer than others."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "first.txt").write_text(FIRST)
    (folder / "third.txt").write_text(DOUBTFUL, encoding="utf-8")
    assert main(["--quiet", "--store", str(folder / "store"), "build", str(folder)]) == 0
    return folder / "store"


@pytest.fixture
def mine(doubtful: Path, tmp_path: Path) -> Path:
    return copied(doubtful, tmp_path)


def walked(kg: Kg, store: Path, *answers: str, options: tuple[str, ...] = ()) -> Answer:
    stdin = "".join(f"{answer}\n" for answer in answers)
    answer = kg("review", "--by", "Ada", "--store", store, *options, stdin=stdin)
    assert (answer.code, answer.err) == (0, "")
    return answer


def heads(answer: Answer) -> list[tuple[str, str]]:
    """Return how far a session had come, and which statement was shown, each time that one was."""
    return re.findall(r"^(\d+ of \d+) · .*statement/(\w+) ─", answer.out, re.M)


def standing(kg: Kg, store: Path) -> dict[str, str]:
    return {row["statement"].removeprefix("statement/"): row["standing"] for row in exported(kg, store)}


def test_one_key_decides_and_the_next_session_goes_on_with_the_rest(kg: Kg, mine: Path) -> None:
    rows = exported(kg, mine)
    order = sorted(rows, key=lambda row: (row["standing"] != "candidate", float(row["confidence"])))
    names = [row["statement"].removeprefix("statement/") for row in order]
    assert order[0]["standing"] == "candidate"
    total = len(rows)

    first = walked(kg, mine, "a", "r", "u", "s", "?", "x", "r", "q", "a")
    shown = [(f"{number} of {total}", names[number - 1]) for number in (1, 2, 3, 2, 3, 4)]
    assert heads(first) == shown, "what is taken back is shown again; behind q, nothing is read"
    assert "\naccepted\n" in first.out
    assert "\ntaken back: rejected\n" in first.out
    assert "\nno such key; ? shows them\n" in first.out
    assert "\na  accept: the report says so, in these words\n" in first.out
    assert first.out.endswith(f"1 accepted, 1 rejected; {total - 2} of {total} left undecided\n")
    now = standing(kg, mine)
    assert now[names[0]] == "accepted by Ada"
    assert now[names[1]] in ("undecided", "candidate")
    assert names[2] not in now

    second = walked(kg, mine)
    assert heads(second) == [(f"1 of {total - 2}", names[1])], "the end of the answers ends the session"
    assert second.out.endswith(f"nothing decided; {total - 2} of {total - 2} left undecided\n")
    assert [row["decision"] for row in kg("review", "list", "--store", mine).rows] == ["accept", "reject"]


def test_a_statement_is_shown_in_its_surroundings_and_what_is_hidden_is_seen(kg: Kg, doubtful: Path) -> None:
    answer = walked(kg, doubtful, "s", "s", "s", "s", options=("--report", "third.txt"))
    texts = [" ".join(part.split()) for part in answer.out.split(PROMPT)]
    assert (
        "The weather was fine. ⟦Moscow has lowered expectations again⟧. "
        "Kyiv is open to talks in \\u202eKharkiv\\u202c with Russia. "
        "party Russia act expects stance against issue Expected progress or result of the talks provision –"
    ) in texts[0]
    assert "report 2025-07-05, third.txt rule verb:lower expectations a accept · r reject" in texts[0]
    assert any("⟦Kyiv is open to talks in \\u202eKharkiv\\u202c with Russia⟧" in text for text in texts)
    assert not {"\u202e", "\x1b"} & set(answer.out)
    assert max(map(len, answer.out.splitlines())) <= 80


def test_a_walk_can_be_narrowed_and_ends_when_nothing_is_left(kg: Kg, mine: Path) -> None:
    rows = exported(kg, mine)
    ukraine = [row for row in rows if row["party"] == "Ukraine"]
    assert heads(walked(kg, mine, options=("--party", "Kyiv")))[0][0] == f"1 of {len(ukraine)}"
    on_ceasefire = heads(walked(kg, mine, "s", "s", "s", options=("--issue", "ceasefire")))
    assert {name for _, name in on_ceasefire} == {
        row["statement"].removeprefix("statement/") for row in rows if row["issue"] == "Ceasefire or truce"
    }
    candidates = [row for row in rows if row["standing"] == "candidate"]
    assert walked(kg, mine, *"a" * len(candidates), options=("--candidates",)).out.count("accepted\n") == len(
        candidates
    )
    answer = kg("review", "--by", "Ada", "--candidates", "--store", mine)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "nothing is left to decide about; kg review list shows what has been decided\n"


def typed(**cells: str) -> list[str]:
    """Return what is typed in answer to the fields of a statement; Enter alone keeps a value."""
    return [cells.get(column.name, "") for column in EDITABLE]


def test_fields_are_edited_one_by_one_and_checked_as_in_a_table(kg: Kg, mine: Path) -> None:
    answer = walked(
        kg, mine,
        "e", *typed(),
        "e", *typed(stance="pro", content="of no report", party="Kyiv"),
        "e", *typed(stance="neutral", content="-"),
        "q",
        options=("--issue", "ceasefire", "--party", "Russia"),
    )  # fmt: skip
    assert "\ndecision: nothing is changed; change what is wrong, or write accept\n" in answer.out
    assert "\nstance: 'pro' is not one of: against, for, neutral\n" in answer.out
    assert (
        "\ncontent: these words do not stand in the quote; make the quote longer or the content shorter\n" in answer.out
    )
    assert "\nstance (against, for, neutral) [pro]: " in answer.out, "what was typed is kept until it is right"
    assert "\ncorrected\n" in answer.out
    (row,) = [row for row in exported(kg, mine) if row["standing"] == "written by Ada"]
    assert (row["party"], row["stance"], row["content"]) == ("Ukraine", "neutral", "")
    assert row["quote"] == "Russia rejected an immediate ceasefire"


def test_an_edit_that_breaks_off_and_an_undo_too_many_change_nothing(kg: Kg, mine: Path) -> None:
    answer = walked(kg, mine, "u", "e", "Kyiv", "Ukraine")
    assert "\nnothing has been decided here yet; kg review undo takes back earlier decisions\n" in answer.out
    assert ", nothing" not in answer.out
    assert kg("review", "list", "--store", mine).rows == []


class Session:
    """A review on a terminal of its own."""

    def __init__(self, store: Path) -> None:
        self.controller, terminal = pty.openpty()
        self.before = termios.tcgetattr(terminal)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg", "review", "--by", "Ada", "--store", str(store)],
            stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, env={**os.environ, "TERM": "dumb"},
        )  # fmt: skip
        self.terminal = terminal

    def until(self, mark: str) -> str:
        """Return what is shown until a mark is, which must not take for ever."""
        shown = b""
        while mark.encode() not in shown:
            ready, _, _ = select.select([self.controller], [], [], 120)
            assert ready, shown.decode("utf-8", "replace")
            shown += os.read(self.controller, 4096)
        return shown.decode("utf-8", "replace")

    def press(self, keys: str) -> None:
        os.write(self.controller, keys.encode())

    def end(self) -> int:
        code = self.process.wait(60)
        assert termios.tcgetattr(self.terminal) == self.before or code == -signal.SIGKILL, "the terminal is as it was"
        os.close(self.controller)
        os.close(self.terminal)
        return code


def test_on_a_terminal_a_key_is_enough_and_a_killed_session_loses_nothing(kg: Kg, mine: Path) -> None:
    total = len(exported(kg, mine))
    session = Session(mine)
    session.until(PROMPT)
    session.press("\x1b[A")  # an arrow, whose last letter is a key of ours in other letters
    assert "no such key" in session.until(PROMPT)
    session.press("aaaa")  # a paste must not decide about statements that nobody has seen
    assert "no such key" in session.until(PROMPT)
    session.press("a")
    assert f"2 of {total}" in session.until(PROMPT)
    session.process.send_signal(signal.SIGKILL)
    assert session.end() == -signal.SIGKILL
    assert [row["decision"] for row in kg("review", "list", "--store", mine).rows] == ["accept"]

    session = Session(mine)
    assert f"1 of {total - 1}" in session.until(PROMPT)
    session.press("e")
    session.until("quote [")
    session.press("\x04")  # Ctrl-D
    session.until(PROMPT)
    session.press("q")
    assert f"nothing decided; {total - 1} of {total - 1} left undecided" in session.until("undecided")
    assert session.end() == 0

    session = Session(mine)
    session.until(PROMPT)
    session.process.send_signal(signal.SIGINT)
    assert session.end() == 130
