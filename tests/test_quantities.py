"""Numbers, units and bounds in a sentence; which of them a statement names; conversion to one unit a dimension."""

from __future__ import annotations

from decimal import Decimal

import pytest
from seed_reports import NUMBERS, read, seed

from kg.extract.measures import find_measures
from kg.lexicon import load_lexicon
from kg.model import Quantity, Span, Statement
from kg.sentences import normalise, read_sentences
from kg.times import find_dates
from kg.units import base_unit, make_quantity, to_base

Bound = str | None


def measured(text: str) -> list[tuple[str, Bound, Bound, str]]:
    """The measures of a sentence: words, lowest, highest, unit."""
    (sentence,) = read_sentences(text, Span(0, len(text)))
    dates = [Span(found.start, found.end) for found in find_dates(normalise(text), None)]
    tokens = sentence.tokens
    return [
        (text[tokens[m.start].start : tokens[m.end - 1].end], written(m.lowest), written(m.highest), m.unit)
        for m in find_measures(tokens, load_lexicon(None), dates)
    ]


def written(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


NAMED = [
    # digits and words
    ("Norland wants 1,200 Sudmark prisoners of war freed.", "1,200 Sudmark prisoners", "1200", "1200", "{prisoner}"),
    ("The union wants 1\u00a0000 people hired.", "1\u00a0000 people", "1000", "1000", "{person}"),
    ("They asked for two dozen hostages.", "two dozen hostages", "24", "24", "{hostage}"),
    ("They sought one hundred and twenty buses.", "one hundred and twenty buses", "120", "120", "{bus}"),
    ("It needs sixty-five thousand square km.", "sixty-five thousand square km", "65000", "65000", "km2"),
    ("It wants half a million tonnes.", "half a million tonnes", "500000", "500000", "t"),
    ("It would take two and a half years.", "two and a half years", "2.5", "2.5", "a"),
    ("They want 20 of the 48 hostages back.", "20 of the 48 hostages", "20", "20", "{hostage}"),
    ("Norland asked for an 800-strong force.", "800-strong", "800", "800", "{person}"),
    # shares
    ("It wants three-quarters of the land.", "three-quarters", "75", "75", "%"),
    ("It wants a third of the seats.", "a third", "33.3333", "33.3333", "%"),
    ("It wants half of the fund.", "half", "50", "50", "%"),
    ("They offered 7.5% more.", "7.5%", "7.5", "7.5", "%"),
    ("They offered a 15-per-cent rise.", "15-per-cent", "15", "15", "%"),
    # money
    ("The bank offered €40m.", "€40m", "40000000", "40000000", "EUR"),
    ("Norland asked for US$6bn.", "US$6bn", "6000000000", "6000000000", "USD"),
    ("It wants six billion dollars.", "six billion dollars", "6000000000", "6000000000", "USD"),
    ("It wants A$5 to 10 million.", "A$5 to 10 million", "5000000", "10000000", "AUD"),
    ("It wants EUR 40 million.", "EUR 40 million", "40000000", "40000000", "EUR"),
    ("It offered $1.2 billion a year.", "$1.2 billion a year", "1200000000", "1200000000", "USD/a"),
    # durations, distances, masses, rates
    ("Norland wants a two-year truce.", "two-year", "2", "2", "a"),
    ("Norland wants a month-long truce.", "month-long", "1", "1", "mo"),
    ("They would rest for a fortnight.", "a fortnight", "1", "1", "2.wk"),
    ("It may hold 300kg.", "300kg", "300", "300", "kg"),
    ("It must stay 500km away.", "500km", "500", "500", "km"),
    ("They want a 35-hour week.", "35-hour week", "35", "35", "h/wk"),
    ("It sells 20,000 barrels of oil a day.", "20,000 barrels of oil a day", "20000", "20000", "{barrel}/d"),
    # ranges
    ("They want between 30 and 40 days.", "between 30 and 40 days", "30", "40", "d"),
    ("They want 30-40 per cent.", "30-40 per cent", "30", "40", "%"),
    ("They want 200–300 soldiers.", "200–300 soldiers", "200", "300", "{soldier}"),
    ("They want two or three brigades.", "two or three brigades", "2", "3", "{brigade}"),
    ("The rate goes from 30 to 40 percent.", "40 percent", "40", "40", "%"),  # a change, no range
    # bounds
    ("They need at least 6,000 pumps.", "at least 6,000 pumps", "6000", None, "{pump}"),
    ("They may keep no more than 1,000 pumps.", "no more than 1,000 pumps", None, "1000", "{pump}"),
    ("They want more than 20 km.", "more than 20 km", "20", None, "km"),
    ("They want over 20 km.", "over 20 km", "20", None, "km"),
    ("It costs £3bn over ten years.", "ten years", "10", "10", "a"),  # how long it takes, no bound
    ("They want 30 or more prisoners.", "30 or more prisoners", "30", None, "{prisoner}"),
    ("They want 40 per cent or less.", "40 per cent or less", None, "40", "%"),
    ("It must not exceed 300 kilograms.", "not exceed 300 kilograms", None, "300", "kg"),
    ("It wants a halt to enrichment above 5 percent.", "above 5 percent", None, "5", "%"),
    ("They want a cap on catches at 300 tonnes.", "300 tonnes", None, "300", "t"),
    ("They want about 40 guards.", "40 guards", "40", "40", "{guard}"),  # about is exact
    ("A deal must come within 60 days.", "within 60 days", None, "60", "d"),
    ("They would cut it to 300.", "300", "300", "300", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "lowest", "highest", "unit"), NAMED, ids=[row[0] for row in NAMED])
def test_a_quantity_is_read(text: str, words: str, lowest: Bound, highest: Bound, unit: str) -> None:
    assert (words, lowest, highest, unit) in measured(text)


@pytest.mark.parametrize(
    "text",
    [
        "They met on 16 and 17 May at 4 pm.",  # dates and times of day
        "It fell short of the 2015 limits.",  # a year
        "Under Resolution 2231 it may.",  # a number in a name
        "The 20th round begins.",  # an ordinal
        "A 66-year-old woman spoke.",  # an age
        "The man, aged 40, spoke.",
        "One of them left.",
        "A 27-nation bloc met.",  # no unit
        "The two sides met.",  # a reference
        "The war began three years ago.",  # what lies behind
        "It is the worst of the last ten years.",
        "They spoke two days before the vote.",
        "After three days of talks they left.",
        "A third party was asked.",  # no share
        "A 24/7 hotline was set up.",
        "They spoke for half an hour.",
    ],
)
def test_a_number_that_measures_nothing_is_none(text: str) -> None:
    assert measured(text) == []


def quantity(text: str) -> Quantity | None:
    """The quantity of the first statement of a report of one paragraph."""
    return read(text).statements[0].quantity


@pytest.mark.parametrize(
    ("text", "bounds", "unit", "words"),
    [
        # of the provision's dimension, though another number stands before it
        ("Russia wants a buffer zone for 3 years, of 20 to 30 km in Sumy.", (20, 30), "km", "20 to 30 km"),
        ("Ukraine offered a 30-day ceasefire.", (30, 30), "d", "30-day"),
        # outside the content, where the cue itself is the limit
        ("Norland heard of Ukraine's 50-day deadline for Russia to agree to a ceasefire.", (None, 50), "d", "50-day"),
        # no provision's unit: the only one
        ("Ukraine demanded the return of 1,200 prisoners.", (1200, 1200), "{prisoner}", "1,200 prisoners"),
        ("Ukraine demanded reparations of 6 billion dollars.", (6 * 10**9, 6 * 10**9), "USD", "6 billion dollars"),
        ("Russia demands that Ukraine cut its army to 900 soldiers.", (900, 900), "{soldier}", "900 soldiers"),
    ],
)  # fmt: skip
def test_a_statement_names_its_quantity(
    text: str, bounds: tuple[int | None, int | None], unit: str, words: str
) -> None:
    found = quantity(text)
    assert found is not None
    assert (found.lowest, found.highest, found.unit, found.text) == (*bounds, unit, words)


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine demanded the return of prisoners within 30 days.",  # a limit of time measures no prisoners
        "Russia demanded the withdrawal of Ukrainian forces from four regions.",
        "Russia wants a buffer zone for three years in Sumy.",  # kilometres are wanted
        "Ukraine demanded the release of prisoners taken before 24 February 2022.",
    ],
)
def test_a_number_of_something_else_is_not_the_statements(text: str) -> None:
    assert quantity(text) is None


