"""What belongs together, what is beyond negotiation, what a headline says, and the provision of an outcome."""

from __future__ import annotations

import pytest
from seed_reports import NUMBERS, read, seed

from kg.model import Package, Statement


def packages(sentence: str) -> set[tuple[Package | None, str | None]]:
    return {(statement.package, statement.issue) for statement in read(sentence).statements}


@pytest.mark.parametrize(
    ("sentence", "kind", "words", "issues"),
    [
        (
            "Russia offered to lift sanctions in exchange for the release of all prisoners.",
            "exchange",
            "to lift sanctions in exchange for the release of all prisoners",
            {"sanctions", "prisoner-exchange"},
        ),
        (
            "Ukraine would accept a ceasefire in return for security guarantees.",
            "exchange",
            "a ceasefire in return for security guarantees",
            {"ceasefire", "security-guarantees"},
        ),
        (
            "Russia demanded either a ceasefire or the withdrawal of Ukrainian forces.",
            "one-of",
            "either a ceasefire or the withdrawal of Ukrainian forces",
            {"ceasefire", "territorial-withdrawal"},
        ),
        (
            "Russia demands a ceasefire and the return of prisoners as a package.",
            "all-of",
            "a ceasefire and the return of prisoners as a package",
            {"ceasefire", "prisoner-exchange"},
        ),
        (
            "Russia demanded, as a package, a ceasefire and the lifting of sanctions.",
            "all-of",
            "as a package, a ceasefire and the lifting of sanctions",
            {"ceasefire", "sanctions"},
        ),
        (
            "Russia wants both a ceasefire and the lifting of sanctions together.",
            "all-of",
            "a ceasefire and the lifting of sanctions together",
            {"ceasefire", "sanctions"},
        ),
    ],
)
def test_statements_are_bound_together(sentence: str, kind: str, words: str, issues: set[str]) -> None:
    found = packages(sentence)
    assert {issue for _, issue in found} == issues
    (package,) = {package for package, _ in found}
    assert package is not None
    assert (package.kind.value, package.quote.text) == (kind, words)
    assert sentence[package.quote.start : package.quote.end] == words


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia demands a ceasefire and the lifting of sanctions.",  # a list
        "Russia demands a ceasefire as a package.",  # one statement
        "Russia and Ukraine work together; Russia demands a ceasefire and the return of prisoners.",
        "Russia demands a ceasefire or the return of prisoners.",  # no "either"
        "Russia demands a ceasefire as a package; Ukraine wants reparations.",  # of two parties
    ],
)
def test_other_statements_are_not(sentence: str) -> None:
    assert {package for package, _ in packages(sentence)} == {None}


def test_a_package_is_named_by_its_place_and_kind() -> None:
    (first,) = {package for package, _ in packages("Russia demanded either a ceasefire or the withdrawal of troops.")}
    (second,) = {package for package, _ in packages("Russia demanded either a ceasefire or the withdrawal of forces.")}
    assert first is not None
    assert second is not None
    assert first.id != second.id


def firm(text: str) -> list[bool]:
    return [statement.non_negotiable for statement in read(text).statements]


@pytest.mark.parametrize(
    "text",
    [
        "Russia says Ukraine must not join NATO; this is non-negotiable.",
        "Ukraine said security guarantees were not up for negotiation.",
        "Ukraine said that security guarantees were a red line.",
        "Ukraine's demand for a ceasefire will never be on the table, the Kremlin said.",
        "Russia rejects a ceasefire. This is not negotiable.",  # taken up by the next sentence
    ],
)
def test_words_put_a_matter_beyond_negotiation(text: str) -> None:
    assert firm(text)
    assert all(firm(text))


@pytest.mark.parametrize(
    "text",
    [
        "Russia rejects a ceasefire.",
        "Ukraine demands security guarantees, which are not a red line for Russia.",
        "Russia rejects a ceasefire. It signed the paper at a red line on the map in Ukraine.",  # of another party
        "Russia rejects a ceasefire.\n\nThis is not negotiable.",  # another paragraph
    ],
)
def test_other_words_do_not(text: str) -> None:
    assert not any(firm(text))


def headlines(text: str) -> list[str]:
    return [statement.quote.text for statement in read(text).statements if statement.in_headline]


def test_only_what_the_title_says_is_in_the_headline() -> None:
    text = (
        "Russia rejects a ceasefire\n\n"
        "Ukraine demanded the return of prisoners of war at the talks in Istanbul on Wednesday.\n\n"
        "Ukraine demands reparations\n\n"
        "The talks went on until the evening, and nobody could say when they would be held again.\n"
    )
    assert headlines(text) == ["Russia rejects a ceasefire"]


def test_what_the_body_says_again_is_quoted_from_the_body() -> None:
    text = "Russia rejects a ceasefire\n\nRussia rejected a ceasefire on Wednesday, the Kremlin said in Moscow.\n"
    (statement,) = read(text).statements
    assert not statement.in_headline
    assert [quote.text for quote in statement.also_at] == ["Russia rejects a ceasefire"]


def test_an_outcome_has_the_provision_that_its_words_name() -> None:
    found = {(one.issue, one.provision) for number in NUMBERS for one in seed(number).outcomes}
    assert ("prisoner-exchange", "prisoners-exchanged") in found
    assert ("remains-return", "remains-returned") in found
    assert (None, None) in found  # no breakthrough


def parts(number: str) -> list[Statement]:
    return [statement for statement in seed(number).statements if statement.package is not None]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_seeds_bind_nothing_together(number: str) -> None:
    assert parts(number) == []
