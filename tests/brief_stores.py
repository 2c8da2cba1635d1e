"""Stores that briefs are made of: the seeds, the written rounds, a harbour, and one in which every text is hostile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rounds
from harbour import Said, store_of
from seed_reports import NUMBERS, seed

from kg.brief import Brief, gather
from kg.derive import derive
from kg.graphs import extraction_quads, reference_quads
from kg.origins import origins_after, report_text


@cache
def seeds_store() -> ox.Store:
    """Return the five seeds with their origins and what follows; nobody writes to it."""
    store = ox.Store()
    store.extend(reference_quads())
    for number in NUMBERS:
        store.extend(extraction_quads(seed(number)))
    store.extend(origins_after(ox.Store(), [report_text(seed(number).report) for number in NUMBERS])[1])
    store.bulk_extend(derive(store))
    return store


@cache
def seeds() -> Brief:
    """Return the brief of the seeds."""
    return gather(seeds_store())


@cache
def rounds_store() -> ox.Store:
    """Return the written rounds with what follows; nobody writes to it."""
    store, _, _ = rounds.load()
    store.bulk_extend(derive(store))
    return store


def harbour(statements: Iterable[Said]) -> Brief:
    """Return the brief of a made-up harbour, with what follows from these statements."""
    store = store_of(*statements)
    store.bulk_extend(derive(store))
    return gather(store)


def on_disk(store: ox.Store, path: Path) -> Path:
    """Write a store into a directory, as ``kg`` opens it."""
    written = ox.Store(str(path))
    written.bulk_extend(store)
    written.flush()
    return path


def changed(store: ox.Store, texts: Mapping[str, str]) -> ox.Store:
    """Return a copy in which literals of some properties, by their local names, have another text."""

    def other(quad: ox.Quad) -> ox.Quad:
        name = quad.predicate.value.replace("#", "/").rpartition("/")[2]
        if not isinstance(quad.object, ox.Literal) or name not in texts:
            return quad
        if quad.object.language is None:
            literal = ox.Literal(texts[name])
        else:
            literal = ox.Literal(texts[name], language=quad.object.language)
        return ox.Quad(quad.subject, quad.predicate, literal, quad.graph_name)

    copy = ox.Store()
    copy.bulk_extend(other(quad) for quad in store)
    return copy
