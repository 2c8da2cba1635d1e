"""Every named query on a small file of data of its own, with and without its parameters; headers and values.

``tests/queries/NAME.trig`` is the data, ``NAME.csv`` the rows expected; a check also has ``NAME.silent.trig``,
on which it must find nothing. The schemes of the ontology are there beside the data.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store

from kg.answers import Table
from kg.bundle import bundle_path
from kg.errors import InputError, KgError, NotFoundError, UsageError
from kg.graphs import file_quads
from kg.iris import ONTOLOGY_GRAPH
from kg.query import NamedQuery, available, load, parse, prepare, run

DATA = Path(__file__).parent / "queries"
QUERIES = available()


@cache
def _schemes() -> tuple[Quad, ...]:
    return tuple(file_quads(bundle_path("ontology") / "schemes.ttl", ONTOLOGY_GRAPH))


def _store(name: str) -> Store:
    store = Store()
    store.bulk_extend(_schemes())
    store.bulk_load(path=str(DATA / f"{name}.trig"), format=RdfFormat.TRIG)
    return store


def _rows(table: Table) -> list[list[str]]:
    return [list(table.columns), *map(list, table.strings())]


def _expected(name: str) -> list[list[str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_returns_exactly_the_expected_rows(query: NamedQuery) -> None:
    expected = _expected(query.name)
    assert len(expected) > 1, "an expectation without rows would pass on any query that finds nothing"
    assert _rows(run(_store(query.name), query)) == expected


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_reads_named_graphs_only(query: NamedQuery) -> None:
    """The default graph is empty in some stores and the union of all graphs in others."""
    merged = Store()
    merged.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in _store(query.name))
    assert list(merged.query(prepare(merged, query, {}))) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query", [query for query in QUERIES if query.folder == "checks"], ids=lambda query: query.name
)
def test_a_check_is_silent_where_all_is_well(query: NamedQuery) -> None:
    store = _store(f"{query.name}.silent")
    assert len(store) > len(_schemes())
    assert run(store, query).rows == ()


def test_every_file_of_data_belongs_to_a_query() -> None:
    names = {query.name for query in QUERIES}
    silent = {f"{query.name}.silent" for query in QUERIES if query.folder == "checks"}
    assert {path.stem for path in DATA.glob("*.trig")} == names | silent
    assert {path.stem for path in DATA.glob("*.csv")} == names


def test_there_are_queries_enough() -> None:
    assert sum(query.folder == "questions" for query in QUERIES) >= 16
    assert {"positions", "conflicts", "overlaps"} <= {query.name for query in QUERIES}


# Values for each parameter, and which of the expected rows (header not counted) they must leave over.
CHOICES = [
    ("positions", {"party": "Aland"}, [1]),
    ("positions", {"party": "boria", "issue": "fees"}, [0]),
    ("positions", {"party": "Aland", "issue": "fees"}, []),
    ("conflicts", {"party": "Boria"}, [0]),
    ("conflicts", {"party": "Cetia"}, []),
    ("conflicts", {"issue": "Harbour works"}, [0]),
    ("overlaps", {"issue": "https://w3id.org/negotiation-kg/scheme/issue/fees"}, []),
    ("overlaps", {"party": "Cetia"}, []),
    ("decisions", {"party": "Aland"}, [0, 1]),
    ("decisions", {"report": "one.txt"}, [0, 1]),
    ("demands", {"party": "Aland"}, [0]),
    ("demands", {"issue": "Fees"}, [1]),
    ("offers", {"party": "Boria"}, [1]),
    ("refusals", {"issue": "works"}, [0]),
    ("refusals", {"party": "Boria"}, [1]),
    ("threats", {"party": "aland"}, [0]),
    ("single_source_positions", {"party": "Boria"}, []),
    ("anonymous_sources", {"party": "Aland"}, [0]),
    ("spoken_for", {"party": "Boria"}, [1]),
    ("addressed_to", {"addressee": "Boria"}, [0]),
    ("addressed_to", {"addressee": "Aland"}, []),
    ("addressed_to", {"party": "Boria"}, []),
    ("silent_on", {"party": "Aland"}, [0]),
    ("silent_on", {"issue": "Fees"}, [1]),
    ("factual_disputes", {"party": "Cetia"}, []),
    ("package_terms", {"party": "Boria"}, []),
    ("preconditions", {"party": "Boria"}, [1, 2]),
    ("ranges", {"party": "Boria"}, [0]),
    ("ranges", {"issue": "works"}, [1]),
    ("packages", {"party": "Cetia"}, [0, 1]),
    ("outcome_trace", {"party": "Boria"}, [0]),
    ("outcome_trace", {"issue": "Fees"}, [1]),
    ("island_of_agreements", {"party": "Cetia"}, []),
    ("island_of_agreements", {"issue": "Fees"}, [0]),
    ("rounds", {"negotiation": "Harbour talks"}, [0, 1]),
    ("outcomes_by_round", {"issue": "Fees"}, [1, 2]),
    ("incomplete_statements", {"party": "Aland"}, [0]),
    ("unlinked_statements", {"party": "Aland"}, [0, 1]),
    ("candidates", {"party": "Aland"}, [1]),
    ("evidence", {"statement": "https://w3id.org/negotiation-kg/data/statement/a1"}, [0, 1]),
    ("deadlines", {"party": "Cetia"}, [3, 4, 5, 6]),
    ("held_on", {"day": "2025-07-14"}, [0]),
    ("held_on", {"day": "2025-07-23"}, [0]),
    ("held_on", {"day": "2025-07-24"}, []),
    ("held_on", {"party": "Boria"}, []),
    ("report_contents", {"report": "one.txt"}, [0, 1]),
    ("doubtful_statements", {"party": "Aland"}, [0, 1]),
    ("statements_on", {"issue": "Fees"}, [3]),
    ("statements_on", {"issue": "works", "party": "Aland"}, [0, 1]),
    ("said_between", {"since": "2025-07-21"}, [1]),
    ("said_between", {"until": "2025-07-14"}, [0]),
    ("said_between", {"since": "2025-07-20", "until": "2025-07-21"}, [0, 1]),
    ("said_between", {"since": "2025-07-22"}, []),
    ("said_between", {"party": "Boria"}, [0]),
    ("what_rests_on_report", {"report": "two.txt"}, [1]),
    ("unanswered_demands", {"party": "Boria"}, []),
    ("unanswered_demands", {"issue": "works"}, [0]),
    ("repeated_text", {"report": "Talks open"}, [0, 1]),
    ("repeated_text", {"report": "two.txt"}, []),
    ("self_contradictions", {"party": "Boria"}, [1]),
    ("self_contradictions", {"issue": "works"}, [0]),
    ("movement", {"party": "Aland"}, [0, 1, 2]),
    ("movement", {"issue": "Fees"}, []),
    ("movement", {"since": "2025-07-07", "until": "2025-07-20"}, [5]),
    ("movement", {"until": "2025-07-01"}, [0, 4]),
    ("timeline", {"party": "Boria"}, [3, 4, 5, 6]),
    ("timeline", {"provision": "dredged"}, [0, 1, 4, 5, 6]),
    ("timeline", {"issue": "Fees"}, [3]),
    ("timeline", {"since": "2025-07-06", "until": "2025-07-20"}, [5, 6]),
    ("dropped", {"party": "Aland"}, [0]),
    ("dropped", {"issue": "works", "since": "2025-07-20"}, [1]),
    ("dropped", {"since": "2025-07-20", "until": "2025-07-21"}, [1]),
    ("apparent_conflicts", {"party": "Cetia"}, []),
    ("apparent_conflicts", {"issue": "Fees"}, [2]),
    ("apparent_conflicts", {"kind": "other-time"}, [1]),
    ("not_negotiable", {"party": "Boria"}, [2]),
    ("not_negotiable", {"issue": "works"}, [1]),
    ("only_unnamed_sources", {"party": "Boria"}, []),
    ("only_unnamed_sources", {"issue": "works"}, [0]),
    ("discrepancies", {"kind": "other-date"}, [0]),
    ("discrepancies", {"party": "Boria"}, [1]),
    ("discrepancies", {"report": "two.txt"}, [0, 1]),
    ("fragile_positions", {"party": "Boria"}, [2]),
    ("fragile_positions", {"issue": "works"}, [0, 1, 2]),
    ("origins_of_position", {"party": "Aland"}, [0]),
    ("origins_of_position", {"issue": "works"}, [0, 1, 2, 3]),
    ("origins_of_position", {"position": "https://w3id.org/negotiation-kg/data/position/c"}, [1]),
    ("demands_with_outcome", {"party": "Boria"}, []),
    ("demands_with_outcome", {"issue": "Fees"}, [0]),
]

# What the data of these queries does not speak of but a parameter may name.
OTHERS = """
PREFIX neg: <https://w3id.org/negotiation-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {
  GRAPH <https://w3id.org/negotiation-kg/data/graph/case/others> {
    <https://w3id.org/negotiation-kg/data/party/aland> a neg:Party ; rdfs:label "Aland"@en .
    <https://w3id.org/negotiation-kg/data/party/boria> a neg:Party ; rdfs:label "Boria"@en .
    <https://w3id.org/negotiation-kg/data/party/cetia> a neg:Party ; rdfs:label "Cetia"@en .
    <https://w3id.org/negotiation-kg/scheme/issue/works> rdfs:label "Harbour works"@en ; skos:notation "works" ;
      skos:inScheme <https://w3id.org/negotiation-kg/scheme/issue> .
    <https://w3id.org/negotiation-kg/scheme/issue/fees> rdfs:label "Fees"@en ;
      skos:inScheme <https://w3id.org/negotiation-kg/scheme/issue> .
  }
}
"""


@pytest.mark.parametrize(("name", "params", "left"), CHOICES, ids=[f"{name}-{params}" for name, params, _ in CHOICES])
def test_parameters_restrict_and_leave_the_rest_as_it_was(name: str, params: dict[str, str], left: list[int]) -> None:
    store = _store(name)
    store.update(OTHERS)
    all_rows = _expected(name)[1:]
    assert _rows(run(store, load(name), params))[1:] == [all_rows[index] for index in left]


def test_every_parameter_is_tried() -> None:
    tried = {(name, parameter) for name, params, _ in CHOICES for parameter in params}
    declared = {(query.name, parameter.name) for query in QUERIES for parameter in query.params}
    missing = {(name, parameter) for name, parameter in declared - tried if (name, "party") not in tried}
    assert missing == set()


# ── headers ──────────────────────────────────────────────────────────────────────────────────────

GOOD = """#+ summary: Which parties there are
#+ description: All of them,
#+    in all graphs.
#+ tags: party, example
#+ param party: iri - only this one
#+ param since: date = 2025-01-01 - not before
#+ returns: party
PREFIX neg: <https://w3id.org/negotiation-kg/ontology#>

