"""What follows from the five seeds: every finding judged by hand, and the annotated pairs that the graph finds.

``tests/gold/seeds_findings.csv`` holds every finding with its reason and the quotes that it shows. A quote that several
reports print stands there once; which of them is shown is decided by identifiers.

``tests/gold/seeds.json`` marks 17 pairs of positions as conflicts. 14 are found. The three others are listed with
the reason; docs/evaluation.md says more.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from seed_reports import NUMBERS, seed

from kg.derive import derive
from kg.evaluate import match, read_gold
from kg.graphs import extraction_quads, reference_quads
from kg.iris import statement_iri
from kg.origins import origins_after, report_text
from kg.records import statement_record
from kg.vocab import NEG, PROV

GOLD = Path(__file__).parent / "gold" / "seeds.json"

# Annotated as conflicts and not found, with the reason.
NOT_FOUND = {
    ("R12", "U11"): "that demands may widen stands in no document whose terms were judged",
    ("S1", "R11"): "a threat of sanctions is no wish for sanctions (docs/decisions/0002-what-conflicts.md)",
    ("R14", "U11"): "a war aim of unknown content excludes nothing",
}


@cache
def derived() -> tuple[ox.Quad, ...]:
    store = ox.Store()
    store.extend(reference_quads())
    for number in NUMBERS:
        store.extend(extraction_quads(seed(number)))
    store.extend(origins_after(ox.Store(), [report_text(seed(number).report) for number in NUMBERS])[1])
    return tuple(derive(store))


def shown() -> set[tuple[str, str, str, str]]:
    """Return every finding as kind, reason, and the quotes of its two sides; the first is empty where it has none."""
    quotes = {statement_iri(one.id).value: one.quote.text for number in NUMBERS for one in seed(number).statements}
    reasons, first, second = values(NEG.reason), values(NEG.firstStatement), values(NEG.secondStatement)
    return {
        (
            kind.rpartition("/")[2],
            reasons[node][0],
            quotes[first[node][0]] if node in first else "",
            quotes[second[node][0]],
        )
        for node, (kind,) in values(NEG.findingKind).items()
    }


def values(predicate: ox.NamedNode) -> dict[str, list[str]]:
    found = defaultdict(list)
    for quad in derived():
        if quad.predicate == predicate and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found[str(quad.subject)].append(quad.object.value)
    return found


def test_the_findings_on_the_seeds_are_these_and_no_others() -> None:
    with (GOLD.parent / "seeds_findings.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        expected = {(row["kind"], row["reason"], row["first"], row["second"]) for row in rows}
    assert shown() == expected


def test_every_finding_but_a_first_step_shows_a_quote_on_each_side() -> None:
    for kind, _, first, second in shown():
        assert second
        assert bool(first) == (kind != "new")


def test_the_annotated_conflicts_are_found_but_for_three() -> None:
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    statements = gold_to_statements()
    positions = {node: {v.rsplit("/", 1)[-1] for v in found} for node, found in values(PROV.wasDerivedFrom).items()}
    first, second, kinds = values(NEG.firstPosition), values(NEG.secondPosition), values(NEG.findingKind)
    overlaps = {"agreed", "agreed-rejection", "partly-agreed"}
    sides = [
        (positions[f"<{first[node][0]}>"], positions[f"<{second[node][0]}>"])
        for node, (kind,) in kinds.items()
        if node in first and kind.rsplit("/", 1)[-1] not in overlaps
    ]
    missing = set()
    for pair in gold["pairs"]:
        if pair["relation"] != "conflict":
            continue
        a = {s for p in pair["a_positions"] for s in statements[p]}
        b = {s for p in pair["b_positions"] for s in statements[p]}
        if not any((x & a and y & b) or (x & b and y & a) for x, y in sides):
            missing.add((pair["a"], pair["b"]))
    assert missing == set(NOT_FOUND)


def gold_to_statements() -> dict[str, set[str]]:
    """The statements that match each annotated position, by acts and issues where that is possible, else by party."""
    found: dict[str, set[str]] = defaultdict(set)
    for report in read_gold(GOLD.read_text(encoding="utf-8"), GOLD.name):
        predictions = [statement_record(s) for s in seed(report.id).statements]
        for level in ("lenient", "party"):
            for g, p in match(report.positions, predictions, level):
                found[report.positions[g]["id"]].add(predictions[p]["id"])
    return found
