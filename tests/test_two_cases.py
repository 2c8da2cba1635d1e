"""Two negotiations in one store: the second is read, related and kept apart by its Turtle file alone.

The reports in ``tests/cases/iran-nuclear-2026`` are invented. Two tables beside them were written by hand from their
sentences. ``….findings.csv`` has what must be found, with the words of both sides and why it is right; it names
positions and words, not identifiers, so that it holds as long as the graph says the same. ``….positions.csv`` has
where each party stands, found or not: no finding rests on anything else.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from seed_reports import CASE, NUMBERS, seed, seed_file

from kg.bundle import bundle_path
from kg.derive import derive
from kg.extract import choose_case, extract_report
from kg.gate import parse_rdf
from kg.graphs import canonical_nquads, extraction_quads, reference_quads
from kg.iris import case_graph
from kg.model import Extraction, Statement
from kg.report import read_report
from kg.validate import validate_report
from kg.vocab import NEG, PROV, RDF, RDFS, SKOS

SECOND = "iran-nuclear-2026"
CASES = Path(__file__).parent / "cases"
FILES = sorted((CASES / SECOND).glob("*.txt"))
PACKAGE = Path(__file__).parents[1] / "kg"

Side = tuple[str, str, str]
"""A party, a provision, and words in which the party takes its side."""

# Found, and wrong.
MISREAD = {
    ("Iran", "talks-held", "against"),  # "We do not negotiate with a stopwatch" refuses a stopwatch, not talks
}


def table(name: str) -> list[dict[str, str]]:
    with (CASES / f"{SECOND}.{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected() -> list[tuple[str, Side, Side]]:
    return [
        (
            row["kind"],
            (row["party"], row["provision"], row["words"]),
            (row["other_party"], row["other_provision"], row["other_words"]),
        )
        for row in table("findings")
    ]


@dataclass(frozen=True)
class Position:
    """A derived position, by names, with the statements behind it."""

    party: str
    provision: str
    stance: str
    negotiation: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Finding:
    """A derived finding, with its two positions and the two statements shown for it."""

    kind: str
    positions: tuple[Position, Position]
    shown: tuple[Statement, Statement]


@cache
def second(file: Path) -> Extraction:
    return extract_report(read_report(file.read_bytes(), file.name))


def extractions() -> list[Extraction]:
    return [*(seed(number) for number in NUMBERS), *(second(file) for file in FILES)]


def derive_from(reports: Iterable[Extraction], reference: Iterable[ox.Quad]) -> list[ox.Quad]:
    store = ox.Store()
    store.extend(reference)
    for report in reports:
        store.extend(extraction_quads(report))
    return derive(store)


@cache
def derived() -> tuple[ox.Quad, ...]:
    return tuple(derive_from(extractions(), reference_quads()))


def local(value: str) -> str:
    return value.rpartition("/")[2]


def by_subject(quads: Iterable[ox.Quad]) -> dict[str, Mapping[ox.NamedNode, list[str]]]:
    """The values of each subject, by predicate."""
    found: dict[str, defaultdict[ox.NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        found[quad.subject.value][quad.predicate].append(quad.object.value)
    return dict(found)


@cache
def findings() -> tuple[Finding, ...]:
    nodes = by_subject(derived())
    statements = {s.id: s for report in extractions() for s in report.statements}
    names = {s.party.iri: s.party.label for s in statements.values()}

    def position(iri: str) -> Position:
        node = nodes[iri]
        return Position(
            names[node[NEG.party][0]],
            local(node[NEG.provision][0] if node[NEG.provision] else node[NEG.issue][0]),
            local(node[NEG.stance][0]),
            local(node[NEG.negotiation][0]),
            tuple(statements[local(iri)] for iri in sorted(node[PROV.wasDerivedFrom])),
        )

    return tuple(
        Finding(
            local(node[NEG.findingKind][0]),
            (position(node[NEG.firstPosition][0]), position(node[NEG.secondPosition][0])),
            (statements[local(node[NEG.firstStatement][0])], statements[local(node[NEG.secondStatement][0])]),
        )
        for node in nodes.values()
        if {NEG.Conflict.value, NEG.Overlap.value} & set(node[RDF.type])
    )


def code(path: Path) -> str:
    """What a file of the program does, without the examples in its comments and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = [*node.body[1:], ast.Pass()]
    return ast.unparse(tree)


