"""The guard behind ``kg query`` with a text of one's own, ``kg validate --shapes`` and ``kg reason``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import FIRST, NEG, Kg
from guarded import ONE, TRICKY, TWO, listening, make_store

from kg import reason
from kg.errors import InputError

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLED = (
    "SELECT (STRLEN(?v31) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{at}, ?v{at}) AS ?v{at + 1})" for at in range(31))
    + " }"
)
HEADER = """#+ summary: Which graphs there are
#+ description: All of them.
#+ tags: test
#+ param thing: iri - only with this one
#+ returns: graph
SELECT DISTINCT ?graph
WHERE {
  VALUES ?_thing { UNDEF }
  GRAPH ?graph { ?s ?p ?o }
  FILTER(COALESCE(?s = ?_thing, true))
}
ORDER BY ?graph
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("commands") / "store")


@pytest.mark.parametrize(
    ("words", "sparql", "says"),
    [
        (["--timeout", "1"], CROSS, "not done within 1 s"),
        (["--memory", "200"], DOUBLED, "more than 200 MiB of memory"),
        (["--timeout", "1", "--raw"], CROSS, "not done within 1 s"),
    ],
    ids=["time", "memory", "raw"],
)
def test_a_query_that_takes_too_much_is_code_6(kg: Kg, small: Path, words: list[str], sparql: str, says: str) -> None:
    answer = kg("query", "-", *words, "--store", small, "--quiet", stdin=sparql)
    assert (answer.code, answer.out) == (6, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("words", [["--timeout", "0"], ["--memory", "-1"], ["--timeout", "nan"]])
def test_limits_that_are_none_are_wrong_usage(kg: Kg, small: Path, words: list[str]) -> None:
    answer = kg("query", "-", *words, "--store", small, stdin="ASK {}")
    assert (answer.code, answer.out) == (2, "")


def test_graphs_can_be_chosen_and_nobody_is_called_for_them(kg: Kg, small: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    numbers = [
        int(kg("query", "-", "--store", small, stdin=count.format(clause)).rows[0]["n"])
        for clause in ("", f"FROM <{ONE}>", "FROM <urn:x-test:none>")
    ]
    assert numbers == [len(TRICKY) + 2999, len(TRICKY), 0]
    with listening() as (address, calls):
        answer = kg("query", "-", "--store", small, stdin=count.format(f"FROM <{address}>"))
        assert answer.rows == [{"n": "0"}]
        assert calls == []


def test_a_file_with_a_header_is_guarded_too(kg: Kg, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "graphs.rq"
    file.write_text(HEADER)
    assert [row["graph"] for row in kg("query", file, "--store", small).rows] == [ONE, TWO]
    assert kg("query", file, "-p", "thing=urn:x-test:thing-02000", "--store", small).rows == [{"graph": TWO}]
    file.write_text(HEADER.replace("GRAPH ?graph { ?s ?p ?o }", "GRAPH ?graph { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    assert kg("query", file, "--timeout", "1", "--store", small).code == 6
    file.write_text(HEADER.replace("returns: graph", "returns: name"))
    answer = kg("query", file, "--store", small)
    assert (answer.code, answer.out) == (3, "")
    assert "'returns' says name, SELECT says graph" in answer.err


def test_raw_asks_a_store_of_its_own(kg: Kg, small: Path) -> None:
    sparql = "SELECT ?g ?s ?o { GRAPH ?g { ?s <urn:x-test:says> ?o } } ORDER BY ?s"
    plain = kg("query", "-", "--store", small, stdin=sparql)
    assert kg("query", "-", "--raw", "--store", small, stdin=sparql).rows == plain.rows
    assert len(plain.rows) == len(TRICKY)


# ── shapes of the user's own ─────────────────────────────────────────────────────────────────────

PREFIXES = f"""
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix neg: <{NEG}> .
@prefix : <urn:x-test:shapes#> .
"""
DATA = PREFIXES + ':a :p "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" ; :q "x" ; a :Thing .\n'
ENDLESS = ':S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:pattern "^(a+)+$" ] .'
WITHOUT_R = (
    ':S a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:message "no r" ; sh:select '
    '"SELECT $this WHERE { FILTER NOT EXISTS { $this <urn:x-test:shapes#r> ?o } }" ] .'
)
COMPONENT = (
    ":C a sh:ConstraintComponent ; sh:parameter [ sh:path :only ] ; sh:validator [ a sh:SPARQLAskValidator ; "
    'sh:message "other" ; sh:ask "ASK { FILTER(STR($value) = STR($only)) }" ] . '
    ':S a sh:NodeShape ; sh:targetNode :a ; sh:property [ sh:path :q ; :only "y" ] .'
)


def validate(kg: Kg, folder: Path, shapes: str, *words: str, data: str = DATA) -> tuple[int, str, str]:
    (folder / "shapes.ttl").write_text(PREFIXES + shapes)
    (folder / "data.ttl").write_text(data)
    answer = kg("validate", folder / "data.ttl", "--shapes", folder / "shapes.ttl", *words)
    return answer.code, answer.out, answer.err


def test_a_report_is_held_against_own_shapes_instead(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(FIRST)
    (tmp_path / "own.ttl").write_text(
        PREFIXES
        + ":Caveat a sh:NodeShape ; sh:targetClass neg:Demand ; sh:property [ sh:path neg:caveat ; sh:minCount 1 ; "
        'sh:message "A demand here needs a caveat." ] .'
    )
    assert kg("validate", tmp_path / "report.txt").code == 0
    answer = kg("validate", tmp_path / "report.txt", "--shapes", tmp_path / "own.ttl")
    assert answer.code == 1
    assert {(row["shape"], row["severity"], row["message"]) for row in answer.rows} == {
        ("Caveat", "Violation", "A demand here needs a caveat.")
    }


@pytest.mark.parametrize(
    ("shapes", "code", "says", "trap"),
    [
        (":S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :q ; sh:minCount 1 ] .", 0, "conforms",
         "what conforms"),
        (":Thing a sh:NodeShape, rdfs:Class ; sh:property [ sh:path :r ; sh:minCount 1 ] .", 1, "",
         "a class that is a shape is its target"),
        (WITHOUT_R, 1, "", "SPARQL constraints work"),
        (WITHOUT_R.replace("WHERE", "WERE"), 3, "cannot be applied", "SPARQL that is none"),
        (COMPONENT, 3, "constraint components", "variables that cannot be bound would be passed over"),
        (":S a sh:NodeShape ; sh:targetClass :Nobody ; sh:property [ sh:path :q ; sh:minCount 1 ] .", 3,
         "no node is a target", "nothing to check is not conforming"),
        (":S a sh:NodeShape ; sh:property [ sh:path :q ; sh:minCount 1 ] .", 3, "no shape has a target", "no target"),
        (":S a sh:NodeShape ; sh:targetNode :a ; sh:property [ sh:path :q ; sh:mincount 1 ] .", 3, "sh:mincount",
         "a misspelt term"),
        (":S a sh:NodeShape ; sh:targetNode :a ; sh:js [ sh:jsFunctionName \"f\" ] .", 3, "sh:js", "JavaScript"),
        (":S a sh:NodeShape ; sh:targetNode :a ; sh:rule [ a sh:TripleRule ] .", 3, "SHACL has no term",
         "rules"),
        (WITHOUT_R.replace("{", "{" * 300), 6, "nests more than", "SPARQL too deep"),
        (":S a sh:NodeShape ; sh:targetNode :a ; sh:property [ sh:path", 3, "not well-formed", "no Turtle"),
        (ENDLESS, 6, "not done within", "a pattern that doubles with every letter"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 50 else "",
)  # fmt: skip
def test_shapes_of_all_kinds(kg: Kg, tmp_path: Path, shapes: str, code: int, says: str, trap: str) -> None:
    limits = ["--timeout", "1"] if shapes == ENDLESS else ["--timeout", "60"]
    found, out, err = validate(kg, tmp_path, shapes, *limits)
    assert found == code, f"{trap}: {err}"
    assert says in err
    assert (out != "") == (code == 1)


def test_shapes_call_nobody(kg: Kg, tmp_path: Path) -> None:
    with listening() as (address, calls):
        imports = f"<urn:x-test:o> a owl:Ontology ; owl:imports <{address}> . "
        plain = ":S a sh:NodeShape ; sh:targetNode :a ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
        assert validate(kg, tmp_path, imports + plain)[0] == 0
        asks = (
            ':S a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:message "m" ; '
            f'sh:select "SELECT $this WHERE {{ SERVICE <{address}> {{ ?s ?p ?o }} }}" ] .'
        )
        declares = (
            ':S a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:message "m" ; sh:prefixes :o ; '
            'sh:select "SELECT $this WHERE { $this ?p ?o }" ] . :o sh:declare [ sh:prefix "x" ; sh:namespace '
            f'"urn:x> SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }} #"^^xsd:anyURI ] .'
        )
        for shapes in (asks, declares):
            code, out, err = validate(kg, tmp_path, shapes)
            assert (code, out) == (3, "")
            assert "SERVICE" in err
        assert calls == []


def test_shapes_that_are_not_there_are_code_4(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA)
    answer = kg("validate", tmp_path / "data.ttl", "--shapes", tmp_path / "gone.ttl")
    assert (answer.code, answer.out) == (4, "")


# ── a foreign ontology ───────────────────────────────────────────────────────────────────────────


def test_the_reasoner_has_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of Java stands a program that calls out: what the system lets leave the network cannot."""
    walls = "from kg.guard.walls import leave_network; print(leave_network())"
    with listening() as (address, calls):
        port = address.rstrip("/").rpartition(":")[2]
        java = tmp_path / "java"
        java.write_text(
            f"#!{sys.executable}\nimport socket, sys\n"
            f"try:\n    socket.create_connection(('127.0.0.1', {port}), timeout=5)\n"
            "except OSError:\n    pass\nsys.exit('no reasoner')\n"
        )
        java.chmod(0o755)
        monkeypatch.setattr(reason, "find_java", lambda: str(java))
        thing = ox.NamedNode("urn:x-test:thing")
        kind = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
        typed = ox.Quad(thing, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind)
        with pytest.raises(InputError, match="the reasoner cannot read"):
            reason.check_consistency([typed])
        root = str(Path(__file__).resolve().parent.parent)
        possible = subprocess.run(
            [sys.executable, "-c", walls], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": root},
        ).stdout.strip()  # fmt: skip
        assert len(calls) == (0 if possible == "True" else 1)
