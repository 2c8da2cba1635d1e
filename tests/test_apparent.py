"""Clashes that are none, because scope, time or track differ; and parties that contradict themselves."""

from __future__ import annotations

import pytest
from courses import course, of, things
from harbour import store_of
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.derive import derive
from kg.gate import parse_rdf
from kg.iris import DATA, case_graph
from kg.vocab import NEG, RDFS

APPARENT = [
    ("against one kind only", "0602 aland demands dredged; 0602 boria rejects dredged-deep against",
     ["other-scope: aland dredged for 0602, boria dredged-deep against 0602"]),
    ("two kinds",
     "0602 aland demands dredged; 0602 boria rejects dredged-deep against; 0602 boria rejects dredged-by-day against",
     ["other-scope: aland dredged for 0602, boria dredged-by-day against 0602",
      "other-scope: aland dredged for 0602, boria dredged-deep against 0602"]),
    ("against the whole as well",
     "0602 aland demands dredged; 0602 boria rejects dredged-deep against; 0602 boria rejects dredged against", []),
    ("against the whole until lately",
     ("0602 aland demands dredged; 0602 boria rejects dredged-deep against; 0602 boria rejects dredged against;"
      "0702 boria asserts dredged neutral"),
     ["other-scope: aland dredged for 0602, boria dredged-deep against 0602",
      "other-time: aland dredged for 0602, boria dredged against 0602"]),
    ("one kind doubted", "0602 aland demands dredged; 0602 boria expects dredged-deep against", []),
    ("within one party", "0602 aland demands dredged; 0602 aland rejects dredged-deep against", []),
    ("the wanting given up", "0602 aland demands fee; 0702 aland rejects fee against; 0702 boria rejects fee against",
     ["other-time: aland fee for 0602, boria fee against 0702"]),
    ("the refusing given up", "0602 aland demands fee; 0602 boria rejects fee against; 0702 boria accepts fee",
     ["other-time: aland fee for 0602, boria fee against 0602"]),
    ("nothing given up", "0602 aland demands fee; 0702 boria rejects fee against", []),
    ("another matter given up",
     "0602 aland demands fee; 0602 boria rejects dredged against; 0702 boria accepts dredged", []),
    ("two negotiations of no process",
     "0602 aland demands fee; 0602 boria rejects fee against negotiation=lighthouse", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in APPARENT], ids=[row[0] for row in APPARENT])
def test_apparent_conflicts(text: str, expected: list[str]) -> None:
    assert of(["other-scope", "other-time", "other-track"], store_of(*course(text))) == set(expected)


TRACKS = """
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix negotiation: <https://w3id.org/negotiation-kg/data/negotiation/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/negotiation-kg/scheme/> .

negotiation:harbour neg:process <https://w3id.org/negotiation-kg/scheme/process/{here}> .
negotiation:ferry a neg:Negotiation ; rdfs:label "Ferry talks"@en ;
    neg:process <https://w3id.org/negotiation-kg/scheme/process/{there}> .
"""


def _tracks(text: str, here: str, there: str) -> Store:
    store = store_of(*course(text))
    turtle = TRACKS.replace("{here}", here).replace("{there}", there).encode()
    for quad in parse_rdf(turtle, format="turtle", source="tracks"):
        store.add(Quad(quad.subject, quad.predicate, quad.object, case_graph("harbour")))
    return store


def test_two_tracks_of_one_process_do_not_conflict() -> None:
    text = "0602 aland demands fee; 0602 boria rejects fee against negotiation=ferry"
    pair = {"other-track: aland fee for 0602, boria fee against 0602"}
    assert of(["other-track", "opposed"], _tracks(text, "coast", "coast")) == pair
    assert of(["other-track", "opposed"], _tracks(text, "coast", "inland")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "0602 aland demands fee; 0602 aland rejects fee against negotiation=ferry",
        "0602 aland demands fee; 0602 boria rejects survey against negotiation=ferry",
        "- aland demands fee; 0602 boria rejects fee against negotiation=ferry; - boria accepts fee negotiation=ferry",
    ],
)
def test_what_is_not_opposed_is_not_opposed_in_two_tracks(text: str) -> None:
    assert of(["other-track", "opposed"], _tracks(text, "coast", "coast")) == set()


CONTRADICTIONS = [
    ("on one day", "0602 aland demands fee; 0602 aland rejects fee against",
     "self-contradiction: aland fee for 0602, aland fee against 0602"),
    ("on days of which neither is certainly later", "0601-0607 aland demands fee; 0602 aland rejects fee against",
     "self-contradiction: aland fee for 0607, aland fee against 0602"),
    ("by two speakers", "0602 aland demands fee speaker=ada; 0602 aland rejects fee against speaker=bo",
     "two-voices: aland fee for 0602, aland fee against 0602"),
    ("by one speaker", "0602 aland demands fee speaker=ada; 0602 aland rejects fee against speaker=ada",
     "self-contradiction: aland fee for 0602, aland fee against 0602"),
    ("by one speaker and nobody", "0602 aland demands fee speaker=ada; 0602 aland rejects fee against",
     "self-contradiction: aland fee for 0602, aland fee against 0602"),
    ("on an issue as labelled", "0602 aland demands - issue=fees; 0602 aland rejects - against issue=fees",
     "self-contradiction: aland fees for 0602, aland fees against 0602"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in CONTRADICTIONS], ids=[row[0] for row in CONTRADICTIONS]
)
def test_self_contradictions(text: str, expected: str) -> None:
    assert of(["self-contradiction", "two-voices"], store_of(*course(text))) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "0602 aland demands fee; 0702 aland rejects fee against",
        "0602 aland conditions fee condition=if_so; 0602 aland rejects fee against condition=unless_so",
        "0602 aland demands fee; 0602 aland threatens fee against",
        "0602 aland demands fee; 0602 aland asserts fee neutral",
        "0602 aland demands fee; 0602 boria rejects fee against",
        "0602 aland demands dredged; 0602 aland rejects dredged-deep against",
        "0602 aland demands - issue=fees; 0602 aland asserts - against issue=fees",
    ],
)
def test_what_is_no_self_contradiction(text: str) -> None:
    assert of(["self-contradiction", "two-voices"], store_of(*course(text))) == set()


def test_two_voices_are_named() -> None:
    store = store_of(*course("0602 aland demands fee speaker=ada; 0602 aland rejects fee against speaker=bo"))
    for name in ("ada", "bo"):
        node = NamedNode(f"{DATA}person/{name}")
        store.add(Quad(node, RDFS.label, Literal(name.title(), language="en"), case_graph("harbour")))
    (reason,) = [
        values[NEG.reason][0]
        for values in things(derive(store)).values()
        if "two-voices" in values.get(NEG.findingKind, [])
    ]
    assert reason == (
        "Ada speaks for “Ships pay a fee”, Bo against it, both for Aland; "
        "nothing shows that the one came after the other."
    )
