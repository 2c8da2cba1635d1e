"""SPARQL as tokens: what a foreign query may not contain, and how a parameter gets its value.

Nothing here looks for words in running text. The text is cut into tokens first, so that the word in a string, an IRI,
a variable or a comment is not taken for a keyword, and a parameter's value can never be more than one term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from kg.errors import LimitError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

MAX_BYTES = 64 * 1024
MAX_DEPTH = 200
# Long flat chains (1+1+1…, a/b/c…, UNION UNION…) overrun the stack of the query engine just as deep brackets do:
# the shortest that was seen to crash had 18,000 tokens.
MAX_TOKENS = 10_000

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
# No part can run back and forth over the text, however it is made: repetitions are possessive or short.
_TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]++|\#[^\r\n]*+)'
    rf'|(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)'
    r'|(?P<string>"""(?:"{0,2}+(?:[^"\\]|\\.))*+"""|\'{3}(?:\'{0,2}+(?:[^\'\\]|\\.))*+\'{3}'
    r'|"(?:[^"\\\r\n]|\\.)*+"|\'(?:[^\'\\\r\n]|\\.)*+\')'
    r'|(?P<broken>["\'].*)'
    r'|(?P<variable>[?$]\w++)'
    r'|(?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)'
    r'|(?P<prefixed>(?:[^\W\d][\w.-]{0,200})?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&\'()*+,;=/?\#@%])*+)'
    r'|(?P<word>[^\W\d]\w*+)'
    r'|(?P<open>[({\[])'
    r'|(?P<close>[)}\]])'
    r'|(?P<other>.)',
    re.DOTALL,
)  # fmt: skip
# The engine reads keywords without asking where a word ends ("trueSERVICE<…>" is a call, so is "SERVICE:x"),
# and may end a name at a dot ("ex:a.b.SERVICE<…>" is one too). Hence a keyword counts anywhere in a bare word,
# before the colon of a name, and after a dot in it; only ex:service and the like pass.
_REFUSED = re.compile("SERVICE|FROM", re.IGNORECASE)
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_SHOWN = 160
_PLAIN_LOCAL = re.compile(r":[^.]*")


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the pattern above), its text, and where it begins."""

    kind: str
    text: str
    start: int


class _Site(NamedTuple):
    """The place of a parameter: tokens ``first`` to ``last`` are ``VALUES ?_name { UNDEF }``."""

    name: str
    first: int
    undef: int
    last: int


def tokens(sparql: str) -> list[Token]:
    """Cut a query into tokens; blanks and comments are left out. Any text at all can be cut."""
    found = []
    for match in _TOKEN.finditer(sparql):
        kind = match.lastgroup or "other"
        if kind != "blank":
            found.append(Token(kind, match.group(), match.start()))
    return found


