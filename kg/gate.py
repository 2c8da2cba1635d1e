"""The one gate by which RDF comes in: strict, bounded, and without a way out to the network.

All foreign RDF is read by pyoxigraph, which is strict. What it lets through or breaks on is stopped before it:
document types in RDF/XML (entities that grow without bound), remote contexts in JSON-LD, nesting that would
overflow the parser's stack, relative IRIs that JSON-LD drops in silence, statements about statements.
Whatever is wrong, an ``InputError`` or ``LimitError`` says it in one line, and nothing has been kept.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import NoReturn

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import InputError, LimitError

MAX_BYTES = 64 * 1024 * 1024
MAX_CHARACTERS = 512 * 1024 * 1024
"""Of all terms together as read: a long prefix, used often, multiplies a small file."""
MAX_IRI = 8192
"""Characters of one IRI."""
MAX_CONTEXT_WORK = 10_000_000
"""Terms of nested JSON-LD contexts times JSON objects: each use of such a context copies its terms."""
MAX_DEPTH = 500
"""Of nested JSON values, XML elements: far above any real file, far below what overflows the parser's stack."""

FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}

_EXTENSIONS = {
    ".ttl": "turtle", ".trig": "trig", ".nt": "ntriples", ".nq": "nquads", ".rdf": "rdfxml", ".owl": "rdfxml",
    ".xml": "rdfxml", ".jsonld": "jsonld", ".json": "jsonld",
}  # fmt: skip

# A base that no file uses by intent, so that a relative IRI, even one like //host/path, shows in what is read.
_NO_BASE = "relative-iri:/"
_NO_SCHEME = "relative-iri:"

_DOCTYPE = re.compile(rb"<!\s*doctype", re.IGNORECASE)

# What can hide "<<" in the Turtle family: an escaped character of a name, strings, IRIs, comments.
# All repetitions are possessive: no backtracking, however the input is made.
_TURTLE_TOKEN = re.compile(
    rb'''
    \\.
    | """ (?: [^"\\]++ | \\. | "(?!"") )*+ """
    | \'{3} (?: [^\'\\]++ | \\. | \'(?!\'\') )*+ \'{3}
    | " (?: [^"\\\n\r]++ | \\. )*+ "
    | \' (?: [^\'\\\n\r]++ | \\. )*+ \'
    | < [^\x00-\x20<>"{}|^`]*+ >
    | \# [^\n\r]*+
    | (?P<reified> << )
    ''',
    re.DOTALL | re.VERBOSE,
)
_JSON_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)


def format_of(file_name: str) -> str | None:
    """Return the name of the RDF format that goes with a file name's extension, or None where there is none."""
    return _EXTENSIONS.get(PurePath(file_name).suffix.lower())


def parse_rdf(data: bytes, *, format: str | None, source: str, base: str | None = None) -> list[Quad]:  # noqa: A002
    """Read RDF into quads.

    Args:
        data: the file as it is; a UTF-8 byte order mark is passed over.
        format: a key of ``FORMATS``, or None to go by the extension of ``source``.
        source: the file name or other name by which messages call the input.
        base: what relative IRIs are resolved against; without it they are an error.

    Returns:
        The quads in the order of the file; triples of formats without graphs are in the default graph.

    Raises:
        InputError: the data is not well-formed, or holds something that is refused.
        LimitError: it is too large, too deep, or grows too much.
    """
    name = format or format_of(source)
    if name is None:
        _refuse(source, f"the extension names no RDF format; use one of {' '.join(sorted(_EXTENSIONS))}")
    if name not in FORMATS:
        _refuse(source, f"unknown RDF format {name!r}; use one of {', '.join(FORMATS)}")
    if len(data) > MAX_BYTES:
        raise LimitError(f"{source}: {len(data)} bytes of RDF are above the limit of {MAX_BYTES}; split the file")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if name == "rdfxml":
        _check_xml(data, source)
    elif name == "jsonld":
        _check_json(data, source)
    elif b"<<" in data:
        _check_reified(data, source)
    return _read(data, FORMATS[name], source, base)


