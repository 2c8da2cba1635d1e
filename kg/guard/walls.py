"""The walls round a guarded child, put up by itself before it touches anything foreign.

Everything here holds for the whole process and cannot be taken back by it. What a system does not know (the namespaces
of Linux, say) is left out; whether the network is gone is told to the parent.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_OPEN_FILES = 1024
_JAVA_FILE_BYTES = 2**30
_JAVA_DATA_BYTES = 6 * 2**30
_PAGE = resource.getpagesize()


def put_up(lifeline: int) -> bool:
    """Shut this process in; return whether it has no network any more.

    ``lifeline`` is the reading end of a pipe of which the parent alone has the other end.
    """
    _die_with_parent(lifeline)
    isolated = leave_network()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    # The store's engine reads this limit when it opens a store and keeps below it.
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    return isolated


def put_up_round_java() -> bool:
    """Shut in a process that starts a Java; return whether it has no network any more.

    Java reserves far more address space than it uses, and Owlready2 hands it a file: so memory counts as it is used,
    and files may be written, up to a size.
    """
    isolated = leave_network()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _JAVA_FILE_BYTES)
    _limit(resource.RLIMIT_DATA, _JAVA_DATA_BYTES)
    return isolated


def limit_memory(megabytes: int) -> None:
    """Let the address space grow by so much from here; what is asked for beyond that is refused by the system."""
    if used := address_space():
        _limit(resource.RLIMIT_AS, used + megabytes * 2**20)


def limit_time(seconds: float) -> None:
    """Let the process compute for so long from here, on all processors together; then the system ends it.

    The parent's clock is the limit that counts. This one is there for a parent that was stopped.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (end if hard == resource.RLIM_INFINITY else min(end, hard), hard))


def address_space() -> int:
    """Return the bytes of address space that this process has; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - asked after every question: the quick way
            return int(file.read().split()[0]) * _PAGE
    except OSError:
        return 0


def _limit(which: int, most: int) -> None:
    """Set a limit for good, never above the one that holds already."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(which, (most, most))


def _die_with_parent(lifeline: int) -> None:
    """Have the system kill this process when the parent is gone, even in the middle of native code.

    The parent holds the only writing end, and a pipe that loses it signals its reader. The signal that Linux sends
    at a parent's death (PR_SET_PDEATHSIG) would come when the parent's starting thread ends, not the parent.
    """
    set_signal = getattr(fcntl, "F_SETSIG", 10)
    try:
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, set_signal, signal.SIGKILL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    except OSError:
        return  # the end of the channel ends an idle child, limit_time a busy one


def leave_network() -> bool:
    """Move into a network namespace of its own, which has no interface that is up. Return whether that was possible."""
    try:
        system = ctypes.CDLL(None, use_errno=True)
        unshare, prctl = system.unshare, system.prctl
    except (OSError, AttributeError):
        return False
    # Root keeps its user namespace: in a new one it could no longer read the files of others.
    done = unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(done)
