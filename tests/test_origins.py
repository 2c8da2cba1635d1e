"""Which reports have one origin, and the same origins by any road.

``tests/reprints`` holds five invented stories of an agency. A file has the day, the agency's sentences, each with
another wording behind a bar where there is one, and two reports by people who were there too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import StoreError
from kg.iris import FINGERPRINTS_GRAPH, ORIGINS_GRAPH, report_iri
from kg.model import OriginBasis, Report, digest
from kg.origins import (
    ReportText,
    compare,
    fingerprint,
    origin_quads,
    origins_after,
    report_text,
    stored_text,
)
from kg.report import read_report
from kg.vocab import DCTERMS, NEG, ORIGIN_BASIS, RDFS

TESTS = Path(__file__).parent
SEEDS = sorted((TESTS.parent / "seeds").glob("*.txt"))
DAY = date(2026, 2, 3)
FURNITURE = (
    "Read more\n\nShare this article\n\nThis newspaper belongs to its readers and takes no money from any party."
)


def _read(path: Path) -> ReportText:
    return report_text(read_report(path.read_bytes(), path.name))


def _groups(quads: Iterable[Quad]) -> set[frozenset[str]]:
    """Return the ids of the reports of each origin."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate == NEG.origin:
            found.setdefault(str(quad.object), set()).add(str(quad.subject).strip("<>").rpartition("/")[2])
    return {frozenset(group) for group in found.values()}


# ── the seeds and the corpora ─────────────────────────────────────────────────────────────────────


def test_the_seeds_have_three_origins() -> None:
    texts = {path.name[:3]: _read(path) for path in SEEDS}
    quads = origin_quads(texts.values())
    ids = {name: text.id for name, text in texts.items()}
    assert _groups(quads) == {
        frozenset({ids["000"], ids["001"], ids["002"]}),
        frozenset({ids["003"]}),
        frozenset({ids["004"]}),
    }
    said = {(str(quad.subject).rpartition("/")[2].strip(">"), quad.predicate): quad.object for quad in quads}
    reuters = min(ids["000"], ids["001"], ids["002"])
    assert said[reuters, RDFS.label] == Literal("Reuters, 23 July 2025")
    assert said[reuters, NEG.originBasis] == ORIGIN_BASIS[OriginBasis.AGENCY_CREDIT]
    assert cast("Literal", said[reuters, NEG.reportCount]).value == "3"
    assert said[ids["004"], RDFS.label] == Literal("Veritas Global News")
    assert said[ids["004"], NEG.originBasis] == ORIGIN_BASIS[OriginBasis.SINGLE]
    shares = sorted(cast("Literal", quad.object).value for quad in quads if quad.predicate == NEG.sharedShare)
    assert shares == ["0.445", "0.476", "0.765"]


@pytest.mark.parametrize("part", ["train", "development"])
def test_independent_reports_of_one_negotiation_are_not_taken_for_one_text(part: str) -> None:
    pairs = 0
    for folder in sorted((TESTS / "corpus" / part).iterdir()):
        texts = [_read(path) for path in sorted(folder.glob("*.txt"))]
        pairs += len(list(combinations(texts, 2)))
        assert _groups(origin_quads(texts)) == {frozenset({one.id}) for one in texts}, folder.name
    assert pairs >= 30


# ── planted reprints ──────────────────────────────────────────────────────────────────────────────


