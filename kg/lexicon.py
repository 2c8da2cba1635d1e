"""The words the extractor reads, taken from the ontology's Turtle and compiled once: names, cues, phrases.

A lexicon belongs to one case file, or to none; the general taxonomy and the cues are in every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from kg.bundle import bundle_path
from kg.errors import NotFoundError
from kg.gazetteer import Gazetteer, Name
from kg.model import Act, Certainty, Entity, OutcomeStatus, PackageKind, Stance
from kg.patterns import Pattern, PatternIndex, compile_pattern
from kg.sentences import normalise, tokenise

__all__ = [
    "NO_CASE",
    "CaseFile",
    "Cue",
    "Lexicon",
    "Name",
    "Topic",
    "available_cases",
    "load_lexicon",
    "local_name",
    "name_words",
]

NEG = "https://w3id.org/negotiation-kg/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
IS_PART_OF = "http://purl.org/dc/terms/isPartOf"
SCHEME = "https://w3id.org/negotiation-kg/scheme/"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file that the package does not carry: the slug of its negotiation, and its Turtle."""

    slug: str
    turtle: bytes = field(repr=False)


NO_CASE = CaseFile("", b"")
"""Stands for the general words alone, where None would let a case be chosen."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of cue words with one meaning; ``name`` is its label, which rules carry, ``kind`` its class."""

    name: str
    kind: str
    complements: frozenset[str]
    act: Act | None
    stance: Stance
    issue: str | None
    certainty: Certainty | None
    outcome: OutcomeStatus | None = None
    unit: str | None = None
    package: PackageKind | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a phrase speaks of: an issue, or a provision under one; out of scope where ``issue`` is None."""

    issue: str | None
    provision: str | None
    stance: Stance
    weak: bool
    of_case: bool
    is_fact: bool = False


@dataclass(frozen=True)
class Lexicon:
    """All tables of one case.

    ``issues`` holds the issues that the case itself has phrases for; empty without a case.
    ``within`` maps the IRI of a place to that of the place it lies in; ``heads`` a noun such as "union" to the one
    organisation it takes up; ``units`` a provision to the unit in which it is measured, its own or a broader one's.
    """

    case: str | None
    principals: tuple[Entity, ...]
    host: Entity | None
    names: Gazetteer
    cues: dict[str, PatternIndex[Cue]]
    topics: PatternIndex[Topic]
    within: dict[str, str]
    heads: dict[str, Entity] = field(default_factory=dict)
    issues: frozenset[str] = frozenset()
    units: dict[str, str] = field(default_factory=dict)


class _Facts:
    """The triples of some Turtle files, looked up by subject and predicate."""

    def __init__(self, documents: Iterable[bytes]) -> None:
        self._objects: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        for document in documents:
            for quad in ox.parse(document, format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    self._objects.setdefault((quad.subject.value, quad.predicate.value), []).append(quad.object)
                    self._subjects.setdefault((quad.predicate.value, quad.object.value), []).append(quad.subject.value)

    def values(self, subject: str, predicate: str) -> list[str]:
        """Return the values, sorted, English or without language where they are texts."""
        found = self._objects.get((subject, predicate), [])
        return sorted({o.value for o in found if isinstance(o, ox.NamedNode) or o.language in (None, "en")})

    def value(self, subject: str, predicate: str) -> str | None:
        """Return the first of ``values``, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def of_type(self, type_iri: str) -> list[str]:
        """Return the subjects of a class, sorted."""
        return sorted(set(self._subjects.get((RDF_TYPE, type_iri), [])))

    def in_scheme(self, scheme: str) -> list[str]:
        """Return the concepts of a scheme, sorted."""
        return sorted(set(self._subjects.get((SKOS + "inScheme", SCHEME + scheme), [])))


@cache
def available_cases() -> tuple[str, ...]:
    """Return the names of the case files, sorted. The folder is looked at once: every report asks."""
    return tuple(sorted(path.stem for path in (bundle_path("ontology") / "cases").glob("*.ttl")))


