"""The frame round every command: global options, exit codes, and what reaches the two output streams.

Data goes to standard output, everything else to standard error. A failure is one line and a code; a traceback is shown
on ``--debug`` alone.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError, UsageError
from kg.render.visible import visible

DEFAULT_STORE = Path(".kg/store")
BUG = 70
INTERRUPTED = 130
# Options of kg itself, by the number of words that follow; they may stand before or after the command.
_GLOBAL = {"--store": 1, "--endpoint": 1, "--layout": 1, "--wait": 1, "--quiet": 0, "-q": 0, "--debug": 0}


@dataclass(frozen=True)
class Settings:
    """The values of the global options: a store in a directory, or a triple store behind an endpoint, to be read."""

    directory: Path = DEFAULT_STORE
    endpoint: str | None = None
    layout: str | None = None
    wait: float = 30.0
    quiet: bool = False

    @property
    def store(self) -> Path:
        """The directory of the store. Raises UsageError where an endpoint was given in its place."""
        if self.endpoint is not None:
            raise UsageError(
                "this command works on a store in a directory, and an endpoint is only read; leave --endpoint out, "
                "or unset KG_ENDPOINT"
            )
        return self.directory

    @property
    def place(self) -> str:
        """What the store is called in messages: its directory, or the URL of the endpoint."""
        return self.endpoint or str(self.directory)

    def note(self, text: str) -> None:
        """Tell the user something that is not data; ``--quiet`` silences it."""
        if not self.quiet:
            print(visible(text), file=sys.stderr)  # noqa: T201 - the one place where notes are written

    def warn(self, text: str) -> None:
        """Tell the user of a failure that does not end the command."""
        print(f"kg: {visible(text)}", file=sys.stderr)  # noqa: T201 - likewise

    def progress(self, text: str) -> None:
        """Tell how far a long task is, only where somebody is looking."""
        if sys.stderr.isatty():
            self.note(text)


def guarded(run: Callable[[list[str]], int], argv: Sequence[str]) -> int:
    """Run the command line and return the exit code, whatever happens.

    Expected failures carry their code (``kg.errors``), wrong usage is 2, a failing disk 5, memory 6, Ctrl-C 130, and
    anything else is a bug of ours, 70. A reader that goes away, as in ``kg … | head``, is no failure.
    """
    arguments = hoist(argv)
    debug = "--debug" in arguments[: arguments.index("--")] if "--" in arguments else "--debug" in arguments
    try:
        code = run(arguments)
        sys.stdout.flush()
        if code == INTERRUPTED:  # Typer has caught it, and says nothing
            _fail("interrupted", code, debug=False)
    except KgError as error:
        code = _fail(str(error), error.exit_code, debug=debug)
    except (BrokenPipeError, SystemExit):
        # Typer, which is told not to end the process, does so after all when the reader has gone. Python would
        # complain once more when it flushes at exit, hence the other place to flush to.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = _fail("interrupted", INTERRUPTED, debug=debug)
    except MemoryError:
        code = _fail("out of memory; give less at a time", 6, debug=debug)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        code = _fail(f"{error.strerror or error}{where}", 5, debug=debug)
    except BaseException as error:  # a panic of the store's engine is no Exception
        code = _fail_unexpectedly(error, debug=debug)
    return code


def hoist(argv: Sequence[str]) -> list[str]:
    """Return the arguments with the global options first, in their order; what follows ``--`` stays as it is."""
    first: list[str] = []
    rest: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        name, _, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
            break
        if name in _GLOBAL and (_GLOBAL[name] or not value):
            following = 0 if "=" in word else _GLOBAL[name]
            first += [word, *words[:following]]
            del words[:following]
        else:
            rest.append(word)
    return first + rest


def _fail(message: str, code: int, *, debug: bool) -> int:
    """Write one line, after the traceback if that was asked for, and return the code."""
    if debug:
        traceback.print_exc()
    print(f"kg: {visible(message)}", file=sys.stderr)  # noqa: T201 - the one place where failures are written
    return code


def _fail_unexpectedly(error: BaseException, *, debug: bool) -> int:
    usage = getattr(error, "exit_code", None)
    if usage == 2 and hasattr(error, "format_message"):  # Typer's own: a word of the call is off
        message = error.format_message()
        if "\n" in message:  # the call was empty: the message is the whole help
            print(message, file=sys.stderr)  # noqa: T201
            return 2
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "kg"
        return _fail(f"{message.rstrip('.')}; see: {command} --help", 2, debug=debug)
    line = (str(error).splitlines() or [""])[0]
    if line.startswith("Corruption:"):
        return _fail(f"the store is damaged; delete it and build it again: {line}", 5, debug=debug)
    message = f"this is a bug in kg: {type(error).__name__}: {line}; please report it with what --debug shows"
    return _fail(message, BUG, debug=debug)
