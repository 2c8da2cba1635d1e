"""What is derived when reports come and go one by one is what all of them together give, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest
from harbour import PARTIES, Said, case_quads, extractions, paper, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.derive import Delta, Deriver, derive, derived_graphs
from kg.derive.kept import COUNTS, SHOWN
from kg.derive.rules import Step, rules
from kg.derive.working import run
from kg.digest import Change, digest_of
from kg.graphs import extraction_quads
from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH, ORIGINS_GRAPH, report_iri
from kg.model import Act, Extraction, Interval, Report, Stance, Statement
from kg.origins import origins_after, stored_text
from kg.revise import Reviser
from kg.vocab import NEG, PROV, RDF

PROVISIONS = (
    "dredged", "dredged-deep", "dredged-by-night", "dredged-by-day", "left-alone", "spill", "cleaned", "survey",
    "survey-in-full", "opening", "fee",
)  # fmt: skip
ACTS = ("accepts", "asserts", "conditions", "demands", "denies", "expects", "offers", "rejects", "threatens")


@st.composite
def statements(draw: st.DrawFn) -> Said:
    more: dict[str, object] = {}
    if draw(st.booleans()):
        day = date(2025, 7, draw(st.integers(10, 14)))
        more["said_on"] = Interval(day, day)
    provision = draw(st.sampled_from((*PROVISIONS, None)))
    if provision is None:
        more["issue"] = draw(st.sampled_from(("works", "fees")))
    if draw(st.integers(0, 3)) == 0:
        more["condition"] = draw(st.sampled_from(("if so", "unless so")))
        more["condition_provision"] = draw(st.sampled_from(PROVISIONS))
    if draw(st.integers(0, 5)) == 0:
        more["incomplete"] = True
    if draw(st.integers(0, 5)) == 0:
        more["caveat"] = "could not be confirmed"
    if draw(st.integers(0, 4)) == 0:
        more["addressee"] = PARTIES[draw(st.sampled_from(sorted(PARTIES)))]
    return Said(
        draw(st.sampled_from(sorted(PARTIES))),
        draw(st.sampled_from(ACTS)),
        provision,
        draw(st.sampled_from(("for", "against", "neutral"))),
        draw(st.sampled_from(("first", "second", "third", "fourth"))),
        more,
    )


Reports = dict[str, list[ox.Quad]]


def reports_of(sayings: Iterable[Said]) -> Reports:
    return {report_iri(extraction.report.id).value: extraction_quads(extraction) for extraction in extractions(sayings)}


def empty() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(case_quads())
    for quads in derived_graphs(store).values():
        store.extend(quads)
    return store


def whole(reports: Reports) -> set[ox.Quad]:
    """Return what a store of these reports holds when everything is derived at once."""
    store = ox.Store()
    store.bulk_extend(case_quads())
    for quads in reports.values():
        store.extend(quads)
    texts = [stored_text(store, name.rpartition("/")[2]) for name in reports]
    store.extend(origins_after(ox.Store(), texts)[1])
    for quads in derived_graphs(store).values():
        store.extend(quads)
    return set(store)


def apply(store: ox.Store, delta: Delta) -> None:
    for quad in delta.removed:
        store.remove(quad)
    store.extend(delta.added)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements(), min_size=1, max_size=7), st.data())
def test_any_order_one_by_one_gives_what_all_at_once_gives(sayings: list[Said], data: st.DataObject) -> None:
    reports = reports_of(sayings)
    store = empty()
    reviser = Reviser(store)
    for name in data.draw(st.permutations(sorted(reports))):
        apply(store, reviser.revise({name: reports[name]}))
    assert set(store) == whole(reports)
    leaving = data.draw(st.lists(st.sampled_from(sorted(reports)), unique=True))
    for name in leaving:
        apply(store, reviser.revise({name: ()}))
    assert set(store) == whole({name: quads for name, quads in reports.items() if name not in leaving})


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements(), min_size=1, max_size=6), st.lists(statements(), min_size=1, max_size=6))
def test_several_reports_in_one_step_and_a_report_replaced(before: list[Said], after: list[Said]) -> None:
    old, new = reports_of(before), reports_of(after)
    store = empty()
    reviser = Reviser(store)
    apply(store, reviser.revise(old))
    assert set(store) == whole(old)
    apply(store, reviser.revise({**dict.fromkeys(old, ()), **new}))
    assert set(store) == whole(new)


FIRST_DAY = date(2025, 6, 1)
SENTENCES = ("One.", "Two.", "“Let it be dredged as soon as it can be done.”")


def course_statement(choose: Random) -> dict[str, Any]:
    """Return what varies among the statements of a few long courses."""
    more: dict[str, Any] = {}
    if choose.random() < 0.5:
        begin, length = choose.randrange(12), choose.choice((0, 0, 0, 1, 4, 9))
        more["said_on"] = Interval(FIRST_DAY + timedelta(begin), FIRST_DAY + timedelta(begin + length))
    seldom = {
        "condition": choose.choice(("if so", "unless so")),
        "condition_provision": choose.choice(("survey", "spill")),
        "incomplete": True,
        "caveat": choose.choice(("could not be confirmed", "it is said")),
        "in_headline": True,
        "non_negotiable": True,
        "carried_by": paper("aland"),
        "concerns": paper("boria"),
        "due_text": "within two weeks",
    }
    more.update((name, value) for name, value in seldom.items() if choose.random() < 0.08)
    # The case does not know the weather, so its issue is the one that statements give.
    provision = "weather" if choose.random() < 0.15 else "dredged"
    if provision == "weather":
        more["issue"] = choose.choice(("works", "fees"))
    return {
        "party": PARTIES["boria" if choose.random() < 0.15 else "aland"],
        "act": Act(choose.choice(("demands", "demands", "demands", *ACTS))),
        "stance": Stance(choose.choice(("for", "for", "for", "against", "neutral"))),
        "provision": provision,
        **more,
    }


def course_report(number: int, sayings: Sequence[dict[str, Any]]) -> tuple[str, list[ox.Quad]]:
    """Return the report with this number, which has the same text whatever is read out of it."""
    issued = FIRST_DAY + timedelta(number) if number % 5 else None
    report = Report(f"{number}\n" + "\n".join(SENTENCES), f"{number}.txt", title=str(number), date=issued)
    made = []
    for values, sentence in zip(sayings, SENTENCES, strict=False):
        start = report.text.index(sentence)
        quote = report.quote(start, start + len(sentence))
        made.append(Statement(report.id, quote=quote, rule="by-hand", negotiation="harbour", **values))
    return report_iri(report.id).value, extraction_quads(Extraction(report, "harbour", tuple(made)))


class Course:
    """A store to which reports are added, replaced, taken away and given other origins, beside what it should hold."""

    def __init__(self) -> None:
        self.store = empty()
        self.deriver = Deriver(self.store)
        self.reports: Reports = {}
        self.origins: set[ox.Quad] = set()

    def change(self, reports: Reports, origins: dict[str, str | None]) -> Delta:
        """Make a change and write it; ``origins`` are those of the reports that are named in either."""
        named = reports.keys() | origins.keys()
        lost = {quad for quad in self.origins if quad.subject.value in named}  # type: ignore[union-attr]
        gained = {
            ox.Quad(ox.NamedNode(name), NEG.origin, ox.NamedNode(f"{DATA}origin/{origin}"), ORIGINS_GRAPH)
            for name, origin in origins.items()
            if origin and reports.get(name, self.reports.get(name))
        }
        delta = self.deriver.delta(reports, (lost - gained, gained - lost))
        assert all(quad in self.store for quad in delta.removed)
        assert not any(quad in self.store for quad in delta.added)
        for name, quads in reports.items():
            self.store.remove_graph(ox.NamedNode(name))
            self.store.extend(quads)
        for quad in lost:
            self.store.remove(quad)
        self.store.extend(gained)
        apply(self.store, delta)
        self.reports = {name: quads for name, quads in (self.reports | reports).items() if quads}
        self.origins = (self.origins - lost) | gained
        return delta

    def expected(self) -> set[ox.Quad]:
        """Return what the store holds when everything is derived at once."""
        store = ox.Store()
        store.extend([*case_quads(), *self.origins, *(quad for quads in self.reports.values() for quad in quads)])
        for quads in derived_graphs(store).values():
            store.extend(quads)
        return set(store)


@pytest.mark.parametrize("seed", range(4))
def test_a_long_course_is_the_same_whatever_comes_goes_or_is_replaced_in_its_middle(seed: int) -> None:
    choose, course = Random(seed), Course()
    for _ in range(16):
        reports: Reports = {}
        for number in choose.sample(range(20), choose.randint(1, 3)):
            name, quads = course_report(number, [course_statement(choose) for _ in range(choose.randint(1, 3))])
            reports[name] = quads if choose.random() < 0.8 else []
        named = {*reports, *choose.sample(sorted(course.reports), min(len(course.reports), choose.randrange(2)))}
        course.change(reports, {name: choose.choice((None, "one", "two")) for name in sorted(named)})
        assert set(course.store) == course.expected()
    positions = set(course.store.quads_for_pattern(None, RDF.type, NEG.Position, DERIVED_GRAPH))
    for position in positions:
        said = course.store.quads_for_pattern(position.subject, None, None, DERIVED_GRAPH)
        assert {quad.predicate for quad in said} <= {*SHOWN, PROV.wasDerivedFrom}


def demand(day: int, *, against: bool = False) -> dict[str, Any]:
    on = FIRST_DAY + timedelta(day)
    stance = Stance.AGAINST if against else Stance.FOR
    act = Act.REJECTS if against else Act.DEMANDS
    return {
        "party": PARTIES["aland"],
        "act": act,
        "stance": stance,
        "provision": "dredged",
        "said_on": Interval(on, on),
    }


@pytest.mark.parametrize("day", [-1, 7, 30, 99])
def test_of_a_long_course_only_what_bears_on_a_change_is_read(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the cost: a report on what a party says every day is not compared with all of these days."""
    course = Course()
    days = [number for number in range(60) if number != 7]
    course.change(dict(course_report(number, [demand(number, against=number % 9 == 0)]) for number in days), {})
    seen: list[int] = []

    def watch(working: ox.Store, steps: Sequence[object], reports: ox.Store | None = None) -> None:
        if reports is not None:
            seen.append(len(list(reports.quads_for_pattern(None, NEG.act, None, None))))
        run(working, steps, reports)  # type: ignore[arg-type]

    monkeypatch.setattr("kg.derive.rows.run", watch)
    name, quads = course_report(100, [demand(day)])
    added = course.change({name: quads}, {})
    assert sum(seen) < 10
    assert len(added.added) < 60
    seen.clear()
    removed = course.change({name: []}, {})
    assert sum(seen) < 10
    assert (removed.removed, removed.added) == (added.added, added.removed)
    monkeypatch.undo()
    assert set(course.store) == course.expected()


