"""Plain sentences in the manner of news agencies, as in ``sentence_rows``: constructions between subject and matter."""

from __future__ import annotations

AGENCY_ROWS: list[tuple[str, list[str]]] = [
    # a date of two words, a day part and a place stand between the verb and its clause
    ("Ukraine demanded on 3 March that Russia withdraw its troops.", ["Ukraine demands territorial-withdrawal for"]),
    ("Ukraine demanded this week that Russia withdraw its troops.", ["Ukraine demands territorial-withdrawal for"]),
    (
        "Ukraine demanded in Geneva on Monday that Russia withdraw its troops.",
        ["Ukraine demands territorial-withdrawal for"],
    ),
    ("Russia refused late on 3 March to return the children.", ["Russia rejects children-return against"]),
    # and are no such thing where they belong to a noun
    ("Russia rejected last week's ceasefire proposal.", ["Russia rejects ceasefire against"]),
    # a fronted adverbial without a comma before a name, and before a capitalised adjective
    ("In the memorandum Russia demands that sanctions on Russia be lifted.", ["Russia demands sanctions against"]),
    ("At the talks Russian negotiators demanded neutral status for Ukraine.", ["Russia demands neutrality for"]),
    # a passive subjunctive is what is insisted on, and no assertion
    ("Russia insists that sanctions be lifted.", ["Russia demands sanctions against"]),
    # a past tense that the tagger takes for a participle, behind two appositions
    (
        "Ukraine's foreign minister, Anna Holt, a former judge, agreed to a ceasefire on Tuesday.",
        ["Ukraine accepts ceasefire for"],
    ),
]
