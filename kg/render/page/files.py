"""Pages on a disk: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError, UsageError
from kg.render.page.pages import ONE_FILE, page_files

if TYPE_CHECKING:
    from kg.brief.content import Brief


def write_page(brief: Brief, target: Path, *, force: bool = False, budget: int = ONE_FILE) -> int:
    """Write a report as a page that opens from disk, and return how many files it has.

    A large one has further pages in a folder beside it, ``report.pages`` for ``report.html``. All is written under
    other names first, and takes its place at the end.

    Args:
        brief: what to show.
        target: the file to write.
        force: whether a folder that is there from earlier may be written over.
        budget: above this estimated size there are further pages.

    Raises:
        UsageError: the folder is there already, or holds something else than pages.
        StoreError: the disk refuses.
    """
    folder = target.with_name(f"{target.stem}.pages")
    _check(folder, force=force)
    mark = f".{os.getpid()}"
    page, beside, aside = (
        target.with_name(f".{one}{mark}") for one in (target.name, f"{folder.name}.new", folder.name)
    )
    count, placed = 0, False
    try:
        for name, html in page_files(brief, target.name, folder.name, budget=budget):
            if count == 1:
                beside.mkdir()
            path = beside / name if name else page
            path.write_bytes(html.encode("utf-8"))
            count += 1
        if folder.exists():
            folder.rename(aside)
        if count > 1:
            beside.rename(folder)
            placed = True
        page.replace(target)
    except OSError as error:
        if placed:
            folder.rename(beside)
        if aside.exists():
            aside.rename(folder)
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        page.unlink(missing_ok=True)
        for left in (beside, aside):
            shutil.rmtree(left, ignore_errors=True)
    return count


def _check(folder: Path, *, force: bool) -> None:
    """Raise UsageError where the place of the folder is not ours to write over."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise UsageError(f"{folder} is there and is no folder; give the report another name")
    strangers = sorted(path.name for path in folder.iterdir() if path.suffix != ".html" or not path.is_file())
    if strangers:
        raise UsageError(f"{folder} holds something else too ({strangers[0]}); give the report another name")
    if not force:
        raise UsageError(f"{folder} is there already; give the report another name, or --force to write over it")
