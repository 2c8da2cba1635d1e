"""Which reports go with a report or an origin, by any name that people use."""

from __future__ import annotations

from pathlib import PurePath

import pyoxigraph as ox

from kg.errors import NotFoundError, UsageError
from kg.iris import DATA, ORIGINS_GRAPH
from kg.names import resolve
from kg.vocab import NEG, RDF, RDFS

_ORIGIN = DATA + "origin/"


def reports_of(rdf: ox.Store, words: str) -> list[str]:
    """Return the IRIs of the reports that a name means: one report, or all reports of one origin; sorted.

    Args:
        rdf: the store.
        words: the id, file name, path, title or IRI of a report; or the id, label or IRI of an origin.

    Raises:
        NotFoundError: neither is called so.
        UsageError: several are.
    """
    origins = {
        quad.subject
        for quad in rdf.quads_for_pattern(None, RDF.type, NEG.Origin, ORIGINS_GRAPH)
        if isinstance(quad.subject, ox.NamedNode) and _is_called(rdf, quad.subject, words)
    }
    if len(origins) > 1:
        ids = ", ".join(sorted(origin.value.removeprefix(_ORIGIN) for origin in origins))
        raise UsageError(f"{words!r} is the label of several origins; name one by its id: {ids}")
    if origins:
        (origin,) = origins
        found = rdf.quads_for_pattern(None, NEG.origin, origin, ORIGINS_GRAPH)
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))
    try:
        return [report_of(rdf, words)]
    except NotFoundError as error:
        raise NotFoundError(f"{error}; kg query origins lists reports and origins") from error


def report_of(rdf: ox.Store, words: str) -> str:
    """Return the IRI of the report with this id, file name, title or IRI, or with the file name at the end of a path.

    Raises NotFoundError where none is called so, UsageError where several are.
    """
    try:
        return resolve(rdf, "report", words).value
    except NotFoundError:
        name = PurePath(words).name
        if name in ("", words):
            raise
        return resolve(rdf, "report", name).value


def _is_called(rdf: ox.Store, origin: ox.NamedNode, words: str) -> bool:
    wanted = words.strip().strip("<>")
    if wanted in (origin.value, origin.value.removeprefix(_ORIGIN), origin.value.removeprefix(DATA)):
        return True
    labels = rdf.quads_for_pattern(origin, RDFS.label, None, ORIGINS_GRAPH)
    return any(isinstance(q.object, ox.Literal) and q.object.value.casefold() == wanted.casefold() for q in labels)
