"""The closed vocabularies of the field as enumerations; every value is the notation of a concept in the ontology."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """The negotiating acts; values are the notations of ``scheme:act``."""

    ACCEPTS = "accepts"
    ASSERTS = "asserts"
    CONDITIONS = "conditions"
    DEMANDS = "demands"
    DENIES = "denies"
    EXPECTS = "expects"
    OFFERS = "offers"
    REJECTS = "rejects"
    THREATENS = "threatens"


class Stance(StrEnum):
    """For, against or neutral towards the provision, or towards the issue where there is no provision."""

    AGAINST = "against"
    FOR = "for"
    NEUTRAL = "neutral"

    def opposite(self) -> Stance:
        """Return the other side; neutral stays neutral."""
        return {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}.get(self, self)


class Rank(StrEnum):
    """What a person made of a statement, as Wikibase ranks its statements; notations of ``scheme:rank``."""

    DEPRECATED = "deprecated"
    NORMAL = "normal"
    PREFERRED = "preferred"


class DecisionKind(StrEnum):
    """What a person decided about a statement; notations of ``scheme:decision-kind``."""

    ACCEPT = "accept"
    ADD = "add"
    CORRECT = "correct"
    REJECT = "reject"
    SPLIT = "split"


class Certainty(StrEnum):
    """How sure the wording leaves the reader; values are the notations of ``scheme:certainty``."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Sourcing(StrEnum):
    """The kind of source of a statement; values are the notations of ``scheme:sourcing``."""

    DOCUMENT = "document"
    INSTITUTION = "institution"
    NAMED = "named"
    NARRATIVE = "narrative"
    UNNAMED = "unnamed"


class DateBasis(StrEnum):
    """Where in the text a report's date stands; values are the notations of ``scheme:date-basis``."""

    CRAWL_HEADER = "crawl-header"
    DATELINE = "dateline"
    METADATA = "metadata"
    PUBLICATION_LINE = "publication-line"


class MeetingStatus(StrEnum):
    """Whether a meeting lies behind or before its report; notations of ``scheme:meeting-status``."""

    HELD = "held"
    PLANNED = "planned"


class OutcomeStatus(StrEnum):
    """The kind of result of a meeting; notations of ``scheme:outcome-status``."""

    ACHIEVED = "achieved"
    AGREED = "agreed"
    DOCUMENT_EXCHANGED = "document-exchanged"
    NO_BREAKTHROUGH = "no-breakthrough"


class PackageKind(StrEnum):
    """How the parts of a package belong together; notations of ``scheme:package-kind``."""

    ALL_OF = "all-of"
    EXCHANGE = "exchange"
    ONE_OF = "one-of"


class OriginBasis(StrEnum):
    """What shows that reports print one text, strongest first; notations of ``scheme:origin-basis``."""

    AGENCY_CREDIT = "agency-credit"
    SHARED_QUOTATIONS = "shared-quotations"
    SHARED_TEXT = "shared-text"
    SINGLE = "single"
