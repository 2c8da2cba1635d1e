"""Briefs for pictures: one of any number of parties and issues, drawn up around the statements of the seeds, and what
stands in a picture, read back from its SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from datetime import date, timedelta

from brief_stores import seeds

from kg.brief import Brief
from kg.brief.content import WORDS, Cell, Pair, Round, Stage, Tie
from kg.brief.records import Group, Issue, Name, Provision
from kg.plots.lettering import width_of

SVG = "{http://www.w3.org/2000/svg}"
MOVED = ("new", "repeated", "hardened", "softened", "withdrawn", "superseded", None)


def crowd(parties: int, issues: int, rounds: int = 0) -> Brief:
    """Return a brief in which every party holds a position on every issue, and every two parties clash and agree."""
    base = seeds()
    statement, other = list(base.statements)[:2]
    origins = tuple(base.origins)
    finding = next(iter(base.findings))
    who = [f"party/p{at}" for at in range(parties)]
    what = [(f"issue/i{at}", f"provision/v{at}") for at in range(issues)]
    labels = {one: f"Island Republic number {at + 1}" for at, one in enumerate(who)}
    for at, (issue, provision) in enumerate(what):
        labels[issue] = f"Regulation of the trade in spices, part {at + 1}"
        labels[provision] = f"A commission of both sides sets the price of pepper in year {at + 1}"
    labels |= {f"group/g{at}": f"Group number {at + 1}" for at in range(issues // 10 + 1)}
    labels |= {f"finding-kind/{kind}": kind for kind in MOVED if kind}
    names = dict(base.names) | {key: Name(key, key, label) for key, label in labels.items()}
    start = date(2025, 1, 1)
    held = [(at, party, issue, provision) for at, party in enumerate(who) for issue, provision in what]
    return replace(
        base,
        names=names,
        parties=tuple(who),
        taxonomy=tuple(
            Group(
                f"group/g{at}",
                tuple(Issue(i, (Provision(v, i, False, ()),)) for i, v in what[at * 10 : at * 10 + 10]),
            )
            for at in range(issues // 10 + 1)
        ),
        cells={
            (party, issue): Cell(
                party, issue, WORDS[(at + len(issue)) % len(WORDS)], (), (), (), origins[: 1 + at % 3],
                None if MOVED[at % 7] is None else f"finding-kind/{MOVED[at % 7]}", (),
                (finding,) * (at % 14), (finding,) * (at % 12),
            )
            for at, party, issue, _ in held
        },
        stages=tuple(
            Stage(
                party, issue, provision, each, f"finding-kind/{MOVED[at % 6]}", finding, None, None,
                start + timedelta(days=at), start + timedelta(days=at + gap), None,
            )
            for at, party, issue, provision in held
            for gap, each in ((0, statement), (at % 5, other))
        ),
        rounds=tuple(Round(f"round/r{at}", None, start + timedelta(days=at), (), (), ()) for at in range(rounds)),
        ties=tuple(
            Tie(party, provision, WORDS[at % 3], (), (statement,), (), origins[:1]) for at, party, _, provision in held
        ),
        pairs=tuple(Pair(one, two, (finding,) * 3, (finding,) * 2) for one in who for two in who if one < two),
    )  # fmt: skip


@dataclass(frozen=True)
class Words:
    """A text of a picture with the box that it takes, by the estimate of its width."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Words) -> bool:
        """Whether two boxes share more than a hair."""
        return (
            self.left < other.right - 0.5 and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5 and other.top < self.bottom - 0.5
        )  # fmt: skip


def words_of(svg: str) -> list[Words]:
    """Return the texts of a picture."""
    found = []
    for each in ET.fromstring(svg).iter(SVG + "text"):
        titles = [child for child in each if child.tag == SVG + "title"]
        words = (titles[0].tail if titles else each.text) or ""
        size, x, y = (float(each.get(name, "")) for name in ("font-size", "x", "y"))
        width = width_of(words, size, bold=each.get("font-weight") == "bold")
        left = x - width * {"middle": 0.5, "end": 1}.get(each.get("text-anchor", ""), 0)
        found.append(Words(words, left, y - 0.76 * size, left + width, y + 0.2 * size))
    return found


def marks_of(svg: str, kind: str) -> list[ET.Element]:
    """Return the marks of one kind: ``cell``, ``stage``, ``round``, ``tie`` or ``pair``."""
    return [each for each in ET.fromstring(svg).iter(SVG + "g") if each.get("class") == f"plot-{kind}-mark"]
