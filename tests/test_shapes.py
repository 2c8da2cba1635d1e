from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, serialize
from shape_examples import EXAMPLES, INVALID, REFERENCE, VALID, names, read

from kg import vocab
from kg.bundle import bundle_path
from kg.gate import parse_rdf
from kg.shacl import SH, Term
from kg.validate import Verdict, validate_dataset
from kg.vocab import NEG, RDF, RDFS

SHAPES_FILE = bundle_path("ontology") / "shapes.ttl"
SHAPES = parse_rdf(SHAPES_FILE.read_bytes(), format="turtle", source="shapes.ttl")
SHAPE = "https://w3id.org/negotiation-kg/shapes#"


def shape_names() -> set[str]:
    kinds = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
    shapes = {quad.subject for quad in SHAPES if quad.predicate == RDF.type and quad.object in kinds}
    return {shape.value.removeprefix(SHAPE) for shape in shapes if isinstance(shape, NamedNode)}


def test_every_shape_has_an_example_that_breaks_it() -> None:
    assert {path.stem for path in INVALID} == shape_names()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_example_breaks_its_shape_and_no_other(path: Path) -> None:
    verdict = validate_dataset(read(path), reference=REFERENCE)
    assert not verdict.conforms
    assert names(verdict) == {path.stem}
    assert all(result.severity == "Violation" for result in verdict.results)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_conforms(path: Path) -> None:
    assert validate_dataset(read(path), reference=REFERENCE) == Verdict(True, ())


def test_the_example_of_everything_uses_every_property_that_the_shapes_know() -> None:
    known = {item for items in closed_classes().values() for item in items}
    used = {quad.predicate for quad in read(EXAMPLES / "valid" / "everything.trig")}
    # A comment is allowed but means nothing here; a lost matter would contradict the rest.
    assert known - used == {NamedNode(RDFS.base + "comment"), NEG.incomplete}


WITH_SPARQL = {quad.subject for quad in SHAPES if quad.predicate == NamedNode(SH + "sparql")}
SPARQL_SHAPES = [path for path in INVALID if NamedNode(SHAPE + path.stem) in WITH_SPARQL]


@pytest.mark.parametrize("path", [*SPARQL_SHAPES, *VALID], ids=lambda path: path.stem)
def test_the_verdict_is_that_of_plain_pyshacl(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # pyshacl.validate switches this on behind itself.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    quads = read(path)
    mentioned = {term for quad in quads for term in (quad.subject, quad.object)}
    quads += [
        quad
        for quad in REFERENCE
        if quad.subject in mentioned or quad.predicate == RDFS.subClassOf or quad.object == vocab.OWL.Class
    ]
    triples = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    document = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert document is not None
    data = rdflib.Graph().parse(data=document, format="nt")
    shapes = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    found = {
        (str(report.value(result, rdflib.SH.focusNode)), str(report.value(result, rdflib.SH.sourceShape)))
        for result in report.objects(None, rdflib.SH.result)
    }
    ours = validate_dataset(read(path), reference=REFERENCE)
    assert {(result.focus, SHAPE + result.shape) for result in ours.results} == found


def closed_classes() -> dict[str, set[Term]]:
    """The classes that a shape closes, by IRI, each with the properties that it allows."""
    value = {(quad.subject, quad.predicate): quad.object for quad in SHAPES}
    first, rest = (NamedNode(vocab.RDF.base + name) for name in ("first", "rest"))
    found: dict[str, set[Term]] = {}
    for quad in SHAPES:
        if quad.predicate == NamedNode(SH + "ignoredProperties"):
            items, node = set(), quad.object
            while isinstance(node, BlankNode):
                items.add(value[node, first])
                node = value[node, rest]
            target = value[quad.subject, NamedNode(SH + "targetClass")]
            assert isinstance(target, NamedNode)
            found[target.value] = items
    return found


def test_a_closed_class_allows_what_a_property_shape_speaks_of_and_notes() -> None:
    paths = {quad.subject: quad.object for quad in SHAPES if quad.predicate == NamedNode(SH + "path")}
    spoken_of = defaultdict(set)
    for quad in SHAPES:
        path = paths.get(quad.subject)
        if quad.predicate == NamedNode(SH + "targetClass") and isinstance(path, NamedNode):
            assert isinstance(quad.object, NamedNode)
            spoken_of[quad.object.value].add(path)
    notes = {RDF.type, RDFS.label, NamedNode(RDFS.base + "comment")}
    closed = closed_classes()
    assert len(closed) == 12
    for name, allowed in closed.items():
        assert allowed == spoken_of[name] | notes, name


def test_the_shapes_name_only_terms_that_the_ontology_has() -> None:
    terms = {term for quad in SHAPES for term in (quad.subject, quad.predicate, quad.object)}
    ours = {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(NEG.base)}
    assert ours - {term.value for term in NEG} == set()


@pytest.mark.parametrize(
    ("shape", "concepts"),
    [
        ("DecisionKind", vocab.DECISION_KIND),
        ("ReportDateBasis", vocab.DATE_BASIS),
        ("StatementAct", vocab.ACT),
        ("StatementCertainty", vocab.CERTAINTY),
        ("StatementSourcing", vocab.SOURCING),
        ("StatementStance", vocab.STANCE),
        ("MeetingStatus", vocab.MEETING_STATUS),
        ("OriginBasis", vocab.ORIGIN_BASIS),
        ("OutcomeStatus", vocab.OUTCOME_STATUS),
        ("PackageKind", vocab.PACKAGE_KIND),
    ],
)
def test_a_shape_lists_the_concepts_of_its_scheme(shape: str, concepts: vocab.Concepts[str]) -> None:
    listed = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    head = listed.value(rdflib.URIRef(SHAPE + shape), rdflib.SH["in"])
    assert head is not None
    assert {str(item) for item in listed.items(head)} == {node.value for node in concepts}


def test_one_kind_knows_every_class_that_the_ontology_declares_disjoint() -> None:
    ontology = rdflib.Graph().parse(bundle_path("ontology") / "negotiation.ttl", format="turtle")
    lists = [set(ontology.items(head)) for head in ontology.objects(None, rdflib.OWL.members)]
    acts = {rdflib.URIRef(kind.value) for kind in vocab.ACT_CLASS.values()}
    (disjoint,) = (members for members in lists if members != acts)
    shapes = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    constraint = shapes.value(rdflib.URIRef(SHAPE + "OneKind"), rdflib.SH.sparql)
    select = str(shapes.value(constraint, rdflib.SH.select))
    for member in disjoint:
        prefix, _, name = shapes.namespace_manager.qname(str(member)).rpartition(":")
        assert select.count(f"{prefix}:{name}") == 2, member
