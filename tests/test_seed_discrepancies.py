"""On what the five seeds disagree: every discrepancy judged by hand, with both quotes; the second case has none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox
from accounts import Parts, file_of, found, kind, value
from seed_reports import NUMBERS, seed
from test_two_cases import FILES, second

from kg.graphs import extraction_quads, reference_quads
from kg.model import Extraction
from kg.vocab import NEG, OA, PROV

# Each is right, by hand, and there is no other: kind, the two quotes with their reports, all reports behind it.
EXPECTED = {
    # The headline and the lead of 001 come after the talks; what both sides say there was said before them.
    (
        "headline-body",
        (
            "001",
            "The Kremlin played down expectations of any breakthrough after talks with Kyiv in Istanbul on Wednesday",
        ),
        (
            "001",
            (
                "Ukrainian President Volodymyr Zelensky said the meeting should focus on preparing a summit between "
                "himself and Russian President Vladimir Putin"
            ),
        ),
        "001",
    ),
    # 001 prints the sentence, and not the next: "Reuters could not independently confirm the battlefield report."
    (
        "lost-caveat",
        ("002", "Putin has ordered his troops to create a buffer zone"),
        ("001", "Putin has ordered his troops to create a buffer zone"),
        "000 001 002",
    ),
    # 002 says both, the one in the caption of a film, and disagrees with neither.
    (
        "other-object",
        (
            "003",
            (
                "The announcement follows U.S. President Donald Trump’s warning to Moscow last week, giving Russia a "
                "50-day deadline to agree to a ceasefire or face intensified economic sanctions"
            ),
        ),
        (
            "000",
            (
                "he threatened heavy new sanctions on Russia and countries that buy its exports unless a peace deal "
                "was reached within 50 days"
            ),
        ),
        "000 001 002 003",
    ),
    # Peskov's words, of which a senior Ukrainian official is the speaker in 003.
    (
        "other-speaker",
        ("001", "The projects (of the two sides) are diametrically opposed"),
        ("003", "warned that the two sides remain “diametrically opposed” on key issues"),
        "000 001 002 003",
    ),
}

REASONS = {
    "The headline tells of the talks as over; in the body both sides speak of them as ahead.",
    (
        "One report limits what it tells of Russia and “Russia holds a buffer zone in the Sumy region” (“Reuters could "
        "not independently confirm the battlefield report”); another tells the same without that limit."
    ),
    (
        "One time limit of United States is for “A ceasefire is agreed within 50 days” by one report and for “A peace "
        "deal is reached within 50 days” by another."
    ),
    "“diametrically opposed” is given to Russia by one report and to Ukraine by another.",
}


def store_of(reports: Iterable[Extraction]) -> ox.Store:
    store = ox.Store()
    store.extend(reference_quads())
    for extraction in reports:
        store.extend(extraction_quads(extraction))
    return store


@cache
def on_seeds() -> tuple[ox.Store, list[Parts]]:
    store = store_of(seed(number) for number in NUMBERS)
    return store, list(found(store).values())


def test_the_discrepancies_of_the_seeds_are_these_and_no_others() -> None:
    store, all_parts = on_seeds()

    def side(account: ox.NamedNode | ox.Literal) -> tuple[str, str]:
        return file_of(store, account)[:3], value(store, value(store, account, NEG.quote), OA.exact).value

    judged = {
        (
            kind(parts),
            side(*parts[NEG.firstStatement]),
            side(*parts[NEG.secondStatement]),
            " ".join(sorted({file_of(store, account)[:3] for account in parts[PROV.wasDerivedFrom]})),
        )
        for parts in all_parts
    }
    assert judged == EXPECTED
    assert len(all_parts) == len(EXPECTED)


def test_each_is_told_in_a_sentence() -> None:
    assert {value.value for parts in on_seeds()[1] for value in parts[NEG.reason]} == REASONS


def test_the_reports_of_the_second_case_are_of_one_mind() -> None:
    """Each of the five tells of another day; two of them quote one person, in different words."""
    assert found(store_of(second(file) for file in FILES)) == {}
