"""Parties that a report without a case file introduces, and what they are taken for: rows of invented sentences."""

from __future__ import annotations

import pytest

from kg.extract import extract_report
from kg.report import describe

ROWS = [
    # an abbreviation in brackets, the name's own initials, its first word
    ("The Dockers' Union (DU) met the port on Monday.\n\nThe DU said it would reject the pay offer.",
     ["Dockers' Union rejects wages"]),
    ("Talks with the Harbour Pilots Guild go on.\n\nThe HPG rejected the pay offer.",
     ["Harbour Pilots Guild rejects wages"]),
    ("Norrfiber Group has sent a letter.\n\nNorrfiber rejected the takeover bid.", ["Norrfiber Group rejects merger"]),
    # a person beside the party, then by the last name, and by the first of three
    ("Peter Mwangi, general secretary of the Hospital Workers' Union, rejected the pay offer.",
     ["Hospital Workers' Union rejects wages"]),
    ("Nadia Claes of the Rail Staff Union spoke first.\n\nClaes rejected the pay offer.",
     ["Rail Staff Union rejects wages"]),
    ("North Korean leader Pak Chol Min arrived.\n\nPak rejected denuclearisation.",
     ["North Korea rejects nuclear-weapons"]),
    ("British Prime Minister Theresa May met the EU.\n\nMay rejected the trade agreement.",
     ["United Kingdom rejects trade-agreement"]),
    ("U.S. Secretary of State Ada Bell arrived.\n\nBell demanded a ceasefire.", ["United States demands ceasefire"]),
    # a group without a name, and one that belongs to a party with one
    ("The rebels said they were ready to accept a ceasefire. The rebels have demanded the release of prisoners.",
     ["Rebels demands prisoner-exchange", "Rebels offers ceasefire"]),
    ("A single farmer rejected the subsidies.", []),
    # the government is that of the one state, of the ministry named, or of whoever speaks
    ("Health Minister Amina Noor of Zambia spoke.\n\nThe government has rejected the pay offer.",
     ["Zambia rejects wages"]),
    ("Armenia and Iran met. Armenian Foreign Minister Ara Sarian said the government demanded a ceasefire.",
     ["Armenia demands ceasefire"]),
    # an invented state, and its people's adjective
    ("Kasanga said it wants a ceasefire. Kasanga met envoys.\n\nA Kasangan official said the truce was unacceptable.",
     ["Kasanga demands ceasefire", "Kasanga rejects ceasefire"]),
    # newspapers, unknown people and their pronouns are no parties
    ("The Sunday Ledger demanded a ceasefire. The Ledger said peace talks would fail.", []),
    ("Ross told reporters that talks had failed.\n\nHe demanded a ceasefire.", []),
    ("\"We will never accept a ceasefire,\" the Daily Post quoted an Iranian official as saying.",
     ["Iran rejects ceasefire"]),
    # a paper speaks for who issued it
    ("The White House issued a statement on Friday.\n\nThe statement demanded an immediate ceasefire.",
     ["United States demands ceasefire"]),
    # a list of names before the verb
    ("France, Germany, Austria, the Netherlands and Sweden want a ceasefire.",
     [f"{name} demands ceasefire" for name in ("Austria", "France", "Germany", "Netherlands", "Sweden")]),
    ("The E3 urged Iran to accept a ceasefire.", ["E3 demands ceasefire"]),
    # "both sides" are those of "A and B agreed", not whoever is named most
    ("Oman and Qatar agreed to hold talks. Iran praised Iran's friends.\n\nBoth sides accepted a ceasefire.",
     [f"{name} accepts {issue}" for name in ("Oman", "Qatar") for issue in ("ceasefire", "holding-talks")]),
    # what takes up the sentence before carries its issue
    ("Washington proposed a ceasefire. Oman backed the idea.",
     ["Oman accepts ceasefire", "United States offers ceasefire"]),
    ("Washington proposed a ceasefire. Iran rejected that.",
     ["Iran rejects ceasefire", "United States offers ceasefire"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text[:50] for text, _ in ROWS])
def test_who_is_a_party(text: str, expected: list[str]) -> None:
    told = extract_report(describe(text, "a.txt"))
    assert sorted(f"{s.party.label} {s.act.value} {s.issue}" for s in told.statements) == sorted(expected)
    known = {place.entity for place in told.introduced}
    for statement in told.statements:
        assert statement.party in known or "/party/" in statement.party.iri


FRAMES = [
    ("There will be no ceasefire until the hostages are freed, Hamas said.", ["Hamas conditions ceasefire"]),
    ("\"There can be no peace deal without guarantees,\" an Iranian official said.", ["Iran conditions peace-deal"]),
    ("There will be no ceasefire, Hamas said.", ["Hamas rejects ceasefire"]),
    ("Iran said it would resume talks only if sanctions were lifted.", ["Iran conditions holding-talks"]),
    ("Iran will only accept a ceasefire if sanctions are lifted.", ["Iran conditions ceasefire"]),
    ("\"We are not going to accept a ceasefire,\" the Iranian foreign minister said.", ["Iran rejects ceasefire"]),
    ("Israel said it was prepared to veto a ceasefire.", ["Israel threatens ceasefire"]),
    ("Iran rejected on Monday a ceasefire.", ["Iran rejects ceasefire"]),
    ("Iran demanded at least 12 prisoners be freed.", ["Iran demands prisoner-exchange"]),
    ("Iran said that Israel was arming rebels and called on Qatar to impose sanctions.", ["Iran demands sanctions"]),
    ("Iran declined to comment on the ceasefire.", []),
    ("Should the ceasefire fail, Iran will watch, Qatar said.", []),
    ("Talks between Iran and Israel ended. Qatar said both sides had agreed to a truce.", ["Qatar asserts ceasefire"]),
    ("Iran has no intention of accepting a ceasefire.", ["Iran rejects ceasefire"]),
    ("Each side blamed the other for breaking the ceasefire, with Iran and Israel at odds.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FRAMES, ids=[text[:50] for text, _ in FRAMES])
def test_frames_of_agency_copy(text: str, expected: list[str]) -> None:
    told = extract_report(describe(text, "a.txt"))
    assert sorted(f"{s.party.label} {s.act.value} {s.issue}" for s in told.statements) == sorted(expected)


def test_who_accuses_holds_the_alleged_fact_true_and_who_denies_it_does_not() -> None:
    """Otherwise an accusation and its denial would agree."""
    told = extract_report(
        describe("Ukraine accused Russia of abducting children. Russia denied abducting children.", "a")
    )
    assert {(s.party.label, s.act.value, s.stance.value) for s in told.statements} == {
        ("Ukraine", "asserts", "for"),
        ("Russia", "denies", "against"),
    }
