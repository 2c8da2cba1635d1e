"""From the words of a user to the IRI they mean: an IRI itself, an id, or any name that the store's graphs give."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.answers import Readable

_NEG = "https://w3id.org/negotiation-kg/ontology#"
_DATA = "https://w3id.org/negotiation-kg/data/"
_SCHEME = "https://w3id.org/negotiation-kg/scheme/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_IN_SCHEME = _SKOS + "inScheme"

_PROPER_NAMES = ("http://www.w3.org/2000/01/rdf-schema#label", _SKOS + "prefLabel", _SKOS + "notation")
_OTHER_NAMES = (_SKOS + "altLabel", _SKOS + "hiddenLabel")
_REPORT_NAMES = (_NEG + "fileName", "http://purl.org/dc/terms/title")

# What a parameter of this name must be: (property, value). "Ankara" is a party's other name and a place,
# "ceasefire" the notation of an issue and of a provision; the parameter says which is meant.
_KINDS = {
    "act": (_IN_SCHEME, _SCHEME + "act"),
    "addressee": (_TYPE, _NEG + "Party"),
    "issue": (_IN_SCHEME, _SCHEME + "issue"),
    "kind": (_IN_SCHEME, _SCHEME + "finding-kind"),
    "negotiation": (_TYPE, _NEG + "Negotiation"),
    "party": (_TYPE, _NEG + "Party"),
    "provision": (_IN_SCHEME, _SCHEME + "provision"),
    "report": (_TYPE, _NEG + "Report"),
    "speaker": (_TYPE, _NEG + "Person"),
    "stance": (_IN_SCHEME, _SCHEME + "stance"),
    "statement": (_TYPE, _NEG + "Statement"),
}
_IRI = re.compile(r"<?((?:https?://|urn:)[^\s<>]+)>?")
_ID = re.compile(r"[0-9a-f]{16}")


def resolve(store: Readable, parameter: str, words: str) -> NamedNode:
    """Return the IRI that ``words`` mean as the value of the parameter so named.

    Args:
        store: where names are looked up, in all graphs.
        parameter: ``party``, ``issue``, …; narrows what can be meant, as in ``_KINDS``; another name narrows nothing.
        words: an IRI, the id of a report, statement or the like, or a label, alternative label or notation,
            in any case and spacing; for a report also its title or file name.

    Raises:
        NotFoundError: nothing is called so; the message names what is nearly called so.
        UsageError: several things are; the message lists them.
    """
    from pyoxigraph import NamedNode

    written = _IRI.fullmatch(words.strip())
    if written or _ID.fullmatch(words.strip()):
        value = written.group(1) if written else f"{_DATA}{parameter}/{words.strip()}"
        try:
            node = NamedNode(value)
        except ValueError:
            raise UsageError(f"{parameter}: {words!r} is not an IRI") from None
        if not _knows(store, node):
            raise NotFoundError(f"{parameter}: nothing in the store is {value}")
        return node
    # The proper name wins over another's other name: "Ankara" the place over "Ankara" for Türkiye.
    every: set[str] = set()
    for properties in (_PROPER_NAMES, _OTHER_NAMES, _REPORT_NAMES if parameter == "report" else ()):
        names = _names(store, parameter, properties)
        found = sorted(names.get(_folded(words), ()))
        if len(found) == 1:
            return NamedNode(found[0])
        if found:
            raise UsageError(f"{parameter}: {words!r} can be {' or '.join(found)}; give the IRI")
        every |= names.keys()
    near = difflib.get_close_matches(_folded(words), sorted(every), n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
    raise NotFoundError(f"{parameter}: nothing in the store is called {words!r}{hint}")


def _folded(words: str) -> str:
    """Fold case, spacing and composition of characters away."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def _names(store: Readable, parameter: str, properties: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the IRIs that carry each folded name in one of the properties and can be meant by the parameter."""
    from pyoxigraph import Literal, NamedNode

    kind = _KINDS.get(parameter)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for subject in _candidates(store, kind):
        for name in properties:
            for quad in store.quads_for_pattern(subject, NamedNode(name), None, None):
                if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                    names[_folded(quad.object.value)].add(quad.subject.value)
    return dict(names)


def _candidates(store: Readable, kind: tuple[str, str] | None) -> Iterator[NamedNode | None]:
    """Go through what is of the kind; without a kind, say None once, which matches every subject."""
    from pyoxigraph import NamedNode

    if kind is None:
        yield None
        return
    for quad in store.quads_for_pattern(None, NamedNode(kind[0]), NamedNode(kind[1]), None):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _knows(store: Readable, node: NamedNode) -> bool:
    """Tell whether anything is said in the store of ``node`` or with it."""
    patterns = (store.quads_for_pattern(node, None, None, None), store.quads_for_pattern(None, None, node, None))
    return any(next(iter(quads), None) is not None for quads in patterns)
