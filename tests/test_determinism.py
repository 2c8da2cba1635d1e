"""The same text gives the same records in every process, whatever the order in which Python hashes words."""

from __future__ import annotations

import os
import subprocess
import sys

from seed_reports import NUMBERS, SEEDS, seed

from kg.records import to_jsonl

ROOT = SEEDS.parent
PROGRAM = """
import sys
from pathlib import Path
from kg.extract import extract_report
from kg.records import to_jsonl
from kg.report import read_report

sys.stdout.reconfigure(encoding="utf-8", newline="")
for file in sorted(Path("seeds").glob("*.txt"), reverse=sys.argv[1] == "backwards"):
    sys.stdout.write(to_jsonl(extract_report(read_report(file.read_bytes(), file.name))))
"""


def run(hash_seed: str, order: str) -> list[str]:
    """Return the lines that a new process writes for the bundled reports, read in this order."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, order], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8").split("\n")


def test_two_processes_write_the_same_lines() -> None:
    first, second = run("0", "forwards"), run("1", "forwards")
    assert first == second
    assert "\n".join(first) == "".join(to_jsonl(seed(number)) for number in NUMBERS)


def test_the_order_of_reading_changes_nothing_but_the_order_of_lines() -> None:
    here = "".join(to_jsonl(seed(number)) for number in NUMBERS).split("\n")
    backwards = run("2", "backwards")
    assert backwards != here
    assert sorted(backwards) == sorted(here)
