"""Snapshots of a store that is being served: its files, linked beside it, so that writers go on undisturbed.

A snapshot costs a few milliseconds and hardly any room: RocksDB never changes a file of data, and a link keeps those
that the store has done without since. Each server has one folder beside the store, ``.NAME.serve-…``, with a lock on it
for as long as the process lives; a folder whose lock nobody holds was left behind and is removed.
"""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import StoreError
from kg.store import Store

# What RocksDB touches without a change of the data: its lock, its log of events, its options.
_NO_DATA = ("LOCK", "LOG", "OPTIONS", "IDENTITY")

Signature = tuple[tuple[str, int, int, int], ...]


def signature(store: Path) -> Signature:
    """Return by what to tell whether a store has changed: name, number, size and time of its files of data.

    Empty where there is no store any more.
    """
    found = []
    try:
        with os.scandir(store) as entries:
            for entry in entries:
                if not entry.name.startswith(_NO_DATA):
                    state = entry.stat()
                    found.append((entry.name, state.st_ino, state.st_size, state.st_mtime_ns))
    except OSError:  # it was removed, or a file of it while we looked: the next look will tell
        return ()
    return tuple(sorted(found))


class Shelf:
    """The folder of one server's snapshots; gone, with all that is in it, after ``close``."""

    def __init__(self, store: Path) -> None:
        """Make the folder beside the store and remove those of dead servers. Raises StoreError where that fails."""
        self.store = store.absolute()
        self._made = 0
        prefix = f".{self.store.name}.serve-"
        try:
            with _alone(self.store.parent):
                for left in self.store.parent.glob(glob.escape(prefix) + "*"):
                    _remove_abandoned(left)
                self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=self.store.parent))
                self._lock = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError as error:
            why = error.strerror or error
            raise StoreError(f"{self.store.parent} has no place for a snapshot of the store: {why}") from error

    def take(self, wait: float) -> tuple[Path, Signature]:
        """Return a new snapshot's folder, and what the store looked like when it was taken.

        ``wait`` is for how many seconds to wait for a writer. Raises as ``Store.open``, and StoreError.
        """
        self._made += 1
        target = self.folder / str(self._made)
        with Store.open(self.store, read_only=True, wait=wait):
            # No writer can come in while the store is open for reading: its files stand still.
            seen = signature(self.store)
            try:
                target.mkdir()
                for entry in sorted(self.store.iterdir()):
                    if not entry.name.startswith(_NO_DATA):
                        _link_or_copy(entry, target / entry.name)
            except OSError as error:
                shutil.rmtree(target, ignore_errors=True)
                why = error.strerror or error
                raise StoreError(f"no snapshot of {self.store} can be taken: {why}") from error
        return target, seen

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            os.close(self._lock)


def _link_or_copy(source: Path, target: Path) -> None:
    """Put a file of the store into a snapshot.

    Files of data never change, so a link will do where the disk has links. The log of what is not yet in them, and the
    list of them, are written on. (RocksDB's own backup of a store that is opened for reading leaves that log out, and
    with it what a writer had committed before it was killed.)
    """
    if source.suffix == ".sst":
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep out other servers that start beside the same store: a new folder has no lock for a moment."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_abandoned(folder: Path) -> None:
    """Remove a folder of snapshots unless a living process holds its lock."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
