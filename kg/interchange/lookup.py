"""What the words of coded files mean in a store, and what the store's things are called in files written from it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import iris
from kg.errors import InputError, KgError, NotFoundError
from kg.model import Entity
from kg.names import resolve
from kg.vocab import NEG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from kg.sources import Source

LARGEST_MAP = 4 * 2**20
_KINDS = {
    "issue": (SKOS.inScheme, iris.ISSUE_SCHEME),
    "negotiation": (RDF.type, NEG.Negotiation),
    "party": (RDF.type, NEG.Party),
    "provision": (SKOS.inScheme, iris.PROVISION_SCHEME),
    "speaker": (RDF.type, NEG.Person),
}
# As in kg.names: a proper name wins over another's other name.
_NAMES = ((RDFS.label, SKOS.prefLabel, SKOS.notation), (SKOS.altLabel, SKOS.hiddenLabel))
_MAKERS = {"issue": iris.issue_iri, "negotiation": iris.negotiation_iri, "provision": iris.provision_iri}


class Lookup:
    """Names of a store, each looked up once.

    Args:
        rdf: the store.
        mapping: what words of a file stand for: a slug, label or IRI of ours.
    """

    def __init__(self, rdf: ox.Store, mapping: Mapping[str, str] | None = None) -> None:
        self.rdf = rdf
        self._mapping = {_folded(words): ours for words, ours in (mapping or {}).items()}
        self._found: dict[tuple[str, str], ox.NamedNode | KgError] = {}
        self._index: dict[str, list[dict[str, set[ox.NamedNode]]]] = {}

    def node(self, kind: str, words: str) -> ox.NamedNode:
        """Return what words mean as a party, speaker, issue, provision or negotiation.

        Raises NotFoundError where nothing is called so, UsageError where several things are.
        """
        ours = self._mapping.get(_folded(words), words)
        named = self._named(kind, ours)
        if named is not None:
            return named
        if (kind, ours) not in self._found:
            try:
                self._found[kind, ours] = self._resolved(kind, ours)
            except KgError as error:
                self._found[kind, ours] = error
        found = self._found[kind, ours]
        if isinstance(found, KgError):
            raise found
        return found

    def _resolved(self, kind: str, words: str) -> ox.NamedNode:
        node = resolve(self.rdf, kind, words)
        # An IRI is taken by its word: it may be one of something else.
        if next(iter(self.rdf.quads_for_pattern(node, *_KINDS[kind], None)), None) is None:
            raise NotFoundError(f"{kind}: {words!r} is something else")
        return node

    def _named(self, kind: str, words: str) -> ox.NamedNode | None:
        """Return the one thing of a kind that is called so; None where there is none, or nothing tells which."""
        if kind not in self._index:
            self._index[kind] = self._names(kind)
        for names in self._index[kind]:
            found = names.get(_folded(words), set())
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _names(self, kind: str) -> list[dict[str, set[ox.NamedNode]]]:
        """Return the things of a kind by their folded names, first by the proper ones."""
        nodes = {quad.subject for quad in self.rdf.quads_for_pattern(None, *_KINDS[kind], None)}
        index: list[dict[str, set[ox.NamedNode]]] = []
        for predicates in _NAMES:
            names: dict[str, set[ox.NamedNode]] = defaultdict(set)
            for node in nodes:
                for predicate in predicates:
                    for quad in self.rdf.quads_for_pattern(node, predicate, None, None):
                        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                            names[_folded(quad.object.value)].add(quad.subject)
            index.append(names)
        return index

    def entity(self, kind: str, words: str) -> Entity:
        """Return the party or person that words mean, with its English label. Raises as ``node``."""
        node = self.node(kind, words)
        return Entity(node.value, self.label(node))

    def slug(self, kind: str, words: str) -> str:
        """Return the slug of the issue, provision or negotiation that words mean. Raises as ``node``."""
        return iris.slug_of(self.node(kind, words))

    def knows(self, kind: str, words: str) -> bool:
        """Tell whether one thing of a kind has this name."""
        return self._named(kind, self._mapping.get(_folded(words), words)) is not None

    def concept(self, words: str) -> tuple[str, str]:
        """Return whether words mean a provision or an issue, and its slug; a provision goes before an issue.

        Raises as ``node``; where there is neither, with what is called nearly so among both.
        """
        missing = []
        for kind in ("provision", "issue"):
            try:
                return kind, self.slug(kind, words)
            except NotFoundError as error:
                missing.append(str(error))
        raise NotFoundError("; ".join(missing))

    def issue_of(self, provision: str) -> str | None:
        """Return the slug of the issue that a provision is under."""
        node = iris.provision_iri(provision)
        found = {quad.object for quad in self.rdf.quads_for_pattern(node, NEG.underIssue, None, None)}
        issues = sorted(iris.slug_of(one) for one in found if isinstance(one, ox.NamedNode))
        return issues[0] if issues else None

    def label(self, node: ox.NamedNode) -> str:
        """Return the English label of a thing, of several the first in order; else its slug."""
        labels = {
            quad.object.value
            for predicate in (RDFS.label, SKOS.prefLabel)
            for quad in self.rdf.quads_for_pattern(node, predicate, None, None)
            if isinstance(quad.object, ox.Literal) and quad.object.language in {None, "en"}
        }
        return min(labels, default=iris.slug_of(node))

    def name_of(self, kind: str, slug: str) -> str:
        """Return the label of an issue or provision where it leads back to that, else its slug or IRI."""
        node = _MAKERS[kind](slug)
        for words in (self.label(node), slug):
            if self._leads_to(words, (kind, slug)):
                return words
        return node.value

    def code_of(self, kind: str, slug: str) -> str:
        """Return the slug of an issue, provision or negotiation where it leads back to that, else the IRI."""
        node = _MAKERS[kind](slug)
        return slug if self.knows(kind, slug) and self.node(kind, slug) == node else node.value

    def name_of_entity(self, kind: str, entity: Entity) -> str:
        """Return the label of a party or person where it leads back to that, else its IRI."""
        try:
            return entity.label if self.node(kind, entity.label).value == entity.iri else entity.iri
        except KgError:
            return entity.iri

    def _leads_to(self, words: str, meant: tuple[str, str]) -> bool:
        try:
            return self.concept(words) == meant
        except KgError:
            return False


def read_mapping(source: Source) -> dict[str, str]:
    """Return the words of a file and what they stand for: a CSV of two columns, their word and ours; no header.

    Raises InputError where a row has another number of cells, or a word is mapped twice.
    """
    try:
        text = source.read(LARGEST_MAP).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source.name}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    found: dict[str, str] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != 2 or not row[0].strip() or not row[1].strip():
                raise InputError(
                    f"{source.name}, line {reader.line_num}: a mapping has two cells, the file's word and ours"
                )
            if found.setdefault(_folded(row[0]), row[1].strip()) != row[1].strip():
                raise InputError(f"{source.name}, line {reader.line_num}: {row[0]!r} is mapped twice")
    except csv.Error as error:
        raise InputError(f"{source.name}, line {reader.line_num}: not CSV: {error}") from None
    return found


def _folded(words: str) -> str:
    """Fold case, spacing and composition of characters away, as ``kg.names`` does."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())
