"""What a change of reports means for people: what was added, repeated and contradicted, what appeared and what went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox

from kg.derive import Delta
from kg.iris import DATA, DERIVED_GRAPH
from kg.vocab import DCTERMS, FINDING_KIND, NEG, PROV, RDF, RDFS, STANCE


class Change(StrEnum):
    """What became of something with a change of reports."""

    ADDED = "added"
    REPEATED = "repeated"
    CONTRADICTED = "contradicted"
    APPEARED = "appeared"
    GONE = "gone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One line of a digest.

    ``kind`` is the stance of a position or the kind of a finding, ``what`` a sentence, ``id`` what ``kg show`` takes.
    A position is added, repeated (it gains statements) or dropped (no statement is left); a finding contradicts
    where it sets what the new report says against something, else it appears, or it is gone.
    """

    change: Change
    kind: str
    what: str
    id: str


# Kinds of findings that set one statement against another.
_AGAINST = frozenset(
    FINDING_KIND[kind]
    for kind in (
        "opposed exclusive factual package precondition range circular self-contradiction two-voices "
        "other-speaker other-object lost-caveat other-date withdrawn"
    ).split()
)


def digest_of(rdf: ox.Store, delta: Delta) -> list[Entry]:
    """Return what a delta changes among positions and findings, in the order of ``Change``, then by text.

    Args:
        rdf: the store before the change.
        delta: the change, from ``kg.revise.Reviser``.
    """
    view = _View(rdf, delta)
    entries = [*view.positions(), *view.findings()]
    order = list(Change)
    return sorted(entries, key=lambda entry: (order.index(entry.change), entry.kind, entry.what, entry.id))


class _View:
    """The derived graph on both sides of a change."""

    def __init__(self, rdf: ox.Store, delta: Delta) -> None:
        self.rdf, self.delta = rdf, delta
        self.gained = ox.Store()
        self.gained.extend(delta.added)
        self.lost = ox.Store()
        self.lost.extend(delta.removed)

    def positions(self) -> Iterator[Entry]:
        came, went = self._typed(self.gained, NEG.Position), self._typed(self.lost, NEG.Position)
        for node in came - went:
            yield self._position(node, Change.ADDED, self.gained)
        for node in went - came:
            yield self._position(node, Change.DROPPED, self.lost)
        grown = {
            quad.subject
            for quad in self.delta.added
            if quad.predicate == PROV.wasDerivedFrom and quad.graph_name == DERIVED_GRAPH
        }
        for bearer in grown:
            if (
                isinstance(bearer, ox.NamedNode)
                and bearer not in came
                and ox.Quad(bearer, RDF.type, NEG.Position, DERIVED_GRAPH) in self.rdf
            ):
                yield self._position(bearer, Change.REPEATED, self.rdf)

    def findings(self) -> Iterator[Entry]:
        came, went = self._typed(self.gained, NEG.Finding), self._typed(self.lost, NEG.Finding)
        for node in came - went:
            against = self._one(self.gained, node, NEG.findingKind) in _AGAINST and self._is_about_new(node)
            yield self._finding(node, Change.CONTRADICTED if against else Change.APPEARED, self.gained)
        for node in went - came:
            yield self._finding(node, Change.GONE, self.lost)

    def _is_about_new(self, finding: ox.NamedNode) -> bool:
        """Tell whether a finding shows a statement that comes with the change."""
        return any(
            isinstance(shown := self._one(self.gained, finding, side), ox.NamedNode)
            and self._one(self.gained, shown, NEG.act) is not None
            for side in (NEG.firstStatement, NEG.secondStatement)
        )

    def _position(self, node: ox.NamedNode, change: Change, source: ox.Store) -> Entry:
        party, matter, stance = (
            self._one(source, node, NEG.party),
            self._one(source, node, NEG.provision) or self._one(source, node, NEG.issue),
            self._one(source, node, NEG.stance),
        )
        side = STANCE.notation(stance)
        return Entry(change, side, f"{self._label(party)} is {side} “{self._label(matter)}”.", _id(node))

    def _finding(self, node: ox.NamedNode, change: Change, source: ox.Store) -> Entry:
        kind, reason = self._one(source, node, NEG.findingKind), self._one(source, node, NEG.reason)
        text = reason.value if isinstance(reason, ox.Literal) else ""
        return Entry(change, FINDING_KIND.notation(kind), text, _id(node))

    def _label(self, node: object) -> str:
        """Return an English label, or else any, or else what stands last in the IRI."""
        if not isinstance(node, ox.NamedNode):
            return ""
        labels = sorted(
            {
                (quad.object.language != "en", quad.object.value)
                for source in (self.rdf, self.gained)
                for quad in source.quads_for_pattern(node, RDFS.label, None, None)
                if isinstance(quad.object, ox.Literal)
            }
        )
        return labels[0][1] if labels else _id(node)

    @staticmethod
    def _typed(source: ox.Store, kind: ox.NamedNode) -> set[ox.NamedNode]:
        found = source.quads_for_pattern(None, RDF.type, kind, DERIVED_GRAPH)
        return {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}

    @staticmethod
    def _one(source: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> object:
        values = (quad.object for quad in source.quads_for_pattern(node, predicate, None, None))
        return min(values, key=str, default=None)


def _id(node: ox.NamedNode) -> str:
    return node.value.rpartition("/")[2]


def report_name(rdf: ox.Store, report: str) -> str:
    """Return the file name under which a report was first read, or its title, or its IRI."""
    for predicate in (NEG.fileName, DCTERMS.title):
        for quad in rdf.quads_for_pattern(ox.NamedNode(report), predicate, None, None):
            if isinstance(quad.object, ox.Literal):
                return quad.object.value
    return report.removeprefix(DATA)
