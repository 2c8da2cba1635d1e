from __future__ import annotations

import io
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from commands import PARTY, Kg
from extractions import CHARACTERS
from harbour import PARTIES, extractions, said, store_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.interchange.export import Choice, choose
from kg.interchange.files import Form
from kg.interchange.lookup import Lookup
from kg.interchange.networks import Kind, network, tabulate
from kg.interchange.written import written
from kg.iris import ORIGINS_GRAPH, origin_iri, report_iri
from kg.vocab import NEG

PROVISION = "https://w3id.org/negotiation-kg/scheme/provision/"
TALKS = said(
    "aland demands fee for report=first",
    "aland demands fee for report=second",
    "aland rejects dredged against report=first",
    "boria demands dredged for report=first",
    "boria offers fee for report=second",
    "boria asserts spill neutral report=second",
    "cetia demands dredged for report=third",
    "cetia rejects dredged against report=third",
    "cetia asserts spill neutral report=third",
    "cetia demands - for report=third issue=works",
)


@pytest.fixture(scope="module")
def talks() -> ox.Store:
    return store_of(*TALKS)


def graph_of(rdf: ox.Store, kind: Kind) -> nx.Graph:
    lookup = Lookup(rdf)
    chosen = choose(rdf, lookup)
    return network(tabulate(chosen.extractions, chosen.origins), kind, lookup)


def edges(rdf: ox.Store, kind: Kind) -> dict[tuple[str, str], int]:
    found = graph_of(rdf, kind).edges(data="weight")
    return {(one.rpartition("/")[2], other.rpartition("/")[2]): weight for one, other, weight in found}


def test_parties_are_tied_by_the_side_that_they_take(talks: ox.Store) -> None:
    # Cetia wants it both ways, so it agrees with and opposes each; what is neutral ties nobody.
    assert edges(talks, Kind.CONGRUENCE) == {("aland", "boria"): 1, ("aland", "cetia"): 1, ("boria", "cetia"): 1}
    assert edges(talks, Kind.CONFLICT) == {("aland", "boria"): 1, ("aland", "cetia"): 1, ("boria", "cetia"): 1}
    assert edges(talks, Kind.SUBTRACT) == {}
    more = store_of(*TALKS, *said("boria demands survey for report=fourth", "aland demands survey for report=fourth"))
    assert edges(more, Kind.SUBTRACT) == {("aland", "boria"): 1}
    both = graph_of(more, Kind.CONGRUENCE).edges[PARTIES["aland"].iri, PARTIES["boria"].iri]
    assert (both["congruence"], both["conflict"], both["provisions"]) == (2, 1, "fee survey")


def test_two_modes_count_statements_reports_and_origins(talks: ox.Store) -> None:
    first, second = (
        one.report.id for one in extractions(TALKS) if one.report.file_name.startswith(("first", "second"))
    )
    talks.extend(ox.Quad(report_iri(one), NEG.origin, origin_iri("one"), ORIGINS_GRAPH) for one in (first, second))
    graph = graph_of(talks, Kind.TWO_MODE)
    fee = graph.edges[PARTIES["aland"].iri, PROVISION + "fee"]
    assert fee == {
        "weight": 2, "stance": "for", "for": 2, "against": 0, "neutral": 0, "reports": 2, "origins": 1,
    }  # fmt: skip
    stances = {edge: stance for *edge, stance in graph.edges(data="stance") for edge in [tuple(edge)]}
    assert stances[PARTIES["cetia"].iri, PROVISION + "dredged"] == "both"
    assert stances[PARTIES["boria"].iri, PROVISION + "spill"] == "neutral"
    assert graph.nodes[PROVISION + "fee"] == {"label": "Ships pay a fee", "kind": "provision", "issue": "Fees"}
    assert graph.nodes[PARTIES["cetia"].iri] == {"label": "Cetia", "kind": "party"}
    assert len(graph.edges) == 7, "the statement without a provision is in none"


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
@pytest.mark.parametrize("kind", Kind)
def test_a_file_is_what_networkx_reads_and_the_same_each_time(
    kg: Kg, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, kind: str
) -> None:
    name = f"net.{ending}"
    answer = kg("export", "-o", name, "--network", kind, "--store", store)
    assert answer.code == 0
    assert f"{name}: 6 statements as {ending}" in answer.err
    first = (tmp_path / name).read_bytes()
    monkeypatch.setattr(time, "strftime", lambda *_: "1999-12-31")
    assert kg("export", "--to", ending, "--network", kind, "--store", store).out.encode() == first
    read = nx.read_graphml(io.BytesIO(first)) if ending == "graphml" else nx.read_gexf(io.BytesIO(first))
    assert {PARTY + "russia", PARTY + "ukraine"} <= set(read.nodes)
    assert read.nodes[PARTY + "russia"]["label"] == "Russia"
    expected = {"two-mode": 6, "congruence": 1, "conflict": 1, "subtract": 1}
    assert len(read.edges) == expected[kind]
    if kind == "subtract":
        assert [weight for *_, weight in read.edges(data="weight")] == [-1]


def test_what_a_network_lacks_is_told(kg: Kg, store: Path) -> None:
    answer = kg("export", "--to", "gexf", "--store", store)
    assert "does not hold quotes and all else of 6 of 6 statements" in answer.err
    rdf = store_of(*TALKS)
    _, losses = written(choose(rdf, Lookup(rdf)), Lookup(rdf), Form.GEXF, Kind.TWO_MODE)
    assert "net does not hold anything of 1 of 10 statements: it has no provision" in losses.lines("net")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(CHARACTERS, min_size=1, max_size=20))
def test_labels_of_any_characters_stay_xml(talks: ox.Store, label: str) -> None:
    lookup = Lookup(talks)
    (one, *_) = extractions(TALKS)
    strange = replace(one.statements[0], party=replace(one.statements[0].party, label=label))
    chosen = Choice((replace(one, statements=(strange,)),))
    for form in (Form.GRAPHML, Form.GEXF):
        files, losses = written(chosen, lookup, form, Kind.TWO_MODE)
        nodes = list(ET.fromstring(files[""]).iter())
        texts = {node.text or "" for node in nodes} | {text for node in nodes for text in node.attrib.values()}
        told = ("label", "a character that XML cannot hold is replaced") in losses.counts
        # Line breaks and tabs are spaces to a reader of XML.
        assert told or label in texts or any(character in label for character in "\r\n\t")
