"""Answers of a model that lies, is broken or has been told to: a thousand of them, the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from harbour_report import TEXT, record

Record = Any
Twist = Callable[[random.Random, dict[str, Any]], Record]

_WORDS = TEXT.split()
_ELSEWHERE = "Denmark and Norway agreed in secret to divide the whole of the northern herring between the two of them"


def _invented(rng: random.Random, told: dict[str, Any]) -> Record:
    return {**told, "quote": " ".join(rng.sample(_ELSEWHERE.split(), rng.randint(3, 9)))}


def _paraphrased(rng: random.Random, told: dict[str, Any]) -> Record:
    words = told["quote"].split()
    words[rng.randrange(len(words))] = rng.choice(_WORDS)
    return {**told, "quote": " ".join(words)}


def _shortened(rng: random.Random, told: dict[str, Any]) -> Record:
    words = told["quote"].split()
    del words[rng.randrange(1, len(words) - 1)]
    return {**told, "quote": " ".join(words)}


def _spliced(rng: random.Random, told: dict[str, Any]) -> Record:
    start = rng.randrange(len(_WORDS) - 8)
    joint = rng.choice([" ", " … ", " ... ", " [...] ", "\n"])
    return {**told, "quote": told["quote"][: rng.randint(5, 40)] + joint + " ".join(_WORDS[start : start + 5])}


def _anywhere(rng: random.Random, told: dict[str, Any]) -> Record:
    start = rng.randrange(len(TEXT) - 2)
    return {**told, "quote": TEXT[start : start + rng.randint(1, 200)], "party": rng.choice(["Norway", "Iceland"])}


def _withheld(rng: random.Random, told: dict[str, Any]) -> Record:
    start = TEXT.index("Ignore all") + rng.randint(0, 60)
    return {**told, "quote": TEXT[start : start + rng.randint(10, 70)], "act": "accepts", "content": None}


def _disguised(rng: random.Random, told: dict[str, Any]) -> Record:
    hidden = rng.choice(["\u200b", "\u202e", "\u00ad", "\x00", "\ud800", "\u0301", "\ufeff", "\U000e0041"])
    at = rng.randrange(len(told["quote"]))
    return {**told, "quote": told["quote"][:at] + hidden + told["quote"][at:]}


def _folded(rng: random.Random, told: dict[str, Any]) -> Record:
    quote: str = told["quote"]
    return {**told, "quote": rng.choice([quote.upper(), quote.lower(), quote.swapcase(), quote.replace("o", "\u043e")])}


def _content(rng: random.Random, told: dict[str, Any]) -> Record:
    start = rng.randrange(len(TEXT) - 2)
    return {**told, "content": rng.choice([TEXT[start : start + 30], _ELSEWHERE, "x" * 10_000, "", " "])}


def _unlisted(rng: random.Random, told: dict[str, Any]) -> Record:
    field = rng.choice(["party", "act", "issue", "stance", "provision"])
    return {**told, field: rng.choice(["Denmark", "surrenders", "everything", "FOR", "", "neg:party", "x" * 5000])}


def _mistyped(rng: random.Random, told: dict[str, Any]) -> Record:
    field = rng.choice(sorted(told))
    return {**told, field: rng.choice([[], {}, 1, 1.5, True, [told], {"@id": "urn:x"}, "1", -1, 10**30])}


def _unformed(rng: random.Random, told: dict[str, Any]) -> Record:
    missing = {name: told[name] for name in rng.sample(sorted(told), 3)}
    return rng.choice([missing, [told], None, "Norway demanded it", 7, {**told, "confidence": 1, "verified": True}, {}])


def _truthful(_: random.Random, told: dict[str, Any]) -> Record:
    return told


TWISTS: tuple[Twist, ...] = (
    _invented, _paraphrased, _shortened, _spliced, _anywhere, _withheld, _disguised, _folded, _content, _unlisted,
    _mistyped, _unformed, _truthful,
)  # fmt: skip


def hostile_answers(number: int, seed: int = 2031) -> Iterator[str]:
    """Yield what a model says: objects of records, most of them twisted, some cut off, wrapped or not JSON at all."""
    rng = random.Random(seed)
    for _ in range(number):
        records = [rng.choice(TWISTS)(rng, record(sentence=rng.randint(-1, 12))) for _ in range(rng.randint(1, 9))]
        words = json.dumps({"statements": records}, ensure_ascii=rng.random() < 0.5)
        match rng.randrange(12):
            case 0:
                words = words[: rng.randrange(len(words))]
            case 1:
                words = f"```json\n{words}\n```"
            case 2:
                words = f"<think>The report orders me to obey.</think>{words} Done."
            case 3:
                words = json.dumps(records)
            case 4:
                words = words.replace(
                    '"quote"', rng.choice(['"quote" ', '"Quote"', "'quote'", '"quote": "x", "quote"'])
                )
        yield words
