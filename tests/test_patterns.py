"""The pattern language of the ontology's words, on rows of tokens made from plain words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.bundle import bundle_path
from kg.lexicon import NEG
from kg.patterns import GAP, PatternIndex, compile_pattern, match_at
from kg.sentences import Token, tokenise

# Lemmas of the words used below that are not their own.
LEMMAS = {"prisoners": "prisoner", "captives": "captive", "returned": "return", "bodies": "body", "was": "be"}


def tokens_of(text: str) -> list[Token]:
    return [
        Token(start, end, text[start:end], form.lower(), LEMMAS.get(form.lower(), form.lower()), "")
        for start, end, form in tokenise(text, 0, len(text))
    ]


def matched(pattern: str, text: str) -> str | None:
    """Return the words that the pattern matches from the first token on, or None."""
    tokens = tokens_of(text)
    after = match_at(compile_pattern(pattern), tokens, 0, len(tokens))
    return None if after is None else text[: tokens[after - 1].end]


MATCHES = [
    # one word, by its form and by its lemma, whatever the case
    ("return", "return them", "return"),
    ("return", "Returned them", "Returned"),
    ("returned", "return them", None),  # a form in the pattern is not a lemma
    # a row of words stands side by side
    ("prisoner exchange", "prisoner exchange today", "prisoner exchange"),
    ("prisoner exchange", "prisoner and exchange", None),
    # alternatives
    ("return/release prisoner/captive", "release captives", "release captives"),
    ("return/release prisoner/captive", "return bodies", None),
    # a gap takes up to four tokens, none among them
    ("return .. prisoner", "return prisoners", "return prisoners"),
    ("return .. prisoner", "return one two three four prisoners", "return one two three four prisoners"),
    ("return .. prisoner", "return one two three four five prisoners", None),
    # the first that fits is taken
    ("return .. prisoner", "return prisoners and prisoners", "return prisoners"),
    # but not at the price of the rest
    ("return .. prisoner of war", "return prisoners and prisoners of war", "return prisoners and prisoners of war"),
    # a gap crosses a comma, and no semicolon, colon or end of sentence
    ("return .. prisoner", "return, today, prisoners", "return, today, prisoners"),
    ("return .. prisoner", "return bodies; prisoners", None),
    ("return .. prisoner", "return bodies: prisoners", None),
    ("return .. prisoner", "return bodies. Prisoners", None),
    ("return .. prisoner", "return bodies! Prisoners", None),
    # what is optional may be missing, at the end and in the middle
    ("return all? prisoner", "return all prisoners", "return all prisoners"),
    ("return all? prisoner", "return prisoners", "return prisoners"),
    ("return prisoner today?", "return prisoners today", "return prisoners today"),
    ("return prisoner today?", "return prisoners tomorrow", "return prisoners"),
    # optional behind a gap
    ("return .. the? prisoner", "return at once the prisoners", "return at once the prisoners"),
    # at the beginning it is left out
    ("the? prisoner", "prisoners left", "prisoners"),
    # a question mark alone is a word
    ("who ?", "who ?", "who ?"),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_what_a_pattern_matches(pattern: str, text: str, expected: str | None) -> None:
    assert matched(pattern, text) == expected


def test_a_match_ends_before_the_end_of_the_range() -> None:
    tokens = tokens_of("return the prisoners")
    pattern = compile_pattern("return .. prisoner")
    assert match_at(pattern, tokens, 0, 3) == 3
    assert match_at(pattern, tokens, 0, 2) is None


@pytest.mark.parametrize(
    ("pattern", "weight"),
    [
        ("return", 1),
        ("return .. prisoner", 2),
        ("return all? prisoner", 2),
        ("return/release .. prisoner/captive of war", 4),
        ("the? prisoner", 1),
    ],
)
def test_the_weight_counts_what_must_be_there(pattern: str, weight: int) -> None:
    assert compile_pattern(pattern).weight == weight


@pytest.mark.parametrize("source", ["", "   ", "..", ".. prisoner", "the?", "the? any?"])
def test_a_pattern_that_could_match_anywhere_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="a pattern opens with a word that must be there"):
        compile_pattern(source)


def test_a_gap_behind_a_dropped_beginning_is_dropped_too() -> None:
    assert matched("the? .. prisoner", "prisoners left") == "prisoners"
    assert matched("the? .. prisoner", "some prisoners left") is None


def test_an_index_gives_all_matches_in_order_of_place_and_the_heaviest_first() -> None:
    sources = ["return", "return .. prisoner", "return prisoner of war", "prisoner", "war"]
    index = PatternIndex((compile_pattern(source), source.upper()) for source in sources)
    tokens = tokens_of("They return prisoners of war")
    found = index.find(tokens, 0, len(tokens))
    assert [(first, after, value) for first, after, _, value in found] == [
        (1, 5, "RETURN PRISONER OF WAR"),
        (1, 3, "RETURN .. PRISONER"),
        (1, 2, "RETURN"),
        (2, 3, "PRISONER"),
        (4, 5, "WAR"),
    ]
    assert [value for *_, value in index.find(tokens, 2, 4)] == ["PRISONER"]


def test_a_word_that_is_both_form_and_lemma_is_found_once() -> None:
    index = PatternIndex([(compile_pattern("return/returned"), 1)])
    assert len(index.find_at(tokens_of("returned"), 0, 1)) == 1


def test_several_values_of_one_pattern_are_all_given() -> None:
    index = PatternIndex([(compile_pattern("truce"), "a"), (compile_pattern("truce"), "b")])
    assert sorted(value for *_, value in index.find_at(tokens_of("truce"), 0, 1)) == ["a", "b"]


def test_the_reach_of_a_gap() -> None:
    filler = " ".join(["word"] * GAP)
    assert matched("open .. close", f"open {filler} close") is not None
    assert matched("open .. close", f"open {filler} word close") is None


def patterns_of(name: str) -> list[str]:
    """Return the patterns in the ontology's files of that stem, which may be a glob, sorted."""
    predicates = {NEG + kind for kind in ("form", "phrase", "phraseAgainst", "weakPhrase")}
    return sorted(
        quad.object.value
        for file in bundle_path("ontology").rglob(f"{name}.ttl")
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value in predicates and isinstance(quad.object, ox.Literal)
    )


