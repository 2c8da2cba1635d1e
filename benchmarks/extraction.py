"""How many reports of 500 words ``kg`` extracts in a second on one core, and how much memory many of them take.

Reports are recombined from the sentences of the training reports, each with numbers and names that no other has, so
that what the program remembers of words keeps meeting new ones. Two peers read the same texts in the same run: HanTa's
own ``tag_sent``, which does a part of the work, and a split at white space, which does next to none. Absolute figures
say more about the machine than about the program; the ratios travel. Processor time is what a report costs, wall time
what one waits on a machine that does other things too. The collector of garbage is set as for ``kg build``. Prints two
tables, and writes the same figures as JSON to ``benchmarks/results/extraction.json``. ``--quick`` reads fewer reports.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from kg.extract import extract_report
from kg.ingest import collecting_seldom
from kg.report import read_report
from kg.sentences import split_sentences, tokenise

ROOT = Path(__file__).resolve().parent.parent
WORDS = 500
TURNS = 5
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_SYLLABLES = "bar da el fro gan hel is jo kar lem mon nor op pra que ras sto tam ul vri wen yar zo".split()


def make_reports(seed: int) -> Iterator[str]:
    """Yield reports of about 500 words, without end and always the same ones for a seed."""
    rng = random.Random(seed)
    files = sorted((ROOT / "tests" / "corpus" / "train").rglob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    sentences = [text[start:end] for text in texts for start, end in split_sentences(text, 0, len(text))]

    def fresh_number(found: re.Match[str]) -> str:
        return str(rng.randint(1, 10 ** len(found.group())))

    def fresh_name(found: re.Match[str]) -> str:
        known = rng.random() < 0.8  # most names of a report are those of other reports too
        return found.group() if known else "".join(rng.choices(_SYLLABLES, k=3)).capitalize()

    while True:
        paragraphs: list[str] = []
        while sum(len(paragraph.split()) for paragraph in paragraphs) < WORDS:
            paragraph = " ".join(rng.choices(sentences, k=rng.randint(2, 4)))
            paragraphs.append(_NAME.sub(fresh_name, _NUMBER.sub(fresh_number, paragraph)))
        yield "\n\n".join(paragraphs)


def extract(text: str) -> object:
    """Read one report as ``kg extract`` does."""
    return extract_report(read_report(text.encode(), "report.txt"))


def measure_memory(counts: list[int]) -> list[dict[str, float]]:
    """Return the highest resident set of this process, in MB, after each number of reports."""
    figures: list[dict[str, float]] = []
    per_mb = 1_000_000 if sys.platform == "darwin" else 1_000
    reports = make_reports(seed=1)
    done = 0
    for count in counts:
        for text in islice(reports, count - done):
            extract(text)
        done = count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb
        figures.append({"reports": count, "peak_mb": round(peak, 1)})
    return figures


def measure_speed(reports: int) -> list[dict[str, str | float]]:
    """Return reports a second of processor and of wall time, of ``kg`` and its peers, which take turns at the texts."""
    from HanTa.HanoverTagger import HanoverTagger

    plain = HanoverTagger("morphmodel_en.pgz")

    def tag(text: str) -> None:
        for start, end in split_sentences(text, 0, len(text)):
            plain.tag_sent([form for _, _, form in tokenise(text, start, end)])

    readers: dict[str, Callable[[str], object]] = {
        "kg: read, extract": extract,
        "HanTa alone: tag_sent": tag,
        "split at white space": str.split,
    }
    texts = make_reports(seed=2)
    times: dict[str, list[float]] = {name: [] for name in readers}
    waits: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(TURNS + 1):
        batch = list(islice(texts, reports))
        for name, read in readers.items():
            start, begun = time.process_time(), time.perf_counter()
            for text in batch:
                read(text)
            if turn:  # the first loads models and tables
                times[name].append((time.process_time() - start) / reports)
                waits[name].append((time.perf_counter() - begun) / reports)
    own = statistics.median(times["kg: read, extract"])
    return [
        {
            "reader": name,
            "reports_per_s": round(1 / statistics.median(taken), 1),
            "best_per_s": round(1 / min(taken), 1),
            "per_s_of_wall_time": round(1 / statistics.median(waits[name]), 1),
            "kg_takes": round(own / statistics.median(taken), 2),
        }
        for name, taken in times.items()
    ]


def main() -> None:
    """Measure memory first, while nothing but ``kg`` is loaded, then speed, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer reports")
    quick = parser.parse_args().quick
    with collecting_seldom():
        memory = measure_memory([1, 100, 200] if quick else [1, 100, 1_000, 10_000])
        speed = measure_speed(5 if quick else 20)
    print(f"{'reports of 500 words':<24}{'a second':>10}{'at best':>10}{'by the wall':>13}{'kg takes':>12}")
    for row in speed:
        rates = f"{row['reports_per_s']:>10}{row['best_per_s']:>10}{row['per_s_of_wall_time']:>13}"
        print(f"{row['reader']:<24}{rates}{row['kg_takes']:>11}×")
    print(f"\n{'after reports':<24}{'peak MB':>10}")
    for figure in memory:
        print(f"{figure['reports']:<24}{figure['peak_mb']:>10}")
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    figures = {"words": WORDS, "turns": TURNS, "speed": speed, "memory": memory}
    (results / "extraction.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
