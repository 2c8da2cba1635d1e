"""Several warm children on one store: each question gets a free one, in the order in which the questions came."""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import KgError
from kg.guard.asked import BusyError, Limits, Question, Reply
from kg.guard.cell import Cell

_POLL_SECONDS = 0.05
_CLOSED = "questions are not answered here any more; ask again"


class _Waiting:
    """Somebody who waits for a place; ``place`` is filled before ``ready`` is set."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.place: _Place | None = None


class _Place:
    """Room for one child; empty where it could not be started, to be tried again by who needs it."""

    def __init__(self, cell: Cell | None) -> None:
        self.cell = cell


class Pool:
    """Children on the store in one directory; for any number of threads. Use as a context manager, or close it."""

    def __init__(self, path: Path | str, size: int = 2, limits: Limits | None = None) -> None:
        """Start ``size`` children. Raises as ``Cell`` where the store cannot be opened; then none is left."""
        self._path = path
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._busy: set[_Place] = set()
        self._renewing: set[threading.Thread] = set()
        self._closed = False
        first = _Place(self._start())
        self.isolated = bool(first.cell and first.cell.isolated)
        self._free: deque[_Place] = deque([first])
        for _ in range(size - 1):
            self._renew(_Place(None))

    def ask(self, question: Question, *, wait: float = 30.0, cancel: threading.Event | None = None) -> Reply:
        """Answer a question in a free child; wait for one at most ``wait`` seconds.

        When ``cancel`` is set, from another thread, the question is given up, wherever it is.
        Raises BusyError where all are busy until then or the pool is closed, and as ``Cell.ask``.
        """
        place = self._take(wait, cancel)
        try:
            if place.cell is None or not place.cell.healthy:
                _end(place)
                place.cell = self._start()
            return place.cell.ask(question, cancel=cancel)
        finally:
            self._give_back(place)

    def close(self, wait: float = 0.0) -> None:
        """End all children: the free ones at once, the busy ones when they are done, at most ``wait`` seconds later.

        Questions that still wait for a place get a BusyError. All processes are gone when this returns.
        """
        with self._lock:
            self._closed = True
            free, self._free = self._free, deque()
            waiting, self._waiting = self._waiting, deque()
        for one in waiting:
            one.ready.set()
        for place in free:
            _end(place)
        end = time.monotonic() + wait
        while self._busy and time.monotonic() < end:
            time.sleep(_POLL_SECONDS)
        with self._lock:
            busy = list(self._busy)
            renewing = list(self._renewing)
        for place in busy:
            _end(place)
        for thread in renewing:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> Cell:
        return Cell(self._path, self._limits)

    def _take(self, wait: float, cancel: threading.Event | None) -> _Place:
        """Return a place that nobody else has, first come, first served. Raises BusyError."""
        with self._lock:
            if self._closed:
                raise BusyError(_CLOSED)
            if self._free and not self._waiting:
                place = self._free.popleft()
                self._busy.add(place)
                return place
            me = _Waiting()
            self._waiting.append(me)
        end = time.monotonic() + wait
        while not me.ready.is_set() and time.monotonic() < end and not (cancel is not None and cancel.is_set()):
            left = max(0.0, end - time.monotonic())
            me.ready.wait(left if cancel is None else min(left, _POLL_SECONDS))
        with self._lock:
            if me.place is not None:
                return me.place
            if me in self._waiting:
                self._waiting.remove(me)
            if self._closed:
                raise BusyError(_CLOSED)
        raise BusyError(f"busy: no place was free for the query within {wait:g} s; ask again later")

    def _give_back(self, place: _Place) -> None:
        """Hand a place to who waits longest; put a new child into it first where the old one is spent."""
        if place.cell is not None and not place.cell.healthy:
            _end(place)
            with self._lock:
                closed = self._closed
                self._busy.discard(place)
            if not closed:
                self._renew(place)
            return
        self._offer(place)

    def _offer(self, place: _Place) -> None:
        with self._lock:
            self._busy.discard(place)
            closed = self._closed
            if not closed:
                if self._waiting:
                    first = self._waiting.popleft()
                    first.place = place
                    self._busy.add(place)
                    first.ready.set()
                else:
                    self._free.append(place)
        if closed:
            _end(place)

    def _renew(self, place: _Place) -> None:
        """Start a child in the background and offer its place; an empty one where that fails."""

        def start() -> None:
            try:
                place.cell = self._start()
            except KgError:
                place.cell = None
            finally:
                with self._lock:
                    self._renewing.discard(threading.current_thread())
                self._offer(place)

        thread = threading.Thread(target=start, name="kg-guard", daemon=True)
        with self._lock:
            self._renewing.add(thread)
        thread.start()


def _end(place: _Place) -> None:
    """End the child of a place, whoever else does so too."""
    if place.cell is not None:
        place.cell.close()
