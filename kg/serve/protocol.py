"""The SPARQL 1.1 Protocol at ``/sparql``: queries by GET, by a form and directly; no updates."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import LimitError, UsageError
from kg.guard import Question
from kg.serve import formats
from kg.serve.description import describe_service
from kg.serve.problems import Problem, not_allowed
from kg.serve.responses import Whole, base_url, pick, prefers_html
from kg.serve.service import Service
from kg.sparql import refuse_unsafe, tokens

METHODS = "GET, HEAD, POST, OPTIONS"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
# A form writes a byte of the query as three at worst, and there may be graphs beside it.
MAX_BODY = 256 * 1024
_MAX_WASTE = 4 * 1024 * 1024
_MAX_FIELDS = 500
_READ_ONLY = "this endpoint answers queries and takes no updates"


class Asked(NamedTuple):
    """A query as the protocol has it, and the format that was asked for by name."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


async def sparql(request: Request) -> Response:
    """Answer a query; without one, describe the service."""
    match request.method:
        case "GET" | "HEAD":
            if not request.scope["query_string"]:
                return await describe_or_form(request)
            asked = read_fields(request.scope["query_string"])
        case "POST":
            asked = await _posted(request)
        case "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS, "Accept-Post": f"{FORM}, {DIRECT}"})
        case _:
            raise not_allowed(METHODS, f"a query is asked by GET or POST; {_READ_ONLY}")
    return await answer(request, asked)


async def describe_or_form(request: Request) -> Response:
    """Return the form for people, or the description of the service for machines."""
    html = request.app.state.html
    if html is not None and prefers_html(request, formats.GRAPH):
        page: Response = await html.form(request)
        return page
    return await describe_service(request)


async def answer(request: Request, asked: Asked) -> Response:
    """Ask the question in a cell and write the answer in the format that was chosen beforehand."""
    try:
        refuse_unsafe(asked.text, may_choose_graphs=True)
    except LimitError as error:
        raise Problem(413, str(error)) from error
    except UsageError as error:
        raise Problem(400, str(error)) from error
    offered = offered_for(asked.text)
    html = request.app.state.html
    if html is not None and (asked.format == "html" or (asked.format is None and prefers_html(request, offered))):
        page: Response = await html.answer(request, asked)
        return page
    choice = pick(request, offered, asked.format)
    service: Service = request.app.state.service
    reply = await service.ask(request, question_of(asked, choice.format.name, base_url(request) + "/sparql"))
    return Whole(reply.data, choice)


def question_of(asked: Asked, name: str, base: str | None = None) -> Question:
    """Return what a cell is asked: with no graphs named, all of them, or those that FROM names."""
    if not asked.default_graphs and not asked.named_graphs:
        return Question(asked.text, name, base=base)
    return Question(asked.text, name, asked.default_graphs, asked.named_graphs, base=base)


def offered_for(text: str) -> tuple[formats.Format, ...]:
    """Return the formats of a query's answer, by its form: SELECT, ASK, CONSTRUCT or DESCRIBE.

    A text that is none of them gets those of SELECT; the cell will say what is wrong with it.
    """
    found = tokens(text)
    skip = False
    for token in found:
        word = token.text.upper()
        if skip or token.kind not in {"word", "prefixed"}:
            skip = False
        elif word == "PREFIX":
            skip = True  # the prefix itself, which may be called anything
        elif word.startswith("ASK"):
            return formats.BOOLEAN
        elif word.startswith(("CONSTRUCT", "DESCRIBE")):
            return formats.GRAPH
        elif word.startswith("SELECT"):
            return formats.SOLUTIONS
    return formats.SOLUTIONS


async def _posted(request: Request) -> Asked:
    """Read a POST request: a form, or the query itself."""
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    match media_type.strip().lower():
        case "application/x-www-form-urlencoded":
            return read_fields(request.scope["query_string"], await read_body(request))
        case "application/sparql-query":
            _require_utf8(rest)
            return read_fields(request.scope["query_string"], direct=_decoded(await read_body(request)))
        case "application/sparql-update":
            raise Problem(403, _READ_ONLY)
        case "":
            raise Problem(415, f"the request does not say what it holds; use Content-Type: {FORM} or {DIRECT}")
        case _:
            raise Problem(415, f"a query is sent as {FORM} or {DIRECT}, not as {media_type.strip()}")


def read_fields(query_string: bytes, form: bytes = b"", *, direct: str | None = None) -> Asked:
    """Read the parameters of a request, from its URL and its form; ``direct`` is a query that is the whole body.

    Raises Problem 400 unless there is exactly one query and every graph is an absolute IRI, 403 for an update.
    """
    fields = fields_of(query_string) + fields_of(form)
    if any(name == "update" for name, _ in fields):
        raise Problem(403, _READ_ONLY)
    texts = [value for name, value in fields if name == "query"] + ([] if direct is None else [direct])
    if len(texts) != 1:
        raise Problem(400, f"a request asks exactly one query; this one has {len(texts)}")
    asked = [value for name, value in fields if name == "format" and value]
    return Asked(
        texts[0],
        tuple(absolute(name, value) for name, value in fields if name == "default-graph-uri"),
        tuple(absolute(name, value) for name, value in fields if name == "named-graph-uri"),
        asked[-1] if asked else None,
    )


def fields_of(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters of a URL or a form, in order. Raises Problem 400 where they cannot be read."""
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, "the parameters are not UTF-8, or not percent-encoded") from None
    except ValueError:
        raise Problem(400, f"there are more than {_MAX_FIELDS} parameters") from None


def absolute(name: str, value: str) -> str:
    """Return the IRI that a parameter names. Raises Problem 400 where it is not absolute."""
    try:
        return ox.NamedNode(value).value
    except ValueError:
        raise Problem(400, f"{name}: {value!r} is not an absolute IRI") from None


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """Return the body. Raises Problem 413 as soon as it is known to be too long."""
    too_long = Problem(413, f"the request is longer than the {most} bytes that are read", {"Connection": "close"})
    length = request.headers.get("content-length", "0")
    if int(length) > _MAX_WASTE or (int(length) > most and "expect" in request.headers):
        raise too_long
    body, wasted = bytearray(), 0
    async for piece in request.stream():
        if len(body) + len(piece) <= most and not wasted:
            body += piece
            continue
        # A client that is still sending when we close would never see why: so what is a little too long is read.
        wasted += len(piece)
        if wasted > _MAX_WASTE:
            raise too_long
    if wasted:
        raise too_long
    return bytes(body)


def _require_utf8(parameters: str) -> None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in {"utf-8", "utf8"}:
            raise Problem(415, f"a query is UTF-8, not {value.strip()}")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 at byte {error.start}") from None


ROUTES = [Route("/sparql", sparql, methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"])]
