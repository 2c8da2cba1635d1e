"""The SPARQL 1.1 Graph Store HTTP Protocol at ``/graphs``, the half of it that reads."""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.guard import Question
from kg.serve.formats import GRAPH
from kg.serve.problems import Problem, not_allowed
from kg.serve.protocol import absolute, fields_of
from kg.serve.responses import Whole, pick
from kg.serve.service import Service

METHODS = "GET, HEAD, OPTIONS"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def graphs(request: Request) -> Response:
    """Answer with one graph: ``?graph=IRI``, or ``?default``, which is all of them together."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": METHODS})
    if request.method not in {"GET", "HEAD"}:
        raise not_allowed(METHODS, "graphs can be read here, not changed")
    name, asked = _named_graph(request)
    service: Service = request.app.state.service
    if name is not None and not await service.read(
        lambda held: held.store.rdf.contains_named_graph(ox.NamedNode(name))
    ):
        raise Problem(404, f"there is no graph {name}; the description of the service lists them: GET /sparql")
    choice = pick(request, GRAPH, asked)
    # Through a cell like any question: it is there that an answer's size and time are bounded.
    graph = None if name is None else (name,)
    reply = await service.ask(request, Question(_ALL, choice.format.name, graph, () if graph else None))
    return Whole(reply.data, choice)


def _named_graph(request: Request) -> tuple[str | None, str | None]:
    """Return the graph that is asked for, None for the default graph, and ``?format=``. Raises Problem 400."""
    fields = fields_of(request.scope["query_string"])
    names = [value for name, value in fields if name == "graph"]
    default = any(name == "default" for name, _ in fields)
    if len(names) + default != 1:
        raise Problem(400, "name one graph with ?graph=IRI, or all of them together with ?default")
    asked = [value for name, value in fields if name == "format" and value]
    return (absolute("graph", names[0]) if names else None), (asked[-1] if asked else None)


ROUTES = [Route("/graphs", graphs, methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH"])]
