"""Closed vocabularies: every term that the package writes or reads, as pyoxigraph nodes.

``NEG.party`` is a node, ``NEG.partyy`` an AttributeError on the spot: a misspelt term never reaches a graph.
Concepts are looked up by notation, because notations hold hyphens and are the values of the enumerations in
``kg.model``: ``ACT[Act.DEMANDS]``, ``DATE_BASIS["crawl-header"]``; an unknown notation is a KeyError.
Nothing is parsed when this module is imported; a test holds the lists against the ontology files, both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Generic, TypeVar

from pyoxigraph import NamedNode

from kg.model import (
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

BASE = "https://w3id.org/negotiation-kg/"

Notation = TypeVar("Notation", bound=str)


class Vocabulary:
    """A namespace with a fixed set of local names.

    Args:
        base: what stands before every local name.
        names: the local names, white space between them.
    """

    def __init__(self, base: str, names: str) -> None:
        self.base = base
        self._nodes = {name: NamedNode(base + name) for name in names.split()}

    def __getattr__(self, name: str) -> NamedNode:
        """Return the term called ``name``. Raises AttributeError where the vocabulary has none."""
        nodes: dict[str, NamedNode] = self.__dict__.get("_nodes", {})
        if name not in nodes:
            raise AttributeError(f"{self.__dict__.get('base')} has no term {name!r} in kg.vocab")
        return nodes[name]

    def __iter__(self) -> Iterator[NamedNode]:
        """Go through all terms in the order of their listing."""
        return iter(self._nodes.values())


class Concepts(Generic[Notation]):
    """The concepts of one closed scheme, by notation and back.

    Args:
        slug: the local name of the concept scheme, ``outcome-status`` for example.
        notations: the notations of its concepts; the members of an enumeration where ``kg.model`` has one.
    """

    def __init__(self, slug: str, notations: Iterable[Notation]) -> None:
        self.scheme = NamedNode(f"{BASE}scheme/{slug}")
        self._notations = {NamedNode(f"{self.scheme.value}/{notation}"): notation for notation in notations}
        self._nodes = {str(notation): node for node, notation in self._notations.items()}

    def __getitem__(self, notation: str) -> NamedNode:
        """Return the concept with this notation. Raises KeyError where the scheme has none."""
        return self._nodes[notation]

    def __iter__(self) -> Iterator[NamedNode]:
        """Go through all concepts of the scheme."""
        return iter(self._notations)

    def notation(self, node: object) -> Notation:
        """Return the notation of a concept. Raises KeyError where ``node`` is not in the scheme."""
        if not isinstance(node, NamedNode):
            raise KeyError(node)
        return self._notations[node]


NEG = Vocabulary(
    BASE + "ontology#",
    """
    Origin Quote Report TextReuse
    creditedAgency dateBasis dateline fileName firstReport origin originBasis readOn repeatedAt repeatedCharacters
    reuseBasis secondReport sha256 sharedShare text

    Acceptance Assertion Condition Demand Denial Expectation Extractor Offer Package Quantity Rejection Statement Threat
    act addressee alsoAt alsoFoundBy attribution baseHighest baseLowest baseUnit candidate carriedBy caveat certainty
    concerns condition conditionProvision confidence content dueFrom dueText dueUntil highest inHeadline incomplete
    issue lowest nonNegotiable package packageKind parameters party provision quantity quantityText quote report rule
    saidFrom saidText saidUntil sourcing speaker speakerText stance

    Document Meeting Negotiation Outcome Party Person Place Round
    delegate document duration heldOn heldText host issuedBy meeting meetingStatus namedAt negotiation ordinal
    outcomeStatus participant place principal process round thirdParty venue

    AllegedFact PAX PLOVER excludes presupposes requires statusQuo statusQuoHighest statusQuoLowest
    underIssue unit

    ApparentConflict Conflict Discrepancy Finding OutcomeTrace Overlap PackageTerm Position Precondition
    SelfContradiction Shift
    bestAssessment bestDenial bestQuantity bestStatement bestWish earliestWish findingKind firstPosition
    firstStatement gap heldFrom heldUntil joinKey key originCount outcome position reason reportCount
    secondPosition secondStatement sortKey supersededBy

    Curator Decision
    decidedBy decides decision decisionKind note rank record states

    AdjectiveCue BystanderNoun CaveatCue CollectiveNoun Cue DeadlineNoun EvaluationCue EvaluationVerb FirmnessCue
    ForcesNoun FurnitureCue GroupNoun Hedge HighestCue HostCue JointNoun LeadNoun LowestCue MediumNoun MeetingNoun
    MeetingVerb NounCue OrganisationNoun OutcomeCue PackageCue PeopleNoun PromptCue RoleNoun SayingVerb TimeLimitCue
    UncountedNoun UnitNoun UnnamedNoun VerbCue
    complement demonym form phrase phraseAgainst postTitle weakPhrase
    """,
)

DCTERMS = Vocabulary("http://purl.org/dc/terms/", "date issued publisher title")
OA = Vocabulary("http://www.w3.org/ns/oa#", "end exact prefix start suffix")
ORG = Vocabulary("http://www.w3.org/ns/org#", "Membership member memberOf organization")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#", "Class Ontology versionInfo")
PROV = Vocabulary(
    "http://www.w3.org/ns/prov#",
    "Activity SoftwareAgent generatedAtTime used wasAssociatedWith wasAttributedTo wasDerivedFrom wasGeneratedBy "
    "wasQuotedFrom wasRevisionOf",
)
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "JSON langString type")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#", "isDefinedBy label seeAlso subClassOf")
SKOS = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme altLabel broader definition exactMatch hiddenLabel inScheme notation prefLabel",
)
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#", "boolean date dateTime decimal integer string")

ACT = Concepts("act", Act)
CERTAINTY = Concepts("certainty", Certainty)
DATE_BASIS = Concepts("date-basis", DateBasis)
DECISION_KIND = Concepts("decision-kind", DecisionKind)
FINDING_KIND = Concepts(
    "finding-kind",
    """
    opposed exclusive factual package precondition range circular
    agreed agreed-rejection partly-agreed ranges-meet
    other-scope other-time other-track
    self-contradiction two-voices
    new repeated hardened softened withdrawn superseded
    other-speaker other-object lost-caveat other-date headline-body
    met partly-met
    """.split(),
)
MEETING_STATUS = Concepts("meeting-status", MeetingStatus)
ORIGIN_BASIS = Concepts("origin-basis", OriginBasis)
OUTCOME_STATUS = Concepts("outcome-status", OutcomeStatus)
PACKAGE_KIND = Concepts("package-kind", PackageKind)
RANK = Concepts("rank", Rank)
SOURCING = Concepts("sourcing", Sourcing)
STANCE = Concepts("stance", Stance)

ACT_CLASS = MappingProxyType(
    {
        Act.ACCEPTS: NEG.Acceptance,
        Act.ASSERTS: NEG.Assertion,
        Act.CONDITIONS: NEG.Condition,
        Act.DEMANDS: NEG.Demand,
        Act.DENIES: NEG.Denial,
        Act.EXPECTS: NEG.Expectation,
        Act.OFFERS: NEG.Offer,
        Act.REJECTS: NEG.Rejection,
        Act.THREATENS: NEG.Threat,
    }
)
"""The subclass of ``neg:Statement`` that goes with each act."""
