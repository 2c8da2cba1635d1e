"""What is read out of each seed, as sorted N-Quads: a change of any of it is to be seen and meant.

After a change that was meant: ``make golden``, then read the difference before committing it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract import extract_report
from kg.graphs import canonical_nquads, extraction_quads
from kg.report import read_report

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


def golden_path(seed: Path) -> Path:
    return ROOT / "tests" / "golden" / f"{seed.stem[:3]}.nq"


def build(seed: Path) -> bytes:
    return canonical_nquads(extraction_quads(extract_report(read_report(seed.read_bytes(), seed.name))))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_gives_the_quads_that_were_agreed(seed: Path) -> None:
    assert build(seed).decode() == golden_path(seed).read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_every_seed_and_no_other() -> None:
    assert {path.name for path in (ROOT / "tests" / "golden").iterdir()} == {golden_path(seed).name for seed in SEEDS}


if __name__ == "__main__":
    for seed in SEEDS:
        golden_path(seed).write_bytes(build(seed))
