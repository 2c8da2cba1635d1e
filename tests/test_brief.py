"""What a brief holds: on the seeds what a reader looks for, on the written rounds what the named queries say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import cast

import pyoxigraph as ox
import pytest
from brief_stores import harbour, rounds_store, seeds, seeds_store
from curating import correct, reject
from harbour import said, store_of
from seed_reports import seed

from kg.answers import Readable
from kg.brief import Brief, gather
from kg.brief.content import CONFLICT, DISCREPANCY, WORDS
from kg.errors import NotFoundError
from kg.graphs import deprecated_quads, extraction_quads, reference_quads
from kg.iris import DATA, negotiation_iri
from kg.query import load, run
from kg.settle import settle
from kg.vocab import RDFS


def by_title(brief: Brief, start: str) -> str:
    (found,) = [report.id for report in brief.reports.values() if report.name.startswith(start)]
    return found


def test_what_the_memorandum_demanded_who_lists_it_and_what_is_said_to_each_term() -> None:
    brief = seeds()
    (paper,) = brief.documents
    assert (paper.title, brief.name(paper.issued_by), str(paper.day)) == ("memorandum", "Russia", "2025-06-02")
    assert [brief.name(term.provision) for term in paper.terms] == [
        "Ukrainian forces leave the four regions that Russia claims",
        "Ukraine's armed forces are limited in size",
        "Russian speakers in Ukraine get enhanced rights",
        "Ukraine is neutral, outside any alliance",
    ]
    # Two reports mention it; the other lost the list between two of its halves.
    assert paper.listed_by == (by_title(brief, "Russia, Ukraine to hold"),)
    assert len(paper.told_by) == 2
    answers = [
        {(brief.name(reply.party), brief.name(brief.findings[reply.finding].kind)) for reply in term.replies}
        for term in paper.terms
    ]
    package, opposed = ("Ukraine", "package"), ("Ukraine", "opposed")
    assert answers == [{package}, {package, opposed}, {package}, {package}]
    said_to_limits = {brief.evidence(reply.statement).exact for reply in paper.terms[1].replies}
    assert any("no restrictions on its military strength" in words for words in said_to_limits)


def test_the_table_on_the_seeds() -> None:
    brief = seeds()
    cell = brief.cells["party/russia", "issue/military-limits"]
    assert (cell.word, len(cell.origins), brief.name(cell.trend)) == ("for", 1, "new")
    assert len(cell.conflicts) == 2  # with Ukraine's refusal, and with what it says to the whole memorandum
    assert brief.cells["party/ukraine", "issue/military-limits"].word == "against"
    assert brief.parties == ("party/russia", "party/ukraine", "party/united-states")
    (group,) = [group for group in brief.taxonomy if any(one.key == "issue/ceasefire" for one in group.issues)]
    assert brief.name(group.key) == "Security"
    (issue,) = [one for one in group.issues if one.key == "issue/military-limits"]
    assert [one.key for one in issue.provisions] == ["provision/military-limits-on-ukraine"]


def test_reports_of_one_origin_count_once_and_say_what_they_add() -> None:
    brief = seeds()
    reuters = next(iter(brief.origins.values()))
    assert (reuters.label, len(reuters.reports)) == ("Reuters, 23 July 2025", 3)
    everywhere = brief.cells["party/ukraine", "issue/prisoner-exchange"]
    assert (len(everywhere.reports), len(everywhere.origins)) == (5, 3)
    lists = brief.reports[by_title(brief, "Russia, Ukraine to hold")]
    terms = {term.statement for term in brief.documents[0].terms}
    assert set(lists.adds) == terms, "this report alone carries the list, and nothing else that is new"
    dawn = brief.reports[by_title(brief, "Russia plays down")]
    assert (dawn.publisher, dawn.adds) == ("Dawn", ())
    assert dawn.adds_to_origins, "what its origin alone says is told by it too"
    damaged = brief.reports[by_title(brief, "Russia and Ukraine to hold")]
    assert (len(damaged.incomplete), len(damaged.repeated)) == (2, 6)
    assert sum(quote.end - quote.start for quote in damaged.repeated) == 1432


def test_discrepancies_stand_apart_from_conflicts() -> None:
    brief = seeds()
    assert Counter(brief.name(one.kind) for one in brief.of_group(DISCREPANCY)) == Counter(
        ["headline against body", "lost caveat", "other object", "other speaker"]
    )
    conflicts = {one.id for one in brief.of_group(CONFLICT)}
    assert len(conflicts) == 13
    assert {finding for cell in brief.cells.values() for finding in cell.conflicts} == conflicts
    pair = next(one for one in brief.pairs if {one.first, one.second} == {"party/russia", "party/ukraine"})
    assert (len(pair.conflicts), len(pair.overlaps), round(pair.balance, 3)) == (12, 2, round((2 - 12) / 14, 3))


@pytest.mark.parametrize("name", ["seeds", "rounds"])
def test_a_brief_says_what_the_named_queries_say(name: str) -> None:
    """The brief reads by property, not by these queries, which would take hours on a large store."""
    store = seeds_store() if name == "seeds" else rounds_store()
    brief = gather(store)

    def asked(query: str, *columns: str) -> Counter[tuple[str, ...]]:
        return Counter(tuple(row[column] for column in columns) for row in run(store, load(query)).records())

    def bare(identifier: str) -> str:
        return identifier.rpartition("/")[2]

    label = brief.name
    for group in ("conflict", "overlap", "apparent conflict", "self-contradiction", "discrepancy"):
        query = {"discrepancy": "discrepancies"}.get(group, group.replace(" ", "_").replace("-", "_") + "s")
        told = Counter((bare(one.id), label(one.kind), one.reason) for one in brief.of_group(group))
        assert told == asked(query, "finding", "kind", "reason"), query
    assert Counter(
        (label(one.party), label(one.provision), bare(one.statement), label(one.movement),
         str(one.said_from or ""), str(one.said_until or ""))
        for one in brief.stages
    ) == asked("timeline", "party", "provision", "statement", "movement", "said_from", "said_until")  # fmt: skip
    assert Counter(
        (bare(one.statement), label(one.matter), one.words, one.others or "") for one in brief.deadlines
    ) == (asked("deadlines", "statement", "matter", "words", "other_reports"))
    assert Counter(
        (label(one.party), label(one.issue), ", ".join(sorted(map(label, one.taken_up_by)))) for one in brief.silences
    ) == asked("silent_on", "party", "issue", "taken_up_by")
    assert Counter((bare(one),) for one in brief.unlinked) == asked("unlinked_statements", "statement")
    assert Counter((bare(one),) for one in brief.candidates) == asked("candidates", "statement")
    assert Counter(
        (
            label(one.party),
            label(one.provision),
            label(one.stance),
            brief.evidence(one.best).exact,
            str(len(one.reports)),
        )
        for one in brief.positions.values()
    ) == asked("positions", "party", "provision", "stance", "quote", "reports")
    assert Counter((label(one.status), one.quotes[0].exact) for one in brief.meetings.values()) == (
        asked("rounds", "status", "quote")
    )
    assert {(label(one.status), one.quotes[0].exact) for one in brief.outcomes.values()} == set(
        asked("outcomes_by_round", "outcome", "quote")
    )
    assert {
        (brief.evidence(term.statement).exact, label(term.provision))
        for paper in brief.documents
        for term in paper.terms
    } == set(asked("package_terms", "term", "provision"))


@pytest.mark.parametrize("name", ["seeds", "rounds"])
def test_every_id_leads_to_evidence_and_every_key_to_a_name(name: str) -> None:
    store = seeds_store() if name == "seeds" else rounds_store()
    brief = gather(store)
    shown = brief.statements.keys() | brief.meetings.keys() | brief.outcomes.keys()
    told = [*brief.statements.values(), *brief.meetings.values(), *brief.outcomes.values()]
    for quotes in [record.quotes for record in told]:  # type: ignore[attr-defined]
        for quote in quotes:
            text = brief.reports[quote.report].text
            assert text[quote.start : quote.end] == quote.exact
            assert quote.sentence_start <= quote.start < quote.end <= quote.sentence_end <= len(text)
            assert "".join(brief.sentence(quote)) == text[quote.sentence_start : quote.sentence_end]
    for position in brief.positions.values():
        assert position.best in position.statements
        assert set(position.statements) <= brief.statements.keys()
    for finding in brief.findings.values():
        assert finding.first in shown
        assert finding.second is None or finding.second in shown
        assert finding.origins
        assert set(finding.origins) <= brief.origins.keys()
    for cell in brief.cells.values():
        assert cell.word in WORDS
        assert cell.positions or cell.superseded
        assert set(cell.conflicts + cell.overlaps) <= brief.findings.keys()
    for stage in brief.stages:
        assert stage.statement in brief.statements
    for kind in (brief.statements, brief.meetings, brief.positions, brief.findings):
        for record in kind.values():
            assert is_dataclass(record)
            for field in fields(record):
                value = getattr(record, field.name)
                if "Key" in str(field.type) and value:
                    assert set(value if isinstance(value, tuple) else [value]) <= brief.names.keys()


def test_the_sentence_round_a_quote_ends_where_a_sentence_ends() -> None:
    brief = seeds()
    (limits,) = [
        one for one in brief.statements.values() if one.quote.exact == "limits on the size of Ukraine's military"
    ]
    before, words, after = brief.sentence(limits.quote)
    assert words == limits.quote.exact
    assert after.endswith(".")
    assert before[:1].isupper()
    assert "\n" not in before + after


def test_labels_in_other_languages_stand_beside_the_english_one() -> None:
    brief = harbour(said("aland demands fee issue=fees"))
    fee = brief.names["provision/fee"]
    assert (fee.label, fee.others) == ("Ships pay a fee", (("sv", "Avgift"),))


def test_a_thing_without_a_label_is_called_by_its_slug() -> None:
    store = ox.Store()
    store.bulk_extend(quad for quad in seeds_store() if quad.predicate != RDFS.label)
    brief = gather(store)
    assert brief.name("party/united-states").casefold() == "united states"


def test_one_negotiation_of_several() -> None:
    whole = gather(rounds_store())
    assert len(whole.negotiations) == 2
    trade = gather(rounds_store(), negotiation=negotiation_iri("ostra-trade-2026"))
    assert trade.negotiations == ("negotiation/ostra-trade-2026",)
    assert len(trade.reports) < len(whole.reports)
    # What is said at the other table is shown with the apparent conflict, and stands in no cell of this one.
    (finding,) = trade.findings.values()
    tables = {trade.statements[one].negotiation for one in (finding.first, finding.second) if one is not None}
    assert len(tables) == 2
    held = {position for cell in trade.cells.values() for position in cell.positions + cell.superseded}
    assert {trade.positions[position].negotiation for position in held} == {"negotiation/ostra-trade-2026"}


def test_a_store_without_reports_has_no_brief() -> None:
    with pytest.raises(NotFoundError, match="no reports"):
        gather(ox.Store())
    with pytest.raises(NotFoundError, match="no report of atlantis"):
        gather(seeds_store(), negotiation=ox.NamedNode(DATA + "negotiation/atlantis"))


def test_the_order_of_the_quads_changes_nothing() -> None:
    store = ox.Store()
    store.bulk_extend(sorted(seeds_store(), key=lambda quad: str(quad)[::-1]))
    other, brief = gather(store), seeds()
    for field in fields(Brief):
        one, two = getattr(brief, field.name), getattr(other, field.name)
        assert one == two, field.name
        if isinstance(one, dict):
            assert list(one) == list(two), field.name


def test_what_a_person_rejected_is_not_told_and_what_a_person_wrote_names_the_person() -> None:
    """Statements that were set aside stay in the store, in graphs that look like those of reports."""
    read = seed("001")
    wrong, mended = read.statements[3], read.statements[4]
    settled = settle(read, [reject(wrong), correct(mended, 1)])
    store = ox.Store()
    store.bulk_extend(reference_quads())
    store.bulk_extend(extraction_quads(settled.extraction))
    store.bulk_extend(deprecated_quads(read.report, settled.deprecated))
    brief = gather(store)
    assert set(brief.statements) == {f"statement/{one.id}" for one in settled.extraction.statements}
    assert f"statement/{wrong.id}" not in brief.statements
    (by_hand,) = [one for one in brief.statements.values() if one.decided_by]
    assert (by_hand.decided_by, by_hand.rank, by_hand.rule) == ("Ada", "rank/preferred", "by-hand")


class Counted:
    """A store that counts what it is asked."""

    def __init__(self, store: ox.Store) -> None:
        self.store, self.asked = store, 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        def ask(*values: object, **options: object) -> object:
            self.asked += 1
            return getattr(self.store, name)(*values, **options)

        return ask


def test_a_larger_store_is_asked_no_more_than_a_small_one() -> None:
    """Asking item by item would take hours on a store of thousands of reports."""
    small, large = Counted(store_of(*said("aland demands dredged issue=works"))), Counted(seeds_store())
    for counted in (small, large):
        gather(cast("Readable", counted))
    assert large.asked == small.asked > 0
