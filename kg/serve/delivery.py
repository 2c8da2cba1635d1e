"""How pages leave: under a policy that lets nothing run, with their links where people reach the server."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from kg.serve.formats import HTML, TURTLE
from kg.serve.negotiation import Choice, choose
from kg.serve.problems import Problem
from kg.serve.responses import Whole, base_url
from kg.serve.shell import POLICY, problem

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

# In text and in the values of attributes every quotation mark is escaped, so this is found in nothing but our own tags.
_OUR_LINKS = re.compile(rb'\b(href|src|action)="/(?!/)')


def html_response(data: bytes, status: int = 200, policy: str = POLICY) -> Response:
    """Return a page with the policy that keeps it from running or loading anything."""
    response = Whole(data, Choice(HTML, HTML.media_type), status)
    response.headers["Content-Security-Policy"] = policy
    return response


def paged(endpoint: Endpoint) -> Endpoint:
    """Deliver what an endpoint answers; what goes wrong is told on a page to who asked for one.

    All others are told by the frame.
    """

    async def answer(request: Request) -> Response:
        try:
            return placed(request, await endpoint(request))
        except Problem as error:
            if not _wants_page(request):
                raise
            response = html_response(problem(error.status, error.detail), error.status)
            response.headers.update(error.headers)
            response.headers["Cache-Control"] = "no-store"
            return placed(request, response)

    return answer


def placed(request: Request, response: Response) -> Response:
    """Put the path of the server's address before the links of a page, and before where a redirection leads.

    Behind a proxy at ``https://example.org/kg``, the server's ``/party/`` is ``/kg/party/``.
    """
    prefix = urlsplit(base_url(request)).path.rstrip("/")
    if not prefix:
        return response
    location = response.headers.get("location", "")
    if location.startswith("/"):
        response.headers["location"] = prefix + location
    if response.headers.get("content-type", "").startswith("text/html"):
        written = html.escape(prefix).encode("utf-8")
        response.body = _OUR_LINKS.sub(lambda match: match[1] + b'="' + written + b"/", bytes(response.body))
        response.headers["content-length"] = str(len(response.body))
    return response


def _wants_page(request: Request) -> bool:
    if request.url.path.endswith(".html") or request.query_params.get("format") == "html":
        return True
    choice = choose(",".join(request.headers.getlist("accept")), (TURTLE, HTML))
    return choice is not None and choice.format is HTML
