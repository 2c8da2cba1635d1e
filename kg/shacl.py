"""SHACL over quads: the one place that touches pyshacl, made to fail closed.

pyshacl says that everything conforms where the shapes are empty, misspelt, or reach no node. Here each of these is
an error. Nothing is parsed, fetched or normalised by rdflib, and SPARQL constraints are answered by Oxigraph
(``kg.quad_graph``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.bundle import bundle_path
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.quad_graph import Term, check_sparql, from_rdflib, graph_class, shown
from kg.vocab import OWL, RDF, RDFS

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = [
    "SH",
    "TERMS",
    "Result",
    "Term",
    "Verdict",
    "check_foreign_shapes",
    "check_shapes",
    "run_foreign_shapes",
    "run_shapes",
]

SH = "http://www.w3.org/ns/shacl#"

# SHACL Core and SHACL-SPARQL (W3C Recommendation of 2017), without the terms that only results use.
TERMS = frozenset(
    """
    NodeShape PropertyShape BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI IRIOrLiteral Literal Info Violation Warning
    ConstraintComponent Parameter PrefixDeclaration SPARQLAskValidator SPARQLConstraint SPARQLSelectValidator
    targetClass targetNode targetObjectsOf targetSubjectsOf
    alternativePath inversePath oneOrMorePath path zeroOrMorePath zeroOrOnePath
    and class closed datatype disjoint equals flags hasValue ignoredProperties in languageIn lessThan lessThanOrEquals
    maxCount maxExclusive maxInclusive maxLength minCount minExclusive minInclusive minLength node nodeKind not or
    pattern property qualifiedMaxCount qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint uniqueLang
    xone deactivated defaultValue description group message name order severity
    ask declare labelTemplate namespace nodeValidator optional parameter prefix prefixes propertyValidator select
    sparql validator
    """.split()
)

_SELECT = NamedNode(SH + "select")
_COMPONENTS = {NamedNode(SH + name) for name in ("validator", "nodeValidator", "propertyValidator", "ask")}
_SHAPE_KINDS = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
_CLASS_KINDS = {NamedNode(RDFS.base + "Class"), OWL.Class}
_TARGETS = tuple(NamedNode(SH + name) for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """What a shape has to say about a node.

    ``focus``, ``path`` and ``value`` are IRIs or words as in the data, empty where there is none; ``shape`` is the
    local name of the shape; ``severity`` is Violation, Warning or Info.
    """

    focus: str
    shape: str
    path: str
    value: str
    severity: str
    message: str

    def __str__(self) -> str:
        """One line for people: the node, what is wrong and what to do, and what was found."""
        found = " ".join(self.value.split())
        found = found if len(found) <= 120 else found[:119] + "…"
        path = f" Path: {self.path}." if self.path else ""
        return f"{self.focus}: {self.message}{path}" + (f" Found: {found}" if found and found != self.focus else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether data conforms: no result at all is a violation. ``results`` are in order, each once."""

    conforms: bool
    results: tuple[Result, ...]


def run_shapes(
    data: Iterable[Quad], context: Iterable[Quad] = (), *, shapes: str = "shapes", source: str = "the data"
) -> Verdict:
    """Hold data against the shapes of a bundled file.

    Args:
        data: what is checked; graph names are passed over, all graphs count as one.
        context: what the shapes may look up but which is not itself the object of the check.
        shapes: ``NAME`` of ``ontology/NAME.ttl``.
        source: the name by which messages call the data.

    Raises:
        InputError: no node of the data is of a class that a shape targets, so that conforming would mean nothing;
            or the shapes themselves cannot be used.
    """
    data, context = list(data), list(context)
    loaded = _bundled_shapes(shapes)
    if not _reached(loaded.quads, data, [*data, *context]):
        raise InputError(f"{source}: nothing to check, no node is of a class that {shapes}.ttl speaks of")
    return loaded.verdict([*data, *context])


def run_foreign_shapes(
    shapes: Iterable[Quad], data: Iterable[Quad], context: Iterable[Quad] = (), *, name: str, source: str = "the data"
) -> Verdict:
    """Hold data against shapes of a stranger's, which ``check_foreign_shapes`` lets pass; ``name`` is their file's.

    They may take for ever, so this is for a guarded process. Nothing that they import is looked at.
    Raises InputError as ``run_shapes`` and ``check_foreign_shapes``, LimitError as the latter.
    """
    shapes, data, context = list(shapes), list(data), list(context)
    check_foreign_shapes(shapes, name)
    loaded = _Shapes(shapes, name)
    if not _reached(shapes, data, [*data, *context], any_target=True):
        raise InputError(f"{source}: nothing to check, no node is a target of {name}")
    return loaded.verdict([*data, *context])


def check_foreign_shapes(quads: Iterable[Quad], source: str) -> None:
    """Refuse shapes that would let everything pass, and SPARQL in them that a foreign query may not hold.

    Raises InputError, and LimitError for SPARQL that is too long or too deep.
    """
    quads = list(quads)
    check_shapes(quads, source)
    for quad in quads:
        if quad.predicate in _COMPONENTS:
            # They bind variables that the query need not return, which Oxigraph cannot do.
            raise InputError(f"{source}: constraint components of one's own are not supported; write sh:sparql")
        if quad.predicate == _SELECT and isinstance(quad.object, Literal):
            check_sparql(quad.object.value, source)


