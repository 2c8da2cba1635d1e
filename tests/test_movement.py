"""What a party's words on different days add up to: steps of a course, positions given up, contradictions."""

from __future__ import annotations

import pytest
from courses import SHIFTS, course, day_of, of, things
from harbour import case_quads, extractions, findings, store_of
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.derive import derive
from kg.graphs import extraction_quads
from kg.iris import DATA, ORIGINS_GRAPH, report_iri
from kg.vocab import DCTERMS, NEG, XSD

# What a party says, and the steps that follow beside the one with which its course begins.
STEPS = [
    ("the same again, by another act", "0602 aland demands fee; 0702 aland accepts fee",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("three stages: each beside the one before",
     "0602 aland demands fee; 0702 aland demands fee; 0712 aland asserts fee",
     ["repeated: aland fee for 0602, aland fee for 0702", "repeated: aland fee for 0702, aland fee for 0712"]),
    ("whatever the order of the reports", "0702 aland rejects fee against; 0602 aland demands fee",
     ["withdrawn: aland fee for 0602, aland fee against 0702"]),
    ("for, then neutral", "0602 aland offers fee; 0702 aland asserts fee neutral",
     ["withdrawn: aland fee for 0602, aland fee neutral 0702"]),
    ("against, then for", "0602 aland rejects fee against; 0702 aland accepts fee",
     ["softened: aland fee against 0602, aland fee for 0702"]),
    ("against, then neutral", "0602 aland rejects fee against; 0702 aland asserts fee neutral",
     ["softened: aland fee against 0602, aland fee neutral 0702"]),
    ("neutral, then against", "0602 aland asserts fee neutral; 0702 aland rejects fee against",
     ["hardened: aland fee neutral 0602, aland fee against 0702"]),
    ("neutral, then for: the matter is taken up only now", "0602 aland asserts fee neutral; 0702 aland demands fee",
     ["new: -, aland fee for 0702"]),
    ("a demand gets a condition", "0602 aland demands fee; 0702 aland demands fee condition=if_so",
     ["softened: aland fee for 0602, aland fee for 0702"]),
    ("a demand loses its condition", "0602 aland demands fee condition=if_so; 0702 aland demands fee",
     ["hardened: aland fee for 0602, aland fee for 0702"]),
    ("an offer gets a condition", "0602 aland offers fee; 0702 aland conditions fee needs=survey",
     ["hardened: aland fee for 0602, aland fee for 0702"]),
    ("an offer loses its condition", "0602 aland offers fee condition=if_so; 0702 aland accepts fee",
     ["softened: aland fee for 0602, aland fee for 0702"]),
    ("another condition is a condition still",
     "0602 aland offers fee condition=if_so; 0702 aland offers fee condition=once",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("an assertion does not drop a condition", "0602 aland offers fee condition=if_so; 0702 aland asserts fee",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("no, then not unless", "0602 aland rejects fee against; 0702 aland rejects fee against condition=unless_so",
     ["softened: aland fee against 0602, aland fee against 0702"]),
    ("not unless, then no", "0602 aland rejects fee against condition=unless_so; 0702 aland rejects fee against",
     ["hardened: aland fee against 0602, aland fee against 0702"]),
    ("called non-negotiable now", "0602 aland demands fee; 0702 aland demands fee firm=yes",
     ["hardened: aland fee for 0602, aland fee for 0702"]),
    ("not called so again is no step back", "0602 aland demands fee firm=yes; 0702 aland demands fee",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("a wider range", "0602 aland demands fee range=40; 0702 aland demands fee range=30..40",
     ["softened: aland fee for 0602, aland fee for 0702"]),
    ("at least less", "0602 aland demands fee range=40..; 0702 aland demands fee range=30..",
     ["softened: aland fee for 0602, aland fee for 0702"]),
    ("a narrower range", "0602 aland offers fee range=..40; 0702 aland offers fee range=10..30",
     ["hardened: aland fee for 0602, aland fee for 0702"]),
    ("refusing more is harder",
     "0602 aland rejects fee against range=30..40; 0702 aland rejects fee against range=..40",
     ["hardened: aland fee against 0602, aland fee against 0702"]),
    ("the same range", "0602 aland demands fee range=30..40; 0702 aland demands fee range=30..40",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("a range that overlaps and holds neither",
     "0602 aland demands fee range=30..40; 0702 aland demands fee range=35..50",
     ["superseded: aland fee for 0602, aland fee for 0702"]),
    ("another figure", "0602 aland demands fee range=40; 0702 aland demands fee range=30",
     ["superseded: aland fee for 0602, aland fee for 0702"]),
    ("a figure said only once", "0602 aland demands fee range=40; 0702 aland demands fee",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("softer in one respect, harder in another",
     "0602 aland demands fee range=40; 0702 aland demands fee range=30..40 firm=yes",
     ["superseded: aland fee for 0602, aland fee for 0702"]),
    ("what excludes it, later", "0602 aland demands dredged-deep; 0702 aland demands left-alone",
     ["new: -, aland left-alone for 0702", "superseded: aland dredged-deep for 0602, aland left-alone for 0702"]),
    ("what excludes it, and still both",
     "0602 aland demands dredged; 0702 aland demands left-alone; 0702 aland asserts dredged",
     ["new: -, aland left-alone for 0702", "repeated: aland dredged for 0602, aland dredged for 0702"]),
    ("what excludes it, and an expectation",
     "0602 aland demands dredged; 0702 aland demands left-alone; 0712 aland expects dredged",
     ["new: -, aland left-alone for 0702", "superseded: aland dredged for 0602, aland left-alone for 0702"]),
    ("what excludes it, perhaps on the same day", "0602 aland demands dredged; 0526-0602 aland demands left-alone",
     ["new: -, aland left-alone for 0602"]),
    ("an issue as labelled", "0602 aland demands - issue=fees; 0702 aland rejects - against issue=fees",
     ["withdrawn: aland fees for 0602, aland fees against 0702"]),
    ("the best of a day: a wish before an assertion",
     "0602 aland demands fee; 0702 aland asserts fee against; 0702 aland demands fee",
     ["repeated: aland fee for 0602, aland fee for 0702"]),
    ("for and against on one day goes on with what was said before",
     "0602 aland rejects fee against; 0702 aland demands fee; 0702 aland rejects fee against",
     ["repeated: aland fee against 0602, aland fee against 0702"]),
    ("the last day of an interval is its place", "0601-0720 aland demands fee; 0722 aland rejects fee against",
     ["withdrawn: aland fee for 0720, aland fee against 0722"]),
    ("without a day of its own, the report's", "0602 aland demands fee; - aland rejects fee against",
     ["withdrawn: aland fee for 0602, aland fee against 0723"]),
]  # fmt: skip

NO_STEP = [
    ("two reports of one day", "0602 aland demands fee; 0602 aland offers fee"),
    ("somewhere in days in which it was said already",
     "0602 aland demands fee; 0601-0607 aland demands fee condition=if_so"),
    ("a threat", "0602 aland demands fee; 0702 aland threatens fee against"),
    ("an expectation", "0602 aland demands fee; 0702 aland expects fee against"),
    ("a denial", "0602 aland demands fee; 0702 aland denies fee against"),
    ("words lost by the half", "0602 aland demands fee; 0702 aland rejects fee against incomplete=True"),
    ("another party", "0602 aland demands fee; 0702 boria rejects fee against"),
    ("another matter", "0602 aland demands fee; 0702 aland rejects survey against"),
    ("a provision and its issue", "0602 aland demands fee; 0702 aland rejects - against issue=fees"),
    ("another negotiation", "0602 aland demands fee; 0702 aland rejects fee against negotiation=lighthouse"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_steps(text: str, expected: list[str]) -> None:
    found = of(SHIFTS, store_of(*course(text)))
    begun = {one for one in found if one.startswith("new: ")} - set(expected)
    assert found - begun == set(expected)
    assert len(begun) == 1


@pytest.mark.parametrize("text", [row[1] for row in NO_STEP], ids=[row[0] for row in NO_STEP])
def test_no_step(text: str) -> None:
    assert {one.partition(":")[0] for one in of(SHIFTS, store_of(*course(text)))} == {"new"}


def test_every_kind_of_step_stands_in_the_table() -> None:
    assert {one.partition(":")[0] for row in STEPS for one in row[2]} == SHIFTS


def test_the_reason_of_a_step_says_when_and_what() -> None:
    offers = "0602 aland offers fee range=30; 0701-0705 aland offers fee range=30..40 condition=if_so"
    store = store_of(*course(f"{offers}; 0712 aland rejects fee against"))
    assert {values[NEG.reason][0] for values in things(derive(store)).values() if NEG.reason in values} == {
        "Aland is for “Ships pay a fee” (2025-06-02); nothing earlier is on record.",
        (
            "Aland is still for “Ships pay a fee” (2025-06-02, then 2025-07-01/2025-07-05); now on a condition; "
            "“30” becomes “30..40”."
        ),
        "Aland was for “Ships pay a fee” (2025-07-01/2025-07-05) and is now against it (2025-07-12).",
    }


def _of_one_text(text: str, *published: str) -> Store:
    """Return a store in which all reports have one origin, published on these days."""
    store = Store()
    store.bulk_extend(case_quads())
    origin = NamedNode(DATA + "origin/one")
    for extraction, day in zip(extractions(course(text)), published, strict=True):
        node = report_iri(extraction.report.id)
        store.extend(quad for quad in extraction_quads(extraction) if quad.predicate != DCTERMS.issued)
        store.add(Quad(node, DCTERMS.issued, Literal(day_of(day).isoformat(), datatype=XSD.date), node))
        store.add(Quad(node, NEG.origin, origin, ORIGINS_GRAPH))
    return store


def test_a_reprint_of_a_later_day_is_no_stage() -> None:
    once = _of_one_text("- aland demands fee; - aland demands fee condition=if_so", "0602", "0702")
    assert {one.partition(":")[0] for one in of(SHIFTS, once)} == {"new"}


def test_a_reprint_supersedes_nothing_that_was_said_meanwhile() -> None:
    store = _of_one_text(
        "- aland demands fee; - aland demands fee; 0615 aland rejects fee against", "0602", "0702", "0616"
    )
    assert of([*SHIFTS, "self-contradiction"], store) >= {"withdrawn: aland fee for 0723, aland fee against 0615"}
    (given_up,) = [values for values in things(derive(store)).values() if NEG.supersededBy in values]
    assert given_up[NEG.stance] == ["for"]


GIVEN_UP = [
    ("for and later against", "0602 aland demands fee; 0702 aland rejects fee against", ["for"]),
    ("the last of three", "0602 aland demands fee; 0702 aland rejects fee against; 0712 aland asserts fee neutral",
     ["against", "for"]),
    ("the same day", "0602 aland demands fee; 0602 aland rejects fee against", []),
    ("perhaps the same day", "0602 aland demands fee; 0601-0607 aland rejects fee against", []),
    ("a threat gives nothing up", "0602 aland demands fee; 0702 aland threatens fee against", []),
    ("the best wish decides, not a later assertion",
     "0602 aland demands fee; 0702 aland rejects fee against; 0712 aland asserts fee", ["for"]),
    ("another party's word", "0602 aland demands fee; 0702 boria rejects fee against", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stances"), [row[1:] for row in GIVEN_UP], ids=[row[0] for row in GIVEN_UP])
def test_positions_given_up(text: str, stances: list[str]) -> None:
    known = things(derive(store_of(*course(text))))
    assert sorted(values[NEG.stance][0] for values in known.values() if NEG.supersededBy in values) == stances


GONE = [
    ("opposed", "0602 boria rejects dredged against; 0602 aland demands dredged", "0702 aland rejects dredged against"),
    ("opposed by a broader refusal", "0602 boria rejects dredged against; 0602 aland demands dredged-deep",
     "0702 boria accepts dredged"),
    ("opposed on an issue", "0602 boria rejects - against issue=fees; 0602 aland demands - issue=fees",
     "0702 boria accepts - issue=fees"),
    ("exclusive", "0602 aland demands dredged; 0602 boria demands left-alone", "0702 boria rejects left-alone against"),
    ("factual", "0602 aland asserts spill; 0602 boria denies spill against", "0702 aland asserts spill neutral"),
    ("presupposed",
     "0602 aland demands cleaned; 0602 boria denies spill against", "0702 aland rejects cleaned against"),
    ("agreed", "0602 aland demands fee; 0602 boria accepts fee", "0702 boria asserts fee neutral"),
    ("agreed on an issue", "0602 aland demands - issue=fees; 0602 boria accepts - issue=fees",
     "0702 boria asserts - neutral issue=fees"),
    ("agreed rejection",
     "0602 aland rejects fee against; 0602 boria rejects fee against", "0702 boria asserts fee neutral"),
    ("partly agreed",
     "0602 boria demands dredged-deep; 0602 aland demands dredged", "0702 boria rejects dredged-deep against"),
    ("kinds of one thing", "0602 boria demands dredged-deep; 0602 aland offers dredged-by-night",
     "0702 aland asserts dredged-by-night neutral"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in GONE], ids=[row[0] for row in GONE])
def test_what_was_given_up_conflicts_and_overlaps_no_more(before: str, after: str) -> None:
    was = findings(*course(before))
    assert len(was) == 1
    assert not was & findings(*course(f"{before};{after}"))


def test_a_refusal_given_up_hides_no_broader_one() -> None:
    statements = course("0602 boria rejects dredged against; 0602 aland demands dredged-deep; "
                        "0601 boria rejects dredged-deep against; 0602 boria asserts dredged-deep neutral")  # fmt: skip
    assert findings(*statements) == {"opposed: aland dredged-deep, boria dredged"}
