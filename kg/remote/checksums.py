"""Whether a graph here and a graph there are the same, without sending either: a count and two sums.

Each triple is written as one line of text and hashed; the hashes are added up, so that no order is needed and a store
adds them up by itself, in one query for many graphs. What stores rewrite is left out of the line: the case of a
language tag, the ".0" that Fuseki gives to a whole decimal, and the zeros that Virtuoso gives to a fraction of a
second. The forms of the embedded store have none of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import StoreError
from kg.remote.placing import placed
from kg.vocab import XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Quad, Triple

    from kg.answers import Table
    from kg.remote.wire import Wire

GRAPHS_A_PAGE = 5_000
"""Graphs listed by one query: below the 10,000 rows at which some servers cut."""
_GRAPHS_A_QUERY = 200
_TRIPLES_A_QUERY = 100_000  # a second or two of a slow store's time

_DECIMAL: Final = XSD.base + "decimal"
_TIME: Final = XSD.base + "dateTime"
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a graph comes to: its number of triples, and the sums of the two halves of 16 digits of their hashes."""

    count: int = 0
    first: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a store would say of a graph that is here, in either of the two ways in which stores hash.

    Virtuoso (7.2) takes the bytes of UTF-8 for characters and writes these as UTF-8 once more before it hashes.
    """

    once: Checksum
    twice: Checksum

    @property
    def count(self) -> int:
        """The number of triples."""
        return self.once.count

    def is_that_of(self, there: Checksum | None) -> bool:
        """Tell whether a store that answers this has the same graph."""
        return there in (self.once, self.twice)


def checksum(statements: Iterable[Quad | Triple]) -> Expected:
    """Return the checksum of a graph that is here, each of whose triples is given once."""
    count = 0
    sums = [0, 0, 0, 0]
    for one in statements:
        count += 1
        line = _line(one).encode()
        for place, written in ((0, line), (2, line if line.isascii() else line.decode("latin-1").encode())):
            digest = hashlib.md5(written, usedforsecurity=False).hexdigest()
            sums[place] += int(digest[:8], 16)
            sums[place + 1] += int(digest[8:16], 16)
    return Expected(Checksum(count, sums[0], sums[1]), Checksum(count, sums[2], sums[3]))


def _line(one: Quad | Triple) -> str:
    """Write a triple as ``_HASH`` does."""
    from pyoxigraph import Literal, NamedNode

    subject, value = one.subject, one.object
    assert isinstance(subject, NamedNode)  # stored things have IRIs
    assert isinstance(value, NamedNode | Literal)
    word = _literal(value) if isinstance(value, Literal) else f"<{value.value}"
    return f"{subject.value} {one.predicate.value} {word}"


def _literal(value: Literal) -> str:
    if value.language:
        return f"{value.value}@{value.language.lower()}"
    return f"{value.value}^{value.datatype.value}"


def remote_counts(wire: Wire, prefix: str) -> dict[str, int]:
    """Return the number of triples of every graph there whose name begins with ``prefix``.

    Raises StoreError where the server does not answer, or not sensibly.
    """
    from pyoxigraph import Literal

    found: dict[str, int] = {}
    last = prefix
    while True:
        terms = {"prefix": [Literal(prefix)], "last": [Literal(last)]}
        page = _numbers(wire.select(placed(_COUNTS, terms)), 1)
        names = sorted(page)
        if any(name <= last or not name.startswith(prefix) for name in names):
            raise StoreError("the server's list of graphs goes in circles; nothing was done")
        found.update({name: numbers[0] for name, numbers in page.items()})
        if len(names) < GRAPHS_A_PAGE:
            return {name: count for name, count in found.items() if count}
        last = names[-1]


def remote_checksums(wire: Wire, graphs: Mapping[str, int]) -> dict[str, Checksum]:
    """Return the checksum of graphs there, by name; a graph that is not there has none.

    Args:
        wire: the store.
        graphs: how many triples each has, about: so many graphs are asked for at once as a store can add up quickly.
    """
    from pyoxigraph import NamedNode

    found: dict[str, Checksum] = {}
    for names in _batches(graphs):
        nodes = [NamedNode(name) for name in names]
        rows = _numbers(wire.select(placed(_CHECKSUMS, {"graphs": nodes})), 3)
        if not rows.keys() <= set(names):
            raise StoreError("the server answers about other graphs than those it was asked for; nothing was done")
        found.update({name: Checksum(*numbers) for name, numbers in rows.items() if numbers[0]})
    return found


def remote_checksum(wire: Wire, graph: NamedNode) -> Checksum:
    """Return the checksum of one graph there; that of an empty graph where there is none."""
    return remote_checksums(wire, {graph.value: 0}).get(graph.value, Checksum())


def _batches(graphs: Mapping[str, int]) -> Iterator[list[str]]:
    batch: list[str] = []
    triples = 0
    for name, count in graphs.items():
        if batch and (len(batch) == _GRAPHS_A_QUERY or triples + count > _TRIPLES_A_QUERY):
            yield batch
            batch, triples = [], 0
        batch.append(name)
        triples += count
    if batch:
        yield batch


def _numbers(table: Table, width: int) -> dict[str, tuple[int, ...]]:
    """Return the numbers of each row by the graph in its first column. Raises StoreError for any other answer.

    A store without any row for an aggregate may answer with one row that names no graph; it is passed over. So is a
    graph without sums: one with a blank node, which is none of ours.
    """
    rows: dict[str, tuple[int, ...]] = {}
    for name, *numbers in table.strings():
        if not name or (len(numbers) > 1 and not all(numbers)):
            continue
        try:
            rows[name] = tuple(int(number.removesuffix(".0")) for number in numbers)
        except ValueError:
            raise StoreError(f"the server's sums are no numbers: {' '.join(numbers)[:60]!r}") from None
        if len(numbers) != width or min(rows[name]) < 0:
            raise StoreError(f"the server's sums make no sense: {' '.join(numbers)[:60]!r}")
    return rows


def _number(first: int, last: int) -> str:
    """Return the SPARQL for the number that some hexadecimal digits of ?h write: no function of SPARQL reads them."""
    return " + ".join(
        f'STRLEN(STRBEFORE("{_HEX}", SUBSTR(?h, {place}, 1))) * {16 ** (last - place)}'
        for place in range(first, last + 1)
    )


_HASH = f"""MD5(CONCAT(STR(?s), " ", STR(?p), " ",
      IF(ISIRI(?o), CONCAT("<", STR(?o)),
      IF(LANG(?o) != "", CONCAT(STR(?o), "@", LCASE(LANG(?o))),
      IF(DATATYPE(?o) = <{_DECIMAL}>, CONCAT(REPLACE(STR(?o), "[.]0$", ""), "^", STR(DATATYPE(?o))),
      IF(DATATYPE(?o) = <{_TIME}> && CONTAINS(STR(?o), "."),
         CONCAT(REPLACE(STR(?o), "0+Z$", "Z"), "^", STR(DATATYPE(?o))),
      CONCAT(STR(?o), "^", STR(DATATYPE(?o)))))))))"""
_CHECKSUMS = f"""SELECT ?g (COUNT(*) AS ?n) (SUM({_number(1, 8)}) AS ?a) (SUM({_number(9, 16)}) AS ?b)
WHERE {{ VALUES ?g {{ <placed:graphs> }} GRAPH ?g {{ ?s ?p ?o }} BIND({_HASH} AS ?h) }}
GROUP BY ?g"""
_COUNTS = f"""SELECT ?g (COUNT(*) AS ?n)
WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), <placed:prefix>) && STR(?g) > <placed:last>) }}
GROUP BY ?g ORDER BY ?g LIMIT {GRAPHS_A_PAGE}"""
