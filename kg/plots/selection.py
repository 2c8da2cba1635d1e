"""Which parties and issues of a brief a view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import NotFoundError

if TYPE_CHECKING:
    from kg.brief import Brief
    from kg.brief.records import Key
    from kg.plots.drawing import View


def chosen_parties(brief: Brief, view: View) -> tuple[Key, ...]:
    """Return the parties of a view, in the order of the brief. Raises NotFoundError for one without a position."""
    missing = [party for party in view.parties if party not in brief.parties]
    if missing:
        raise NotFoundError(f"no position of {_called(brief, missing[0])} is on record, so there is nothing to draw")
    return tuple(party for party in brief.parties if not view.parties or party in view.parties)


def chosen_issues(brief: Brief, view: View) -> dict[Key, Key]:
    """Return the issues of a view in the order of the taxonomy, each with its group.

    Raises NotFoundError for one of which nobody in the brief speaks.
    """
    every = {issue.key: group.key for group in brief.taxonomy for issue in group.issues}
    missing = [issue for issue in view.issues if issue not in every and issue not in every.values()]
    if missing:
        raise NotFoundError(f"nobody is on record on {_called(brief, missing[0])}, so there is nothing to draw")
    return {
        issue: group
        for issue, group in every.items()
        if not view.issues or issue in view.issues or group in view.issues
    }


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number and a word, as ``1 report`` or ``2 reports``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def last(key: Key | None) -> str | None:
    """Return the notation of a key: ``hardened`` of ``finding-kind/hardened``."""
    return None if key is None else key.rpartition("/")[2]


def _called(brief: Brief, key: Key) -> str:
    return brief.name(key) if key in brief.names else key.rpartition("/")[2]
