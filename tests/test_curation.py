"""Decisions in a store: they outlast a rebuild and a newer extractor, and can be taken back without a trace."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pyoxigraph as ox
import pytest
from curating import accept, add, correct, decision, random_decisions, reject, split
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seed_reports import NUMBERS, seed, seed_file

from kg.answers import Table
from kg.curation import as_extracted, decide, decisions_of, extracted_from, next_time, settled_report, undo
from kg.errors import InputError, NotFoundError, UsageError
from kg.graphs import canonical_nquads, canonical_order, decision_quads, extraction_quads, read_decisions
from kg.ingest import Fate, ingest, remove
from kg.iris import CURATION_GRAPH, report_iri, statement_iri
from kg.model import Act, DecisionKind, Extraction, Extractor, Rank, Stance, Statement
from kg.model.plain import plain, unplain
from kg.query import available, load, run
from kg.refresh import ready, refresh_findings, refresh_reference
from kg.settle import settle, unsettled, written_by_hand
from kg.sources import find_reports
from kg.store import REPORT, Store
from kg.vocab import PROV, XSD

SEEDS = [str(seed_file(number)) for number in NUMBERS]


class _Kept(Store):
    """A store in memory that stays open when a command is done with it."""

    def close(self) -> None:
        """Stay open."""


@cache
def _built() -> tuple[ox.Quad, ...]:
    store = Store.in_memory()
    refresh_reference(store)
    for number in NUMBERS:
        store.put_report(extraction_quads(seed(number)))
    ready(store)
    return tuple(store.rdf)


@pytest.fixture
def store() -> Store:
    rdf = ox.Store()
    rdf.bulk_extend(_built())
    return _Kept(rdf, None)


def statements(number: str = "004") -> list[Statement]:
    return list(canonical_order(seed(number)).statements)


def standing(store: Store, number: str = "004") -> dict[str, Statement]:
    return {one.id: one for one in settled_report(store.rdf, seed(number).report.id).extraction.statements}


def test_an_accepted_statement_is_preferred_and_says_who_accepted_it(store: Store) -> None:
    one = statements()[0]
    decide(store, [accept(one)])
    found = standing(store)[one.id]
    assert (found.rank, found.decided_by) == (Rank.PREFERRED, "Ada")
    assert replace(found, rank=Rank.NORMAL, decision=None, decided_by=None) == one


def test_a_rejected_statement_is_kept_and_counts_for_nothing(store: Store) -> None:
    one = statements()[0]
    decide(store, [reject(one)])
    settled = settled_report(store.rdf, one.report)
    assert one.id not in {each.id for each in settled.extraction.statements}
    assert [(each.id, each.rank) for each in settled.deprecated] == [(one.id, Rank.DEPRECATED)]
    graphs = {quad.graph_name for quad in store.rdf.quads_for_pattern(statement_iri(one.id), None, None, None)}
    assert report_iri(one.report) not in graphs


def test_a_correction_stands_in_for_what_was_extracted(store: Store) -> None:
    one = next(each for each in statements() if each.stance is Stance.FOR)
    decide(store, [correct(one, stance=Stance.AGAINST)])
    (found,) = [each for each in standing(store).values() if each.revises == one.id]
    assert (found.stance, found.rank, found.by_hand) == (Stance.AGAINST, Rank.PREFERRED, True)
    assert one.id not in standing(store)


def test_what_is_rejected_is_to_every_question_as_if_it_had_not_been_extracted(store: Store) -> None:
    """A query that looks into any graph, and not into those of reports, would go on counting it."""
    choose = random.Random(5)
    gone = {one.id for number in NUMBERS for one in choose.sample(statements(number), 4)}
    decide(store, [reject(one) for number in NUMBERS for one in statements(number) if one.id in gone])
    without = Store.in_memory()
    refresh_reference(without)
    for number in NUMBERS:
        kept = tuple(one for one in seed(number).statements if one.id not in gone)
        without.put_report(extraction_quads(replace(seed(number), statements=kept)))
    refresh_findings(without)
    asked = [query for query in available() if query.name != "decisions"]
    different = [query.name for query in asked if run(store.rdf, query, {}) != run(without.rdf, query, {})]
    assert different == []


def test_findings_follow_what_people_decided_and_raw_shows_the_machines(store: Store) -> None:
    before = run(store.rdf, load("conflicts"), {})
    assert isinstance(before, Table)
    quote = before.records()[0]["first_quote"]
    provision = next(one.provision for number in NUMBERS for one in statements(number) if one.quote.text == quote)
    decide(store, [reject(one) for number in NUMBERS for one in statements(number) if one.provision == provision])
    after = run(store.rdf, load("conflicts"), {})
    assert isinstance(after, Table)
    assert len(after.rows) < len(before.rows)
    assert run(as_extracted(store.rdf), load("conflicts"), {}) == before


def test_a_position_is_shown_by_what_a_person_accepted(store: Store) -> None:
    """Of the statements of one position the latest is shown, unless somebody vouches for another one."""
    rows = run(store.rdf, load("positions"), {})
    assert isinstance(rows, Table)
    found = {one.id: one for number in NUMBERS for one in statements(number)}
    for row in rows.records():
        shown = found[row["statement"]]
        others = [
            one
            for one in found.values()
            if (one.party, one.provision, one.issue, one.stance, one.negotiation)
            == (shown.party, shown.provision, shown.issue, shown.stance, shown.negotiation)
            and one.id != shown.id
            and not one.is_candidate
            and not one.incomplete
            and one.provision is not None
        ]
        if others:
            decide(store, [accept(others[0])])
            again = run(store.rdf, load("positions"), {})
            assert isinstance(again, Table)
            assert others[0].id in {each["statement"] for each in again.records()}
            assert shown.id not in {each["statement"] for each in again.records()}
            return
    raise AssertionError("no position of the seeds rests on two statements")


def test_a_candidate_that_is_accepted_counts(store: Store) -> None:
    one = replace(statements()[0], confidence=0.1)
    store.put_report(extraction_quads(replace(seed("004"), statements=(one,))))
    refresh_findings(store)
    assert one.is_candidate
    decide(store, [accept(one)])
    assert not standing(store)[one.id].is_candidate
    (decided,) = decisions_of(store.rdf)
    undo(store, [decided.id])
    assert standing(store)[one.id].is_candidate


def test_what_a_model_found_is_decided_about_like_everything_else(store: Store) -> None:
    model = Extractor("a model", "7", '{"temperature":0}')
    found = tuple(replace(one, rule="llm", confidence=None, extractor=model) for one in statements()[:3])
    extraction = replace(seed("004"), statements=found, extractors=(model,))
    store.put_report(extraction_quads(extraction))
    refresh_findings(store)
    before = canonical_nquads(store.rdf)
    assert all(one.is_candidate for one in found)
    decide(store, [accept(found[0]), reject(found[1]), correct(found[2])])
    assert not standing(store)[found[0].id].is_candidate
    assert canonical_order(extracted_from(store.rdf, found[0].report)) == canonical_order(extraction)
    undo(store, [one.id for one in decisions_of(store.rdf)])
    assert canonical_nquads(store.rdf) == before


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed_number=st.integers(0, 2**32))
def test_two_hundred_decisions_outlast_a_rebuild_and_can_be_taken_back(seed_number: int) -> None:
    rdf = ox.Store()
    rdf.bulk_extend(_built())
    store = _Kept(rdf, None)
    before = canonical_nquads(store.rdf)
    choose = random.Random(seed_number)
    taken = random_decisions(choose, [canonical_order(seed(number)) for number in NUMBERS], 200)
    decide(store, taken)
    after = canonical_nquads(store.rdf)
    assert decisions_of(store.rdf) == taken
    assert decide(store, taken) == ()
    reports = [REPORT + seed(number).report.id for number in NUMBERS]
    remove(store, choose.sample(reports, choose.randint(1, 5)), lambda *_: None)
    assert decisions_of(store.rdf) == taken
    ingest(find_reports(choose.sample(SEEDS, 5)), lambda: store)
    assert canonical_nquads(store.rdf) == after
    for part in (taken[120:], taken[:120]):
        undo(store, [one.id for one in part])
    assert canonical_nquads(store.rdf) == before


@settings(max_examples=15, deadline=None)
@given(seed_number=st.integers(0, 2**32), number=st.sampled_from(NUMBERS))
def test_nothing_extracted_is_ever_lost_whatever_is_decided(seed_number: int, number: str) -> None:
    extraction = canonical_order(seed(number))
    taken = random_decisions(random.Random(seed_number), [extraction], 40)
    settled = settle(extraction, taken)
    assert canonical_order(unsettled(settled.extraction, settled.deprecated)) == extraction
    assert len(settled.effective) + len(settled.superseded) == len(taken)
    ids = [one.id for one in (*settled.extraction.statements, *settled.deprecated)]
    assert len(ids) == len(set(ids))
    assert read_decisions(quad for one in taken for quad in decision_quads(one)) == taken
    for statement in settled.extraction.statements:
        assert unplain(Statement, plain(statement)) == statement


def test_the_last_word_counts_and_the_one_before_stays_on_record() -> None:
    one = statements()[0]
    words = [reject(one, 1), accept(one, 2), reject(one, 3), correct(one, 4)]
    for number in range(1, 5):
        settled = settle(seed("004"), words[:number])
        assert settled.effective == (words[number - 1],)
        assert list(settled.superseded) == words[: number - 1]
    assert settle(seed("004"), reversed(words)) == settled


def test_a_newer_extractor_with_another_reading_does_not_undo_what_was_accepted() -> None:
    """It was the old reading that somebody vouched for."""
    one = next(each for each in statements() if each.issue is not None)
    newer = replace(one, issue="ceasefire" if one.issue != "ceasefire" else "sanctions", provision=None)
    settled = settle(_with(one, newer), [accept(one)])
    assert [each.id for each in settled.deprecated] == [newer.id]
    (stands,) = [each for each in settled.extraction.statements if each.rank is Rank.PREFERRED]
    assert (stands.issue, stands.provision, stands.by_hand) == (one.issue, one.provision, True)
    assert len(settled.drifted) == 1


def test_a_newer_extractor_that_finds_nothing_there_does_not_drop_what_was_accepted() -> None:
    one = statements()[0]
    settled = settle(_with(one), [accept(one)])
    assert [each.quote for each in settled.extraction.statements if each.rank is Rank.PREFERRED] == [one.quote]
    assert len(settled.unmatched) == 1


def test_a_newer_extractor_that_finds_what_a_person_wrote_counts_it_once() -> None:
    one = next(each for each in statements() if each.stance is Stance.FOR)
    right = replace(one, stance=Stance.AGAINST)
    settled = settle(_with(one, right), [correct(one, stance=Stance.AGAINST)])
    same = [each for each in settled.extraction.statements if each.quote == one.quote and each.party == one.party]
    assert [each.by_hand for each in same if each.stance is Stance.AGAINST] == [True]


def test_a_rejection_finds_a_statement_again_by_its_place_and_act_and_says_that_it_changed() -> None:
    one = next(each for each in statements() if each.provision is not None)
    newer = replace(one, provision=None)
    settled = settle(_with(one, newer), [reject(one)])
    assert [each.id for each in settled.deprecated] == [newer.id]
    assert len(settled.drifted) == 1


def test_of_two_statements_at_one_place_a_rejection_takes_neither_rather_than_the_wrong_one() -> None:
    one = statements()[0]
    parties = [each.party for each in statements("000") if each.party != one.party][:2]
    other = next(each.party for each in statements("000") if each.party not in (one.party, parties[0]))
    two = [replace(one, party=party) for party in (parties[0], other)]
    settled = settle(_with(one, *two), [reject(one)])
    assert settled.deprecated == ()
    assert len(settled.unmatched) == 1


def test_a_decision_about_what_another_decision_wrote_holds_while_that_stands() -> None:
    one = statements()[0]
    first = correct(one, 1)
    second = reject(first.results[0], 2)
    assert settle(seed("004"), [first, second]).unmatched == ()
    assert first.results[0].id not in {each.id for each in settle(seed("004"), [first, second]).extraction.statements}
    back = accept(one, 3)
    assert settle(seed("004"), [first, second, back]).unmatched == (second,)


def test_what_a_person_wrote_and_another_rejected_is_kept(store: Store) -> None:
    """Who wrote it, and in which words, would else be seen in no table."""
    first = correct(statements()[0], 1)
    second = replace(reject(first.results[0], 2), by="Ben")
    decide(store, [first, second])
    settled = settled_report(store.rdf, first.report)
    assert {one.id: one.decided_by for one in settled.deprecated}[first.results[0].id] == "Ben"
    assert (settled.effective, settled.superseded) == ((second,), (first,))
    rows = run(store.rdf, load("decisions"), {})
    assert isinstance(rows, Table)
    told = {(row["curator"], row["statement"], row["rank"]) for row in rows.records()}
    assert ("Ben", first.results[0].id, "deprecated") in told
    assert ("Ada", first.results[0].id, "") in told


def test_what_a_later_decision_rests_on_is_not_taken_back_alone(store: Store) -> None:
    """The machine's statement would count again beside the correction of its correction."""
    first = correct(statements()[0], 1)
    second = replace(correct(first.results[0], 2, stance=Stance.FOR), by="Ben")
    decide(store, [first, second])
    before = canonical_nquads(store.rdf)
    with pytest.raises(UsageError, match="take that back first"):
        undo(store, [first.id])
    assert canonical_nquads(store.rdf) == before
    undo(store, [first.id, second.id])
    assert decisions_of(store.rdf) == []


