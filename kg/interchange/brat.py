"""Statements as brat standoff: for each report a text (.txt) and its annotations (.ann), and a configuration.

An event is a statement: its trigger, the quote, has the act as its type; words of the report that belong to it are its
arguments; party, issue and provision are normalisations of the trigger, stance and certainty attributes of the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from kg import iris
from kg.interchange.brat_lines import Annotations, bound_line, pieces, read_lines
from kg.interchange.coded import Coded, Passage, Reading
from kg.interchange.fields import Loss, Losses
from kg.interchange.lookup import Lookup
from kg.model import Act, Certainty, Extraction, Report, Sourcing, Stance, Statement
from kg.vocab import ACT_CLASS, NEG

_WORDS = {
    "Content": "content",
    "Condition": "condition",
    "Caveat": "caveat",
    "Attribution": "attribution",
    "SpeakerText": "speaker_text",
    "SaidText": "said_text",
    "DueText": "due_text",
}
_NORMS = {
    "Party": "party",
    "Speaker": "speaker",
    "Addressee": "addressee",
    "Issue": "issue",
    "Provision": "provision",
    "ConditionProvision": "condition_provision",
    "Negotiation": "negotiation",
}
_CHOICES = {"Stance": ("stance", Stance), "Certainty": ("certainty", Certainty), "Sourcing": ("sourcing", Sourcing)}
_MARKS = {"Incomplete": "incomplete", "InHeadline": "in_headline", "NonNegotiable": "non_negotiable"}
_NOTED = ("said_on", "due", "round")
_FURTHER = "AlsoAt"

HELD = frozenset(
    {"report", "act", "quote", "also_at", *_WORDS.values(), *_NORMS.values(), *_MARKS.values(), *_NOTED}
    | {name for name, _ in _CHOICES.values()}
)
_ROLES = {name.casefold(): field for name, field in (*_WORDS.items(), *_NORMS.items())} | {
    "organization": "party", "organisation": "party", "actor": "party", "person": "person", "concept": "concept",
}  # fmt: skip
_ACTS = {act.value: act for act in Act} | {
    node.value.removeprefix(NEG.base).casefold(): act for act, node in ACT_CLASS.items()
}
_SAFE = re.compile(r"[^\w.-]+")


def write_brat(chosen: Iterable[Extraction], lookup: Lookup) -> tuple[dict[str, bytes], Losses]:
    """Return the files of a folder that brat opens, by name, and what they do not hold.

    Args:
        chosen: the reports with the statements to be written.
        lookup: the names of the store.
    """
    lost = Losses()
    files = {"annotation.conf": _configuration().encode("utf-8")}
    for extraction in chosen:
        report = extraction.report
        stem = f"{_SAFE.sub('_', PurePath(report.file_name).stem)[:60]}-{report.id}"
        writer = _Writer(report, lookup)
        for statement in extraction.statements:
            lost.count(statement, HELD, writer.statement(statement, extraction.case))
        files[f"{stem}.txt"] = report.text.encode("utf-8")
        files[f"{stem}.ann"] = "".join(writer.lines).encode("utf-8")
    return files, lost


def read_brat(ann: str, text: str, name: str) -> Reading:
    """Return what a file of brat says.

    Args:
        ann: the annotations.
        text: the annotated text, by whose digest the report is found, or else by the name of the file.
        name: the path of the file of annotations.
    """
    import hashlib

    digest_of_text = hashlib.sha256(text.encode("utf-8")).hexdigest()
    stem = PurePath(name).stem
    reports = (digest_of_text, stem.rpartition("-")[2], f"{stem}.txt", stem)
    found = read_lines(ann, text, name)
    statements = list(_statements(found, reports, name))
    return Reading(tuple(statements), tuple(found.problems), tuple(found.passed_over), (reports,))


class _Writer:
    """Collects the lines of one file, each kind of annotation counted for itself."""

    def __init__(self, report: Report, lookup: Lookup) -> None:
        self.report = report
        self.lookup = lookup
        self.lines: list[str] = []
        self.counts = dict.fromkeys("TEAN#", 0)

    def statement(self, statement: Statement, case: str | None) -> list[Loss]:
        """Write a statement; return what of it does not fit, in fields that brat holds."""
        lost: list[Loss] = []
        if not pieces(self.report.text, statement.quote.start, statement.quote.end):
            return [("quote", "it has line breaks alone, the statement is left out")]
        kind = statement.act.value.capitalize()
        trigger = self._bound(kind, statement.quote.start, statement.quote.end, lost, "quote")
        arguments = []
        for role, name in _WORDS.items():
            words = getattr(statement, name)
            if words is None:
                continue
            at = self._place(words, statement)
            if at is None:
                lost.append((name, "its words stand in no line of the report"))
            else:
                arguments.append(f"{role}:{self._bound(role, at, at + len(words), lost, name)}")
        for number, quote in enumerate(statement.also_at, start=1):
            if not pieces(self.report.text, quote.start, quote.end):
                lost.append(("also_at", "a place has line breaks alone, it is left out"))
                continue
            role = f"{_FURTHER}{'' if number == 1 else number}"
            arguments.append(f"{role}:{self._bound(_FURTHER, quote.start, quote.end, lost, 'also_at')}")
        event = self._number("E")
        self.lines.append(f"{event}\t{' '.join([f'{kind}:{trigger}', *arguments])}\n")
        for attribute, (name, _) in _CHOICES.items():
            self.lines.append(f"{self._number('A')}\t{attribute} {event} {getattr(statement, name)}\n")
        for attribute, name in _MARKS.items():
            if getattr(statement, name):
                self.lines.append(f"{self._number('A')}\t{attribute} {event}\n")
        self._norms(statement, trigger)
        noted = [f"{name}: {getattr(statement, name)}" for name in _NOTED if getattr(statement, name) is not None]
        if noted:
            self.lines.append(f"{self._number('#')}\tAnnotatorNotes {event}\t{'; '.join(noted)}\n")
        if statement.negotiation is None and case is not None:
            lost.append(("negotiation", "it has none, and is read back with that of its report"))
        return lost

    def _norms(self, statement: Statement, trigger: str) -> None:
        for name in ("party", "speaker", "addressee"):
            if (entity := getattr(statement, name)) is not None:
                self._norm(trigger, name, entity.iri, entity.label)
        for name in ("issue", "provision", "condition_provision"):
            if (slug := getattr(statement, name)) is not None:
                kind = "issue" if name == "issue" else "provision"
                node = iris.issue_iri(slug) if name == "issue" else iris.provision_iri(slug)
                self._norm(trigger, name, self.lookup.code_of(kind, slug), self.lookup.label(node))
        if (slug := statement.negotiation) is not None:
            self._norm(trigger, "negotiation", self.lookup.code_of("negotiation", slug), slug)

    def _norm(self, target: str, name: str, identifier: str, label: str) -> None:
        database = next(one for one, field in _NORMS.items() if field == name)
        shown = " ".join(label.split())
        self.lines.append(f"{self._number('N')}\tReference {target} {database}:{identifier}\t{shown}\n")

    def _bound(self, kind: str, start: int, end: int, lost: list[Loss], name: str) -> str:
        spans = pieces(self.report.text, start, end)
        if (spans[0][0], spans[-1][1]) != (start, end):
            lost.append((name, "it begins or ends with a line break, which is left out"))
        identifier = self._number("T")
        self.lines.append(bound_line(self.counts["T"], kind, self.report.text, start, end))
        return identifier

    def _place(self, words: str, statement: Statement) -> int | None:
        """Return where words stand: inside the quote, else as near to it as they do."""
        text, quote = self.report.text, statement.quote
        inside = text.find(words, quote.start, quote.end)
        if inside < 0:
            before, behind = text.rfind(words, 0, quote.start + len(words)), text.find(words, quote.start)
            places = [at for at in (before, behind) if at >= 0]
            inside = min(places, key=lambda at: abs(at - quote.start), default=-1)
        return inside if inside >= 0 and pieces(text, inside, inside + len(words)) else None

    def _number(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"


def _statements(found: Annotations, reports: tuple[str, ...], name: str) -> Iterator[Coded]:
    """Yield the events of a file, then the annotations that are statements by themselves."""
    used = {trigger for _, trigger, _, _ in found.events.values()}
    used |= {one for _, _, arguments, _ in found.events.values() for _, one in arguments}
    used |= {second for _, _, second in found.relations}
    for identifier, (kind, trigger, arguments, line) in found.events.items():
        coded = _coded(found, (identifier, trigger), kind, arguments, f"{name}, line {line}", reports)
        if coded is not None:
            yield coded
    for identifier, bound in found.bound.items():
        if identifier not in used and bound.type.casefold() not in _ROLES and bound.type != _FURTHER:
            arguments = [(kind, second) for kind, first, second in found.relations if first == identifier]
            coded = _coded(
                found, (identifier, identifier), bound.type, arguments, f"{name}, line {bound.line}", reports
            )
            if coded is not None:
                yield coded


def _coded(
    found: Annotations,
    ids: tuple[str, str],
    kind: str,
    arguments: list[tuple[str, str]],
    place: str,
    reports: tuple[str, ...],
) -> Coded | None:
    """Return one statement; None, with the problem noted, where its parts are not in the file."""
    missing = [one for one in (ids[1], *(one for _, one in arguments)) if one not in found.bound]
    if missing:
        found.problems.append(f"{place}: {missing[0]} is no text-bound annotation of the file")
        return None
    values: dict[str, Any] = {}
    also_at: list[Passage] = []
    if kind.casefold() in _ACTS:
        values["act"] = _ACTS[kind.casefold()].value
    else:
        values["concept"] = kind
    for role, one in arguments:
        passage = found.bound[one].passage
        if role == _FURTHER:
            also_at.append(passage)
        elif role.casefold() in _ROLES:
            values[_ROLES[role.casefold()]] = passage.text
        else:
            found.passed_over.append(f"{place}: an argument {role!r}")
    # Both ids are one and the same where a text-bound annotation is a statement by itself.
    for target in dict.fromkeys(ids):
        for attribute, value in found.attributes[target]:
            _take_attribute(attribute, value, values, found, place)
        for database, identifier in found.norms[target]:
            field = _ROLES.get(database.casefold())
            if field is None:
                found.passed_over.append(f"{place}: a reference to {database!r}")
            else:
                values[field] = identifier
        for note in found.notes[target]:
            _take_note(note, values, found, place)
    return Coded(place, reports, found.bound[ids[1]].passage, values, tuple(also_at))


def _take_attribute(attribute: str, value: str, values: dict[str, Any], found: Annotations, place: str) -> None:
    name = next((one for one in (*_CHOICES, *_MARKS) if one.casefold() == attribute.casefold()), None)
    if name in _CHOICES:
        values[_CHOICES[name][0]] = value
    elif name in _MARKS:
        values[_MARKS[name]] = True
    elif attribute.casefold() in _ROLES:
        values[_ROLES[attribute.casefold()]] = value
    else:
        found.passed_over.append(f"{place}: an attribute {attribute!r}")


def _take_note(note: str, values: dict[str, Any], found: Annotations, place: str) -> None:
    """Take the parts ``name: value`` of a note, with semicolons between them."""
    known = {**_ROLES, **{name: name for name in (*_NOTED, *(name for name, _ in _CHOICES.values()), "act")}}
    for part in note.split(";"):
        name, colon, value = part.partition(":")
        key = name.strip().casefold().replace(" ", "_")
        if colon and value.strip() and (key in known or key in known.values()):
            values[known.get(key, key)] = value.strip()
        elif part.strip():
            found.passed_over.append(f"{place}: a note, “{part.strip()[:60]}”")


def _configuration() -> str:
    """Return what brat needs to know to show and edit the files."""
    roles = [*_WORDS, _FURTHER]
    arguments = ", ".join([*(f"{role}?:{role}" for role in _WORDS), f"{_FURTHER}*:{_FURTHER}"])
    return "\n".join(
        [
            "[entities]", *roles, "", "[relations]", "", "[events]",
            *(f"{act.value.capitalize()}\t{arguments}" for act in Act), "", "[attributes]",
            *(f"{name}\tArg:<EVENT>, Value:{'|'.join(choice)}" for name, (_, choice) in _CHOICES.items()),
            *(f"{name}\tArg:<EVENT>" for name in _MARKS), "",
        ]
    )  # fmt: skip
