"""Conflicts and overlaps as SHACL validation results, by ``ontology/findings.ttl``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.vocab import DCTERMS, NEG, OA, RDF, RDFS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

    from kg.shacl import Verdict

_SIDES = ("first", "second")


def analyse(store: Store) -> Verdict:
    """Hold the findings of a store against the analysis shapes.

    Returns:
        One result a finding, a Warning for a conflict and an Info for an overlap, whose message names both parties,
        both quotes and both reports. No finding, no result. Analysis refuses nothing: the verdict always conforms.
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
    own = list(store.quads_for_pattern(finding, None, None, None))
    yield from map(_escaped, own)
    values = {quad.predicate: quad.object for quad in own}
    yield from _some(store, values.get(NEG.findingKind), RDFS.label)
    for side in _SIDES:
        position, statement = values.get(getattr(NEG, side + "Position")), values.get(getattr(NEG, side + "Statement"))
        for quad in _some(store, position, NEG.party):
            yield quad
            yield from _some(store, quad.object, RDFS.label)
        for quad in _some(store, statement, NEG.quote):
            yield quad
            yield from _some(store, quad.object, OA.exact)
        for quad in _some(store, statement, NEG.report):
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
