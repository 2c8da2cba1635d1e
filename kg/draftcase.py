"""A first draft of a case file, in Turtle, from what was read out of some reports: for a person to edit.

What the reports make sure of stands as Turtle: who takes part, by which names, who speaks for whom, where they meet.
What is a guess, the provisions on the table, stands as comments beginning ``#| ``: without that mark they are Turtle.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg import iris
from kg.aliases import party_aliases, person_aliases
from kg.candidates import candidate_provisions
from kg.graphs import reference_quads
from kg.lexicon import NO_CASE, Name, load_lexicon, name_words
from kg.model import Entity, Extraction, Introduced
from kg.turtle import PREFIXES, block, comment, literal, node_name
from kg.vocab import DCTERMS, NEG, ORG, RDF, RDFS, SKOS

_HEADING = (
    "# A draft, made from reports. Who takes part and by which names is what they say; who is a principal and who a\n"
    "# third party is a guess. Correct it, and turn candidates at the end into provisions."
)
_RULE = 100
_SIDES = re.compile(r"\bbetween\s+(.{2,60}?)\s+and\s+(.{2,60})", re.DOTALL)
# In the order of the bundled cases.
_ORDER = (
    RDF.type, NamedNode(DCTERMS.base + "isPartOf"), ORG.member, ORG.organization, RDFS.label, SKOS.prefLabel,
    SKOS.altLabel, SKOS.hiddenLabel, NEG.demonym, NEG.postTitle, SKOS.exactMatch,
)  # fmt: skip

General = Mapping[str, Mapping[NamedNode, Sequence[NamedNode | Literal]]]


def draft_case(name: str, label: str, extractions: Sequence[Extraction], day: date) -> str:
    """Return the draft of a case file.

    Args:
        name: the slug of the negotiation.
        label: its name for people.
        extractions: what was read out of the reports by the general words alone (``kg.lexicon.NO_CASE``).
        day: on which the draft is made.

    Reports in another order give the same draft.
    """
    return _Draft(name, label, sorted(extractions, key=lambda e: (e.report.file_name, e.report.id)), day).text()


class _Draft:
    """What is known before the first line can be written."""

    def __init__(self, name: str, label: str, extractions: Sequence[Extraction], day: date) -> None:
        self.name, self.label, self.day = name, " ".join(label.split()), day
        self.extractions = list({extraction.report.id: extraction for extraction in extractions}.values())
        self.texts = [extraction.report.text for extraction in self.extractions]
        self.general = _general()
        self.entities = {entity.iri: entity for extraction in self.extractions for entity in _parties_of(extraction)}
        self.introduced = _first_introductions(self.extractions)
        general_names = load_lexicon(NO_CASE).names
        taken = {" ".join(words) for words in general_names}
        labels = [i.entity.label for i in self.introduced.values() if i.party is None]
        self.aliases = {**party_aliases(labels, self.texts, taken)}
        # "Castellan" of one report is the "Castellan Motor Company" of another.
        self.same = self._same_parties()
        known = {*taken, *labels, *(alias for aliases in self.aliases.values() for alias in aliases)}
        people = [i.entity.label for i in self.introduced.values() if i.party is not None]
        self.aliases.update(person_aliases(people, self.texts, known))
        self.weights = self._weigh(general_names)

    def text(self) -> str:
        """Return the whole file."""
        parts = [
            "\n".join(f"@prefix {prefix}: <{base}> ." for prefix, base in PREFIXES.items()),
            _HEADING,
            self._ontology(),
            self._negotiation(),
            *self._section("parties", [self._party(iri) for iri in sorted(self._parties())]),
            *self._section("people and their posts", self._people()),
            *self._section("places where the parties meet", self._places()),
            *self._section("candidate provisions", candidate_provisions(self.name, self.extractions)),
        ]
        return "\n\n".join(parts) + "\n"

    def _section(self, title: str, blocks: Sequence[str]) -> list[str]:
        return [f"# ── {title} ".ljust(_RULE, "─"), *blocks] if blocks else []

    def _ontology(self) -> str:
        iri = f"<https://w3id.org/negotiation-kg/cases/{self.name}>"
        number = len(self.extractions)
        reports = "one report" if number == 1 else f"{number} reports"
        made = f'"{self.day.isoformat()}"^^xsd:date'
        return block(
            iri,
            [
                ("a", ["owl:Ontology"]),
                ("dcterms:title", [literal(f"Case: {self.label}")]),
                ("dcterms:description", [literal(f"Parties, people and places of {self.label}, from {reports}.")]),
                ("dcterms:license", ["<https://www.apache.org/licenses/LICENSE-2.0>"]),
                ("dcterms:creator", [f'"The editors of the case {self.name}"']),
                ("dcterms:created", [made]),
                ("dcterms:modified", [made]),
                ("owl:versionIRI", [f"{iri[:-1]}/0.1.0>"]),
                ("owl:versionInfo", ['"0.1.0"']),
                ("vann:preferredNamespacePrefix", ['"negotiation"']),
                ("vann:preferredNamespaceUri", [f'"{iris.DATA}negotiation/"']),
            ],
        )

    def _negotiation(self) -> str:
        ranked = sorted(self.weights, key=lambda iri: (-self.weights[iri], iri))
        principals, others = sorted(ranked[:2]), sorted(iri for iri in ranked[2:] if self.weights[iri] > 0)
        hosts = sorted({m.host.iri for e in self.extractions for m in e.meetings if m.host})
        rows = [
            ("a", ["neg:Negotiation"]),
            ("rdfs:label", [literal(self.label)]),
            ("skos:notation", [f'"{self.name}"']),
            ("neg:principal", [node_name(iri) for iri in principals]),
            ("neg:thirdParty", [node_name(iri) for iri in others]),
            ("neg:host", [node_name(self.same.get(iri, iri)) for iri in hosts]),
        ]
        return block(node_name(iris.negotiation_iri(self.name).value), rows)

    def _parties(self) -> set[str]:
        """Return who speaks, is addressed, meets, is one side of talks, or has a person here."""
        people = {i.party.iri for i in self.introduced.values() if i.party is not None}
        members = {str(o.value) for iri in self._memberships() for o in self.general[iri][ORG.organization]}
        return {self.same.get(iri, iri) for iri in {*self.entities, *self.weights, *people, *members}}

    def _party(self, iri: str) -> str:
        if iri in self.general:
            return self._copy(iri)
        told = self._told(self.introduced[iri]) if iri in self.introduced else ""
        return told + _named(iri, "neg:Party", self.entities[iri], self.aliases, self._hidden(iri))

    def _hidden(self, iri: str) -> list[str]:
        """Return the words without a capital by which texts call a party: "pro-government rebels" and "rebels"."""
        met = [i for e in self.extractions for i in e.introduced if self.same.get(i.entity.iri, i.entity.iri) == iri]
        phrases = {" ".join(i.quote.text.split()) for i in met}
        found = phrases | {phrase.rpartition(" ")[2] for phrase in phrases}
        return sorted(words for words in found if words.rpartition(" ")[2].islower())

    def _people(self) -> list[str]:
        found: dict[str, list[str]] = {}
        for membership in self._memberships():
            (person,) = (str(o.value) for o in self.general[membership][ORG.member])
            found.setdefault(person, [self._copy(person)]).append(self._copy(membership))
        for iri, introduced in self.introduced.items():
            if introduced.party is not None and iri not in found:
                party = self.same.get(introduced.party.iri, introduced.party.iri)
                membership = f"{iris.DATA}membership/{iri.rpartition('/')[2]}"
                rows = [("a", ["org:Membership"]), ("org:member", [node_name(iri)]),
                        ("org:organization", [node_name(party)])]  # fmt: skip
                person = self._told(introduced) + _named(iri, "neg:Person", introduced.entity, self.aliases)
                found[iri] = [person, block(node_name(membership), rows)]
        return [text for iri in sorted(found) for text in found[iri]]

    def _memberships(self) -> list[str]:
        """Return the memberships, in the general gazetteer, of those who speak or meet."""
        speakers = {s.speaker.iri for e in self.extractions for s in e.statements if s.speaker}
        speakers |= {d.iri for e in self.extractions for m in e.meetings for d in m.delegates}
        return sorted(
            iri for iri, values in self.general.items() if any(o.value in speakers for o in values.get(ORG.member, ()))
        )

    def _places(self) -> list[str]:
        part_of = NamedNode(DCTERMS.base + "isPartOf")
        waiting = [m.place.iri for e in self.extractions for m in e.meetings if m.place]
        found: set[str] = set()
        while waiting:
            iri = waiting.pop()
            if iri not in found and iri in self.general:
                found.add(iri)
                waiting += [str(o.value) for o in self.general[iri].get(part_of, ())]
        told = [
            comment(f"{m.status.value} {m.held_on or m.held_text or 'on an unknown day'}: {m.quote.text} ("
                    f"{e.report.file_name})") for e in self.extractions for m in e.meetings
        ]  # fmt: skip
        return [*(["\n".join(told)] if told else []), *(self._copy(iri) for iri in sorted(found))]

    def _copy(self, iri: str) -> str:
        """Return what the general gazetteer says of a party, person, membership or place."""
        values = self.general[iri]
        rows = [
            ("a" if p == RDF.type else node_name(p.value),
             [node_name(o.value) if isinstance(o, NamedNode) else str(o) for o in values[p]])
            for p in _ORDER if p in values
        ]  # fmt: skip
        return block(node_name(iri), rows)

    def _told(self, introduced: Introduced) -> str:
        """Return a comment with the words in which the name is met first."""
        report = next(e.report for e in self.extractions if introduced in e.introduced)
        start, end = introduced.quote.start, introduced.quote.end
        return comment(f"{report.file_name}: … {report.text[max(0, start - 60) : end + 60]} …") + "\n"

    def _same_parties(self) -> dict[str, str]:
        """Return by IRI the party of a longer name that a party is, and give the longer the names of both."""
        parties = {i.entity.label: iri for iri, i in self.introduced.items() if i.party is None}
        return {
            parties[alias]: parties[label]
            for label in sorted(parties)
            for alias in self.aliases.get(label, ())
            if alias in parties
        }

    def _weigh(self, names: Mapping[tuple[str, ...], Sequence[Name]]) -> Counter[str]:
        """Count by party how often it states, is addressed or meets; one side of "between A and B" counts thrice."""
        counts: Counter[str] = Counter()
        for extraction in self.extractions:
            for statement in extraction.statements:
                counts.update(e.iri for e in (statement.party, statement.addressee) if e is not None)
            for meeting in extraction.meetings:
                counts.update(party.iri for party in meeting.participants)
        known = {
            words: n.party.iri for words, found in names.items() for n in found[:1] if n.party and n.kind != "post"
        }
        for iri, introduced in self.introduced.items():
            if introduced.party is None:
                label = introduced.entity.label
                known.update({name_words(text): iri for text in (label, *self.aliases.get(label, ()))})
        for text in self.texts:
            for match in _SIDES.finditer(text):
                sides = [_leading(side, known) for side in match.groups()]
                if all(sides) and sides[0] != sides[1]:
                    counts.update({side: 3 for side in sides if side})
        merged: Counter[str] = Counter()
        for iri, count in counts.items():
            merged[self.same.get(iri, iri)] += count
        return merged


def _general() -> General:
    """Return what the ontology says of parties, people, memberships and places, by IRI."""
    found: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in reference_quads():
        subject, value = quad.subject, quad.object
        assert isinstance(subject, NamedNode)  # blank nodes of bundled files have been named
        assert isinstance(value, NamedNode | Literal)
        if quad.graph_name == iris.ONTOLOGY_GRAPH and subject.value.startswith(iris.DATA):
            found[subject.value][quad.predicate].append(value)
    return found


def _parties_of(extraction: Extraction) -> list[Entity]:
    """Return the parties that the records of a report name."""
    found = [party for s in extraction.statements for party in (s.party, s.addressee)]
    found += [party for m in extraction.meetings for party in (*m.participants, m.host)]
    found += [i.party if i.party is not None else i.entity for i in extraction.introduced]
    return [party for party in found if party is not None]


def _first_introductions(extractions: Iterable[Extraction]) -> dict[str, Introduced]:
    """Return by IRI where the reports first introduce somebody; reports are in order."""
    found: dict[str, Introduced] = {}
    for extraction in extractions:
        for introduced in extraction.introduced:
            found.setdefault(introduced.entity.iri, introduced)
    return found


def _named(
    iri: str, kind: str, entity: Entity, aliases: Mapping[str, Sequence[str]], hidden: Sequence[str] = ()
) -> str:
    rows = [
        ("a", [kind]),
        ("rdfs:label", [literal(entity.label)]),
        ("skos:prefLabel", [literal(entity.label)]),
        ("skos:altLabel", [literal(alias) for alias in aliases.get(entity.label, ())]),
        ("skos:hiddenLabel", [literal(words) for words in hidden]),
    ]
    return block(node_name(iri), rows)


def _leading(text: str, names: Mapping[tuple[str, ...], str]) -> str | None:
    """Return the party whose name, the longest there is, stands at the beginning of ``text``, "the" apart."""
    words = name_words(text)
    words = words[1:] if words and words[0].lower() == "the" else words
    return next((names[words[:n]] for n in range(min(6, len(words)), 0, -1) if words[:n] in names), None)
