"""Values out of the graph of one report: texts, days, numbers, words of closed schemes, names and quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg import iris
from kg.graphs.reference import reference_quads
from kg.model import Entity, Interval, Quote
from kg.vocab import NEG, OA, RDF, RDFS, Concepts

Word = TypeVar("Word", bound=str)
Node = NamedNode | BlankNode | Literal | Triple


def _take_label(labels: dict[Node, str], quad: Quad) -> None:
    """Keep an English label; where a node has several, the first in order of the words, so that none wanders."""
    value = quad.object
    if quad.predicate == RDFS.label and isinstance(value, Literal) and value.language in {None, "en"}:
        labels[quad.subject] = min(labels.get(quad.subject, value.value), value.value)


@cache
def _bundled_labels() -> dict[Node, str]:
    labels: dict[Node, str] = {}
    for quad in reference_quads():
        _take_label(labels, quad)
    return labels


class Lookup:
    """Looks values up in one report's graph. A value that should be one and is not is a ValueError."""

    def __init__(self, quads: Iterable[Quad], graph: NamedNode) -> None:
        self.node = graph
        self.values: dict[tuple[Node, NamedNode], list[Node]] = defaultdict(list)
        self.of_type: dict[Node, list[NamedNode]] = defaultdict(list)
        self.labels: dict[Node, str] = {}
        for quad in quads:
            _take_label(self.labels, quad)
            if quad.graph_name == graph:
                self.values[quad.subject, quad.predicate].append(quad.object)
                if quad.predicate == RDF.type and isinstance(quad.subject, NamedNode):
                    self.of_type[quad.object].append(quad.subject)

    def one(self, subject: NamedNode, predicate: NamedNode) -> Node | None:
        """Return the value, or None; several are a ValueError."""
        values = self.values.get((subject, predicate), [])
        if len(set(values)) > 1:
            raise ValueError(f"{subject.value} has {len(values)} values of {predicate.value}, not one")
        return values[0] if values else None

    def text(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        """Return the words or number of a literal as written, or None."""
        value = self.one(subject, predicate)
        if value is not None and not isinstance(value, Literal):
            raise ValueError(f"{predicate.value} of {subject.value} is not a literal")
        return value.value if value is not None else None

    def needed(self, subject: NamedNode, predicate: NamedNode) -> str:
        """Return ``text`` where it must be there."""
        value = self.text(subject, predicate)
        if value is None:
            raise ValueError(f"{subject.value} has no {predicate.value}")
        return value

    def day(self, subject: NamedNode, predicate: NamedNode) -> date | None:
        """Return a day, or None."""
        value = self.text(subject, predicate)
        return None if value is None else date.fromisoformat(value)

    def interval(self, subject: NamedNode, first: NamedNode, last: NamedNode) -> Interval | None:
        """Return the days from that of ``first`` to that of ``last``; None where either is absent."""
        start, end = self.day(subject, first), self.day(subject, last)
        return None if start is None or end is None else Interval(start, end)

    def number(self, subject: NamedNode, predicate: NamedNode) -> int | None:
        """Return a whole number, or None."""
        value = self.text(subject, predicate)
        return None if value is None else int(value)

    def decimal(self, subject: NamedNode, predicate: NamedNode) -> Decimal | None:
        """Return a number, or None."""
        value = self.text(subject, predicate)
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation:
            raise ValueError(f"{predicate.value} of {subject.value} is not a number: {value!r}") from None

    def true(self, subject: NamedNode, predicate: NamedNode) -> bool:
        """Tell whether a mark is there."""
        return self.text(subject, predicate) == "true"

    def share(self, subject: NamedNode, predicate: NamedNode) -> float | None:
        """Return a number between 0 and 1, or None."""
        value = self.text(subject, predicate)
        return None if value is None else float(value)

    def link(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
        """Return the IRI of another thing, or None."""
        value = self.one(subject, predicate)
        if value is not None and not isinstance(value, NamedNode):
            raise ValueError(f"{predicate.value} of {subject.value} is not an IRI")
        return value

    def links(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return the IRIs of all such things."""
        return [value for value in self.values.get((subject, predicate), []) if isinstance(value, NamedNode)]

    def slug(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        """Return the last part of an IRI, or None."""
        value = self.link(subject, predicate)
        return None if value is None else iris.slug_of(value)

    def word(self, subject: NamedNode, predicate: NamedNode, concepts: Concepts[Word]) -> Word:
        """Return the notation of a concept, which must be one of ``concepts``."""
        value = self.link(subject, predicate)
        if value not in set(concepts):
            raise ValueError(f"{predicate.value} of {subject.value} is not one of {concepts.scheme.value}")
        return concepts.notation(value)

    def named(self, node: NamedNode) -> Entity:
        """Return a thing with its English label."""
        label = self.labels.get(node) or _bundled_labels().get(node)
        if label is None:
            raise ValueError(f"{node.value} has no label")
        return Entity(node.value, label)

    def entity(self, subject: NamedNode, predicate: NamedNode) -> Entity | None:
        """Return a named thing, or None."""
        value = self.link(subject, predicate)
        return None if value is None else self.named(value)

    def entities(self, subject: NamedNode, predicate: NamedNode) -> tuple[Entity, ...]:
        """Return all such named things."""
        return tuple(self.named(value) for value in self.links(subject, predicate))

    def quote(self, node: NamedNode) -> Quote:
        """Return the quote that a node holds."""
        start, end = self.needed(node, OA.start), self.needed(node, OA.end)
        return Quote(int(start), int(end), self.needed(node, OA.exact))

    def evidence(self, subject: NamedNode) -> Quote:
        """Return the quote of a record, which must have one."""
        node = self.link(subject, NEG.quote)
        if node is None:
            raise ValueError(f"{subject.value} has no quote")
        return self.quote(node)

    def also_at(self, subject: NamedNode) -> tuple[Quote, ...]:
        """Return the further quotes of a record."""
        return tuple(self.quote(node) for node in self.links(subject, NEG.alsoAt))
