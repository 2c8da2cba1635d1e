"""A made-up negotiation over a harbour, small enough to see at once why a finding must or must not follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from kg.derive import derive
from kg.gate import parse_rdf
from kg.graphs import extraction_quads, reference_quads
from kg.iris import case_graph, slug_of
from kg.model import Act, Document, Entity, Extraction, Report, Stance, Statement
from kg.vocab import FINDING_KIND, NEG

DATA = "https://w3id.org/negotiation-kg/data/"

CASE = """
@prefix issue: <https://w3id.org/negotiation-kg/scheme/issue/> .
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix negotiation: <https://w3id.org/negotiation-kg/data/negotiation/> .
@prefix party: <https://w3id.org/negotiation-kg/data/party/> .
@prefix provision: <https://w3id.org/negotiation-kg/scheme/provision/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/negotiation-kg/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

negotiation:harbour a neg:Negotiation ; rdfs:label "Harbour talks"@en ; neg:principal party:aland , party:boria .
party:aland a neg:Party ; rdfs:label "Aland"@en .
party:boria a neg:Party ; rdfs:label "Boria"@en .
party:cetia a neg:Party ; rdfs:label "Cetia"@en .

issue:works a skos:Concept ; rdfs:label "Harbour works"@en ; skos:notation "works" ; skos:inScheme scheme:issue .
issue:fees a skos:Concept ; rdfs:label "Fees"@en ; skos:notation "fees" ; skos:inScheme scheme:issue .

provision:dredged rdfs:label "The harbour is dredged"@en ; neg:underIssue issue:works .
provision:dredged-deep rdfs:label "The harbour is dredged to twenty metres"@en ; neg:underIssue issue:works ;
    skos:broader provision:dredged .
provision:dredged-by-night rdfs:label "The harbour is dredged by night"@en ; neg:underIssue issue:works ;
    skos:broader provision:dredged .
provision:dredged-by-day rdfs:label "The harbour is dredged by day only"@en ; neg:underIssue issue:works ;
    skos:broader provision:dredged ; neg:excludes provision:dredged-by-night .
provision:left-alone rdfs:label "The harbour is left as it is"@en ; neg:underIssue issue:works ;
    neg:excludes provision:dredged .
provision:spill rdfs:label "Oil was spilled"@en ; neg:underIssue issue:works .
provision:spill-at-night rdfs:label "Oil was spilled by night"@en ; neg:underIssue issue:works ;
    skos:broader provision:spill ; neg:presupposes provision:spill .
provision:cleaned rdfs:label "The oil is cleaned up"@en ; neg:underIssue issue:works ; neg:presupposes provision:spill .
provision:survey rdfs:label "The survey is shared"@en ; neg:underIssue issue:works .
provision:survey-in-full rdfs:label "The survey is shared in full"@en ; neg:underIssue issue:works ;
    skos:broader provision:survey ; neg:requires provision:survey .
