"""What the templates ask of a brief: names, short sentences about things, and links from the page they stand on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.brief.content import AGAINST, FOR, WORDS
from kg.render.documents.telling import counted, days, written
from kg.render.page.articles import Articles
from kg.render.page.cards import Pieces
from kg.render.page.evidence import Evidence
from kg.render.page.facets import Facets
from kg.render.page.places import MAIN, slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from kg.brief.content import Brief, Document, Finding, Position, Round, Stage, Tie
    from kg.brief.records import Id, Key, Meeting, Outcome, Quote, Report, Statement
    from kg.render.page.places import Places

TRENDS = {"new": "+", "repeated": "→", "hardened": "↑", "softened": "↓", "withdrawn": "×", "superseded": "»"}
"""The sign beside the latest movement, by the notation of its kind."""
MOST_ADDED = 8
Fact = tuple[str, str, str | None]
"""A label, a text, and the address that it leads to, if any."""


@dataclass
class View:
    """One page's sight of a brief. What does not depend on the page is shared by way of ``on``."""

    brief: Brief
    places: Places
    here: str
    counted = staticmethod(counted)
    days = staticmethod(days)
    written = staticmethod(written)
    slug = staticmethod(slug)
    words = WORDS
    facets: Facets = field(init=False)
    articles: Articles = field(init=False)
    put: Pieces = field(init=False)
    """What writes the pieces of this page."""

    def __post_init__(self) -> None:
        """Build what all pages share."""
        brief = self.brief
        self.facets, self.articles = Facets(brief), Articles(brief)
        self.put = Pieces(Evidence(self))
        self._numbers = {report: number for number, report in enumerate(brief.reports, 1)}
        self._issues = [issue.key for group in brief.taxonomy for issue in group.issues]
        self._days = {one.id: one.day for one in brief.rounds}
        self._papers = {one.id: one for one in brief.documents}
        self._on_issue: dict[tuple[str, Key | None], list[Finding]] = defaultdict(list)
        for one in brief.findings.values():
            self._on_issue[one.group, one.issue].append(one)
        self.held = frozenset(issue for _, issue in brief.cells)
        self.silent = frozenset((one.party, one.issue) for one in brief.silences)
        provisions = [one for group in brief.taxonomy for issue in group.issues for one in issue.provisions]
        self.alleged = frozenset(one.key for one in provisions if one.alleged_fact)
        ties: dict[Key, list[Tie]] = defaultdict(list)
        for tie in brief.ties:
            ties[tie.provision].append(tie)
        self.tied = [(one, ties[one.key]) for one in provisions if one.key in ties]
        self.stages_on: dict[Key | None, list[Stage]] = defaultdict(list)
        for stage in by_day(brief.stages):
            self.stages_on[stage.issue].append(stage)

    def on(self, page: str) -> View:
        """Return the view from another page."""
        other = object.__new__(View)
        other.__dict__.update(self.__dict__, here=page)
        other.put = Pieces(Evidence(other))
        return other

    def name(self, key: Key | None) -> str:
        """Return the English label of a key."""
        return self.brief.name(key)

    def is_many_tongued(self, key: Key | None) -> bool:
        """Tell whether a key has labels in other languages."""
        return key is not None and bool(self.brief.names[key].others)

    def href(self, place: tuple[str, str]) -> str:
        """Return the address of a place."""
        return self.places.href(self.here, place)

    def part(self, name: str) -> str:
        """Return the address of a part."""
        return self.href(self.places.part(name))

    def cell(self, party: Key, issue: Key) -> str:
        """Return the address of the evidence of a cell."""
        return self.href(self.places.cell(party, issue))

    def record(self, record: Id) -> str:
        """Return the address of a statement, meeting or outcome."""
        return self.href(self.places.record(record))

    def finding(self, finding: Id) -> str:
        """Return the address of a finding."""
        return self.href(self.places.finding(finding))

    def report(self, report: Id) -> str:
        """Return the address of an article."""
        return self.href(self.places.report(report))

    def quote(self, quote: Quote) -> str:
        """Return the address of a quote in its article."""
        return self.href(self.places.quote(quote))

    def number(self, report: Id) -> str:
        """Return the short name of a report, as R3."""
        return f"R{self._numbers[report]}"

    def publisher(self, report: Report) -> str:
        """Return who printed a report and when."""
        who = report.publisher or (f"{report.agency} (agency credited)" if report.agency else "Publisher unknown")
        if report.publisher and report.agency and report.agency != report.publisher:
            who += f", crediting {report.agency}"
        return f"{who}, {written(report.day) if report.day else 'undated'}"

    def matter(self, statement: Statement) -> str:
        """Return what a statement is about in words: its provision, issue or content."""
        return self.name(statement.provision or statement.issue) or statement.content or "a matter that is not known"

    def speaker(self, statement: Statement) -> str:
        """Return who spoke: by name, else in the words of the report."""
        return self.name(statement.speaker) or statement.speaker_words or ""

    def facts(self, one: Statement) -> list[Fact]:
        """Return what is known of a statement beyond its quote, in the order in which a reader weighs it."""
        speaker = self.speaker(one)
        attributed = one.attribution if one.attribution != speaker else None
        due = " ".join(filter(None, [days(one.due_from, one.due_until), _words(one.due_words)]))
        said = " ".join(filter(None, [days(one.said_from, one.said_until), _words(one.said_words)]))
        held = self._days.get(one.round or "")
        paper, judged = self._paper(one.document), self._paper(one.concerns)
        by = f"decided by {one.decided_by}" if one.decided_by else ""
        by = by or (f"found by {one.extractor}" if one.extractor else f"rule {one.rule}")
        told: list[tuple[str, str | None, str | None]] = [
            ("Speaker", speaker or "not named", None),
            ("Attributed to", attributed, None),
            ("To", self.name(one.addressee), None),
            ("Condition", one.condition, None),
            ("Caveat", one.caveat, None),
            ("Quantity", one.quantity, None),
            ("Due", due, None),
            ("Term of", paper and paper[0], paper and paper[1]),
            ("About", judged and judged[0], judged and judged[1]),
            ("Said", said or "on an unknown day", None),
            ("Round", written(held) if held else None, None),
            ("Certainty", self.name(one.certainty), None),
            ("Source named as", self.name(one.sourcing), None),
            ("Confidence", None if one.confidence is None else f"{one.confidence:.0%}", None),
            ("Basis", by, None),
        ]
        return [(label, text, href) for label, text, href in told if text]

    def flags(self, one: Statement) -> list[str]:
        """Return what sets a statement apart, each in a word or two."""
        return [
            word
            for word, holds in (
                ("not negotiable", one.non_negotiable), ("in the headline", one.in_headline),
                ("cut off", one.incomplete), ("candidate, not counted", one.candidate),
            )
            if holds
        ]  # fmt: skip

    def meeting(self, one: Meeting) -> list[Fact]:
        """Return what is known of a meeting."""
        told = [
            ("Place", ", ".join(filter(None, [one.venue, self.name(one.place)]))),
            ("Host", self.name(one.host)),
            ("Parties", ", ".join(map(self.name, one.participants))),
            ("Delegates", ", ".join(map(self.name, one.delegates))),
            ("Duration", one.duration or ""),
            ("Basis", f"rule {one.rule}"),
        ]
        return [(label, text, None) for label, text in told if text]

    def outcome(self, one: Outcome) -> list[Fact]:
        """Return what is known of an outcome."""
        told = [
            ("On", self.name(one.provision or one.issue)),
            ("Caveat", one.caveat or ""),
            ("Of the talks on", ", ".join(map(written, one.days)) or "an unknown day"),
            ("Basis", f"rule {one.rule}"),
        ]
        return [(label, text, None) for label, text in told if text]

    def side(self, shown: Id) -> tuple[str, str]:
        """Return whose a side of a finding is, and what it does: *Russia*, *demands*, or *Meeting:*, *held*."""
        brief = self.brief
        if (one := brief.statements.get(shown)) is not None:
            return self.name(one.party), self.name(one.act)
        if (meeting := brief.meetings.get(shown)) is not None:
            return "Meeting:", self.name(meeting.status)
        return "Outcome:", self.name(brief.outcomes[shown].status)

    @staticmethod
    def signed(number: float) -> str:
        """Return a number with its sign, as −0.71."""
        return f"{number:+.2f}".replace("-", "−")

    def word(self, statement: Statement) -> str:
        """Return the stance of a statement, which its act alone does not tell: one can expect that a thing fails."""
        return statement.stance.rpartition("/")[2]

    def came_out(self, one: Round) -> list[tuple[str, list[Id]]]:
        """Return what came out of a round, each with the accounts that say so."""
        found: dict[str, list[Id]] = defaultdict(list)
        for outcome in map(self.brief.outcomes.__getitem__, one.outcomes):
            on = self.name(outcome.provision or outcome.issue)
            found[": ".join(filter(None, [self.name(outcome.status), on]))].append(outcome.id)
        return sorted((told, self._in_order(ids)) for told, ids in found.items())

    def told_of(self, one: Round) -> list[tuple[str, list[Id]]]:
        """Return how the meetings of a round are told of, as *held*, each with the accounts that say so."""
        found: dict[str, list[Id]] = defaultdict(list)
        for meeting in one.meetings:
            found[self.name(self.brief.meetings[meeting].status)].append(meeting)
        return sorted((told, self._in_order(ids)) for told, ids in found.items())

    def report_of(self, record: Id) -> Id:
        """Return the report of a meeting or an outcome."""
        return (self.brief.meetings.get(record) or self.brief.outcomes[record]).report

    def _in_order(self, records: list[Id]) -> list[Id]:
        return sorted(records, key=lambda one: (self._numbers[self.report_of(one)], one))

    def document(self, paper: Document) -> str:
        """Return the title of a paper, whose it is and of which day."""
        when = f", {written(paper.day)}" if paper.day else ""
        return f"{paper.title[:1].upper()}{paper.title[1:] or 'Paper'} of {self.name(paper.issued_by)}{when}"

    def by_issue(self, group: str, only: Key | None = None) -> list[tuple[Key | None, list[Finding]]]:
        """Return the findings of a group by issue, in the order of the taxonomy.

        Args:
            group: as *conflict*.
            only: of this issue alone; the empty string for what is on none.
        """
        issues: list[Key | None] = [*self._issues, None] if only is None else [only or None]
        return [(issue, found) for issue in issues if (found := self.between(issue, group))]

    def between(self, issue: Key | None, group: str) -> list[Finding]:
        """Return the findings of a group on an issue."""
        return self._on_issue.get((group, issue), [])

    def trend_sign(self, kind: Key) -> str:
        """Return the sign of a movement."""
        return TRENDS.get(kind.rpartition("/")[2], "·")

    def stance(self, position: Position) -> str:
        """Return the stance of a position in words; an alleged fact is held true or denied."""
        word = position.stance.rpartition("/")[2]
        if position.provision in self.alleged:
            return {FOR: "holds it true", AGAINST: "denies it"}.get(word, word)
        return word

    def outside(self, report: Id | None = None) -> list[Statement]:
        """Return the statements that stand in no cell, of one report or of all."""
        brief = self.brief
        among = brief.statements if report is None else brief.reports[report].statements
        return [brief.statements[one] for one in among if one not in self.places.home]

    def picture(self, name: str) -> Markup | None:
        """Return the picture *timeline* or *network*, or None where it would be too large or empty."""
        from kg.render.page import figures

        return figures.timeline(self) if name == "timeline" else figures.network(self)

    def best_first(self, position: Position) -> list[Id]:
        """Return the statements of a position, the one that shows it best before the others."""
        return list(dict.fromkeys((position.best, *position.statements)))

    @property
    def most_added(self) -> int:
        """How many statements are listed with a report as found nowhere else; its article shows the others."""
        return MOST_ADDED if self.places.is_one else 2

    @property
    def dated(self) -> list[Stage]:
        """All stages that a day is known of, by day."""
        return by_day([one for one in self.brief.stages if one.movement is not None])

    def repeated_characters(self, report: Report) -> int:
        """Return how many characters of a report are printed twice."""
        return sum(quote.end - quote.start for quote in report.repeated)

    def part_of_main(self, name: str) -> str:
        """Return the address of a part of the main page."""
        return self.href((MAIN, name))

    def _paper(self, document: Id | None) -> tuple[str, str] | None:
        found = self._papers.get(document or "")
        return None if found is None else (self.document(found), self.part_of_main(f"d-{slug(found.id)}"))


def by_day(stages: Sequence[Stage]) -> list[Stage]:
    """Return stages by day, those that nothing dates last."""
    return sorted(stages, key=lambda one: (str(one.said_until or "9"), str(one.said_from or "9")))


def _words(text: str | None) -> str:
    return f"(“{text}”)" if text else ""
