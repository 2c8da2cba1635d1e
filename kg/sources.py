"""Where input comes from: files, folders of reports, and standard input. Nothing is read beyond the limits."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, LimitError, NotFoundError

REPORT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".xhtml"})
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Source:
    """One input: the name that messages call it by, and the file, or None for standard input."""

    name: str
    path: Path | None

    @property
    def file_name(self) -> str:
        """The name without folders; "stdin" for standard input."""
        return self.path.name if self.path is not None else "stdin"

    def read(self, limit: int) -> bytes:
        """Return the content, at most ``limit`` bytes of it.

        Raises LimitError where there is more, NotFoundError where there is no such file, InputError where it is a
        folder or a device or cannot be read.
        """
        if self.path is None:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            try:
                kind = self.path.stat().st_mode
                if not (stat.S_ISREG(kind) or stat.S_ISFIFO(kind)):
                    raise InputError(f"{self.name}: not a file; name the files, or a folder of reports")
                with self.path.open("rb") as file:
                    data = file.read(limit + 1)
            except FileNotFoundError as error:
                raise NotFoundError(f"{self.name}: there is no such file") from error
            except OSError as error:
                raise InputError(f"{self.name}: cannot be read: {error.strerror}") from error
        if len(data) > limit:
            raise LimitError(f"{self.name}: larger than {limit:,} bytes, the most that is read; split it")
        return data


def find_source(name: str) -> Source:
    """Return the input of this name, ``-`` for standard input. It is not opened yet."""
    return Source("standard input", None) if name == STANDARD_INPUT else Source(name, Path(name))


def find_reports(names: Iterable[str]) -> list[Source]:
    """Return the inputs that files, folders and ``-`` stand for; a folder for the reports in and below it, sorted.

    A report in a folder is known by its extension; a file that is named is taken whatever it is called.
    Raises NotFoundError where a name leads nowhere, or a folder holds no report.
    """
    found: list[Source] = []
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT or not path.is_dir():
            if name != STANDARD_INPUT and not path.exists():
                raise NotFoundError(f"{name}: there is no such file or folder")
            found.append(find_source(name))
            continue
        below = sorted(
            Path(folder, file)
            for folder, _, files in os.walk(path)
            for file in files
            if Path(file).suffix.lower() in REPORT_SUFFIXES and not file.startswith(".")
        )
        if not below:
            endings = ", ".join(sorted(REPORT_SUFFIXES))
            raise NotFoundError(f"{name}: no report in this folder; a report's name ends in one of {endings}")
        found.extend(Source(str(file), file) for file in below)
    return found
