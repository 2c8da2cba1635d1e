"""How long ``kg`` takes to answer, as a multiple of starting Python at all in the same run.

Absolute times say more about the machine than about the program; the ratio travels. The median of several runs counts,
the commands taking turns so that a slow moment of the machine meets all of them alike. Prints a table, and writes the
same figures as JSON to ``benchmarks/results/startup.json``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
KG = (sys.executable, "-m", "kg")


def measure(commands: dict[str, list[str]], folder: Path) -> dict[str, list[float]]:
    """Return the wall times, in seconds, of each command, ``RUNS`` of them, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=folder, check=True, capture_output=True, env={"PYTHONPATH": str(ROOT)})
            if turn:
                times[name].append(time.perf_counter() - start)
    return times


def main() -> None:
    """Build a store from the seeds in a temporary folder, ask it, and report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = ["--store", str(folder / "store")]
        subprocess.run([*KG, *store, "build", str(ROOT / "seeds")], cwd=ROOT, check=True, capture_output=True)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "kg --help": [*KG, "--help"],
            "kg --version": [*KG, "--version"],
            "kg query --list": [*KG, *store, "query", "--list"],
            "kg query conflicts": [*KG, *store, "query", "conflicts"],
            "kg positions": [*KG, *store, "positions"],
        }
        times = measure(commands, folder)
    bare = statistics.median(times["python -c pass"])
    figures = [
        {
            "command": command,
            "median_ms": round(1000 * statistics.median(taken), 1),
            "least_ms": round(1000 * min(taken), 1),
            "ratio": round(statistics.median(taken) / bare, 1),
        }
        for command, taken in times.items()
    ]
    print(f"{'command':<22}{'median ms':>10}{'least ms':>10}{'× bare python':>15}")
    for row in figures:
        print(f"{row['command']:<22}{row['median_ms']:>10}{row['least_ms']:>10}{row['ratio']:>15}")
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "startup.json").write_text(json.dumps({"runs": RUNS, "figures": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
