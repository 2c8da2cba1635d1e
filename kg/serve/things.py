"""What a store says of one thing, as values that a page can be made of: names, fields, quotes in their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.answers import Readable
from kg.describe import shown_quads
from kg.iris import DATA, DERIVED_GRAPH, INDEX_GRAPHS, ONTOLOGY_GRAPH
from kg.model import Rank
from kg.sentences import split_sentences
from kg.vocab import BASE, DCTERMS, NEG, OA, PROV, RANK, RDF, RDFS, SKOS

# By these a thing is said to rest on another, as ``kg show`` tells it.
RESTING = (
    (PROV.wasDerivedFrom, "supports"),
    (NEG.firstStatement, "shown by"),
    (NEG.secondStatement, "shown by"),
    (NEG.report, "carries"),
)
# What of the analysis is about a party, an issue, a provision, a negotiation.
_ABOUT = (NEG.party, NEG.issue, NEG.provision, NEG.negotiation)
_LABELS = (RDFS.label, SKOS.prefLabel, SKOS.notation, DCTERMS.title)
_HIDDEN = frozenset({NEG.text, NEG.record})


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote within its sentence: what stands before, the quote, what stands after; the report and the offsets."""

    before: str
    exact: str
    after: str
    report: ox.NamedNode | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A statement in short; ``mark`` says why it does not count, where it does not."""

    node: ox.NamedNode
    party: ox.NamedNode | None
    act: ox.NamedNode | None
    stance: ox.NamedNode | None
    words: str
    report: ox.NamedNode | None
    mark: str | None


def is_there(rdf: Readable, node: ox.NamedNode) -> bool:
    """Tell whether a thing is the subject of anything, or the name of a graph."""
    return next(iter(rdf.quads_for_pattern(node, None, None, None)), None) is not None or rdf.contains_named_graph(node)


def classes(rdf: Readable, node: ox.NamedNode) -> set[ox.NamedNode]:
    """Return what a thing is said to be."""
    found = (quad.object for quad in rdf.quads_for_pattern(node, RDF.type, None, None))
    return {one for one in found if isinstance(one, ox.NamedNode)}


def text_of(rdf: Readable, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
    """Return a literal value; of several, English and the first in order."""
    quads = rdf.quads_for_pattern(node, predicate, None, None)
    texts = (quad.object for quad in quads if isinstance(quad.object, ox.Literal))
    return min(((one.language not in {None, "en"}, one.value) for one in texts), default=(False, None))[1]


def node_of(rdf: Readable, node: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
    """Return the IRI of another thing, the first in order where there are several."""
    return min(nodes_of(rdf, node, predicate), key=str, default=None)


def nodes_of(rdf: Readable, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    """Return the IRIs of other things, each once, in order."""
    found = (quad.object for quad in rdf.quads_for_pattern(node, predicate, None, None))
    return sorted({one for one in found if isinstance(one, ox.NamedNode)}, key=str)


def bearers(rdf: Readable, predicate: ox.NamedNode, node: ox.NamedNode) -> list[ox.NamedNode]:
    """Return what has this thing as the value of a property, in order."""
    found = (
        quad.subject
        for quad in rdf.quads_for_pattern(None, predicate, node, None)
        if quad.graph_name not in INDEX_GRAPHS
    )
    return sorted({one for one in found if isinstance(one, ox.NamedNode)}, key=str)


def short(node: ox.NamedNode) -> str:
    """Return an IRI without the part that all of ours share."""
    return node.value.removeprefix(DATA).removeprefix(BASE)


def name_of(rdf: Readable, node: ox.NamedNode) -> str:
    """Return the label of a thing, else its notation or title, else its IRI without the part that all share."""
    return next(filter(None, (text_of(rdf, node, each) for each in _LABELS)), None) or short(node)


def report_name(rdf: Readable, report: ox.NamedNode) -> str:
    """Return title, publisher, day and file of a report, as far as they are known."""
    told = [text_of(rdf, report, each) for each in (DCTERMS.title, DCTERMS.publisher, DCTERMS.issued, NEG.fileName)]
    return ", ".join(filter(None, told)) or short(report)


def brief_of(rdf: Readable, statement: ox.NamedNode) -> Brief:
    """Return who says what in which words, by which report."""
    quote = node_of(rdf, statement, NEG.quote)
    return Brief(
        statement,
        node_of(rdf, statement, NEG.party),
        node_of(rdf, statement, NEG.act),
        node_of(rdf, statement, NEG.stance),
        (text_of(rdf, quote, OA.exact) if quote else None) or "",
        node_of(rdf, statement, NEG.report),
        _mark(rdf, statement),
    )


def _mark(rdf: Readable, statement: ox.NamedNode) -> str | None:
    if RANK[Rank.DEPRECATED] in nodes_of(rdf, statement, NEG.rank):
        return "set aside"
    return "candidate" if text_of(rdf, statement, NEG.candidate) == "true" else None


def passage_of(rdf: Readable, quote: ox.NamedNode) -> Passage:
    """Return a quote in its sentence or sentences; alone, where its report does not have it at its offsets."""
    start, end = (_number(text_of(rdf, quote, predicate)) for predicate in (OA.start, OA.end))
    report = node_of(rdf, quote, PROV.wasQuotedFrom)
    text = (text_of(rdf, report, NEG.text) if report else None) or ""
    exact = text_of(rdf, quote, OA.exact) or ""
    if text[start:end] != exact or start > end:
        return Passage("", exact, "", None, start, end)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    paragraph = first, last if last >= 0 else len(text)
    around = [(a, b) for a, b in split_sentences(text, *paragraph) if a < end and b > start] or [paragraph]
    left, right = min(start, around[0][0]), max(end, around[-1][1])
    return Passage(text[left:start], exact, text[end:right], report, start, end)


def spans_of(rdf: Readable, report: ox.NamedNode) -> dict[tuple[int, int], list[ox.NamedNode]]:
    """Return the statements, meetings and outcomes of a report by the spans in which its text shows them."""
    found: dict[tuple[int, int], list[ox.NamedNode]] = {}
    for quote in bearers(rdf, PROV.wasQuotedFrom, report):
        shown = bearers(rdf, NEG.quote, quote)
        if shown:
            span = _number(text_of(rdf, quote, OA.start)), _number(text_of(rdf, quote, OA.end))
            found.setdefault(span, []).extend(shown)
    return found


def fields_of(rdf: Readable, node: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, list[ox.NamedNode | ox.Literal]]]:
    """Go through the properties of a thing with their values, each once, both in order; long texts are left out."""
    found: dict[ox.NamedNode, set[ox.NamedNode | ox.Literal]] = {}
    for quad in shown_quads(rdf, node):
        if quad.predicate not in _HIDDEN and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found.setdefault(quad.predicate, set()).add(quad.object)
    for predicate in sorted(found, key=lambda one: one.value):
        yield predicate, sorted(found[predicate], key=str)


def words_of(predicate: ox.NamedNode) -> str:
    """Turn ``…#saidFrom`` into ``said from``."""
    last = re.split("[/#]", predicate.value)[-1]
    return re.sub("([A-Z])", lambda match: " " + match.group().lower(), last)