def refuse_unsafe(sparql: str, *, may_choose_graphs: bool = False) -> None:
    r"""Pass a foreign query only if it can neither reach the network nor overrun the engine.

    ``may_choose_graphs`` lets FROM and FROM NAMED pass where they stand as clear clauses. Some stores fetch what FROM
    names; Oxigraph never does, it means graphs of its own.

    Raises LimitError above 64 KiB, 200 open brackets or 10,000 tokens; UsageError for SERVICE, FROM and FROM NAMED.
    Engines differ on whether ``\u0053`` is decoded before or after the text is cut, so both readings must pass.
    """
    size = len(sparql.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise LimitError(f"the query has {size} bytes; at most {MAX_BYTES} are read")
    readings = [sparql]
    decoded = _decode(sparql)
    if decoded != sparql:
        readings.append(decoded)
    clauses = {_refuse_reading(tokens(reading), may_choose_graphs=may_choose_graphs) for reading in readings}
    if len(clauses) > 1:
        raise UsageError("FROM is written with escapes (\\u0046 and the like); write its letters")


def chooses_graphs(sparql: str) -> bool:
    """Tell whether a query that ``refuse_unsafe`` let pass names its graphs with FROM or FROM NAMED."""
    return _refuse_reading(tokens(sparql), may_choose_graphs=True) > 0


def _decode(sparql: str) -> str:
    """Replace SPARQL's escapes of code points by their characters; what is no code point stays."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]

    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", character, sparql)


def _refuse_reading(found: list[Token], *, may_choose_graphs: bool) -> int:
    """Refuse what one reading of a query holds of the unsafe; return how many clauses FROM it has."""
    if len(found) > MAX_TOKENS:
        raise LimitError(f"the query has {len(found)} words and signs; at most {MAX_TOKENS} are read")
    depth = clauses = 0
    for index, token in enumerate(found):
        if token.kind == "open":
            depth += 1
            if depth > MAX_DEPTH:
                raise LimitError(f"the query nests more than {MAX_DEPTH} brackets at character {token.start}")
        elif token.kind == "close":
            # An unmatched bracket must not buy a second one further on.
            depth = max(0, depth - 1)
        elif token.kind == "broken":
            raise UsageError(f"the quotation mark at character {token.start} opens a string that has no end")
        elif token.kind in {"word", "prefixed"}:
            word = _REFUSED.search(_PLAIN_LOCAL.sub(":", token.text, count=1))
            if word and may_choose_graphs and depth == 0 and _is_clause(found[index : index + 3]):
                clauses += 1
            elif word:
                _refuse_word(word.group().upper(), token.start, may_choose_graphs=may_choose_graphs)
    return clauses


def _is_clause(found: list[Token]) -> bool:
    """Tell whether tokens begin with FROM, perhaps NAMED, and the name of a graph, each a word of its own."""
    words = [token.text.upper() if token.kind == "word" else token.kind for token in found]
    if words[1:2] == ["NAMED"]:
        del words[1]
    return words[:2] in (["FROM", "iri"], ["FROM", "prefixed"])


def _refuse_word(word: str, start: int, *, may_choose_graphs: bool) -> NoReturn:
    if word == "FROM" and may_choose_graphs:
        raise UsageError(
            f"FROM at character {start} is not clear: let it stand alone before WHERE, with the IRI of a graph after "
            "it (or, if it is a prefix, rename it)"
        )
    raise UsageError(
        f"{word} at character {start} is refused: a query reads this store only, "
        "all graphs of it; take the clause out (or, if it is a prefix, rename it)"
    )


def unreadable(sparql: str, error: SyntaxError) -> str:
    """Say in one short line why the engine could not read a query; its own message names every character it knows."""
    found = tokens(sparql)
    words = [token.text.upper() for token in found]
    if not words:
        return "the query is empty"
    declared = {after.text for one, after in pairwise(found) if one.text.upper() == "PREFIX"}
    for token in found:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind == "prefixed" and prefix not in declared:
            return f"the prefix {prefix} at character {token.start} is not declared; begin with PREFIX {prefix} <…>"
    while words[0] in {"PREFIX", "BASE"} and len(words) > 2:
        del words[: 3 if words[0] == "PREFIX" else 2]
    if words[0] in _UPDATES:
        return f"{words[0]} is an update, and a query only reads: SELECT, ASK, CONSTRUCT or DESCRIBE"
    text = " ".join(str(error).split())
    place = re.match(r"error at (\d+):(\d+): ", text)
    where = f"line {place[1]}, character {place[2]}: " if place else ""
    what = text[place.end() :] if place else text
    if what.startswith("expected one of") or len(what) > _SHOWN:
        what = "something else is expected there"
    return f"the query cannot be read: {where}{what}"


def parameters(sparql: str) -> list[str]:
    """Name the parameters of a query, in order: those ``name`` that stand in ``VALUES ?_name { UNDEF }``."""
    return list(dict.fromkeys(site.name for site in _sites(tokens(sparql))))


def bind(sparql: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """Give parameters their values; the one road by which a value enters a query.

    A parameter is a variable of which the file says ``VALUES ?_name { UNDEF }``, so that the file runs anywhere as it
    stands, unrestricted. Here UNDEF becomes the term, in the form in which the RDF library writes it; a parameter
    without a value loses its block, which means the same and spares engines that are slow at UNDEF.
    The result is cut into tokens again and must be the old tokens with one term in each place.
    (Binding through the engine's ``substitutions`` needs each parameter among the columns and works in one store only.)

    Raises UsageError for a term that is neither an IRI nor a plain or typed literal.
    """
    old = tokens(sparql)
    changed: dict[int, str] = {}
    for site in _sites(old):
        if site.name in terms:
            changed[site.undef] = _written(site.name, terms[site.name])
        else:
            changed.update(dict.fromkeys(range(site.first, site.last + 1), ""))
    pieces: list[str] = []
    expected: list[tuple[str, str]] = []
    position = 0
    for index, token in enumerate(old):
        text = changed.get(index, token.text)
        pieces += [sparql[position : token.start], text]
        expected += [(one.kind, one.text) for one in (tokens(text) if index in changed else [token])]
        position = token.start + len(token.text)
    bound = "".join(pieces) + sparql[position:]
    if [(token.kind, token.text) for token in tokens(bound)] != expected:
        raise UsageError("a parameter's value would change the query around it; nothing was run")
    return bound


def _written(name: str, term: NamedNode | Literal) -> str:
    """Write a term in SPARQL. Raises UsageError where that is not exactly one IRI or one literal."""
    written = str(term)
    kinds = [token.kind if token.kind != "other" else token.text for token in tokens(written)]
    if kinds not in (["iri"], ["string"], ["string", "^", "^", "iri"]):
        raise UsageError(f"the value of {name} is neither an IRI nor a plain or typed literal")
    return written


def _sites(found: list[Token]) -> list[_Site]:
    """Find the places of parameters. Shape looked for: word VALUES, variable ``?_name``, ``{``, word UNDEF, ``}``."""
    sites = []
    for first in range(len(found) - 4):
        values, variable, opening, undef, closing = found[first : first + 5]
        if (
            values.kind == undef.kind == "word"
            and (values.text.upper(), undef.text.upper()) == ("VALUES", "UNDEF")
            and variable.kind == "variable"
            and variable.text[1] == "_"
            and (opening.text, closing.text) == ("{", "}")
        ):
            sites.append(_Site(variable.text[2:], first, first + 3, first + 4))
    return sites
