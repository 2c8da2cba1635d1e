"""Commands about a store as a whole: ``reason``, ``dump`` and ``info``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Format, settings_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.cli.frame import Settings
    from kg.reason import Consistency


def reason(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(help="RDF to reason over with the bundled ontology, instead of the store.")
    ] = None,
    limit: Annotated[float, typer.Option(help="Seconds after which the reasoner is stopped.")] = 120.0,
    output: Format = None,
) -> int:
    """Check with OWL that everything is consistent.

    Lists also which provisions exclude each other, stated and inferred.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.errors import UsageError
    from kg.reason import check_consistency, excludes_closure

    choose_format(output, TABLES)
    if not 0 < limit < math.inf:
        raise UsageError(f"--limit takes a number of seconds above 0, not {limit:g}")
    settings = settings_of(context)
    quads = _of_files(files) if files else _of_store(settings)
    found = check_consistency(quads, limit=limit)
    rows = _verdict(found)
    if found.consistent:
        rows += _exclusions(quads, excludes_closure(quads, limit=limit))
    write_table(table_of(("check", "result", "detail"), rows), output)
    return 0 if found.consistent and not found.unsatisfiable else 1


def dump(
    context: typer.Context,
    output: Annotated[str, typer.Option("--format", "-f", help="nq, trig, ttl (graphs merged) or jsonld.")] = "nq",
    target: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; it appears whole.")] = None,
    graph: Annotated[
        str | None, typer.Option("--graph", help="Only this graph: its IRI, or what follows …/data/ in it.")
    ] = None,
) -> int:
    """Write the whole store as RDF, always in the same order.

    Left out are the two graphs by which the store finds again what a change touches; --graph writes them too.
    """
    from kg.cli.output import GRAPHS, choose_format, write_graph
    from kg.errors import NotFoundError
    from kg.iris import DATA, INDEX_GRAPHS

    name = choose_format(output, GRAPHS)
    settings = settings_of(context)
    with reading(settings) as store:
        if graph is None:
            quads = [quad for quad in store.rdf if quad.graph_name not in INDEX_GRAPHS]
        else:
            iri = graph if ":" in graph else DATA + graph
            if iri not in store.graph_names():
                raise NotFoundError(f"there is no graph {iri} in {settings.place}; kg info --graphs lists them")
            quads = store.graph(iri)
    write_graph(quads, name, target)
    return 0


def info(
    context: typer.Context,
    *,
    graphs: Annotated[bool, typer.Option("--graphs", help="List the graphs instead.")] = False,
    output: Format = None,
) -> int:
    """Say how much of what the store holds."""
    from kg import __version__
    from kg.census import lacks_findings, take_census
    from kg.cli.output import TABLES, choose_format, table_of, write_table

    choose_format(output, TABLES)
    settings = settings_of(context)
    with reading(settings) as store:
        if graphs:
            write_table(table_of(("graph", "quads"), [(n, len(store.graph(n))) for n in store.graph_names()]), output)
            return 0
        rows: list[tuple[str, str | int]] = [
            ("store", settings.place),
            *([("bytes", store.size_on_disk())] if settings.endpoint is None else []),
            *take_census(store).items(),
            ("findings", "missing: run kg build" if lacks_findings(store.rdf) else "up to date"),
            ("version", __version__),
        ]
    write_table(table_of(("name", "value"), rows), output)
    return 0


COMMANDS = (reason, dump, info)


def _of_files(names: list[str]) -> list[ox.Quad]:
    """Return the bundled ontology and cases with the quads of RDF files."""
    from kg.gate import MAX_BYTES, parse_rdf
    from kg.graphs import reference_quads
    from kg.sources import find_source

    quads = reference_quads()
    for name in names:
        source = find_source(name)
        quads += parse_rdf(source.read(MAX_BYTES), format="turtle" if source.path is None else None, source=source.name)
    return quads


def _of_store(settings: Settings) -> list[ox.Quad]:
    with reading(settings) as store:
        return list(store.rdf)


def _verdict(found: Consistency) -> list[tuple[str, str, str]]:
    rows = [("consistent", "yes" if found.consistent else "no", "" if found.consistent else found.explanation)]
    return rows + [("class without possible members", iri, "") for iri in found.unsatisfiable]


def _exclusions(quads: list[ox.Quad], pairs: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return one row for each two provisions that exclude each other, by label; stated ones and inferred ones."""
    from kg.refresh import CLOSURE_GRAPH
    from kg.render.formats import text_of
    from kg.vocab import NEG, RDFS

    labels = {str(quad.subject): text_of(quad.object) for quad in quads if quad.predicate == RDFS.label}
    stated = {
        frozenset((str(quad.subject), str(quad.object)))
        for quad in quads
        if quad.predicate == NEG.excludes and quad.graph_name != CLOSURE_GRAPH
    }
    rows = []
    for one, other in pairs:
        if one < other:
            ends = f"<{one}>", f"<{other}>"
            kind = "excludes" if frozenset(ends) in stated else "excludes (inferred)"
            rows.append((kind, labels.get(ends[0], one), labels.get(ends[1], other)))
    return rows
