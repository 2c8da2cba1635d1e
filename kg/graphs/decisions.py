"""Decisions as quads of the graph of curation, and back.

A decision is a node that says who decided what about which statement, when and why. What it states stands, as any
other statement, in the graph of the report; so that it can be put there again after a rebuild, the decision also
keeps the statements whole, as one JSON literal (``kg.model.plain``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad

from kg import iris
from kg.errors import InputError
from kg.graphs.lookup import Node
from kg.model import Decision, DecisionKind, Statement
from kg.model.plain import plain, unplain
from kg.vocab import DECISION_KIND, NEG, PROV, RDF, RDFS, XSD


def decision_quads(decision: Decision) -> list[Quad]:
    """Return the quads of one decision, all in the graph of curation."""
    node, curator = iris.decision_iri(decision.id), iris.curator_iri(decision.by)
    pairs: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (node, RDF.type, NEG.Decision),
        (node, NEG.decisionKind, DECISION_KIND[decision.kind]),
        (node, NEG.report, iris.report_iri(decision.report)),
        (node, PROV.wasAttributedTo, curator),
        (node, PROV.generatedAtTime, Literal(_time(decision.at), datatype=XSD.dateTime)),
        (node, NEG.record, Literal(_record(decision), datatype=RDF.JSON)),
        (curator, RDF.type, NEG.Curator),
        (curator, RDFS.label, Literal(decision.by)),
    ]
    if decision.target is not None:
        pairs.append((node, NEG.decides, iris.statement_iri(decision.target.id)))
    pairs += [(node, NEG.states, iris.statement_iri(result.id)) for result in decision.results]
    if decision.note is not None:
        pairs.append((node, NEG.note, Literal(decision.note)))
    return [Quad(*pair, iris.CURATION_GRAPH) for pair in pairs]


def read_decisions(quads: Iterable[Quad]) -> list[Decision]:
    """Return the decisions of a graph of curation, in the order in which they were taken.

    Raises InputError where one is not what ``decision_quads`` writes.
    """
    told: dict[Node, dict[str, Node]] = defaultdict(dict)
    for quad in quads:
        if quad.graph_name == iris.CURATION_GRAPH:
            told[quad.subject][quad.predicate.value] = quad.object
    found = [_decision(node, told) for node in told if told[node].get(RDF.type.value) == NEG.Decision]
    return sorted(found, key=lambda decision: (decision.at, decision.id))


def _decision(node: Node, told: dict[Node, dict[str, Node]]) -> Decision:
    own = told[node]
    try:
        record = json.loads(_text(own[NEG.record.value]))
        decision = Decision(
            kind=DecisionKind(DECISION_KIND.notation(own[NEG.decisionKind.value])),
            report=_slug(own[NEG.report.value]),
            by=_text(told[own[PROV.wasAttributedTo.value]][RDFS.label.value]),
            at=datetime.fromisoformat(_text(own[PROV.generatedAtTime.value])),
            target=None if "target" not in record else unplain(Statement, record["target"]),
            results=tuple(unplain(Statement, result) for result in record["results"]),
            note=_text(own[NEG.note.value]) if NEG.note.value in own else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"the decision {node} cannot be read back ({type(error).__name__}: {error})") from None
    if node != iris.decision_iri(decision.id):
        raise InputError(f"the decision {node} is not what its id says; it was altered after it was taken")
    return decision


def _record(decision: Decision) -> str:
    record = {"results": [plain(result) for result in decision.results]}
    if decision.target is not None:
        record["target"] = plain(decision.target)
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _time(at: datetime) -> str:
    """Return a time in the canonical form of xsd:dateTime: in UTC, without zeros at the end of a fraction."""
    whole, _, fraction = at.astimezone(UTC).replace(tzinfo=None).isoformat().partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"


def _text(node: Node) -> str:
    if not isinstance(node, Literal):
        raise TypeError(f"{node} is not a literal")
    return node.value


def _slug(node: Node) -> str:
    if not isinstance(node, NamedNode):
        raise TypeError(f"{node} is not an IRI")
    return iris.slug_of(node)
