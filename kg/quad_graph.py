"""Quads as a graph of rdflib's, for pyshacl, which knows no other; questions to it are answered by Oxigraph.

Data and shapes go from quads to rdflib's terms by the same function, so that a literal is equal to itself in both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple, Variable

from kg.errors import InputError, UsageError
from kg.sparql import refuse_unsafe
from kg.vocab import XSD

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.query import Result as QueryResult
    from rdflib.term import Identifier, Node

Term = NamedNode | BlankNode | Literal | Triple


@cache
def graph_class() -> Callable[[Iterable[Quad]], Graph]:
    """Return the class of such graphs, which is made of quads; the names of their graphs are passed over."""
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
                self.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(value)))
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
            # Again, and here: prefixes that shapes declare have been pasted in front of the text.
            check_sparql(query_object, "the shapes")
            bound: dict[Variable, Term] = {}
            for name, node in (initBindings or {}).items():
                bound[Variable(name)] = from_rdflib(node)
            solutions = self.answering.query(query_object, substitutions=bound)
            if not isinstance(solutions, QuerySolutions):
                raise InputError("the shapes: sh:select holds a query of another kind")
            answer = rdflib.query.Result("SELECT")
            answer.vars = [rdflib.Variable(variable.value) for variable in solutions.variables]
            answer.bindings = [
                {name: to_rdflib(term) for name, term in zip(answer.vars, solution, strict=True) if term is not None}
                for solution in solutions
            ]
            return answer

    return QuadGraph


def to_rdflib(term: Term) -> Identifier:
    """Return the term as rdflib has it. Raises InputError for a triple."""
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


def from_rdflib(term: Node) -> Term:
    """Return what ``to_rdflib`` has made of it."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as Words

    if isinstance(term, Words):
        if term.language is not None:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=XSD.string if term.datatype is None else NamedNode(str(term.datatype)))
    assert isinstance(term, BNode | URIRef)
    return BlankNode(str(term)) if isinstance(term, BNode) else NamedNode(str(term))


def shown(term: Term) -> str:
    """Return an IRI or a plain text as it is; of other literals also show what makes them other."""
    if not isinstance(term, Literal):
        return str(term) if isinstance(term, BlankNode) else term.value if isinstance(term, NamedNode) else ""
    if term.language is not None:
        return f'"{term.value}"@{term.language}'
    if term.datatype == XSD.string:
        return term.value
    return f'"{term.value}"^^{term.datatype.value.replace(XSD.base, "xsd:")}'


@lru_cache(maxsize=1024)
def check_sparql(text: str, source: str) -> None:
    """Refuse a query in shapes that could reach the network or overrun the engine. Raises InputError, LimitError."""
    try:
        refuse_unsafe(text)
    except UsageError as error:
        raise InputError(f"{source}: SPARQL in a shape: {error}") from None
