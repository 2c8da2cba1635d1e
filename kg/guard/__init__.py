"""A foreign query or foreign shapes, worked on in a child process that can do nothing else.

The child has no network where the system allows taking it away, writes no file, has limits of time, memory and size,
and dies with its parent. What it cannot finish within its limits ends it, never the program that asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.guard.asked import (
        GRAPH_FORMATS,
        SOLUTION_FORMATS,
        BusyError,
        Limits,
        Question,
        Reply,
        TimeLimitError,
    )
    from kg.guard.cell import Cell, ask_once
    from kg.guard.pool import Pool

__all__ = [
    "GRAPH_FORMATS",
    "SOLUTION_FORMATS",
    "BusyError",
    "Cell",
    "Limits",
    "Pool",
    "Question",
    "Reply",
    "TimeLimitError",
    "ask_once",
]

_ELSEWHERE = {"Cell": "cell", "ask_once": "cell", "Pool": "pool"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type is that of what is asked for
    """Import when asked for: a child starts by the modules of this package and needs none of its parent's."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'asked')}"), name)
