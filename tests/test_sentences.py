"""Sentences and tokens: offsets hold for any text, and the marks of English news are read as what they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Span
from kg.sentences import normalise, read_sentences, split_sentences, tokenise


class Plain:
    """A tagger that knows nothing, for what does not depend on tags."""

    def tag(self, words: Sequence[str]) -> list[tuple[str, str]]:
        return [(word, "UNC") for word in words]


# What offsets stumble over: typography, marks that end sentences, abbreviations, composed and wide characters.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["U.S. ", "Mr. ", "don't", "’s ", "“", "”", "\u00a0", "\n", "\n\n", ". ", "? ", "… ", "--", "— ", "[", "]",
             "$3.5", "50-day ", "4pm ", "é", "e\u0301", "🇺🇦", "\u200d", "\u2028", "ﬁ", "_", "Kyiv ", "said "]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES, st.integers(0, 5))
def test_every_character_that_is_not_space_stands_in_one_token_at_its_offsets(text: str, start: int) -> None:
    start = min(start, len(text))
    if start == len(text):
        return
    sentences = read_sentences(text, Span(start, len(text)), Plain())
    tokens = [token for sentence in sentences for token in sentence.tokens]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert "".join(token.text for token in tokens) == "".join(text[start:].split())
    for sentence in sentences:
        assert (sentence.start, sentence.end) == (sentence.tokens[0].start, sentence.tokens[-1].end)


@given(st.text())
def test_normalising_moves_nothing(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("within\u00a050\u202fdays", "within 50 days"),
        ("“Russia’s” ‘terms’", "\"Russia's\" 'terms'"),
        ("«no» „no”", '"no" "no"'),
        ("non\u2011aligned", "non-aligned"),
        # dashes part clauses and stay
        ("peace — now – soon", "peace — now – soon"),
    ],
)
def test_typography_is_made_plain(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(PIECES)
def test_sentences_are_in_order_and_begin_and_end_with_words_or_marks(text: str) -> None:
    found = split_sentences(text, 0, len(text))
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in found)


@settings(max_examples=25, deadline=None)
@given(PIECES)
def test_offsets_hold_with_the_tagger_that_is_used(text: str) -> None:
    if not text:
        return
    for sentence in read_sentences(text, Span(0, len(text))):
        assert all(text[token.start : token.end] == token.text for token in sentence.tokens)


SENTENCES = [
    ("They met at noon. They parted at one.", ["They met at noon.", "They parted at one."]),
    # abbreviations and initials end nothing
    ("Mr. Gray met Dr. Stone. They spoke.", ["Mr. Gray met Dr. Stone.", "They spoke."]),
    ("U.S. President Donald Trump spoke.", ["U.S. President Donald Trump spoke."]),
    ("The envoy J. K. Brandt spoke. Nobody else did.", ["The envoy J. K. Brandt spoke.", "Nobody else did."]),
    ("Article No. 5 holds. It is short.", ["Article No. 5 holds.", "It is short."]),
    ("They met on Feb. 3. They parted.", ["They met on Feb. 3.", "They parted."]),
    # numbers with points
    ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
    # other marks that end a sentence, and a verb of saying that goes on
    ("Who pays? Nobody does!", ["Who pays?", "Nobody does!"]),
    ("“Who pays?” he asked.", ["“Who pays?” he asked."]),
    ("They waited… Nobody came.", ["They waited…", "Nobody came."]),
    # closing and opening marks stay with their sentences
    ("“It is over.” He left.", ["“It is over.”", "He left."]),
    ("He left. “It is over,” he said.", ["He left.", "“It is over,” he said."]),
    ("It ended (at last.) They left.", ["It ended (at last.)", "They left."]),
    # a bracket that an editor put in
    ("It ended. [The envoys] left.", ["It ended.", "[The envoys] left."]),
    # a no-break space is a space
    ("It ended.\u00a0They left.", ["It ended.", "They left."]),
    # a digit opens a sentence
    ("It ended. 300 men left.", ["It ended.", "300 men left."]),
    ("   ", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == expected


TOKENS = [
    ("Russia's demand", ["Russia", "'s", "demand"]),
    ("Russia’s demand", ["Russia", "'s", "demand"]),
    ("they don't and won't", ["they", "do", "n't", "and", "wo", "n't"]),
    ("they don’t", ["they", "do", "n't"]),
    ("we'll, I'm, you've", ["we", "'ll", ",", "I", "'m", ",", "you", "'ve"]),
    ("the envoys' hall", ["the", "envoys", "'", "hall"]),
    ("O'Brien spoke", ["O'Brien", "spoke"]),
    ("the U.S. side", ["the", "U.S.", "side"]),
    ("Mr. Gray", ["Mr.", "Gray"]),
    ("a 50-day truce", ["a", "50-day", "truce"]),
    ("the Putin-Zelensky meeting", ["the", "Putin-Zelensky", "meeting"]),
    ("three-and-a-half years", ["three-and-a-half", "years"]),
    ("$3.5bn and 1,000 men", ["$3.5bn", "and", "1,000", "men"]),
    ("12% by 4pm", ["12", "%", "by", "4", "pm"]),
    ("peace—now", ["peace", "—", "now"]),
    ("peace--now", ["peace", "--", "now"]),
    ("[of the two] sides", ["[", "of", "the", "two", "]", "sides"]),
]


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_where_tokens_end(text: str, expected: list[str]) -> None:
    assert [form for _, _, form in tokenise(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("text", "word", "lemma", "tag"),
    [
        # clitics and negation are function words with tags of their own
        ("They won't sign.", "wo", "will", "VM0"),
        ("They won't sign.", "n't", "not", "XX0"),
        ("They can’t sign.", "ca", "can", "VM0"),
        ("They cannot sign.", "cannot", "can", "VM0"),
        ("They will never sign.", "never", "never", "XX0"),
        ("They stay until noon.", "until", "until", "CJS"),
        # a past tense that the model alone takes for a participle
        ("Three sources close to the Kremlin told reporters.", "told", "tell", "VVD"),
        # a noun that the model alone takes for an adjective
        ("A senior official said so.", "official", "official", "NN1"),
        # a participle in front of its noun keeps its verb's lemma
        ("They returned the abducted children.", "abducted", "abduct", "AJ0"),
        # "face" behind "or" is a verb
        ("They must agree or face sanctions.", "face", "face", "VVI"),
    ],
)
def test_tags_that_clauses_hang_on(text: str, word: str, lemma: str, tag: str) -> None:
    (sentence,) = read_sentences(text, Span(0, len(text)))
    (token,) = [token for token in sentence.tokens if normalise(token.text) == word]
    assert (token.lemma, token.tag) == (lemma, tag)


def test_a_sentence_of_many_tokens_is_cut() -> None:
    text = "word " * 1000
    sentences = read_sentences(text, Span(0, len(text)), Plain())
    assert [len(sentence.tokens) for sentence in sentences] == [400, 400, 200]


def test_a_word_without_end_is_not_analysed_and_not_lost() -> None:
    text = f"They said {'a' * 5000} aloud."
    (sentence,) = read_sentences(text, Span(0, len(text)))
    assert [token.text for token in sentence.tokens][2] == "a" * 5000
