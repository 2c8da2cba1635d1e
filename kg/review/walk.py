"""The review in the terminal: undecided statements one after the other, each decision written as it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from kg.errors import InputError
from kg.model import DecisionKind
from kg.render.terminal import Screen
from kg.render.visible import visible
from kg.review.apply import Row
from kg.review.columns import EDITABLE
from kg.review.desk import Desk, RowsError
from kg.review.keys import Keys
from kg.review.rows import Shown
from kg.review.screens import HELP, draw_changes, draw_statement

_PROMPT = "a accept · r reject · e edit · s skip · u undo · q quit · ? help: "
_EMPTY = "-"
_DONE = {
    DecisionKind.ACCEPT: "accepted",
    DecisionKind.CORRECT: "corrected",
    DecisionKind.REJECT: "rejected",
}


def in_order(found: Sequence[Shown]) -> list[Shown]:
    """Return statements as they are reviewed: candidates first, then the doubtful before the likely."""

    def key(shown: Shown) -> tuple[bool, float]:
        sure = shown.statement.confidence
        return not shown.statement.is_candidate, 1.0 if sure is None else sure

    return sorted(found, key=key)


class Walk:
    """One session of review.

    Args:
        desk: where decisions are taken.
        queue: the statements, in the order in which they are shown.
        keys: where the answers come from.
        tell: shows a text.
        screen: what is known of the place where it is shown.
    """

    def __init__(
        self, desk: Desk, queue: Sequence[Shown], keys: Keys, tell: Callable[[str], None], screen: Screen
    ) -> None:
        self.desk, self.queue, self.keys, self.tell, self.screen = desk, list(queue), keys, tell, screen
        self.at = 0
        self.taken: list[tuple[int, DecisionKind, str]] = []
        self.drafts: dict[int, dict[str, str]] = {}

    def run(self) -> None:
        """Go through the queue until it ends, or the answers do. Every decision is in the store when this returns."""
        while self.at < len(self.queue):
            self.tell(draw_statement(self.queue[self.at], self.at + 1, len(self.queue), self.screen))
            while not self._answered(self.keys.key(_PROMPT)):
                pass
        counts = Counter(kind for _, kind, _ in self.taken)
        told = [f"{counts[kind]} {word}" for kind, word in _DONE.items() if counts[kind]]
        self.tell(f"{', '.join(told) or 'nothing decided'}; {self._left()} of {len(self.queue)} left undecided\n")

    def _answered(self, key: str | None) -> bool:
        """Act on a key. Returns True where another statement, or none, is to be shown."""
        match key:
            case None | "q":
                self.at = len(self.queue)
            case "a":
                return self._decide(DecisionKind.ACCEPT, self.queue[self.at].cells)
            case "r":
                return self._decide(DecisionKind.REJECT, self.queue[self.at].cells)
            case "e":
                return self._edit()
            case "s":
                self.at += 1
            case "u":
                return self._undo()
            case "?":
                self.tell(HELP)
                return False
            case _:
                self.tell("no such key; ? shows them\n")
                return False
        return True

    def _decide(self, kind: DecisionKind, cells: dict[str, str]) -> bool:
        try:
            entered = self.desk.enter([Row(self.at + 1, {**cells, "decision": kind})])
        except RowsError as error:
            for fault in error.faults:
                self.tell(visible(": ".join(filter(None, (fault.column, fault.text)))) + "\n")
            return False
        except InputError as error:
            self.tell(visible(str(error)) + "\n")
            return False
        self.tell(f"{_DONE[kind]}\n{draw_changes(entered.changes, self.screen)}")
        self.taken += [(self.at, kind, decision.id) for decision in entered.decisions]
        self.at += 1
        return True

    def _edit(self) -> bool:
        """Ask for each field; what was typed is kept until the statement is right, or left."""
        cells = dict(self.drafts.get(self.at, self.queue[self.at].cells))
        for column in EDITABLE:
            choices = f" ({', '.join(column.choices)})" if column.choices else ""
            typed = self.keys.line(f"{column.name}{choices} [{visible(cells[column.name])}]: ")
            if typed is None:
                self.tell("\n")
                return False
            if typed.strip():
                cells[column.name] = "" if typed.strip() == _EMPTY else typed.strip()
        self.drafts[self.at] = cells
        if self._decide(DecisionKind.CORRECT, cells):
            return True
        self.tell("e mends it; what you typed is kept\n")
        return False

    def _undo(self) -> bool:
        if not self.taken:
            self.tell("nothing has been decided here yet; kg review undo takes back earlier decisions\n")
            return False
        at, kind, decision = self.taken.pop()
        changes = self.desk.undo([decision])
        self.tell(f"taken back: {_DONE[kind]}\n{draw_changes(changes, self.screen)}")
        self.at = at
        return True

    def _left(self) -> int:
        return len(self.queue) - len({at for at, _, _ in self.taken})
