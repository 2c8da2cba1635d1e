"""What the five bundled reports are full of, and what a careless reader falls into: one test for each trap."""

from __future__ import annotations

import re

import pytest
from seed_reports import NUMBERS, on, row, seed

from kg.lexicon import load_lexicon
from kg.model import Act, DateBasis, Extraction, Meeting, Outcome, Sourcing, Stance, Statement
from kg.report import describe

AGAINST_TERMS = ("asserts", "peace-terms", "against")


def only(statements: list[Statement]) -> Statement:
    (statement,) = statements
    return statement


def quotes(extraction: Extraction) -> list[tuple[int, int, str]]:
    found: list[Statement | Meeting | Outcome] = [*extraction.statements, *extraction.meetings, *extraction.outcomes]
    return [(q.start, q.end, q.text) for record in found for q in (record.quote, *record.also_at)]


def stretch(extraction: Extraction, first: str, last: str) -> tuple[int, int]:
    """Return the offsets from the words ``first`` to the end of the words ``last``, which both stand in the text."""
    start = extraction.report.text.index(first)
    return start, extraction.report.text.index(last, start) + len(last)


def statements_in(extraction: Extraction, place: tuple[int, int]) -> list[Statement]:
    """Return the statements one of whose quotes shares a character with the stretch."""
    return [
        s for s in extraction.statements
        if any(q.start < place[1] and place[0] < q.end for q in (s.quote, *s.also_at))
    ]  # fmt: skip


def test_the_crawl_header_is_a_source_of_the_date_and_no_text() -> None:
    """000 and 001 begin with the crawler's date; read as text it would be quoted, or date a meeting."""
    for number in ("000", "001"):
        told = seed(number)
        header = re.match(r" date \d{4}-\d\d-\d\d", told.report.text)
        assert header, "the stored text keeps the header"
        assert min(start for start, _, _ in quotes(told)) >= header.end()
    assert str(seed("000").report.date) == "2025-07-23"
    assert seed("000").report.date_basis is DateBasis.CRAWL_HEADER
    # 001 says itself when it was published, which counts for more.
    assert str(seed("001").report.date) == "2025-07-24"
    assert seed("001").report.date_basis is DateBasis.PUBLICATION_LINE


def test_no_break_spaces_inside_sentences_stay_in_the_quotes() -> None:
    """002 has 15 of them; a quote retyped with plain spaces is not found in the text."""
    told = seed("002")
    assert told.report.text.count("\u00a0") == 15
    assert all(told.report.text[start:end] == text for start, end, text in quotes(told))
    assert sum("\u00a0" in text for _, _, text in quotes(told)) >= 5
    # They must not hide the matter either: the same sentence stands in 000 with plain spaces.
    for number in ("000", "002"):
        assert ("Ukraine", "demands", "leaders-meeting", "for") in map(row, seed(number).statements)


def test_a_lost_list_is_an_incomplete_record_and_is_filled_from_nowhere() -> None:
    """000 lost what stood behind "including:" and "was clear:"; 002 has both lists, and lends nothing."""
    told = seed("000")
    incomplete = [s for s in told.statements if s.incomplete]
    assert {(s.party.label, s.issue) for s in incomplete} == {("Russia", "peace-terms"), ("Ukraine", "agenda")}
    assert all(s.content is None and s.provision is None for s in incomplete)
    assert {s.quote.text.split()[-1] for s in incomplete} == {"including", "clear"}
    listed = {"territorial-withdrawal", "language-rights", "neutrality"}
    assert not listed & {s.issue for s in told.statements}
    assert listed <= {s.issue for s in seed("002").statements}
    assert not [s for s in seed("002").statements if s.incomplete]


def test_text_printed_twice_is_read_once_and_the_title_is_found_below() -> None:
    """000 prints six paragraphs again behind its headline, which stands at line 7."""
    told = seed("000")
    assert 1400 <= told.report.repeated_characters <= 1440
    assert len(told.report.repeated) == 6
    for again in told.report.repeated:
        assert not statements_in(told, (again.start, again.end))
    assert len(on(told, "sanctions")) == 1
    assert len([o for o in told.outcomes if o.issue == "prisoner-exchange"]) == 1
    assert told.report.title == told.report.text.splitlines()[6]
    assert told.report.title.startswith("Russia and Ukraine to hold first peace talks")


