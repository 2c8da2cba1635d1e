"""Commands that compare a store with a triple store behind an endpoint: ``push``, ``pull`` and ``status``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.frame import Settings
from kg.cli.opening import wire_to
from kg.cli.options import Format, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.answers import Table
    from kg.remote.push import Step

To = Annotated[str, typer.Option("--to", metavar="URL", help="The triple store: its base URL, or that of its queries.")]
From = Annotated[str, typer.Option("--from", metavar="URL", help="The triple store, as for kg push --to.")]


def push(
    context: typer.Context,
    *,
    to: To,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say graph by graph what would be done; do nothing.")
    ] = False,
    delete: Annotated[
        bool, typer.Option("--delete", help="Take out reports and cases that are only there; else they stay.")
    ] = False,
    output: Format = None,
) -> int:
    """Make a triple store hold what the store holds.

    Only graphs that differ are sent, and each switches in one step; pushing again after a failure finishes. Graphs of
    others on that server are left alone. Give --layout where the store is not known by asking it.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.iris import DATA
    from kg.remote.push import Action, plan
    from kg.remote.push import push as push_steps
    from kg.store import Store

    choose_format(output, TABLES)
    settings = settings_of(context)
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store, wire_to(settings, to) as wire:
        steps = plan(store, wire, delete=delete)
        if dry_run:
            rows = [(step.action, step.graph.removeprefix(DATA), step.here, step.there) for step in steps]
            write_table(table_of(("action", "graph", "here", "there"), rows), output)
            return 0
        progress = _Progress(settings, steps)
        try:
            push_steps(store, wire, steps, progress.tell)
        except KeyboardInterrupt:
            settings.warn(f"{progress.begun} of {progress.graphs} graphs had been begun; push again to finish")
            raise
    if left := sum(step.action is Action.LEAVE for step in steps):
        settings.warn(
            f"{left} graph{'s' if left > 1 else ''} of reports or cases stay that are only there, and what follows "
            "there is derived without them: --delete takes them out"
        )
    words = {Action.SEND: "sent", Action.KEEP: "same", Action.REMOVE: "removed", Action.LEAVE: "left",
             Action.CLEAR: "cleared away"}  # fmt: skip
    write_table(_totals((words[step.action], step.here or step.there) for step in steps), output)
    return 0


def pull(
    context: typer.Context,
    *,
    source: From,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", help="The store to make or change; without it, that of --store.")
    ] = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Lose reports, cases and decisions that are only here; else it is refused.")
    ] = False,
    output: Format = None,
) -> int:
    """Make a store of what a triple store holds, whole and checked, or not at all.

    Reports, cases and decisions are fetched and must pass what stands before every store; what follows from them is
    derived here, and compared.
    """
    from kg.cli.output import TABLES, choose_format, write_table
    from kg.errors import UsageError
    from kg.remote.pull import pull as pull_store

    choose_format(output, TABLES)
    settings = settings_of(context)
    path = settings.store if target is None else target
    if not path.name:
        raise UsageError(f"--output: {str(path)!r} is no place for a store; name a directory")
    with wire_to(settings, source) as wire:
        pulled = pull_store(wire, path, wait=settings.wait, delete=delete, tell=settings.progress)
    for note in pulled.notes:
        settings.note(f"kg: {note}")
    write_table(_totals((fate, count) for _, fate, count in pulled.graphs), output)
    return 0


def status(context: typer.Context, *, to: To, output: Format = None) -> int:
    """Say graph by graph whether a triple store holds the same; exit 1 where something differs."""
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.iris import DATA
    from kg.remote.comparison import State, compare
    from kg.store import Store

    choose_format(output, TABLES)
    settings = settings_of(context)
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store, wire_to(settings, to) as wire:
        found = compare(store, wire)
    rows = [(one.graph.removeprefix(DATA), one.here, one.there, one.state) for one in found]
    write_table(table_of(("graph", "here", "there", "state"), rows), output)
    return 0 if all(one.state is State.SAME for one in found) else 1


COMMANDS = (push, pull, status)


class _Progress:
    """Tells about once a second how far a push is, how fast it goes, and how long the rest may take."""

    def __init__(self, settings: Settings, steps: Iterable[Step]) -> None:
        from kg.remote.push import Action

        sizes = {step.graph: step.here for step in steps if step.action is Action.SEND}
        self._settings = settings
        self.graphs, self._triples = len(sizes), sum(sizes.values())
        self._sent = self.begun = 0
        self._started = self._told = time.monotonic()

    def tell(self, _done: int, step: Step) -> None:
        now = time.monotonic()
        if now - self._told >= 1 and self._sent:
            rate = self._sent / (now - self._started)
            self._settings.progress(
                f"{self.begun} of {self.graphs} graphs, {self._sent:,} of {self._triples:,} triples, "
                f"{rate:,.0f} a second, some {(self._triples - self._sent) / rate:,.0f} s to go"
            )
            self._told = now
        self.begun += bool(step.here)
        self._sent += step.here


def _totals(done: Iterable[tuple[str, int]]) -> Table:
    """Return a table of what became of how many graphs and triples."""
    from kg.cli.output import table_of

    totals: dict[str, list[int]] = {}
    for fate, count in done:
        total = totals.setdefault(fate, [0, 0])
        total[0] += 1
        total[1] += count
    return table_of(("result", "graphs", "triples"), [(fate, *total) for fate, total in totals.items()])
