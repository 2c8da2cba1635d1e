"""The fingerprint of a report: its sequences of five words, its quotations, and whom it credits.

It holds all that reports are compared by, so that the text of a stored report need not be read again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.extract.quotations import find_quotations
from kg.model import Span, digest
from kg.origins.credits import is_medium, named_sources, placed_credits
from kg.origins.texts import ReportText
from kg.report import is_furniture
from kg.sentences import normalise, split_sentences
from kg.structure import BlockKind, read_structure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRAM = 5
"""Words in a sequence."""
LEAST_QUOTED = 6
"""Words of a quotation that is worth comparing: shorter ones are borrowed phrases, "a very difficult conversation"."""
SAMPLED = 8
"""One sequence in so many, chosen by its digest alone, is a key of the index (measured: docs/decisions/0009)."""
QUOTED = 0
"""What stands for the number of a sentence where a sequence has words inside quotation marks."""

_PRINTED = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET})
_MOST_SENTENCES = 2**16 - 1
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_INSERTED = re.compile(r"[\[(][^\])]*[\])]")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What reports are compared by, and what their origin is called by.

    Args:
        id: the report's.
        date: its day of issue, if known.
        agency: the agency that it credits with its text, if any.
        name: what else to call its origin by: publisher, title or file name.
        grams: the digests of all sequences of five words, in order of size: packed, because a store has many.
        sentences: for each of them the number of the sentence in which it begins, from 1, or ``QUOTED``.
        quotations: the quotations of six words or more, as plain words.
        credits: those that the report takes its text from, as they are spelt.
        mentions: those that it names as a source and that may be such.
    """

    id: str
    date: date | None
    agency: str | None
    name: str
    grams: bytes
    sentences: bytes
    quotations: frozenset[str]
    credits: frozenset[str]
    mentions: frozenset[str]

    def numbers(self) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
        """Return the digests of the sequences in order of size, and the number of the sentence of each."""
        import numpy as np

        return np.frombuffer(self.grams, "<u8"), np.frombuffer(self.sentences, "<u2")

    def keys(self) -> list[str]:
        """Return the keys under which the index finds the report for others that may print its text."""
        grams, _ = self.numbers()
        found = [f"gram {gram:016x}" for gram in grams[grams % SAMPLED == 0].tolist()]
        return found + sorted(f"quotation {digest(words)}" for words in self.quotations)

    def written(self) -> str:
        """Return the fingerprint as one line, always the same; ``read_fingerprint`` is the way back."""
        return json.dumps(
            {
                "id": self.id,
                "date": self.date.isoformat() if self.date else None,
                "agency": self.agency,
                "name": self.name,
                "grams": base64.b64encode(self.grams).decode("ascii"),
                "sentences": base64.b64encode(self.sentences).decode("ascii"),
                "quotations": sorted(self.quotations),
                "credits": sorted(self.credits),
                "mentions": sorted(self.mentions),
            },
            ensure_ascii=False,
            sort_keys=True,
        )


def read_fingerprint(line: str) -> Fingerprint:
    """Return the fingerprint that ``Fingerprint.written`` wrote."""
    value = json.loads(line)
    return Fingerprint(
        id=value["id"],
        date=date.fromisoformat(value["date"]) if value["date"] else None,
        agency=value["agency"],
        name=value["name"],
        grams=base64.b64decode(value["grams"]),
        sentences=base64.b64decode(value["sentences"]),
        quotations=frozenset(value["quotations"]),
        credits=frozenset(value["credits"]),
        mentions=frozenset(value["mentions"]),
    )


def fingerprint(report: ReportText) -> Fingerprint:
    """Return the fingerprint of a report.

    Headings, captions and page furniture do not count, and what a report prints twice counts once.
    """
    text = report.text
    grams: dict[int, int] = {}
    quotations: set[str] = set()
    sentence = 1
    for block in read_structure(text, is_furniture):
        if block.kind not in _PRINTED:
            continue
        quoted = find_quotations(text, block.span)  # what goes on in the next paragraph opens again there
        quotations.update(_plain_words(text, one) for one in quoted)
        starts = [start for start, _ in split_sentences(text, block.span.start, block.span.end)]
        for at, inside, gram in _sequences(text, block.span, quoted):
            # Sentences beyond the last number count as that one: only whether there are a few of them matters.
            number = QUOTED if inside else min(_MOST_SENTENCES, sentence + max(0, bisect_right(starts, at) - 1))
            if not grams.get(gram):
                grams[gram] = number  # of two places the one outside quotation marks counts
        sentence += len(starts)
    placed, named = placed_credits(text), named_sources(text)
    agency = report.agency or next(iter(placed), None)
    ordered = sorted(grams.items())
    return Fingerprint(
        id=report.id,
        date=report.date,
        agency=agency,
        name=report.publisher or report.title or report.file_name or report.id,
        grams=struct.pack(f"<{len(ordered)}Q", *(gram for gram, _ in ordered)),
        sentences=struct.pack(f"<{len(ordered)}H", *(number for _, number in ordered)),
        quotations=frozenset(words for words in quotations if words.count(" ") + 1 >= LEAST_QUOTED),
        credits=frozenset({*placed, *filter(is_medium, named), *filter(None, [report.agency])}),
        mentions=named,
    )


def _sequences(text: str, span: Span, quoted: list[Span]) -> Iterator[tuple[int, bool, int]]:
    """Yield the sequences of a block: where each begins, whether it has words inside quotation marks, its digest."""
    offsets, words = [], []
    for match in _WORD.finditer(normalise(text[span.start : span.end])):
        offsets.append(span.start + match.start())
        words.append(match.group().casefold())
    inside = [any(one.start <= at < one.end for one in quoted) for at in offsets]
    for i in range(len(words) - GRAM + 1):
        joined = " ".join(words[i : i + GRAM]).encode("utf-8")
        gram = int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big")
        yield offsets[i], bool(quoted) and any(inside[i : i + GRAM]), gram


def _plain_words(text: str, span: Span) -> str:
    """Return the words of a quotation without case, punctuation and what an editor put in brackets."""
    plain = _INSERTED.sub(" ", normalise(text[span.start : span.end]))
    return " ".join(word.casefold() for word in _WORD.findall(plain))
