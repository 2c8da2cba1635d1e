"""Where reports disagree on what was said, by whom, about what and when; and where it only looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from accounts import MOLL, RASK, YOUNG, Account, discrepancies, extractions, found, store_of, told
from harbour import case_quads
from pyoxigraph import NamedNode, Quad, Store

from kg.derive import Deriver, derived_graphs
from kg.derive.rules import Step, rules
from kg.derive.working import run
from kg.graphs import canonical_nquads, extraction_quads
from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH, report_iri
from kg.model import Interval
from kg.vocab import NEG, PROV, RDF

APART = "“The plans are worlds apart,” said Ada Moll"
LONG = "“We will not sign before the silt is gone,” said Ada Moll"
LIMIT = {"due_text": "within 50 days"}

FIRES = [
    ("two words of judgement, two parties",
     [told("one", "aland asserts dredged against", APART), told("two", "boria asserts dredged against",
      "Boria called the plans \"worlds apart\"")],
     "other-speaker: one, two"),
    ("the quote begins inside the quotation",
     [told("one", "aland asserts dredged against", "“A hard road. ⟦The plans [of both] are worlds apart⟧,” she said"),
      told("two", "boria asserts dredged against", "Boria saw plans “worlds apart”")],
     "other-speaker: one, two"),
    ("straight marks, and the quote ends before they do",
     [told("one", "aland asserts dredged against", "He said: \"It is far. ⟦The plans are worlds apart⟧ today.\""),
      told("two", "boria asserts dredged against", "Boria: the plans are «Worlds apart»")],
     "other-speaker: one, two"),
    ("five words of a demand",
     [told("one", "aland demands dredged", LONG, speaker=MOLL),
      told("two", "boria demands dredged", "“not sign before the silt is gone,” Boria said")],
     "other-speaker: one, two"),
    ("two people of one party",
     [told("one", "aland demands dredged", LONG, speaker=MOLL),
      told("two", "aland demands dredged", "“We will not sign before the silt is gone,” Bo Rask said", speaker=RASK)],
     "other-speaker: one, two"),
    ("the second quotation of a sentence",
     [told("one", "aland asserts dredged against", "“It is late,” said Moll, “and the plans are worlds apart.”"),
      told("two", "boria asserts dredged against", "Boria: “the plans are worlds apart”")],
     "other-speaker: one, two"),
    ("one limit, two provisions",
     [told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
      told("two", "aland demands survey", "Aland set a 50-day deadline for the survey")],
     "other-object: one, two"),
    ("weeks and days, digits and words",
     [told("one", "aland demands dredged", "dredging in two weeks", due_text="in two weeks"),
      told("two", "aland offers fee", "a fee within 14 days", due_text="within 14 days", issue="fees")],
     "other-object: one, two"),
    ("a copy without the caveat",
     [told("one", "aland offers survey", "Aland offered “the whole survey”", day=21, caveat="Nobody could confirm it."),
      told("two", "aland offers survey", "Aland offered “the whole survey” on Monday", day=21)],
     "lost-caveat: one, two"),
    ("one saying on two days",
     [told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
      told("two", "aland demands dredged", "“before the silt is gone,” Moll said on Tuesday", speaker=MOLL, day=22)],
     "other-date: one, two"),
    ("two people on two days are two people",
     [told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
      told("two", "aland demands dredged", LONG.replace("Ada Moll", "Bo Rask"), speaker=RASK, day=22)],
     "other-speaker: one, two"),
    ("one round on two days",
     [told("one", "held 2025-05-13 3", "The third round was held on 13 May"),
      told("two", "held 2025-05-12 3", "On 12 May the third round was held")],
     "other-date: two, one"),
    ("yes in the headline, no below",
     [told("one", "aland accepts fee", "Aland agrees to pay", headline=True, issue="fees"),
      told("one", "aland rejects fee against", "Aland will not pay, Moll said", issue="fees")],
     "headline-body: one, one"),
    ("held in the headline, planned below",
     [told("one", "held", "Aland and Boria met in Cetia", headline=True),
      told("one", "planned 2025-07-29", "Aland and Boria are to meet in Cetia on 29 July")],
     "headline-body: one, one"),
    ("held in the headline, and only an old round below",
     [told("one", "held", "Aland and Boria met in Cetia", headline=True),
      told("one", "planned 2025-07-29", "Aland and Boria are to meet in Cetia on 29 July"),
      told("one", "held 2025-05-12", "Talks on 12 May came to nothing")],
     "headline-body: one, one"),
    ("after the talks in the headline, before them below",
     [told("one", "aland expects dredged against", "Aland sees little hope after talks with Boria", headline=True),
      told("one", "boria demands survey", "The meeting should be about the survey, Boria said"),
      told("one", "aland expects fee against", "“This will be a very hard conversation,” Moll said", issue="fees")],
     "headline-body: one, one"),
]  # fmt: skip

SILENT = [
    ("one word is nobody's", [
        told("one", "aland asserts dredged against", "Aland called the plans “impossible”"),
        told("two", "boria asserts dredged against", "Boria called the plans “impossible”")]),
    ("words outside quotation marks are the reporter's", [
        told("one", "aland asserts dredged against", "Aland said the plans are worlds apart"),
        told("two", "boria asserts dredged against", "Boria said the plans are “worlds apart”")]),
    ("a quotation that was closed before the quote begins", [
        told("one", "aland asserts dredged against", "“It is late,” she said. ⟦The plans are worlds apart⟧."),
        told("two", "boria asserts dredged against", "Boria said the plans are “worlds apart”")]),
    ("words in one report", [
        told("one", "aland asserts dredged against", APART),
        told("one", "boria asserts dredged against", "Boria called the plans “worlds apart”")]),
    ("another issue", [
        told("one", "aland asserts dredged against", APART),
        told("two", "boria asserts fee against", "Boria called the fees “worlds apart”", issue="fees")]),
    ("the name of what both want", [
        told("one", "aland demands dredged", "Aland wants “full dredging now”"),
        told("two", "boria demands dredged", "Boria wants “full dredging now”")]),
    ("the other side's words, refused", [
        told("one", "aland demands dredged", LONG),
        told("two", "boria rejects dredged against", "“We will not sign before the silt is gone” is no offer")]),
    ("words that both say in one of the reports", [
        told("one", "aland asserts dredged against", APART),
        told("two", "boria asserts dredged against", "Boria called the plans “worlds apart”"),
        told("two", "aland asserts dredged against", "Aland too called the plans “worlds apart”")]),
    ("words that both say in the first of the reports", [
        told("one", "aland asserts dredged against", APART),
        told("one", "boria asserts dredged against", "Boria too called the plans “worlds apart”"),
        told("two", "boria asserts dredged against", "Boria called the plans “worlds apart”")]),
    ("parts of words", [
        told("one", "aland asserts dredged against", "Moll: “otherworlds apart from this”"),
        told("two", "boria asserts dredged against", "Boria called the plans “worlds apart”")]),
    ("one person by name and by post", [
        told("one", "aland demands dredged", LONG, speaker=MOLL),
        told("two", "aland demands dredged", "“We will not sign before the silt is gone,” the minister said",
             speaker_text="the minister")]),
    ("one person by a whole and a last name", [
        told("one", "aland demands dredged", LONG, speaker=MOLL),
        told("two", "aland demands dredged", LONG, speaker=YOUNG, speaker_text="Moll")]),
    ("one person who speaks for two parties", [
        told("one", "aland demands dredged", LONG, speaker=MOLL),
        told("two", "boria demands dredged", LONG, speaker=MOLL)]),
    ("a report that ties the limit to both", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland demands survey", "Aland wants the survey within 50 days", **LIMIT),
        told("two", "aland demands dredged", "Aland wants the dredging within 50 days too", **LIMIT)]),
    ("a report that ties the limit to both, and comes first", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("one", "aland demands survey", "Aland wants the survey within 50 days too", **LIMIT),
        told("two", "aland demands survey", "Aland wants the survey within 50 days", **LIMIT)]),
    ("a report that ties the limit to something narrower too", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland demands survey", "Aland wants the survey within 50 days", **LIMIT),
        told("two", "aland demands dredged-deep", "Aland wants deep dredging within 50 days", **LIMIT)]),
    ("a narrower provision", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland demands dredged-deep", "Aland wants deep dredging within 50 days", **LIMIT)]),
    ("a limit of another length", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland demands survey", "Aland wants the survey within 50 weeks", due_text="within 50 weeks")]),
    ("a length of time that is no limit", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland demands survey", "Aland has wanted the survey for 50 days")]),
    ("limits that end on different days", [
        told("one", "aland demands dredged", "dredging within 50 days", day=1,
             due=Interval(date(2025, 8, 20), date(2025, 8, 20)), **LIMIT),
        told("two", "aland demands survey", "the survey within 50 days", day=3,
             due=Interval(date(2025, 8, 22), date(2025, 8, 22)), **LIMIT)]),
    ("limits that were set weeks apart", [
        told("one", "aland demands dredged", "dredging within 50 days", day=1, **LIMIT),
        told("two", "aland demands survey", "the survey within 50 days", day=23, **LIMIT)]),
    ("a limit of another party", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "boria demands survey", "Boria wants the survey within 50 days", **LIMIT)]),
    ("what is threatened when the time is over", [
        told("one", "aland demands dredged", "Aland wants dredging within 50 days", **LIMIT),
        told("two", "aland threatens fee", "fees unless there is dredging within 50 days", issue="fees", **LIMIT)]),
    ("both limit their trust", [
        told("one", "aland offers survey", "Aland offered the survey", day=21, caveat="Nobody could confirm it."),
        told("two", "aland offers survey", "Aland offered the survey", day=21, caveat="It is a rumour.")]),
    ("the caveat stands elsewhere in the report", [
        told("one", "aland offers survey", "Aland offered the survey", day=21, caveat="Nobody could confirm it."),
        told("two", "aland offers survey", "Aland offered the survey", day=21),
        told("two", "aland offers survey", "a survey, if true", day=21, caveat="if true")]),
    ("a report of another day needs no caveat", [
        told("one", "aland offers survey", "Aland offered the survey", day=14, caveat="Nobody could confirm it."),
        told("two", "aland offers survey", "Aland offered the survey", day=21)]),
    ("a report with a source of its own needs no caveat", [
        told("one", "aland offers survey", "Aland offered the survey", day=21, caveat="Nobody could confirm it."),
        told("two", "aland offers survey", "Aland offers the survey, said Moll", day=21, speaker=MOLL)]),
    ("another kind of act", [
        told("one", "aland offers survey", "Aland offered the survey", day=21, caveat="Nobody could confirm it."),
        told("two", "aland demands survey", "Aland wants the survey", day=21)]),
    ("one saying on one day and on a day that nobody tells", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("two", "aland demands dredged", LONG, speaker=MOLL)]),
    ("one saying in an interval that holds the day", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("two", "aland demands dredged", LONG, speaker=MOLL,
             said_on=Interval(date(2025, 7, 14), date(2025, 7, 22)))]),
    ("a slogan, weeks later", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=1),
        told("two", "aland demands dredged", LONG, speaker=MOLL, day=22)]),
    ("short words, a day later", [
        told("one", "aland demands dredged", "“no more silt here,” Moll said", speaker=MOLL, day=21),
        told("two", "aland demands dredged", "“no more silt here,” Moll said", speaker=MOLL, day=22)]),
    ("other words, a day later", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("two", "aland demands dredged", "“Silt is what we breathe by now,” Moll said", speaker=MOLL, day=22)]),
    ("said on both days, by one of the reports", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("two", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("two", "aland demands dredged", LONG + " again", speaker=MOLL, day=22)]),
    ("said on both days, by the other report", [
        told("one", "aland demands dredged", LONG, speaker=MOLL, day=21),
        told("one", "aland demands dredged", LONG + " again", speaker=MOLL, day=22),
        told("two", "aland demands dredged", LONG, speaker=MOLL, day=22)]),
    ("a round that was moved", [
        told("one", "planned 2025-05-12 3", "The third round is to be held on 12 May"),
        told("two", "held 2025-05-13 3", "The third round was held on 13 May")]),
    ("a round of two days", [
        told("one", "held 2025-05-12 3", "The third round was held on 12 May"),
        told("two", "held 2025-05-12 3", "The third round began on 12 May"),
        told("two", "held 2025-05-13 3", "and the third round ended on 13 May")]),
    ("a round of two days, of which one report tells the second", [
        told("one", "held 2025-05-12 3", "The third round began on 12 May"),
        told("one", "held 2025-05-13 3", "and the third round ended on 13 May"),
        told("two", "held 2025-05-13 3", "The third round was held on 13 May")]),
    ("another round", [
        told("one", "held 2025-05-12 2", "The second round was held on 12 May"),
        told("two", "held 2025-05-13 3", "The third round was held on 13 May")]),
    ("the body tells of the change that the headline is about", [
        told("one", "aland accepts fee", "Aland agrees to pay", headline=True, issue="fees"),
        told("one", "aland rejects fee against", "Aland had refused to pay in May", issue="fees"),
        told("one", "aland accepts fee", "Now Aland agreed to pay the fee", issue="fees")]),
    ("a forecast in the headline, a wish below", [
        told("one", "aland expects fee", "Aland sees fees coming", headline=True, issue="fees"),
        told("one", "aland rejects fee against", "Aland will not pay, Moll said", issue="fees")]),
    ("both sides in one headline", [
        told("one", "aland accepts fee", "⟦Aland agrees to pay⟧ and then will not", headline=True, issue="fees"),
        told("one", "aland rejects fee against", "Aland agrees to pay and ⟦then will not⟧", headline=True)]),
    ("the headline of another report", [
        told("one", "aland accepts fee", "Aland agrees to pay", headline=True, issue="fees"),
        told("two", "aland rejects fee against", "Aland will not pay, Moll said", issue="fees")]),
    ("held in headline and body, and the next one planned", [
        told("one", "held", "Aland and Boria met in Cetia", headline=True),
        told("one", "held 2025-07-22", "The two met on Tuesday"),
        told("one", "planned 2025-07-29", "They are to meet in Cetia on 29 July")]),
    ("the headline's meeting is told of once more below", [
        told("one", "held", "Aland and Boria met in Cetia", headline=True, also="The two met on Tuesday"),
        told("one", "planned 2025-07-29", "The two met on Tuesday. ⟦They are to meet in Cetia on 29 July⟧")]),
    ("only a next meeting is planned", [
        told("one", "held", "Aland and Boria met in Cetia", headline=True),
        told("one", "planned 2025-07-29", "Aland and Boria are to meet again on 29 July")]),
    ("a meeting with another number", [
        told("one", "held 2", "Aland and Boria hold second round", headline=True),
        told("one", "planned 2025-07-29 3", "The third round is on 29 July")]),
    ("after the talks, one side looks forward to a meeting", [
        told("one", "aland expects dredged against", "Aland sees little hope after talks with Boria", headline=True),
        told("one", "boria demands survey", "The meeting should be about the survey, Boria said"),
        told("one", "boria expects fee against", "“This will be a very hard conversation,” Boria said")]),
    ("after the talks, talks that go on", [
        told("one", "aland expects dredged against", "Aland sees little hope after talks with Boria", headline=True),
        told("one", "boria demands survey", "The talks will be about the survey, Boria said"),
        told("one", "aland expects fee against", "Aland said the next meeting will be hard")]),
    ("no headline over what both sides expect", [
        told("one", "aland expects dredged against", "Aland sees little hope ahead of talks with Boria", headline=True),
        told("one", "boria demands survey", "The meeting should be about the survey, Boria said"),
        told("one", "aland expects fee against", "“This will be a very hard conversation,” Moll said")]),
]  # fmt: skip


@pytest.mark.parametrize(("accounts", "expected"), [row[1:] for row in FIRES], ids=[row[0] for row in FIRES])
def test_finds_exactly_this(accounts: list[Account], expected: str) -> None:
    assert discrepancies(store_of(accounts)) == {expected}


@pytest.mark.parametrize("accounts", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_finds_nothing(accounts: list[Account]) -> None:
    assert discrepancies(store_of(accounts)) == set()


def test_the_copies_of_one_text_are_compared_whatever_day_they_give() -> None:
    accounts = [
        told("one", "aland offers survey", "Aland offered the survey", day=14, caveat="Nobody could confirm it."),
        told("two", "aland offers survey", "Aland offered the survey", day=21),
    ]
    assert discrepancies(store_of(accounts, origin=["one", "two"])) == {"lost-caveat: one, two"}
    assert discrepancies(store_of(accounts, origin=["one"])) == set()


def test_many_prints_of_one_disagreement_are_one_discrepancy_that_rests_on_all() -> None:
    accounts = [told(f"r{number}", "aland asserts dredged against", APART) for number in range(4)]
    accounts += [told(f"s{number}", "boria asserts dredged against", "Boria: “worlds apart”") for number in range(3)]
    (parts,) = found(store_of(accounts)).values()
    assert len(parts[PROV.wasDerivedFrom]) == 7


def test_a_limit_that_is_for_three_things_makes_three_pairs() -> None:
    wants = {name: f"Aland wants the {name} within 50 days" for name in ("dredged", "fee", "survey")}
    accounts = [told(f"r-{name}", f"aland demands {name}", words, **LIMIT) for name, words in wants.items()]
    pairs = [len(parts[PROV.wasDerivedFrom]) for parts in found(store_of(accounts)).values()]
    assert pairs == [2, 2, 2]


def test_a_candidate_disagrees_with_nobody() -> None:
    accounts = [
        told("one", "aland asserts dredged against", APART, confidence=0.01),
        told("two", "boria asserts dredged against", "Boria called the plans “worlds apart”"),
    ]
    assert discrepancies(store_of(accounts)) == set()


def _all_accounts() -> list[Account]:
    """Return the accounts of all rows that fire, each row's reports under names of their own."""
    return [
        Account(f"{number}-{one.report}", one.what, one.sentence, one.more)
        for number, row in enumerate(FIRES)
        for one in row[1]
    ]