provision:opening rdfs:label "The harbour is opened"@en ; neg:underIssue issue:works ; neg:requires provision:survey .
provision:fee rdfs:label "Avgift"@sv , "Ships pay a fee"@en ; neg:underIssue issue:fees .
"""

PUBLISHED = date(2025, 7, 23)
PARTIES = {name: Entity(f"{DATA}party/{name}", name.title()) for name in ("aland", "boria", "cetia")}


PARTS = [
    "findingKind", "firstPosition", "firstStatement", "issue", "negotiation", "reason", "secondPosition",
    "secondStatement", "type", "type", "wasDerivedFrom", "wasDerivedFrom",
]  # fmt: skip
PAPERS = ("carried_by", "concerns")


@dataclass(frozen=True)
class Said:
    """One statement to be made: who, how, about which provision, on which side, in which report, and what else.

    ``more`` are fields of ``kg.model.Statement`` by name.
    """

    party: str
    act: str
    provision: str | None
    stance: str
    report: str
    more: dict[str, object]


def said(*sentences: str, **more: object) -> list[Said]:
    """Read sentences such as ``boria rejects fee against report=second issue=fees``.

    The words are party, act, provision (``-`` for none) and stance (``for`` unless given), then ``name=value``:
    ``report``, ``carried_by`` and ``concerns`` (whose memorandum), ``addressee``, ``needs`` (the condition's
    provision), or any field that holds text, with ``_`` for spaces. ``more`` are fields of all the statements.
    """
    found = []
    for sentence in sentences:
        words = [word for word in sentence.split() if "=" not in word]
        given = dict(word.split("=") for word in sentence.split() if "=" in word)
        values: dict[str, object] = {name: value.replace("_", " ") for name, value in given.items()}
        for name in PAPERS:
            if name in values:
                values[name] = paper(str(values[name]))
        if "addressee" in values:
            values["addressee"] = PARTIES[str(values["addressee"])]
        if "needs" in values:
            values["condition_provision"] = values.pop("needs")
        party, act, provision, *stance = words
        report = str(values.pop("report", "first"))
        named = None if provision == "-" else provision
        found.append(Said(party, act, named, stance[0] if stance else "for", report, {**values, **more}))
    return found


def paper(of: str) -> Document:
    """Return the memorandum of a party, handed over on 2 June."""
    return Document("harbour", PARTIES[of], "memorandum", date(2025, 6, 2))


def extractions(statements: Iterable[Said]) -> list[Extraction]:
    """Write one report a name, one sentence a statement, and return what was read out of each."""
    by_report: dict[str, list[Said]] = {}
    for one in statements:
        by_report.setdefault(one.report, []).append(one)
    found = []
    for name, sayings in by_report.items():
        sentences = [f"{n}: {one.party} {one.act} {one.provision} ({one.stance})." for n, one in enumerate(sayings)]
        report = Report(f"{name}\n" + "\n".join(sentences), f"{name}.txt", title=f"The {name} report", date=PUBLISHED)
        made = []
        for one, sentence in zip(sayings, sentences, strict=True):
            start = report.text.index(f"\n{sentence}") + 1
            quote = report.quote(start, start + len(sentence))
            values: dict[str, Any] = {"negotiation": "harbour", "provision": one.provision, **one.more}
            made.append(
                Statement(report.id, PARTIES[one.party], Act(one.act), Stance(one.stance), quote, "by-hand", **values)
            )
        found.append(Extraction(report, "harbour", tuple(made)))
    return found


@cache
def case_quads() -> tuple[Quad, ...]:
    """Return the case, in its graph, and of the ontology the kinds of findings, which is all that the rules read."""
    graph = case_graph("harbour")
    case = parse_rdf(CASE.encode(), format="turtle", source="harbour")
    kinds = [quad for quad in reference_quads() if quad.subject in set(FINDING_KIND)]
    return tuple([Quad(quad.subject, quad.predicate, quad.object, graph) for quad in case] + kinds)


def store_of(*statements: Said, case: bool = True) -> Store:
    """Return a store with the reports and, unless told otherwise, the case; nothing is derived yet."""
    store = Store()
    if case:
        store.bulk_extend(case_quads())
    for extraction in extractions(statements):
        store.bulk_extend(extraction_quads(extraction))
    return store


def findings(*statements: Said) -> set[str]:
    """Derive, and return conflicts and overlaps as ``kind: first party its-matter, second party its-matter``.

    A finding has two classes and two origins, and of everything else exactly one.
    """
    derived = derive(store_of(*statements))
    values = {(quad.subject, quad.predicate): quad.object for quad in derived}
    nodes = {quad.subject for quad in derived if quad.object in (NEG.Conflict, NEG.Overlap)}
    for node in nodes:
        parts = sorted(slug_of(quad.predicate).partition("#")[2] for quad in derived if quad.subject == node)
        assert [part for part in parts if part not in ("gap", "unit")] == PARTS

    def side(finding: object, predicate: NamedNode) -> str:
        position = values[finding, predicate]  # type: ignore[index]
        matter = values.get((position, NEG.provision)) or values[position, NEG.issue]  # type: ignore[arg-type, index]
        return f"{_slug(values[position, NEG.party])} {_slug(matter)}"  # type: ignore[index]

    return {
        f"{_slug(values[finding, NEG.findingKind])}: "
        f"{side(finding, NEG.firstPosition)}, {side(finding, NEG.secondPosition)}"
        for finding in nodes
    }


def _slug(node: object) -> str:
    assert isinstance(node, NamedNode)
    return slug_of(node)
