"""The description of the addresses for programs (OpenAPI 3.1), made from the headers of the named queries."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import __version__
from kg.serve.dataset import ABOUT, DUMPS, TITLE
from kg.serve.entities import FORMATS
from kg.serve.formats import GRAPH, HTML, JSON, SOLUTIONS, Format
from kg.serve.negotiation import Choice
from kg.serve.questions import FORMATS as TABLES
from kg.serve.questions import named_queries
from kg.serve.responses import Whole, base_url
from kg.vocab import FINDING_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.headers import Parameter
    from kg.query import NamedQuery
    from kg.serve.service import Service

Object: TypeAlias = "dict[str, object]"

ENTITIES = (
    "decision", "document", "finding", "graph", "issue", "meeting", "negotiation", "outcome", "party", "person",
    "place", "position", "provision", "quote", "report", "round", "statement",
)  # fmt: skip
_OPENAPI = Format("json", ("application/vnd.oai.openapi+json;version=3.1", "application/json"), "")
_SCHEMAS: dict[str, Object] = {
    "iri": {"type": "string"},
    "string": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
}


async def openapi(request: Request) -> Response:
    """Answer with the document."""
    service: Service = request.app.state.service
    made = await service.read(lambda _: document())
    data = json.dumps({**made, "servers": [{"url": base_url(request)}]}, indent=1).encode("utf-8")
    return Whole(data, Choice(_OPENAPI, "application/json"))


@cache
def document() -> Object:
    """Return the document but for the address of the server. It is to be read, not changed."""
    listed = _content(["application/json", HTML.media_type])
    described = _content(_types(FORMATS))
    paths: Object = {
        "/query/": {"get": _get("list_queries", "All named queries", "queries", listed)},
        **{f"/query/{query.name}": {"get": _named(query)} for query in named_queries()},
        "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
        "/graphs": {"get": _graphs()},
        "/dataset": {"get": _get("describe_dataset", "What the data set is (VoID, DCAT)", "data set", described)},
        "/.well-known/void": {"get": _get("void", "The same, where VoID has machines look", "data set", described)},
        **{
            f"/dump.{name}": {"get": _get(f"dump_{name}", "The whole graph", "data set", _content([form.media_type]))}
            for name, form in DUMPS.items()
        },
        "/openapi.json": {"get": _get("openapi", "This document", "data set", _content(["application/json"]))},
        **{path: item for kind in ENTITIES for path, item in _entity(kind).items()},
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "description": ABOUT,
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [
            {"name": "queries", "description": "Named queries: questions that users ask, and checks."},
            {"name": "SPARQL", "description": "Queries of one's own, and graphs."},
            {"name": "things", "description": "What the IRIs of the graph name."},
            {"name": "data set", "description": "What there is, and all of it."},
        ],
        "paths": paths,
        "components": _components(),
    }


def _components() -> Object:
    def problem(text: str) -> Object:
        return {
            "description": text,
            "content": {
                "text/plain": {"schema": {"type": "string"}},
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
            },
        }

    return {
        "parameters": {
            "TableFormat": _format(TABLES),
            "AnswerFormat": _format((*SOLUTIONS, *GRAPH, HTML)),
            "GraphFormat": _format(GRAPH),
        },
        "responses": {
            "BadRequest": problem(
                "The request cannot be read, or a value is not what it should be; one line says why."
            ),
            "NotFound": problem("Nothing has this name; the line names what is nearly called so."),
            "NotAcceptable": problem("The answer cannot be had in any format that was asked for."),
            "TooLong": problem("The query is longer than what is read."),
            "Busy": problem("All cells are busy with other questions; try again after Retry-After seconds."),
            "Late": problem("The question was not done in time."),
            "Limit": problem("A limit of memory, rows or size was reached; nothing of the answer is sent."),
        },
        "schemas": {
            "Problem": {
                "type": "object",
                "description": "A problem as RFC 9457 has it.",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        },
    }


def _format(formats: Iterable[Format]) -> Object:
    names = list(dict.fromkeys(one.name for one in formats))
    return {
        "name": "format",
        "in": "query",
        "description": "The format of the answer; goes before the Accept header.",
        "schema": {"type": "string", "enum": names},
    }


def _named(query: NamedQuery) -> Object:
    told = f"{query.description} Columns: {', '.join(query.returns)}."
    parameters: list[Object] = [_parameter(one) for one in query.params]
    operation = _get(
        f"query_{query.name}", query.summary, "queries", _content(_types(TABLES)), ("NotFound", "Busy", "Late", "Limit")
    )
    return {
        **operation,
        "description": told,
        "parameters": [*parameters, {"$ref": "#/components/parameters/TableFormat"}],
    }


def _parameter(parameter: Parameter) -> Object:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.default is not None:
        schema["default"] = int(parameter.default) if parameter.type == "integer" else parameter.default
    if parameter.name == "kind":
        # No enumeration: a label or an IRI is understood as well.
        schema["examples"] = [
            FINDING_KIND.notation(one) for one in FINDING_KIND if FINDING_KIND.notation(one) in parameter.text
        ]
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.text,
        "schema": schema,
    }


def _get(
    operation: str, summary: str, group: str, content: Object, problems: Iterable[str] = (), **more: object
) -> Object:
    names = {
        "BadRequest": "400",
        "NotFound": "404",
        "NotAcceptable": "406",
        "TooLong": "413",
        "Busy": "503",
        "Late": "504",
        "Limit": "507",
    }
    refused = {
        names[name]: {"$ref": f"#/components/responses/{name}"} for name in ("BadRequest", "NotAcceptable", *problems)
    }
    ordered = dict(sorted(refused.items()))
    return {
        "operationId": operation,
        "summary": summary,
        "tags": [group],
        **more,
        "responses": {"200": {"description": summary, "content": content}, **ordered},
    }  # fmt: skip


def _sparql_get() -> Object:
    query = {"name": "query", "in": "query", "required": True, "description": "SELECT, ASK, CONSTRUCT or DESCRIBE.",
             "schema": {"type": "string"}}  # fmt: skip
    return _get("ask", "Ask in SPARQL", "SPARQL", _content(_types((*SOLUTIONS, *GRAPH, HTML))),
                ("TooLong", "Busy", "Late", "Limit"),
                parameters=[query, *_chosen_graphs(), {"$ref": "#/components/parameters/AnswerFormat"}])  # fmt: skip


def _sparql_post() -> Object:
    fields = {one["name"]: one["schema"] for one in _chosen_graphs()}
    form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}, **fields}}
    body = {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": {"type": "string"}},
            "application/x-www-form-urlencoded": {"schema": form},
        },
    }
    return _get("ask_by_post", "Ask in SPARQL, a long query", "SPARQL", _content(_types((*SOLUTIONS, *GRAPH, HTML))),
                ("TooLong", "Busy", "Late", "Limit"),
                parameters=[*_chosen_graphs(), {"$ref": "#/components/parameters/AnswerFormat"}],
                requestBody=body)  # fmt: skip


def _chosen_graphs() -> list[Object]:
    schema: Object = {"type": "array", "items": {"type": "string", "format": "iri"}}
    return [
        {"name": f"{kind}-graph-uri", "in": "query", "required": False, "style": "form", "explode": True,
         "description": f"A graph of the store to take as {told}; may stand several times.", "schema": schema}
        for kind, told in (("default", "the default graph"), ("named", "a named graph"))
    ]  # fmt: skip


def _graphs() -> Object:
    parameters: list[Object] = [
        {"name": "graph", "in": "query", "description": "The IRI of a graph.",
         "schema": {"type": "string", "format": "iri"}},
        {"name": "default", "in": "query", "allowEmptyValue": True, "description": "All graphs together.",
         "schema": {"type": "string"}},
        {"$ref": "#/components/parameters/GraphFormat"},
    ]  # fmt: skip
    return _get("graph", "One graph, or all together (Graph Store Protocol)", "SPARQL", _content(_types(GRAPH)),
                ("NotFound", "Busy", "Late", "Limit"), parameters=parameters)  # fmt: skip


def _entity(kind: str) -> Object:
    """Return the two addresses of things of a kind: the thing, which leads on, and its documents."""
    name: Object = {"name": "id", "in": "path", "required": True, "description": f"What follows {kind}/ in the IRI.",
                    "schema": {"type": "string"}}  # fmt: skip
    form: Object = {"name": "form", "in": "path", "required": True,
                    "schema": {"type": "string", "enum": [one.name for one in FORMATS]}}  # fmt: skip
    word = kind.replace("-", " ")
    lead = {
        "operationId": f"find_{kind}",
        "summary": f"A {word}: leads to the document about it that Accept likes best",
        "tags": ["things"],
        "parameters": [name],
        "responses": {
            "303": {"description": "The document", "headers": {"Location": {"schema": {"type": "string"}}}},
            "404": {"$ref": "#/components/responses/NotFound"},
            "406": {"$ref": "#/components/responses/NotAcceptable"},
        },
    }
    document_of = _get(f"describe_{kind}", f"What is known of a {word}", "things", _content(_types(FORMATS)),
                       ("NotFound",), parameters=[name, form])  # fmt: skip
    return {f"/{kind}/{{id}}": {"get": lead}, f"/{kind}/{{id}}.{{form}}": {"get": document_of}}


def _types(formats: Iterable[Format]) -> list[str]:
    return list(dict.fromkeys(one.media_type for one in formats))


def _content(media_types: Iterable[str]) -> Object:
    schemas: dict[str, Object] = {JSON.media_type: {"type": "object"}, "application/json": {}}
    return {name: {"schema": schemas.get(name, {"type": "string"})} for name in media_types}


ROUTES = [Route("/openapi.json", openapi, methods=["GET"])]
