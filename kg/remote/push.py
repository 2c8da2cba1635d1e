"""A store into one behind an endpoint, graph by graph; what is the same there already is not sent again.

Of the graphs of a negotiation graph the other store becomes a mirror; what else it holds is left alone. Each graph
switches in one step (``kg.remote.staging``). A push that was cut short is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.iris import DATA
from kg.remote.checksums import remote_counts
from kg.remote.comparison import CASE, DEPRECATED, STAGING, Compared, State, compare, quads_of
from kg.remote.staging import drop, remove_graph, replace_graph
from kg.store import REPORT

if TYPE_CHECKING:
    from kg.remote.wire import Wire
    from kg.store import Store


class Action(StrEnum):
    """What a push does with a graph."""

    SEND = "send"
    KEEP = "keep"
    REMOVE = "remove"
    LEAVE = "leave"
    CLEAR = "clear away"


@dataclass(frozen=True, slots=True)
class Step:
    """A graph, what is done with it, and how many triples it has here and there."""

    graph: str
    action: Action
    here: int
    there: int


_DONE = frozenset({Action.SEND, Action.REMOVE, Action.CLEAR})
Tell = Callable[[int, Step], None]
"""Is called with the number of steps that are done and the one that comes."""


def plan(store: Store, wire: Wire, *, delete: bool = False) -> list[Step]:
    """Return what a push would do, in order; nothing is changed.

    Args:
        store: what is pushed.
        wire: where to.
        delete: whether reports and cases that are only there are taken out; else they are left.

    Raises:
        StoreError: the other store does not answer.
    """
    compared = compare(store, wire)
    here = {one.graph for one in compared if one.here}
    steps = [Step(one.graph, _action(one, here, delete=delete), one.here, one.there) for one in compared]
    # What an earlier push left is in the way of nobody and goes first; what is taken out goes in the end, and what
    # follows from others before these.
    order = {Action.CLEAR: 0, Action.REMOVE: 2}
    gone = [step for step in reversed(steps) if step.action is Action.REMOVE]
    rest = [step for step in steps if step.action is not Action.REMOVE]
    return sorted(rest + gone, key=lambda step: order.get(step.action, 1))


def push(store: Store, wire: Wire, steps: Sequence[Step], tell: Tell = lambda _, __: None) -> None:
    """Do what ``plan`` returned.

    Raises StoreError where the other store fails; what was changed by then is whole and stays. Raises InputError for
    a graph of this store that cannot be sent.
    """
    import pyoxigraph as ox

    todo = [step for step in steps if step.action in _DONE]
    for done, step in enumerate(todo):
        tell(done, step)
        graph = ox.NamedNode(step.graph)
        try:
            if step.action is Action.SEND:
                replace_graph(wire, graph, lambda name=step.graph: quads_of(store, name))  # type: ignore[misc]
            elif step.action is Action.REMOVE:
                remove_graph(wire, graph)
            else:
                drop(wire, graph)
        except StoreError as error:
            name = step.graph.removeprefix(DATA)
            raise StoreError(
                f"{error}; {done} of {len(todo)} graphs were done, it stopped at {name}, "
                f"{len(todo) - done - 1} were not begun: push again to finish"
            ) from error
    if todo:
        _require_done(wire, steps)


def _require_done(wire: Wire, steps: Sequence[Step]) -> None:
    """Raise StoreError unless all that was to go is gone: a server may say so and not do it."""
    there = remote_counts(wire, DATA)
    gone = {step.graph for step in steps if step.action in (Action.REMOVE, Action.CLEAR)}
    left = sorted(name for name in there if name in gone or name.startswith(STAGING))
    if left:
        raise StoreError(
            f"all graphs were sent, but {len(left)} that should be gone are there, as {left[0]}: push again to finish"
        )


def _action(one: Compared, here: set[str], *, delete: bool) -> Action:
    match one.state:
        case State.SAME:
            return Action.KEEP
        case State.DIFFERS | State.HERE:
            return Action.SEND
        case State.LEFT_OVER:
            return Action.CLEAR
        case _:
            # What is beside a report goes with it; any other graph of ours that is only there is one emptied here.
            beside = one.graph.startswith(DEPRECATED) and REPORT + one.graph.removeprefix(DEPRECATED) not in here
            own = one.graph.startswith((REPORT, CASE)) or beside
            return Action.LEAVE if own and not delete else Action.REMOVE
