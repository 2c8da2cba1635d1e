"""Findings held against a table of expected ones, statement by statement."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.graphs import extraction_quads
from kg.iris import DATA
from kg.model import Extraction
from kg.origins import origins_after, report_text

# The order of the sides says nothing where neither is the earlier, the wish or the one with the caveat.
EITHER_WAY = frozenset({"other-speaker", "other-object", "other-date", "other-track", "headline-body", "circular"})


@dataclass(frozen=True)
class Expected:
    """A row of the table: on each side the annotations of which any may be shown."""

    kind: str
    first: frozenset[str]
    second: frozenset[str]
    note: str


@dataclass(frozen=True)
class Found:
    """A derived finding: what stands on its sides, as IRIs, ``first`` None where there is none."""

    kind: str
    first: str | None
    second: str | None
    reason: str


def read_expected(file: Path) -> tuple[Expected, ...]:
    """Return the rows of a table with the columns ``kind``, ``first``, ``second`` and ``note``."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Expected(row["kind"], frozenset(row["first"].split()), frozenset(row["second"].split()), row["note"])
            for row in csv.DictReader(lines)
        )


def store_with(reference: Iterable[Quad], extractions: Iterable[Extraction]) -> Store:
    """Return a store with ontology and cases, the reports and their origins, from which nothing is derived."""
    store, reports = Store(), list(extractions)
    store.bulk_extend(reference)
    for extraction in reports:
        store.extend(extraction_quads(extraction))
    _, origins = origins_after(store, [report_text(extraction.report) for extraction in reports])
    store.extend(origins)
    return store


def findings(quads: Iterable[Quad]) -> list[Found]:
    """Return the findings of a derived graph, in the order of kind and reason."""
    nodes: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(DATA + "finding/"):
            nodes[quad.subject.value][quad.predicate.value.rpartition("#")[2]] = getattr(quad.object, "value", "")
    found = [
        Found(
            node["findingKind"].rpartition("/")[2],
            _side(node, "firstStatement", "firstMeeting"),
            _side(node, "secondStatement", "secondMeeting", "outcome"),
            node["reason"],
        )
        for node in nodes.values()
    ]
    return sorted(found, key=lambda one: (one.kind, one.reason, one.first or "", one.second or ""))


def _side(node: Mapping[str, str], *names: str) -> str | None:
    return next((node[name] for name in names if name in node), None)


def compare(
    found: Iterable[Found], wanted: Iterable[Expected], names: Mapping[str, str]
) -> tuple[list[Found], list[Expected]]:
    """Return the findings that were not expected, and the expected ones that are not among them.

    ``names`` has the annotation's id for each IRI. Each expected finding accounts for one that was found.
    """
    missing = list(wanted)
    unexpected = []
    for one in found:
        sides = tuple(None if iri is None else names[iri] for iri in (one.first, one.second))
        match = next((row for row in missing if _is(one.kind, sides, row)), None)
        if match is None:
            unexpected.append(one)
        else:
            missing.remove(match)
    return unexpected, missing


def _is(kind: str, sides: tuple[str | None, ...], row: Expected) -> bool:
    def shown(side: str | None, of: frozenset[str]) -> bool:
        return side in of if of else side is None

    ways = [sides, sides[::-1]] if kind in EITHER_WAY else [sides]
    return kind == row.kind and any(shown(first, row.first) and shown(second, row.second) for first, second in ways)


def told(found: Iterable[Found], missing: Iterable[Expected], names: Mapping[str, str]) -> str:
    """Return what is different, one finding a line: kind, sides and reason."""
    lines = [
        f"not expected  {one.kind}: {names[one.first] if one.first else '-'} | "
        f"{names[one.second] if one.second else '-'}: {one.reason}"
        for one in found
    ]
    lines += [
        f"not found     {row.kind}: {' '.join(sorted(row.first)) or '-'} | {' '.join(sorted(row.second))}: {row.note}"
        for row in missing
    ]
    return "\n".join(["", *lines])
