"""Findings as SHACL validation results, by ``ontology/findings.ttl``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.vocab import DCTERMS, NEG, OA, RDF, RDFS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

    from kg.shacl import Verdict

_SHOWN = frozenset({NEG.firstStatement, NEG.outcome, NEG.secondStatement})
_OWN = _SHOWN | {RDF.type, NEG.findingKind, NEG.reason}


def analyse(store: Store) -> Verdict:
    """Hold the findings of a store against the analysis shapes.

    Returns:
        One result a finding: a Warning for a conflict, a discrepancy or a self-contradiction, an Info for any other,
        whose message tells the kind, the parties, the quotes, the reports and the reason. A finding that shows no
        evidence gives a Violation instead. Without findings there are no results, and the verdict conforms.
    """
    from kg.shacl import Verdict, run_shapes

    data = [quad for finding in _findings(store) for quad in _slice(store, finding)]
    return run_shapes(data, shapes="findings") if data else Verdict(True, ())


def _findings(store: Store) -> list[NamedNode]:
    from pyoxigraph import NamedNode

    nodes = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, NEG.Finding, None)}
    return sorted((node for node in nodes if isinstance(node, NamedNode)), key=str)


def _slice(store: Store, finding: NamedNode) -> Iterator[Quad]:
    """Go through all quads that the message about a finding is made of: one label a thing, one quote a side."""
    own = [quad for quad in store.quads_for_pattern(finding, None, None, None) if quad.predicate in _OWN]
    yield from map(_escaped, own)
    for quad in own:
        if quad.predicate == NEG.findingKind:
            yield from _some(store, quad.object, RDFS.label)
            yield from _some(store, quad.object, RDFS.seeAlso)
        elif quad.predicate in _SHOWN:
            yield from _shown(store, quad.object)


def _shown(store: Store, record: object) -> Iterator[Quad]:
    """Go through what the message tells of a statement or an outcome."""
    for quad in _some(store, record, NEG.party):
        yield quad
        yield from _some(store, quad.object, RDFS.label)
    for quad in _some(store, record, NEG.quote):
        yield quad
        yield from _some(store, quad.object, OA.exact)
    for quad in _some(store, record, NEG.report):
        yield quad
        yield from _some(store, quad.object, NEG.fileName)
        yield from _some(store, quad.object, DCTERMS.title)


def _some(store: Store, subject: object, predicate: NamedNode) -> Iterator[Quad]:
    """Go through one quad at most: the first by its text, an English one before others."""
    from pyoxigraph import Literal, NamedNode

    if isinstance(subject, NamedNode):
        quads = sorted(
            store.quads_for_pattern(subject, predicate, None, None),
            key=lambda quad: (isinstance(quad.object, Literal) and quad.object.language != "en", str(quad)),
        )
        yield from map(_escaped, quads[:1])


def _escaped(quad: Quad) -> Quad:
    r"""Double the backslashes of a text: pySHACL puts it into the message as a template, where ``\1`` has a meaning."""
    from pyoxigraph import Literal, Quad

    value = quad.object
    if not isinstance(value, Literal) or "\\" not in value.value:
        return quad
    text = value.value.replace("\\", "\\\\")
    if value.language is not None:
        value = Literal(text, language=value.language)
    else:
        value = Literal(text, datatype=value.datatype)
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)
