"""The application: every module's routes, and what stands between them and the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.serve import catalogue, entities, graphs, openapi, pages, protocol, questions
from kg.serve.doorway import Doorway
from kg.serve.problems import GONE, Problem, respond
from kg.serve.service import Service

# A module that answers requests has ROUTES, and is named here.
MODULES = (protocol, graphs, pages, questions, openapi, catalogue, entities)


class Pages(Protocol):
    """What makes the pages for people that stand at ``/sparql``."""

    async def form(self, request: Request) -> Response:
        """Return the page on which a query is written."""

    async def answer(self, request: Request, asked: protocol.Asked) -> Response:
        """Return the page with the answer to a query, which has passed ``refuse_unsafe``."""


def make_app(
    service: Service,
    *,
    hosts: Sequence[str],
    url: str | None = None,
    origins: Sequence[str] = (),
    html: Pages | None = None,
    log: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Starlette:
    """Return the application.

    Args:
        service: the store that is served; it is at ``request.app.state.service``.
        hosts: names by which the server may be called, beside those of the loopback interface.
        url: where people reach it, if that is not where it listens; see ``kg.serve.responses.base_url``.
        origins: origins whose scripts may read the answers; ``*`` for all.
        html: what makes the pages at ``/sparql``; without it, browsers get what machines get.
        log: whether every request gets a line on standard error.
        tell: is given what whoever runs the server should know.
    """
    middleware = [Middleware(Doorway, hosts=tuple(hosts), cors=bool(origins), log=log)]
    if origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["Accept", "Content-Type"],
                max_age=600,
            )
        )
    app = Starlette(
        routes=[route for module in MODULES for route in module.ROUTES],
        middleware=middleware,
        exception_handlers={
            Problem: _on_problem,
            HTTPException: _on_http,
            ClientDisconnect: _on_gone,
            Exception: _on_bug,
        },
    )
    app.router.redirect_slashes = False
    app.state.service = service
    app.state.url = url.rstrip("/") if url else None
    app.state.html = html
    app.state.tell = tell
    return app


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(request, error)


async def _on_http(request: Request, error: Exception) -> Response:
    """Say in our form what the framework found: no such address, or a method that it does not have."""
    assert isinstance(error, HTTPException)
    detail = "there is nothing at this address" if error.status_code == 404 else error.detail
    return respond(request, Problem(error.status_code, detail, error.headers))


async def _on_gone(request: Request, error: Exception) -> Response:
    del error
    return respond(request, Problem(GONE, "the client has gone"))


async def _on_bug(request: Request, error: Exception) -> Response:
    line = (str(error).splitlines() or [""])[0]
    request.app.state.tell(
        f"this is a bug in kg: {type(error).__name__}: {line}, at {request.url.path}; please report it"
    )
    said = "this is a bug in kg; whoever runs the server can see what happened"
    # This answer alone does not leave through the doorway.
    return respond(request, Problem(500, said, {"X-Content-Type-Options": "nosniff"}))
