"""What shows that two reports print one text, row by row, and what must not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import digest
from kg.origins import ReportText, TextReuse, compare, fingerprint
from kg.origins.prints import read_fingerprint

DAY = date(2026, 2, 3)
FURNITURE = (
    "Read more\n\nShare this article\n\nThis newspaper belongs to its readers and takes no money from any party."
)


def _text(body: str, day: date | None = DAY, *, agency: str | None = None) -> ReportText:
    return ReportText(digest(body), body, date=day, agency=agency, file_name="a.txt")


def _compared(one: ReportText, other: ReportText) -> TextReuse | None:
    found = compare(fingerprint(one), fingerprint(other))
    assert compare(fingerprint(other), fingerprint(one)) == found
    return found


def _basis(one: ReportText, other: ReportText) -> str | None:
    found = _compared(one, other)
    return found.basis.value if found else None


STORY = (
    "The two harbours could not agree on the price of a pilot, and the pilots went home at noon. Boats from the "
    "south waited outside the mole until the tide had turned twice. Nobody on the quay could say who had sent the "
    "first bill. The second bill came by post and was sent back unopened. A clerk of the northern harbour has kept "
    "the envelope."
)
BACKGROUND = (
    "The harbours have quarrelled over pilots since the war, when both hired the same man and neither paid him. "
    "A court gave him a house instead, which stands empty."
)
SAID = '"Whoever wants a pilot in this weather shall first tell me who is going to pay for his dinner," Runa Holt said.'
ALSO_SAID = '"I have been offered fish, and I have enough fish for two winters," said Jon Vik.'
ONE = "Rain fell on the mole. The gulls were the only ones who ate. By evening the lamps had been lit on both sides."
TWO = "Few people came. It was cold in the hall and the chairs were hard. A dog slept under the table of the clerks."
PHRASES = ("That road was quite new.", "No date has been set.", "Nothing was said on Monday.")
# Every five words hold a number of their own, so that none of them repeats.
FILLER = " ".join(
    f"Crate {n} held {n + 2} eggs, {n + 3} lemons and {n + 5} pears from ship {n * n}." for n in range(3, 30)
)
OTHER = " ".join(
    f"Barrel {n} took {n + 2} loaves, {n + 4} herrings and {n} limes to cart {n * n}." for n in range(3, 30)
)
SITE = f"{FURNITURE} It has done so for a hundred years, and its press stands in the yard."


@pytest.mark.parametrize(
    ("one", "other", "basis", "trap"),
    [
        (_text(STORY), _text(f"{STORY}\n\n{ONE}"), "shared-text", "a reprint with a paragraph of its own"),
        (_text(ONE), _text(TWO), None, "nothing in common"),
        (_text(f"{ONE}\n\n{SAID}"), _text(f"{TWO}\n\n{SAID}"), None, "two reporters at one press conference"),
        (
            _text(f"{STORY}\n\n{SAID}\n\n{FILLER}"),
            _text(f"{SAID}\n\n{STORY[:180]}\n\n{OTHER}"),
            "shared-quotations",
            "one long quotation with words around it",
        ),
        (
            _text(f"{ONE}\n\n{SAID}\n\n{ALSO_SAID}\n\nAt noon all boats lay in the southern dock."),
            _text(f"{TWO}\n\n{ALSO_SAID}\n\n{SAID}\n\nAt noon all boats lay in the northern dock."),
            None,
            "two quotations and one sentence: still a press conference",
        ),
        (
            _text(f"NORTHERN MOLE (Fjordwire) - {ONE} {BACKGROUND}", DAY),
            _text(f"NORTHERN MOLE (Fjordwire) - {TWO} {BACKGROUND}", DAY),
            None,
            "two stories of one agency with one background paragraph",
        ),
        (
            _text(f"NORTHERN MOLE (Fjordwire) - {STORY[:330]}\n\n{FILLER[:1300]}"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}\n\nHolt told Fjordwire last night that she was tired."),
            "agency-credit",
            "a dateline's agency, which the other only names as the one that was told",
        ),
        (
            _text(f"{STORY[:330]}\n\n{FILLER[:1300]}"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}"),
            None,
            "the same two without an agency",
        ),
        (
            _text(f"{STORY[:330]}\n\n{FILLER[:1300]}", agency="Reuters"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}", DAY + timedelta(days=3), agency="Reuters"),
            "agency-credit",
            "three days are near",
        ),
        (
            _text(f"{STORY[:330]}\n\n{FILLER[:1300]}", agency="Reuters"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}", DAY + timedelta(days=4), agency="Reuters"),
            None,
            "four days are not: an agency prints its background again",
        ),
        (
            _text(f"{STORY[:330]}\n\n{FILLER[:1300]}", agency="Reuters"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}", agency="AFP"),
            None,
            "different agencies",
        ),
        (
            _text(f"{STORY[:330]}\n\n{FILLER[:1300]}", agency="Reuters"),
            _text(f"{STORY[:330]}\n\n{OTHER[:1300]}", None, agency="Reuters"),
            "agency-credit",
            "an unknown date speaks against nothing",
        ),
        (
            _text(f"{STORY}\n\n{ONE}", DAY),
            _text(f"{STORY}\n\n{TWO}", DAY + timedelta(days=60)),
            "shared-text",
            "most of the text, printed again two months later",
        ),
        (
            _text(f"{ONE} {FILLER[:600]}\n\n{SITE}"),
            _text(f"{TWO} {OTHER[:600]}\n\n{SITE}"),
            None,
            "what a site prints under every report",
        ),
        (
            _text(f'The speech in full:\n\n"{STORY}"'),
            _text(f'{TWO}\n\n"{STORY}"\n\nNobody clapped.'),
            "shared-text",
            "a statement that is printed whole, inside quotation marks",
        ),
        (
            _text(f"{ONE} {BACKGROUND} {OTHER[:600]}\n\n{BACKGROUND} {OTHER[:600]}"),
            _text(f"{TWO} {BACKGROUND} {FILLER[:600]}\n\n{BACKGROUND} {FILLER[:600]}"),
            None,
            "a passage that stands twice counts once",
        ),
        (
            _text(f"{STORY.upper()}\n\n{ONE}"),
            _text(f"{STORY.replace(',', '').replace(' - ', ' ')}\n\n{TWO}"),
            "shared-text",
            "case and punctuation do not matter",
        ),
        (
            _text(f"{PHRASES[0]} Nobody came.\n\n{PHRASES[1]} Nobody left.\n\n{PHRASES[2]} Nobody spoke."),
            _text(f"{PHRASES[0]} All came.\n\n{PHRASES[1]} All left.\n\n{PHRASES[2]} All spoke."),
            None,
            "a few set phrases in short reports",
        ),
        (
            _text(f"{SAID}\n\n{PHRASES[0]}\n\n{FILLER}\n\n{PHRASES[1]}"),
            _text(f"{PHRASES[0]}\n\n{OTHER}\n\n{PHRASES[1]}\n\n{SAID}"),
            None,
            "one quotation and two set phrases in long reports",
        ),
        (
            _text(f"{SAID}\n\n{ALSO_SAID}\n\n{PHRASES[0]}\n\n{FILLER}\n\n{PHRASES[1]}"),
            _text(f"{PHRASES[0]}\n\n{ALSO_SAID}\n\n{OTHER}\n\n{PHRASES[1]}\n\n{SAID}"),
            "shared-quotations",
            "a rewrite that keeps all that was said",
        ),
        (
            _text(f"{SAID}\n\n{ALSO_SAID}\n\n{PHRASES[0]}\n\n{FILLER}\n\n{PHRASES[1]}"),
            _text(f"{PHRASES[0]}\n\n{ALSO_SAID}\n\n{OTHER}\n\n{PHRASES[1]}\n\n{SAID}", DAY + timedelta(days=9)),
            None,
            "what was said is quoted again much later",
        ),
        (_text("No deal."), _text("No deal.\n\nNo talks."), None, "too short to tell"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_shows_that_two_reports_print_one_text(
    one: ReportText, other: ReportText, basis: str | None, trap: str
) -> None:
    assert _basis(one, other) == basis, trap


def test_a_quotation_is_the_same_with_an_editors_words_and_other_marks() -> None:
    one = _text(f"{STORY[:330]}\n\n{FILLER}\n\n“The plans [of both sides] are as far apart as the moon and the mole.”")
    other = _text(f'{STORY[:330]}\n\n{OTHER}\n\n"The plans (of the two) are as far apart, as the moon and the mole!"')
    assert fingerprint(one).quotations == {"the plans are as far apart as the moon and the mole"}
    assert fingerprint(one).quotations == fingerprint(other).quotations


def test_a_reuse_says_what_it_rests_on() -> None:
    found = _compared(_text(f"{STORY}\n\n{SAID}"), _text(f"{STORY}\n\n{SAID}\n\n{ONE}"))
    assert found is not None
    assert (found.first < found.second, str(found.share)) == (True, "1")
    assert found.quotations == (
        "whoever wants a pilot in this weather shall first tell me who is going to pay for his dinner",
    )
    assert found.reason == (
        "Both print 1 quotation word for word, with words around them; "
        "100% of the five-word sequences of the shorter report stand in the other."
    )


def test_a_report_is_no_reprint_of_itself() -> None:
    assert _compared(_text(STORY), _text(STORY)) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_fingerprint_that_can_be_written_and_read(body: str) -> None:
    made = fingerprint(_text(f"{body}\n\n{STORY}\n\n{SAID}", agency=body[:5] or None))
    assert read_fingerprint(made.written()) == made
    assert len(made.grams) == 4 * len(made.sentences)
