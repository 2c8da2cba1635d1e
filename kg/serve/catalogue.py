"""What the data set is: VoID and DCAT for machines, a page for people, and all of it to take away."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import LimitError
from kg.iris import DATA, DERIVED_GRAPH, INDEX_GRAPHS
from kg.render.graphs import serialise
from kg.serve.addresses import local_address
from kg.serve.dataset import ABOUT, DUMPS, RIGHTS, TITLE, catalogue_quads
from kg.serve.delivery import html_response, paged
from kg.serve.entities import FORMATS, rdf_of
from kg.serve.extent import Extent, measure
from kg.serve.formats import GRAPH, HTML
from kg.serve.markup import Content, foreign, link, rows, tag, together
from kg.serve.negotiation import Choice
from kg.serve.problems import Problem
from kg.serve.responses import Whole, base_url, pick
from kg.serve.service import Service, Snapshot
from kg.serve.shell import page, section
from kg.vocab import NEG


@paged
async def dataset(request: Request) -> Response:
    """Answer with the description of the data set, also where VoID says that machines look first."""
    choice = pick(request, FORMATS, request.query_params.get("format"))
    service: Service = request.app.state.service
    extent = await service.read(lambda snapshot: snapshot.kept("extent", lambda _: measure(snapshot)))
    base = base_url(request)
    if choice.format is HTML:
        return html_response(_page(base, extent))
    return Whole(rdf_of(catalogue_quads(base, extent), choice.format.name), choice)


async def dump(request: Request) -> Response:
    """Answer with the whole graph, as ``kg dump`` writes it. It is written once for each snapshot."""
    form = DUMPS.get(request.path_params["form"])
    if form is None:
        raise Problem(404, f"the whole graph can be had as {' and '.join(f'/dump.{name}' for name in DUMPS)}")
    service: Service = request.app.state.service

    def whole(snapshot: Snapshot) -> bytes:
        rdf = snapshot.store.rdf
        if len(rdf) > service.limits.rows:
            raise LimitError(
                f"the graph has {len(rdf)} quads and {service.limits.rows} are sent at once; "
                "take it graph by graph from /graphs, or with: kg dump"
            )
        return serialise((quad for quad in rdf if quad.graph_name not in INDEX_GRAPHS), form.name)

    data = await service.read(lambda snapshot: snapshot.kept(f"dump {form.name}", lambda _: whole(snapshot)))
    response = Whole(data, Choice(form, form.media_type))
    response.headers["Content-Disposition"] = f'attachment; filename="negotiation-kg.{form.name}"'
    return response


def _page(base: str, extent: Extent) -> bytes:
    def short(name: str) -> str:
        return name.removeprefix(DATA).removeprefix(NEG.base)

    def table(heading: str, what: str, counted: tuple[tuple[str, int], ...]) -> Content:
        lines: list[list[Content]] = [[link(local_address(name) or name, foreign(short(name))), str(number)]
                 for name, number in sorted(counted, key=lambda one: (-one[1], one[0]))]  # fmt: skip
        return section(heading, tag("details", tag("summary", f"{len(lines)}"), rows((what, "number"), lines)))

    graphs: list[list[Content]] = [
        [link(local_address(name), foreign(short(name))), str(number)] for name, number in extent.graphs
    ]
    derived = local_address(DERIVED_GRAPH.value)
    ways: tuple[tuple[Content, Content], ...] = (
        (link("/dump.nq", "dump.nq"), "the whole graph as N-Quads, one named graph a report"),
        (link("/dump.trig", "dump.trig"), "the same as TriG"),
        (tag("code", f"{base}/sparql"), "SPARQL 1.1 Protocol"),
        (tag("code", f"{base}/graphs?graph=IRI"), "one graph (Graph Store Protocol, reading)"),
        (link("/openapi.json", "openapi.json"), "every named query with its parameters (OpenAPI 3.1)"),
        (link("/.well-known/void?format=ttl", "/.well-known/void"), "this description as RDF (VoID, DCAT)"),
        (link("/ontology", "ontology"), "the terms, each with its definition"),
    )
    return page(
        "About the data",
        tag("h1", TITLE),
        tag("p", ABOUT),
        tag("p", RIGHTS, class_="hint"),
        tag(
            "ul",
            [tag("li", tag("b", str(number)), " ", name) for number, name in (
                (len(extent.reports), "reports"), (extent.entities, "things"), (extent.triples, "triples"),
                (len(extent.graphs), "graphs"))],
            class_="counts",
        ),
        section("Take it, or ask it", rows(("where", "what"), ways)),
        section(
            "Graphs",
            tag("p", "Each report has a graph of its own; what follows from all of them stands in ",
                link(derived, "graph/derived"), " and can be deleted and made again.", class_="hint"),
            rows(("graph", "triples"), graphs),
        ),
        table("Classes", "class", extent.classes),
        table("Properties", "property", extent.properties),
        tag("p", "The same as RDF: ",
            [together(link(f"/dataset?format={one.name}", one.name), " ") for one in GRAPH], class_="forms"),
        here="/dataset",
        alternates=[(one.media_type, f"/dataset?format={one.name}") for one in GRAPH],
    )  # fmt: skip


ROUTES = [
    Route("/dataset", dataset, methods=["GET"]),
    Route("/.well-known/void", dataset, methods=["GET"]),
    Route("/dump.{form:str}", dump, methods=["GET"]),
]
