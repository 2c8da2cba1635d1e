"""SHACL over quads: the one place that touches rdflib and pyshacl, made to fail closed.

pyshacl says that everything conforms where the shapes are empty, misspelt, or reach no node. Here each of these is
an error. Data and shapes go from quads to rdflib's terms by the same function, so that a literal is equal to itself
in both; nothing is parsed, fetched or normalised by rdflib, and SPARQL constraints are answered by Oxigraph.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple, Variable

from kg.bundle import bundle_path
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.vocab import RDF, RDFS, XSD

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.query import Result as QueryResult
    from rdflib.term import Identifier, Node

Term = NamedNode | BlankNode | Literal | Triple

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


def check_shapes(quads: Iterable[Quad], source: str) -> None:
    """Refuse shapes that would let everything pass: without a target, or with a term that SHACL does not have.

    Raises InputError, naming the term.
    """
    has_target = False
    for quad in quads:
        has_target |= quad.predicate in _TARGETS
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(SH) and term.value[len(SH) :] not in TERMS:
                raise InputError(f"{source}: SHACL has no term sh:{term.value[len(SH) :]}; correct its spelling")
    if not has_target:
        raise InputError(f"{source}: no shape has a target, so nothing would ever be checked")


def _reached(shapes: list[Quad], data: list[Quad], known: list[Quad]) -> bool:
    """Tell whether a node of the data is of a targeted class; other targets count only where no class is targeted."""
    targets = {name: {quad.object for quad in shapes if quad.predicate == name} for name in _TARGETS}
    classes, nodes, of_objects, of_subjects = targets.values()
    if not classes:
        return any(
            quad.predicate in of_objects | of_subjects or quad.subject in nodes or quad.object in nodes for quad in data
        )
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


@cache
def _graph_class() -> Callable[[Iterable[Quad]], Graph]:
    import rdflib

    # Normalising rewrites literals, and takes minutes over "1E1000000000"^^xsd:decimal. SHACL judges them as they are.
    rdflib.NORMALIZE_LITERALS = False
    # It also logs a traceback for each ill-formed literal; the shapes say so in words.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)

    class QuadGraph(rdflib.Graph):
        """An rdflib graph whose queries Oxigraph answers: rdflib would parse the same text for every focus node."""

        def __init__(self, quads: Iterable[Quad]) -> None:
            super().__init__(bind_namespaces="none")
            triples = [(quad.subject, quad.predicate, quad.object) for quad in quads]
            for subject, predicate, value in triples:
                self.add((_to_rdflib(subject), _to_rdflib(predicate), _to_rdflib(value)))
            self.answering = Store()
            self.answering.extend(Quad(*triple) for triple in triples)

        def query(  # type: ignore[override]
            self,
            query_object: str,
            processor: str = "sparql",
            result: str = "sparql",
            initNs: Mapping[str, object] | None = None,  # noqa: N803 - the name is rdflib's
            initBindings: Mapping[str, Node] | None = None,  # noqa: N803
            *_options: object,
        ) -> QueryResult:
            """Return the solutions of a SELECT; of the arguments only the text and the bindings count."""
            bound: dict[Variable, Term] = {}
            for name, node in (initBindings or {}).items():
                bound[Variable(name)] = _from_rdflib(node)
            solutions = self.answering.query(query_object, substitutions=bound)
            assert isinstance(solutions, QuerySolutions)
            answer = rdflib.query.Result("SELECT")
            answer.vars = [rdflib.Variable(variable.value) for variable in solutions.variables]
            answer.bindings = [
                {name: _to_rdflib(term) for name, term in zip(answer.vars, solution, strict=True) if term is not None}
                for solution in solutions
            ]
            return answer

    return QuadGraph


def _to_rdflib(term: Term) -> Identifier:
    from rdflib import BNode, URIRef
    from rdflib import Literal as Words

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Triple):
        raise InputError("triples about triples (<<…>>) are not supported; write plain triples")
    if term.language is not None:
        return Words(term.value, lang=term.language)
    # rdflib takes "x" and "x"^^xsd:string for two literals; here it is always the first.
    return Words(term.value, datatype=None if term.datatype == XSD.string else URIRef(term.datatype.value))


def _from_rdflib(term: Node) -> Term:
    from rdflib import BNode, URIRef
    from rdflib import Literal as Words

    if isinstance(term, Words):
        if term.language is not None:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=XSD.string if term.datatype is None else NamedNode(str(term.datatype)))
    assert isinstance(term, BNode | URIRef)
    return BlankNode(str(term)) if isinstance(term, BNode) else NamedNode(str(term))


def _shown(term: Term) -> str:
    """Return an IRI or a plain text as it is; of other literals also show what makes them other."""
    if not isinstance(term, Literal):
        return str(term) if isinstance(term, BlankNode) else term.value if isinstance(term, NamedNode) else ""
    if term.language is not None:
        return f'"{term.value}"@{term.language}'
    if term.datatype == XSD.string:
        return term.value
    return f'"{term.value}"^^{term.datatype.value.replace(XSD.base, "xsd:")}'


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
        self.compiled = ShapesGraph(_graph_class()(map(_on_one_line, quads)))

    def verdict(self, quads: Iterable[Quad]) -> Verdict:
        from pyshacl.errors import ReportableRuntimeError, ValidationFailure
        from pyshacl.graph_abstraction import DataGraph
        from pyshacl.validator import Validator

        validator = Validator(DataGraph.from_rdflib(_graph_class()(quads)), shacl_graph=self.compiled.graph)
        validator.shacl_graph = self.compiled
        try:
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]
        except (ReportableRuntimeError, ValidationFailure, ValueError) as error:
            # No verdict is not a good verdict.
            raise InputError(f"{self.source}: the shapes cannot be applied to this data: {error}") from error
        results = self._results(report)
        return Verdict(not any(result.severity == "Violation" for result in results), results)

    def _results(self, report: Graph) -> tuple[Result, ...]:
        from rdflib import Namespace, URIRef

        shacl = Namespace(SH)

        def one(node: Node, name: str) -> str:
            value = report.value(node, shacl[name])
            return "" if value is None else _shown(_from_rdflib(value))

        results = set()
        for node in report.objects(None, shacl.result):
            path = report.value(node, shacl.resultPath)
            results.add(
                Result(
                    focus=one(node, "focusNode"),
                    shape=one(node, "sourceShape").rpartition("#")[2],
                    path=str(path) if isinstance(path, URIRef) else "",
                    value=one(node, "value"),
                    severity=one(node, "resultSeverity").removeprefix(SH),
                    message=" ".join(sorted(str(message) for message in report.objects(node, shacl.resultMessage))),
                )
            )
        return tuple(sorted(results))