@pytest.mark.parametrize(
    ("before", "origins", "day"),
    [
        ([(1, 0, 9), (2, 5, 5), (3, 11, 11)], {}, 12),  # the first day is not of the statement that ends first
        ([(1, 0, 0), (3, None, None), (6, 5, 5), (8, None, None)], {3: "one", 8: "one"}, 9),  # a reprint is no stage
        ([(1, 0, 0), (2, 2, 8), (3, 4, 4), (4, 6, 6)], {}, 9),  # nor is a span in which others lie
    ],
    ids=["first day", "reprint", "span"],
)
def test_what_is_far_from_a_change_is_read_where_it_bears_on_it(
    before: list[tuple[int, int | None, int | None]], origins: dict[int, str], day: int
) -> None:
    """Each report is its number, which is also the day of its issue, and from when until when it was said."""
    course = Course()
    for number, begin, end in before:
        saying = demand(0)
        del saying["said_on"]
        if begin is not None and end is not None:
            saying["said_on"] = Interval(FIRST_DAY + timedelta(begin), FIRST_DAY + timedelta(end))
        name, quads = course_report(number, [saying])
        course.change({name: quads}, {name: origins.get(number)})
    name, quads = course_report(12, [demand(day)])
    course.change({name: quads}, {})
    assert set(course.store) == course.expected()