def bears_out(position: Position, side: Side) -> bool:
    """True where a statement behind the position has a quote, verbatim in its report, with the words of the side."""
    party, provision, words = side
    return (position.party, position.provision) == (party, provision) and any(
        words in s.quote.text for s in position.statements
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_report_of_the_second_negotiation_finds_its_case_and_conforms(file: Path) -> None:
    report = read_report(file.read_bytes(), file.name)
    assert choose_case(report) == SECOND
    assert second(file).case == SECOND
    assert {s.negotiation for s in second(file).statements} == {SECOND}
    assert validate_report(extraction_quads(second(file))).conforms
    assert all(report.text[s.quote.start : s.quote.end] == s.quote.text for s in second(file).statements)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_seed_still_finds_the_first_case(number: str) -> None:
    file = seed_file(number)
    assert choose_case(read_report(file.read_bytes(), file.name)) == CASE


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    expected(),
    ids=[f"{row['kind']}:{row['party']}:{row['provision']}:{row['other_party']}" for row in table("findings")],
)
def test_a_finding_stands_on_the_quotes_of_both_sides(kind: str, one: Side, other: Side) -> None:
    matching = [
        finding
        for finding in findings()
        if finding.kind == kind
        and any(bears_out(a, one) and bears_out(b, other) for a, b in (finding.positions, reversed(finding.positions)))
    ]
    assert len(matching) == 1
    for statement, position in zip(matching[0].shown, matching[0].positions, strict=True):
        assert statement in position.statements


def test_a_finding_rests_only_on_positions_that_the_reports_bear_out() -> None:
    taken = {(p.party, p.provision, p.stance) for f in findings() for p in f.positions if p.negotiation == SECOND}
    stands = {(row["party"], row["provision"], row["stance"]) for row in table("positions")}
    assert taken - stands - MISREAD == set()


def test_no_position_and_no_finding_joins_two_negotiations() -> None:
    nodes = by_subject(derived())
    negotiation = {s.id: s.negotiation for report in extractions() for s in report.statements}
    positions = [node for node in nodes.values() if NEG.Position.value in node[RDF.type]]
    for node in positions:
        assert {negotiation[local(iri)] for iri in node[PROV.wasDerivedFrom]} == {local(node[NEG.negotiation][0])}
    for finding in findings():
        assert len({p.negotiation for p in finding.positions}) == 1
        assert {s.negotiation for s in finding.shown} == {p.negotiation for p in finding.positions}
    # Not by luck: some parties speak in both negotiations, and on the same things.
    said = {
        case: {
            (local(node[NEG.party][0]), local(topic))
            for node in positions
            if local(node[NEG.negotiation][0]) == case
            for topic in node[NEG.issue]
        }
        for case in (CASE, SECOND)
    }
    assert {party for party, _ in said[CASE]} & {party for party, _ in said[SECOND]} >= {"russia", "united-states"}
    assert {topic for _, topic in said[CASE]} & {topic for _, topic in said[SECOND]} >= {"sanctions", "holding-talks"}


def test_the_first_negotiation_is_derived_as_if_it_were_alone() -> None:
    graph = case_graph(SECOND)
    alone = derive_from((seed(number) for number in NUMBERS), (q for q in reference_quads() if q.graph_name != graph))
    nodes = by_subject(derived())

    def of_second(iri: str) -> bool:
        node = nodes[iri]
        return local(nodes[node.get(NEG.firstPosition, [iri])[0]][NEG.negotiation][0]) == SECOND

    kept = [quad for quad in derived() if isinstance(quad.subject, ox.NamedNode) and not of_second(quad.subject.value)]
    assert len(kept) < len(derived())
    assert canonical_nquads(kept) == canonical_nquads(alone)


def test_the_second_case_is_data_and_nothing_in_the_program_knows_it() -> None:
    quads = parse_rdf(
        (bundle_path("ontology") / "cases" / f"{SECOND}.ttl").read_bytes(), format="turtle", source=SECOND
    )
    people_and_terms = {
        quad.subject
        for quad in quads
        if quad.predicate in (RDFS.label, SKOS.notation)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.split("/")[-2] in {"negotiation", "person", "provision"}
    }
    names = {
        quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.Literal)
        and quad.predicate in (RDFS.label, SKOS.notation, SKOS.altLabel, NEG.demonym)
        and (quad.subject in people_and_terms or str(quad.subject).endswith("/party/iran>"))
    }
    assert {SECOND, "Iran", "Tehran", "Iranian", "Behzadi", "stockpile-leaves-iran"} <= names
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names))) + r")(?!\w)")
    knows = {path.name for path in PACKAGE.rglob("*.py") if pattern.search(code(path))}
    assert knows == set()