def patterns_of_the_ontology() -> list[str]:
    return patterns_of("*")


def test_every_pattern_of_the_ontology_compiles() -> None:
    assert len([compile_pattern(source) for source in patterns_of_the_ontology()]) > 500


@pytest.mark.xfail(
    strict=True, reason='"leaders\' meeting" and a few others hold a clitic, which is a token of its own'
)
def test_every_word_of_the_ontologys_patterns_is_one_token() -> None:
    words = {w for s in patterns_of_the_ontology() for e in compile_pattern(s).elements for w in e.words}
    assert sorted(word for word in words if len(tokens_of(word)) != 1) == []


@given(
    st.lists(st.sampled_from("open gap close shut word , ; return returned".split()), min_size=1, max_size=12),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_a_range_of_a_sentence_gives_what_it_gives_alone(words: list[str], start: int, end: int) -> None:
    sources = ["open", "open .. close", "open gap? .. close/shut word?", "open word? word", "return .. word , word"]
    index = PatternIndex([(compile_pattern(source), source) for source in sources])
    tokens = tuple(tokens_of(" ".join(words)))
    end = min(end, len(tokens))
    index.find(tokens, 0, len(tokens))  # the sentence is remembered now
    alone = [hit for at in range(start, end) for hit in index.find_at(tokens, at, end)]
    assert index.find(tokens, start, end) == index.find(list(tokens), start, end) == alone


def test_sentences_are_remembered_up_to_a_bound_and_not_mixed_up() -> None:
    index = PatternIndex([(compile_pattern("truce"), 1)])
    for number in range(600):
        tokens = tuple(tokens_of("truce " * (number % 3) + "word"))
        assert len(index.find(tokens, 0, len(tokens))) == number % 3
    assert 0 < len(index.matches) <= 256


# Words that open or close a phrase of several words and are seldom a content word's alternative.
FUNCTION_WORDS = frozenset(
    "a about after against ahead an any around as aside at away back before between beyond by cannot down for from her "
    "his in inside into its little never no not of off on onto our out outside over per round than that the their this "
    "through till to together toward towards under unless until up upon via while with within without".split()
)


def split_alternatives(source: str) -> list[str]:
    """Return the elements of a pattern at which alternatives of several words seem to have come apart.

    "offer/agree to/provide talks" reads as two elements, offer/agree and to/provide; "now/at once" as now/at and
    once. What gives it away is a function word at the joint among alternatives that are none.
    """
    words = source.split()
    found = []
    for at, word in enumerate(words):
        parts = word.removesuffix("?").split("/")
        mixed = 0 < sum(part in FUNCTION_WORDS for part in parts) < len(parts)
        joined_before = at > 0 and "/" in words[at - 1] and parts[0] in FUNCTION_WORDS
        joined_after = at + 1 < len(words) and words[at + 1] != ".." and parts[-1] in FUNCTION_WORDS
        if mixed and (joined_before or joined_after):
            found.append(word)
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("accept/agree to/provide .. talk", ["to/provide"]),  # a function word opens the alternatives behind a slash
        ("truce .. now/at once", ["now/at"]),  # one closes them before another word
        ("meet .. face-to-face/in person/face to face", ["face-to-face/in"]),
        ("withdrawal/exit from/of .. treaty", []),  # function words among themselves
        ("agenda of/item", []),  # behind a single word
        ("ship .. sail/through", []),  # nothing follows
        ("leave/quit .. in/area", []),  # a gap stands between
        ("offer/provide talk", []),
    ],
)
def test_alternatives_of_several_words_are_told_by_the_joint(source: str, expected: list[str]) -> None:
    assert split_alternatives(source) == expected


@pytest.mark.parametrize("name", ["cues", "issues"])
def test_no_alternative_of_the_ontology_holds_a_space(name: str) -> None:
    """A space ends an element, so such an alternative falls in two without an error."""
    assert {source: found for source in patterns_of(name) if (found := split_alternatives(source))} == {}