def test_each_item_of_a_list_has_its_own_quantity() -> None:
    told = read("Ukraine demanded the return of 1,200 prisoners and reparations of 6 billion dollars.").statements
    assert {(s.issue, s.quantity and s.quantity.unit) for s in told} == {
        ("prisoner-exchange", "{prisoner}"),
        ("reparations", "USD"),
    }


def carried(number: str) -> list[Statement]:
    return [statement for statement in seed(number).statements if statement.quantity is not None]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_words_of_a_quantity_stand_in_the_quote(number: str) -> None:
    assert [s.quantity.text for s in carried(number) if s.quantity and s.quantity.text not in s.quote.text] == []


def test_the_seeds_name_the_fifty_days_and_nothing_else() -> None:
    found = {
        (s.provision, written(s.quantity.highest), s.quantity.unit) for n in NUMBERS for s in carried(n) if s.quantity
    }
    assert found == {("peace-deal-within-50-days", "50", "d"), ("ceasefire-within-50-days", "50", "d")}


@pytest.mark.parametrize(
    ("value", "unit", "base", "converted"),
    [
        ("50", "d", "d", "50"),
        ("1", "mo", "d", "30.4375"),
        ("2", "a", "d", "730.5"),
        ("2", "wk", "d", "14"),
        ("1", "2.wk", "d", "14"),
        ("1", "10.a", "d", "3652.5"),
        ("12", "h", "d", "0.5"),
        ("460", "kg", "t", "0.46"),
        ("1", "[mi_i]", "km", "1.609344"),
        ("100", "har", "km2", "1"),
        ("7", "USD", "USD", "7"),
        ("7", "{barrel}/d", "{barrel}/d", "7"),
        ("365.25", "t/a", "t/d", "1"),
        ("5", "cubit", "cubit", "5"),  # unknown: a dimension of its own
    ],
)
def test_a_quantity_is_converted_to_the_unit_of_its_dimension(value: str, unit: str, base: str, converted: str) -> None:
    assert base_unit(unit) == base
    assert to_base(Decimal(value), unit) == Decimal(converted)


def test_people_are_counted_alike_whatever_they_are_called() -> None:
    found = [
        make_quantity(None, Decimal(9), unit, "9", people=True) for unit in ("{soldier}", "{detainee}", "{person}")
    ]
    assert {(one.base_highest, one.base_unit) for one in found} == {(Decimal(9), "{person}")}
    assert make_quantity(Decimal(9), None, "{ship}", "9").base_unit == "{ship}"


@pytest.mark.parametrize(("lowest", "highest"), [(None, None), (Decimal(2), Decimal(1))])
def test_a_quantity_that_bounds_nothing_is_refused(lowest: Decimal | None, highest: Decimal | None) -> None:
    with pytest.raises(ValueError, match="two days"):
        make_quantity(lowest, highest, "d", "two days")
