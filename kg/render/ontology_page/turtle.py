"""The bundled Turtle files as facts to look things up in, and the names of their terms on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.bundle import bundle_path
from kg.errors import InputError

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple

NEG = "https://w3id.org/negotiation-kg/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
VANN = "http://purl.org/vocab/vann/"
SCHEME = "https://w3id.org/negotiation-kg/scheme/"

_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Turtle file: its path below ``ontology``, the IRI of its ontology, the IRIs that it types, in its order."""

    path: str
    ontology: str
    subjects: tuple[str, ...]


class Facts:
    """All triples of the files; IRIs and blank nodes go in and come out as text, a blank node with ``_:`` before it."""

    def __init__(self) -> None:
        self.files: list[SourceFile] = []
        self.prefixes: dict[str, str] = {}
        self._out: dict[str, dict[str, list[Term]]] = {}
        self._in: dict[tuple[str, str], list[str]] = {}

    def read(self, path: Path, name: str) -> None:
        """Add a file. Raises InputError where it is not Turtle or has not one ``owl:Ontology``."""
        from pyoxigraph import RdfFormat, parse

        subjects: dict[str, None] = {}
        try:
            parser = parse(path.read_bytes(), format=RdfFormat.TURTLE)
            for quad in parser:
                subject = text_of(quad.subject)
                self._out.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
                self._in.setdefault((quad.predicate.value, text_of(quad.object)), []).append(subject)
                if quad.predicate.value == RDF + "type" and not subject.startswith("_:"):
                    subjects[subject] = None
        except SyntaxError as error:
            raise InputError(f"ontology/{name}: {' '.join(str(error).split())}; reinstall the package") from None
        for prefix, base in sorted(parser.prefixes.items()):
            self.prefixes.setdefault(prefix, base)
        ontologies = [subject for subject in subjects if self.is_a(subject, OWL + "Ontology")]
        if len(ontologies) != 1:
            raise InputError(f"ontology/{name}: one owl:Ontology is wanted, {len(ontologies)} are there")
        self.files.append(SourceFile(name, ontologies[0], tuple(subjects)))

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the objects, each once, in the order of the files; a file may repeat what another says."""
        return list(dict.fromkeys(self._out.get(subject, {}).get(predicate, ())))

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return those objects that are no literals."""
        return [text_of(term) for term in self.values(subject, predicate) if not is_literal(term)]

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Return those objects that are literals."""
        from pyoxigraph import Literal

        return [term for term in self.values(subject, predicate) if isinstance(term, Literal)]

    def text(self, subject: str, predicate: str) -> str:
        """Return the first literal's text, English before other languages, or an empty text."""
        found = self.literals(subject, predicate)
        return next((each.value for each in [*(x for x in found if x.language == "en"), *found]), "")

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return what has this value, each once."""
        return list(dict.fromkeys(self._in.get((predicate, value), ())))

    def of_class(self, name: str) -> list[str]:
        """Return the IRIs typed so, sorted."""
        return sorted(each for each in self.subjects(RDF + "type", name) if not each.startswith("_:"))

    def unnamed(self, name: str) -> list[str]:
        """Return the blank nodes typed so."""
        return [each for each in self.subjects(RDF + "type", name) if each.startswith("_:")]

    def listed(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs in the list that is the value of a property."""
        return [text_of(term) for node in self.nodes(subject, predicate) for term in self.members(node)]

    def is_a(self, subject: str, name: str) -> bool:
        """Tell whether the node is typed so."""
        return name in self.nodes(subject, RDF + "type")

    def predicates(self, subject: str) -> list[str]:
        """Return what is said of a node, sorted."""
        return sorted(self._out.get(subject, ()))

    def members(self, node: str) -> list[Term]:
        """Return the members of an RDF list."""
        found: list[Term] = []
        seen: set[str] = set()
        while node != RDF + "nil" and node not in seen:
            seen.add(node)
            found += self.values(node, RDF + "first")
            node = next(iter(self.nodes(node, RDF + "rest")), RDF + "nil")
        return found


def read_bundled() -> Facts:
    """Return the facts of all files of ``ontology`` and ``ontology/cases``. Raises as ``Facts.read``."""
    facts = Facts()
    folder = bundle_path("ontology")
    for path in [*sorted(folder.glob("*.ttl")), *sorted((folder / "cases").glob("*.ttl"))]:
        facts.read(path, path.relative_to(folder).as_posix())
    return facts


def is_literal(term: Term) -> bool:
    """Tell whether a term is a literal."""
    return type(term).__name__ == "Literal"


def text_of(term: Term) -> str:
    """Return an IRI or a literal's text as it is, a blank node with ``_:`` before its name."""
    value: str = getattr(term, "value", "")
    return f"_:{value}" if type(term).__name__ == "BlankNode" else value


@dataclass(frozen=True, slots=True)
class Link:
    """A term as the page names it: ``href`` is a place on the page, an address, or empty."""

    name: str
    href: str
    iri: str


class Names:
    """Short names, anchors and links of terms.

    Args:
        facts: where labels and prefixes are.
        shown: the IRIs that have an entry on the page; links to them stay on it.
    """

    def __init__(self, facts: Facts, shown: Iterable[str] = ()) -> None:
        self._facts = facts
        self.shown = frozenset(shown)
        self._bases = sorted(
            ((base, prefix) for prefix, base in facts.prefixes.items()), key=lambda each: -len(each[0])
        )

    def curie(self, iri: str) -> str:
        """Return ``prefix:name`` where a prefix fits, else the IRI."""
        for base, prefix in self._bases:
            if iri.startswith(base) and _LOCAL.fullmatch(iri[len(base) :]):
                return f"{prefix}:{iri[len(base) :]}"
        return iri

    def anchor(self, iri: str) -> str:
        """Return the id of the term's entry: its local name, with the prefix before it where it is not ``neg:``.

        Terms of several namespaces share local names, as ``issue:ceasefire`` and ``provision:ceasefire`` do; a name of
        the ontology itself has no hyphen, so the two kinds never meet.
        """
        return self.curie(iri).removeprefix("neg:").replace(":", "-", 1)

    def label(self, iri: str) -> str:
        """Return the English label, or the short name without one."""
        return self._facts.text(iri, RDFS + "label") or self._facts.text(iri, SH + "name") or self.curie(iri)

    def link(self, iri: str, *, short: bool = False) -> Link:
        """Return a link that shows the label, or the short name where there is none or ``short`` asks for it."""
        name = self.curie(iri) if short else self.label(iri)
        if iri in self.shown:
            return Link(name, f"#{self.anchor(iri)}", iri)
        ours = iri.startswith("https://w3id.org/negotiation-kg/")
        return Link(name, "" if ours else iri, iri)

    def links(self, iris: Iterable[str], *, short: bool = False) -> tuple[Link, ...]:
        """Return links in the order of their names, each once."""
        found = {self.link(iri, short=short) for iri in iris if not iri.startswith("_:")}
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.iri)))
