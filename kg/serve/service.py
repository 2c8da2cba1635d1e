"""The one store that is served: its current snapshot with the cells that questions run in, and the next that follows.

A request holds the snapshot that it began with until it has ended; a snapshot goes when a newer one has taken its
place and nobody holds it any more.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

import anyio
import anyio.to_thread
from starlette.requests import Request

from kg.errors import KgError
from kg.guard import BusyError, Limits, Pool, Question, Reply
from kg.lock import acquire_shared
from kg.serve.problems import GONE, Problem, problem_of
from kg.serve.snapshot import Shelf, Signature, signature
from kg.store import Store

T = TypeVar("T")

WATCH_SECONDS = 1.0
"""How often to look whether the store has changed."""
_PATIENCE = 30.0
"""For how many seconds a changed store may be unreadable, as it is to a writer's end, before anybody is told."""
_READERS = 4
"""Pages that our own code makes at the same time; a user's question has a cell instead."""


@dataclass(eq=False)
class Snapshot:
    """What is served at one time: a folder, the store in it opened for reading, and cells on it."""

    number: int
    path: Path
    seen: Signature
    store: Store
    pool: Pool
    users: int = 0
    retired: bool = False
    _kept: dict[str, object] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def kept(self, name: str, make: Callable[[Store], T]) -> T:
        """Return what ``make`` says of the store; it is asked once for each snapshot."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make(self.store)
            return cast("T", self._kept[name])

    def discard(self) -> None:
        """End the cells and remove the folder."""
        self.pool.close()
        self.store.close()
        shutil.rmtree(self.path, ignore_errors=True)


class Service:
    """A store and how it is served. It is used from the event loop; what blocks runs in threads.

    ``wait`` is for how many seconds to wait for a writer at the start, ``busy`` for how many a question may wait for
    a cell. ``tell`` is given what whoever runs the server should know.
    """

    def __init__(
        self,
        path: Path,
        *,
        workers: int,
        limits: Limits,
        wait: float = 30.0,
        busy: float = 10.0,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.path, self.workers, self.limits, self.busy = path, workers, limits, busy
        self._wait, self._tell = wait, tell
        self._shelf: Shelf | None = None
        self._current: Snapshot | None = None
        self._number = 0
        self._cells = anyio.CapacityLimiter(workers)
        self._threads = anyio.CapacityLimiter(workers)
        self._readers = anyio.CapacityLimiter(_READERS)
        self._upkeep = anyio.CapacityLimiter(2)
        self._discarding: set[asyncio.Task[None]] = set()

    async def writer_gone(self) -> None:
        """Wait until no process has the store open for writing, or the time is up: opening it will say so.

        Opening can wait too, but not be called off.
        """
        until = time.monotonic() + self._wait
        while time.monotonic() < until:
            try:
                handle = acquire_shared(self.path / "LOCK")
            except BlockingIOError:
                await anyio.sleep(0.1)
            except OSError:
                return
            else:
                if handle is not None:
                    os.close(handle)
                return

    async def start(self) -> None:
        """Take the first snapshot and start its cells. Raises NotFoundError and StoreError."""
        # Opened once before a folder is made: where there is no store, nothing is to be left beside it.
        await anyio.to_thread.run_sync(lambda: Store.open(self.path, read_only=True, wait=0.5).close())
        self._shelf = Shelf(self.path)
        self._current = await anyio.to_thread.run_sync(self._make, 0.5)

    async def close(self) -> None:
        """End all cells and remove all snapshots."""
        if self._current is not None:
            await anyio.to_thread.run_sync(self._current.discard)
            self._current = None
        while self._discarding:
            await asyncio.wait(self._discarding)
        if self._shelf is not None:
            self._shelf.close()

    def _make(self, wait: float) -> Snapshot:
        """Take a snapshot and start its cells."""
        assert self._shelf is not None
        path, seen = self._shelf.take(wait)
        try:
            store = Store.open(path, read_only=True)
            pool = Pool(path, size=self.workers, limits=self.limits)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        self._number += 1
        return Snapshot(self._number, path, seen, store, pool)

    async def follow(self) -> None:
        """Serve what the store holds, as it changes, without end."""
        since, told = 0.0, ""
        while True:
            await anyio.sleep(WATCH_SECONDS)
            seen = await anyio.to_thread.run_sync(signature, self.path, limiter=self._upkeep)
            assert self._current is not None
            if not seen or seen == self._current.seen:
                since = 0.0
                continue
            try:
                fresh = await anyio.to_thread.run_sync(self._make, 0.0, limiter=self._upkeep)
            except KgError as error:
                # Most often a writer is at work, and the next look or the one after finds it gone.
                since = since or time.monotonic()
                if time.monotonic() - since > _PATIENCE and str(error) != told:
                    told = str(error)
                    self._tell(f"still serving the store as it was: {told}")
                continue
            since, old, self._current = 0.0, self._current, fresh
            old.retired = True
            self._discard_unused(old)

    def _discard_unused(self, snapshot: Snapshot) -> None:
        if snapshot.retired and not snapshot.users:
            task = asyncio.ensure_future(anyio.to_thread.run_sync(snapshot.discard, limiter=self._upkeep))
            self._discarding.add(task)
            task.add_done_callback(self._discarding.discard)

    @contextmanager
    def hold(self) -> Iterator[Snapshot]:
        """Keep the current snapshot for the length of a request."""
        snapshot = self._current
        if snapshot is None:
            raise Problem(503, "the server is about to end")
        snapshot.users += 1
        try:
            yield snapshot
        finally:
            snapshot.users -= 1
            self._discard_unused(snapshot)

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Return what our own code makes of the current snapshot, in a thread. Errors of ours become Problems."""
        with self.hold() as snapshot:
            try:
                return await anyio.to_thread.run_sync(work, snapshot, limiter=self._readers)
            except KgError as error:
                raise problem_of(error) from error

    async def ask(self, request: Request, question: Question) -> Reply:
        """Return the answer to a question, from a cell. Who goes away while waiting for it frees the place.

        Raises Problem: 503 where no cell is free for too long, else what the guard says of the question.
        """
        cancel = threading.Event()
        with self.hold() as snapshot, anyio.CancelScope() as scope:
            watch = asyncio.ensure_future(_give_up_when_gone(request, scope, cancel))
            try:
                return await self._in_cell(snapshot.pool, question, cancel)
            finally:
                watch.cancel()
                cancel.set()
        raise Problem(GONE, "the client has gone")

    async def _in_cell(self, pool: Pool, question: Question, cancel: threading.Event) -> Reply:
        until = time.monotonic() + self.busy
        owner = object()
        try:
            with anyio.fail_after(self.busy):
                await self._cells.acquire_on_behalf_of(owner)
        except TimeoutError:
            raise problem_of(BusyError("all places are taken by other queries; try again in a moment")) from None
        try:
            # There is a cell for everybody who is let in here, but a new one may be on its way.
            wait = max(1.0, until - time.monotonic())
            return await anyio.to_thread.run_sync(
                lambda: pool.ask(question, wait=wait, cancel=cancel), limiter=self._threads
            )
        except KgError as error:
            if cancel.is_set():
                raise Problem(GONE, "the client has gone") from error
            raise problem_of(error) from error
        finally:
            self._cells.release_on_behalf_of(owner)


async def _give_up_when_gone(request: Request, scope: anyio.CancelScope, cancel: threading.Event) -> None:
    """Wait until the client has gone, and end what is done for it: the wait for a cell, and the question in it."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cancel.set()
    scope.cancel()
