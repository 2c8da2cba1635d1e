from __future__ import annotations

import subprocess
import sys
from enum import StrEnum

import pytest
from pyoxigraph import BlankNode, NamedNode
from rdflib.namespace import DCTERMS as RDFLIB_DCTERMS
from rdflib.namespace import ORG as RDFLIB_ORG
from rdflib.namespace import OWL as RDFLIB_OWL
from rdflib.namespace import PROV as RDFLIB_PROV
from rdflib.namespace import RDF as RDFLIB_RDF
from rdflib.namespace import RDFS as RDFLIB_RDFS
from rdflib.namespace import SKOS as RDFLIB_SKOS
from rdflib.namespace import XSD as RDFLIB_XSD
from rdflib.namespace import DefinedNamespace

from kg import vocab
from kg.bundle import bundle_path
from kg.gate import parse_rdf
from kg.model import Act, Certainty, DateBasis, MeetingStatus, OutcomeStatus, Sourcing, Stance
from kg.vocab import ACT, ACT_CLASS, NEG, RDF, RDFS, SKOS, Concepts, Vocabulary

ONTOLOGY = parse_rdf((bundle_path("ontology") / "negotiation.ttl").read_bytes(), format="turtle", source="negotiation")
SCHEMES = parse_rdf((bundle_path("ontology") / "schemes.ttl").read_bytes(), format="turtle", source="schemes")


def test_every_term_of_the_ontology_is_listed_and_every_listed_term_is_in_the_ontology() -> None:
    declared = {
        quad.subject.value
        for quad in ONTOLOGY
        if quad.predicate == RDF.type
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(NEG.base)
    }
    listed = {term.value for term in NEG}
    assert declared - listed == set()
    assert listed - declared == set()


def test_a_misspelt_term_raises_at_once_and_names_itself() -> None:
    with pytest.raises(AttributeError, match="partyy"):
        _ = NEG.partyy


def test_a_notation_that_the_scheme_does_not_have_raises() -> None:
    with pytest.raises(KeyError):
        _ = ACT["begs"]
    with pytest.raises(KeyError):
        ACT.notation(vocab.STANCE["for"])
    with pytest.raises(KeyError):
        ACT.notation(BlankNode("act"))


@pytest.mark.parametrize(
    ("concepts", "words"),
    [
        (vocab.ACT, Act),
        (vocab.CERTAINTY, Certainty),
        (vocab.DATE_BASIS, DateBasis),
        (vocab.MEETING_STATUS, MeetingStatus),
        (vocab.OUTCOME_STATUS, OutcomeStatus),
        (vocab.SOURCING, Sourcing),
        (vocab.STANCE, Stance),
    ],
)
def test_a_scheme_has_the_members_of_its_enumeration(concepts: Concepts[str], words: type[StrEnum]) -> None:
    assert {str(concepts.notation(node)) for node in concepts} == {word.value for word in words}
    for word in words:
        assert concepts.notation(concepts[word]) is word


@pytest.mark.parametrize(
    "concepts",
    [
        vocab.ACT,
        vocab.CERTAINTY,
        vocab.DATE_BASIS,
        vocab.FINDING_KIND,
        vocab.MEETING_STATUS,
        vocab.OUTCOME_STATUS,
        vocab.SOURCING,
        vocab.STANCE,
    ],
)
def test_a_scheme_has_the_concepts_of_its_file(concepts: Concepts[str]) -> None:
    declared = {quad.subject for quad in SCHEMES if quad.predicate == SKOS.inScheme and quad.object == concepts.scheme}
    assert set(concepts) == declared


def test_the_file_of_schemes_has_no_scheme_that_is_not_listed() -> None:
    listed = {one.scheme for one in vars(vocab).values() if isinstance(one, Concepts)}
    declared = {quad.subject for quad in SCHEMES if quad.predicate == RDF.type and quad.object == SKOS.ConceptScheme}
    assert declared == listed


def test_each_act_goes_with_the_class_that_its_concept_names() -> None:
    named = {quad.subject: quad.object for quad in SCHEMES if quad.predicate == RDFS.seeAlso}
    assert {ACT[act]: kind for act, kind in ACT_CLASS.items()} == {node: named[node] for node in ACT}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (vocab.DCTERMS, RDFLIB_DCTERMS),
        (vocab.ORG, RDFLIB_ORG),
        (vocab.OWL, RDFLIB_OWL),
        (vocab.PROV, RDFLIB_PROV),
        (vocab.RDF, RDFLIB_RDF),
        (vocab.RDFS, RDFLIB_RDFS),
        (vocab.SKOS, RDFLIB_SKOS),
        (vocab.XSD, RDFLIB_XSD),
    ],
    ids=lambda one: one.base if isinstance(one, Vocabulary) else "",
)
def test_reused_terms_are_spelt_as_their_vocabulary_spells_them(
    ours: Vocabulary, theirs: type[DefinedNamespace]
) -> None:
    assert ours.base == str(theirs)
    for term in ours:
        assert term.value.removeprefix(ours.base) in theirs.__annotations__


def test_importing_the_vocabulary_loads_no_rdf_library_but_pyoxigraph() -> None:
    code = "import sys, kg.vocab; print(sorted({'rdflib', 'pyshacl', 'owlready2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
