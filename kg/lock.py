"""Who may use a store at the same time: many readers, or one writer, over processes.

RocksDB, under Oxigraph, takes an exclusive lock on the file ``LOCK`` of a store that is opened for writing, and none
when it is opened for reading; reading beside a writer is undefined. So a reader takes a shared lock on that same file:
it keeps writers out, whichever program they are, and is kept out by them.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

# Linux' struct flock: type, whence, start, length, process. Length 0 means the whole file.
_FLOCK = "hhqqi4x"


def acquire_shared(lock_file: Path) -> int | None:
    """Try once to take a shared lock; return the open file that holds it until it is closed.

    None where there is no lock file, as in a copy that was made without it: nobody can hold it then.
    Raises BlockingIOError while another process holds the store for writing.
    """
    try:
        handle = os.open(lock_file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if hasattr(fcntl, "F_OFD_SETLK"):
            # Belongs to this open file alone: closing another handle of the same file does not drop it.
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0))
        else:
            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise BlockingIOError(*error.args) from error
    return handle


def holder(lock_file: Path) -> str:
    """Name the process that keeps a writer out, as well as the system tells: "process 4711", or "another process"."""
    if not hasattr(fcntl, "F_OFD_SETLK"):
        return "another process"
    try:
        handle = os.open(lock_file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return "another process"
    try:
        asked = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
        kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(handle, fcntl.F_GETLK, asked))
    except OSError:
        return "another process"
    finally:
        os.close(handle)
    # A reader's lock does not stand in the way of the read lock asked about, and has no process: then nobody is named.
    return f"process {process}" if kind == fcntl.F_WRLCK and process > 0 else "another process"
