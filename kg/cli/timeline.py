"""Commands about time: ``timeline`` and ``compare``; and how a store is asked as it stood on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import asking, reading
from kg.cli.options import Format, Issue, Party, Raw, as_read, day_of, settings_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.answers import Table
    from kg.asof import By
    from kg.cli.frame import Settings

_COMPARED = (
    "negotiation", "party", "issue", "provision", "movement", "earlier_day", "earlier_act", "earlier_stance",
    "earlier_quote", "earlier_statement", "later_day", "later_act", "later_stance", "later_quote", "later_statement",
)  # fmt: skip
_DROPPED = "dropped from the reports"


def timeline(
    context: typer.Context,
    party: Party = None,
    issue: Issue = None,
    provision: Annotated[
        str | None, typer.Option("--provision", help="Only on this provision: a label, slug or IRI.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Only what was said from then on.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Only what was said by then.")] = None,
    *,
    raw: Raw = False,
    output: Format = None,
) -> int:
    """Show the course of each party on each matter, stage by stage, and how each stage stands to the one before.

    What was said on one day is one stage, however many reports print it. What has no known day follows by itself.
    """
    from kg.cli.output import TABLES, choose_format, write_table
    from kg.query import load, run
    from kg.render.courses import draw_timeline

    choose_format(output, TABLES)
    settings = settings_of(context)
    days = {name: day_of(f"--{name}", value) for name, value in (("since", since), ("until", until)) if value}
    values = _given(party=party, issue=issue, provision=provision)
    values |= {name: str(day) for name, day in days.items()}
    if raw:
        with reading(settings) as store:
            table = run(as_read(settings, store.rdf, raw=raw), load("timeline"), values)
    else:
        with asking(settings) as rdf:
            table = run(rdf, load("timeline"), values)
    write_table(table, output, draw_timeline)
    return 0


def compare(
    context: typer.Context,
    earlier: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, as in 2025-06-02.")],
    later: Annotated[str, typer.Option("--to", metavar="DAY", help="The second day.")],
    party: Party = None,
    issue: Issue = None,
    *,
    raw: Raw = False,
    output: Format = None,
) -> int:
    """Show what each party held on two days side by side, and what moved between them.

    New, repeated, hardened, softened, withdrawn or superseded; or dropped from the reports, where nothing was said
    about it again, which is no withdrawal. Each day stands for what had been said by then.
    """
    from kg.asof import By, thinned
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.derive import derive
    from kg.errors import UsageError
    from kg.query import load, run
    from kg.render.courses import draw_comparison

    choose_format(output, TABLES)
    settings = settings_of(context)
    first, second = day_of("--from", earlier), day_of("--to", later)
    if first >= second:
        raise UsageError(f"--from must be before --to, and {first} is not before {second}")
    values = _given(party=party, issue=issue)
    with reading(settings) as store:
        rdf = as_read(settings, store.rdf, raw=raw)
        rdf = thinned(as_it_stood(settings, rdf, second, By.SAID, derived=False), first)
    rdf.bulk_extend(derive(rdf))
    moved = run(rdf, load("movement"), {**values, "since": str(first + timedelta(days=1))})
    dropped = run(rdf, load("dropped"), {**values, "since": str(first)})
    write_table(table_of(_COMPARED, _compared(moved, dropped)), output, draw_comparison)
    return 0


COMMANDS = (timeline, compare)


def moment_of(as_of: str | None, by: str | None) -> tuple[date, By] | None:
    """Return what ``--as-of`` and ``--by`` mean. Raises UsageError for no day, no such basis, or a basis alone."""
    from kg.asof import By
    from kg.errors import UsageError

    if as_of is None:
        if by is not None:
            raise UsageError("--by says what --as-of goes by; give --as-of too")
        return None
    try:
        basis = By.SAID if by is None else By(by)
    except ValueError:
        raise UsageError(f"--by: {by!r} is none of {', '.join(By)}") from None
    return day_of("--as-of", as_of), basis


def as_it_stood(settings: Settings, rdf: ox.Store, day: date, by: By, *, derived: bool = True) -> ox.Store:
    """Return a store in memory as it would have been on a day, with what follows unless ``derived`` is False.

    Reports that no date can place are left out; their number goes to standard error.
    """
    from kg.asof import restricted, undated
    from kg.derive import derive

    if number := undated(rdf, by):
        what = "what they say has" if number > 1 else "what it says has"
        settings.note(f"{number} report{'s' if number > 1 else ''} left out, wholly or in part: {what} no known day")
    settings.progress(f"deriving what followed on {day}")
    found = restricted(rdf, day, by)
    if derived:
        found.bulk_extend(derive(found))
    return found


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _compared(moved: Table, dropped: Table) -> list[tuple[str, ...]]:
    """Return one row a matter, in the order of parties and matters."""
    rows = [{**row, "movement": row["kind"], **_side("later", row)} for row in moved.records()]
    rows += [{**row, "movement": _DROPPED, **_side("earlier", row)} for row in dropped.records()]
    found = [tuple(row.get(name, "") for name in _COMPARED) for row in rows]
    return sorted(found, key=lambda row: (row[1], row[0], *row[2:]))


def _side(name: str, row: dict[str, str]) -> dict[str, str]:
    """Return what a row says of its statement, as that of the earlier or the later day."""
    day = row["said_from"] if row["said_from"] == row["said_until"] else f"{row['said_from']}/{row['said_until']}"
    return {f"{name}_day": day, **{f"{name}_{part}": row[part] for part in ("act", "stance", "quote", "statement")}}