def test_no_rule_of_the_second_step_looks_at_what_a_position_counts() -> None:
    """Guards a shortcut: conflicts are not looked for again where only the counts of a position change."""
    for rule in rules():
        if rule.step in (Step.SECOND, Step.LAST):
            _, _, read = rule.text.partition("WHERE")
            assert not [term for term in COUNTS if f":{term.value.rpartition('#')[2]} " in read], rule.name


def test_what_a_report_does_not_touch_is_not_derived_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the cost: rules must see the statements that a report meets, and not the whole store."""
    crowd = [
        said(f"aland demands fee report=r{number}", f"boria rejects spill against report=r{number}")
        for number in range(20)
    ]
    store = empty()
    reviser = Reviser(store)
    for some in crowd:
        apply(store, reviser.revise(reports_of(some)))
    seen: list[int] = []

    def watch(working: ox.Store, steps: Sequence[object], reports: ox.Store | None = None) -> None:
        if reports is not None:
            seen.append(len(list(reports.quads_for_pattern(None, NEG.act, None, None))))
        run(working, steps, reports)  # type: ignore[arg-type]

    monkeypatch.setattr("kg.derive.rows.run", watch)
    reviser.revise(reports_of(said("cetia demands opening report=last")))
    assert max(seen) == 1


def entries(store: ox.Store, delta: Delta) -> set[tuple[str, str]]:
    return {(entry.change.value, entry.what) for entry in digest_of(store, delta)}


def test_a_digest_says_what_was_added_repeated_contradicted_and_what_went() -> None:
    store = empty()
    reviser = Reviser(store)
    first = reports_of(said("aland demands dredged", "cetia offers fee"))
    delta = reviser.revise(first)
    assert entries(store, delta) >= {
        ("added", "Aland is for “The harbour is dredged”."), ("added", "Cetia is for “Ships pay a fee”."),
    }  # fmt: skip
    apply(store, delta)
    second = reports_of(said("aland demands dredged report=second", "boria rejects dredged against report=second"))
    delta = reviser.revise(second)
    told = entries(store, delta)
    assert ("repeated", "Aland is for “The harbour is dredged”.") in told
    assert ("added", "Boria is against “The harbour is dredged”.") in told
    assert ("contradicted", "Aland is for “The harbour is dredged”; Boria is against it.") in told
    assert not any("fee" in what for _, what in told)
    apply(store, delta)
    told = entries(store, reviser.revise(dict.fromkeys(second, ())))
    assert ("gone", "Aland is for “The harbour is dredged”; Boria is against it.") in told
    assert ("dropped", "Boria is against “The harbour is dredged”.") in told


def test_a_finding_between_old_statements_appears_and_contradicts_nothing() -> None:
    """A third report can bring a finding about others to light only by taking part in it; else it is not its doing."""
    store = empty()
    reviser = Reviser(store)
    apply(store, reviser.revise(reports_of(said("aland demands dredged", "boria rejects dredged against"))))
    told = digest_of(store, reviser.revise(reports_of(said("cetia demands opening report=third"))))
    assert {entry.change for entry in told} <= {Change.ADDED, Change.APPEARED}


def test_everything_derived_has_one_key_and_every_row_is_found_by_its_own() -> None:
    sayings = said(
        "aland conditions dredged needs=survey condition=if_so", "boria rejects survey against", "cetia offers dredged",
        "aland demands fee carried_by=aland", "boria rejects - against issue=works concerns=aland",
    )  # fmt: skip
    store = ox.Store()
    store.bulk_extend(case_quads())
    for quads in reports_of(sayings).values():
        store.extend(quads)
    graphs = derived_graphs(store)
    derived = {quad.subject for quad in graphs[DERIVED_GRAPH.value]}
    keyed = [quad.subject for quad in graphs[KEYS_GRAPH.value] if quad.predicate == NEG.key]
    assert sorted(map(str, keyed)) == sorted(map(str, derived))
    assert len(derive(store)) == len(graphs[DERIVED_GRAPH.value])


def test_reports_of_one_origin_count_once_and_again_when_the_link_goes() -> None:
    story = " ".join(
        f"On day {number} the envoy of Aland said that the harbour must be dredged before the {number}th ship comes in."
        for number in range(12)
    )
    store = empty()
    reviser = Reviser(store)
    made = {}
    for name, text in (
        ("first", story),
        ("second", story + " The mayor was not there."),
        ("third", "Another paper wrote."),
    ):
        made[name] = reports_of(said(f"aland demands dredged report={name}_{text.replace(' ', '_').replace('=', '')}"))
        apply(store, reviser.revise(made[name]))
    (position,) = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, NEG.Position, DERIVED_GRAPH)}

    def count(predicate: ox.NamedNode) -> list[str]:
        return [quad.object.value for quad in store.quads_for_pattern(position, predicate, None, DERIVED_GRAPH)]  # type: ignore[union-attr]

    assert (count(NEG.reportCount), count(NEG.originCount)) == (["3"], ["2"])
    assert len(set(store.quads_for_pattern(None, RDF.type, NEG.Origin, ORIGINS_GRAPH))) == 2
    apply(store, reviser.revise(dict.fromkeys(made["second"], ())))
    assert (count(NEG.reportCount), count(NEG.originCount)) == (["2"], ["2"])