def test_a_decision_that_would_break_a_shape_is_refused_and_nothing_is_written(store: Store) -> None:
    one = next(each for each in statements() if each.issue is not None)
    before = canonical_nquads(store.rdf)
    wrong = decision(DecisionKind.CORRECT, one, written_by_hand(replace(one, content="never said so"), one.id))
    with pytest.raises(InputError, match="nothing was written"):
        decide(store, [accept(statements()[1]), wrong])
    unknown = replace(one, issue="no-such-issue", provision=None)
    with pytest.raises(InputError, match="nothing was written"):
        decide(store, [decision(DecisionKind.CORRECT, one, written_by_hand(unknown, one.id))])
    assert canonical_nquads(store.rdf) == before


def test_a_quote_that_stands_elsewhere_than_it_says_cannot_come_in_by_a_decision(store: Store) -> None:
    one = statements()[0]
    moved = replace(one.quote, start=one.quote.start + 1, end=one.quote.end + 1)
    wrong = written_by_hand(replace(one, quote=moved, content=None), None)
    with pytest.raises(InputError, match="nothing was written"):
        decide(store, [decision(DecisionKind.ADD, None, wrong)])


def test_decisions_about_a_report_that_is_not_there_are_refused(store: Store) -> None:
    one = replace(statements()[0], report="0123456789abcdef")
    with pytest.raises(NotFoundError, match="kg add"):
        decide(store, [accept(one)])


