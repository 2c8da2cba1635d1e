"""Extractors by other people: found by entry point, called by one protocol, passed through the gate.

A package declares ``[project.entry-points."kg.extractors"]`` with a name and a callable that takes nothing and returns
a ``Plugin``. What a plug-in returns is held against the report before anything is made of it: each quote must stand at
its offsets, each record must be of this report, the whole must conform to the integrity shapes. The gate guards
against mistakes, not against malice: a plug-in is code that somebody chose to install and that runs as this program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, runtime_checkable

from kg.errors import InputError, KgError, NotFoundError, UsageError
from kg.lexicon import CaseFile
from kg.model import BY_HAND, Extraction, Extractor, Meeting, Outcome, Package, Quote, Rank, Report, Statement

GROUP = "kg.extractors"


@runtime_checkable
class Plugin(Protocol):
    """An extractor. It is made once and asked about one report after another; it keeps nothing between reports."""

    def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
        """Return what the report says.

        Args:
            report: as read; every quote is made by ``report.quote(start, end)``.
            case: the case to read by, its slug or a case file; None lets the extractor choose one, or none.

        Returns:
            Statements, meetings, outcomes, and the parties and people that only this report introduces. Parties and
            people are ``Entity`` values of the case files or of ``introduced``. A statement without confidence, or
            with one below ``LEAST_CONFIDENCE``, is a candidate.
        """


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plug-in under the name of its entry point, as an extractor whose results have passed the gate."""

    name: str
    extractor: Extractor
    plugin: Plugin

    def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
        """Return what the plug-in found. Raises InputError where it fails, or returns what does not pass the gate."""
        try:
            found = self.plugin.extract(report, case)
        except KgError:
            raise
        except (Exception, SystemExit) as error:
            raise InputError(f"{report.file_name}: extractor {self.name} failed: {_line(error)}") from error
        try:
            return admit(report, found, self.extractor, case)
        except ValueError as error:
            raise InputError(f"{report.file_name}: what extractor {self.name} found is refused: {error}") from error


def plugin_names() -> list[str]:
    """Return the names under which plug-ins are installed, sorted."""
    return sorted({entry.name for entry in entry_points(group=GROUP)})


def load_plugin(name: str) -> Loaded:
    """Return the plug-in with this name.

    Raises NotFoundError where none is installed, UsageError where several are, InputError where it cannot be loaded.
    """
    entries = list(entry_points(group=GROUP, name=name))
    if not entries:
        known = ", ".join(["built-in", "llm", "both", *plugin_names()])
        raise NotFoundError(f"there is no extractor {name!r}; there are: {known}")
    if len(entries) > 1:
        sources = ", ".join(sorted(_source(entry)[0] for entry in entries))
        raise UsageError(f"extractor {name!r} is in several packages ({sources}); uninstall all but one")
    try:
        plugin = entries[0].load()()
    except (Exception, SystemExit) as error:
        raise InputError(f"extractor {name} cannot be loaded: {_line(error)}") from error
    if not isinstance(plugin, Plugin):
        raise InputError(f"extractor {name} is no extractor: it has no method extract(report, case)")
    return Loaded(name, Extractor(name, " ".join(_source(entries[0]))), plugin)


def admit(report: Report, found: object, extractor: Extractor, case: str | CaseFile | None) -> Extraction:
    """Return what an extractor found, as its own and undecided, if it is fit to enter.

    Raises ValueError, in words for people, where it is not; then nothing of it is kept.
    """
    if type(found) is not Extraction:
        raise ValueError(f"it is no Extraction but a {type(found).__name__}")
    records: tuple[Statement | Meeting | Outcome, ...] = (*found.statements, *found.meetings, *found.outcomes)
    for record in records:
        if type(record) not in (Statement, Meeting, Outcome):
            raise ValueError(f"a record is a {type(record).__name__}")
        if record.report != report.id:
            raise ValueError(f"a record is of the report {record.report!r}, not of {report.id}")
        if record.rule == BY_HAND:
            raise ValueError(f"a record has the rule {BY_HAND!r}, which is for what a person wrote")
    for part in _parts((found.statements, found.meetings, found.outcomes, found.introduced)):
        if isinstance(part, Quote) and (type(part) is not Quote or not _stands(report, part)):
            raise ValueError(f"no quote stands at {part.start}..{part.end}: {part.text!r}")
        if isinstance(part, Package) and part.report != report.id:
            raise ValueError(f"a package is of the report {part.report!r}, not of {report.id}")
    admitted = Extraction(
        report,
        found.case,
        tuple(
            replace(
                statement, extractor=extractor, also_found_by=(), rank=Rank.NORMAL,
                decision=None, decided_by=None, revises=None,
            )
            for statement in found.statements
        ),
        tuple(replace(meeting, extractor=extractor) for meeting in found.meetings),
        tuple(replace(outcome, extractor=extractor) for outcome in found.outcomes),
        tuple(found.introduced),
        (extractor,),
    )  # fmt: skip
    _check_shapes(admitted, None if isinstance(case, str) else case)
    return admitted


def _check_shapes(extraction: Extraction, case: CaseFile | None) -> None:
    """Raise ValueError where an extraction cannot be written as a graph, or the shapes do not accept that."""
    from kg.graphs import extraction_quads
    from kg.validate import validate_report

    try:
        quads = extraction_quads(extraction)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"it holds a value of another kind than the field's: {error}") from error
    verdict = validate_report(quads, case=case)
    if not verdict.conforms:
        raise ValueError(str(verdict.results[0]))


def _stands(report: Report, quote: Quote) -> bool:
    return report.text[quote.start : quote.end] == quote.text


def _parts(value: object) -> Iterator[object]:
    """Yield every value inside a value, itself first."""
    yield value
    if isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from _parts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


def _source(entry: EntryPoint) -> tuple[str, ...]:
    """Return name and version of the package that an entry point is of."""
    return (entry.dist.name, entry.dist.version) if entry.dist is not None else ("unknown",)


def _line(error: BaseException) -> str:
    """Return what went wrong in one line."""
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"
