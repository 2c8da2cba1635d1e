"""What a question is put to, and what comes back: rows, a truth, or triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Readable(Protocol):
    """What reading a graph needs of a store: Oxigraph's own, in memory or on disk, or one behind an endpoint."""

    def query(
        self, query: str, /, *, use_default_graph_as_union: bool = False
    ) -> QuerySolutions | QueryBoolean | QueryTriples | list[Triple]:
        """Evaluate SPARQL; with the option, what stands outside GRAPH is looked for in all graphs together."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 - the name is Oxigraph's
        graph_name: NamedNode | None = None,
        /,
    ) -> Iterator[Quad]:
        """Go through the quads that match; None matches everything."""

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Tell whether there is a graph of this name."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that a query returned, in its order. A cell is a term, or None where a variable is unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def strings(self) -> list[tuple[str, ...]]:
        """Return the rows as plain strings; an unbound cell is the empty string."""
        return [tuple(plain(cell) for cell in row) for row in self.rows]

    def records(self) -> list[dict[str, str]]:
        """Return one object a row, column to plain string."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.strings()]


def plain(term: Term | None) -> str:
    """Return an IRI or the characters of a literal without any marks; the empty string for None."""
    if term is None:
        return ""
    value = getattr(term, "value", None)
    return value if isinstance(value, str) else str(term)
