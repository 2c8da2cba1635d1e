"""The written corpus of ``tests/corpus/rounds``: one invented negotiation in four rounds, annotated by hand.

``gold.json`` holds the statements, meetings and outcomes of each report, ``expected.csv`` every finding that follows
from them. Run as a program it reads the reports' texts themselves, and prints how many of the expected findings are
found end to end, by kind:

    PYTHONPATH=. python tests/rounds.py
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from gold_findings import EITHER_WAY, Expected, Found, findings, read_expected, store_with
from gold_statements import GoldStatements
from pyoxigraph import NamedNode, Quad, Store

from kg.derive import derive
from kg.graphs import reference_quads
from kg.iris import DATA, slug_of
from kg.model import Extraction

FOLDER = Path(__file__).parent / "corpus" / "rounds"
ROUNDS = GoldStatements(
    FOLDER / "gold.json", FOLDER, (("ostra-2026", FOLDER / "case.ttl"), ("ostra-trade-2026", FOLDER / "track.ttl"))
)

Side: TypeAlias = tuple[str, ...]
"""What one side of a finding is about: party and matter of a statement, report of a meeting, matter of an outcome."""


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the corpus."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def expected() -> tuple[Expected, ...]:
    """Return all findings that follow from the annotations."""
    return read_expected(FOLDER / "expected.csv")


@cache
def _reference() -> tuple[Quad, ...]:
    cases = [ROUNDS.case_file(negotiation) for negotiation, _ in ROUNDS.negotiations]
    return tuple({quad for case in cases for quad in reference_quads(case)})


def store_of(extractions: Iterable[Extraction]) -> Store:
    """Return a store with the ontology, both cases, the reports and their origins, from which nothing is derived."""
    return store_with(_reference(), extractions)


def load() -> tuple[Store, Mapping[str, str], Mapping[str, str]]:
    """Return the store of the annotated reports, the IRI of each annotation by its id, and the ids by their IRIs."""
    extractions, iris = ROUNDS.annotated
    return store_of(extractions), iris, {iri: name for name, iri in iris.items()}


def about(extractions: Iterable[Extraction]) -> dict[str, Side]:
    """Return what each statement, meeting and outcome is about, by its IRI."""
    found: dict[str, Side] = {}
    for extraction in extractions:
        for s in extraction.statements:
            found[f"{DATA}statement/{s.id}"] = (slug_of(NamedNode(s.party.iri)), s.provision or s.issue or "")
        for m in extraction.meetings:
            found[f"{DATA}meeting/{m.id}"] = ("meeting", extraction.report.file_name)
        for o in extraction.outcomes:
            found[f"{DATA}outcome/{o.id}"] = ("outcome", o.provision or o.issue or "")
    return found


@dataclass(frozen=True)
class Score:
    """How many findings of a kind are expected, found, and found as expected."""

    expected: int
    found: int
    right: int


def score(found: Iterable[Found], extractions: Iterable[Extraction]) -> dict[str, Score]:
    """Hold findings against the expected ones, by party and matter of each side; one expected is found once.

    Args:
        found: findings that were derived from ``extractions``.
        extractions: what was read out of the reports, by whatever system.

    Returns:
        The score of each kind that was expected or found.
    """
    own, (gold_extractions, iris) = about(extractions), ROUNDS.annotated
    gold_sides = about(gold_extractions)
    wanted = [
        (row.kind, [{gold_sides[iris[name]] for name in side} for side in (row.first, row.second)])
        for row in expected()
    ]
    numbers = {part: Counter[str]() for part in ("expected", "found", "right")}
    numbers["expected"].update(kind for kind, _ in wanted)
    for one in found:
        numbers["found"][one.kind] += 1
        sides = [None if iri is None else own[iri] for iri in (one.first, one.second)]
        for row in wanted:
            ways = [sides, sides[::-1]] if one.kind in EITHER_WAY else [sides]
            if row[0] == one.kind and any(
                all((side in of if of else side is None) for side, of in zip(way, row[1], strict=True)) for way in ways
            ):
                numbers["right"][one.kind] += 1
                wanted.remove(row)
                break
    return {
        kind: Score(*(numbers[part][kind] for part in ("expected", "found", "right")))
        for kind in sorted(numbers["expected"].keys() | numbers["found"].keys())
    }


def read() -> list[Extraction]:
    """Return what the program itself reads out of the texts, each by the case of its negotiation."""
    from kg.extract import extract_report

    return [
        extract_report(ROUNDS.report_of(one["file"]), case=ROUNDS.case_file(one["negotiation"]))
        for one in ROUNDS.reports
    ]


def main() -> None:
    """Print precision and recall of the findings from the texts, by kind."""
    extractions = read()
    scores = score(findings(derive(store_of(extractions))), extractions)
    totals = Score(*(sum(getattr(one, part) for one in scores.values()) for part in ("expected", "found", "right")))
    lines = [f"{'kind':20}{'expected':>9}{'found':>7}{'right':>7}{'precision':>11}{'recall':>8}"]
    for kind, one in [*scores.items(), ("all", totals)]:
        precision = f"{one.right / one.found:.2f}" if one.found else "-"
        recall = f"{one.right / one.expected:.2f}" if one.expected else "-"
        lines.append(f"{kind:20}{one.expected:9}{one.found:7}{one.right:7}{precision:>11}{recall:>8}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
