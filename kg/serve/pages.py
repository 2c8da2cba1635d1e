"""The pages on which people ask: the start, the form for SPARQL with its answers, and YASGUI where its files are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.bundle import bundle_path
from kg.census import take_census
from kg.errors import UsageError
from kg.query import NamedQuery
from kg.serve.delivery import html_response, paged, placed
from kg.serve.formats import GRAPH, SOLUTIONS, TURTLE
from kg.serve.markup import Content, Markup, link, tag, together
from kg.serve.problems import Problem
from kg.serve.protocol import Asked, offered_for, question_of
from kg.serve.questions import find_query, named_queries
from kg.serve.shell import page, section
from kg.serve.tables import shown, table_from

if TYPE_CHECKING:
    from kg.serve.service import Service

FIRST_QUERY = """\
PREFIX neg: <https://w3id.org/negotiation-kg/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT DISTINCT ?party ?quote ?statement
WHERE {
  GRAPH ?report {
    ?statement a neg:Demand ;
      neg:party ?who ;
      neg:quote/oa:exact ?quote .
  }
  ?who rdfs:label ?party .
}
ORDER BY ?party ?statement
LIMIT 20
"""
ASKED_MOST = ("positions", "conflicts", "overlaps", "discrepancies", "timeline", "contested_issues", "silent_on")
_COUNTED = (
    ("reports", "/report/"), ("statements", "/statement/"), ("positions", "/position/"),
    ("conflicts", "/query/conflicts"), ("overlaps", "/query/overlaps"), ("meetings", "/meeting/"),
    ("outcomes", "/outcome/"), ("decisions", "/decision/"),
)  # fmt: skip
_LONGEST_GRAPH = 200_000
"""Characters of RDF that a page shows."""
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_YASGUI_FILES = ("yasgui.min.js", "yasgui.min.css")
# YASGUI sets styles from its script and draws its icons from data; it asks this server alone.
_YASGUI_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class HtmlPages:
    """The pages at ``/sparql``; ``yasgui`` is a folder with the files of the npm package of that name."""

    def __init__(self, yasgui: Path | None = None) -> None:
        """Find the files. Raises UsageError where the folder has none."""
        self.yasgui = None if yasgui is None else _yasgui_files(yasgui)

    async def form(self, request: Request) -> Response:
        """Return the page on which a query is written."""
        return placed(request, html_response(await _form_page(request, FIRST_QUERY)))

    async def answer(self, request: Request, asked: Asked) -> Response:
        """Return the page with the query and its answer; where there is none, with what is wrong."""
        try:
            told, status = await _answered(request, asked), 200
        except Problem as error:
            told, status = tag("p", error.detail, class_="problem", role="alert"), error.status
        data = await _form_page(request, asked.text, section("Answer", told, id_="answer"))
        return placed(request, html_response(data, status))


@paged
async def start(request: Request) -> Response:
    """Answer with the first page: what there is, and how to ask."""
    service: Service = request.app.state.service
    counts = await service.read(lambda snapshot: snapshot.kept("census", take_census))
    items = [
        tag("li", link(way, tag("b", str(counts[name])), " ", name if counts[name] > 1 else name[:-1]))
        for name, way in _COUNTED
        if counts[name]
    ]
    queries = await service.read(lambda _: named_queries())
    most = [_question(query) for name in ASKED_MOST for query in queries if query.name == name]
    content = (
        tag("h1", "Who wants what, in which words, according to whom"),
        tag("p", "Positions that parties to a negotiation take, read out of reports. Every row leads to verbatim "
                 "quotes in their reports, and every conflict to the two that make it."),
        tag("ul", items, class_="counts"),
        section("Asked most", tag("ul", most), tag("p", link("/query/", "All questions"))),
        section("Ask in SPARQL", query_form(FIRST_QUERY)),
    )  # fmt: skip
    return html_response(page("Start", *content, here="/"))


@paged
async def example(request: Request) -> Response:
    """Answer with the form and the text of a named query in it."""
    service: Service = request.app.state.service
    query = await service.read(lambda _: find_query(request.path_params["name"]))
    return html_response(await _form_page(request, query.text))


async def static(request: Request) -> Response:
    """Answer with a file that comes with the pages."""
    name = request.path_params["name"]
    folder = bundle_path("serve") / "static"
    known = {file.name: file for file in folder.iterdir() if file.suffix in _TYPES}
    if name not in known:
        raise Problem(404, "there is no such file")
    return _file(known[name])


@paged
async def yasgui(request: Request) -> Response:
    """Answer with the page of YASGUI, an editor that completes terms and draws results."""
    _yasgui_of(request)
    content = tag("h1", "SPARQL in YASGUI"), tag("div", id="yasgui"), tag("noscript", tag("p", _PLAIN_FORM))
    data = page(
        "YASGUI",
        *content,
        here="/sparql",
        scripts=("/yasgui/yasgui.min.js", "/static/yasgui-start.js"),
        sheets=("/yasgui/yasgui.min.css",),
    )
    return html_response(data, policy=_YASGUI_POLICY)


async def yasgui_file(request: Request) -> Response:
    """Answer with one of the two files of YASGUI."""
    files = _yasgui_of(request)
    if request.path_params["name"] not in files:
        raise Problem(404, "there is no such file")
    return _file(files[request.path_params["name"]])


_PLAIN_FORM = together("YASGUI needs JavaScript; ", link("/sparql", "the plain form"), " does not.")


def query_form(text: str) -> Markup:
    """Return the form: it is sent to ``/sparql`` as any client would ask there, with the format to answer in."""
    formats = [("html", "a page"), *((one.name, one.name) for one in (*SOLUTIONS, *GRAPH))]
    return tag(
        "form",
        tag("label", "Query", for_="query"),
        tag(
            "textarea",
            text,
            id="query",
            name="query",
            spellcheck="false",
            rows=str(min(24, max(6, text.count("\n") + 2))),
        ),
        tag(
            "div",
            tag("button", "Ask", type="submit"),
            tag("label", "answer as ", for_="format"),
            tag("select", [tag("option", told, value=name) for name, told in formats], id="format", name="format"),
            class_="bar",
        ),
        action="/sparql",
        method="get",
        accept_charset="utf-8",
    )


async def _form_page(request: Request, text: str, answer: Content = None) -> bytes:
    """Return the page with the form, and the answer below it."""
    service: Service = request.app.state.service
    queries = await service.read(lambda _: named_queries())
    pages: HtmlPages | None = request.app.state.html
    examples = [
        tag("li", link(f"/query/{query.name}/sparql", query.name), " – ", query.summary)
        for query in queries
        if query.folder == "questions"
    ]
    better = tag("p", link("/yasgui", "The same in YASGUI"), ", with completion and highlighting.")
    return page(
        "SPARQL",
        tag("h1", "Ask in SPARQL"),
        tag("p", "SELECT, ASK, CONSTRUCT and DESCRIBE; what stands outside GRAPH is looked for in all graphs together. "
                 "Programs send the same to ", tag("code", "/sparql"), "."),
        better if pages is not None and pages.yasgui else None,
        query_form(text),
        answer,
        section("Examples", tag("details", tag("summary", f"{len(examples)} named queries to begin with"),
                                tag("ul", examples))),
        here="/sparql",
    )  # fmt: skip


async def _answered(request: Request, asked: Asked) -> Markup:
    service: Service = request.app.state.service
    offered = offered_for(asked.text)
    reply = await service.ask(request, question_of(asked, TURTLE.name if offered is GRAPH else "json"))
    others = (one for one in offered)
    fields = [("query", asked.text), *(("default-graph-uri", one) for one in asked.default_graphs),
              *(("named-graph-uri", one) for one in asked.named_graphs)]  # fmt: skip
    forms = [together(link(f"/sparql?{urlencode([*fields, ('format', one.name)])}", one.name), " ") for one in others]
    below = tag("p", "As ", forms, class_="forms")
    if reply.kind == "boolean":
        return together(tag("p", tag("strong", "Yes." if b"true" in reply.data else "No.")), below)
    if reply.kind == "graph":
        text = reply.data.decode("utf-8")
        cut = f"; the first {_LONGEST_GRAPH} characters are shown" if len(text) > _LONGEST_GRAPH else ""
        told = tag("p", f"{reply.rows} triples{cut}", class_="hint")
        return together(told, tag("pre", text[:_LONGEST_GRAPH]), below)
    return together(shown(table_from(reply.data)), below)


def _question(query: NamedQuery) -> Markup:
    return tag("li", link(f"/query/{query.name}", query.summary))


def _file(path: Path) -> Response:
    response = Response(path.read_bytes(), media_type=_TYPES[path.suffix])
    response.headers["Cache-Control"] = "max-age=300"
    return response


def _yasgui_of(request: Request) -> dict[str, Path]:
    pages: HtmlPages | None = request.app.state.html
    if pages is None or not pages.yasgui:
        raise Problem(404, "YASGUI is not served here; whoever runs the server can add it with --yasgui")
    return pages.yasgui


def _yasgui_files(folder: Path) -> dict[str, Path]:
    """Return the files of YASGUI by name, from the package's folder or the one within that has them."""
    for place in (folder, folder / "build", folder / "package" / "build"):
        files = {name: place / name for name in _YASGUI_FILES}
        if all(file.is_file() for file in files.values()):
            return files
    raise UsageError(
        f"{folder} has no {' and '.join(_YASGUI_FILES)}; give the folder of the npm package @triply/yasgui"
    )


ROUTES = [
    Route("/", start, methods=["GET"]),
    Route("/query/{name}/sparql", example, methods=["GET"]),
    Route("/static/{name}", static, methods=["GET"]),
    Route("/yasgui", yasgui, methods=["GET"]),
    Route("/yasgui/{name}", yasgui_file, methods=["GET"]),
]
