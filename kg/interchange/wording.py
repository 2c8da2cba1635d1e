"""A coded statement as one of ours: its quote found in the report, its words looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from kg.errors import KgError
from kg.interchange.coded import Coded
from kg.interchange.lookup import Lookup
from kg.interchange.passages import find
from kg.model import (
    Act,
    Certainty,
    Document,
    Entity,
    Extraction,
    Interval,
    Package,
    PackageKind,
    Quantity,
    Quote,
    Sourcing,
    Stance,
    Statement,
)
from kg.model.plain import unplain
from kg.settle import written_by_hand

Word = TypeVar("Word", bound=StrEnum)

_ENTITIES = {"party": "party", "speaker": "speaker", "addressee": "party"}
_SLUGS = {"issue": "issue", "provision": "provision", "condition_provision": "provision", "negotiation": "negotiation"}
_CHOICES = {"act": Act, "stance": Stance, "certainty": Certainty, "sourcing": Sourcing}
_VERBATIM = ("content", "condition", "caveat", "said_text", "due_text")
_TEXTS = (*_VERBATIM, "attribution", "speaker_text")
_MARKS = ("incomplete", "non_negotiable", "in_headline")
_PAPERS = ("carried_by", "concerns")


class Wording:
    """Makes statements of what files say.

    Args:
        lookup: the names of the store.
        act: the act of what a file gives none for.
        keep: whether a concept that is not known is left out, with the quote as content, instead of refused.
    """

    def __init__(self, lookup: Lookup, *, act: Act = Act.ASSERTS, keep: bool = False) -> None:
        self.lookup = lookup
        self.act = act
        self.keep = keep
        self.without_act = 0

    def statement(self, coded: Coded, extraction: Extraction) -> tuple[Statement, tuple[str, ...]]:
        """Return a statement written by hand, and the concepts that were left out of it.

        Raises ValueError with all that is wrong, one thing a line.
        """
        problems: list[str] = []
        unknown: list[str] = []
        given: dict[str, Any] = {}

        def take(name: str, read: Callable[[Any], object]) -> None:
            value = coded.values.get(name)
            if value is not None and value != "":
                try:
                    given[name] = read(value)
                except (KgError, ValueError) as error:
                    problems.append(f"{name.replace('_', ' ')}: {_without_kind(str(error), name)}")

        quote = self._quotes(coded, extraction, given, problems)
        for name, kind in _ENTITIES.items():
            take(name, partial(self.lookup.entity, kind))
        for name, kind in _SLUGS.items():
            take(name, partial(self.lookup.slug, kind))
        for name, choice in _CHOICES.items():
            take(name, partial(_choice, choice))
        for name in _TEXTS:
            take(name, str)
        for name in _MARKS:
            take(name, bool)
        for name in ("said_on", "due"):
            take(name, _interval)
        take("round", date.fromisoformat)
        for name in _PAPERS:
            take(name, self._document)
        take("quantity", lambda data: unplain(Quantity, data))
        take("package", lambda data: self._package(data, extraction))
        if person := coded.values.get("person"):
            known = self.lookup.knows("speaker", person)
            given |= {"speaker": self.lookup.entity("speaker", person)} if known else {"speaker_text": person}
        self._concept(coded.values.get("concept"), given, problems, unknown)
        problems += [
            f"{name.replace('_', ' ')}: “{given[name]}” does not stand in the report; give words of the report"
            for name in _VERBATIM
            if name in given and given[name] not in extraction.report.text
        ]
        self._usual(coded.values, given, extraction, problems)
        if problems or quote is None:
            raise ValueError("\n".join(problems))
        if not given.keys() & {"issue", "provision", "content"} and not given.get("incomplete"):
            given["content"] = quote.text
        statement = Statement(report=extraction.report.id, quote=quote, rule="", **given)
        return written_by_hand(statement, None), tuple(unknown)

    def _quotes(self, coded: Coded, extraction: Extraction, given: dict[str, Any], problems: list[str]) -> Quote | None:
        try:
            given["also_at"] = tuple(find(extraction.report, passage) for passage in coded.also_at)
            return find(extraction.report, coded.quote)
        except ValueError as error:
            problems.append(f"quote: {error}")
            return None

    def _concept(self, words: str | None, given: dict[str, Any], problems: list[str], unknown: list[str]) -> None:
        """Take a concept for the provision or issue that it means, unless the file names one itself."""
        if not words:
            return
        try:
            kind, slug = self.lookup.concept(words)
            given.setdefault(kind, slug)
        except KgError as error:
            if self.keep:
                unknown.append(words)
            else:
                problems.append(f"concept: {error}")

    def _usual(
        self, values: Mapping[str, Any], given: dict[str, Any], extraction: Extraction, problems: list[str]
    ) -> None:
        """Fill in what follows from the rest or from the report, and say what is missing."""
        if "provision" in given:
            issue = self.lookup.issue_of(given["provision"])
            if given.setdefault("issue", issue) != issue:
                problems.append(f"issue: the provision {given['provision']} is under {issue}, not {given['issue']}")
        if "negotiation" not in values:
            given["negotiation"] = extraction.case
        if "act" not in given and not values.get("act"):
            given["act"] = self.act
            self.without_act += 1
        if "sourcing" not in given and not values.get("sourcing"):
            given["sourcing"] = usual_sourcing(given.get("speaker"), given.get("speaker_text"))
        if given.get("round") and not given.get("negotiation"):
            problems.append("round: only what belongs to a negotiation has a round; give the negotiation")
        missing = [name for name in ("party", "stance") if name not in given and not values.get(name)]
        problems += [f"{name}: is missing; a statement has one" for name in missing]

    def _document(self, data: Mapping[str, Any]) -> Document:
        return Document(
            negotiation=self.lookup.slug("negotiation", _text(data, "negotiation")),
            issued_by=self.lookup.entity("party", _text(data, "issued_by")),
            noun=_text(data, "noun"),
            round=date.fromisoformat(data["round"]) if data.get("round") else None,
        )

    def _package(self, data: Mapping[str, Any], extraction: Extraction) -> Package:
        return Package(
            extraction.report.id, _choice(PackageKind, _text(data, "kind")), find(extraction.report, data["quote"])
        )


def usual_sourcing(speaker: Entity | None, speaker_text: str | None) -> Sourcing:
    """Return the sourcing of a statement of which nothing is known but who speaks."""
    return Sourcing.NAMED if speaker is not None or speaker_text else Sourcing.NARRATIVE


def _choice(choice: type[Word], words: str) -> Word:
    notation = words.strip().rpartition("/")[2].casefold()
    try:
        return choice(notation)
    except ValueError:
        raise ValueError(f"{words!r} is none; use one of {', '.join(choice)}") from None


def _interval(words: str) -> Interval:
    start, _, end = words.partition("/")
    try:
        return Interval(date.fromisoformat(start), date.fromisoformat(end or start))
    except ValueError:
        raise ValueError(f"{words!r} is neither a day such as 2025-07-23 nor two with a slash between") from None


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"has no {name.replace('_', ' ')}")
    return value


def _without_kind(message: str, name: str) -> str:
    """Leave out the name of the field where a message begins with it already."""
    return message.removeprefix(f"{name}: ")
