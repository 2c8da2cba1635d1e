"""What can go wrong, each with the exit code that the command line gives it (design: 2 usage … 6 limit)."""

from __future__ import annotations


class KgError(Exception):
    """Base of all expected failures; the message is one line that says what, where and what to do."""

    exit_code = 70


class UsageError(KgError):
    """The call's words are off."""

    exit_code = 2


class InputError(KgError):
    """An input cannot be read as what it should be."""

    exit_code = 3


class NotFoundError(KgError):
    """A thing that was named is not there."""

    exit_code = 4


class StoreError(KgError):
    """The store or a server cannot be used."""

    exit_code = 5


class LimitError(KgError):
    """A limit of size, time or depth was reached."""

    exit_code = 6
