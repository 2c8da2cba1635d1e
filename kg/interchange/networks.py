"""Networks of parties and provisions, as GraphML and GEXF for Gephi, visone, NetworkX and R.

Nodes and edges stand in the same order each time, and no file holds the day on which it was written.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kg import iris
from kg.interchange.fields import Losses
from kg.interchange.lookup import Lookup
from kg.model import Entity, Extraction, Stance

if TYPE_CHECKING:
    import networkx as nx

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, escaped or not."""
_REPLACEMENT = "\ufffd"


class Kind(StrEnum):
    """Which network: parties and provisions, or parties alone, tied by what they want alike or against each other."""

    CONFLICT = "conflict"
    CONGRUENCE = "congruence"
    SUBTRACT = "subtract"
    TWO_MODE = "two-mode"


@dataclass
class Tie:
    """What one party says of one provision."""

    stances: dict[Stance, int] = field(default_factory=lambda: defaultdict(int))
    origins: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)

    @property
    def stance(self) -> str:
        """For, against, both, or neutral where it is neither."""
        sides = [stance for stance in (Stance.FOR, Stance.AGAINST) if self.stances.get(stance)]
        return "both" if len(sides) == 2 else sides[0].value if sides else Stance.NEUTRAL.value


@dataclass(frozen=True)
class Table:
    """All ties, by party and provision, and what lies outside of them."""

    ties: Mapping[tuple[Entity, str], Tie]
    losses: Losses


def tabulate(chosen: Iterable[Extraction], origin_of: Mapping[str, str]) -> Table:
    """Return who says what of which provision.

    Args:
        chosen: the reports with the statements that count.
        origin_of: the origin of a report, by their ids; a report without one is an origin of its own.
    """
    ties: dict[tuple[Entity, str], Tie] = defaultdict(Tie)
    lost = Losses()
    for extraction in chosen:
        for statement in extraction.statements:
            if statement.provision is None:
                lost.statements += 1
                lost.counts["anything", "it has no provision"] += 1
                continue
            tie = ties[statement.party, statement.provision]
            tie.stances[statement.stance] += 1
            tie.reports.add(statement.report)
            tie.origins.add(origin_of.get(statement.report, statement.report))
            lost.statements += 1
            lost.counts["quotes and all else", "a network holds parties, provisions, stances and counts"] += 1
    return Table({key: ties[key] for key in sorted(ties, key=lambda key: (key[0].iri, key[1]))}, lost)


def network(table: Table, kind: Kind, lookup: Lookup) -> nx.Graph[str]:
    """Return a network; texts that XML cannot hold have U+FFFD in place of what it cannot.

    *two-mode*: one edge a party and provision, with ``stance`` (for, against, both, neutral), the number of statements
    of each stance, of reports and of origins; its weight is the number of statements. *congruence*: two parties that
    take the same side on a provision, weighted by the number of such provisions. *conflict*: likewise for opposite
    sides; a party that takes both sides agrees with, and opposes, both. *subtract*: congruence less conflict, which can
    be negative; pairs that come to 0 have no edge.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for party in sorted({party for party, _ in table.ties}, key=lambda party: party.iri):
        graph.add_node(party.iri, label=_clean(party.label), kind="party")
    if kind is Kind.TWO_MODE:
        for slug in sorted({slug for _, slug in table.ties}):
            graph.add_node(iris.provision_iri(slug).value, **_provision(slug, lookup))
        for (party, slug), tie in table.ties.items():
            graph.add_edge(party.iri, iris.provision_iri(slug).value, **_edge(tie))
        return graph
    for (one, other), (congruence, conflict) in sorted(_pairs(table).items()):
        agreed, opposed = len(congruence), len(conflict)
        weight = {Kind.CONGRUENCE: agreed, Kind.CONFLICT: opposed}.get(kind, agreed - opposed)
        shared = congruence if kind is Kind.CONGRUENCE else conflict if kind is Kind.CONFLICT else congruence | conflict
        if weight:
            graph.add_edge(
                one, other, weight=weight, congruence=agreed, conflict=opposed, provisions=" ".join(sorted(shared))
            )
    return graph


def write_network(graph: nx.Graph[str], form: str) -> bytes:
    """Return a network as ``graphml`` or ``gexf``."""
    import networkx as nx
    from networkx.readwrite.gexf import GEXFWriter

    if form == "graphml":
        text = "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    writer: Any = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.findall("meta"):
        writer.xml.remove(meta)  # it holds today's date
    writer.add_graph(graph)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{writer}\n'.encode()


def unwritable(graph: nx.Graph[str]) -> int:
    """Return the number of nodes with a label in which something was replaced, because XML cannot hold it."""
    return sum(_REPLACEMENT in label for _, label in graph.nodes(data="label"))


def _pairs(table: Table) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """The provisions on which two parties agree, and those on which they oppose each other."""
    by_provision: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
    for (party, slug), tie in table.ties.items():
        by_provision[slug].append((party.iri, tie))
    pairs: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for slug, holders in by_provision.items():
        for (one, first), (other, second) in itertools.combinations(sorted(holders, key=lambda held: held[0]), 2):
            sides = [
                {stance for stance, number in tie.stances.items() if number and stance is not Stance.NEUTRAL}
                for tie in (first, second)
            ]
            if sides[0] & sides[1]:
                pairs[one, other][0].add(slug)
            if {stance.opposite() for stance in sides[0]} & sides[1]:
                pairs[one, other][1].add(slug)
    return pairs


def _provision(slug: str, lookup: Lookup) -> dict[str, str]:
    issue = lookup.issue_of(slug)
    label = lookup.label(iris.provision_iri(slug))
    return {
        "label": _clean(label),
        "kind": "provision",
        "issue": _clean(lookup.label(iris.issue_iri(issue))) if issue else "",
    }


def _edge(tie: Tie) -> dict[str, str | int]:
    return {
        "weight": sum(tie.stances.values()),
        "stance": tie.stance,
        **{stance.value: tie.stances.get(stance, 0) for stance in Stance},
        "reports": len(tie.reports),
        "origins": len(tie.origins),
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub(_REPLACEMENT, text)
