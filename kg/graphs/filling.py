"""A graph that is being filled: values of Python as RDF terms, where an absent value gives no quad."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from kg import iris
from kg.model import Entity
from kg.vocab import NEG, XSD


class Filling:
    """Collects the quads of one graph: in a dict, because a quote or a document may be told of twice."""

    def __init__(self, graph: NamedNode) -> None:
        self.graph = graph
        self.quads: dict[Quad, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal | None) -> None:
        """Write a term as it is."""
        if value is not None:
            self.quads[Quad(subject, predicate, value, self.graph)] = None

    def text(self, subject: NamedNode, predicate: NamedNode, value: str | None) -> None:
        """Write words."""
        self.add(subject, predicate, None if value is None else Literal(value))

    def number(self, subject: NamedNode, predicate: NamedNode, value: int | None) -> None:
        """Write a whole number."""
        self.add(subject, predicate, None if value is None else Literal(str(value), datatype=XSD.integer))

    def share(self, subject: NamedNode, predicate: NamedNode, value: float | None) -> None:
        """Write a number between 0 and 1."""
        self.decimal(subject, predicate, None if value is None else Decimal(repr(value)))

    def decimal(self, subject: NamedNode, predicate: NamedNode, value: Decimal | None) -> None:
        """Write an exact number."""
        self.add(subject, predicate, None if value is None else Literal(canonical_number(value), datatype=XSD.decimal))

    def true(self, subject: NamedNode, predicate: NamedNode, value: bool) -> None:
        """Write a mark: it is said only of what it is true of."""
        self.add(subject, predicate, Literal(True) if value else None)

    def day(self, subject: NamedNode, predicate: NamedNode, value: date | None) -> None:
        """Write a day."""
        self.add(subject, predicate, None if value is None else Literal(value.isoformat(), datatype=XSD.date))

    def entity(self, subject: NamedNode, predicate: NamedNode, value: Entity | None) -> None:
        """Write a link to a thing with a name."""
        self.add(subject, predicate, None if value is None else NamedNode(value.iri))

    def issue(self, subject: NamedNode, slug: str | None) -> None:
        """Write the issue that has this notation."""
        self.add(subject, NEG.issue, None if slug is None else iris.issue_iri(slug))

    def negotiation(self, subject: NamedNode, slug: str | None) -> None:
        """Write the negotiation with this slug."""
        self.add(subject, NEG.negotiation, None if slug is None else iris.negotiation_iri(slug))

    def provision(self, subject: NamedNode, predicate: NamedNode, slug: str | None) -> None:
        """Write a link to the provision that has this notation."""
        self.add(subject, predicate, None if slug is None else iris.provision_iri(slug))


def canonical_number(value: Decimal) -> str:
    """Return a number in the one form that stores keep: as short as it can be, without exponent."""
    written = format(value, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written
