"""What kinds of triple store there are, at which paths each serves what, and the habits to be minded in each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.errors import StoreError, UsageError
from kg.remote.addresses import check_url, host_of
from kg.remote.credentials import Credentials
from kg.remote.sending import Reply, Sender
from kg.remote.solutions import JSON, read_truth

FORM = "application/x-www-form-urlencoded"
UNION_OF_FUSEKI = "urn:x-arq:UnionGraph"


@dataclass(frozen=True, slots=True)
class Habits:
    """In what a store differs from the others.

    ``union`` is how the store is asked to look in all named graphs together for what stands outside GRAPH:
    ``always`` it does; ``parameter`` asks for it (``union-default-graph``); ``named`` needs the names of all graphs;
    ``never`` it does. ``media_type`` is that of N-Triples in a body, of which no line may be longer than
    ``longest_line`` bytes; one request of INSERT DATA takes ``triples_a_request``. ``update_by_form`` where an update
    is sent as ``update=``.
    """

    union: str = "never"
    media_type: str = "application/n-triples"
    longest_line: int | None = None
    triples_a_request: int | None = None
    update_by_form: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a store serves queries, updates and graphs; None where it does not, or where it is not known."""

    name: str
    query_url: str
    update_url: str | None = None
    graphs_url: str | None = None
    habits: Habits = Habits()


def _oxigraph(url: str) -> Layout:
    base = _without(url, "query", "sparql", "update", "store")
    return Layout("oxigraph", f"{base}/query", f"{base}/update", f"{base}/store", Habits("parameter"))


def _fuseki(url: str) -> Layout:
    base = _without(url, "query", "sparql", "update", "data")
    return Layout("fuseki", f"{base}/query", f"{base}/update", f"{base}/data", Habits("named"))


def _virtuoso(url: str) -> Layout:
    base = _without(url, "sparql", "sparql-auth", "sparql-graph-crud-auth")
    # N-Triples go as Turtle; a body with a longer line is taken for plain text.
    habits = Habits("always", "text/turtle", longest_line=100_000, triples_a_request=500)
    # Without a password it answers at the open place; who gives the other one wants to be asked who he is.
    asked = url if url.endswith("/sparql-auth") else f"{base}/sparql"
    return Layout("virtuoso", asked, f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth", habits)


def _rdf4j(url: str) -> Layout:
    base = _without(url, "statements", "rdf-graphs/service", "rdf-graphs")
    return Layout("rdf4j", base, f"{base}/statements", f"{base}/rdf-graphs/service", Habits("always"))


def _graphdb(url: str) -> Layout:
    return replace(_rdf4j(url), name="graphdb")


def _stardog(url: str) -> Layout:
    base = _without(url, "query", "update")
    return Layout("stardog", f"{base}/query", f"{base}/update", base)


def _neptune(url: str) -> Layout:
    base = _without(url, "sparql/gsp", "sparql")
    habits = Habits("always", update_by_form=True)
    return Layout("neptune", f"{base}/sparql", f"{base}/sparql", f"{base}/sparql/gsp/", habits)


def _qlever(url: str) -> Layout:
    return Layout("qlever", url, url, url, Habits("always"))


def _kg(url: str) -> Layout:
    base = _without(url, "sparql", "graphs")
    return Layout("kg", f"{base}/sparql", None, f"{base}/graphs", Habits("always"))


def _sparql(url: str) -> Layout:
    return Layout("sparql", url)


LAYOUTS: dict[str, Callable[[str], Layout]] = {
    "oxigraph": _oxigraph, "fuseki": _fuseki, "virtuoso": _virtuoso, "graphdb": _graphdb, "rdf4j": _rdf4j,
    "stardog": _stardog, "neptune": _neptune, "qlever": _qlever, "kg": _kg, "sparql": _sparql,
}  # fmt: skip
"""By name: what makes the layout of a store from the URL of the store, or from that of its queries."""

# Below the URL that was given: itself, then where stores serve queries whose base was given.
_PLACES = ("", "/query", "/sparql")
_PRODUCTS = (
    ("oxigraph", "oxigraph"), ("virtuoso", "virtuoso"), ("graphdb", "graphdb"), ("stardog", "stardog"),
    ("negotiation-kg", "kg"),
)  # fmt: skip


def find_layout(
    url: str, *, name: str | None = None, credentials: Credentials | None = None, timeout: float = 60
) -> Layout:
    """Return the layout of the store at a URL, its base or that of its queries.

    Args:
        url: as the user gave it.
        name: a key of ``LAYOUTS``, which is then taken without asking; else the server is asked, and its headers
            tell what it is.
        credentials: shown where the server asks for them.
        timeout: seconds that the server may be silent.

    Raises:
        UsageError: the URL is none, or there is no layout of this name.
        StoreError: there is no SPARQL endpoint, or it cannot be reached.
    """
    url = check_url(url)
    if name is not None:
        if name not in LAYOUTS:
            raise UsageError(f"--layout: there is no layout {name!r}; use one of: {', '.join(LAYOUTS)}")
        return LAYOUTS[name](url)
    first: Reply | None = None
    with Sender(url, credentials, timeout=timeout) as sender:
        for place in _PLACES:
            reply = sender.send("POST", url + place, body=b"query=ASK%20%7B%7D", headers=_ASKING)
            if reply.status in (401, 403, 429) or 300 <= reply.status < 400 or reply.status >= 500:
                sender.fail(reply)
            if _answers(reply):
                return _recognised(url + place, reply)
            first = first or reply
    assert first is not None
    said = f"{first.status} {first.media_type or 'no media type'}"
    raise StoreError(
        f"{url} is no SPARQL endpoint: it answered {said}, and neither {' nor '.join(_PLACES[1:])} below it answers "
        "queries; give the URL where queries go, or name a --layout"
    )


_ASKING = {"Content-Type": FORM, "Accept": JSON}


def _answers(reply: Reply) -> bool:
    """Tell whether a reply to ``ASK {}`` is an endpoint's: true, in JSON."""
    if reply.status != 200 or reply.media_type not in (JSON, "application/json"):
        return False
    try:
        return read_truth(reply.body, reply.url)
    except StoreError:
        return False


def _recognised(url: str, reply: Reply) -> Layout:
    """Return the layout of the store that answered at a URL, by what it says of itself."""
    server = reply.headers.get("server", "").lower()
    for words, name in _PRODUCTS:
        if words in server:
            return LAYOUTS[name](url)
    if "fuseki-request-id" in reply.headers:
        return _fuseki(url)
    if host_of(url).endswith(".neptune.amazonaws.com"):
        return _neptune(url)
    if re.search(r"/repositories/[^/]+$", url):
        return _rdf4j(url)
    return _sparql(url)


def _without(url: str, *ends: str) -> str:
    """Return a URL without the first of these ends that it has."""
    for end in ends:
        if url.endswith(f"/{end}"):
            return url.removesuffix(f"/{end}")
    return url
