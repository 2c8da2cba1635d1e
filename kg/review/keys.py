"""What somebody presses or types: on a terminal one key at a time, elsewhere one line for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TextIO

_MOST_AT_ONCE = 1024
_CLOSED = ("", "\x04")


class Keys(Protocol):
    """Where answers come from; each is asked for with a prompt, and None when there will be no more."""

    def key(self, prompt: str) -> str | None:
        """Return the one key that was pressed; something longer is no key of ours."""

    def line(self, prompt: str) -> str | None:
        """Return the line that was typed, without its end."""


@dataclass(frozen=True)
class Lines:
    """Answers from a file or a pipe, a line each."""

    source: TextIO
    tell: Callable[[str], None]

    def key(self, prompt: str) -> str | None:
        """Return the next line, without spaces."""
        line = self.line(prompt)
        return None if line is None else line.strip()

    def line(self, prompt: str) -> str | None:
        """Return the next line."""
        self.tell(prompt)
        line = self.source.readline()
        self.tell("\n")
        return line.rstrip("\r\n") if line else None


@dataclass(frozen=True)
class Terminal:
    """Answers from the terminal that is standard input. Ctrl-C is KeyboardInterrupt as everywhere."""

    tell: Callable[[str], None]

    def key(self, prompt: str) -> str | None:
        """Return the next key, as soon as it is pressed."""
        import termios
        import tty

        device = sys.stdin.fileno()
        before = termios.tcgetattr(device)
        try:
            tty.setcbreak(device)
            # What was pressed before the question was asked is no answer to it.
            termios.tcflush(device, termios.TCIFLUSH)
            self.tell(prompt)
            # An arrow key or a paste comes as several characters at once, and is no key of ours either.
            pressed = os.read(device, _MOST_AT_ONCE).decode("utf-8", "replace")
        finally:
            termios.tcsetattr(device, termios.TCSADRAIN, before)
        self.tell("\n")
        return None if pressed in _CLOSED else pressed

    def line(self, prompt: str) -> str | None:
        """Return the next line, edited as the terminal lets one."""
        return Lines(sys.stdin, self._tell_prompt).line(prompt)

    def _tell_prompt(self, text: str) -> None:
        if text != "\n":  # the terminal has shown the end of the line itself
            self.tell(text)


def keys_of(tell: Callable[[str], None]) -> Keys:
    """Return where the answers of this process come from; ``tell`` shows a text."""
    return Terminal(tell) if sys.stdin.isatty() else Lines(sys.stdin, tell)