def description(rdf: Readable, node: ox.NamedNode) -> list[ox.Quad]:
    """Return the quads that describe a thing: what is said of it, what rests on it, and the names of all these.

    Of the name of a graph they are what stands in the graph. The ontology is described with all its terms.
    """
    if _is_graph_alone(rdf, node):
        return list(rdf.quads_for_pattern(None, None, None, node))
    quads = set(shown_quads(rdf, node))
    if node.value + "#" == NEG.base:
        terms = rdf.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
        quads |= {quad for quad in terms if getattr(quad.subject, "value", "").startswith(NEG.base)}
    for predicate, _ in RESTING:
        quads |= {q for q in rdf.quads_for_pattern(None, predicate, node, None) if q.graph_name not in INDEX_GRAPHS}
    for predicate in _ABOUT:
        quads |= set(rdf.quads_for_pattern(None, predicate, node, DERIVED_GRAPH))
    for other in {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)} | {
        quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)
    }:
        for predicate in (RDFS.label, OA.exact, OA.start, OA.end, PROV.wasQuotedFrom, DCTERMS.title, RDF.type):
            quads |= set(rdf.quads_for_pattern(other, predicate, None, None))
    return [quad for quad in quads if quad.graph_name not in INDEX_GRAPHS]


def _is_graph_alone(rdf: Readable, node: ox.NamedNode) -> bool:
    """Tell a graph of which nothing is said from a thing: the graph of a report has the name of the report."""
    return not any(shown_quads(rdf, node)) and rdf.contains_named_graph(node)


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else 0
