"""A made-up negotiation over a harbour, small enough to see at once why a finding must or must not follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pyoxigraph import Quad, Store

from kg.derive import derive
from kg.gate import parse_rdf
from kg.graphs import extraction_quads, reference_quads
from kg.iris import case_graph, slug_of
from kg.model import Act, Document, Entity, Extraction, Report, Stance, Statement
from kg.vocab import FINDING_KIND, NEG, RDF

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
provision:cleaned rdfs:label "The oil is cleaned up"@en ; neg:underIssue issue:works ; neg:presupposes provision:spill .
provision:survey rdfs:label "The survey is shared"@en ; neg:underIssue issue:works .
provision:survey-in-full rdfs:label "The survey is shared in full"@en ; neg:underIssue issue:works ;
    skos:broader provision:survey .
provision:opening rdfs:label "The harbour is opened"@en ; neg:underIssue issue:works ; neg:requires provision:survey .
provision:fee rdfs:label "Ships pay a fee"@en ; neg:underIssue issue:fees .
"""

PARTIES = {name: Entity(f"{DATA}party/{name}", name.title()) for name in ("aland", "boria", "cetia")}


@dataclass(frozen=True)
class Said:
    """One statement to be made: who, how, about which provision or issue, on which side, in which report."""

    party: str
    act: str
    provision: str | None = None
    stance: str = "for"
    report: str = "first"
    more: dict[str, Any] = field(default_factory=dict)


def said(
    party: str, act: str, provision: str | None = None, stance: str = "for", report: str = "first", **more: Any
) -> Said:  # noqa: ANN401, E501
    """Shorten the making of a ``Said``; ``more`` are fields of ``kg.model.Statement``."""
    return Said(party, act, provision, stance, report, more)


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
        sentences = [
            f"{n}: {one.party} {one.act} {one.provision} ({one.stance}), {name}." for n, one in enumerate(sayings)
        ]
        report = Report("\n".join(sentences), f"{name}.txt", title=f"The {name} report", date=date(2025, 7, 23))
        made, start = [], 0
        for one, sentence in zip(sayings, sentences, strict=True):
            values = {"negotiation": "harbour", **one.more}
            if "addressee" in values:
                values["addressee"] = PARTIES[values["addressee"]]
            quote = report.quote(start, start + len(sentence))
            made.append(
                Statement(
                    report.id,
                    PARTIES[one.party],
                    Act(one.act),
                    Stance(one.stance),
                    quote,
                    "by-hand",
                    provision=one.provision,
                    **values,
                )  # fmt: skip
            )
            start += len(sentence) + 1
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


def findings(*statements: Said) -> set[tuple[str, str, str, str, str]]:
    """Derive, and return (kind, first party, its matter, second party, its matter) of each finding."""
    derived = Store()
    derived.bulk_extend(derive(store_of(*statements)))

    def value(subject: Any, predicate: Any) -> str:  # noqa: ANN401
        quad = next(iter(derived.quads_for_pattern(subject, predicate, None, None)), None)
        return "" if quad is None else slug_of(quad.object)  # type: ignore[arg-type]

    def side(finding: Any, predicate: Any) -> tuple[str, str]:  # noqa: ANN401
        position = next(iter(derived.quads_for_pattern(finding, predicate, None, None))).object
        return value(position, NEG.party), value(position, NEG.provision) or value(position, NEG.issue)

    return {
        (value(quad.subject, NEG.findingKind), *side(quad.subject, NEG.firstPosition), *side(quad.subject, NEG.secondPosition))
        for quad in derived.quads_for_pattern(None, RDF.type, NEG.Finding, None)
    }  # fmt: skip
