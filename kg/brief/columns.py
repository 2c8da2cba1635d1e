"""A store read by property, each read once: a report of three hundred statements costs no more than their quads.

Reading statement by statement would ask a large store hundreds of thousands of questions.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, cast

from kg.vocab import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Literal, NamedNode

    from kg.answers import Readable

# A constant of kg.vocab stands in place of TERM, as the RDF library writes it. A parameter bound by VALUES would cost
# twice the time, and this is most of the time that a brief takes.
_BY_PROPERTY = "SELECT ?s ?o WHERE { GRAPH ?g { ?s TERM ?o } }"
_BY_TYPE = "SELECT ?s WHERE { GRAPH ?g { ?s a TERM } }"
_SHARED = (BASE + "data/", BASE + "scheme/")


def short(iri: str) -> str:
    """Return an IRI without the part that all of ours share; another vocabulary's stays whole."""
    for base in _SHARED:
        if iri.startswith(base):
            return iri[len(base) :]
    return iri


def day(text: str | None) -> date | None:
    """Return the day that a literal holds; None for none."""
    return None if text is None else date.fromisoformat(text[:10])


class Columns:
    """The values of each property by their subject, as short ids, keys and texts.

    Subjects and values of all graphs stand together: what a node says of itself is the same wherever it stands.
    """

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._many: dict[NamedNode, dict[str, list[str]]] = {}
        self._one: dict[NamedNode, dict[str, str]] = {}
        self._shortened: dict[str, str] = {}

    def many(self, predicate: NamedNode) -> dict[str, list[str]]:
        """Return all values of a property, sorted, by subject."""
        if predicate not in self._many:
            found: dict[str, set[str]] = defaultdict(set)
            for subject, value in self._rows(predicate):
                found[subject].add(value)
            self._many[predicate] = {subject: sorted(values) for subject, values in found.items()}
        return self._many[predicate]

    def one(self, predicate: NamedNode) -> dict[str, str]:
        """Return one value of a property by subject, the first in order where there are several."""
        if predicate not in self._one:
            found: dict[str, str] = {}
            for subject, value in self._rows(predicate):
                if subject not in found or value < found[subject]:
                    found[subject] = value
            self._one[predicate] = found
        return self._one[predicate]

    def of_type(self, kind: NamedNode) -> list[str]:
        """Return the ids of what is of a class, in order."""
        query = _BY_TYPE.replace("TERM", str(kind))
        rows = cast("Iterable[tuple[NamedNode]]", self._store.query(query))
        return sorted({self._short(subject.value) for (subject,) in rows})

    def is_a(self, kind: NamedNode) -> frozenset[str]:
        """Return the same as a set."""
        return frozenset(self.of_type(kind))

    def literals(self, predicate: NamedNode) -> list[tuple[str, str | None, str]]:
        """Return subject, language and text of all literals of a property."""
        from pyoxigraph import Literal, NamedNode

        return sorted(
            {
                (self._short(quad.subject.value), quad.object.language, quad.object.value)
                for quad in self._store.quads_for_pattern(None, predicate, None, None)
                if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
            },
            key=lambda row: (row[0], row[1] or "", row[2]),
        )

    def _rows(self, predicate: NamedNode) -> Iterator[tuple[str, str]]:
        from pyoxigraph import NamedNode

        # Written out, since each line of it is run for every quad of a large store.
        known, shorten = self._shortened.get, self._short
        query = _BY_PROPERTY.replace("TERM", str(predicate))
        for subject, value in cast("Iterable[tuple[NamedNode, NamedNode | Literal]]", self._store.query(query)):
            iri, text = subject.value, value.value
            yield known(iri) or shorten(iri), (known(text) or shorten(text)) if type(value) is NamedNode else text

    def iri(self, key: str) -> str:
        """Return the IRI that a short form stands for."""
        return next((base + key for base in _SHARED if base + key in self._shortened), key)

    def _short(self, iri: str) -> str:
        """Return the short form, one string for each IRI however often it stands in the store."""
        known = self._shortened.get(iri)
        if known is None:
            known = self._shortened[iri] = short(iri)
        return known
