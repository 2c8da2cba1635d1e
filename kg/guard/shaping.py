"""Shapes of a stranger's, applied to data in a guarded child."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError, KgError
from kg.guard.asked import Limits
from kg.guard.child import Child
from kg.guard.inside import Message, Work, live
from kg.shacl import Result, Verdict, run_foreign_shapes


def hold_against(
    shapes: Iterable[ox.Quad],
    data: Iterable[ox.Quad],
    context: Iterable[ox.Quad] = (),
    *,
    limits: Limits,
    name: str,
    source: str = "the data",
) -> Verdict:
    """Hold data against foreign shapes in a child of its own.

    Args:
        shapes: what they say; imports are not followed.
        data: what is checked; all graphs count as one.
        context: what the shapes may look up but which is not itself the object of the check.
        limits: how much the check may take.
        name: how messages call the shapes.
        source: how messages call the data.

    Raises:
        InputError: the shapes are none, hold SPARQL that is refused, cannot be applied, or reach nothing in the data.
        LimitError: a limit was reached.
    """
    parts = [_written(part) for part in (shapes, data, context)]
    task = {"name": name, "source": source, "sizes": [len(part) for part in parts]}
    subject = f"{source}: the check against {name}"
    child = Child("kg.guard.shaping", {}, limits, subject=subject)
    try:
        _, answer = child.work(task, b"".join(parts))
    finally:
        child.kill()
    found = json.loads(answer)
    return Verdict(found["conforms"], tuple(Result(*fields) for fields in found["results"]))


def main() -> None:
    """Be the child."""
    live(_prepare)


def _prepare(_settings: dict[str, Any]) -> Work:
    """Load what takes memory of its own before the limit of memory holds."""
    import pyshacl.validator  # noqa: F401

    return _work


def _work(task: dict[str, Any], data: bytes) -> Message:
    parts = []
    start = 0
    for size in task["sizes"]:
        parts.append(list(ox.parse(data[start : start + size], format=ox.RdfFormat.N_QUADS)))
        start += size
    try:
        verdict = run_foreign_shapes(*parts, name=task["name"], source=task["source"])
    except (KgError, MemoryError, RecursionError):
        raise
    except Exception as error:
        # What pyshacl makes of shapes that are wrong in ways nobody foresaw is of many kinds; none is a verdict.
        why = " ".join(str(error).split())[:300]
        raise InputError(f"{task['name']}: the shapes cannot be applied: {type(error).__name__}: {why}") from error
    results = [astuple(result) for result in verdict.results]
    return {}, json.dumps({"conforms": verdict.conforms, "results": results}).encode("utf-8", "surrogatepass")


def _written(quads: Iterable[ox.Quad]) -> bytes:
    data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert data is not None  # it is None only where a file to write to is given
    return data