def test_a_headline_set_after_the_talks_over_a_text_written_before_them() -> None:
    """001 says "after talks" above, and "will be a very difficult conversation" below."""
    told = seed("001")
    assert told.report.title == "Russia plays down breakthrough chances after talks with Ukraine"
    low = only([s for s in on(told, "talks-progress") if s.party.label == "Russia" and s.speaker is None])
    assert (low.act, low.stance) == (Act.EXPECTS, Stance.AGAINST)
    # One statement: the text's own words are its quote, the headline is another place of it.
    assert low.quote.text.startswith("The Kremlin played down expectations of any breakthrough")
    assert told.report.title.startswith(low.also_at[0].text[:20])
    assert "Peskov" in {s.speaker.label.split()[-1] for s in told.statements if s.speaker}


@pytest.mark.parametrize(
    ("number", "party", "speaker", "sourcing"),
    [
        ("000", "Russia", "Dmitry Peskov", Sourcing.NAMED),
        ("001", "Russia", "Dmitry Peskov", Sourcing.NAMED),
        ("002", "Russia", "Dmitry Peskov", Sourcing.NAMED),
        ("003", "Ukraine", "A senior Ukrainian official", Sourcing.UNNAMED),
    ],
)
def test_the_same_words_belong_to_two_speakers(number: str, party: str, speaker: str, sourcing: Sourcing) -> None:
    """ "diametrically opposed" is Peskov's in three reports and an unnamed Ukrainian's in the fourth."""
    told = seed(number)
    said = only([s for s in told.statements if "diametrically opposed" in s.quote.text])
    assert row(said) == (party, *AGAINST_TERMS)
    assert (said.speaker_text, said.sourcing) == (speaker, sourcing)


def test_the_fifty_days_are_for_a_peace_deal_or_for_a_ceasefire() -> None:
    """000, 001 and 002 say peace deal, 003 and a blurb inside 002 say ceasefire; neither is made into the other."""
    found = {
        number: {s.provision for s in seed(number).statements if s.provision and s.provision.endswith("-50-days")}
        for number in NUMBERS
    }
    assert found == {
        "000": {"peace-deal-within-50-days"},
        "001": {"peace-deal-within-50-days"},
        "002": {"peace-deal-within-50-days", "ceasefire-within-50-days"},
        "003": {"ceasefire-within-50-days"},
        "004": set(),
    }


def test_four_regions_and_occupied_territories_are_two_provisions() -> None:
    """002 asks for regions of which Ukraine holds part, 004 for what is occupied: they overlap and are not equal."""
    regions = only(on(seed("002"), "territorial-withdrawal"))
    occupied = only([s for s in on(seed("004"), "territory") if s.party.label == "Russia"])
    assert regions.provision == "withdrawal-from-four-regions"
    assert occupied.provision == "cession-of-occupied-territory"
    assert all(s.party.label == "Russia" and s.act is Act.DEMANDS for s in (regions, occupied))


@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_a_threat_unless_is_a_threat_and_a_demand(number: str) -> None:
    """ "threatened sanctions unless a peace deal was reached": two records from one clause."""
    told = seed(number)
    threat = only([s for s in told.statements if s.act is Act.THREATENS and s.party.label == "United States"])
    demand = only([s for s in on(told, "peace-deal") if s.party.label == "United States"])
    assert (threat.issue, threat.stance, demand.act, demand.stance) == (
        "sanctions",
        Stance.FOR,
        Act.DEMANDS,
        Stance.FOR,
    )
    assert threat.condition == "unless a peace deal was reached within 50 days"
    assert demand.condition is None
    assert threat.quote == demand.quote


def test_nothing_of_a_section_on_other_matters() -> None:
    """002 ends with protests over a law on anti-graft agencies: called for, condition, would, said."""
    told = seed("002")
    section = stretch(told, "Protests against Ukraine government move", "annual corruption index")
    assert not statements_in(told, section)
    assert not [o for o in told.outcomes if section[0] <= o.quote.start < section[1]]


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        ("000", "Ukraine has hit back", "deep inside the country."),
        ("000", "though reaction on financial markets", "follow through"),
        ("000", "In recent weeks Russian forces", "capital Kyiv"),
        ("002", "Fierce fighting rages", "hundreds of drones"),
        ("002", "Why Russian drones", "explains"),
        ("002", "Several hundred people", "European Union"),
        ("002", "consistently cited by investors", "the general public"),
        ("002", "Residents inspect", "(Nina Liashonok/Reuters)"),
        ("003", "many remain skeptical", "latest talks"),
        ("003", "In recent days, Russia has escalated", "in eastern Ukraine"),
        ("004", "few are optimistic", "breakthrough"),
        ("004", "“Even if we don't achieve", "Kyiv-based analyst"),
        ("004", "heavy combat continues", "Sumy region"),
        ("004", "a 66-year-old woman", "in a recent attack"),
    ],
)
def test_battlefields_markets_analysts_and_students_hold_no_position(number: str, first: str, last: str) -> None:
    """Russia claims villages, Ukraine drones, an analyst a crucial dialogue; none of it is a position of a party."""
    told = seed(number)
    assert not statements_in(told, stretch(told, first, last))


