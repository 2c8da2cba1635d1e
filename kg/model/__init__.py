"""The values that pass between the rooms of the house: frozen, without I/O and without RDF.

Offsets, everywhere: code points, 0-based, end exclusive, into ``Report.text`` exactly as stored.
"""

from kg.model.curation import Decision
from kg.model.records import BY_HAND, LEAST_CONFIDENCE, Extraction, Introduced, Meeting, Outcome, Statement
from kg.model.terms import (
    Act,
    Certainty,
    DateBasis,
    DecisionKind,
    MeetingStatus,
    OriginBasis,
    OutcomeStatus,
    PackageKind,
    Rank,
    Sourcing,
    Stance,
)
from kg.model.values import Document, Entity, Extractor, Interval, Package, Quantity, Quote, Report, Span, digest

__all__ = [
    "BY_HAND",
    "LEAST_CONFIDENCE",
    "Act",
    "Certainty",
    "DateBasis",
    "Decision",
    "DecisionKind",
    "Document",
    "Entity",
    "Extraction",
    "Extractor",
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
    "Rank",
    "Report",
    "Sourcing",
    "Span",
    "Stance",
    "Statement",
    "digest",
]