def _read(data: bytes, rdf_format: RdfFormat, source: str, base: str | None) -> list[Quad]:
    quads: list[Quad] = []
    characters = 0
    try:
        for quad in parse(input=data, format=rdf_format, base_iri=base or _NO_BASE):
            characters += _weigh(quad, source, relative_allowed=base is not None)
            if characters > MAX_CHARACTERS:
                raise LimitError(f"{source}: its terms grow above {MAX_CHARACTERS} characters; split the file")
            quads.append(quad)
    except (SyntaxError, ValueError, OSError) as error:
        _refuse(source, f"not well-formed RDF: {' '.join(str(error).split())}")
    return quads


def _weigh(quad: Quad, source: str, *, relative_allowed: bool) -> int:
    """Return the number of characters of a quad's terms; refuse terms that the package cannot hold."""
    size = 0
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, Triple):
            _refuse_reified(source)
        if isinstance(term, Literal):
            if term.direction is not None:
                _refuse(source, f"a literal with a base direction ({term.value[:40]!r}); leave the direction out")
            size += len(term.value) + len(term.datatype.value)
            if not relative_allowed and term.datatype.value.startswith(_NO_SCHEME):
                _refuse_relative(source, term.datatype)
        elif isinstance(term, NamedNode):
            size += len(term.value)
            if len(term.value) > MAX_IRI:
                raise LimitError(f"{source}: the IRI <{term.value[:60]}…> is longer than {MAX_IRI} characters")
            if not relative_allowed and term.value.startswith(_NO_SCHEME):
                _refuse_relative(source, term)
    return size


def _check_xml(data: bytes, source: str) -> None:
    """Refuse document types, encodings other than UTF-8, and nesting beyond the limit."""
    from xml.parsers import expat

    if _DOCTYPE.search(data):
        _refuse(source, "RDF/XML with a document type (<!DOCTYPE); remove it and write entities out")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(source, f"RDF/XML must be in UTF-8 (byte {error.start})")
    depth = 0

    def enter(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise LimitError(f"{source}: XML elements are nested deeper than {MAX_DEPTH}")

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        _refuse(source, f"not well-formed XML: {error}")


def _check_json(data: bytes, source: str) -> None:
    """Refuse contexts that would have to be fetched, and nesting beyond the limit."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(source, f"JSON-LD must be in UTF-8 (byte {error.start})")
    objects = contexts = terms = 0

    def look(pairs: list[tuple[str, object]]) -> dict[str, object]:
        # Sees every pair, also those that a repeated key would hide.
        nonlocal objects, contexts, terms
        objects += 1
        for key, value in pairs:
            if key == "@context":
                for context in value if isinstance(value, list) else [value]:
                    if isinstance(context, str):
                        _refuse_context(source, context)
                    contexts += 1
                    terms += len(context) if isinstance(context, dict) else 0
            elif key == "@import" and isinstance(value, str):
                _refuse_context(source, value)
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=look)
    except RecursionError:
        raise LimitError(f"{source}: JSON values are nested deeper than {MAX_DEPTH}") from None
    except ValueError as error:
        _refuse(source, f"not well-formed JSON: {error}")
    if contexts > 1 and terms * objects > MAX_CONTEXT_WORK:
        raise LimitError(f"{source}: {contexts} JSON-LD contexts are too many for its size; use one, at the top")
    depth = 0
    for token in _JSON_BRACKET.finditer(text):
        if token["open"]:
            depth += 1
            if depth > MAX_DEPTH:
                raise LimitError(f"{source}: JSON values are nested deeper than {MAX_DEPTH}")
        elif token["close"]:
            depth -= 1


def _check_reified(data: bytes, source: str) -> None:
    """Refuse statements about statements before the parser sees them: deeply nested, they overflow its stack."""
    if any(token["reified"] for token in _TURTLE_TOKEN.finditer(data)):
        _refuse_reified(source)


def _refuse(source: str, reason: str) -> NoReturn:
    raise InputError(f"{source}: {reason}") from None


def _refuse_context(source: str, context: str) -> NoReturn:
    _refuse(source, f"the JSON-LD context {context!r} is not in the file and is not fetched; write it into the file")


def _refuse_relative(source: str, node: NamedNode) -> NoReturn:
    written = node.value.removeprefix(_NO_BASE).removeprefix(_NO_SCHEME)
    _refuse(source, f"the relative IRI <{written}> has no base; write IRIs in full")


def _refuse_reified(source: str) -> NoReturn:
    _refuse(source, "triples about triples (<<…>>) are not supported; write plain triples")
