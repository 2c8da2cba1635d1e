"""Linked data: every IRI of the graph has an address here, which leads to what is known of the thing, in many forms.

``/statement/ID`` is a thing, which cannot be sent: it answers 303 See Other to one of the documents about it,
``/statement/ID.html``, ``.ttl``, ``.jsonld`` and so on, the one that the Accept header likes best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import NotFoundError
from kg.iris import DATA
from kg.render.graphs import serialise
from kg.render.visible import visible
from kg.serve.addresses import DATA_KINDS, FILES, ONTOLOGY, SCHEME_KINDS, iri_at, local_address
from kg.serve.delivery import html_response, paged
from kg.serve.formats import GRAPH, HTML, JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format
from kg.serve.lists import KINDS, heading, listing
from kg.serve.markup import link, tag, together
from kg.serve.negotiation import Choice
from kg.serve.problems import Problem
from kg.serve.reports import report
from kg.serve.responses import Whole, base_url, pick
from kg.serve.shell import page
from kg.serve.terms import ontology
from kg.serve.things import classes, description, is_there
from kg.serve.views import thing, title_of
from kg.vocab import NEG, RDF

if TYPE_CHECKING:
    from kg.serve.service import Service, Snapshot

# Machines that say nothing of what they like get Turtle; browsers name HTML.
FORMATS = (TURTLE, HTML, NTRIPLES, TRIG, NQUADS, JSONLD, RDFXML)
ENDINGS = {one.name: one for one in FORMATS} | {"rdf": RDFXML}
_FOAF = "http://xmlns.com/foaf/0.1/"
_VOID = "http://rdfs.org/ns/void#"
_DCTERMS = "http://purl.org/dc/terms/"
DATASET = ox.NamedNode(DATA + "dataset")


def rdf_of(quads: list[ox.Quad], name: str) -> bytes:
    """Write quads in a format of ``GRAPH``, the same quads as the same text; without graphs each triple stands once."""
    if name in {"ttl", "trig", "nq", "jsonld"}:
        return serialise(quads, name)
    triples = sorted({quad.triple for quad in quads}, key=str)
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES if name == "nt" else ox.RdfFormat.RDF_XML)
    assert data is not None  # it is None only where a file to write to is given
    return data


def document_quads(document: str, node: ox.NamedNode, label: str) -> list[ox.Quad]:
    """Return what a document says of itself: of what it tells, and of which data set that is part."""
    this = ox.NamedNode(document)
    return [
        ox.Quad(this, RDF.type, ox.NamedNode(_FOAF + "Document")),
        ox.Quad(this, ox.NamedNode(_FOAF + "primaryTopic"), node),
        ox.Quad(this, ox.NamedNode(_VOID + "inDataset"), DATASET),
        ox.Quad(this, ox.NamedNode(_DCTERMS + "title"), ox.Literal(visible(label))),
    ]


@paged
async def lead(request: Request) -> Response:
    """Answer for a thing, or its document where the address has an ending, or a list where it names a kind alone."""
    return await _lead(request)


async def _lead(request: Request) -> Response:
    path = request.url.path
    stem, dot, ending = path.rpartition(".")
    document = ENDINGS.get(ending) if dot and "/" not in ending else None
    if document is not None:
        return await _document(request, stem, document)
    kind = path.strip("/")
    if path.endswith("/") and kind in KINDS:
        return await _list(request, kind)
    node = await _node(request, path)
    choice = pick(request, FORMATS, request.query_params.get("format"))
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "format"]
    query = f"?{urlencode(kept)}" if kept else ""
    return RedirectResponse(f"{local_address(node.value)}.{choice.format.name}{query}", 303, {"Vary": "Accept"})


@paged
async def onward(request: Request) -> Response:
    """Lead from ``/data/…`` and ``/scheme/…``, as the IRIs are written, to the short addresses."""
    rest = request.url.path.partition("/")[2].partition("/")[2]
    kind, slash, name = rest.partition("/")
    if slash and name and kind in {*DATA_KINDS, *SCHEME_KINDS}:
        return RedirectResponse("/" + quote(rest, safe="/-_.~:,;=!@"), 303)
    if request.url.path == "/data/dataset":
        return RedirectResponse("/dataset", 303)
    return await _lead(request)


async def _document(request: Request, stem: str, form: Format) -> Response:
    node = await _node(request, stem)
    address = base_url(request) + (local_address(node.value) or stem)
    if form is HTML:
        here = _span(request)
        data = await _service(request).read(lambda snapshot: _page(snapshot, node, here))
        return html_response(data)

    def written(snapshot: Snapshot) -> bytes:
        rdf = snapshot.store.rdf
        about = document_quads(f"{address}.{form.name}", node, title_of(rdf, node))
        return rdf_of([*description(rdf, node), *about], form.name)

    return Whole(await _service(request).read(written), Choice(form, form.media_type))


def _page(snapshot: Snapshot, node: ox.NamedNode, here: tuple[int, int] | None) -> bytes:
    rdf = snapshot.store.rdf
    local = local_address(node.value) or ""
    others = [(one.media_type, f"{local}.{one.name}") for one in (*GRAPH,)]
    if NEG.Report in classes(rdf, node):
        told = report(rdf, node, here)
    else:
        told = ontology(rdf, node) if node.value == ONTOLOGY else thing(rdf, node)
    forms = [together(link(f"{local}.{one.name}", one.name), " ") for one in GRAPH]
    return page(
        title_of(rdf, node),
        told,
        tag("p", "The same as RDF: ", forms, class_="forms"),
        here=f"/{local.split('/')[1]}/",
        alternates=others,
    )


async def _list(request: Request, kind: str) -> Response:
    pick(request, (HTML,), None)
    made = await _service(request).read(
        lambda snapshot: snapshot.kept(
            f"list of {kind}", lambda store: page(heading(kind), listing(store.rdf, kind), here=f"/{kind}/")
        )
    )
    return html_response(made)


async def _node(request: Request, path: str) -> ox.NamedNode:
    """Return the thing at a path. Raises Problem 404 where the store holds nothing of that name."""

    def look(snapshot: Snapshot) -> ox.NamedNode:
        iri = iri_at(path)
        try:
            node = ox.NamedNode(iri or "")
        except ValueError:
            node = None
        if node is None or not is_there(snapshot.store.rdf, node):
            raise NotFoundError(f"nothing in the store has the address {path}; the lists and questions lead to all")
        return node

    return await _service(request).read(look)


def _span(request: Request) -> tuple[int, int] | None:
    """Return the offsets that ``?from=…&to=…`` gives. Raises Problem 400 where these are none."""
    start, end = request.query_params.get("from"), request.query_params.get("to")
    if start is None and end is None:
        return None
    if not (
        start and end and start.isdecimal() and end.isdecimal() and len(start + end) < 20 and int(start) < int(end)
    ):
        raise Problem(400, "from and to are two whole numbers, the first the smaller: offsets into the text")
    return int(start), int(end)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ROUTES = [
    *(
        Route(f"/{kind}/{{name:path}}", lead, methods=["GET"])
        for kind in (*DATA_KINDS, *SCHEME_KINDS, "genid", "cases")
    ),
    *(
        Route(f"/{name}{ending}", lead, methods=["GET"])
        for name in FILES
        for ending in ("", *(f".{e}" for e in ENDINGS))
    ),
    Route("/data/{name:path}", onward, methods=["GET"]),
    Route("/scheme/{name:path}", onward, methods=["GET"]),
]