def test_report_by_report_gives_what_all_at_once_gives() -> None:
    accounts = _all_accounts()
    store = Store()
    store.bulk_extend(case_quads())
    for quads in derived_graphs(store).values():
        store.extend(quads)
    deriver = Deriver(store)
    for extraction in reversed(extractions(accounts)):
        quads = extraction_quads(extraction)
        delta = deriver.delta({report_iri(extraction.report.id).value: quads})
        for quad in delta.removed:
            store.remove(quad)
        store.extend([*delta.added, *quads])
    expected = derived_graphs(store_of(accounts))
    for graph in (DERIVED_GRAPH, KEYS_GRAPH):
        assert sorted(store.quads_for_pattern(None, None, None, graph), key=str) == expected[graph.value]
    assert {NEG.Discrepancy} <= {quad.object for quad in expected[DERIVED_GRAPH.value]}


OWN = {
    "quoted_words", "time_limits", "meetings", "headlines", "sayings", "other_speaker", "other_speaker_of_party",
    "other_object", "lost_caveat", "other_date", "other_date_of_round", "headline_stance", "headline_after_talks",
    "headline_meeting", "discrepancies",
}  # fmt: skip


def test_another_engine_derives_the_same() -> None:
    """The rules are plain SPARQL 1.1: rdflib, which shares no code with the store, comes to the same graph."""
    from rdflib import Dataset, URIRef
    from rdflib.plugins.sparql import prepareQuery

    def dataset(quads: Iterable[Quad]) -> Dataset:
        return Dataset().parse(data=canonical_nquads(quads).decode(), format="nquads")

    store = store_of(_all_accounts()[::2] + _all_accounts()[1::2])
    graph = f"{DATA}graph/"
    ours, concepts = Store(), NamedNode(graph + "concepts")
    ours.extend(Quad(quad.subject, quad.predicate, quad.object, concepts) for quad in case_quads())
    run(ours, [Step.REFERENCE], reports=store)
    theirs, reports = dataset(ours), dataset(store)
    run(ours, [Step.ROWS, Step.KEYS, Step.FIRST], reports=store)
    needed = OWN | {"statements", "names"}
    for rule in rules():
        if rule.name in needed:
            triples = (reports if rule.reads == "reports" else theirs).query(prepareQuery(rule.text)).graph
            assert triples is not None
            for triple in triples:
                theirs.graph(URIRef(graph + rule.writes)).add(triple)
    mine = [
        quad
        for quad in ours.quads_for_pattern(None, None, None, NamedNode(graph + "derived"))
        if Quad(quad.subject, RDF.type, NEG.Discrepancy, quad.graph_name) in ours
    ]
    assert set(theirs.graph(URIRef(graph + "derived"))) == set(dataset(mine).graph(URIRef(graph + "derived")))
    assert len(mine) > 100
    assert {rule.name for rule in rules()} >= needed
