from __future__ import annotations

from pathlib import Path

import pytest

from kg.bundle import bundle_path
from kg.casefile import find_case, read_case
from kg.errors import InputError, NotFoundError
from kg.lexicon import CaseFile, load_lexicon
from kg.sources import Source

CASE = """@prefix issue: <https://w3id.org/negotiation-kg/scheme/issue/> .
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix negotiation: <https://w3id.org/negotiation-kg/data/negotiation/> .
@prefix party: <https://w3id.org/negotiation-kg/data/party/> .
@prefix provision: <https://w3id.org/negotiation-kg/scheme/provision/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/negotiation-kg/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

negotiation:moorings a neg:Negotiation ; rdfs:label "Moorings"@en ; neg:principal party:pilots , party:port .
party:pilots a neg:Party ; rdfs:label "Pilots"@en ; skos:prefLabel "Pilots"@en .
party:port a neg:Party ; rdfs:label "Port"@en ; skos:prefLabel "Port"@en .
provision:dredged a skos:Concept ; skos:inScheme scheme:provision ; neg:underIssue issue:infrastructure ;
    neg:phrase "dredge .. basin"@en .
"""


def write(folder: Path, text: str) -> Source:
    path = folder / "edited.ttl"
    path.write_text(text, encoding="utf-8")
    return Source(str(path), path)


def test_a_case_file_is_called_what_its_negotiation_is_called(tmp_path: Path) -> None:
    case = find_case(str(write(tmp_path, CASE).path))
    assert isinstance(case, CaseFile)
    assert case.slug == "moorings"
    lexicon = load_lexicon(case)
    assert lexicon.case == "moorings"
    assert {entity.label for entity in lexicon.principals} == {"Pilots", "Port"}
    assert ("Pilots",) in lexicon.names
    assert ("Ukraine",) in lexicon.names


def test_a_path_is_told_from_a_name(tmp_path: Path) -> None:
    assert find_case("moorings") == "moorings"
    for path in ("absent.ttl", str(tmp_path / "absent")):
        with pytest.raises(NotFoundError, match="absent"):
            find_case(path)


def test_a_copy_of_a_bundled_case_is_that_case(tmp_path: Path) -> None:
    bundled = (bundle_path("ontology") / "cases" / "istanbul-2025.ttl").read_text(encoding="utf-8")
    assert read_case(write(tmp_path, bundled)) == "istanbul-2025"
    with pytest.raises(InputError, match="like a bundled case"):
        read_case(write(tmp_path, bundled + "# edited\n"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("@prefix neg:", "prefix neg", "not well-formed"),
        ("a neg:Negotiation", "a neg:Party", "this one has 0"),
        ("party:port a neg:Party", "party:port a neg:Negotiation", "this one has 2"),
        ("negotiation:moorings", "party:moorings", "does not name a negotiation"),
        ("negotiation:moorings", "negotiation:moor\\,ings", "does not name a negotiation"),
        # What stands in a case file has no quote: a statement there would be one without evidence.
        ("party:port a neg:Party", "party:port a neg:Statement", "neg|Statement"),
        ('rdfs:label "Port"@en', 'neg:party party:pilots ; rdfs:label "Port"@en', "ontology#party"),
        ("party:port a neg:Party ;", "party:port", "no class"),
        ("neg:underIssue issue:infrastructure", 'rdfs:label "Dredged"@en', "under 0 issues"),
        ("issue:infrastructure", "issue:infrastructure , issue:wages", "under 2 issues"),
        ("issue:infrastructure", "party:port", "no IRI of its scheme"),
        ("provision:dredged", "provision:dredged\\,deep", "no IRI of its scheme"),
        ('"dredge .. basin"', '".. basin"', "opens with a word"),
    ],
)
def test_a_case_file_that_cannot_be_used_is_refused_with_a_reason(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in CASE
    with pytest.raises(InputError, match=told) as raised:
        read_case(write(tmp_path, CASE.replace(old, new)))
    assert str(raised.value).startswith(str(tmp_path / "edited.ttl"))
    assert "\n" not in str(raised.value)
