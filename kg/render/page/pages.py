"""The pages of a report: one, or the main page and further ones for issues, articles and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.brief.content import (
    APPARENT,
    CONFLICT,
    DISCREPANCY,
    OUTCOME_TRACE,
    OVERLAP,
    SELF_CONTRADICTION,
)
from kg.render.documents.telling import counted, written
from kg.render.page.places import COVERAGE, FINDINGS, MAIN, NETWORK, SOURCES, TIMELINE, Places
from kg.render.page.view import View
from kg.render.web import write_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.brief.content import Brief
    from kg.brief.records import Issue

ONE_FILE = 4_000_000
"""Up to this size in characters, as estimated, a report is one file; above, further pages stand in a folder."""
STYLES = ("page/page.css", "../plots/plots.css")
_STATEMENT, _FINDING, _STAGE = 1_700, 2_600, 600
GROUPS = (
    (CONFLICT, "Conflicts", "Positions of parties that cannot both be met, each with the words of both sides."),
    (OVERLAP, "Overlaps", "Where parties already want the same, wholly or in part."),
    (APPARENT, "Apparent conflicts", "What looks like a conflict and is only one of scope, date or track."),
    (SELF_CONTRADICTION, "Self-contradictions", "A party that is on record for and against."),
    (OUTCOME_TRACE, "Demands and outcomes", "Which demands an outcome answers."),
    (
        DISCREPANCY,
        "Discrepancies of reports",
        "Two reports, or a headline and its text, disagree on what was said. That is no conflict of the parties.",
    ),
)


def page_files(brief: Brief, main: str, folder: str, *, budget: int = ONE_FILE) -> Iterator[tuple[str, str]]:
    """Yield the pages of a report, each as its file name and its HTML; the main page comes first, with the name "".

    Args:
        brief: what to show.
        main: the file name that the main page will have.
        folder: the name of the folder beside it in which the further pages will be.
        budget: above this estimated size there are further pages.
    """
    is_one = estimate(brief) <= budget
    view = View(brief, Places(brief, main, None if is_one else folder), MAIN)
    yield MAIN, _main(view, folder)
    if not is_one:
        for name, html in _further(view):
            yield f"{name}.html", html


def estimate(brief: Brief) -> int:
    """Return about how many characters one page of it all would have."""
    texts = sum(len(report.text) for report in brief.reports.values())
    shown = len(brief.statements) + len(brief.meetings) + len(brief.outcomes)
    return 2 * texts + _STATEMENT * shown + _FINDING * len(brief.findings) + _STAGE * len(brief.stages)


def _main(view: View, folder: str) -> str:
    brief = view.brief
    groups = [group for group in GROUPS if brief.of_group(group[0])]
    spoken = {key: dict(name.others) for key, name in brief.names.items() if name.others}
    return write_page(
        "page/main.html.j2",
        {
            "v": view,
            "subtitle": _subtitle(brief),
            "figures": _figures(view),
            "contents": _contents(view),
            "groups": groups,
            "outside": view.outside(),
            "choices": view.facets.choices(),
            "spoken": spoken,
            "tongues": sorted({language for labels in spoken.values() for language in labels}),
            "folder": folder,
        },
        styles=STYLES,
        scripts=["page/page.js"],
    )


def _subtitle(brief: Brief) -> str:
    issued = sorted(report.day for report in brief.reports.values() if report.day is not None)
    undated = sum(report.day is None for report in brief.reports.values())
    told = f"{counted(len(brief.reports), 'report')} of {counted(len(brief.origins), 'independent origin')}"
    if issued:
        told += f", {written(issued[0])}" + (f" to {written(issued[-1])}" if issued[-1] != issued[0] else "")
    return told + (f", {undated} undated" if issued and undated else "")


def _figures(view: View) -> list[tuple[str, str, str]]:
    """Return the figures on top: where each leads, the number, and what it counts."""
    brief, part = view.brief, view.part
    positions = f"positions of {counted(len(brief.parties), 'party')} on {counted(len(view.held), 'issue')}"
    found = [(view.part_of_main("table"), f"{len(brief.positions):,}", positions)]
    for paper in brief.documents[:2]:
        carried = ", in one single report" if len(paper.listed_by) == 1 else ""
        terms = "term" if len(paper.terms) == 1 else "terms"
        place = view.part_of_main(f"d-{view.slug(paper.id)}")
        found.append((place, f"{len(paper.terms)}", f"{terms} of the {_small(view.document(paper))}{carried}"))
    for group, plural in ((CONFLICT, "conflicts"), (OVERLAP, "overlaps"), (DISCREPANCY, "discrepancies of reports")):
        number = len(brief.of_group(group))
        if number:
            # On several pages findings stand with their issues: the table leads there.
            place = part(group) if view.places.is_one else view.part_of_main("table")
            found.append((place, f"{number:,}", plural if number > 1 else plural.replace("ies", "y").rstrip("s")))
    found.append((part(SOURCES), f"{len(brief.reports):,}", f"reports of {counted(len(brief.origins), 'origin')}"))
    return found


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _contents(view: View) -> list[tuple[str, str]]:
    brief, part = view.brief, view.part
    found = [(view.part_of_main("table"), "The table")]
    if brief.documents:
        found.append((view.part_of_main("documents"), "Papers and replies"))
    if view.places.is_one:
        found.append((part("evidence"), "Evidence by issue"))
        found += [(f"#{group.replace(' ', '-')}", title) for group, title, _ in GROUPS if brief.of_group(group)]
    elif _loose(view):
        found.append((part(FINDINGS), "Findings on no issue"))
    found.append((part(TIMELINE), "Timeline"))
    found.append((part(NETWORK), "Network"))
    found.append((part(SOURCES), "Sources by origin"))
    found.append((part(COVERAGE), "Coverage and silence"))
    if view.places.is_one:
        found += [(part("articles"), "The articles"), (part("names"), "Names")]
    return found


def _loose(view: View) -> list[tuple[str, str]]:
    return [(group, title) for group, title, _ in GROUPS if view.between(None, group)]


def _further(view: View) -> Iterator[tuple[str, str]]:
    """Yield the pages beside the main one."""
    brief = view.brief
    for group in brief.taxonomy:
        for issue in group.issues:
            yield view.places.issue_page(issue.key), _issue(view, issue)
    if _loose(view):
        yield FINDINGS, _sub(view, FINDINGS, "findings", "Findings on no issue", groups=_loose(view))
    for name, heading in ((TIMELINE, "Rounds and deadlines"), (NETWORK, "Network"), (SOURCES, "Sources")):
        yield name, _sub(view, name, name, heading, sections=[(name, heading)])
    apart = {report: len(view.outside(report)) for report in brief.reports}
    left = [(report, number) for report, number in apart.items() if number]
    yield COVERAGE, _sub(view, COVERAGE, "coverage", "Coverage", sections=[(COVERAGE, "Coverage")], outside=left)
    for report in brief.reports.values():
        outside = view.outside(report.id)
        sections = [("article", "The article"), *([("outside", "Outside the table")] if outside else [])]
        name = view.places.report(report.id)[0]
        yield name, _sub(view, name, "report", report.name, report=report, outside=outside, sections=sections)


def _issue(view: View, issue: Issue) -> str:
    groups = [(group, title) for group, title, _ in GROUPS if view.between(issue.key, group)]
    stages = view.stages_on.get(issue.key, [])
    sections = [("evidence", "Who says what"), *((group.replace(" ", "-"), title) for group, title in groups)]
    sections += [("movement", "What moved")] if stages else []
    cells = [(party, view.brief.cells.get((party, issue.key))) for party in view.brief.parties]
    used = [view.facets.of_cell(party, issue.key, cell) for party, cell in cells if cell is not None]
    used += [view.facets.of_finding(one) for group, _ in groups for one in view.between(issue.key, group)]
    return _sub(
        view,
        view.places.issue_page(issue.key),
        "issue",
        view.name(issue.key),
        issue=issue,
        groups=groups,
        stages=stages,
        sections=sections,
        choices=view.facets.choices(used),
    )


def _sub(view: View, name: str, page: str, heading: str, **values: object) -> str:
    return write_page(
        "page/sub.html.j2",
        {
            "v": view.on(name),
            "page": page,
            "heading": heading,
            "sections": [],
            "choices": [],
            "groups": [],
            "stages": [],
            "outside": [],
            **values,
        },
        styles=STYLES,
        scripts=["page/page.js"],
    )
