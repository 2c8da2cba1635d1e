"""What a guarded child is asked, within which limits, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kg.errors import LimitError, UsageError

SOLUTION_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""Formats of rows and truths, with their media types."""

GRAPH_FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
"""Formats of triples, with their media types."""


class BusyError(LimitError):
    """No child was free in time, or none will be any more."""


class TimeLimitError(LimitError):
    """A question was not done within its time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may take.

    ``seconds`` is by the clock on the wall, ``megabytes`` is address space above what the child has when it is ready,
    ``rows`` counts triples too, ``answer_bytes`` is the answer as serialised. Raises UsageError for a limit that
    nothing can keep.
    """

    seconds: float = 30.0
    megabytes: int = 2048
    rows: int = 1_000_000
    answer_bytes: int = 256 * 2**20

    def __post_init__(self) -> None:
        if not 0 < self.seconds < math.inf:
            raise UsageError(f"a time limit is a number of seconds above 0, not {self.seconds:g}")
        for name, value in (("memory limit", self.megabytes), ("row limit", self.rows), ("size", self.answer_bytes)):
            if value < 1:
                raise UsageError(f"a {name} is a whole number above 0, not {value}")


@dataclass(frozen=True, slots=True)
class Question:
    """A query of a stranger's.

    ``format`` is a key of ``SOLUTION_FORMATS`` or ``GRAPH_FORMATS``; ``otherwise`` is the format to use where the
    answer is of the other kind, which then is no error. ``default_graphs`` and ``named_graphs`` are the dataset, as the
    SPARQL protocol has it: where either is given, it is these alone, whatever the text says in FROM. Without them and
    without FROM, the default graph is all named graphs together. ``base`` is the absolute IRI that relative ones in the
    text stand on; without it, the text has none, or a BASE of its own.
    """

    text: str
    format: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    otherwise: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: ``kind`` is solutions, boolean or graph; ``rows`` counts rows or triples, 0 for a boolean."""

    kind: str
    media_type: str
    data: bytes
    rows: int
