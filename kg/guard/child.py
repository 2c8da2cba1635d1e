"""A guarded child as its parent sees it: started, asked, and ended at the limit."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from kg import errors
from kg.errors import KgError, LimitError, UsageError
from kg.guard.asked import Limits, TimeLimitError
from kg.guard.frames import Channel, Expired

_START_SECONDS = 60.0
_END_SECONDS = 10.0
_MORE = "; ask for less, or allow it more"
# By kg.errors: what a child may report as its own failure.
_FAILURES = {kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type)}


class Child:
    """A running child. One task at a time; not for several threads at once, except ``kill``."""

    def __init__(
        self, module: str, settings: Mapping[str, Any], limits: Limits, *, subject: str = "the query", wait: float = 0.0
    ) -> None:
        """Start a child and wait until it is ready.

        Args:
            module: the module whose ``main`` the child runs.
            settings: what its preparation needs.
            limits: what one task may take.
            subject: what messages call the task.
            wait: seconds that the preparation may wait for others.

        Raises:
            KgError: what the preparation failed of. LimitError: the child did not get ready.
        """
        self._limits = limits
        self._subject = subject
        self.grown = 0
        ours, theirs = socket.socketpair()
        lifeline, held = os.pipe()
        self._held = held
        self._ending = threading.Lock()
        self._channel = Channel(ours)
        try:
            self._process = subprocess.Popen(
                _command(module, theirs.fileno(), lifeline),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=(theirs.fileno(), lifeline),
                start_new_session=True,  # Ctrl-C is the parent's; it ends the child itself
            )
        except BaseException:
            self._channel.close()
            os.close(held)
            raise
        finally:
            theirs.close()
            os.close(lifeline)
        sent = {
            **settings,
            "seconds": limits.seconds,
            "megabytes": limits.megabytes,
            "answer_bytes": limits.answer_bytes,
            "wait": wait,
        }
        try:
            hello, _ = self._exchange(sent, b"", time.monotonic() + _START_SECONDS + wait, None)
        except Expired:
            self.kill()
            raise LimitError(f"the guarded process was not ready within {_START_SECONDS + wait:g} s") from None
        except BaseException:
            self.kill()
            raise
        self.isolated = bool(hello["isolated"])

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def work(
        self, task: Mapping[str, Any], data: bytes = b"", *, cancel: threading.Event | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Have one task done; return its answer.

        Raises what the child reports, LimitError where a limit ended it or ``cancel`` was set. A child that was
        stopped by the clock, died or panicked is gone afterwards.
        """
        if not self.alive:
            raise LimitError("the guarded process has ended; start another")
        try:
            header, answer = self._exchange(task, data, time.monotonic() + self._limits.seconds, cancel)
        except Expired:
            self.kill()
            if cancel is not None and cancel.is_set():
                raise LimitError(f"{self._subject} was given up, nobody waits for the answer") from None
            raise TimeLimitError(
                f"{self._subject} was not done within {self._limits.seconds:g} s and was ended{_MORE}"
            ) from None
        except KgError:
            raise
        except BaseException:
            self.kill()  # interrupted in the middle of a message
            raise
        self.grown = int(header["grown"])
        return header, answer

    def kill(self) -> None:
        """End the process now and take leave of it; harmless where it has ended."""
        with self._ending:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._channel.close()
            if self._held >= 0:
                os.close(self._held)
                self._held = -1

    def _exchange(
        self, task: Mapping[str, Any], data: bytes, deadline: float, cancel: threading.Event | None
    ) -> tuple[dict[str, Any], bytes]:
        try:
            self._channel.send(dict(task), data, deadline=deadline)
            # What is serialised is bounded by the child; the message of a failure is small.
            answer = self._channel.receive(deadline=deadline, largest=self._limits.answer_bytes, cancel=cancel)
        except OSError:
            answer = None
        if answer is None:
            self._died()
        header, _ = answer
        if "failure" in header:
            self._failed(header)
        return answer

    def _failed(self, header: dict[str, Any]) -> NoReturn:
        """Raise what the child says went wrong."""
        name, message = header["failure"], header["message"]
        if name == "panic":
            self.kill()
            raise LimitError(
                f"{self._subject} broke the engine, nothing else was harmed; ask in another way: {message}"
            )
        self.grown = int(header.get("grown", 0))
        if not message:
            raise LimitError(self._too_much_memory())
        raise _FAILURES.get(name, UsageError)(message)

    def _died(self) -> NoReturn:
        """Raise LimitError for a child that has gone without a word, by how it went."""
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        self.kill()
        match -code:
            case signal.SIGXCPU:
                raise TimeLimitError(f"{self._subject} used up its time and was ended{_MORE}")
            case signal.SIGSEGV | signal.SIGBUS:
                why = f"{self._subject} is nested too deeply or needs too much memory, and was ended; write it flatter"
            case signal.SIGABRT | signal.SIGKILL:
                why = self._too_much_memory()
            case _:
                why = f"{self._subject} ended its guarded process (code {code}); ask in another way"
        raise LimitError(why)

    def _too_much_memory(self) -> str:
        return f"{self._subject} needed more than {self._limits.megabytes} MiB of memory and was ended{_MORE}"


def _command(module: str, channel: int, lifeline: int) -> list[str]:
    """Return the words that start a child: Python without its site, environment and working directory."""
    places = [str(Path(__file__).resolve().parents[2]), *(place for place in sys.path if Path(place).is_absolute())]
    start = f"import sys; sys.path[:0] = sys.argv[3:]; from {module} import main; main()"
    options = ["-I", "-S", "-B", "-X", "utf8"]
    return [sys.executable, *options, "-c", start, str(channel), str(lifeline), *dict.fromkeys(places)]


def _environment() -> dict[str, str]:
    """Return the little that Python may need; each arena of the C library would take 64 MiB of address space."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