def test_an_unknown_decision_cannot_be_taken_back(store: Store) -> None:
    decide(store, [accept(statements()[0])])
    with pytest.raises(NotFoundError, match="there is no decision"):
        undo(store, ["0123456789abcdef"])
    assert len(decisions_of(store.rdf)) == 1


def test_a_decision_that_was_altered_by_other_hands_is_seen(store: Store) -> None:
    decide(store, [accept(statements()[0])])
    (time,) = store.rdf.quads_for_pattern(None, PROV.generatedAtTime, None, CURATION_GRAPH)
    later = ox.Literal("2030-01-01T00:00:00Z", datatype=XSD.dateTime)
    store.rdf.remove(time)
    store.rdf.add(ox.Quad(time.subject, time.predicate, later, CURATION_GRAPH))
    with pytest.raises(InputError, match="altered"):
        decisions_of(store.rdf)


def test_the_next_decision_comes_after_all_others_even_where_the_clock_was_set_back(store: Store) -> None:
    decide(store, [accept(statements()[0], minute=5)])
    (taken,) = decisions_of(store.rdf)
    assert next_time(store.rdf, taken.at.replace(year=2020)) > taken.at


def test_an_added_statement_of_a_report_comes_back_with_the_report(store: Store) -> None:
    extraction = seed("003")
    missing = add(extraction.report, extraction.statements[0], 0, 60)
    decide(store, [missing])
    remove(store, [REPORT + extraction.report.id], lambda *_: None)
    with pytest.raises(NotFoundError):
        extracted_from(store.rdf, extraction.report.id)
    ingest(find_reports([str(seed_file("003"))]), lambda: store)
    assert missing.results[0].id in standing(store, "003")


