"""The written corpus of ``tests/corpus/rounds``: one invented negotiation in four rounds, annotated by hand.

``gold.json`` holds the statements, meetings and outcomes of each report, ``expected.csv`` every finding that follows
from them. Run as a program it reads the reports' texts themselves, and prints how many of the expected findings are
found end to end, by kind:

    PYTHONPATH=. python tests/rounds.py
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from pyoxigraph import NamedNode, Quad, Store
from rounds_gold import CASES, FOLDER, annotated, case_file, gold, report_of

from kg.derive import derive
from kg.graphs import extraction_quads, reference_quads
from kg.iris import DATA, slug_of
from kg.model import Extraction
from kg.origins import origins_after, report_text

# The order of the sides says nothing where neither is the earlier, the wish or the one with the caveat.
EITHER_WAY = frozenset({"other-speaker", "other-object", "other-date", "other-track", "headline-body", "circular"})

Side: TypeAlias = tuple[str, ...]
"""What one side of a finding is about: party and matter of a statement, report of a meeting, matter of an outcome."""


@dataclass(frozen=True)
class Expected:
    """A row of ``expected.csv``: on each side the annotations of which any may be shown."""

    kind: str
    first: frozenset[str]
    second: frozenset[str]
    note: str


@dataclass(frozen=True)
class Found:
    """A derived finding: what stands on its sides, as IRIs, ``first`` None where there is none."""

    kind: str
    first: str | None
    second: str | None
    reason: str


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the corpus."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def expected() -> tuple[Expected, ...]:
    """Return all findings that follow from the annotations."""
    return tuple(
        Expected(row["kind"], frozenset(row["first"].split()), frozenset(row["second"].split()), row["note"])
        for row in table("expected")
    )


@cache
def _reference() -> tuple[Quad, ...]:
    return tuple({quad for negotiation in CASES for quad in reference_quads(case_file(negotiation))})


def store_of(extractions: Iterable[Extraction]) -> Store:
    """Return a store with the ontology, both cases, the reports and their origins, from which nothing is derived."""
    store, reports = Store(), list(extractions)
    store.bulk_extend(_reference())
    for extraction in reports:
        store.extend(extraction_quads(extraction))
    _, origins = origins_after(store, [report_text(extraction.report) for extraction in reports])
    store.extend(origins)
    return store


def load() -> tuple[Store, Mapping[str, str], Mapping[str, str]]:
    """Return the store of the annotated reports, the IRI of each annotation by its id, and the ids by their IRIs."""
    extractions, iris = annotated()
    return store_of(extractions), iris, {iri: name for name, iri in iris.items()}


def findings(quads: Iterable[Quad]) -> list[Found]:
    """Return the findings of a derived graph, in the order of kind and reason."""
    nodes: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(DATA + "finding/"):
            nodes[quad.subject.value][quad.predicate.value.rpartition("#")[2]] = getattr(quad.object, "value", "")
    found = [
        Found(
            node["findingKind"].rpartition("/")[2],
            _side(node, "firstStatement", "firstMeeting"),
            _side(node, "secondStatement", "secondMeeting", "outcome"),
            node["reason"],
        )
        for node in nodes.values()
    ]
    return sorted(found, key=lambda one: (one.kind, one.reason, one.first or "", one.second or ""))


def _side(node: Mapping[str, str], *names: str) -> str | None:
    return next((node[name] for name in names if name in node), None)


def compare(found: Iterable[Found], names: Mapping[str, str]) -> tuple[list[Found], list[Expected]]:
    """Return the findings that were not expected, and the expected ones that are not among them.

    ``names`` has the annotation's id for each IRI. Each expected finding accounts for one that was found.
    """
    missing = list(expected())
    unexpected = []
    for one in found:
        sides = tuple(None if iri is None else names[iri] for iri in (one.first, one.second))
        match = next((row for row in missing if _is(one.kind, sides, row)), None)
        if match is None:
            unexpected.append(one)
        else:
            missing.remove(match)
    return unexpected, missing


def _is(kind: str, sides: tuple[str | None, ...], row: Expected) -> bool:
    def shown(side: str | None, of: frozenset[str]) -> bool:
        return side in of if of else side is None

    ways = [sides, sides[::-1]] if kind in EITHER_WAY else [sides]
    return kind == row.kind and any(shown(first, row.first) and shown(second, row.second) for first, second in ways)


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
    own, (gold_extractions, iris) = about(extractions), annotated()
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

    return [extract_report(report_of(one["file"]), case=case_file(one["negotiation"])) for one in gold()]


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