@pytest.mark.parametrize("number", ["000", "002"])
def test_turned_down_a_challenge_and_has_said_he_does_not_see_him(number: str) -> None:
    """Three people in one sentence, two of them "him": Putin rejects a meeting and denies Zelensky's legitimacy."""
    told = seed(number)
    sentence = stretch(told, "Putin turned down", "expired last year.")
    refused, denied = [s for s in statements_in(told, sentence) if s.party.label == "Russia"]
    if refused.issue != "leaders-meeting":
        refused, denied = denied, refused
    assert row(refused) == ("Russia", "rejects", "leaders-meeting", "against")
    assert row(denied) == ("Russia", "asserts", "leader-legitimacy", "against")
    assert {s.speaker.label for s in (refused, denied) if s.speaker} == {"Vladimir Putin"}
    # The challenge itself is Zelensky's demand, made elsewhere in the report and only mentioned here.
    assert {row(s) for s in statements_in(told, sentence)} - {row(refused), row(denied)} <= {
        ("Ukraine", "demands", "leaders-meeting", "for")
    }


def test_one_agency_text_is_credited_in_two_ways_and_once_not_at_all() -> None:
    """000, 001 and 002 are one Reuters text: 000 says so in a byline, 002 by "told Reuters" twice, 001 never."""
    assert [seed(number).report.agency for number in NUMBERS] == ["Reuters", None, "Reuters", None, None]
    without_being_told = {n: seed(n).report.text.replace("told Reuters", "said") for n in ("000", "002")}
    assert describe(without_being_told["000"], "a.txt").agency == "Reuters"
    assert describe(without_being_told["002"], "a.txt").agency is None
    assert "Reuters" not in seed("001").report.text
    assert seed("001").report.publisher == "Dawn"


def test_what_a_copy_dropped_is_not_put_back() -> None:
    """001 left out "told Reuters" and "could not independently confirm"."""
    fighting = {number: only(on(seed(number), "continuation-of-war")) for number in ("000", "001", "002")}
    assert {n for n, s in fighting.items() if "told Reuters" in s.quote.text} == {"000", "002"}
    assert all(s.sourcing is Sourcing.UNNAMED and s.party.label == "Russia" for s in fighting.values())
    assert {s.speaker_text for s in fighting.values()} == {
        "Three sources close to the Kremlin", "three sources close to the Kremlin",
    }  # fmt: skip
    assert {n for n in NUMBERS if "could not independently confirm" in seed(n).report.text} == {"000", "002"}
    assert not [s for s in seed("001").statements if s.caveat]


@pytest.mark.parametrize("number", ["000", "002"])
def test_a_caveat_in_the_next_sentence_is_kept(number: str) -> None:
    """ "Reuters could not independently confirm the battlefield report" follows the sentence with the buffer zone."""
    caveat = only(on(seed(number), "buffer-zone")).caveat
    assert caveat is not None
    assert "could not independently confirm" in caveat


def test_every_spelling_and_metonym_means_one_party() -> None:
    """Zelensky and Zelenskyy, Turkey, Turkiye and Türkiye, Kyiv, Moscow and the Kremlin."""
    presidents = {s.speaker for n in NUMBERS for s in seed(n).statements if s.speaker and "Zelensk" in s.speaker.label}
    assert len(presidents) == 1
    assert {n for n in NUMBERS if "Zelenskyy" in seed(n).report.text} == {"002", "004"}
    parties = {s.party.label for number in NUMBERS for s in seed(number).statements}
    assert parties == {"Russia", "Ukraine", "United States"}
    names = load_lexicon("istanbul-2025").names
    for party, spellings in {
        "Russia": ("Russia", "Moscow", "Kremlin"),
        "Türkiye": ("Türkiye", "Turkiye", "Turkey"),
        "Ukraine": ("Ukraine", "Kyiv", "Kiev"),
    }.items():
        assert {n.entity.label for word in spellings for n in names[(word,)] if n.kind == "party"} == {party}
    places = {m.place.label for number in ("002", "003") for m in seed(number).meetings if m.place}
    assert places == {"Istanbul", "Türkiye"}
