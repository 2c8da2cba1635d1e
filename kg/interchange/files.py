"""Which format a file is in, by its ending or as told, and what coded files say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from kg.errors import InputError, NotFoundError, StoreError, UsageError
from kg.interchange.coded import Reading
from kg.sources import Source, find_source

LARGEST = 64 * 2**20
"""Bytes of one coded file."""


class Form(StrEnum):
    """The formats of coded data and of networks."""

    WEB_ANNOTATION = "web-annotation"
    DNA = "dna"
    BRAT = "brat"
    GRAPHML = "graphml"
    GEXF = "gexf"


NETWORKS = frozenset({Form.GRAPHML, Form.GEXF})
_ENDINGS = {
    ".jsonld": Form.WEB_ANNOTATION,
    ".json": Form.WEB_ANNOTATION,
    ".csv": Form.DNA,
    ".ann": Form.BRAT,
    ".graphml": Form.GRAPHML,
    ".gexf": Form.GEXF,
}


def form_of(path: Path, told: str | None, option: str) -> Form:
    """Return the format that was told, else the one that goes with a file's ending; a folder, or no ending, is brat.

    Raises UsageError where there is no such format, or the ending tells none.
    """
    if told is not None:
        if told not in set(Form):
            raise UsageError(f"{option}: there is no format {told!r}; use one of: {', '.join(Form)}")
        return Form(told)
    if path.is_dir() or not path.suffix:
        return Form.BRAT
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path}: its ending tells no format; name it with {option}, one of: {', '.join(Form)}")
    return form


def read_coded(names: Sequence[str], told: str | None = None) -> Reading:
    """Return what coded files say, all together.

    Args:
        names: files; a folder stands for the files of brat in it.
        told: their format, where it is not to be told from their endings.

    Raises:
        NotFoundError: there is no such file, or nothing of brat in a folder.
        InputError: a file is not what it should be; LimitError where it is too large.
        UsageError: its ending tells no format, or one that is not read.
    """
    parts = []
    for name in names:
        path = Path(name)
        if not path.exists():
            raise NotFoundError(f"{name}: there is no such file or folder")
        form = form_of(path, told, "--from")
        if form in NETWORKS:
            raise UsageError(f"{name}: a network has no statements to read; it is written alone")
        files = _brat_files(path) if form is Form.BRAT else [path]
        parts += [_read(find_source(str(file)), form) for file in files]
    return Reading(
        tuple(one for part in parts for one in part.statements),
        tuple(one for part in parts for one in part.problems),
        tuple(one for part in parts for one in part.passed_over),
        tuple(one for part in parts for one in part.covered),
    )


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Put a folder with these files in place, whole or not at all.

    Raises UsageError where there is something already, StoreError where the disk refuses.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(f"{target} is there already; name a folder that is not there yet")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        for name, data in files.items():
            (beside / name).write_bytes(data)
        if target.exists():
            target.rmdir()
        beside.rename(target)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error


def _read(source: Source, form: Form) -> Reading:
    from kg.interchange.brat import read_brat
    from kg.interchange.dna import read_dna
    from kg.interchange.web_annotation import read_web_annotation

    data = source.read(LARGEST)
    if form is Form.WEB_ANNOTATION:
        return read_web_annotation(data, source.name)
    if form is Form.DNA:
        return read_dna(data, source.name)
    assert source.path is not None
    beside = source.path.with_suffix(".txt")
    if not beside.exists():
        raise NotFoundError(f"{source.name}: its text, {beside}, is not beside it")
    return read_brat(_decode(data, source.name), _decode(find_source(str(beside)).read(LARGEST), str(beside)),
                     source.name)  # fmt: skip


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 at byte {error.start}; brat writes UTF-8") from None


def _brat_files(path: Path) -> list[Path]:
    """Return the files of annotations of a folder, sorted, or the one that is named."""
    if not path.is_dir():
        return [path.with_suffix(".ann")]
    found = sorted(path.rglob("*.ann"))
    if not found:
        raise NotFoundError(f"{path}: no file of brat is in this folder; its names end in .ann")
    return found