_Measured = tuple[str | None, list[str]]
"""The unit of a provision, if it has one, and the IRIs of the provisions that are broader."""


@dataclass(frozen=True, slots=True)
class _General:
    """What every lexicon has in common: the words that come from no case file."""

    names: list[tuple[tuple[str, ...], Name]]
    topics: PatternIndex[Topic]
    cues: dict[str, PatternIndex[Cue]]
    within: dict[str, str]
    measured: dict[str, _Measured]


@cache
def _general() -> _General:
    paths = [bundle_path("ontology") / name for name in ("cues.ttl", "issues.ttl", "parties.ttl")]
    facts = _Facts(path.read_bytes() for path in paths if path.exists())
    return _General(
        list(_names(facts)),
        PatternIndex(_topics(facts, of_case=False)),
        _cues(facts),
        _within(facts),
        _measured(facts),
    )


@cache
def load_lexicon(case: str | CaseFile | None) -> Lexicon:
    """Return the lexicon of a bundled case, by name, or of a case file; the general one for None and ``NO_CASE``.

    Raises NotFoundError for an unknown name, ValueError for a case file with a phrase that is no pattern.
    """
    folder = bundle_path("ontology")
    if isinstance(case, str):
        if case not in available_cases():
            bundled = ", ".join(available_cases()) or "none"
            raise NotFoundError(f"no case file named {case!r}; there are: {bundled}; or give the path of one, NAME.ttl")
        case = CaseFile(case, (folder / "cases" / f"{case}.ttl").read_bytes())
    general = _general()
    own = _Facts([case.turtle]) if case else None
    names: dict[tuple[str, ...], list[Name]] = {}
    for words, name in (*(_names(own) if own else ()), *general.names):
        known = names.setdefault(words, [])
        # The case file has the last word on what a name stands for.
        if not any(k.kind == name.kind for k in known):
            known.append(name)
    topics = list(_topics(own, of_case=True)) if own else []
    negotiation = next(iter(own.of_type(NEG + "Negotiation")), None) if own else None
    return Lexicon(
        case=case.slug or None if case else None,
        principals=tuple(_entity(own, iri) for iri in own.values(negotiation, NEG + "principal"))
        if own and negotiation
        else (),
        host=next((_entity(own, iri) for iri in own.values(negotiation, NEG + "host")), None)
        if own and negotiation
        else None,
        names=Gazetteer({words: tuple(found) for words, found in names.items()}),
        cues=general.cues,
        topics=PatternIndex(topics, general.topics) if topics else general.topics,
        issues=frozenset(topic.issue for _, topic in topics if topic.issue is not None),
        within=general.within | (_within(own) if own else {}),
        units=_units(general.measured | (_measured(own) if own else {})),
    )


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name as they stand in a text, normalised."""
    return tuple(form for _, _, form in tokenise(normalise(text), 0, len(text)))


def local_name(iri: str) -> str:
    """Return what stands behind the last slash or hash of an IRI."""
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _entity(facts: _Facts, iri: str) -> Entity:
    return Entity(iri, facts.value(iri, SKOS + "prefLabel") or facts.value(iri, RDFS_LABEL) or local_name(iri))


def _all_names(facts: _Facts, iri: str) -> list[str]:
    return [v for p in ("prefLabel", "altLabel", "hiddenLabel") for v in facts.values(iri, SKOS + p)]


def _names(facts: _Facts) -> Iterator[tuple[tuple[str, ...], Name]]:
    for iri in facts.of_type(NEG + "Party"):
        party = _entity(facts, iri)
        for text in _all_names(facts, iri):
            yield name_words(text), Name("party", party, party)
        for text in facts.values(iri, NEG + "demonym"):
            yield name_words(text), Name("demonym", party, party)
    for iri in facts.of_type(ORG + "Membership"):
        member, organisation = facts.value(iri, ORG + "member"), facts.value(iri, ORG + "organization")
        if member is None or organisation is None:
            continue
        person, party = _entity(facts, member), _entity(facts, organisation)
        for text in _all_names(facts, member):
            yield name_words(text), Name("person", person, party)
        for text in facts.values(iri, NEG + "postTitle"):
            yield name_words(text), Name("post", person, party)
    for iri in facts.of_type(NEG + "Place"):
        place = _entity(facts, iri)
        for text in _all_names(facts, iri):
            yield name_words(text), Name("place", place, None)


def _within(facts: _Facts) -> dict[str, str]:
    return {iri: whole for iri in facts.of_type(NEG + "Place") if (whole := facts.value(iri, IS_PART_OF))}


def _measured(facts: _Facts) -> dict[str, _Measured]:
    return {
        iri: (facts.value(iri, NEG + "unit"), facts.values(iri, SKOS + "broader"))
        for iri in facts.in_scheme("provision")
    }


def _units(measured: dict[str, _Measured]) -> dict[str, str]:
    """The unit of each provision that has one, or whose nearest broader provision has one."""
    found = {}
    for iri in measured:
        level, seen = [iri], {iri}
        while level:
            units = sorted(unit for one in level if (unit := measured[one][0]))
            if units:
                found[local_name(iri)] = units[0]
                break
            level = [up for one in level for up in measured[one][1] if up in measured and up not in seen]
            seen.update(level)
    return found


def _topics(facts: _Facts, *, of_case: bool) -> Iterator[tuple[Pattern, Topic]]:
    alleged = set(facts.of_type(NEG + "AllegedFact"))
    for scheme in ("issue", "provision", "out-of-scope"):
        for iri in facts.in_scheme(scheme):
            under = facts.value(iri, NEG + "underIssue")
            issue = local_name(iri) if scheme == "issue" else local_name(under) if under else None
            provision = local_name(iri) if scheme == "provision" else None
            for predicate, stance, weak in (
                ("phrase", Stance.FOR, False),
                ("phraseAgainst", Stance.AGAINST, False),
                ("weakPhrase", Stance.FOR, True),
            ):
                for text in facts.values(iri, NEG + predicate):
                    yield compile_pattern(text), Topic(issue, provision, stance, weak, of_case, iri in alleged)


def _cues(facts: _Facts) -> dict[str, PatternIndex[Cue]]:
    entries: dict[str, list[tuple[Pattern, Cue]]] = {}
    kinds = {kind for (subject, p), objs in facts._objects.items() if p == RDF_TYPE for kind in (o.value for o in objs)}
    for type_iri in sorted(kind for kind in kinds if kind.startswith(NEG)):
        kind = local_name(type_iri)
        for iri in facts.of_type(type_iri):
            forms = facts.values(iri, NEG + "form")
            if not forms:
                continue
            act, stance = facts.value(iri, NEG + "act"), facts.value(iri, NEG + "stance")
            outcome = facts.value(iri, NEG + "outcomeStatus")
            package = facts.value(iri, NEG + "packageKind")
            issue, certainty = facts.value(iri, NEG + "issue"), facts.value(iri, NEG + "certainty")
            cue = Cue(
                name=facts.value(iri, RDFS_LABEL) or local_name(iri),
                kind=kind,
                complements=frozenset(facts.values(iri, NEG + "complement")),
                act=Act(local_name(act)) if act else None,
                stance=Stance(local_name(stance)) if stance else Stance.NEUTRAL,
                issue=local_name(issue) if issue else None,
                certainty=Certainty(local_name(certainty)) if certainty else None,
                outcome=OutcomeStatus(local_name(outcome)) if outcome else None,
                unit=facts.value(iri, NEG + "unit"),
                package=PackageKind(local_name(package)) if package else None,
            )
            entries.setdefault(kind, []).extend((compile_pattern(form), cue) for form in forms)
    return {kind: PatternIndex(found) for kind, found in entries.items()}
