"""The values that pass between the rooms of the house: frozen, without I/O and without RDF.

Offsets, everywhere: code points, 0-based, end exclusive, into ``Report.text`` exactly as stored.
"""

from kg.model.records import LEAST_CONFIDENCE, Extraction, Introduced, Meeting, Outcome, Statement
from kg.model.terms import (
    Act,
    Certainty,
    DateBasis,
    MeetingStatus,
    OriginBasis,
    OutcomeStatus,
    PackageKind,
    Sourcing,
    Stance,
)
from kg.model.values import Document, Entity, Interval, Package, Quantity, Quote, Report, Span, digest

__all__ = [
    "LEAST_CONFIDENCE",
    "Act",
    "Certainty",
    "DateBasis",
    "Document",
    "Entity",
    "Extraction",
    "Interval",
    "Introduced",
    "Meeting",
    "MeetingStatus",
    "OriginBasis",
    "Outcome",
    "OutcomeStatus",
    "Package",
    "PackageKind",
    "Quantity",
    "Quote",
    "Report",
    "Sourcing",
    "Span",
    "Stance",
    "Statement",
    "digest",
]
