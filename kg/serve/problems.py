"""What goes wrong, as HTTP says it: a status and one line of plain text, or a problem document (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http.client import responses

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import InputError, KgError, LimitError, NotFoundError, UsageError
from kg.guard import BusyError, TimeLimitError
from kg.render.visible import visible
from kg.serve.formats import Format
from kg.serve.negotiation import choose

GONE = 499
"""The status of a request whose client has gone; nobody receives it, but the log has it."""
_LONGEST = 400
_PLAIN = Format("text", ("text/plain",), "")
_DOCUMENT = Format("problem", ("application/problem+json", "application/json"), "")


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """A request that is answered with an error; ``detail`` is one line that says what, where and what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


def problem_of(error: KgError) -> Problem:
    """Return how HTTP says one of our own errors."""
    match error:
        case UsageError() | InputError():
            return Problem(400, str(error))
        case NotFoundError():
            return Problem(404, str(error))
        case BusyError():
            return Problem(503, str(error), {"Retry-After": "5"})
        case TimeLimitError():
            return Problem(504, str(error))
        case LimitError():
            return Problem(507, str(error))
        case _:
            return Problem(500, str(error))


def not_acceptable(offered: Iterable[Format]) -> Problem:
    """Return the answer to who wants none of the formats on offer: the list of them."""
    names = ", ".join(dict.fromkeys(one.media_type for one in offered))
    return Problem(406, f"the answer can be had as: {names}")


def not_allowed(allow: str, detail: str) -> Problem:
    """Return the answer to a method that a resource does not have."""
    return Problem(405, detail, {"Allow": allow})


def respond(request: Request, problem: Problem) -> Response:
    """Write a problem in the form that the client prefers; plain text unless it names the other."""
    accept = ",".join(request.headers.getlist("accept"))
    choice = choose(accept, (_PLAIN, _DOCUMENT))
    headers = {"Vary": "Accept", "Cache-Control": "no-store", **problem.headers}
    line = visible(problem.detail)
    if len(line) > _LONGEST:  # the engine names all that could have stood at a place
        line = line[: _LONGEST - 1] + "…"
    if choice is None or choice.format is _PLAIN:
        return Response(line + "\n", problem.status, headers, "text/plain; charset=utf-8")
    title = responses.get(problem.status, "")
    document = {"type": "about:blank", "title": title, "status": problem.status, "detail": line}
    return Response(
        json.dumps(document, ensure_ascii=False) + "\n", problem.status, headers, "application/problem+json"
    )
