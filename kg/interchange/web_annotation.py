"""Statements as W3C Web Annotations: JSON-LD with the quote and the offsets as selectors of the target.

One annotation a statement, in one collection. The file is read as JSON, not as JSON-LD: its context names the standard
one by IRI, which nothing here fetches, so the keys are those of that context and of our own, spelt as we write them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from kg import iris
from kg.errors import InputError, LimitError
from kg.interchange.annotation_terms import BY_PREFIX, CONTEXT, HELD, SHOWN, Json, body_of, passage_of, values_of
from kg.interchange.coded import Coded, Passage, Reading
from kg.interchange.fields import Losses, said
from kg.interchange.lookup import Lookup
from kg.model import Extraction, Quote, Report, Statement

AROUND = 32
"""Code points of text before and after a quote that are written with it."""
DEEPEST = 64
"""Levels of JSON that are read."""
_WRAPPERS = ("items", "first", "@graph")
_TAGS = frozenset(
    "party act stance issue provision concept content condition condition_provision speaker speaker_text sourcing "
    "attribution addressee certainty caveat said_on said_text due due_text round negotiation".split()
)


def write_web_annotation(chosen: Iterable[Extraction], lookup: Lookup) -> tuple[bytes, Losses]:
    """Return an annotation collection of statements, and what is not taken back from it.

    Args:
        chosen: the reports with the statements to be written.
        lookup: the names of the store.
    """
    lost = Losses()
    items = []

    def label(kind: str, slug: str) -> str:
        return lookup.label(iris.issue_iri(slug) if kind == "issue" else iris.provision_iri(slug))

    for extraction in chosen:
        for statement in extraction.statements:
            items.append(_annotation(extraction.report, statement, body_of(statement, label)))
            shown = [
                (name, "it is written, but what is imported is the word of who imports it")
                for name in said(statement)
                if name in SHOWN
            ]
            lost.count(statement, HELD | SHOWN, shown)
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {"@context": CONTEXT, "type": "AnnotationCollection", "total": len(items), "first": page}
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), lost


def read_web_annotation(data: bytes, name: str) -> Reading:
    """Return what the annotations of a file say: one, a list, a page, or a collection with its first page in it.

    Raises InputError where it is no JSON or has no annotations, LimitError where it is nested too deeply.
    """
    statements, problems, passed_over = [], [], []
    document = read_json(data, name)
    number = 0
    for number, annotation in enumerate(_annotations(document, name), start=1):
        place = f"{name}, annotation {number}"
        try:
            coded, ignored = _coded(annotation, place)
            statements.append(coded)
            passed_over += ignored
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if not number and not (isinstance(document, Mapping) and document.get("total") == 0):
        raise InputError(f"{name}: there is no annotation in it; an annotation has the type Annotation and a target")
    covered = tuple({one.reports: None for one in statements})
    return Reading(tuple(statements), tuple(problems), tuple(passed_over), covered)


def read_json(data: bytes, name: str) -> Any:  # noqa: ANN401 - JSON data has no narrower type
    """Return JSON data, strictly: UTF-8, no key twice, no NaN, no lone surrogates, bounded depth.

    Raises InputError or LimitError, which name the file.
    """
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=lambda word: _refuse(f"{word} is no number of JSON"),
        )
        written = json.dumps(document, ensure_ascii=False)
        written.encode("utf-8")
    except RecursionError:
        raise LimitError(f"{name}: nested deeper than {DEEPEST} levels") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    except UnicodeEncodeError:
        raise InputError(f"{name}: has half a character (a lone surrogate); write it in full") from None
    except ValueError as error:
        raise InputError(f"{name}: not JSON: {error}") from None
    if _depth(document) > DEEPEST:
        raise LimitError(f"{name}: nested deeper than {DEEPEST} levels")
    return document


def _annotation(report: Report, statement: Statement, body: Json) -> Json:
    bodies: list[Json] = [{"type": "SpecificResource", "purpose": "classifying", "source": body}]
    if statement.content is not None:
        bodies.append({"type": "TextualBody", "purpose": "describing", "value": statement.content})
    annotation: Json = {
        "id": f"{iris.DATA}annotation/{statement.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": bodies,
        "target": [_target(report, quote) for quote in (statement.quote, *statement.also_at)],
    }
    if statement.decided_by is not None:
        annotation["creator"] = {"type": "Person", "name": statement.decided_by}
    return annotation


def _target(report: Report, quote: Quote) -> Json:
    selector: Json = {"type": "TextQuoteSelector", "exact": quote.text}
    if before := report.text[max(0, quote.start - AROUND) : quote.start]:
        selector["prefix"] = before
    if after := report.text[quote.end : quote.end + AROUND]:
        selector["suffix"] = after
    source = {
        "id": iris.report_iri(report.id).value,
        "label": report.title or report.file_name,
        "neg:fileName": report.file_name,
        "neg:sha256": report.sha256,
    }
    position = {"type": "TextPositionSelector", "start": quote.start, "end": quote.end}
    return {"type": "SpecificResource", "source": source, "selector": [selector, position]}


def _annotations(document: object, name: str) -> Iterator[Mapping[str, Any]]:
    """Go through the annotations of a document, wherever it keeps them."""
    if isinstance(document, list):
        for part in document:
            yield from _annotations(part, name)
    elif isinstance(document, Mapping):
        if "target" in document:
            yield document
            return
        inner = [document[key] for key in _WRAPPERS if key in document]
        if any(isinstance(part, str) for part in inner) or isinstance(document.get("next"), str):
            raise InputError(
                f"{name}: leads to a further page, which is not fetched; put all annotations into the file"
            )
        yield from _annotations(inner, name)


def _coded(annotation: Mapping[str, Any], place: str) -> tuple[Coded, list[str]]:
    targets = [_read_target(target) for target in _many(annotation["target"])]
    if not targets:
        raise ValueError("it has no target")
    if len({names for names, _ in targets}) > 1:
        raise ValueError("its targets are in several reports; make one annotation for each")
    values: Json = {}
    ignored: list[str] = []
    for body in _many(annotation.get("body")):
        for key, value in _read_body(body, ignored, place).items():
            if values.setdefault(key, value) != value:
                raise ValueError(f"its bodies say two things of {key.replace('_', ' ')}")
    names, quote = targets[0]
    return Coded(place, names, quote, values, tuple(further for _, further in targets[1:])), ignored


def _read_target(target: object) -> tuple[tuple[str, ...], Passage]:
    if not isinstance(target, Mapping):
        raise ValueError("a target is no object with source and selector")
    source = target.get("source")
    told: list[object] = [source]
    if isinstance(source, Mapping):
        told = [source.get(key) for key in ("neg:sha256", "id", "neg:fileName", "label")]
    names = tuple(name for name in told if isinstance(name, str) and name.strip())
    selector: Json = {}
    for part in _many(target.get("selector")):
        if isinstance(part, Mapping) and part.get("type") in ("TextQuoteSelector", "TextPositionSelector"):
            selector |= {key: part[key] for key in ("exact", "prefix", "suffix", "start", "end") if key in part}
    if not selector:
        raise ValueError("a target has neither a TextQuoteSelector nor a TextPositionSelector")
    return names, passage_of(selector)


def _read_body(body: object, ignored: list[str], place: str) -> Json:
    """Return what one body says, by field; what it says and we have no place for goes into ``ignored``."""
    if isinstance(body, str):
        body = {"type": "SpecificResource", "source": body}
    if not isinstance(body, Mapping):
        raise ValueError("a body is no object")
    source = body.get("source")
    if isinstance(source, Mapping) and any(key.startswith("neg:") for key in source):
        return values_of(source)
    if isinstance(source, Mapping):
        source = source.get("id")
    if isinstance(source, str):
        for prefix, field in BY_PREFIX.items():
            if source.startswith(prefix):
                return {field: source}
    value = body.get("value")
    if isinstance(value, str) and body.get("purpose") == "describing":
        return {"content": value}
    if isinstance(value, str) and body.get("purpose") in ("tagging", "classifying", None):
        key, colon, words = value.partition(":")
        name = "_".join(key.split()).casefold().replace("-", "_")
        if colon and name in _TAGS and words.strip():
            return {name: words.strip()}
    ignored.append(f"{place}: a body with the purpose {body.get('purpose')!r}")
    return {}


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        _refuse(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return found


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def _depth(value: object) -> int:
    """Return the number of levels of JSON data, without recursion."""
    deepest, rest = 0, [(value, 1)]
    while rest:
        one, level = rest.pop()
        deepest = max(deepest, level)
        if isinstance(one, Mapping):
            rest += [(part, level + 1) for part in one.values()]
        elif isinstance(one, list):
            rest += [(part, level + 1) for part in one]
    return deepest