@cache
def _planted() -> dict[tuple[str, int], ReportText]:
    """Return thirty reports by story and variant: 0 to 3 print one text, 4 and 5 are independent."""
    found = {}
    for path in sorted((TESTS / "reprints").glob("*.txt")):
        day, story, *others = (part.strip().splitlines() for part in path.read_text(encoding="utf-8").split("---"))
        plain = [line.split(" | ")[0] for line in story]
        other = [line.split(" | ")[-1] for line in story]
        bodies = [
            "LINDHOLM (Fjordwire) - " + "\n\n".join(plain),
            f"Published on the day after\n\n{_paragraphs(plain[:5])}\n\n(Fjordwire)",
            # Two sentences of three in other words, and the credit gone.
            _paragraphs([other[at] if at % 3 != 1 else plain[at] for at in range(len(plain))]) + f"\n\n{FURNITURE}",
            _paragraphs([*plain[1:4], "Our own reporter adds that it rained all day and that nobody minded much."]),
            *("\n\n".join(lines) + f"\n\n{FURNITURE}" for lines in others),
        ]
        for variant, body in enumerate(bodies):
            issued = date.fromisoformat(day[0]) + timedelta(days=min(variant, 1))
            found[path.stem, variant] = ReportText(digest(body), body, date=issued, publisher=f"{path.stem} {variant}")
    return found


def _paragraphs(sentences: list[str]) -> str:
    """Join sentences, two to a paragraph."""
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


def test_planted_reprints_are_found_and_nothing_else() -> None:
    planted = _planted()
    assert len({one.id for one in planted.values()}) == 30
    prints = {name: fingerprint(one) for name, one in planted.items()}
    found = {pair for pair in combinations(sorted(prints), 2) if compare(prints[pair[0]], prints[pair[1]])}
    true = {(a, b) for a, b in combinations(sorted(prints), 2) if a[0] == b[0] and max(a[1], b[1]) <= 3}
    assert len(true) == 30
    # Of 30 planted pairs 30 are found, and of 405 others none: recall and precision are 1.
    assert (found - true, true - found) == (set(), set())


def test_an_uncredited_cut_and_a_rewrite_share_the_origin_and_its_name() -> None:
    quads = origin_quads(_planted().values())
    labels = {cast("Literal", quad.object).value for quad in quads if quad.predicate == RDFS.label}
    assert {"Fjordwire, 3 February 2026", "Fjordwire, 7 April 2026", "ferry 4, 4 February 2026"} <= labels
    assert len(_groups(quads)) == 15


# ── the same origins by any road ──────────────────────────────────────────────────────────────────


def _pieces() -> list[ReportText]:
    """Return reports of which each of the first five hangs together with the next one; the last stands alone."""
    sentences = [
        f"On day {n} the {a} refused the {b} of the {c}, and the {d} was left on the table of room {n * 7}."
        for n, (a, b, c, d) in enumerate(
            zip(
                "miller baker smith tailor cooper glazier mason potter weaver tanner dyer fuller".split(),
                "offer price paper envoy letter map bill seal stamp note draft plan".split(),
                "town abbey guild league crown port mint mill quarry forge court fair".split(),
                "ink bread iron cloth barrel glass stone clay loom hide dye wool".split(),
                strict=True,
            )
        )
    ]
    left, middle, right = (" ".join(sentences[at : at + 4]) for at in (0, 4, 8))
    bodies = [
        left,
        f"{left}\n\n{middle}",
        middle,
        f"{middle}\n\n{right}",
        right,
        "Few people came. A dog slept under the table of the clerks.",
    ]
    return [
        ReportText(digest(body), body, date=DAY + timedelta(days=n), publisher=f"Paper {n}")
        for n, body in enumerate(bodies)
    ]


def _apply(store: Store, added: Iterable[ReportText], removed: Collection[str] = ()) -> None:
    lost, gained = origins_after(store, added, removed)
    assert all(quad in store for quad in lost)
    assert not any(quad in store for quad in gained)
    for quad in lost:
        store.remove(quad)
    store.extend(gained)


def _graph(store: Store, graph: NamedNode) -> list[Quad]:
    return sorted(store.quads_for_pattern(None, None, None, graph), key=str)


