"""What stands before a store that is filled from a server: nothing enters but what this program could have written.

A report's graph is read into records and written again; it must come out the same, triple by triple, with the decisions
that people took about it, and conform to the shapes. So quotes are verbatim, and nothing rides along. A case file
passes what every case file of a user's passes. Ontology, origins, positions and findings are not taken from a server
at all: they are this program's, or follow (``kg.remote.pull``).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox

from kg import __version__
from kg.curation import curate, decisions_of, extracted_from
from kg.errors import InputError, KgError
from kg.graphs import decision_quads, extraction_quads, reference_quads
from kg.iris import CURATION_GRAPH, case_graph, deprecated_graph, report_iri, software_iri
from kg.validate import validate_report
from kg.vocab import OWL

if TYPE_CHECKING:
    from kg.lexicon import CaseFile

_VERSION = re.compile(r"[0-9][0-9A-Za-z.+!-]{0,40}")


def admit_case(graph: str, quads: list[ox.Quad], folder: Path) -> CaseFile:
    """Return the case file that a graph holds, if it is one that ``--case`` would take.

    Args:
        graph: its name.
        quads: all of it.
        folder: where the file is written, to be read as any other.

    Raises:
        InputError: it is no case file, or not the one that its name says.
    """
    from kg.casefile import read_case
    from kg.sources import Source

    path = folder / "case.ttl"
    path.write_bytes(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.TURTLE) or b"")
    case = read_case(Source(graph, path))
    if isinstance(case, str) or case_graph(case.slug).value != graph:
        _refuse(graph, "it holds another case than its name says")
    if {quad for quad in reference_quads(case) if quad.graph_name == case_graph(case.slug)} != set(quads):
        _refuse(graph, "it cannot be read back the same")
    return case


def admit_curation(rdf: ox.Store) -> None:
    """Raise InputError unless the graph of curation holds decisions of people, none altered, and nothing else."""
    wanted = {quad for decision in decisions_of(rdf) for quad in decision_quads(decision)}
    if wanted != set(rdf.quads_for_pattern(None, None, None, CURATION_GRAPH)):
        _refuse(CURATION_GRAPH.value, "it holds something else than decisions")


def admit_report(rdf: ox.Store, report_id: str, case: CaseFile | None) -> None:
    """Pass a report that is in a store, with what was set aside of it.

    Args:
        rdf: holds its graphs, the graph of curation, and the cases.
        report_id: what stands after the last slash of its graph's name.
        case: the case file that it was read by, where that is no bundled one.

    Raises:
        InputError: its graphs are not what this program writes, or break a shape.
    """
    try:
        graph = report_iri(report_id)
        beside = deprecated_graph(report_id)
        extraction = extracted_from(rdf, report_id)
        curated = curate(extraction, decisions_of(rdf, report_id))
    except (ValueError, KeyError, TypeError) as error:
        _refuse(f"the report {report_id}", f"it cannot be read back ({error})")
    except KgError as error:
        _refuse(f"the report {report_id}", str(error))
    if extraction.report.id != report_id:
        _refuse(graph.value, "its text is another than its name says")
    for node, written in (
        (graph, curated.report.get(graph.value, ())),
        (beside, curated.beside.get(beside.value, ())),
    ):
        stands = _by_this_version(set(rdf.quads_for_pattern(None, None, None, node)))
        if stands != set(written):
            odd = min(map(str, stands.symmetric_difference(written)))
            _refuse(node.value, f"it is not as this program writes it: {odd[:300]}")
    # What was set aside is looked at where it came from: in the report as it was before anybody decided.
    for quads in (list(curated.report[graph.value]), extraction_quads(extraction)):
        verdict = validate_report(quads, case=case)
        if not verdict.conforms:
            _refuse(graph.value, str(verdict.results[0]))


def _by_this_version(quads: set[ox.Quad]) -> set[ox.Quad]:
    """Return quads with the version of this program in place of the one that they were written by, if it is one."""
    versions = {
        quad.object.value
        for quad in quads
        if quad.predicate == OWL.versionInfo
        and isinstance(quad.object, ox.Literal)
        and _VERSION.fullmatch(quad.object.value)
        and quad.subject == software_iri(quad.object.value)
    }
    if len(versions) != 1:
        return quads
    (version,) = versions
    changed: dict[object, ox.NamedNode | ox.Literal] = {
        software_iri(version): software_iri(__version__),
        ox.Literal(version): ox.Literal(__version__),
        ox.Literal(f"negotiation-kg {version}"): ox.Literal(f"negotiation-kg {__version__}"),
    }
    found = set()
    for quad in quads:
        subject, value = quad.subject, quad.object
        if subject == software_iri(version):
            subject = software_iri(__version__)
            value = changed.get(value, value)
        elif value == software_iri(version):
            value = software_iri(__version__)
        found.add(ox.Quad(subject, quad.predicate, value, quad.graph_name))
    return found


def _refuse(what: str, why: str) -> NoReturn:
    raise InputError(f"{what} does not enter: {why}") from None
