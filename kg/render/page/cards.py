"""The pieces of which a page has thousands, written without a template: names, quotes, statements, findings, cells.

A template costs ten times the time for each, and a large store has two hundred thousand of them. Every text goes
through ``shown``, which escapes it and makes visible what is hidden in it; the rest is markup of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kg.brief.content import CONFLICT, OVERLAP
from kg.render.documents.telling import counted
from kg.render.web import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.brief.content import Cell, Finding
    from kg.brief.records import Id, Key, Quote, Report, Statement
    from kg.render.page.view import Fact, View

MOST_BETWEEN = 4
_WEIGHTY = frozenset({"Caveat", "Condition"})


def shown(text: str) -> str:
    """Return a text escaped for HTML, with characters that cannot be seen written out."""
    return str(escape(text if text.isprintable() else readable(text)))


class Cards:
    """The pieces of one page; what recurs on it is written once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._names: dict[Key, str] = {}
        self._sources: dict[Id, str] = {}
        self._sides: dict[Id, str] = {}

    def name(self, key: Key) -> str:
        """Return a name, marked where a script can show it in another language."""
        if key not in self._names:
            mark = f' data-name="{shown(key)}"' if self._view.is_many_tongued(key) else ""
            self._names[key] = f"<bdi{mark}>{shown(self._view.name(key))}</bdi>"
        return self._names[key]

    def heading(self, key: Key) -> str:
        """Return a name that may be broken after a slash, for a narrow column."""
        before, mark, label = self.name(key).partition(">")
        return f"{before}{mark}{label.replace('/', '/<wbr>').replace('</<wbr>', '</')}"

    def sentence(self, quote: Quote) -> str:
        """Return a quote in its sentence."""
        before, words, after = map(shown, self._view.brief.sentence(quote))
        return f'<blockquote dir="auto">{before}<mark>{words}</mark>{after}</blockquote>'

    def source(self, quote: Quote) -> str:
        """Return which report a quote is from, with a link to its place in the article."""
        view = self._view
        if quote.report not in self._sources:
            report = view.brief.reports[quote.report]
            told = f"<bdi>{shown(view.publisher(report))}</bdi>: <cite><bdi>{shown(report.name)}</bdi></cite>"
            self._sources[quote.report] = told
        place = f"quote {view.articles.number(quote)} in {view.number(quote.report)}"
        return f'{self._sources[quote.report]} · <a class="to-article" href="{view.quote(quote)}">{place}</a>'

    def stance(self, one: Statement) -> str:
        """Return the stance of a statement as a word, which has its sign from the style sheet."""
        word = self._view.word(one)
        return f'<span class="word {word}">{word}</span>'

    def line(self, statement: Id) -> str:
        """Return the quote of a statement in one line, as a link to where all of it is shown."""
        one = self._view.brief.statements[statement]
        # No <q>: Chromium does not follow a press of the mouse on one inside a link.
        quoted = f'<a href="{self._view.record(statement)}">“<bdi>{shown(one.quote.exact)}</bdi>”</a>'
        return f'{quoted} <span class="soft">{self._view.number(one.report)}</span>'

    def report(self, one: Report) -> str:
        """Return a report as a link to its article."""
        view = self._view
        told = (
            f"{view.number(one.id)}, <bdi>{shown(view.publisher(one))}</bdi>: <cite><bdi>{shown(one.name)}</bdi></cite>"
        )
        return f'<a href="{view.report(one.id)}">{told}</a>'

    def facts(self, rows: Iterable[Fact]) -> str:
        """Return labels and what they say."""
        told = []
        for label, text, href in rows:
            words = f"<bdi>{shown(text)}</bdi>"
            words = words if href is None else f'<a href="{shown(href)}">{words}</a>'
            weight = " weighty" if label in _WEIGHTY else ""
            told.append(f'<div class="fact{weight}"><dt>{label}</dt><dd>{words}</dd></div>')
        return f'<dl class="facts">{"".join(told)}</dl>'

    def statement(self, one: Statement) -> str:
        """Return a statement with all that is known of it: its one home on the pages."""
        view = self._view
        anchor = view.places.record(one.id)[1]
        content = f": <bdi>{shown(one.content)}</bdi>" if one.content else ""
        flags = "".join(f' <span class="flag">{flag}</span>' for flag in view.flags(one))
        again = "".join(
            f'<p class="source">again: <q dir="auto">{shown(quote.exact)}</q> – {self.source(quote)}</p>'
            for quote in one.quotes[1:]
        )
        return (
            f'<article class="statement" id="{anchor}" data-card data-f="{view.facets.of_statement(one)}">\n'
            f'<p class="who"><strong>{self.name(one.party)} {self.name(one.act)}</strong>{content} {self.stance(one)}'
            f'{flags} <a class="self" href="#{anchor}" aria-label="Link to this statement">#</a></p>\n'
            f'{self.sentence(one.quote)}\n<p class="source">{self.source(one.quote)}</p>{again}\n'
            f"{self.facts(view.facts(one))}\n</article>\n"
        )

    def side(self, record: Id) -> str:
        """Return one side of a finding: a statement, a meeting's account or an outcome."""
        if record not in self._sides:
            view = self._view
            who, act = map(shown, view.side(record))
            one, quote = view.brief.statements.get(record), view.brief.evidence(record)
            matter = "" if one is None else f": <bdi>{shown(view.matter(one))}</bdi> {self.stance(one)}"
            kind = "account" if one is None else "statement"
            self._sides[record] = (
                f'<div class="side">\n<p class="who"><strong><bdi>{who}</bdi></strong> {act}{matter}</p>\n'
                f'{self.sentence(quote)}\n<p class="source">{self.source(quote)} · '
                f'<a href="{view.record(record)}">all about this {kind}</a></p>\n</div>\n'
            )
        return self._sides[record]

    def finding(self, one: Finding, level: int = 4) -> str:
        """Return a finding with both its sides, under a heading of a level."""
        view = self._view
        anchor = view.places.finding(one.id)[1]
        parties = _listed([self.name(party) for party in one.parties])
        head = f"{parties}: {self.name(one.kind)}" if parties else self.name(one.kind)
        sides = "".join(self.side(record) for record in (one.first, one.second) if record is not None)
        sure = "" if one.certainty is None else f"Certainty of the weaker side: {self.name(one.certainty)} · "
        behind = f"{counted(len(one.origins), 'origin')} · {counted(len(one.statements), 'statement')} behind it"
        return (
            f'<article class="finding {group_class(one.group)}" id="{anchor}" data-card '
            f'data-f="{view.facets.of_finding(one)}">\n<h{level}>{head} '
            f'<a class="self" href="#{anchor}" aria-label="Link to this {one.group}">#</a></h{level}>\n'
            f'<p class="reason"><bdi>{shown(one.reason)}</bdi></p>\n<div class="sides">\n{sides}</div>\n'
            f'<p class="source">{sure}{behind}</p>\n</article>\n'
        )

    def cell(self, party: Key, issue: Key) -> str:
        """Return a cell of the table."""
        view = self._view
        cell = view.brief.cells.get((party, issue))
        tokens = view.facets.of_cell(party, issue, cell)
        if cell is None:
            silent = "silent" if (party, issue) in view.silent else '–<span class="unseen">not on record</span>'
            return f'<td data-f="{tokens}"><span class="soft">{silent}</span></td>'
        return f'<td data-f="{tokens}">{self._linked(cell)}</td>'

    def _linked(self, cell: Cell) -> str:
        view = self._view
        trend = f" · {view.trend_sign(cell.trend)} {shown(view.name(cell.trend))}" if cell.trend else ""
        met = "".join(
            f'<span class="{group}s">{counted(len(found), group)}</span>'
            for group, found in ((CONFLICT, cell.conflicts), (OVERLAP, cell.overlaps))
            if found
        )
        kind = group_class(cell.word)
        return (
            f'<a class="cell {kind}" href="{view.cell(cell.party, cell.issue)}"><b class="word {kind}">{cell.word}</b>'
            f"<span>{counted(len(cell.origins), 'origin')}{trend}</span>{met}</a>"
        )

    def between(self, issue: Key) -> str:
        """Return the conflicts and overlaps on an issue, the first few of each as links."""
        view, told = self._view, []
        most = MOST_BETWEEN if view.places.is_one else 1
        for group in (CONFLICT, OVERLAP):
            found = view.between(issue, group)
            for one in found[:most]:
                names = " – ".join(f"<bdi>{shown(view.name(party))}</bdi>" for party in one.parties)
                told.append(
                    f'<a class="{group}s" href="{view.finding(one.id)}">{names}: {shown(view.name(one.kind))}</a>'
                )
            if len(found) > most:
                href = view.href((view.places.issue_page(issue), group))
                told.append(f'<a class="{group}s" href="{href}">{counted(len(found) - most, group)} more</a>')
        return f'<td class="between">{"".join(told)}</td>'

    def article(self, report: Id) -> str:
        """Return the text of an article with its quotes marked and numbered."""
        view, told = self._view, []
        for piece in view.articles.pieces(report):
            for mark in piece.begins:
                anchor = view.places.quote(mark.quote)[1]
                link = f'href="{view.record(mark.records[0])}" aria-label="Quote {mark.number}"'
                told.append(f'<a class="n" id="{anchor}" {link}>{mark.number}</a>')
            text = shown(piece.text)
            again = " again" if piece.repeated else ""
            if piece.depth:
                told.append(f'<mark class="d{piece.depth}{again}">{text}</mark>')
            else:
                told.append(f'<span class="again">{text}</span>' if again else text)
        return f'<div class="text" dir="auto">{"".join(told)}</div>'

    def taken(self, report: Id) -> str:
        """Return what rests on each quote of an article, as a list with the numbers of the quotes."""
        view, told = self._view, []
        for mark in view.articles.marks(report):
            lines = []
            for record in mark.records:
                who, act = map(shown, view.side(record))
                one = view.brief.statements.get(record)
                matter = "" if one is None else f": <bdi>{shown(view.matter(one))}</bdi>"
                link = f'<a href="{view.record(record)}"><bdi>{who}</bdi> {act}{matter}</a>'
                lines.append(link if one is None else f"{link} {self.stance(one)}")
            told.append(f"<li>{'<br>'.join(lines)}</li>\n")
        return f'<ol class="taken">\n{"".join(told)}</ol>'


class Pieces:
    """The same for a template: ``put.name(key)`` is what ``Cards.name`` returns, as markup, not escaped again."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards

    def __getattr__(self, piece: str) -> Callable[..., Markup]:
        """Return what writes a piece."""
        write = getattr(self._cards, piece)

        def put(*given: object) -> Markup:
            return Markup(write(*given))  # noqa: S704 - every text in it went through shown

        setattr(self, piece, put)
        return put


def group_class(words: str) -> str:
    """Return a group or word as the name of a class."""
    return words.replace(" ", "-")


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
