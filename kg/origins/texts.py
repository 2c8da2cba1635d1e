"""What of a report its origin is found by: its text, and what it says of agency, date and publisher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Store

from kg.errors import StoreError
from kg.iris import report_iri
from kg.model import Report
from kg.vocab import DCTERMS, NEG


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report as far as its origin is concerned; ``id`` and the rest are those of ``kg.model.Report``."""

    id: str
    text: str
    agency: str | None = None
    date: date | None = None
    publisher: str | None = None
    title: str | None = None
    file_name: str | None = None


def report_text(report: Report) -> ReportText:
    """Return what of ``report`` its origin is found by."""
    return ReportText(
        report.id, report.text, report.agency, report.date, report.publisher, report.title, report.file_name
    )


def stored_text(store: Store, report_id: str) -> ReportText:
    """Return the same of a report in a store. Raises StoreError where it is not there."""
    report = report_iri(report_id)

    def value(predicate: NamedNode) -> str | None:
        found = next(store.quads_for_pattern(report, predicate, None, report), None)
        return found.object.value if found is not None and isinstance(found.object, Literal) else None

    text, issued = value(NEG.text), value(DCTERMS.issued)
    if text is None:
        raise StoreError(f"the report {report_id} is not in the store; add it with: kg add")
    return ReportText(
        id=report_id,
        text=text,
        agency=value(NEG.creditedAgency),
        date=date.fromisoformat(issued) if issued else None,
        publisher=value(DCTERMS.publisher),
        title=value(DCTERMS.title),
        file_name=value(NEG.fileName),
    )
