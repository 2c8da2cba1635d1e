"""The commands ``report`` and ``plot``: a brief of the store as a file or picture, to read, print, paste, calculate."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Raw, as_read, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.answers import Readable
    from kg.brief import Brief

FORMATS = ("html", "markdown", "docx", "pdf", "csv-folder")
FIGURES = ("matrix", "timeline", "network")
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip


def report(
    context: typer.Context,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to; a folder for csv-folder; - for Markdown on standard output.",
        ),
    ],
    form: Annotated[
        str | None, typer.Option("--format", "-f", help=f"{', '.join(FORMATS)}; without it, by the ending of FILE.")
    ] = None,
    negotiation: Annotated[
        str | None, typer.Option("--negotiation", help="Only of this negotiation: a label, slug or IRI.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title; else the name of the negotiation.")] = None,
    *,
    raw: Raw = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> int:
    """Write a report of the negotiation: who stands where, in which words, what clashes, what meets, what moved.

    Every line of it leads to the quote and the report that it rests on. The file is written whole, or not at all.
    """
    settings = settings_of(context)
    chosen = _format_of(output, form)
    _check_target(output, force=force)
    with reading(settings) as store:
        settings.progress("gathering what the reports say")
        brief = _gathered(as_read(settings, store.rdf, raw=raw), negotiation, title)
    _write(brief, chosen, output, force=force)
    if output != "-":
        counts = f"{len(brief.reports)} reports, {len(brief.positions)} positions, {len(brief.findings)} findings"
        settings.note(f"{output}: {counts}")
    return 0


def plot(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(metavar="|".join(FIGURES), help="Which picture.")],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to, as x.svg or x.png; - for SVG on standard output."
        ),
    ],
    negotiation: Annotated[
        str | None, typer.Option("--negotiation", help="Only of this negotiation: a label, slug or IRI.")
    ] = None,
    party: Annotated[
        list[str] | None, typer.Option("--party", help="Only this party: a label, alias or IRI; may be repeated.")
    ] = None,
    issue: Annotated[
        list[str] | None,
        typer.Option("--issue", help="Only this issue, or group of issues: a label, slug or IRI; may be repeated."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The title; else the name of the negotiation.")] = None,
    width: Annotated[
        int, typer.Option("--width", metavar="PX", help="At most so wide; a PNG has twice as many.")
    ] = 1120,
    *,
    dark: Annotated[bool, typer.Option("--dark", help="Light on dark.")] = False,
    raw: Raw = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> int:
    """Draw parties by issues, what was said when, or who wants what and who clashes with whom, as SVG or PNG."""
    from kg import plots
    from kg.brief.columns import short
    from kg.cli.output import write, write_file
    from kg.errors import UsageError
    from kg.names import resolve

    settings = settings_of(context)
    if figure not in FIGURES:
        raise UsageError(f"there is no picture {figure!r}; use one of: {', '.join(FIGURES)}")
    if output != "-" and Path(output).suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"{output}: a picture is written as SVG or PNG; give a name that ends in .svg or .png")
    _check_target(output, force=force)
    view = plots.View(width=width, theme="dark" if dark else "light")
    with reading(settings) as store:
        settings.progress("gathering what the reports say")
        rdf = as_read(settings, store.rdf, raw=raw)
        parties = tuple(short(resolve(rdf, "party", words).value) for words in party or ())
        issues = tuple(short(resolve(rdf, "issue", words).value) for words in issue or ())
        brief = _gathered(rdf, negotiation, title)
    draw = {"matrix": plots.matrix, "timeline": plots.timeline, "network": plots.network}[figure]
    svg = draw(brief, replace(view, parties=parties, issues=issues))
    if output == "-":
        write(svg)
        return 0
    is_png = Path(output).suffix.lower() == ".png"
    write_file(plots.to_png(svg) if is_png else svg.encode("utf-8"), Path(output))
    settings.note(f"{output}: {figure} of {len(brief.reports)} reports")
    return 0


COMMANDS = (report, plot)


def _check_target(output: str, *, force: bool) -> None:
    """Raise UsageError where a file may not be written to: it is there already, or its folder is not."""
    from kg.errors import UsageError

    target = Path(output)
    if output != "-" and (target.exists() or target.is_symlink()) and not force:
        raise UsageError(f"{output} is there already; give another name, or --force to write over it")
    if output != "-" and not target.resolve().parent.is_dir():
        raise UsageError(f"{target.parent} is no folder; make it first, or write elsewhere")


def _format_of(output: str, asked: str | None) -> str:
    """Return the format to write. Raises UsageError where there is none such, or nothing says which."""
    from kg.errors import UsageError

    if asked is not None and asked not in FORMATS:
        raise UsageError(f"there is no format {asked!r} here; use one of: {', '.join(FORMATS)}")
    if output == "-":
        if asked not in {None, "markdown"}:
            raise UsageError(f"standard output takes Markdown alone; give a name with -o for {asked}")
        return "markdown"
    found = asked or _SUFFIXES.get(Path(output).suffix.lower())
    if found is None:
        raise UsageError(f"{output}: the ending says no format; name it with --format, one of: {', '.join(FORMATS)}")
    return found


def _gathered(rdf: Readable, negotiation: str | None, title: str | None) -> Brief:
    from kg.brief import gather
    from kg.names import resolve

    chosen = None if negotiation is None else resolve(rdf, "negotiation", negotiation)
    return gather(rdf, negotiation=chosen, title=title)


def _write(brief: Brief, form: str, output: str, *, force: bool) -> None:
    """Write a brief. Raises UsageError where a library for the format is missing, StoreError where a disk refuses."""
    from kg.cli.output import write, write_file

    target = Path(output)
    if form == "html":
        from kg.render.page import write_page

        write_page(brief, target, force=force)
        return
    if form == "csv-folder":
        from kg.render.documents.csv_folder import csv_files

        _write_folder(csv_files(brief), target)
        return
    from kg.render.documents.outline import outline

    days = [one for each in brief.reports.values() for one in (each.day, each.read_on) if one is not None]
    newest = max(days, default=None)
    if form == "docx":
        from kg.render.documents.docx import write_docx

        write_file(write_docx(outline(brief), newest), target)
    elif form == "pdf":
        from kg.render.documents.pdf import write_pdf

        write_file(write_pdf(outline(brief), newest), target)
    else:
        from kg.render.documents.markdown import write_markdown

        text = write_markdown(outline(brief))
        if output == "-":
            write(text)
        else:
            write_file(text.encode("utf-8"), target)


def _write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Put a folder in place whole, or leave what was there. Raises StoreError where it cannot be written.

    A folder that is written over is moved aside first, and back where the new one cannot take its place. What is no
    folder of such files is not touched.
    """
    from kg.errors import StoreError, UsageError

    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is there and is no folder; give another name")
    strangers = sorted(path.name for path in target.iterdir() if path.name not in files) if target.exists() else []
    if strangers:
        raise UsageError(f"{target} holds something else too ({strangers[0]}); give another name")
    beside, aside = (target.with_name(f".{target.name}.{mark}{os.getpid()}") for mark in ("new", "old"))
    try:
        beside.mkdir()
        for name, data in files.items():
            (beside / name).write_bytes(data)
        if target.exists():
            target.rename(aside)
        beside.rename(target)
    except OSError as error:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise StoreError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        for left in (beside, aside):
            shutil.rmtree(left, ignore_errors=True)
