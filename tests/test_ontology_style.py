from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg import iris
from kg.bundle import bundle_path
from kg.gate import parse_rdf
from kg.graphs import file_quads
from kg.shacl import SH, run_shapes
from kg.vocab import NEG, OWL, RDF, RDFS

ONTOLOGY = bundle_path("ontology")
FILES = [*sorted(ONTOLOGY.glob("*.ttl")), *sorted((ONTOLOGY / "cases").glob("*.ttl"))]
ROOT = Path(__file__).resolve().parent.parent


@cache
def quads_of(path: Path) -> tuple[Quad, ...]:
    return tuple(file_quads(path, iris.ONTOLOGY_GRAPH))


def test_all_files_together_follow_the_style() -> None:
    verdict = run_shapes([quad for path in FILES for quad in quads_of(path)], shapes="style")
    assert [str(result) for result in verdict.results] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_one_ontology_block_and_defines_its_terms_in_it(path: Path) -> None:
    quads = quads_of(path)
    (block,) = (quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == OWL.Ontology)
    assert {quad.object for quad in quads if quad.predicate == RDFS.isDefinedBy} <= {block}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_declares_the_prefixes_that_it_uses_and_no_others(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bare = re.sub(r'"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|<[^<>\s]*>|#.*', " ", text)
    used = set(re.findall(r"(?<![\w@-])([a-z]+):", bare)) | set(re.findall(r"\^\^([a-z]+):", bare))
    inside_queries = set(re.findall(r"\b([a-z]+):", " ".join(re.findall(r'"""[\s\S]*?"""', text))))
    declared = re.findall(r"^@prefix ([a-z]+):", text, re.MULTILINE)
    assert declared == sorted(set(declared))
    assert used - set(declared) == set()
    assert set(declared) - used - inside_queries == set()


PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix e: <https://w3id.org/negotiation-kg/ontology#> .
@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p: <https://w3id.org/negotiation-kg/scheme/provision/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/negotiation-kg/scheme/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
BLOCK = """
e:o a owl:Ontology ; dcterms:title "T"@en ; dcterms:description "D"@en ; dcterms:license e:l ; dcterms:creator "C" ;
    dcterms:created "2031-01-01"^^xsd:date ; dcterms:modified "2031-01-01"^^xsd:date ; owl:versionIRI e:v ;
    owl:versionInfo "1" ; vann:preferredNamespacePrefix "e" ; vann:preferredNamespaceUri "https://e/" .
"""
ABOUT = 'rdfs:label "fish"@en ; skos:definition "An animal of the sea."@en ; rdfs:isDefinedBy e:o'
SCHEME = f'scheme:provision a skos:ConceptScheme ; skos:prefLabel "fish"@en ; {ABOUT} .'


def concept(name: str, rest: str = "neg:underIssue p:issue") -> str:
    return (
        f'p:{name} a skos:Concept ; skos:prefLabel "fish"@en ; skos:notation "{name}" ; '
        f"skos:inScheme scheme:provision ; {ABOUT} ; {rest} ."
    )


TWO = SCHEME + concept("issue", "neg:underIssue p:issue") + concept("cod")
SHAPE = (
    'e:s a sh:NodeShape ; sh:targetClass e:Fish ; sh:name "N"@en ; sh:description "D."@en ; sh:severity sh:Violation'
)

# For each shape of style.ttl, data that follows the style, and the same data with one thing wrong.
BROKEN = {
    "OntologyBlock": ("", BLOCK.replace(' dcterms:title "T"@en ;', "")),
    "NoImports": ("", "e:o owl:imports e:x ."),
    "TermLabel": (f"e:Fish a owl:Class ; {ABOUT} .", 'e:Fish rdfs:label "Fisch"@de .'),
    "TermDefinition": (
        f"e:Fish a owl:Class ; {ABOUT} .",
        'e:Bird a owl:Class ; rdfs:label "bird"@en ; rdfs:isDefinedBy e:o ; skos:definition "an animal"@en .',
    ),
    "TermDefinedBy": (f"e:Fish a owl:Class ; {ABOUT} .", "e:Fish rdfs:isDefinedBy e:p ."),
    "ClassName": (f"e:Fish a owl:Class ; {ABOUT} .", f"e:bird a owl:Class ; {ABOUT} ."),
    "PropertyName": (
        f"e:eats a owl:ObjectProperty ; rdfs:range e:Fish ; {ABOUT} .",
        f"e:Drinks a owl:ObjectProperty ; rdfs:range e:Fish ; {ABOUT} .",
    ),
    "PropertyRange": (
        f"e:eats a owl:ObjectProperty ; rdfs:range e:Fish ; {ABOUT} .",
        f"e:drinks a owl:DatatypeProperty ; {ABOUT} .",
    ),
    "NoInverse": (
        f"e:eats a owl:ObjectProperty ; rdfs:range e:Fish ; {ABOUT} .",
        "e:feeds owl:inverseOf e:eats .",
    ),
    "ConceptLabels": (TWO, concept("eel").replace('prefLabel "fish"', 'prefLabel "eel"')),
    "ConceptScheme": (TWO, concept("eel").replace("scheme:provision", "scheme:other")),
    "ConceptNotation": (TWO, concept("eel").replace('notation "eel"', 'notation "ell"')),
    "ConceptLinks": (TWO, "p:cod neg:requires p:eel ."),
    "ProvisionIssue": (TWO, concept("eel", "skos:related p:cod")),
    "NoCircle": (TWO, concept("eel", "neg:underIssue p:issue ; skos:broader p:cod") + "p:cod skos:broader p:eel ."),
    "ExcludesRelative": (
        TWO,
        concept("eel", "neg:underIssue p:issue ; skos:broader p:cod") + "p:cod neg:excludes p:eel .",
    ),
    "ShapeDescribed": (f'{SHAPE} ; sh:message "M"@en .', f"{SHAPE.replace('e:s', 'e:t')} ."),
}


def style_shapes() -> set[str]:
    kinds = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
    quads = quads_of(ONTOLOGY / "style.ttl")
    return {str(quad.subject)[:-1].rpartition("#")[2] for quad in quads if quad.object in kinds}


def test_every_rule_of_style_has_data_that_breaks_it() -> None:
    assert set(BROKEN) == style_shapes()


@pytest.mark.parametrize("shape", BROKEN)
def test_a_rule_of_style_fires_where_it_is_broken_and_nowhere_else(shape: str) -> None:
    right, wrong = BROKEN[shape]
    clean = parse_rdf((PREFIXES + BLOCK + right).encode(), format="turtle", source="right")
    assert run_shapes(clean, shapes="style").results == ()
    block = "" if shape == "OntologyBlock" else BLOCK
    broken = parse_rdf((PREFIXES + block + right + wrong).encode(), format="turtle", source="wrong")
    assert {result.shape for result in run_shapes(broken, shapes="style").results} == {shape}


def test_every_term_of_the_ontology_is_used() -> None:
    """By a shape, a query, a case, the cues or the code; being declared, or listed in kg.vocab, is no use."""
    turtle = [path for path in FILES if path.stem not in {"negotiation", "style"}]
    queries = sorted((bundle_path("queries")).rglob("*.rq"))
    code = [path for path in sorted((ROOT / "kg").rglob("*.py")) if path.name != "vocab.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*turtle, *queries, *code])
    used = set(re.findall(r"\b(?:neg:|NEG\.)(\w+)", text))
    unused = {term.value.removeprefix(NEG.base) for term in NEG} - used
    assert unused == set()