SELECT ?party
WHERE {
  VALUES ?_party { UNDEF }
  VALUES ?_since { UNDEF }
  GRAPH ?graph { ?_party a neg:Party }
  BIND(STR(?_party) AS ?party)
}
ORDER BY ?party
"""


def test_a_good_header_is_read() -> None:
    query = parse("parties", GOOD)
    assert (query.summary, query.description) == ("Which parties there are", "All of them, in all graphs.")
    assert query.tags == ("party", "example")
    assert query.returns == ("party",)
    assert [(one.name, one.type, one.default, one.text) for one in query.params] == [
        ("party", "iri", None, "only this one"),
        ("since", "date", "2025-01-01", "not before"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ tags: party, example\n", "", "lacks tags"),
        ("#+ tags:", "#+ tag:", "unknown key 'tag'"),
        ("#+ tags: party, example\n", "#+ tags: a\n#+ tags: b\n", "stands twice"),
        ("#+ tags: party, example", "#+tags: party", "not of the form"),
        ("#+ tags: party, example", "#+ tags:", "not of the form"),
        ("param party: iri -", "param party: url -", "unknown type 'url'"),
        ("param party: iri - only this one", "param party: iri", "write '#+ param party"),
        ("#+ param since: date = 2025-01-01 - not before", "#+ param party: date - again", "stands twice"),
        ("#+ param party: iri - only this one\n", "", "party must stand both"),
        ("  VALUES ?_since { UNDEF }\n", "", "since must stand both"),
        ("ORDER BY ?party\n", "ORDER BY ?party\n#+ tags: late\n", "after the header's end"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_an_error(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=re.escape(says)):
        parse("parties", GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("#+ returns: party", "#+ returns: parties", "'returns' says parties, SELECT says party"),
        ("SELECT ?party\n", "SELECT ?party ?graph\n", "SELECT says party, graph"),
        ("SELECT ?party\nWHERE", "ASK\nWHERE", "must be a SELECT"),
    ],
)
def test_columns_that_the_header_does_not_name_are_an_error(old: str, new: str, says: str) -> None:
    """They show in the answer: before it, no engine of this process reads a text of the user's."""
    text = GOOD.replace(old, new)
    if new.startswith("ASK"):
        text = text.replace("ORDER BY ?party\n", "")
    with pytest.raises(InputError, match=re.escape(says)):
        run(Store(), parse("parties", text))


