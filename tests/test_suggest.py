from __future__ import annotations

import random

import pytest
from pyoxigraph import Quad

from kg.aliases import party_aliases, person_aliases
from kg.gate import parse_rdf
from kg.graphs import reference_quads
from kg.suggest import LEAST_SCORE, Suggester

TAXONOMY = """
@prefix i: <https://w3id.org/negotiation-kg/scheme/issue/> .
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix p: <https://w3id.org/negotiation-kg/scheme/provision/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://w3id.org/negotiation-kg/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

i:sea skos:inScheme s:issue ; rdfs:label "The sea"@en .
i:dredging skos:inScheme s:issue ; skos:broader i:sea ; rdfs:label "Dredging of the harbour"@en ;
    neg:phrase "dredge/dredger .. harbour"@en .
i:fees skos:inScheme s:issue ; skos:broader i:sea ; rdfs:label "Fees of the harbour"@en ; neg:phrase "fee/tariff"@en .
i:crews skos:inScheme s:issue ; rdfs:label "Crews"@en .
p:pilots-aboard neg:underIssue i:crews ; rdfs:label "Every ship has a pilot"@en ; neg:phrase "pilot .. aboard"@en .
"""


def taxonomy() -> list[Quad]:
    return parse_rdf(TAXONOMY.encode(), format="turtle", source="taxonomy")


@pytest.mark.parametrize(
    ("words", "slugs", "shared"),
    [
        ("higher fees for every dredger", ["fees", "dredging"], ("fee",)),
        ("lower tariffs for ferries", ["fees"], ("tariff",)),
        # The words of a provision are those of its issue.
        ("a pilot aboard", ["crews"], ("pilot",)),
        # A group of issues has no phrase and is no suggestion, however well its label fits.
        ("the sea", [], ()),
        ("cheaper coffee", [], ()),
        ("", [], ()),
    ],
)
def test_the_issue_with_the_rarest_shared_words_is_suggested_first(
    words: str, slugs: list[str], shared: tuple[str, ...]
) -> None:
    found = Suggester(taxonomy()).issues(words)
    assert [suggestion.slug for suggestion in found] == slugs
    assert all(LEAST_SCORE <= suggestion.score <= 1 for suggestion in found)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert tuple(sorted(found[0].shared)) == shared if found else shared == ()


def test_no_more_is_suggested_than_asked_for() -> None:
    (only,) = Suggester(taxonomy()).issues("two dredgers in the harbour", most=1)
    assert str(only).startswith("Dredging of the harbour 0.")
    assert str(only).endswith("(dredger, harbour)")


def test_the_order_of_the_quads_changes_no_suggestion() -> None:
    quads = reference_quads()
    shuffled = random.Random(7).sample(quads, len(quads))
    words = "raise the pensions of retired miners and close two border crossings"
    found = Suggester(quads).issues(words, most=10)
    assert {"pensions", "border-crossings"} <= {suggestion.slug for suggestion in found}
    assert found == Suggester(shuffled).issues(words, most=10)


TEXT = """The Pilots\u2019 Guild of Marl (PGM) met. The Guild was tired. \u201cThe Guild is firm,\u201d said Ola Brandt.
Skarn Harbour Authority sat down; SHA officials smiled. Skarn spoke first, then Skarn rested. Ferrol Shipping Line and
Ferrol Timber sent observers. Ferrol waits. Ferrol hopes. Brandt left. Aud Brandt and Eli Moe stayed."""


@pytest.mark.parametrize(
    ("label", "aliases"),
    [
        ("Pilots' Guild of Marl", ["Guild", "PGM"]),
        ("Skarn Harbour Authority", ["SHA"]),  # "Skarn" is taken: the town of that name
        ("Ferrol Shipping Line", []),  # "Ferrol" could be either of two
        ("Ferrol Timber", []),
    ],
)
def test_a_party_is_known_by_its_shorter_names_unless_they_are_anothers(label: str, aliases: list[str]) -> None:
    labels = ["Pilots' Guild of Marl", "Skarn Harbour Authority", "Ferrol Shipping Line", "Ferrol Timber"]
    assert party_aliases(labels, [TEXT], {"Skarn"})[label] == aliases


def test_a_person_is_known_by_a_last_name_that_stands_alone_and_is_no_other_persons() -> None:
    assert person_aliases(["Ola Brandt"], [TEXT], set()) == {"Ola Brandt": ["Brandt"]}
    assert person_aliases(["Ola Brandt", "Aud Brandt"], [TEXT], set()) == {"Ola Brandt": [], "Aud Brandt": []}
    assert person_aliases(["Eli Moe"], [TEXT], set()) == {"Eli Moe": []}
