"""The pages: nothing in them runs, every word of a report is a word, and the form works without a script."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Kg
from hostile_words import WORDS, hostile_store
from review_tables import copied, exported, table
from serving import Served, served
from webpages import Page

from kg.errors import UsageError
from kg.render.visible import visible
from kg.serve.markup import link, tag
from kg.serve.pages import FIRST_QUERY, HtmlPages

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LISTS = ("/report/", "/party/", "/issue/", "/statement/", "/position/", "/finding/", "/quote/")


@pytest.fixture(scope="module")
def server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("yasgui")
    (folder / "build").mkdir()
    (folder / "build" / "yasgui.min.js").write_text("window.Yasgui = class {};\n")
    (folder / "build" / "yasgui.min.css").write_text("p { margin: 0 }\n")
    (folder / "secret.txt").write_text("not to be served\n")
    with served(store, "--yasgui", str(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(hostile_store(tmp_path_factory.mktemp("hostile") / "store")) as running:
        yield running


def shown(words: str) -> str:
    """Return words as a page shows them: what hides or reorders is written out."""
    return visible(words, lines=True)


def page_at(server: Served, path: str, **params: str) -> Page:
    answer = server.get(path, {"Accept": BROWSER}, **params)
    assert answer.headers["content-type"] == "text/html; charset=utf-8", (path, answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    return Page(answer.text)


def test_there_are_enough_hostile_words() -> None:
    assert len(set(WORDS)) >= 50


@pytest.mark.parametrize("number", range(len(WORDS)))
def test_hostile_words_are_words(hostile: Served, number: int) -> None:
    """In title, file name, publisher, quote, text, label, definition, content, reason, where a number should stand.

    Trap: one of a dozen places that forgets to escape; a link to an IRI that runs; a name that reorders its line.
    """
    words, key = WORDS[number], f"{number:016x}"
    pages = {
        name: page_at(hostile, f"{path}.html")
        for name, path in {
            "report": f"/report/{key}", "statement": f"/statement/{key}", "position": f"/position/{key}",
            "finding": f"/finding/{key}", "party": f"/party/p{number}", "issue": f"/issue/i{number}",
        }.items()
    }  # fmt: skip
    for name, page in pages.items():
        assert shown(words) in page.text or visible(words) in page.text, name
        assert not [c for c in page.text if visible(c, lines=True) != c], name
        assert not [one for one in page.links if "javascript" in one.lower().partition("?")[0]], name
    assert pages["statement"].text_in("mark") == shown(words)
    report = page_at(hostile, f"/report/{key}.html", **{"from": "11", "to": str(11 + len(words))})
    assert report.text_in("mark.here") == shown(words)
    assert report.text_in("div.text") == shown(f"They said: {words}. No more was said.\n")


@pytest.mark.parametrize("path", LISTS)
def test_lists_hold_hostile_words_as_words(hostile: Served, path: str) -> None:
    page = page_at(hostile, path)
    texts = set(page.texts)
    assert texts >= {visible(words) for words in WORDS} or path in {"/statement/", "/finding/", "/quote/", "/position/"}
    assert len([one for one in page.links if one.startswith(path)]) >= len(WORDS)


@pytest.mark.parametrize("number", range(0, len(WORDS), 3))
def test_what_is_asked_comes_back_as_words(hostile: Served, number: int) -> None:
    """Trap: the query in its field, a parameter in its field, the name in a message: all are the asker's own words."""
    words = WORDS[number].replace("\x00", "")
    for path, params in (
        ("/sparql", {"query": f"SELECT ?x {{ ?x ?p {words} }}", "format": "html"}),
        ("/query/statements_on", {"issue": words, "format": "html"}),
        ("/query/positions", {words: "x", "format": "html"}),
        ("/sparql", {"query": "SELECT * {}", "default-graph-uri": words, "format": "html"}),
    ):
        answer = hostile.get(path, {"Accept": BROWSER}, **params)
        if answer.headers["content-type"].startswith("text/html"):
            Page(answer.text)
        else:
            assert answer.headers["content-type"].startswith("text/plain")
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_rows_of_an_answer_are_words(hostile: Served) -> None:
    """Trap: literals, IRIs that run, languages and blank nodes come straight out of a stranger's query."""
    query = """
        SELECT ?label ?away ?iri ?node {
          ?party a <https://w3id.org/negotiation-kg/ontology#Party> ;
            <http://www.w3.org/2000/01/rdf-schema#label> ?label ;
            <http://www.w3.org/2000/01/rdf-schema#seeAlso> ?away .
          BIND(IRI("https://w3id.org/negotiation-kg/data/party/'onclick='x") AS ?iri)
          BIND(BNODE() AS ?node)
        }"""
    page = page_at(hostile, "/sparql", query=query)
    assert {shown(words) for words in WORDS} <= set(page.texts)
    assert "javascript:alert(1)" in page.texts
    assert not [one for one in page.links if one.startswith("javascript")]


