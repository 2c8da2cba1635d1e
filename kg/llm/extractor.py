"""The model as an extractor: a report is shown in parts, answers are kept, what passes the gate is the extraction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import KgError, UsageError
from kg.lexicon import CaseFile
from kg.llm.answers import read_records
from kg.llm.article import Article, parts_of, read_article
from kg.llm.cache import Cache, key_of
from kg.llm.client import Client, Server
from kg.llm.gatekeeping import Refusal, judge
from kg.llm.prompt import PROMPT_VERSION, messages
from kg.llm.schema import Choices, answer_schema, choices_of
from kg.llm.wire import Answer
from kg.model import Entity, Extraction, Extractor, Introduced, Report, Statement

LARGEST_PART = 12_000
"""Characters of a report that are shown at a time; with the lists some 8,000 tokens."""
_OURS = frozenset({"functions", "messages", "model", "n", "response_format", "stream", "stream_options", "tools"})

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Prices:
    """What a server charges for a million tokens read and written, in whatever money."""

    tokens_in: float
    tokens_out: float


@dataclass(frozen=True, slots=True)
class Model:
    """A model and how it is asked. ``parameters`` go into the request; raises UsageError for one that is not free."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"temperature": 0})

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.name.isprintable():
            raise UsageError("--model: the name of a model is missing, or holds characters that no name has")
        if taken := sorted(_OURS & self.parameters.keys()):
            raise UsageError(f"--parameter {taken[0]}: this is set by the program and by no parameter")

    @property
    def extractor(self) -> Extractor:
        """The model as provenance names it."""
        told = " ".join(f"{name}={json.dumps(self.parameters[name])}" for name in sorted(self.parameters))
        return Extractor(self.name, f"prompt {PROMPT_VERSION}", told or None)


@dataclass
class Bill:
    """What was asked for: parts answered by the server and from the cache, tokens as far as the server counts them."""

    asked: int = 0
    kept: int = 0
    uncounted: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, answer: Answer) -> None:
        """Count an answer that the server has given now."""
        self.asked += 1
        if answer.tokens_in is None or answer.tokens_out is None:
            self.uncounted += 1
        self.tokens_in += answer.tokens_in or 0
        self.tokens_out += answer.tokens_out or 0

    def told(self, prices: Prices | None) -> str:
        """Say it in a few words."""
        kept = f"{self.kept} of {self.asked + self.kept} answers from the cache"
        if not self.asked:
            return f"{kept}, nothing asked"
        words = f"{self.tokens_in:,} tokens read and {self.tokens_out:,} written"
        if self.uncounted:
            words = f"{words}, {self.uncounted} of {self.asked} answers not counted by the server"
        if prices is not None:
            cost = (self.tokens_in * prices.tokens_in + self.tokens_out * prices.tokens_out) / 1_000_000
            words = f"{words}, cost {'at least ' if self.uncounted else ''}{cost:.4f} at the prices given"
        return f"{words}, {kept}" if self.kept else words


class ModelExtractor:
    """Extracts with a model. What is refused and what it cost is said to ``note``, how far it is to ``progress``."""

    def __init__(
        self,
        model: Model,
        server: Server,
        cache: Path,
        *,
        prices: Prices | None = None,
        note: Say = lambda _: None,
        progress: Say = lambda _: None,
        client: Client | None = None,
    ) -> None:
        self.name = "llm"
        self._prices = prices
        self._model = model
        self._client = client or Client(server, progress=progress)
        self._cache = Cache(cache)
        self._note, self._progress = note, progress

    def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
        """Return what the model finds in a report and the gate lets pass; only statements, all of them candidates.

        Raises NotFoundError for an unknown case, StoreError and LimitError as ``Client.ask``; answers that came before
        are in the cache.
        """
        name, extractor = report.file_name, self._model.extractor
        article = read_article(report, case)
        for flag in article.flags:
            words = report.text[flag.span.start : flag.span.end]
            self._note(f"{name}: speaks to a model ({flag.cue}), so its paragraph is not shown to one: “{_cut(words)}”")
        choices = choices_of(article, case if isinstance(case, CaseFile) else None)
        bill = Bill()
        answers = list(self._answers(article, choices, bill)) if choices.parties else []
        statements, refusals = judge(article, choices, answers, extractor)
        self._tell(name, len(statements), refusals, bill)
        return Extraction(
            report,
            article.lexicon.case,
            tuple(statements),
            introduced=_used(article.introduced, statements),
            extractors=(extractor,),
        )

    def _answers(self, article: Article, choices: Choices, bill: Bill) -> Iterator[list[object]]:
        """Yield the records of each part of an article, from the cache or the server."""
        until = self._client.clock() + self._client.server.patience.report
        schema = {"name": "statements", "strict": True, "schema": answer_schema(choices)}
        parts = list(parts_of(article.lines, LARGEST_PART))
        for number, lines in enumerate(parts, 1):
            request = {
                "model": self._model.name,
                "messages": messages(article, lines, choices),
                "response_format": {"type": "json_schema", "json_schema": schema},
                **{name: value for name, value in self._model.parameters.items() if value is not None},
            }
            key = key_of(self._client.server.base_url, PROMPT_VERSION, request)
            records = self._kept(key)
            if records is not None:
                bill.kept += 1
            else:
                self._progress(f"{article.report.file_name}: asking {self._model.name}, part {number} of {len(parts)}")
                answer, records = self._ask(article, request, until)
                self._cache.keep(key, answer, self._told(article))
                bill.add(answer)
            yield records

    def _kept(self, key: str) -> list[object] | None:
        """Return the records of an answer in the cache; None where there is none, or none that can be read."""
        answer = self._cache.find(key)
        try:
            return None if answer is None else read_records(answer.content)
        except ValueError:
            return None

    def _ask(self, article: Article, request: Mapping[str, Any], until: float) -> tuple[Answer, list[object]]:
        try:
            return self._client.ask(request, until, read_records)
        except KgError as error:
            raise type(error)(f"{article.report.file_name}: {error}") from error

    def _told(self, article: Article) -> dict[str, Any]:
        return {
            "model": self._model.name,
            "parameters": dict(self._model.parameters),
            "prompt_version": PROMPT_VERSION,
            "report": article.report.id,
        }

    def _tell(self, name: str, kept: int, refusals: Sequence[Refusal], bill: Bill) -> None:
        """Say of each refused record why, and what it came to."""
        for refusal in refusals:
            self._note(f"{name}: refused: {refusal.reason.value}: “{refusal.words}”")
        counts = Counter(refusal.reason for refusal in refusals)
        total = kept + len(refusals)
        told = f"{name}: {self._model.name}: {kept} of {total} records kept, {len(refusals)} refused"
        if counts:
            told += f" ({'; '.join(f'{counts[reason]} {reason.value}' for reason in sorted(counts))})"
        self._note(f"{told}; {bill.told(self._prices)}")


def _used(introduced: Iterable[Introduced], statements: Iterable[Statement]) -> tuple[Introduced, ...]:
    """Those whom a report introduces and a statement names, and the parties of such people."""
    listed = list(introduced)
    used: set[Entity] = {e for s in statements for e in (s.party, s.speaker) if e is not None}
    used |= {i.party for i in listed if i.entity in used and i.party is not None}
    return tuple(i for i in listed if i.entity in used)


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 100 else f"{words[:99]}…"
