"""The life of a guarded child, whatever its work is: walls, one preparation, then one task after another."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any, TypeAlias

from kg.errors import KgError, LimitError
from kg.guard.frames import Channel
from kg.guard.walls import address_space, limit_memory, limit_time, put_up

Message: TypeAlias = tuple[dict[str, Any], bytes]
Work: TypeAlias = Callable[[dict[str, Any], bytes], Message]
LARGEST_TASK = 1024 * 2**20


def live(prepare: Callable[[dict[str, Any]], Work]) -> None:
    """Be the child: the arguments of the process are the numbers of its two files.

    The first message prepares the work and is answered by ``isolated``. Each further one is a task; its answer has
    ``grown``, the bytes of address space above those at the start. A failure is answered by ``failure`` and
    ``message``. When the parent is gone, the child ends.
    """
    channel = Channel(socket.socket(fileno=int(sys.argv[1])))
    isolated = put_up(int(sys.argv[2]))
    first = channel.receive(largest=LARGEST_TASK)
    if first is None:
        return
    settings, _ = first
    try:
        work = prepare(settings)
    except KgError as error:
        channel.send(_failure(error))
        return
    before = address_space()
    limit_memory(settings["megabytes"])
    channel.send({"isolated": isolated})
    while (task := channel.receive(largest=LARGEST_TASK)) is not None:
        limit_time(settings["seconds"])
        header, data = _done(work, *task)
        del task
        if len(data) > settings["answer_bytes"]:
            header, data = _failure(too_large(settings["answer_bytes"])), b""
        channel.send({**header, "grown": address_space() - before}, data)


def too_large(size: int) -> LimitError:
    """Return the error for an answer above its limit."""
    return LimitError(f"the answer is larger than {size} bytes; ask for less, or allow it more")


def _done(work: Work, header: dict[str, Any], data: bytes) -> Message:
    """Do one task; what goes wrong becomes its answer."""
    try:
        return work(header, data)
    except KgError as error:
        return _failure(error), b""
    except MemoryError:
        return _failure(LimitError("")), b""
    except RecursionError:
        return _failure(LimitError("it is nested too deeply; write it flatter")), b""
    except BaseException as error:  # a panic of the engine is no Exception
        return {"failure": "panic", "message": f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"}, b""


def _failure(error: KgError) -> dict[str, Any]:
    return {"failure": type(error).__name__, "message": str(error)}
