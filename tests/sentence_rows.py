"""Sentences about invented talks in the vocabulary of the bundled case, and what a careful annotator reads in them.

A row is a text and every statement in it as "party act issue stance", in any order; the comment above names the trap.
"""

from __future__ import annotations

NOON = "\n\nThe envoys met at noon.\n"

ROWS: list[tuple[str, list[str]]] = [
    # active, object, and words of time behind it
    ("Ukraine demanded a prisoner exchange before the winter.", ["Ukraine demands prisoner-exchange for"]),
    # a verb of refusing with an infinitive, with a gerund
    ("Russia refused to return the children.", ["Russia rejects children-return against"]),
    ("Ukraine has ruled out ceding territory.", ["Ukraine rejects territory against"]),
    # a verb of demanding with a recipient: the recipient holds nothing
    ("Ankara urged Moscow to accept a ceasefire.", ["Türkiye demands ceasefire for"]),
    # a recipient with two infinitives
    (
        "Moscow wants Ukraine to accept neutral status and withdraw its forces from the four regions.",
        ["Russia demands neutrality for", "Russia demands territorial-withdrawal for"],
    ),
    # passive: the holder stands behind "by", the matter in front
    ("A buffer zone was rejected by Ukraine on Friday.", ["Ukraine rejects buffer-zone against"]),
    # passive with the recipient as subject: Kyiv promises nothing
    ("Kyiv was promised security guarantees by the West.", ["West offers security-guarantees for"]),
    # passive inside what somebody says
    (
        "Umerov said that a buffer zone would be rejected by Kyiv.",
        ["Ukraine rejects buffer-zone against"],
    ),
    # negation turns a demand round
    ("Russia does not want a ceasefire.", ["Russia rejects ceasefire against"]),
    # negation of a refusal is no acceptance
    ("Kyiv did not rule out neutral status.", []),
    # negation of an adjective
    ("Moscow is not ready for a ceasefire.", ["Russia rejects ceasefire against"]),
    # negation and modal before a cue
    ("Moscow will not accept a ceasefire.", ["Russia rejects ceasefire against"]),
    ("Kyiv said it could not accept restrictions on its armed forces.", ["Ukraine rejects military-limits against"]),
    # a modal before a cue: what one would accept is on offer, not accepted
    ("Ukraine would accept neutral status.", ["Ukraine offers neutrality for"]),
    # "no" inside the matter, where nothing negates the verb
    (
        "Ukraine wants reparations and no restrictions on its armed forces.",
        ["Ukraine demands reparations for", "Ukraine demands military-limits against"],
    ),
    # an obligation laid on the other party is the sayer's demand, even with a cue of accepting
    ("Russia should accept an immediate ceasefire, Zelensky told reporters.", ["Ukraine demands ceasefire for"]),
    (
        "Ukraine must withdraw its forces from the four regions, Lavrov said.",
        ["Russia demands territorial-withdrawal for"],
    ),
    # insist that the other side …
    ("Moscow insists that Ukraine adopt neutral status.", ["Russia demands neutrality for"]),
    # a condition with if, unless, until, only if: the matter is not what stands in the condition
    (
        "Zelensky said Ukraine would discuss neutral status only if the children were returned.",
        ["Ukraine conditions neutrality for"],
    ),
    (
        "Zelensky said Ukraine would accept neutral status if other states guaranteed its security.",
        ["Ukraine offers neutrality for"],
    ),
    (
        "Russia will fight on unless Ukraine accepts neutral status, the Kremlin said.",
        ["Russia conditions continuation-of-war for"],
    ),
    (
        "Putin said Russia would keep fighting until the sanctions were lifted.",
        ["Russia conditions continuation-of-war for"],
    ),
    # "depends on": the condition is the matter
    (
        "A ceasefire depends on security guarantees, Zelensky said.",
        ["Ukraine conditions security-guarantees for"],
    ),
    # threatened … unless: what averts the threat is demanded
    (
        "Washington threatened fresh sanctions on Moscow unless a ceasefire held by autumn.",
        ["United States threatens sanctions for", "United States demands ceasefire for"],
    ),
    # threatened … if: what brings it about is to be left undone
    (
        "Russia threatened to end the prisoner exchange if the West imposed new sanctions.",
        ["Russia threatens prisoner-exchange against", "Russia demands sanctions against"],
    ),
    # a deadline "or face": the penalty is a threat
    (
        "Washington set a deadline for Moscow to accept a ceasefire or face new sanctions.",
        ["United States demands ceasefire for", "United States threatens sanctions for"],
    ),
    # a noun cue with a genitive, with a demonym, with from
    ("Moscow's demand for neutral status hung over the talks.", ["Russia demands neutrality for"]),
    ("The Ukrainian proposal for a meeting with Putin went unanswered.", ["Ukraine offers leaders-meeting for"]),
    ("Kyiv is under pressure from Washington to accept neutral status.", ["United States demands neutrality for"]),
    ("Russia's refusal to return the children angered the mediators.", ["Russia rejects children-return against"]),
    # a refusal of the other side's demand is two positions
    (
        "Kyiv dismissed Russia's demand for neutral status.",
        ["Ukraine rejects neutrality against", "Russia demands neutrality for"],
    ),
    # "goal is to" with three infinitives, of which only the first has its "to"
    (
        "Kyiv's goal is to secure the release of prisoners, bring the children home and prepare a summit with Putin.",
        [
            "Ukraine demands prisoner-exchange for",
            "Ukraine demands children-return for",
            "Ukraine demands leaders-meeting for",
        ],
    ),
    # a list behind a colon, cut at semicolons
    (
        "Kyiv presented its demands: a full ceasefire; the return of the children; and reparations for the war.",
        [
            "Ukraine demands ceasefire for",
            "Ukraine demands children-return for",
            "Ukraine demands reparations for",
        ],
    ),
    # a list of noun phrases; what is to end is what the provision is called by
    (
        "Russia wants neutral status, restrictions on Ukraine's armed forces and an end to its Western military aid.",
        [
            "Russia demands neutrality for",
            "Russia demands military-limits for",
            "Russia demands foreign-military-cooperation for",
        ],
    ),
    # "and" inside one topic cuts nothing
    ("Kyiv wants the exchange of sick and wounded prisoners.", ["Ukraine demands prisoner-exchange for"]),
    # a quotation of two sentences whose speaker stands behind the second
    (
        "“We will not accept neutral status. We want security guarantees,” Umerov told reporters.",
        ["Ukraine rejects neutrality against", "Ukraine demands security-guarantees for"],
    ),
    # a quotation that runs on into the next paragraph
    (
        'Medinsky told them: "We insist on neutral status.\n\n"We demand limits on the size of Ukraine\'s military."',
        ["Russia demands neutrality for", "Russia demands military-limits for"],
    ),
    # the same without a mark at the head of the paragraph
    (
        "“We want neutral status for Ukraine,” Medinsky said. “That is our aim.\n\nWe demand a buffer zone.”",
        ["Russia demands neutrality for", "Russia demands buffer-zone for"],
    ),
    # first person in a quotation is the speaker's party
    ('"We reject any buffer zone on our soil," Zelensky said.', ["Ukraine rejects buffer-zone against"]),
    # inverted: the speaker behind the verb, known by his post alone
    (
        '"Russia must return the children," said the Ukrainian foreign minister.',
        ["Ukraine demands children-return for"],
    ),
    # an inserted verb of saying, with a pronoun from the sentence before
    ("Umerov arrived on Tuesday. Russia, he added, must pay reparations.", ["Ukraine demands reparations for"]),
    # a chain of participles hangs on the subject of the main verb
    (
        "Lavrov flew home, rejecting a full ceasefire, demanding neutral status for Ukraine.",
        ["Russia rejects ceasefire against", "Russia demands neutrality for"],
    ),
    # a relative clause that somebody is said to have said
    (
        "The next round, which Zelensky said must deal with the return of the children, has no date.",
        ["Ukraine demands children-return for"],
    ),
    # a relative clause with a cue of its own
    ("The Kremlin, which has rejected a ceasefire, sent Medinsky.", ["Russia rejects ceasefire against"]),
    # two holders of one statement
    (
        "Both sides accepted a prisoner exchange.",
        ["Russia accepts prisoner-exchange for", "Ukraine accepts prisoner-exchange for"],
    ),
    (
        "Neither side wants a buffer zone.",
        ["Russia rejects buffer-zone against", "Ukraine rejects buffer-zone against"],
    ),
    (
        "Washington and Ankara called for an immediate ceasefire.",
        ["United States demands ceasefire for", "Türkiye demands ceasefire for"],
    ),
    # two clauses, two holders
    (
        "Russia demands neutral status, but Ukraine wants security guarantees.",
        ["Russia demands neutrality for", "Ukraine demands security-guarantees for"],
    ),
    # a pronoun takes up the subject before it, not the object
    (
        "Zelensky met Medinsky. He said Ukraine would not accept neutral status.",
        ["Ukraine rejects neutrality against"],
    ),
    # "they" are the officials who speak
    ("Ukrainian officials said they would not accept a buffer zone.", ["Ukraine rejects buffer-zone against"]),
    # a source without a name, known by whom it is close to, and taken up again by "the official"
    (
        "A source close to the Kremlin said Russia would accept a prisoner exchange.",
        ["Russia offers prisoner-exchange for"],
    ),
    (
        "A Ukrainian official said talks would last two days. The official said a buffer zone was unacceptable.",
        ["Ukraine rejects buffer-zone against"],
    ),
    # X said Y wanted Z: the position is Y's
    ("Erdogan said Moscow wanted a summit with Zelensky.", ["Russia demands leaders-meeting for"]),
    ("Trump said Ukraine had agreed to neutral status.", ["Ukraine accepts neutrality for"]),
    # evaluations: of a document, of a proposal, of a person
    ("Kyiv regards the memorandum as an ultimatum.", ["Ukraine asserts peace-terms against"]),
    ("Medinsky called the Ukrainian proposal unrealistic.", ["Russia asserts peace-terms against"]),
    ("Russia does not see Zelensky as a legitimate leader.", ["Russia asserts leader-legitimacy against"]),
    # an adjective of refusal with its matter as subject
    (
        "Limits on the size of Ukraine's military are unacceptable, Umerov said.",
        ["Ukraine rejects military-limits against"],
    ),
    # a denied fact, by gerund and by clause
    ("Moscow denied deporting Ukrainian children.", ["Russia denies children-return against"]),
    ("Moscow denied it had abducted Ukrainian children.", ["Russia denies children-return against"]),
    # expectations of the talks
    ("The Kremlin does not expect a breakthrough.", ["Russia expects talks-progress against"]),
    ("Türkiye expects a breakthrough this week.", ["Türkiye expects talks-progress for"]),
    # headlines: a speaker before a colon, a bare infinitive for the future
    ("Kremlin: Russia will not accept a ceasefire" + NOON, ["Russia rejects ceasefire against"]),
    ("Moscow to demand neutral status at talks" + NOON, ["Russia demands neutrality for"]),
    # page furniture and captions are no text
    ("Also read: Kyiv rejects buffer zone" + NOON, []),
    ("Image: Ukraine demanded a ceasefire" + NOON, []),
    ("Ukrainian envoys demand a ceasefire outside the palace. (Jane Roe/Reuters)" + NOON, []),
    # bystanders hold no positions, whatever they say of the parties
    ("Analysts said Russia should accept a ceasefire.", []),
    ("An economist in Moscow said sanctions must be lifted.", []),
    ("Students in Kyiv want security guarantees.", []),
    # and their quotations are not given to who spoke before
    (
        "Umerov said Ukraine wants security guarantees. “Russia must pay reparations at once,” an analyst said.",
        ["Ukraine demands security-guarantees for"],
    ),
    # the battlefield, and forces as holders
    ("Russia said its forces had captured two villages near Sumy.", []),
    ("Russian troops seized a buffer zone near Sumy.", []),
    # what stands under whether or if is not stated
    ("Diplomats wondered whether Russia would accept a ceasefire.", []),
    ("If Ukraine accepts neutral status, markets will rise.", []),
    # an agenda without an owner, and results already obtained
    ("Prisoner exchanges will be discussed on the second day.", []),
    ("The last round led to the exchange of 300 prisoners.", []),
    # never is counted as two negations behind a modal
    ("Moscow will never accept a ceasefire.", ["Russia rejects ceasefire against"]),
    # cannot in one word does not negate its verb
    ("“We cannot accept neutral status for our country,” Umerov said.", ["Ukraine rejects neutrality against"]),
    # the negation of what is insisted on turns the stance twice
    ("Kyiv insists that it will not cede territory.", ["Ukraine rejects territory against"]),
    # a second participle joined by and is swallowed by the matter of the first
    (
        "Lavrov flew home, rejecting a full ceasefire and demanding neutral status for Ukraine.",
        ["Russia rejects ceasefire against", "Russia demands neutrality for"],
    ),
    # a lead-in whose bullets were read is recorded as incomplete all the same
    (
        "Russia set out its demands:\n\n- neutral status for Ukraine\n- limits on the size of Ukraine's military\n",
        ["Russia demands neutrality for", "Russia demands military-limits for"],
    ),
    # the owner between a noun cue and its for
    ("The session opened with a fresh demand from Kyiv for reparations.", ["Ukraine demands reparations for"]),
    # the matter of an obligation stands before the relative pronoun
    (
        "The envoys set no date for the prisoner exchange, which Zelensky said must take place in August.",
        ["Ukraine demands prisoner-exchange for"],
    ),
    # a past tense that the tagger takes for a participle, behind a plural noun
    (
        "Both sides agreed to a prisoner exchange.",
        ["Russia accepts prisoner-exchange for", "Ukraine accepts prisoner-exchange for"],
    ),
    # what is asked in return is a demand of its own
    (
        "Moscow offered a prisoner exchange in return for the lifting of sanctions.",
        ["Russia offers prisoner-exchange for", "Russia demands sanctions against"],
    ),
    # the negation of a copula turns the stance twice
    ("Zelensky is not a legitimate president, Lavrov told reporters.", ["Russia asserts leader-legitimacy against"]),
    # a short phrase of the case wins over a longer one of the taxonomy with the other stance
    ("Moscow wants the lifting of sanctions.", ["Russia demands sanctions against"]),
    # an obligation is read as the act of whom it is laid on, where the sayer stands behind according to
    ("According to the Kremlin, Ukraine must accept neutral status.", ["Russia demands neutrality for"]),
    # a cue verb behind "and" begins a record of its own, also before an adjective
    (
        "Moscow rejected the buffer zone and offered full neutrality.",
        ["Russia rejects buffer-zone against", "Russia offers neutrality for"],
    ),
    # what stands inside a denial is not stated
    (
        "Ukraine denied that it had refused to return the bodies of fallen soldiers.",
        ["Ukraine denies remains-return against"],
    ),
    # neither … nor takes no side
    ("Russia neither accepted nor rejected a ceasefire.", []),
    # a refusal that did not happen takes no side
    ("The Kremlin did not reject a ceasefire, Dmitry Peskov said.", []),
    # "he" is whoever the paragraph spoke of last
    (
        "Rustem Umerov thanked the hosts.\n\nVladimir Medinsky came late. “We agree to a prisoner exchange,” he said.",
        ["Russia accepts prisoner-exchange for"],
    ),
]

# Read wrongly at present: why, then as above. Each fails strictly, so that mending one shows.
KNOWN_MISSES: list[tuple[str, str, list[str]]] = [
    (
        "a verb left out in the second half of a sentence",
        "Russia wants neutral status for Ukraine, Ukraine a ceasefire.",
        ["Russia demands neutrality for", "Ukraine demands ceasefire for"],
    ),
]
