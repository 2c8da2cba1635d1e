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
    # behind a relative clause whose verb the tagger takes for a noun, and behind a participle
    (
        "Ukraine's foreign minister, who chairs the talks, called for an immediate ceasefire.",
        ["Ukraine demands ceasefire for"],
    ),
    (
        "Ukraine's foreign minister, speaking in Vienna, called for an immediate ceasefire.",
        ["Ukraine demands ceasefire for"],
    ),
    # but a participle behind an insertion that only qualifies is no verb
    (
        "A buffer zone, a wide strip, backed by Moscow, was rejected by Kyiv.",
        ["Ukraine rejects buffer-zone against"],
    ),
    # the subject of the second verb stands before what is inserted
    ("Ukraine, Russia says, wants a ceasefire.", ["Ukraine demands ceasefire for"]),
    # two holders joined by other words than "and"
    (
        "Russia, as well as Belarus, rejected a ceasefire.",
        ["Russia rejects ceasefire against", "Belarus rejects ceasefire against"],
    ),
    (
        "Moscow together with Minsk rejected a ceasefire.",
        ["Russia rejects ceasefire against", "Belarus rejects ceasefire against"],
    ),
    # the holder behind to and for, where nobody is said to speak
    ("Neutral status is unacceptable to Ukraine.", ["Ukraine rejects neutrality against"]),
    ("A buffer zone is a red line for Kyiv.", ["Ukraine rejects buffer-zone against"]),
    # a vow to do otherwise rejects; other verbs govern what stands behind "not"
    ("Ukraine vowed never to cede territory.", ["Ukraine rejects territory against"]),
    ("Washington agreed not to impose sanctions on Russia.", ["United States accepts sanctions against"]),
    ("Ankara urged Moscow not to leave the prisoner exchange.", ["Türkiye demands prisoner-exchange for"]),
    # what one says one will do is on offer, what one did is not, and what one will not do is refused
    ("Russia said it would release all prisoners.", ["Russia offers prisoner-exchange for"]),
    ("Russia released 40 prisoners on Monday.", []),
    ("Russia said it would not release the prisoners.", ["Russia rejects prisoner-exchange against"]),
    # the verb behind a noun's own clause belongs to the noun, and what is only called upon is not accepted
    (
        "Russia's demand that Ukraine accept neutral status was dismissed by Kyiv.",
        ["Russia demands neutrality for", "Ukraine rejects neutrality against"],
    ),
    # a negation that joins two holders
    (
        "Neither Russia nor Belarus accepted a ceasefire.",
        ["Russia rejects ceasefire against", "Belarus rejects ceasefire against"],
    ),
    # a verb that the tagger takes for a noun, where the sentence has no other
    ("Ukraine objects to a buffer zone.", ["Ukraine rejects buffer-zone against"]),
    # no objection is none
    ("Ukraine said it had no objection to a prisoner exchange.", ["Ukraine accepts prisoner-exchange for"]),
    ("Ukraine decided not to accept neutral status.", ["Ukraine rejects neutrality against"]),
    # what would end an exclusion stands before it
    ("Without security guarantees there will be no ceasefire, Zelensky said.", ["Ukraine conditions ceasefire for"]),
    ("Medinsky said no prisoners would be released before talks begin.", ["Russia conditions prisoner-exchange for"]),
    # "no one" excludes nobody's matter
    ("No one will accept a ceasefire, Zelensky said.", ["Ukraine rejects ceasefire against"]),
    # the matter of a clause with while ends where the main clause begins, and "it" takes it up
    (
        "While Russia wants a buffer zone, Ukraine rejects it.",
        ["Russia demands buffer-zone for", "Ukraine rejects buffer-zone against"],
    ),
    # a relative clause that opens with a preposition
    ("Russia, for whom the matter is vital, insisted on neutral status.", ["Russia demands neutrality for"]),
    # words of time and adverbs inside a cue of two words; "not" is no such adverb
    ("Ukraine called on Monday for a ceasefire.", ["Ukraine demands ceasefire for"]),
    ("Ukraine has called repeatedly on Russia to return the children.", ["Ukraine demands children-return for"]),
    ("Ukraine agreed on Tuesday to a prisoner exchange.", ["Ukraine accepts prisoner-exchange for"]),
    ("Ukraine agreed in principle to a prisoner exchange.", ["Ukraine accepts prisoner-exchange for"]),
    # whom something is demanded of stands before it
    ("Ukraine demanded from Russia the return of the children.", ["Ukraine demands children-return for"]),
    # "that" behind a noun opens a clause
    (
        "Kyiv told European mediators that a buffer zone was out of the question.",
        ["Ukraine rejects buffer-zone against"],
    ),
    # what is denied by its subject is refused, whoever the subject belongs to
    (
        '"Not one soldier will leave the four regions," Zelenskiy said.',
        ["Ukraine asserts territorial-withdrawal against"],
    ),
    # and giving up is no giving of details
    ("Russia refused to give details of the ceasefire proposal.", []),
]