@given(st.lists(st.tuples(st.sets(st.integers(0, 5), max_size=3), st.sets(st.integers(0, 5), max_size=2)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_one_by_one_in_any_order_is_all_at_once_and_removed_is_never_added(
    steps: list[tuple[set[int], set[int]]],
) -> None:
    texts = _pieces()
    store, held = Store(), set[int]()
    for added, removed in steps:
        removed -= added
        _apply(store, [texts[at] for at in added], [texts[at].id for at in removed])
        held = held - removed | added
    at_once = Store()
    _apply(at_once, [texts[at] for at in sorted(held, reverse=True)])
    assert _graph(store, ORIGINS_GRAPH) == origin_quads(texts[at] for at in held)
    assert _graph(store, ORIGINS_GRAPH) == _graph(at_once, ORIGINS_GRAPH)
    assert _graph(store, FINGERPRINTS_GRAPH) == _graph(at_once, FINGERPRINTS_GRAPH)
    assert len(store) == len(at_once)


def test_a_report_that_held_two_others_together_leaves_two_origins() -> None:
    texts = _pieces()
    ids = [one.id for one in texts]
    store = Store()
    _apply(store, texts)
    assert _groups(store) == {frozenset(ids[:5]), frozenset(ids[5:])}
    _apply(store, [], [ids[3]])
    assert _groups(store) == {frozenset(ids[:3]), frozenset({ids[4]}), frozenset(ids[5:])}
    _apply(store, [], [ids[1]])
    assert _groups(store) == {frozenset({one}) for one in (ids[0], ids[2], ids[4], ids[5])}
    assert not any(ids[1] in str(quad) or ids[3] in str(quad) for quad in store)


def test_a_report_that_is_read_anew_replaces_itself() -> None:
    texts = _pieces()
    store = Store()
    _apply(store, texts)
    dated = ReportText(texts[3].id, texts[3].text, date=DAY + timedelta(days=40), publisher="Another Paper")
    _apply(store, [dated])
    assert _graph(store, ORIGINS_GRAPH) == origin_quads([*texts[:3], dated, *texts[4:]])
    assert origins_after(store, [dated]) == ([], [])


class _Watched:
    """A store that notes of which subjects it was asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.subjects: set[object] = set()

    def quads_for_pattern(self, subject: object, predicate: object, object: object, graph: object) -> Iterator[Quad]:  # noqa: A002 - the name that pyoxigraph gives it
        assert (subject, predicate, object) != (None, None, None), "the whole graph was read"
        self.subjects.add(subject)
        return self.store.quads_for_pattern(subject, predicate, object, graph)  # type: ignore[arg-type]


def test_only_what_shares_words_with_an_added_report_is_looked_at() -> None:
    planted = _planted()
    store = Store()
    _apply(store, [one for name, one in planted.items() if name != ("ferry", 1)])
    watched = _Watched(store)
    origins_after(cast("Store", watched), [planted["ferry", 1]])
    asked = {node for node in watched.subjects if isinstance(node, NamedNode) and "/report/" in node.value}
    assert asked == {report_iri(planted["ferry", variant].id) for variant in range(5)}


def test_an_index_without_the_fingerprint_of_a_report_is_an_error() -> None:
    texts = _pieces()
    store = Store()
    _apply(store, texts[:2])
    for quad in _graph(store, FINGERPRINTS_GRAPH):
        if quad.subject == report_iri(texts[0].id) and "print {" in str(quad.object):
            store.remove(quad)
    with pytest.raises(StoreError, match=f"{texts[0].id} has an origin but no fingerprint"):
        origins_after(store, [texts[3]], [texts[1].id])


def test_a_stored_report_is_read_as_it_was() -> None:
    report = Report(
        text="No pilot came.", file_name="a.txt", title="Pilots", date=DAY, publisher="Mole News", agency="Reuters"
    )
    node = report_iri(report.id)
    store = Store()
    for predicate, value in [
        (NEG.text, report.text), (NEG.fileName, report.file_name), (DCTERMS.title, "Pilots"),
        (DCTERMS.issued, DAY.isoformat()), (DCTERMS.publisher, "Mole News"), (NEG.creditedAgency, "Reuters"),
    ]:  # fmt: skip
        store.add(Quad(node, predicate, Literal(value), node))
    assert stored_text(store, report.id) == report_text(report)
    with pytest.raises(StoreError, match="0123456789abcdef is not in the store"):
        stored_text(store, "0123456789abcdef")