def test_a_file_name_is_snake_case() -> None:
    with pytest.raises(InputError, match="snake_case"):
        parse("Which-Parties", GOOD)


def test_a_query_that_is_not_there() -> None:
    with pytest.raises(NotFoundError, match="did you mean conflicts"):
        load("conflict")


# ── values ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("params", "error", "says"),
    [
        ({"partei": "Aland"}, UsageError, "no parameter 'partei'; it has: party, issue"),
        ({"party": "Alan"}, NotFoundError, "called 'Alan'; did you mean 'aland'?"),
        ({"party": "works"}, NotFoundError, "nothing in the store is called 'works'"),
        ({"party": "https://example.org/aland"}, NotFoundError, "nothing in the store is https://example.org/aland"),
        ({"party": "0123456789abcdef"}, NotFoundError, "data/party/0123456789abcdef"),
        ({"party": ""}, NotFoundError, "called ''"),
        ({"party": "Twin"}, UsageError, "party/one or https://w3id.org/negotiation-kg/data/party/two; give the IRI"),
        ({"party": "\ud800"}, KgError, "party"),
    ],
)
def test_a_wrong_value_is_one_clear_line(params: dict[str, str], error: type[KgError], says: str) -> None:
    store = _store("positions")
    store.update(
        """PREFIX party: <https://w3id.org/negotiation-kg/data/party/>
        INSERT DATA { GRAPH <urn:x-test:twins> {
          party:one a <https://w3id.org/negotiation-kg/ontology#Party> ;
            <http://www.w3.org/2004/02/skos/core#altLabel> "Twin"@en .
          party:two a <https://w3id.org/negotiation-kg/ontology#Party> ;
            <http://www.w3.org/2004/02/skos/core#altLabel> "twin"@en . } }"""
    )
    with pytest.raises(error, match=re.escape(says)) as caught:
        run(store, load("positions"), params)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("day", ["23 July", "2025-02-30", "2025-7-1", ""])
def test_a_day_must_be_one(day: str) -> None:
    with pytest.raises(UsageError, match="is not a date such as 2025-07-23"):
        run(_store("held_on"), load("held_on"), {"day": day})


@pytest.mark.parametrize("words", ["Aland", "  aLAND ", "https://w3id.org/negotiation-kg/data/party/aland",
                                   "<https://w3id.org/negotiation-kg/data/party/aland>"])  # fmt: skip
def test_names_ids_and_iris_are_the_same(words: str) -> None:
    text = prepare(_store("positions"), load("positions"), {"party": words})
    assert "VALUES ?_party { <https://w3id.org/negotiation-kg/data/party/aland> }" in text
    assert "?_issue {" not in text


def test_a_default_is_bound_and_can_be_overridden() -> None:
    query = parse("parties", GOOD)
    store = Store()
    assert '{ "2025-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }' in prepare(store, query, {})
    assert '{ "2024-12-31"^^<http://www.w3.org/2001/XMLSchema#date> }' in prepare(store, query, {"since": "2024-12-31"})
