"""One thing of a store, told for people: a statement in its sentence, with everything that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import NotFoundError, UsageError
from kg.iris import DATA, INDEX_GRAPHS
from kg.render.formats import percent
from kg.sentences import split_sentences
from kg.vocab import DCTERMS, NEG, OA, PROV, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from kg.answers import Readable

Row = tuple[str, str]

# What has an id of its own, by the folder of its IRI.
_KINDS = {
    "statement": NEG.Statement,
    "meeting": NEG.Meeting,
    "outcome": NEG.Outcome,
    "position": NEG.Position,
    "finding": NEG.Finding,
    "report": NEG.Report,
    "document": NEG.Document,
    "decision": NEG.Decision,
}
_SHORTEST_PREFIX = 4
_NAMED_AT_MOST = 5
# The fields that say what a thing is come first, where it is from last; what is not listed stands between.
_FIRST = (
    "party", "act", "stance", "issue", "provision", "findingKind", "reason", "firstStatement", "secondStatement",
    "bestStatement", "meetingStatus", "outcomeStatus", "heldOn", "title", "issued", "quote", "alsoAt", "content",
)  # fmt: skip
_LAST = ("rule", "confidence", "candidate", "report", "wasGeneratedBy", "wasDerivedFrom", "used")
_LEFT_OUT = frozenset({"type", "text", "record"})


def find(rdf: Readable, identifier: str) -> ox.NamedNode:
    """Return the thing with this IRI, ``kind/id``, id, or beginning of an id.

    Raises NotFoundError where there is none, UsageError where there are several or the beginning is too short.
    """
    text = identifier.strip().strip("<>")
    # A whole IRI names anything, also what has no id: a party, an issue, a graph.
    if ":" in text:
        try:
            node = ox.NamedNode(text)
        except ValueError as error:
            raise UsageError(f"{identifier!r} is neither an id nor an IRI") from error
        if _is_there(rdf, node):
            return node
        kind, _, start = text.removeprefix(DATA).rpartition("/")
        if not text.startswith(DATA) or kind not in _KINDS:
            raise NotFoundError(f"nothing in the store is {text}")
    else:
        kind, _, start = text.rpartition("/")
    kinds = [kind] if kind else list(_KINDS)
    if not set(kinds) <= _KINDS.keys() or not re.fullmatch(r"[0-9a-z-]+", start):
        raise UsageError(f"{identifier!r} is not an id; the commands positions, conflicts and extract show ids")
    for each in kinds:
        node = ox.NamedNode(f"{DATA}{each}/{start}")
        if _is_there(rdf, node):
            return node
    if len(start) < _SHORTEST_PREFIX:
        raise UsageError(f"{identifier!r} is too short to name one thing; give at least {_SHORTEST_PREFIX} characters")
    found = sorted({node for each in kinds for node in _beginning_with(rdf, each, start)}, key=str)
    if not found:
        raise NotFoundError(f"nothing in the store has an id that begins with {start!r}")
    if len(found) > 1:
        names = ", ".join(node.value.removeprefix(DATA) for node in found[:_NAMED_AT_MOST])
        more = f" and {len(found) - _NAMED_AT_MOST} more" if len(found) > _NAMED_AT_MOST else ""
        raise UsageError(f"{start!r} begins the id of {names}{more}; give more of it")
    return found[0]


def shown_quads(rdf: Readable, node: ox.NamedNode) -> list[ox.Quad]:
    """Return what all graphs say of a thing but those that are for finding things again alone."""
    return [quad for quad in rdf.quads_for_pattern(node, None, None, None) if quad.graph_name not in INDEX_GRAPHS]


def describe(rdf: Readable, node: ox.NamedNode) -> list[Row]:
    """Return (field, value) pairs: what the thing is, what is said of it, and what rests on it."""
    quads = sorted(set(shown_quads(rdf, node)), key=_order)
    kinds = sorted({_field(quad.object) for quad in quads if quad.predicate == RDF.type})
    rows: list[Row] = [("id", node.value.removeprefix(DATA)), ("is", ", ".join(kinds))]
    seen = set()
    for quad in quads:
        field = _field(quad.predicate)
        if field in _LEFT_OUT or (field, quad.object) in seen:
            continue
        seen.add((field, quad.object))
        rows += [(_words(field), value) for value in _tell(rdf, quad)]
    return rows + list(_resting_on(rdf, node))


def _tell(rdf: Readable, quad: ox.Quad) -> Iterator[str]:
    """Say the value of one property."""
    value = quad.object
    if quad.predicate == NEG.confidence and isinstance(value, ox.Literal):
        yield percent(float(value.value))
    elif quad.predicate == NEG.candidate:
        yield "too doubtful to count as a position"
    elif not isinstance(value, ox.NamedNode):
        yield value.value if isinstance(value, ox.Literal) else str(value)
    elif _has(rdf, value, NEG.Quote):
        yield _in_its_sentence(rdf, value)
    elif _has(rdf, value, NEG.Statement):
        yield _statement_in_brief(rdf, value)
    elif _has(rdf, value, NEG.Report):
        yield _report_in_brief(rdf, value)
    else:
        yield _name(rdf, value)


def _in_its_sentence(rdf: Readable, quote: ox.NamedNode) -> str:
    """Return the sentence, or sentences, of a quote with the quote between ⟦ and ⟧, and its offsets."""
    start, end = (int(_text(rdf, quote, predicate) or 0) for predicate in (OA.start, OA.end))
    report = _node(rdf, quote, PROV.wasQuotedFrom)
    text = (_text(rdf, report, NEG.text) if report else None) or ""
    if text[start:end] != (exact := _text(rdf, quote, OA.exact) or ""):
        return f"⟦{exact}⟧ (not found at {start}–{end} of its report)"
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    paragraph = first, last if last >= 0 else len(text)
    around = [(a, b) for a, b in split_sentences(text, *paragraph) if a < end and b > start] or [paragraph]
    left, right = min(start, around[0][0]), max(end, around[-1][1])
    return f"{text[left:start]}⟦{exact}⟧{text[end:right]} ({start}–{end})"


def _statement_in_brief(rdf: Readable, statement: ox.NamedNode) -> str:
    party, act = (_node(rdf, statement, predicate) for predicate in (NEG.party, NEG.act))
    quote, report = (_node(rdf, statement, predicate) for predicate in (NEG.quote, NEG.report))
    words = _text(rdf, quote, OA.exact) if quote else None
    origin = _report_in_brief(rdf, report) if report else "no report"
    mark = "candidate; " if _text(rdf, statement, NEG.candidate) else ""
    who = " ".join(_name(rdf, one) for one in (party, act) if one)
    return f"{who}: “{words or ''}” ({mark}{origin}; {statement.value.removeprefix(DATA)})"


def _report_in_brief(rdf: Readable, report: ox.NamedNode) -> str:
    """Return title, publisher, day and file of a report, as far as they are known."""
    told = [_text(rdf, report, each) for each in (DCTERMS.title, DCTERMS.publisher, DCTERMS.issued, NEG.fileName)]
    return ", ".join(filter(None, told)) or report.value.removeprefix(DATA)


def _resting_on(rdf: Readable, node: ox.NamedNode) -> Iterator[Row]:
    """Name the positions and findings that follow from a thing, and the records that a report carries."""
    for predicate, field in (
        (PROV.wasDerivedFrom, "supports"),
        (NEG.firstStatement, "shown by"),
        (NEG.secondStatement, "shown by"),
        (NEG.report, "carries"),
    ):
        subjects = {quad.subject for quad in rdf.quads_for_pattern(None, predicate, node, None)}
        for subject in sorted(subjects, key=str):
            if isinstance(subject, ox.NamedNode):
                brief = _statement_in_brief(rdf, subject) if _has(rdf, subject, NEG.Statement) else ""
                yield field, brief or subject.value.removeprefix(DATA)


def _name(rdf: Readable, node: ox.NamedNode) -> str:
    """Return the label of a thing, else its notation, else its IRI without the part that all share."""
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.notation):
        found = _text(rdf, node, predicate)
        if found:
            return found
    return node.value.removeprefix(DATA)


def _beginning_with(rdf: Readable, kind: str, start: str) -> Iterator[ox.NamedNode]:
    prefix = f"{DATA}{kind}/{start}"
    for quad in rdf.quads_for_pattern(None, RDF.type, _KINDS[kind], None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(prefix):
            yield quad.subject


def _is_there(rdf: Readable, node: ox.NamedNode) -> bool:
    return next(iter(rdf.quads_for_pattern(node, None, None, None)), None) is not None


def _has(rdf: Readable, node: ox.NamedNode, kind: ox.NamedNode) -> bool:
    return next(iter(rdf.quads_for_pattern(node, RDF.type, kind, None)), None) is not None


def _text(rdf: Readable, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
    """Return a literal value, the first in order where there are several."""
    quads = rdf.quads_for_pattern(node, predicate, None, None)
    return min((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), default=None)


def _node(rdf: Readable, node: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | None:
    quads = rdf.quads_for_pattern(node, predicate, None, None)
    return min((quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)), key=str, default=None)


def _order(quad: ox.Quad) -> tuple[int, int, str, str]:
    field = _field(quad.predicate)
    if field in _FIRST:
        return (0, _FIRST.index(field), "", str(quad.object))
    return (2, _LAST.index(field), "", str(quad.object)) if field in _LAST else (1, 0, field, str(quad.object))


def _field(term: object) -> str:
    """Return the last part of an IRI."""
    return re.split("[/#]", str(term).strip("<>"))[-1]


def _words(field: str) -> str:
    """Turn ``saidFrom`` into ``said from``."""
    return re.sub("([A-Z])", lambda match: " " + match.group().lower(), field)
