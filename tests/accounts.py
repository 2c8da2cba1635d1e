"""Reports about the harbour of ``tests/harbour.py``, in sentences of their own: who said what, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from harbour import PARTIES, case_quads
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.derive import derive
from kg.graphs import extraction_quads
from kg.iris import DATA, ORIGINS_GRAPH, report_iri
from kg.model import Act, Entity, Extraction, Interval, Meeting, MeetingStatus, Report, Stance, Statement
from kg.vocab import NEG, PROV, RDF

MOLL, RASK, YOUNG = (
    Entity(f"{DATA}person/{name.lower().replace(' ', '-')}", name) for name in ("Ada Moll", "Bo Rask", "Ida Moll")
)
PUBLISHED = date(2025, 7, 23)


@dataclass(frozen=True)
class Account:
    """What one report tells: a statement, ``party act provision stance``, or a meeting, ``status day ordinal``."""

    report: str
    what: str
    sentence: str
    more: dict[str, Any]


def told(report: str, what: str, sentence: str, **more: object) -> Account:
    """Return an account. The quote is what stands between ⟦ and ⟧, else the sentence; ``more`` are model fields.

    ``day`` is the day of July on which a statement was made; ``headline=True`` makes the sentence the report's title.
    """
    return Account(report, what, sentence, more)


def extractions(accounts: Iterable[Account]) -> list[Extraction]:
    """Write one report a name, one paragraph an account, and return what was read out of each."""
    by_report: dict[str, list[Account]] = defaultdict(list)
    for one in accounts:
        by_report[one.report].append(one)
    made = []
    for name, own in by_report.items():
        titles = [_plain(one.sentence) for one in own if one.more.get("headline")] or [f"The {name} report"]
        body = [_plain(one.sentence) for one in own if not one.more.get("headline")]
        text = "\n\n".join(["Harbour Post", titles[0], *body])
        report = Report(text, f"{name}.txt", title=titles[0], date=PUBLISHED)
        records = [_record(report, one) for one in own]
        statements = tuple(one for one in records if isinstance(one, Statement))
        meetings = tuple(one for one in records if isinstance(one, Meeting))
        made.append(Extraction(report, "harbour", statements, meetings))
    return made


def _plain(sentence: str) -> str:
    return sentence.replace("⟦", "").replace("⟧", "")


def _record(report: Report, one: Account) -> Statement | Meeting:
    more = dict(one.more)
    words = one.sentence.partition("⟦")[2].partition("⟧")[0] or one.sentence
    paragraph = report.text.index(_plain(one.sentence))
    start = paragraph + _plain(one.sentence).index(words)
    quote = report.quote(start, start + len(words))
    headline = bool(more.pop("headline", False))
    if "also" in more:
        at = report.text.index(more["also"])
        more["also_at"] = (report.quote(at, at + len(more.pop("also"))),)
    first, *rest = one.what.split()
    if first in set(MeetingStatus):
        held_on = date.fromisoformat(rest[0]) if rest and "-" in rest[0] else None
        ordinal = int(rest[-1]) if rest and "-" not in rest[-1] else None
        return Meeting(
            report.id, quote, "by-hand", MeetingStatus(first), "harbour", held_on=held_on, ordinal=ordinal, **more
        )
    if "day" in more:
        said = date(2025, 7, more.pop("day"))
        more["said_on"] = Interval(said, said)
    if "speaker" in more:
        more.setdefault("speaker_text", more["speaker"].label)
    act, provision, *stance = rest
    values = {"issue": "works", "negotiation": "harbour", "provision": provision, "in_headline": headline, **more}
    side = Stance(stance[0] if stance else "for")
    return Statement(report.id, PARTIES[first], Act(act), side, quote, "by-hand", **values)


def store_of(accounts: Iterable[Account], origin: Iterable[str] = ()) -> Store:
    """Return a store with the reports; those named in ``origin`` print one text."""
    store = Store()
    store.bulk_extend(case_quads())
    for extraction in extractions(accounts):
        store.bulk_extend(extraction_quads(extraction))
        if extraction.report.file_name.removesuffix(".txt") in origin:
            one = NamedNode(f"{DATA}origin/one")
            store.add(Quad(report_iri(extraction.report.id), NEG.origin, one, ORIGINS_GRAPH))
    return store


Parts: TypeAlias = Mapping[NamedNode, list[NamedNode | Literal]]
"""The values of each property of a finding."""


def found(store: Store) -> dict[NamedNode, Parts]:
    """Derive, and return each discrepancy with its parts; all that it must have it has once."""
    nodes: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in derive(store):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        nodes[quad.subject][quad.predicate].append(quad.object)
    single = {NEG.findingKind, NEG.firstStatement, NEG.negotiation, NEG.reason, NEG.secondStatement}
    discrepancies = {node: parts for node, parts in nodes.items() if NEG.Discrepancy in parts[RDF.type]}
    for parts in discrepancies.values():
        assert single <= parts.keys() <= single | {NEG.issue, RDF.type, PROV.wasDerivedFrom}
        assert [len(parts[each]) for each in single] == [1] * len(single)
        assert {*parts[NEG.firstStatement], *parts[NEG.secondStatement]} <= set(parts[PROV.wasDerivedFrom])
    return dict(discrepancies)


def kind(parts: Parts) -> str:
    """Return the kind of a discrepancy."""
    return parts[NEG.findingKind][0].value.rpartition("/")[2]


def file_of(store: Store, account: NamedNode | Literal) -> str:
    """Return the file name, without its ending, of the report that an account stands in."""
    report = value(store, account, NEG.report)
    return value(store, report, NEG.fileName).value.removesuffix(".txt")


def value(store: Store, subject: NamedNode | Literal, predicate: NamedNode) -> NamedNode | Literal:
    """Return the one value of a property."""
    assert isinstance(subject, NamedNode)
    (one,) = {quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)}
    assert isinstance(one, NamedNode | Literal)
    return one


def discrepancies(store: Store) -> set[str]:
    """Return each discrepancy as ``kind: first report, second report``."""
    return {
        f"{kind(parts)}: {file_of(store, *parts[NEG.firstStatement])}, {file_of(store, *parts[NEG.secondStatement])}"
        for parts in found(store).values()
    }
