"""Statements that the words of one sentence bind together: either … or, one in exchange for another, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.verbs import Range
from kg.model import Act, Package, PackageKind, Report, Statement

_GIVE_OR_TAKE = frozenset({Act.ACCEPTS, Act.CONDITIONS, Act.DEMANDS, Act.OFFERS, Act.THREATENS})


def find_packages(report: Report, context: Context, drafts: Sequence[Draft]) -> dict[int, Package]:
    """Return, by the number of the draft, the package that a sentence makes of two drafts or more of one holder.

    The quote of a package reaches from the first of its parts to the last, the words that bind them included.
    """
    found: dict[int, Package] = {}
    hits = context.lexicon.cues["PackageCue"].find(context.tokens, 0, len(context.tokens))
    for first, after, pattern, cue in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if pattern.source == "together" and not any(t.lower == "both" for t in context.tokens[:first]):
            continue  # only "both … together" binds, however far apart the two words are
        parts = [n for n in _parts(context, drafts, cue.package, (first, after)) if n not in found]
        if cue.package is None or len(_contents(drafts, parts)) < 2:
            continue
        ranges = [drafts[n].content for n in parts]
        span = context.span(min(first, *(r[0] for r in ranges)), max(after, *(r[1] for r in ranges)))
        package = Package(report.id, cue.package, report.quote(span.start, span.end))
        found.update(dict.fromkeys(parts, package))
    return found


def whole_packages(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements without packages of which only one part is left, as where two were joined to one."""
    statements = list(statements)
    parts = Counter(statement.package for statement in statements if statement.package is not None)
    return [
        replace(statement, package=None)
        if statement.package is not None and parts[statement.package] < 2
        else statement
        for statement in statements
    ]


def _parts(context: Context, drafts: Sequence[Draft], kind: PackageKind | None, cue: Range) -> list[int]:
    """The drafts that a cue binds: of one holder, and for a choice or an exchange some on either side of its middle."""
    numbered = [n for n, draft in enumerate(drafts) if draft.act in _GIVE_OR_TAKE and not draft.incomplete]
    if kind is PackageKind.ALL_OF:
        return _of_one_holder(drafts, numbered)
    if kind is PackageKind.EXCHANGE:
        return _across(drafts, numbered, cue)
    numbered = [n for n in numbered if drafts[n].content[1] > cue[0]]
    for at in range(cue[1], len(context.tokens)):
        if context.tokens[at].lower == "or":
            parts = _across(drafts, numbered, (at, at + 1))
            if parts:
                return parts
    return []


def _across(drafts: Sequence[Draft], numbered: Sequence[int], middle: Range) -> list[int]:
    """The drafts of one holder before and behind ``middle``, if there are both."""
    before = [n for n in numbered if drafts[n].content[1] <= middle[0]]
    behind = [n for n in numbered if drafts[n].content[0] >= middle[1]]
    bound = _of_one_holder(drafts, [*before, *behind])
    return bound if set(bound) & set(before) and set(bound) & set(behind) else []


def _of_one_holder(drafts: Sequence[Draft], numbered: Sequence[int]) -> list[int]:
    """Those of the holder that has most of them; none where it has only one."""
    holders = Counter(drafts[n].holder.parties for n in numbered)
    if not holders:
        return []
    holder, count = holders.most_common(1)[0]
    return [n for n in numbered if drafts[n].holder.parties == holder] if count > 1 else []


def _contents(drafts: Sequence[Draft], parts: Sequence[int]) -> set[Range]:
    return {drafts[n].content for n in parts}