def test_the_builder_makes_nothing_that_runs() -> None:
    """Trap: the last wall, should a page ever be given an address or a name of somebody else's."""
    for bad in ("javascript:x", "JAVASCRIPT:x", "//x.invalid/", "data:text/html,x", " /x", "/\\x.invalid", "http:x"):
        assert link(bad, "text").text == "text"
        with pytest.raises(ValueError, match="not an address"):
            tag("a", "text", href=bad)
    for name in ("onclick", "style", "x y", "a=b"):
        with pytest.raises(ValueError, match="not an attribute"):
            tag("p", **{name: "x"})
    with pytest.raises(ValueError, match="not the name"):
        tag("p><script")
    assert tag("p", "<b>", title='"><b>').text == '<p title="&quot;&gt;&lt;b&gt;">&lt;b&gt;</p>'


@pytest.mark.parametrize("path", ["/", "/query/", "/query/positions", "/sparql", "/dataset", "/ontology.html", *LISTS])
def test_pages_can_be_used_by_everybody(server: Served, path: str) -> None:
    """A title, one heading, a language, a way past the ways in, a label for every field, names for the links."""
    answer = server.get(path, {"Accept": BROWSER})
    page = page_at(server, path)
    assert page.text_in("title").endswith("negotiation-kg")
    assert len([tag for tag, _ in page.elements if tag == "h1"]) == 1
    assert ("html", {"lang": "en"}) in page.elements
    assert page.links[0] == "#page-content"
    assert "page-content" in page.ids
    labelled = {told.get("for") for tag, told in page.elements if tag == "label"}
    fields = [told for tag, told in page.elements if tag in {"input", "textarea", "select"}]
    assert all(told.get("id") in labelled or told.get("aria-label") for told in fields)
    assert "<a href" in answer.text
    assert '"></a>' not in answer.text
    current = [told for tag, told in page.elements if tag == "a" and told.get("aria-current")]
    assert len(current) <= 1


def test_the_form_asks_without_a_script(server: Served) -> None:
    """Trap: what a browser sends from the form must be what the endpoint takes, and come back as a page."""
    for path in ("/", "/sparql", "/query/positions/sparql"):
        page = page_at(server, path)
        (form,) = [told for tag, told in page.elements if tag == "form"]
        assert (form["action"], form["method"]) == ("/sparql", "get")
        formats = [str(told["value"]) for tag, told in page.elements if tag == "option"]
        query = page.text_in("textarea")
        for name in formats[:5]:
            answer = server.get("/sparql", {"Accept": BROWSER}, query=query, format=name)
            assert answer.status_code == 200, (path, name, answer.text)
    assert page_at(server, "/").text_in("textarea") == FIRST_QUERY


def test_rows_lead_to_the_things_they_name(server: Served) -> None:
    page = page_at(server, "/sparql", query=FIRST_QUERY)
    rows = server.select(FIRST_QUERY)
    assert rows
    things = [one for one in page.links if one.startswith("/statement/")]
    assert len(things) == len(rows)
    assert all(server.get(one, {"Accept": "text/turtle"}).status_code == 303 for one in things)
    assert {row["quote"] for row in rows} <= set(page.texts)
    csv = next(one for one in page.links if "format=csv" in one)
    assert server.get(csv).text.count("\r\n") == len(rows) + 1


def test_truths_graphs_and_errors_have_a_page_too(server: Served) -> None:
    assert "Yes." in page_at(server, "/sparql", query="ASK { GRAPH ?g { ?s ?p ?o } }").texts
    assert "No." in page_at(server, "/sparql", query="ASK { <http://x/> ?p ?o }").texts
    graph = page_at(server, "/sparql", query="CONSTRUCT { ?s a ?c } WHERE { GRAPH ?g { ?s a ?c } }")
    assert "<https://w3id.org/negotiation-kg/ontology#" in graph.text_in("pre")
    for query, status, said in (
        ("SELECT nonsense", 400, "cannot be read"),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", 400, "SERVICE"),
    ):
        answer = server.get("/sparql", {"Accept": BROWSER}, query=query)
        assert answer.status_code == status
        if answer.headers["content-type"].startswith("text/html"):
            page = Page(answer.text)
            assert page.text_in("textarea") == query
            assert said in page.text_in("p.problem")
        else:
            assert said in answer.text


