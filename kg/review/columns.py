"""The columns of a review table: the one list of them, what each means and which of them people fill in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kg.model import Act, Certainty, DecisionKind, Sourcing, Stance


class Kind(Enum):
    """What stands in a column, and so how it is read back; ``SHOWN`` is not read back at all."""

    DECISION = auto()
    NOTE = auto()
    KEY = auto()
    SHOWN = auto()
    QUOTE = auto()
    START = auto()
    PARTY = auto()
    PERSON = auto()
    ISSUE = auto()
    PROVISION = auto()
    CHOICE = auto()
    WORDS = auto()
    DAY = auto()


_FIXED = frozenset({Kind.DECISION, Kind.NOTE, Kind.KEY, Kind.SHOWN})
_OPEN_LISTS = frozenset({Kind.PARTY, Kind.PERSON, Kind.ISSUE, Kind.PROVISION})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table.

    Args:
        name: its header; of most that can be changed, the field of ``kg.model.Statement`` that it stands for.
        kind: what stands in it.
        meaning: one sentence for those who fill the table in.
        width: in a spreadsheet, in characters.
        required: a statement cannot be without it.
        choices: the words that can stand in it, where they are few and fixed.
    """

    name: str
    kind: Kind
    meaning: str
    width: int = 14
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def editable(self) -> bool:
        """True where a changed cell changes the statement."""
        return self.kind not in _FIXED

    @property
    def has_list(self) -> bool:
        """True where a spreadsheet offers what can stand in it."""
        return bool(self.choices) or self.kind in _OPEN_LISTS


COLUMNS = (
    Column("decision", Kind.DECISION, "What you decide: accept, reject, correct, split or add; empty, the row is left.",
           10, choices=tuple(DecisionKind)),
    Column("note", Kind.NOTE, "Your reason, in your words; may stay empty.", 24),
    Column("sentence", Kind.SHOWN, "The sentence of the report, the quote between ⟦ and ⟧.", 60),
    Column("quote", Kind.QUOTE, "The evidence: words that stand in the report, character for character.", 40,
           required=True),
    Column("party", Kind.PARTY, "Whose statement it is: a name, another name of it, or an IRI.", required=True),
    Column("act", Kind.CHOICE, "What the party does with its words.", 11, required=True, choices=tuple(Act)),
    Column("stance", Kind.CHOICE, "Towards the provision or, without one, the issue.", 9, required=True,
           choices=tuple(Stance)),
    Column("issue", Kind.ISSUE, "The topic: label, slug or IRI; empty, it follows from the provision.", 22),
    Column("provision", Kind.PROVISION, "The term of an agreement that it is about: label, slug or IRI.", 32),
    Column("content", Kind.WORDS, "What is demanded, offered, …: words that stand inside the quote.", 32),
    Column("condition", Kind.WORDS, "On what condition, in words of the report.", 20),
    Column("condition_provision", Kind.PROVISION, "The provision that the condition names.", 22),
    Column("certainty", Kind.CHOICE, "How sure the wording leaves the reader; of a new row certain if empty.", 10,
           choices=tuple(Certainty), required=True),
    Column("speaker", Kind.PERSON, "Who speaks for the party: a name or an IRI.", 18),
    Column("speaker_text", Kind.WORDS, "How the report calls who speaks, in its words.", 18),
    Column("sourcing", Kind.CHOICE, "What kind of source the words are from; of a new row it follows from the speaker.",
           12, choices=tuple(Sourcing), required=True),
    Column("addressee", Kind.PARTY, "The party that it is said to."),
    Column("said_from", Kind.DAY, "The day on which it was said, YYYY-MM-DD, or the first that it can have been.", 12),
    Column("said_until", Kind.DAY, "The last day on which it can have been said; empty if the first is known.", 12),
    Column("said_text", Kind.WORDS, "The report's words for that day.", 16),
    Column("due_from", Kind.DAY, "The day by which it is to happen, or the first that this can be.", 12),
    Column("due_until", Kind.DAY, "The last day that this can be; empty if the first is known.", 12),
    Column("due_text", Kind.WORDS, "The report's words for that day; needed where there is one.", 16),
    Column("standing", Kind.SHOWN, "Candidate (too doubtful to count), undecided, or who accepted or wrote it.", 18),
    Column("confidence", Kind.SHOWN, "How likely party, act and issue are right, from 0 to 1.", 11),
    Column("rule", Kind.SHOWN, "What found it.", 18),
    Column("title", Kind.SHOWN, "The headline of the report.", 30),
    Column("date", Kind.SHOWN, "The day of issue of the report.", 12),
    Column("report", Kind.KEY, "The report; in a new row its id, file name or title.", 24),
    Column("statement", Kind.KEY, "The statement; empty in a new row.", 26),
    Column("start", Kind.START, "Where the quote begins in the report, from 0; needed where it stands twice.", 8),
    Column("fingerprint", Kind.KEY, "Shows whether the statement has changed since; leave it as it is.", 20),
)  # fmt: skip
"""All columns, in the order of the table."""

BY_NAME = {column.name: column for column in COLUMNS}
EDITABLE = tuple(column for column in COLUMNS if column.editable)

HOW = """
Fill in the column decision, row by row, save, and hand the file to: kg review apply FILE --by YOUR-NAME
Rows without a decision are left as they are. All rows are checked first; one wrong row, and nothing is written.
accept: the report says so, in these words. Change nothing else in the row.
reject: the report does not say so. Change nothing else in the row.
correct: the row is right as you have changed it.
split: the row holds several statements. Copy the whole row for each, write split in all copies, make each right.
add: the report says what no row tells. In a new row: report, quote, party, act, stance, and what else you know; \
leave statement and fingerprint empty.
Quotes and contents are words of the report. Plain quotation marks, dashes and spaces will do for others; what is \
kept is what stands in the report.
A cell that begins with = is text, never a formula; a formula in a cell is refused.
""".strip().splitlines()
"""What the third sheet of a workbook says before it lists the columns."""
