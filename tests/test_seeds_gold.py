"""What follows from the five seeds as a careful annotator reads them: exactly the expected findings, and no others.

``tests/gold/seeds_statements.json`` is that reading; ``adjudicated`` says in it what was decided where it differs from
what the program reads. ``tests/gold/seeds_expected.csv`` has every finding that follows by the definitions: on each
side the statements of which any may be shown, and their quotes.
"""

from __future__ import annotations

import csv
import json
from functools import cache

import pytest
from gold_findings import Expected, Found, compare, findings, read_expected, store_with, told
from gold_statements import GoldStatements, Record
from seed_reports import CASE, SEEDS

from kg.bundle import bundle_path
from kg.derive import derive
from kg.graphs import extraction_quads, reference_quads
from kg.validate import validate_report
from kg.vocab import FINDING_KIND

GOLD = SEEDS.parent / "tests" / "gold"
READING = GoldStatements(
    GOLD / "seeds_statements.json", SEEDS, ((CASE, bundle_path("ontology") / "cases" / f"{CASE}.ttl"),)
)
EXPECTED = GOLD / "seeds_expected.csv"
KINDS = sorted(FINDING_KIND.notation(kind) for kind in FINDING_KIND)

# What the annotators of seeds.json took for another act; the reading says why it does not.
OTHER_ACT = {"004.16"}

# Found in the statements that the program reads, and not in the annotated ones: each rests on a position that
# seeds.json calls optional, and that the reading leaves out.
FROM_TEXT_ALONE = {
    ("agreed", "The parties hold talks"),
    ("lost-caveat", "Russia holds a buffer zone in the Sumy region"),
    ("new", "A party attains the goals it fights for"),
    ("new", "Russia holds a buffer zone in the Sumy region"),
}
# The reverse: the program does not see that both ask it of Russia.
FROM_GOLD_ALONE = {("partly-agreed", "A ceasefire takes effect at once")}


@cache
def names() -> dict[str, str]:
    """The id of each annotation by its IRI."""
    return {iri: name for name, iri in READING.annotated[1].items()}


@cache
def found() -> tuple[Found, ...]:
    return tuple(findings(derive(store_with(reference_quads(), READING.annotated[0]))))


@cache
def compared() -> tuple[list[Found], list[Expected]]:
    return compare(found(), read_expected(EXPECTED), names())


def statements() -> dict[str, Record]:
    return {one["id"]: one for record in READING.reports for one in record["statements"]}


def test_every_quote_stands_at_its_offsets() -> None:
    assert list(READING.out_of_place()) == []
    assert all(record["statements"] and record["meetings"] for record in READING.reports)


def test_what_a_report_says_of_itself_is_what_is_annotated() -> None:
    for record in READING.reports:
        report = READING.report_of(record["file"])
        day = report.date and str(report.date)
        assert (report.title, day, report.publisher, report.agency) == (
            record["title"],
            record["date"],
            record["publisher"],
            record["agency"],
        )


def test_the_annotations_conform_to_the_integrity_shapes() -> None:
    for extraction in READING.annotated[0]:
        assert validate_report(extraction_quads(extraction)).results == ()


def test_every_position_that_is_not_optional_is_read_once() -> None:
    articles = json.loads((GOLD / "seeds.json").read_text(encoding="utf-8"))["articles"]
    positions = {one["id"]: one for article in articles for one in article["positions"] if not one["optional"]}
    read = [(link, one) for one in statements().values() for link in one["gold"]]
    assert sorted(link for link, _ in read) == sorted(positions)
    for link, one in read:
        assert one["issue"] == positions[link]["issue"], link
        assert one["quote"] == positions[link]["quote"], link
    assert {one["id"] for link, one in read if one["act"] != positions[link]["modality"]} == OTHER_ACT


def test_the_expected_findings_have_the_quotes_of_their_statements() -> None:
    annotated = statements()
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for side in ("first", "second"):
                quotes = [annotated[name]["quote"]["text"] for name in row[side].split()]
                assert row[f"{side}_quotes"] == " | ".join(dict.fromkeys(quotes)), row
            assert row["second"]
            assert bool(row["first"]) == (row["kind"] != "new"), row


@pytest.mark.parametrize("kind", KINDS)
def test_the_findings_are_these_and_no_others(kind: str) -> None:
    unexpected = [one for one in compared()[0] if one.kind == kind]
    missing = [row for row in compared()[1] if row.kind == kind]
    assert (unexpected, missing) == ([], []), told(unexpected, missing, names())


def test_what_differs_from_the_findings_of_the_text_is_known() -> None:
    with (GOLD / "seeds_findings.csv").open(encoding="utf-8", newline="") as file:
        from_text = {(row["kind"], row["reason"]) for row in csv.DictReader(file)}
    from_gold = {(one.kind, one.reason) for one in found()}
    assert {(kind, matter(reason)) for kind, reason in from_text - from_gold} == FROM_TEXT_ALONE
    assert {(kind, matter(reason)) for kind, reason in from_gold - from_text} == FROM_GOLD_ALONE
    assert len(from_text & from_gold) == 39


def matter(reason: str) -> str:
    """What stands first in quotation marks."""
    return reason.partition("“")[2].partition("”")[0]