def test_a_report_is_refused_where_a_person_wrote_of_what_the_ontology_has_no_more(store: Store) -> None:
    """A decision of an older version would else bring in what no shape would let pass."""
    one = next(each for each in statements() if each.issue is not None)
    gone = written_by_hand(replace(one, issue="no-such-issue", provision=None), one.id)
    remove(store, [REPORT + one.report], lambda *_: None)
    store.change([], decision_quads(decision(DecisionKind.CORRECT, one, gone)))
    before = canonical_nquads(store.rdf)
    (reading,) = ingest(find_reports([str(seed_file("004"))]), lambda: store).readings
    assert reading.fate is Fate.REFUSED
    assert "no-such-issue" in str(reading.violations[0])
    assert canonical_nquads(store.rdf) == before


def test_split_statements_both_stand(store: Store) -> None:
    one = statements()[0]
    decide(store, [split(one)])
    assert len([each for each in standing(store).values() if each.revises == one.id]) == 2


def test_an_act_outside_the_vocabulary_is_no_statement() -> None:
    with pytest.raises(ValueError, match="act"):
        unplain(Statement, {**plain(statements()[0]), "act": "whispers"})
    assert unplain(Statement, plain(statements()[0])).act in set(Act)


def _with(gone: Statement, *instead: Statement) -> Extraction:
    """Return a newer reading of the last seed: without one statement, with others in its place."""
    kept = [one for one in seed("004").statements if one.id != gone.id]
    return replace(seed("004"), statements=(*kept, *instead))
