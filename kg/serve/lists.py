"""The pages that list things of one kind: where a reader who does not know any id begins."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pyoxigraph as ox

from kg.answers import Readable
from kg.iris import DERIVED_GRAPH
from kg.serve.addresses import SCHEME, SCHEME_KINDS, local_address
from kg.serve.markup import Content, Markup, foreign, link, rows, tag, together
from kg.serve.shell import section
from kg.serve.things import bearers, brief_of, name_of, short, text_of
from kg.serve.views import findings, named, positions, statement_card
from kg.vocab import DCTERMS, NEG, RDF, SKOS

MOST = 1000
"""Things that a list shows."""

_CLASSES = MappingProxyType(
    {
        "decision": NEG.Decision, "document": NEG.Document, "finding": NEG.Finding, "meeting": NEG.Meeting,
        "negotiation": NEG.Negotiation, "origin": NEG.Origin, "outcome": NEG.Outcome, "package": NEG.Package,
        "party": NEG.Party, "person": NEG.Person, "place": NEG.Place, "position": NEG.Position,
        "quantity": NEG.Quantity, "quote": NEG.Quote, "report": NEG.Report, "round": NEG.Round,
        "statement": NEG.Statement,
    }
)  # fmt: skip
KINDS = (*_CLASSES, *SCHEME_KINDS)
_PLURALS = {"party": "Parties", "person": "People", "text-reuse": "Text reuse"}


def heading(kind: str) -> str:
    """Return what a list of things of a kind is called."""
    return _PLURALS.get(kind) or kind.replace("-", " ").capitalize() + "s"


def listing(rdf: Readable, kind: str) -> Markup:
    """Return the content of the page that lists what is of a kind, one of ``KINDS``."""
    if kind in _CLASSES:
        found = _typed(rdf, _CLASSES[kind])
    else:
        found = bearers(rdf, SKOS.inScheme, ox.NamedNode(SCHEME + kind))
    draw = _DRAWN.get(kind, _names)
    told = tag("p", f"{len(found)} in the store" + (f", {MOST} shown" if len(found) > MOST else ""), class_="hint")
    return together(tag("h1", heading(kind)), told, draw(rdf, found))


def _typed(rdf: Readable, kind: ox.NamedNode) -> list[ox.NamedNode]:
    found = (quad.subject for quad in rdf.quads_for_pattern(None, RDF.type, kind, None))
    return sorted({one for one in found if isinstance(one, ox.NamedNode)}, key=str)


def _names(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    named_nodes = sorted((name_of(rdf, node).casefold(), node.value, node) for node in nodes)
    items = [
        tag("li", link(local_address(node.value), foreign(name_of(rdf, node)))) for _, _, node in named_nodes[:MOST]
    ]
    return tag("ul", items, class_="names")


def _reports(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    lines: list[list[Content]] = []
    for node in sorted(nodes, key=lambda one: (text_of(rdf, one, DCTERMS.issued) or "9", one.value))[:MOST]:
        title = text_of(rdf, node, DCTERMS.title) or text_of(rdf, node, NEG.fileName) or short(node)
        told = [text_of(rdf, node, each) for each in (DCTERMS.publisher, DCTERMS.issued, NEG.fileName)]
        lines.append(
            [
                link(local_address(node.value), foreign(title)),
                *(foreign(each) if each else None for each in told),
                str(len(bearers(rdf, NEG.report, node))),
            ]
        )
    return rows(("title", "publisher", "published", "file", "records"), lines)


def _by_use(rdf: Readable, nodes: list[ox.NamedNode], predicate: ox.NamedNode) -> Markup:
    """Return what positions are held on, or by, with their number; the rest by name below."""
    held = {node: len({quad.subject for quad in rdf.quads_for_pattern(None, predicate, node, DERIVED_GRAPH)})
            for node in nodes}  # fmt: skip
    first = sorted((node for node in nodes if held[node]), key=lambda node: (-held[node], name_of(rdf, node)))
    lines: list[list[Content]] = [[named(rdf, node), str(held[node])] for node in first]
    rest = [node for node in nodes if not held[node]]
    return together(
        rows(("name", "positions and findings"), lines) if lines else None,
        section("Others that the store knows of", _names(rdf, rest)) if rest else None,
    )


def _issues(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    return _by_use(rdf, nodes, NEG.issue)


def _parties(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    return _by_use(rdf, nodes, NEG.party)


def _provisions(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    return _by_use(rdf, nodes, NEG.provision)


def _statements(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    briefs = [brief_of(rdf, node) for node in nodes[:MOST]]
    briefs.sort(key=lambda brief: (name_of(rdf, brief.party) if brief.party else "", brief.node.value))
    return together([statement_card(rdf, brief) for brief in briefs])


def _positions(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    return positions(rdf, nodes[:MOST])


def _findings(rdf: Readable, nodes: list[ox.NamedNode]) -> Markup:
    return findings(rdf, nodes[:MOST])


_DRAWN: MappingProxyType[str, Callable[[Readable, list[ox.NamedNode]], Markup]] = MappingProxyType(
    {
        "finding": _findings, "issue": _issues, "party": _parties, "position": _positions,
        "provision": _provisions, "report": _reports, "statement": _statements,
    }
)  # fmt: skip
