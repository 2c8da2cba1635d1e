"""The named queries as addresses: ``/query/NAME?party=Russia&format=csv``, with labels as on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.answers import Readable
from kg.guard import Question
from kg.iris import DERIVED_GRAPH
from kg.query import NamedQuery, available, load, prepare
from kg.render.formats import write_csv, write_markdown, write_tsv
from kg.serve.addresses import SCHEME
from kg.serve.delivery import html_response, paged
from kg.serve.formats import CSV, HTML, JSON, TSV, XML, Format
from kg.serve.markup import Content, Markup, link, tag, together
from kg.serve.problems import Problem
from kg.serve.protocol import fields_of
from kg.serve.responses import Whole, pick
from kg.serve.shell import page, section
from kg.serve.tables import shown, table_from
from kg.serve.things import bearers, name_of, text_of
from kg.vocab import DCTERMS, NEG, RDF, SKOS

if TYPE_CHECKING:
    from kg.headers import Parameter
    from kg.serve.service import Service, Snapshot

MARKDOWN = Format("markdown", ("text/markdown",), "", ("md",))
# Who says nothing of formats gets CSV, as a command does that is not on a terminal.
FORMATS = (CSV, JSON, TSV, XML, MARKDOWN, HTML)
_CATALOGUE = Format("json", ("application/json",), "")
_WRITERS = {CSV.name: write_csv, TSV.name: write_tsv, MARKDOWN.name: write_markdown}
_INPUTS = {"date": "date", "integer": "number"}


@paged
async def catalogue(request: Request) -> Response:
    """Answer with all named queries: a page, or JSON."""
    choice = pick(request, (_CATALOGUE, HTML), request.query_params.get("format"))
    service: Service = request.app.state.service
    queries = await service.read(lambda _: named_queries())
    if choice.format is not HTML:
        return Whole(json.dumps([record_of(query) for query in queries], indent=2).encode(), choice)
    parts = [
        section(title, tag("ul", [_entry(query) for query in queries if query.folder == folder], class_="questions"))
        for folder, title in (("questions", "What users ask"), ("checks", "Checks: every row is a problem"))
    ]
    told = tag("p", "Each is a query of this server with an address of its own; ", link("/openapi.json", "OpenAPI"),
               " describes them all for programs.")  # fmt: skip
    return html_response(page("Questions", tag("h1", "Questions"), told, parts, here="/query/"))


@paged
async def question(request: Request) -> Response:
    """Answer a named query."""
    values, asked = _values(request)
    choice = pick(request, FORMATS, asked)
    service: Service = request.app.state.service

    def prepared(snapshot: Snapshot) -> tuple[NamedQuery, str]:
        query = find_query(request.path_params["name"])
        return query, prepare(snapshot.store.rdf, query, values)

    query, text = await service.read(prepared)
    reply = await service.ask(request, Question(text, XML.name if choice.format is XML else JSON.name))
    if choice.format in {JSON, XML}:
        return Whole(reply.data, choice)
    table = table_from(reply.data)
    if choice.format is not HTML:
        return Whole(_WRITERS[choice.format.name](table).encode("utf-8"), choice)
    choices = await service.read(lambda snapshot: snapshot.kept("names", lambda store: _names(store.rdf)))
    return html_response(_page(query, values, shown(table), text, choices))


@paged
async def without_slash(request: Request) -> Response:
    """Lead from ``/query`` to the list."""
    return RedirectResponse("/query/", 308)


@cache
def named_queries() -> tuple[NamedQuery, ...]:
    """Return all named queries, read once, in a thread: the files do not change under a running server."""
    return tuple(available())


def find_query(name: str) -> NamedQuery:
    """Return the query so named. Raises NotFoundError, with near misses, where there is none."""
    return next((query for query in named_queries() if query.name == name), None) or load(name)


def record_of(query: NamedQuery) -> dict[str, object]:
    """Return what is known of a named query, for JSON."""
    return {
        "name": query.name,
        "address": f"/query/{query.name}",
        "kind": query.folder,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": [
            {"name": one.name, "type": one.type, "default": one.default, "description": one.text}
            for one in query.params
        ],
        "returns": list(query.returns),
    }


def _values(request: Request) -> tuple[dict[str, str], str | None]:
    """Return the parameters of the query, and the format; a field that a form leaves empty is no value.

    Raises Problem 400 for a parameter given twice.
    """
    fields = [(name, value) for name, value in fields_of(request.scope["query_string"]) if value]
    names = [name for name, _ in fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Problem(400, f"the parameter {twice[0]} is given twice")
    values = dict(fields)
    return values, values.pop("format", None)


def _entry(query: NamedQuery) -> Markup:
    names = ", ".join(one.name for one in query.params)
    return tag(
        "li",
        link(f"/query/{query.name}", query.summary),
        " ",
        tag("span", query.description, f" Can be narrowed by {names}." if names else None, class_="hint"),
    )


def _page(
    query: NamedQuery, values: Mapping[str, str], answer: Markup, text: str, choices: Mapping[str, Sequence[str]]
) -> bytes:
    address = f"/query/{query.name}"
    others = [together(link(f"{address}?{urlencode({**values, 'format': one.name})}", one.name), " ")
              for one in FORMATS if one is not HTML]  # fmt: skip
    fields = [_field(one, values.get(one.name, ""), choices.get(one.name, ())) for one in query.params]
    form = tag(
        "form", fields, tag("div", tag("button", "Ask", type="submit"), class_="bar"), action=address, method="get"
    )
    again = tag(
        "form",
        tag("textarea", text, name="query", aria_label="SPARQL", spellcheck="false", rows="14"),
        tag("div", tag("button", "Ask this", type="submit"), class_="bar"),
        action="/sparql",
        method="get",
    )
    return page(
        query.summary,
        tag("p", "question" if query.folder == "questions" else "check", class_="kind"),
        tag("h1", query.summary),
        tag("p", query.description),
        form if fields else None,
        answer,
        tag("p", "As ", others, class_="forms"),
        tag("details", tag("summary", "The query in SPARQL, to be changed"), again),
        here="/query/",
    )


def _field(parameter: Parameter, value: str, choices: Sequence[str]) -> Content:
    listed = f"choices-{parameter.name}" if choices else None
    return [
        tag("label", parameter.name, " ", tag("span", parameter.text, class_="hint"), for_=f"of-{parameter.name}"),
        tag(
            "input",
            id=f"of-{parameter.name}",
            name=parameter.name,
            type=_INPUTS.get(parameter.type, "text"),
            value=value,
            placeholder=parameter.default,
            list=listed,
        ),
        tag("datalist", [tag("option", value=one) for one in choices], id=listed) if listed else None,
    ]


def _names(rdf: Readable) -> dict[str, list[str]]:
    """Return what can be chosen for a parameter, by its name: parties, issues, kinds of findings, reports."""
    held: dict[str, list[str]] = {}
    for name, predicate in (("party", NEG.party), ("issue", NEG.issue)):
        found = {quad.object for quad in rdf.quads_for_pattern(None, predicate, None, DERIVED_GRAPH)}
        held[name] = sorted({name_of(rdf, one) for one in found if isinstance(one, ox.NamedNode)})
    held["addressee"] = held["party"]
    kinds = bearers(rdf, SKOS.inScheme, ox.NamedNode(SCHEME + "finding-kind"))
    held["kind"] = sorted(filter(None, (text_of(rdf, one, SKOS.notation) for one in kinds)))
    reports = {quad.subject for quad in rdf.quads_for_pattern(None, RDF.type, NEG.Report, None)}
    titles = (text_of(rdf, one, DCTERMS.title) or text_of(rdf, one, NEG.fileName)
              for one in reports if isinstance(one, ox.NamedNode))  # fmt: skip
    held["report"] = sorted(set(filter(None, titles)))
    return held


ROUTES = [
    Route("/query", without_slash, methods=["GET"]),
    Route("/query/", catalogue, methods=["GET"]),
    Route("/query/{name}", question, methods=["GET"]),
]
