"""The tagger gives what HanTa's own gives, and remembers no more than it is told to."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pytest

from kg.sentences import split_sentences, tokenise
from kg.tagging import HantaTagger

ROOT = Path(__file__).resolve().parent.parent


class Hanta(Protocol):
    """What these tests ask of HanTa."""

    tag2int: dict[str, int]

    def tag_sent(self, sent: list[str]) -> list[tuple[str, str, str]]: ...

    def tag_word(self, word: str, cutoff: int) -> list[tuple[str, float]]: ...

    def analyze(self, word: str, pos: str) -> tuple[str, str]: ...


@pytest.fixture(scope="module")
def plain() -> Hanta:
    """HanTa as it comes, but that it analyses a word once."""
    from HanTa.HanoverTagger import HanoverTagger

    model: Any = HanoverTagger("morphmodel_en.pgz")
    model._tag_word = lru_cache(model._tag_word)
    model._analyze = lru_cache(model._analyze)
    hanta: Hanta = model
    return hanta


@pytest.fixture(scope="module")
def tagger() -> HantaTagger:
    return HantaTagger()


def sentences(paths: list[Path]) -> list[list[str]]:
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [
        [form[:40] for _, _, form in tokenise(text, start, end)]
        for text in texts
        for start, end in split_sentences(text, 0, len(text))
    ]


def expected_lemma(plain: Hanta, word: str, tag: str) -> str:
    """What HanTa gives, but that a participle before a noun has its verb's lemma."""
    if tag == "AJ0" and word.endswith(("ing", "ed")):
        tag = "VVG" if word.endswith("ing") else "VVN"
    return plain.analyze(word, tag)[0]


def expected(plain: Hanta, words: list[str]) -> list[tuple[str, str]]:
    return [(expected_lemma(plain, word, tag), tag) for word, _, tag in plain.tag_sent(words)]


@pytest.mark.parametrize(
    ("folder", "step"), [("seeds", 1), ("tests/corpus/train", 6)], ids=["seeds", "every sixth training sentence"]
)
def test_lemmas_and_tags_are_hantas_own(plain: Hanta, tagger: HantaTagger, folder: str, step: int) -> None:
    chosen = sentences(sorted((ROOT / folder).rglob("*.txt")))[::step]
    assert len(chosen) > 100
    for words in chosen:
        assert tagger.tag(words) == expected(plain, words)


@pytest.mark.parametrize(
    "words",
    [
        ["Qx"],  # a short word of unknown letters
        ["Zbrgkvy", "wants", "fnordling"],
        ["antidisestablishmentarianism" + "s" * 12],
        ["7,345,001.5", "%", "…", "—", '"', "'"],
        ["ÎLE-DE-FRANCE", "İstanbul", "ß", "Жена"],
        ["a"] * 400,
        [],
    ],
    ids=lambda words: (words[0] if words else "nothing")[:12],
)
def test_words_that_the_model_does_not_know(plain: Hanta, tagger: HantaTagger, words: list[str]) -> None:
    assert tagger.tag(words) == expected(plain, words)


def test_a_word_is_analysed_as_by_hanta_whatever_its_tag(plain: Hanta, tagger: HantaTagger) -> None:
    for word in ("unlocking", "ceasefires", "Verkhovna", "mis-sold", "x", "re-deployed", "quickest"):
        for tag, _ in plain.tag_word(word, cutoff=20):
            assert tagger.lemma(word, plain.tag2int[tag]) == (expected_lemma(plain, word, tag), tag)


@pytest.mark.parametrize("cached", [lambda t: t.readings, lambda t: t.lemma], ids=["readings", "lemmas"])
def test_what_is_remembered_of_words_is_bounded(cached: Callable[[HantaTagger], Any]) -> None:
    tagger = HantaTagger(remembered=50)
    words = [f"word{number}" for number in range(120)]
    once = tagger.tag(words)
    assert cached(tagger).cache_info().currsize == 50
    assert tagger.tag(words) == once


def test_by_default_too() -> None:
    tagger = HantaTagger()
    assert tagger.readings.cache_info().maxsize == tagger.lemma.cache_info().maxsize == 16384
