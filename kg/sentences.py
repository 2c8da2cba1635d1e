"""Sentences and tokens of a stretch of text, with part of speech and lemma; offsets are the report's.

Tags are those of the CLAWS C5 set (University of Lancaster), which the HanTa tagger gives. The tagger stands
behind the ``Tagger`` protocol, so that another can take its place.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kg.model import Span
from kg.tagging import Tagger, default_tagger

Found = TypeVar("Found")

# One character for one character, so that offsets hold: typography that never changes the meaning.
_NORMAL = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"',
    "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2010": "-", "\u2011": "-",
}  # fmt: skip
_TYPOGRAPHIC = re.compile("[" + "".join(_NORMAL) + "]")

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sen|Rep|Gov|Prof|Sgt|No)\.(?=\s)"
    r"|[$€£¥]?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|bn|m|k)?(?:-[A-Za-z]+)*"
    r"|[^\W\d_]+(?=n't\b)"  # do|n't
    r"|n't\b"
    r"|'(?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:[-'&/](?!(?:s|re|ve|ll|d|m)\b)[^\W_]+)*"
    r"|\.\.\.|…|--"
    r"|\S"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:(?:[A-Z]\.)*[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sen|Rep|Gov|Prof|Sgt|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$"
)
_SENTENCE_END = re.compile(r"""[.!?…]+["')\]]*(?=\s+["'(\[]*[^\sa-z])""")

# Function words whose tag the statistical tagger gets wrong often enough to matter to clause boundaries.
_TAG_OF = {
    "until": "CJS", "till": "CJS", "unless": "CJS", "if": "CJS", "because": "CJS", "although": "CJS", "though": "CJS",
    "while": "CJS", "whereas": "CJS", "whether": "CJS", "once": "CJS", "that": "CJT", "but": "CJC", "and": "CJC",
    "or": "CJC", "nor": "CJC", "not": "XX0", "n't": "XX0", "never": "XX0", "will": "VM0", "would": "VM0",
    "should": "VM0", "could": "VM0", "might": "VM0", "must": "VM0", "cannot": "VM0", "'ll": "VM0", "who": "PNQ",
    "which": "DTQ",
}  # fmt: skip
_FINITE = frozenset("VVD VVZ VVB VM0 VBZ VBD VBB VHZ VHD VHB VDZ VDD VDB".split())
_LEMMA_OF = {"according": "according", "n't": "not", "cannot": "can", "'ll": "will", "ca": "can", "wo": "will"}
_MULTIPLE_TAGS = {"that"}  # "that" may be a determiner: the tagger's choice stands where it says so


def normalise(text: str) -> str:
    """Return ``text`` with typographic quotes, hyphens and spaces made plain; same length, same offsets."""
    return text if text.isascii() else _TYPOGRAPHIC.sub(lambda found: _NORMAL[found.group()], text)


@dataclass(slots=True, init=False, unsafe_hash=True)
class Token:
    """A word or mark: offsets in the report, characters, lower-case normal form, lemma and C5 tag.

    ``is_word`` is true of words and numbers, false of punctuation; ``is_capitalised`` where the first character is an
    upper-case one. Nothing changes a token; it is not frozen because that trebles the time that each takes to make.
    """

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    tag: str
    is_word: bool = field(repr=False, compare=False)
    is_capitalised: bool = field(repr=False, compare=False)

    def __init__(self, start: int, end: int, text: str, lower: str, lemma: str, tag: str) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.lower = lower
        self.lemma = lemma
        self.tag = tag
        first = text[0]
        self.is_word = first.isalnum() or (first in "$€£'" and len(text) > 1)
        self.is_capitalised = first.isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span in the report and its tokens in order."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def span(self) -> Span:
        """The offsets of the sentence."""
        return Span(self.start, self.end)


class Remembered(Generic[Found]):
    """A function of a sentence's tokens that remembers what it gave for the sentences asked about last.

    Sentences are known by identity, which is quick, and kept, so that none can take another's. Tokens that are no
    tuple may change, and are looked at anew.
    """

    kept = 256

    def __init__(self, find: Callable[[Sequence[Token]], Found]) -> None:
        self._find = find
        self._found: dict[int, tuple[Sequence[Token], Found]] = {}

    def __len__(self) -> int:
        return len(self._found)

    def __call__(self, tokens: Sequence[Token]) -> Found:
        """Return what the function gives for ``tokens``; it is shared, and must not be changed."""
        known = self._found.get(id(tokens))
        if known is not None:
            return known[1]
        found = self._find(tokens)
        if isinstance(tokens, tuple):
            if len(self._found) >= self.kept:
                self._found.clear()
            self._found[id(tokens)] = (tokens, found)
        return found


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets of the sentences between ``start`` and ``end``, without surrounding white space."""
    window = normalise(text[start:end])
    cuts = [0]
    for match in _SENTENCE_END.finditer(window):
        if match.group().startswith(".") and _ABBREVIATION.search(
            window[max(0, match.start() - 12) : match.start() + 1]
        ):
            continue
        cuts.append(match.end())
    cuts.append(len(window))
    found = []
    for left, right in itertools.pairwise(cuts):
        piece = window[left:right]
        stripped = piece.strip()
        if stripped:
            begin = start + left + piece.index(stripped[0])
            found.append((begin, begin + len(stripped)))
    return found


def words_in(text: str) -> Iterator[str]:
    """Yield the normal forms of the tokens of ``text``, one by one, for who may need the first alone."""
    return map(re.Match.group, _TOKEN.finditer(normalise(text)))


def all_words(text: str) -> list[str]:
    """Return the normal forms of the tokens of ``text``."""
    return _TOKEN.findall(normalise(text))


def tokenise(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return (start, end, normal form) of the tokens between ``start`` and ``end``."""
    window = normalise(text[start:end])
    found = []
    at = 0
    for form in _TOKEN.findall(window):
        at = window.index(form, at)  # only white space stands between tokens
        first, at = at, at + len(form)
        found.append((start + first, start + at, form))
    return found


def read_sentences(text: str, span: Span, tagger: Tagger | None = None) -> list[Sentence]:
    """Return the sentences of ``text`` inside ``span``, tagged. A sentence of over 400 tokens is cut there."""
    tagger = tagger or default_tagger()
    sentences = []
    for start, end in split_sentences(text, span.start, span.end):
        raw = tokenise(text, start, end)
        for at in range(0, len(raw), 400):
            piece = raw[at : at + 400]
            tokens = _tagged(text, piece, tagger)
            sentences.append(Sentence(piece[0][0], piece[-1][1], tokens))
    return sentences


_NUMBERED_NAME = re.compile(r"[A-Z]+[0-9]+$")
_SILENT_E = ("ged", "sed", "ced", "ved", "ized", "ised", "uted", "ated", "osed", "used", "ired", "ured")
_MENDED = frozenset({"Past", "face", "said", "May"})
_NOUNS_OR_VERBS = frozenset({"objects", "demands", "offers", "pledges", "vows"})
_NOMINATIVE = frozenset({"it", "he", "she", "they", "we", "i", "who"})


def _is_said(form: str, tag: str, before: str) -> bool:
    """True of "said" that the model takes for a name, but not of "the said"."""
    return form == "said" and not tag.startswith("VV") and before != "AT0"


def _is_progressive(tags: Sequence[tuple[str, str]], at: int) -> bool:
    """True where the last verb before is one such as "was arming": what is coordinated with it is no passive."""
    verbs = [i for i in range(at) if tags[i][1].startswith(("VV", "VB"))]
    return len(verbs) > 1 and tags[verbs[-1]][1] == "VVG" and tags[verbs[-2]][1] in ("VBD", "VBZ")


def _is_past_tense(forms: Sequence[str], tags: Sequence[tuple[str, str]], at: int, following: str) -> bool:
    """True of a participle behind a subject, with no auxiliary, that an object or a clause follows."""
    if not at or any(t[:2] in ("VH", "VB") for _, t in tags[max(0, at - 3) : at]):
        return False
    if forms[at - 1].lower() in _NOMINATIVE:
        return True
    is_first_verb = not any(t.startswith(("VV", "VM", "VB", "VH", "VD", "CJT", "DTQ", "PNQ")) for _, t in tags[:at])
    if forms[at - 1] == ",":
        return _is_behind_insertion(forms, tags, at)
    return tags[at - 1][1] == "NP0" and is_first_verb and following in ("AT0", "DPS", "DT0", "TO0", "CJT", "NP0")


def _is_behind_insertion(forms: Sequence[str], tags: Sequence[tuple[str, str]], at: int) -> bool:
    """True of the participle in "Holt, a judge who led the bank, agreed to …": no verb before the insertion or behind.

    "by" behind it, or a finite verb right behind a later comma, shows that it only qualifies.
    """
    commas = [i for i in range(at - 1) if forms[i] == ","][tags[0][1] == "PRP" :]  # "In Bonn, Holt, a judge, agreed …"
    if not commas or tags[0][1] == "CJS" or any(tag in _FINITE for _, tag in tags[: commas[0]]):
        return False
    follows = forms[at + 1].lower() if at + 1 < len(forms) else "by"
    return follows != "by" and not any(forms[i - 1] == "," and tags[i][1] in _FINITE for i in range(at + 2, len(tags)))


def _corrected(forms: Sequence[str], tags: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Mend what a trigram model cannot see: title words, "official" before a verb, "told" without an auxiliary."""
    mended = list(tags)
    if not any(tag in _FINITE for _, tag in tags):
        # "Both sides agreed to …": a sentence without a finite verb has its participle behind the first noun for one.
        at = next(
            (i for i in range(1, len(tags)) if tags[i][1] == "VVN" and tags[i - 1][1][:2] in {"NN", "NP", "PN"}), None
        )
        verb = next((i for i in range(1, len(tags)) if forms[i] in _NOUNS_OR_VERBS and tags[i][1] == "NN2"), None)
        if verb is not None and at is None and tags[verb - 1][1] == "NP0":
            mended[verb] = (tags[verb][0], "VVZ")  # "Armenia objects to …"
        if at is not None and len(tags) > at + 2:
            mended[at] = (tags[at][0], "VVD")
    for at, (form, (lemma, tag)) in enumerate(zip(forms, tags, strict=True)):
        is_numbered = form[-1].isdigit() and form[0].isupper()
        if not (tag[:2] == "VV" or tag in ("AJ0", "NN2") or form in _MENDED or form[-2:] == "ed" or is_numbered):
            continue
        before = mended[at - 1][1] if at else ""
        following = tags[at + 1][1] if at + 1 < len(tags) else ""
        if tag.startswith("VV") and form[0].isupper() and at and before != "PUN" and not _is_title(forms):
            mended[at] = (form, "NP0")
        elif (
            tag == "AJ0"
            and form.lower() in ("official", "representative", "executive")
            and following[:2] in ("VV", "VM", "VH", "VB")
        ):
            mended[at] = (lemma, "NN1")
        elif (
            form.lower() in ("told", "said")
            and tag == "VVN"
            and not any(t[:2] in ("VH", "VB") for _, t in mended[max(0, at - 3) : at])
        ):
            mended[at] = (lemma, "VVD")
        elif tag == "NN2" and at and forms[at - 1].lower() in ("who", "which") and following in ("AT0", "DPS"):
            mended[at] = (lemma, "VVZ")  # "…, who chairs the bloc"
        elif tag == "VVN" and _is_past_tense(forms, mended, at, following):
            mended[at] = (lemma, "VVD")  # "Iran said it opposed any …"
        elif (
            form.islower() and form.endswith("ed") and tag.startswith(("NN", "NP")) and before.startswith(("NP", "CRD"))
        ):
            mended[at] = (form.removesuffix("d") if form.endswith(_SILENT_E) else form.removesuffix("ed"), "VVD")
        elif _NUMBERED_NAME.match(form):
            mended[at] = (form, "NP0")  # "the E3", "the G7"
        elif _is_said(form, tag, before):
            mended[at] = ("say", "VVD")
        elif tag == "VVN" and before == "CJC" and _is_progressive(mended, at):
            mended[at] = (lemma, "VVD")  # "… was arming rebels and called on …"
        elif form == "May" and not at and following in ("VVD", "VVZ", "VBZ", "VBD", "VHZ", "VHD"):
            mended[at] = (form, "NP0")  # "May rejected …", where a month would not
        elif form == "Past" and not at and following.startswith(("NN", "AJ")):
            mended[at] = (lemma, "AJ0")
        elif form == "face" and tag == "NN1" and at and forms[at - 1].lower() in ("or", "and", "to", "will", "would"):
            mended[at] = (lemma, "VVI")  # "agree or face sanctions"
    return mended


def _is_title(forms: Sequence[str]) -> bool:
    """True where most words are capitalised."""
    return sum(f[0].isupper() for f in forms) > 0.6 * sum(f[0].isalpha() for f in forms)


def _tagged(text: str, raw: list[tuple[int, int, str]], tagger: Tagger) -> tuple[Token, ...]:
    forms = [form for _, _, form in raw]
    tags = _corrected(forms, tagger.tag(forms))
    tokens = []
    for at, ((start, end, form), (lemma, tag)) in enumerate(zip(raw, tags, strict=True)):
        lower = form.lower()
        behind_noun = at > 0 and tags[at - 1][1][:2] in ("NN", "NP")  # "told the union that talks …"
        if lower in _TAG_OF and not (lower in _MULTIPLE_TAGS and tag == "DT0" and not behind_noun):
            again = lower == "once" and at + 1 < len(forms) and forms[at + 1].lower() in ("again", "more", "a", ",")
            tag = "AV0" if again else _TAG_OF[lower]
        if len(form) == 1 and tag != "POS" and not form.isalnum():
            tag = "PUN"
        lemma = _LEMMA_OF.get(lower, lemma)
        tokens.append(Token(start, end, text[start:end], lower, lemma.lower(), tag))
    return tuple(tokens)