def check_shapes(quads: Iterable[Quad], source: str) -> None:
    """Refuse shapes that would let everything pass: without a target, or with a term that SHACL does not have.

    Raises InputError, naming the term.
    """
    quads = list(quads)
    has_target = bool(_classes_that_are_shapes(quads))
    for quad in quads:
        has_target |= quad.predicate in _TARGETS
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(SH) and term.value[len(SH) :] not in TERMS:
                raise InputError(f"{source}: SHACL has no term sh:{term.value[len(SH) :]}; correct its spelling")
    if not has_target:
        raise InputError(f"{source}: no shape has a target, so nothing would ever be checked")


def _classes_that_are_shapes(quads: list[Quad]) -> set[Term]:
    """Return the nodes that are a class and a shape at once: such a class is the shape's target."""
    types: dict[Term, set[Term]] = {}
    for quad in quads:
        if quad.predicate == RDF.type:
            types.setdefault(quad.subject, set()).add(quad.object)
    return {node for node, kinds in types.items() if kinds & _SHAPE_KINDS and kinds & _CLASS_KINDS}


def _reached(shapes: list[Quad], data: list[Quad], known: list[Quad], *, any_target: bool = False) -> bool:
    """Tell whether a node of the data is of a targeted class.

    Other targets count where no class is targeted, and with ``any_target``.
    """
    targets = {name: {quad.object for quad in shapes if quad.predicate == name} for name in _TARGETS}
    classes, nodes, of_objects, of_subjects = targets.values()
    classes |= _classes_that_are_shapes(shapes)
    if (any_target or not classes) and any(
        quad.predicate in of_objects | of_subjects or quad.subject in nodes or quad.object in nodes for quad in data
    ):
        return True
    parents: dict[Term, list[Term]] = {}
    for quad in known:
        if quad.predicate == RDFS.subClassOf:
            parents.setdefault(quad.subject, []).append(quad.object)
    waiting = [quad.object for quad in data if quad.predicate == RDF.type]
    seen: set[Term] = set()
    while waiting:
        kind = waiting.pop()
        if kind in classes:
            return True
        if kind not in seen:
            seen.add(kind)
            waiting += parents.get(kind, [])
    return False


@cache
def _bundled_shapes(name: str) -> _Shapes:
    path = bundle_path("ontology") / f"{name}.ttl"
    return _Shapes(parse_rdf(path.read_bytes(), format="turtle", source=path.name), path.name)


def _on_one_line(quad: Quad) -> Quad:
    """Put the text of a query on one line: pyshacl searches it line by line, to its end, for every focus node."""
    text = quad.object
    if quad.predicate != _SELECT or not isinstance(text, Literal) or "#" in text.value:
        return quad  # a comment would swallow what follows it
    line = " ".join(part.strip() for part in text.value.split("\n"))
    return Quad(quad.subject, quad.predicate, Literal(line), quad.graph_name)


class _Shapes:
    """A checked shapes graph, parsed and compiled once."""

    def __init__(self, quads: list[Quad], source: str) -> None:
        from pyshacl.shapes_graph import ShapesGraph

        check_shapes(quads, source)
        self.quads = quads
        self.source = source
        self.compiled = ShapesGraph(graph_class()(map(_on_one_line, quads)))

    def verdict(self, quads: Iterable[Quad]) -> Verdict:
        from pyshacl.errors import ReportableRuntimeError, ValidationFailure
        from pyshacl.graph_abstraction import DataGraph
        from pyshacl.validator import Validator

        validator = Validator(DataGraph.from_rdflib(graph_class()(quads)), shacl_graph=self.compiled.graph)
        validator.shacl_graph = self.compiled
        try:
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]
        except (ReportableRuntimeError, ValidationFailure, ValueError) as error:
            # No verdict is not a good verdict.
            why = " ".join(str(error).split())
            raise InputError(f"{self.source}: the shapes cannot be applied to this data: {why}") from error
        results = self._results(report)
        return Verdict(not any(result.severity == "Violation" for result in results), results)

    def _results(self, report: Graph) -> tuple[Result, ...]:
        from rdflib import Namespace, URIRef

        shacl = Namespace(SH)

        def one(node: Node, name: str) -> str:
            value = report.value(node, shacl[name])
            return "" if value is None else shown(from_rdflib(value))

        results = set()
        for node in report.objects(None, shacl.result):
            path = report.value(node, shacl.resultPath)
            results.add(
                Result(
                    focus=one(node, "focusNode"),
                    shape=self._shape(report.value(node, shacl.sourceShape)),
                    path=str(path) if isinstance(path, URIRef) else "",
                    value=one(node, "value"),
                    severity=one(node, "resultSeverity").removeprefix(SH),
                    message=" ".join(sorted(str(message) for message in report.objects(node, shacl.resultMessage))),
                )
            )
        return tuple(sorted(results))

    def _shape(self, node: Node | None) -> str:
        """Return the local name of a shape; of one without a name, that of the shape round it."""
        from rdflib import BNode

        seen = set()
        while isinstance(node, BNode) and node not in seen:
            seen.add(node)
            node = next(self.compiled.graph.subjects(None, node), node)
        return str(node).rpartition("#")[2] if node is not None else ""
