"""Every IRI of the graph leads to what is known of the thing; what the data set is, is told where machines look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from commands import Kg
from serving import Served, served
from webpages import Page

from kg.describe import describe, shown_quads
from kg.iris import DATA
from kg.serve.addresses import DATA_KINDS, SCHEME_KINDS, iri_at, local_address
from kg.store import Store
from kg.vocab import BASE, NEG, OA, PROV, RDF

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
KINDS = ("Statement", "Position", "Finding", "Meeting", "Report", "Quote", "Negotiation")


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Served]:
    with served(store) as running:
        yield running


@pytest.fixture(scope="module")
def rdf(store: Path) -> Iterator[ox.Store]:
    with Store.open(store, read_only=True) as opened:
        yield opened.rdf


def things(rdf: ox.Store, kind: str) -> list[ox.NamedNode]:
    found = {quad.subject for quad in rdf.quads_for_pattern(None, RDF.type, getattr(NEG, kind), None)}
    return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=str)


def some_of_every_kind(rdf: ox.Store) -> list[ox.NamedNode]:
    issue, provision = (ox.NamedNode(f"{BASE}scheme/{name}/ceasefire") for name in ("issue", "provision"))
    others = [issue, provision, ox.NamedNode(DATA + "party/ukraine"), ox.NamedNode(DATA + "graph/derived")]
    return [*(node for kind in KINDS for node in things(rdf, kind)[:3]), *others]


def address(node: ox.NamedNode) -> str:
    found = local_address(node.value)
    assert found is not None
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_iri_has_one_address_and_every_address_its_iri(rdf: ox.Store) -> None:
    """Trap: two kinds that share a folder's name would lead to each other's things."""
    assert not set(DATA_KINDS) & set(SCHEME_KINDS)
    ours = {quad.subject for quad in rdf if isinstance(quad.subject, ox.NamedNode)}
    ours = {node for node in ours if node.value.startswith("https://w3id.org/")}
    missing = {node.value for node in ours if local_address(node.value) is None}
    assert not missing
    without_fragment = {node.value for node in ours if "#" not in node.value}
    assert {iri_at(local_address(iri) or "") for iri in without_fragment} == without_fragment


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples, text/turtle;q=0.5", "nt"),
        ("application/rdf+xml", "rdfxml"),
        ("text/html;q=0.2, application/trig", "trig"),
        ("*/*", "ttl"),
        (None, "ttl"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_liked_best(
    server: Served, rdf: ox.Store, accept: str | None, ending: str
) -> None:
    """Trap: a 200 for a party would say that the party is a document; without Vary a cache mixes the forms up."""
    server.client.headers.pop("accept", None)
    for node in some_of_every_kind(rdf)[:6]:
        headers = {} if accept is None else {"Accept": accept}
        request = server.client.build_request("GET", address(node), headers=headers)
        if accept is None:
            request.headers.pop("accept", None)
        answer = server.client.send(request)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{address(node)}.{ending}"
        assert "accept" in answer.headers["vary"].lower()


def test_nothing_acceptable_is_said_with_the_list(server: Served) -> None:
    answer = server.get("/party/ukraine", {"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


@pytest.mark.parametrize("ending", FORMATS)
def test_rdf_says_all_that_show_says_and_what_document_it_is(server: Served, rdf: ox.Store, ending: str) -> None:
    """Trap: a form that drops literals with quotes, or graphs, where it has any."""
    graphs = ending in {"trig", "nq", "jsonld"}
    for node in some_of_every_kind(rdf):
        answer = server.get(f"{address(node)}.{ending}")
        assert answer.status_code == 200, answer.text
        assert "accept" in answer.headers["vary"].lower()
        got = set(ox.parse(answer.content, format=FORMATS[ending], base_iri="http://x/"))
        wanted = set(shown_quads(rdf, node))
        if graphs:
            assert wanted <= got
        else:
            assert {quad.triple for quad in wanted} <= {quad.triple for quad in got}
        topics = {q.object for q in got if q.predicate.value.endswith("primaryTopic")}
        assert topics == {node}


def test_rdf_tells_what_rests_on_a_thing(server: Served, rdf: ox.Store) -> None:
    """Trap: a statement whose document does not lead on to the positions that follow from it."""
    statement = next(
        node for node in things(rdf, "Statement") if any(rdf.quads_for_pattern(None, PROV.wasDerivedFrom, node, None))
    )
    got = set(ox.parse(server.get(f"{address(statement)}.nq").content, format=ox.RdfFormat.N_QUADS))
    resting = set(rdf.quads_for_pattern(None, PROV.wasDerivedFrom, statement, None))
    assert resting <= got
    issue = ox.NamedNode(f"{BASE}scheme/issue/ceasefire")
    held = set(rdf.quads_for_pattern(None, NEG.issue, issue, ox.NamedNode(DATA + "graph/derived")))
    got = set(ox.parse(server.get("/issue/ceasefire.nq").content, format=ox.RdfFormat.N_QUADS))
    assert held
    assert held <= got


def test_the_page_says_all_that_show_says(server: Served, rdf: ox.Store) -> None:
    """Trap: a field that is on the terminal and not on the page. Quotes and briefs are laid out in another way, so of
    those every word counts; all else stands there as it is told, an id in the address of a link at least.
    """
    checked = 0
    for kind in (*KINDS, "Outcome"):
        for node in things(rdf, kind):
            page = Page(server.get(f"{address(node)}.html").text)
            text = plain(page.text) + " " + " ".join(page.links)
            words = set(re.findall(r"\w+", text)) | set(re.findall(r"\w+", " ".join([*page.texts, *page.links])))
            for field, value in describe(rdf, node):
                missing = set(re.findall(r"\w+", value)) - words - {"is"}
                if field != "is":
                    assert not missing, (node.value, field, value)
                if not re.search("[⟦“;,]", value) and field not in {"id", "is"}:
                    assert plain(value) in text, (node.value, field, value)
                checked += 1
    assert checked > 200


def test_a_quote_is_marked_in_the_text_of_its_report(server: Served, rdf: ox.Store) -> None:
    """Trap: offsets of bytes or of UTF-16 mark other words; overlapping quotes tear the text."""
    for quote in things(rdf, "Quote"):
        page = Page(server.get(f"{address(quote)}.html").text)
        exact = next(rdf.quads_for_pattern(quote, OA.exact, None, None)).object
        assert isinstance(exact, ox.Literal)
        assert page.text_in("mark") == exact.value
        (way,) = [link for link in page.links if link.endswith("#here")]
        report = Page(server.get(way.partition("#")[0]).text)
        assert report.text_in("mark.here") == exact.value
        assert "here" in report.ids
        node = next(rdf.quads_for_pattern(quote, PROV.wasQuotedFrom, None, None)).object
        text = next(rdf.quads_for_pattern(node, NEG.text, None, None)).object  # type: ignore[arg-type]
        assert isinstance(text, ox.Literal)
        assert report.text_in("div.text") == text.value


@pytest.mark.parametrize(
    "span", ["from=1", "from=2&to=1", "from=a&to=b", "from=-1&to=3", "from=1&to=99999999999999999999"]
)
def test_offsets_that_are_none_are_said_to_be(server: Served, rdf: ox.Store, span: str) -> None:
    report = things(rdf, "Report")[0]
    answer = server.get(f"{address(report)}.html?{span}")
    assert answer.status_code == 400
    Page(answer.text)


@pytest.mark.parametrize(
    "path",
    ["/statement/0000000000000000", "/party/no-such", "/statement/%3Cscript%3E", "/report/..%2F..%2Fetc",
     "/party/%00", "/party/%E2%80%AE", "/graph/no-such",  "/scheme/nothing/at-all", "/data/nothing/x",
     "/position/%7Bx%7D", "/quote/" + "9" * 3000],
)  # fmt: skip
def test_what_is_not_there_is_said_in_the_form_that_is_wanted(server: Served, path: str) -> None:
    for ending in ("", ".ttl", ".html"):
        answer = server.get(path + ending, {"Accept": BROWSER if ending == ".html" else "text/turtle"})
        assert answer.status_code == 404, (path, ending)
        if ending == ".html":
            Page(answer.text)
        else:
            assert answer.headers["content-type"].startswith("text/plain")
            assert answer.text.count("\n") == 1


def test_addresses_as_the_iris_have_them_lead_on(server: Served) -> None:
    """Trap: whoever redirects all of the namespace here must not need a table of kinds."""
    for path, short in (
        ("/data/party/ukraine", "/party/ukraine"),
        ("/scheme/issue/ceasefire", "/issue/ceasefire"),
        ("/data/dataset", "/dataset"),
    ):
        answer = server.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, short)
    assert server.get("/scheme/issue", {"Accept": "text/turtle"}).headers["location"] == "/scheme/issue.ttl"
    assert server.get("/ontology", {"Accept": BROWSER}).headers["location"] == "/ontology.html"


def test_the_ontology_has_an_anchor_for_every_term(server: Served, rdf: ox.Store) -> None:
    page = Page(server.get("/ontology.html").text)
    assert {"Statement", "party", "wasDerived"} & set(page.ids) == {"Statement", "party"}
    triples = {quad.triple for quad in ox.parse(server.get("/ontology.ttl").content, format=ox.RdfFormat.TURTLE)}
    terms = {quad.subject for quad in rdf if str(quad.subject).startswith(f"<{NEG.base}")}
    assert terms <= {triple.subject for triple in triples}


def test_a_graph_is_told_as_it_is_dumped(server: Served, kg: Kg, store: Path) -> None:
    name = "graph/derived"
    dumped = kg("--store", store, "dump", "--graph", name).out
    got = set(ox.parse(server.get(f"/{name}.nq").content, format=ox.RdfFormat.N_QUADS))
    told = {quad for quad in got if quad.graph_name == ox.NamedNode(DATA + name)}
    assert told == set(ox.parse(dumped.encode(), format=ox.RdfFormat.N_QUADS))


def test_nothing_that_a_page_links_to_is_missing(server: Served) -> None:
    """Trap: a link to a thing that the store does not hold, to a list that there is not, to an anchor of no element."""
    seen: set[str] = set()
    by_kind: dict[str, int] = {}
    waiting = ["/"]
    anchors: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    while waiting:
        path = waiting.pop(0)
        answer = server.get(path, {"Accept": BROWSER})
        for _ in range(3):
            if answer.status_code in {303, 308}:
                answer = server.get(answer.headers["location"], {"Accept": BROWSER})
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = Page(answer.text)
        anchors[path] = set(page.ids)
        for link in page.links:
            target, _, anchor = link.partition("#")
            if anchor:
                wanted.append((path, target or path, anchor))
            kind = target.split("?")[0].rpartition("/")[0] + target.rpartition(".")[1]
            if (
                target.startswith("/")
                and target not in seen
                and "dump." not in target
                and by_kind.setdefault(kind, 0) < 2
            ):
                seen.add(target)
                by_kind[kind] += 1
                waiting.append(target)
    assert len(anchors) > 60
    lost = [one for one in wanted if one[1] in anchors and one[2] not in anchors[one[1]]]
    assert not lost


def test_the_data_set_is_described(server: Served, rdf: ox.Store) -> None:
    """Trap: figures that count a triple twice because two graphs hold it, or the graphs that are an index."""
    answer = server.get("/.well-known/void", {"Accept": "text/turtle"})
    assert server.get("/dataset").content == answer.content
    described = ox.Store()
    described.load(answer.content, format=ox.RdfFormat.TURTLE)
    dataset = ox.NamedNode(DATA + "dataset")

    def values(subject: ox.NamedNode, predicate: str) -> list[str]:
        found = described.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
        return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal))

    hidden = {DATA + "graph/keys", DATA + "graph/fingerprints"}
    triples = {quad.triple for quad in rdf if getattr(quad.graph_name, "value", "") not in hidden}
    assert values(dataset, VOID + "triples") == [str(len(triples))]
    assert values(dataset, VOID + "distinctSubjects") == [str(len({one.subject for one in triples}))]
    assert values(dataset, VOID + "distinctObjects") == [str(len({one.object for one in triples}))]
    assert values(dataset, VOID + "properties") == [str(len({one.predicate for one in triples}))]
    assert values(dataset, VOID + "documents") == [str(len(things(rdf, "Report")))]
    assert values(dataset, PROV.wasDerivedFrom.value) == sorted(one.value for one in things(rdf, "Report"))
    parts = {values(ox.NamedNode(part), VOID + "class")[0]: values(ox.NamedNode(part), VOID + "entities")[0]
             for part in values(dataset, VOID + "classPartition")}  # fmt: skip
    assert parts[NEG.Statement.value] == str(len(things(rdf, "Statement")))
    by_property = {values(ox.NamedNode(part), VOID + "property")[0]: values(ox.NamedNode(part), VOID + "triples")[0]
                   for part in values(dataset, VOID + "propertyPartition")}  # fmt: skip
    assert sum(int(number) for number in by_property.values()) == len(triples)
    assert values(dataset, VOID + "sparqlEndpoint") == [server.url + "/sparql"]
    for example in values(dataset, VOID + "exampleResource"):
        assert server.get(address(ox.NamedNode(example)) + ".ttl").status_code == 200
    files = [
        url
        for file in values(dataset, DCAT + "distribution")
        for url in values(ox.NamedNode(file), DCAT + "downloadURL")
    ]
    assert files == values(dataset, VOID + "dataDump")
    assert all(httpx.get(url, trust_env=False).status_code == 200 for url in files)
    assert not [quad for quad in described if isinstance(quad.subject, ox.BlankNode)]


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_all_of_it_is_had_as_it_is_dumped(server: Served, kg: Kg, store: Path, form: str) -> None:
    answer = server.get(f"/dump.{form}")
    assert answer.content.decode() == kg("--store", store, "dump", "-f", form).out
    assert server.get("/dump.zip").status_code == 404


def test_a_dump_beyond_the_limit_is_refused_whole(store: Path) -> None:
    with served(store, "--rows", "50") as small:
        answer = small.get("/dump.nq")
    assert answer.status_code == 507
    assert "kg dump" in answer.text
