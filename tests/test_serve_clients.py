"""Clients that others wrote, each asking a running ``kg serve`` in its own way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
import pytest
from servers import comunica, require
from serving import COUNT, Served, served

from kg.remote.layouts import find_layout
from kg.store import Store

if TYPE_CHECKING:
    from rdflib.query import ResultRow

PEOPLE = """
    PREFIX neg: <https://w3id.org/negotiation-kg/ontology#>
    SELECT ?party (COUNT(*) AS ?statements) WHERE { GRAPH ?report { ?s neg:party ?party ; neg:act ?act } }
    GROUP BY ?party ORDER BY ?party
"""
CONCEPTS = """
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    CONSTRUCT { ?c skos:prefLabel ?l } WHERE { GRAPH ?g { ?c a skos:ConceptScheme ; skos:prefLabel ?l } }
"""
PARTIES = ["https://w3id.org/negotiation-kg/data/party/east", "https://w3id.org/negotiation-kg/data/party/west"]
DATA = """
    @prefix neg: <https://w3id.org/negotiation-kg/ontology#> .
    @prefix party: <https://w3id.org/negotiation-kg/data/party/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix x: <http://example.org/> .
    x:report { x:s1 neg:party party:west ; neg:act x:demands . x:s2 neg:party party:west ; neg:act x:offers .
               x:s3 neg:party party:east ; neg:act x:rejects ; neg:content "„Nein“, said the East\\tand left"@en . }
    x:words { x:acts a skos:ConceptScheme ; skos:prefLabel "Acts"@en, "行為"@ja . x:kinds a skos:ConceptScheme ;
              skos:prefLabel "Kinds, \\"of\\" findings"@en . }
"""
# What SPARQLWrapper itself makes of an answer in RDF.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients") / "store"
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(DATA, format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    with Store.open(folder) as made:
        made.put_graphs(graphs)
    return folder


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Served]:
    with served(store, "--workers", "2") as running:
        yield running


def _expected(store: Path, sparql: str) -> set[str]:
    """Return what the engine itself says: rows or triples, as text."""
    found = ox.Store.read_only(str(store)).query(sparql, use_default_graph_as_union=True)
    assert not isinstance(found, ox.QueryBoolean)
    if isinstance(found, ox.QueryTriples):
        return {str(triple) for triple in found}
    return {"|".join(str(cell.value if cell is not None else "") for cell in row) for row in found}


def test_sparqlwrapper(server: Served, store: Path) -> None:
    """The trap: it names the format in the URL three times, as ``xml`` even where a graph is wanted."""
    import rdflib
    from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    wrapper = SPARQLWrapper(server.url + "/sparql")
    wrapper.setQuery(PEOPLE)
    wrapper.setReturnFormat(JSON)
    rows = cast("dict[str, Any]", wrapper.query().convert())["results"]["bindings"]
    assert {f"{row['party']['value']}|{row['statements']['value']}" for row in rows} == _expected(store, PEOPLE)
    assert [row["party"]["value"] for row in rows] == PARTIES
    wrapper.setReturnFormat(XML)
    assert len(cast("Any", wrapper.query().convert()).getElementsByTagName("result")) == 2
    for method, request in ((POST, URLENCODED), (POST, POSTDIRECTLY)):
        wrapper.setMethod(method)
        wrapper.setRequestMethod(request)
        for name in (CSV, TSV):
            wrapper.setReturnFormat(name)
            assert len(cast("bytes", wrapper.query().convert()).splitlines()) == 3
    wrapper = SPARQLWrapper(server.url + "/sparql")
    wrapper.setQuery(CONCEPTS)
    for name in (TURTLE, JSONLD, RDFXML, XML):
        wrapper.setReturnFormat(name)
        answer = wrapper.query().convert()
        graph = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(data=cast("bytes", answer))
        assert len(graph) == len(_expected(store, CONCEPTS)) > 0, name
    wrapper.setQuery("ASK { ?s ?p")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


def test_rdflib(server: Served, store: Path) -> None:
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    for method in ("GET", "POST", "POST_FORM"):
        remote = rdflib.Graph(SPARQLStore(server.url + "/sparql", method=method))
        found = {"|".join(str(cell) for cell in cast("ResultRow", row)) for row in remote.query(PEOPLE)}
        assert found == _expected(store, PEOPLE), method
        assert bool(remote.query("ASK { ?s ?p ?o }").askAnswer)
        assert len(remote.query(CONCEPTS).graph or ()) == len(_expected(store, CONCEPTS)) > 0


def test_comunica(server: Served, store: Path) -> None:
    answer = comunica("comunica-sparql", f"sparql@{server.url}/sparql", PEOPLE, "-t", "application/sparql-results+json")
    rows = json.loads(answer)["results"]["bindings"]
    assert {f"{row['party']['value']}|{row['statements']['value']}" for row in rows} == _expected(store, PEOPLE)


def test_comunica_finds_out_what_it_talks_to(server: Served) -> None:
    """The trap: without ``sparql@`` it reads the description of the service, and would take it for the data."""
    answer = comunica("comunica-sparql", f"{server.url}/sparql", COUNT, "-t", "application/sparql-results+json")
    [row] = json.loads(answer)["results"]["bindings"]
    assert int(row["n"]["value"]) == server.count()


@pytest.mark.parametrize(
    ("words", "status", "head"),
    [
        (("--data-urlencode", "query=" + PEOPLE, "-H", "Accept: text/csv"), "200", "party,statements"),
        (("-G", "--data-urlencode", "query=" + PEOPLE, "-H", "Accept: text/tab-separated-values"), "200", "?party"),
        (("-H", "Content-Type: application/sparql-query", "--data-binary", PEOPLE), "200", '{"head":'),
        (
            ("-G", "--data-urlencode", "query=" + CONCEPTS, "-H", "Accept: application/n-triples"),
            "200",
            "<http://example.org/",
        ),
        (("-G", "--data-urlencode", "query=ASK { ?s ?p"), "400", "the query cannot be read"),
        (("--data-urlencode", "update=CLEAR ALL"), "403", "this endpoint answers queries"),
    ],
)
def test_curl(server: Served, words: tuple[str, ...], status: str, head: str) -> None:
    program = shutil.which("curl")
    require("curl", program, "curl is not installed")
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    command = [str(program), "-q", "-sS", "-w", "\n%{http_code}", *words, server.url + "/sparql"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60, env=environment, text=True)
    body, _, code = done.stdout.rpartition("\n")
    assert (code, body[: len(head)]) == (status, head)


def test_our_own_client_knows_what_it_speaks_to(server: Served) -> None:
    layout = find_layout(server.url.rstrip("/"))
    assert (layout.name, layout.update_url) == ("kg", None)
