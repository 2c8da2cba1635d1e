"""How answers leave, and in which format; and where the server says that it is."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.serve.formats import HTML, Format, content_type, known, named
from kg.serve.negotiation import Choice, choose
from kg.serve.problems import Problem, not_acceptable, respond

MOST_LEAVING = 512 * 2**20
_PIECE = 64 * 1024


class Whole(Response):
    """An answer that is there in full, with its length; it leaves in pieces.

    A client that reads slowly is so seen piece by piece, and one that has stopped reading is given up. All answers that
    are on their way at one time have ``MOST_LEAVING`` bytes together; one more has to be asked for again.
    """

    _leaving = 0

    def __init__(self, data: bytes, choice: Choice, status: int = 200) -> None:
        super().__init__(data, status, {"Vary": "Accept", "Cache-Control": "no-cache"})
        self.headers["Content-Type"] = content_type(choice.media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body."""
        body = memoryview(self.body)
        if Whole._leaving and Whole._leaving + len(body) > MOST_LEAVING:
            late = Problem(503, "too many large answers are on their way; try again in a moment", {"Retry-After": "5"})
            await respond(Request(scope), late)(scope, receive, send)
            return
        Whole._leaving += len(body)
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for start in range(0, max(1, len(body)), _PIECE):
                piece = bytes(body[start : start + _PIECE])
                await send({"type": "http.response.body", "body": piece, "more_body": start + _PIECE < len(body)})
        finally:
            Whole._leaving -= len(body)


def pick(request: Request, offered: Sequence[Format], asked: str | None) -> Choice:
    """Return the format to answer in: what ``?format=`` asks for, else what the Accept header likes best.

    Raises Problem: 400 for a format that nothing has, 406 for one that this answer does not have.
    """
    offered = tuple(offered)
    if asked is not None:
        found = named(asked, offered)
        if found is not None:
            return Choice(found, found.media_type)
        if known(asked):
            raise not_acceptable(offered)
        raise Problem(400, f"there is no format {asked!r} here; use one of: {', '.join(one.name for one in offered)}")
    choice = choose(",".join(request.headers.getlist("accept")), offered)
    if choice is None:
        raise not_acceptable(offered)
    return choice


def prefers_html(request: Request, offered: Sequence[Format]) -> bool:
    """Tell whether a page is wanted rather than any of the formats: what browsers ask for."""
    choice = choose(",".join(request.headers.getlist("accept")), (*offered, HTML))
    return choice is not None and choice.format is HTML


def base_url(request: Request) -> str:
    """Return the address of the server, without a slash at the end: as whoever runs it says, or as was asked."""
    configured: str | None = request.app.state.url
    return configured or f"{request.url.scheme}://{request.url.netloc}"
