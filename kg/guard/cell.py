"""A warm child on one store, which answers one question after another."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.errors import UsageError
from kg.guard.asked import GRAPH_FORMATS, SOLUTION_FORMATS, Limits, Question, Reply
from kg.guard.child import Child
from kg.sparql import chooses_graphs, refuse_unsafe

_TIRED_SHARE = 0.25
"""A child is not asked again when this share of its memory is not free after an answer."""


class Cell:
    """One child with one store open, read-only; use as a context manager.

    ``isolated`` tells whether the child has no network. One question at a time; others wait.
    """

    def __init__(self, path: Path | str, limits: Limits | None = None, *, wait: float = 0.0) -> None:
        """Start a child on the store in the directory ``path``.

        ``wait`` is for how many seconds to wait for a process that writes to it. Raises NotFoundError and StoreError as
        ``kg.store.Store.open``.
        """
        self.limits = limits or Limits()
        settings = {"path": os.fspath(path), "rows": self.limits.rows}
        self._child = Child("kg.guard.answering", settings, self.limits, wait=wait)
        self._turn = threading.Lock()

    @property
    def isolated(self) -> bool:
        """Whether the child has no network."""
        return self._child.isolated

    @property
    def pid(self) -> int:
        """The number of the child's process."""
        return self._child.pid

    @property
    def healthy(self) -> bool:
        """Whether it can be asked again: alive, and with nearly all of its memory free."""
        return self._child.alive and self._child.grown < _TIRED_SHARE * self.limits.megabytes * 2**20

    def ask(self, question: Question, *, cancel: threading.Event | None = None) -> Reply:
        """Return the whole answer, or raise; when ``cancel`` is set, the question is given up.

        Raises:
            UsageError: it is no query, calls SERVICE, changes something, or asks for a format that does not fit.
            LimitError: a limit was reached; the child may have ended by that, see ``healthy``.
            StoreError: the store cannot be read.
        """
        task = _task(question)
        with self._turn:
            header, data = self._child.work(task, cancel=cancel)
        return Reply(header["kind"], header["media_type"], data, header["rows"])

    def close(self) -> None:
        """End the child."""
        self._child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def ask_once(path: Path | str, question: Question, limits: Limits | None = None, *, wait: float = 0.0) -> Reply:
    """Answer one question on the store at ``path`` in a child of its own. Raises as ``Cell`` and ``Cell.ask``."""
    _task(question)  # what is refused needs no child
    with Cell(path, limits, wait=wait) as cell:
        return cell.ask(question)


def _task(question: Question) -> dict[str, Any]:
    """Check a question and put it as the child takes it. Raises UsageError, LimitError."""
    known = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    for name in (question.format, question.otherwise):
        if name is not None and name not in known:
            raise UsageError(f"there is no format {name!r} for an answer; use one of: {', '.join(known)}")
    refuse_unsafe(question.text, may_choose_graphs=True)
    default, named = question.default_graphs, question.named_graphs
    given = default is not None or named is not None
    return {
        "text": question.text,
        "base": question.base,
        "formats": [name for name in (question.format, question.otherwise) if name is not None],
        "union": not given and not chooses_graphs(question.text),
        # A dataset that is given is whole: what is not named in it is not in it.
        "default_graphs": list(default or ()) if given else None,
        "named_graphs": list(named or ()) if given else None,
    }
