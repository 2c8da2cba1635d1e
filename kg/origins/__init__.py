"""Which reports print one text, so that they count as one source.

Whether two reports do is decided by those two alone (``compare``), never by what else a store holds: so the origins
are the same whatever the order in which reports came, and a report that is taken out leaves no trace.
"""

from __future__ import annotations

from kg.origins.evidence import TextReuse, compare
from kg.origins.groups import origin_quads
from kg.origins.prints import Fingerprint, fingerprint
from kg.origins.texts import ReportText, report_text, stored_text
from kg.origins.upkeep import origins_after

__all__ = [
    "Fingerprint",
    "ReportText",
    "TextReuse",
    "compare",
    "fingerprint",
    "origin_quads",
    "origins_after",
    "report_text",
    "stored_text",
]