def test_machines_get_what_they_ask_for_at_the_same_address(server: Served) -> None:
    answer = server.get("/sparql", {"Accept": "application/sparql-results+json"}, query=FIRST_QUERY)
    assert json.loads(answer.content)["head"]["vars"] == ["party", "quote", "statement"]
    assert server.get("/sparql", {"Accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")


def test_a_long_answer_is_cut_on_the_page_and_says_so(server: Served) -> None:
    query = "SELECT ?s ?p { GRAPH ?g { ?s ?p ?o } }"
    page = page_at(server, "/sparql", query=query)
    assert len([tag for tag, _ in page.elements if tag == "tr"]) == 1001
    assert "the first 1000 are shown" in page.text


def test_yasgui_runs_from_files_of_this_server_alone(server: Served) -> None:
    """Trap: a script from elsewhere, or within the page; a way out of the folder."""
    answer = server.get("/yasgui", {"Accept": BROWSER})
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["default-src"] == "'none'"
    page = Page(answer.text)
    sources = [str(told["src"]) for tag, told in page.elements if tag == "script"]
    sheets = [str(told["href"]) for tag, told in page.elements if tag == "link" and told["rel"] == "stylesheet"]
    assert len(sources) == 2
    for path, kind in (*((one, "text/javascript") for one in sources), *((one, "text/css") for one in sheets)):
        file = server.get(path)
        assert (file.status_code, file.headers["content-type"]) == (200, kind + "; charset=utf-8")
    assert any(one == "/yasgui" for one in page_at(server, "/sparql").links)
    for path in ("/yasgui/secret.txt", "/yasgui/..%2Fsecret.txt", "/yasgui/../secret.txt", "/static/..%2Fpages.py"):
        assert server.get(path).status_code == 404


def test_without_yasgui_nothing_leads_there(hostile: Served) -> None:
    assert hostile.get("/yasgui").status_code == 404
    assert "/yasgui" not in page_at(hostile, "/sparql").links


def test_a_folder_without_yasgui_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no yasgui.min.js and yasgui.min.css"):
        HtmlPages(tmp_path)


def test_behind_a_proxy_links_stand_where_people_reach_the_server(store: Path) -> None:
    """Trap: absolute paths that leave the folder of the proxy; words of a page that look like a link of ours."""
    query = "SELECT ('href=\"/x' AS ?x) (<https://w3id.org/negotiation-kg/data/party/ukraine> AS ?y) {}"
    with served(store, "--url", "https://example.org/kg/") as running:
        for path in ("/", "/party/ukraine.html", "/query/positions", "/sparql", "/yasgui", "/issue/no-such.html"):
            answer = running.get(path, {"Accept": BROWSER})
            page = Page(answer.text)
            ours = [one for one in page.links if one.startswith("/")]
            assert ours
            assert all(one.startswith("/kg/") and not one.startswith("/kg/kg/") for one in ours), path
            sheets = [told["href"] for tag, told in page.elements if tag == "link" and told["rel"] == "stylesheet"]
            assert sheets == ["/kg/static/page.css"]
            assert len(answer.content) == int(answer.headers["content-length"])
        page = Page(running.get("/sparql", {"Accept": BROWSER}, query=query).text)
        assert 'href="/x' in page.texts
        assert "/kg/party/ukraine" in page.links
        for path, place in (
            ("/party/ukraine", "/kg/party/ukraine.ttl"),
            ("/data/party/ukraine", "/kg/party/ukraine"),
            ("/scheme/issue", "/kg/scheme/issue.ttl"),
            ("/query", "/kg/query/"),
        ):
            assert running.get(path).headers["location"] == place
        assert "https://example.org/kg/party/ukraine.ttl" in running.get("/party/ukraine.ttl").text
        assert json.loads(running.get("/openapi.json").content)["servers"] == [{"url": "https://example.org/kg"}]


def test_pages_follow_what_people_decide(kg: Kg, store: Path, tmp_path: Path) -> None:
    """Trap: a list or a count that is kept beyond its snapshot; a statement set aside that looks like any other."""
    mine = copied(store, tmp_path)
    rejected = exported(kg, mine)[0]
    with served(mine) as running:
        assert "set aside" not in page_at(running, "/statement/").texts
        assert "1 decision" not in page_at(running, "/").text
        filled = table([{**rejected, "decision": "reject"}])
        assert kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=filled).code == 0
        for _ in range(120):
            if "set aside" in page_at(running, "/statement/").texts:
                break
            time.sleep(0.5)
        assert [text for text in page_at(running, "/statement/").texts if text == "set aside"] == ["set aside"]
        assert "1 decision" in page_at(running, "/").text
        named = page_at(running, f"/statement/{rejected['statement'].rpartition('/')[2]}.html")
        assert rejected["quote"] == named.text_in("mark")
