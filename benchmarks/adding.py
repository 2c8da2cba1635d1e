"""What one more report costs in stores of different sizes, against deriving everything anew.

The reports are made up as records, not as text: each holds seven statements of four parties on provisions of the
bundled case, the first with words in quotation marks, and tells of a round. The store grows in two ways: by
further negotiations of a hundred reports each, and by ever more reports on one negotiation, of which every one adds to
the same few hundred courses. The reports that are added are of a day among those of the others, or of the newest day:
then what they say is what its parties say last, and all that their positions meet is looked at again. Reported are CPU
milliseconds in this process (``time.process_time``), the median over the reports that are added and taken out again,
and the growth exponent: the slope of log cost over log size between the smallest and the largest store. An exponent of
0 is a cost that does not depend on the store, 1 one that grows with it.

    python benchmarks/adding.py [--quick] [--sizes 100,1000,3000] [--added 9] [--one]
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pyoxigraph as ox

from kg.derive import derived_graphs
from kg.graphs import extraction_quads, reference_quads
from kg.iris import DATA, report_iri, slug_of
from kg.model import Act, Entity, Extraction, Interval, Meeting, MeetingStatus, Report, Stance, Statement
from kg.origins import origins_after, stored_text
from kg.revise import Reviser
from kg.vocab import NEG

PARTIES = tuple(Entity(f"{DATA}party/{slug}", slug) for slug in ("russia", "ukraine", "united-states", "turkiye"))
BEGIN = date(2025, 1, 1)
ACTS = ((Act.DEMANDS, Stance.FOR), (Act.OFFERS, Stance.FOR), (Act.REJECTS, Stance.AGAINST), (Act.EXPECTS, Stance.FOR))
STATEMENTS = 7
FILLER = 60
REPORTS = 100
DAYS = 700


def provisions() -> list[str]:
    """Return the slugs of all bundled provisions that relate to another one or belong to the case."""
    related = {
        quad.subject for quad in reference_quads() if quad.predicate in (NEG.excludes, NEG.requires, NEG.presupposes)
    }
    return sorted(slug_of(node) for node in related if isinstance(node, ox.NamedNode) and "/provision/" in node.value)


def report(number: int, matters: list[str], negotiation: str, day: int) -> Extraction:
    """Return the made-up report with this number, of a day counted from the first; the same for the same number."""
    choose = random.Random(number)
    today = BEGIN + timedelta(day)
    words = [f"w{choose.randrange(50_000)}" for _ in range(FILLER)]
    sayings = []
    for _ in range(STATEMENTS):
        act, stance = choose.choice(ACTS)
        sayings.append((choose.choice(PARTIES), act, stance, choose.choice(matters), choose.randrange(30)))
    sentences = [f"{party.label} {act.value} {matter} {choose.random()}." for party, act, _, matter, _ in sayings]
    quoted = " ".join(f"w{choose.randrange(50_000)}" for _ in range(6))
    sentences[0] = f"{sentences[0][:-1]}: “{quoted}”."
    told = "The parties met in their third round."
    text = Report(" ".join(words) + "\n" + "\n".join([*sentences, told]) + "\n", f"{number}.txt", date=today)
    made = []
    for (party, act, stance, matter, back), sentence in zip(sayings, sentences, strict=True):
        start = text.text.index(sentence)
        said_on = today - timedelta(back)
        quote = text.quote(start, start + len(sentence))
        made.append(
            Statement(
                text.id, party, act, stance, quote, "made-up", provision=matter,
                said_on=Interval(said_on, said_on),
                negotiation=negotiation,
            )
        )  # fmt: skip
    start = text.text.index(told)
    telling = text.quote(start, start + len(told))
    met = Meeting(
        text.id, telling, "made-up", MeetingStatus.HELD, negotiation=negotiation, held_on=BEGIN, ordinal=3,
        participants=PARTIES[:2],
    )  # fmt: skip
    return Extraction(text, None, tuple(made), (met,))


def graphs(
    numbers: range, matters: list[str], *, many: bool, day: int | None = None
) -> Iterator[tuple[str, list[ox.Quad]]]:
    """Go through reports as (IRI, quads), all of one day or each of its own.

    They are of one negotiation, or of ``many``: a hundred each, the last half full.
    """
    for number in numbers:
        negotiation = f"made-up-{(number - REPORTS // 2) // REPORTS + 1 if many else 0}"
        extraction = report(number, matters, negotiation, number % DAYS if day is None else day)
        yield report_iri(extraction.report.id).value, extraction_quads(extraction)


def store_of(size: int, matters: list[str], *, many: bool) -> tuple[ox.Store, float]:
    """Return a store with so many reports and all that follows; and the CPU seconds of deriving it all at once."""
    store = ox.Store()
    store.bulk_extend(reference_quads())
    names = []
    for name, quads in graphs(range(size), matters, many=many):
        names.append(name)
        store.bulk_extend(quads)
    store.bulk_extend(origins_after(ox.Store(), [stored_text(store, name.rpartition("/")[2]) for name in names])[1])
    begin = time.process_time()
    derived = derived_graphs(store)
    spent = time.process_time() - begin
    for quads in derived.values():
        store.bulk_extend(quads)
    return store, spent


def cost_of_one_more(store: ox.Store, added: range, matters: list[str], *, many: bool, day: int) -> list[float]:
    """Return the CPU seconds of working out what a report of a day changes and writing that; it is taken out again."""
    reviser = Reviser(store)
    spent = []
    for name, quads in graphs(added, matters, many=many, day=day):
        begin = time.process_time()
        delta = reviser.revise({name: quads})
        for quad in delta.removed:
            store.remove(quad)
        store.extend(delta.added)
        spent.append(time.process_time() - begin)
        back = reviser.revise({name: ()})
        for quad in back.removed:
            store.remove(quad)
        store.extend(back.added)
    return spent


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small stores only")
    parser.add_argument("--sizes", default="100,1000,3000", help="numbers of reports, with commas")
    parser.add_argument("--added", type=int, default=9, help="how many reports to add to each store")
    parser.add_argument("--one", action="store_true", help="stores of one negotiation only")
    asked = parser.parse_args()
    sizes = [100, 400] if asked.quick else [int(size) for size in asked.sizes.split(",")]
    matters = provisions()
    print(f"{len(matters)} provisions, {len(PARTIES)} parties, {STATEMENTS} statements a report")
    for many in (False,) if asked.one else (True, False):
        print("a store of many negotiations" if many else "a store of one negotiation")
        print("reports  one more (ms)  of the newest day (ms)  everything (ms)")
        medians: list[list[float]] = []
        for size in sizes:
            store, whole = store_of(size, matters, many=many)
            added = range(size, size + asked.added)
            days = ((size - REPORTS // 4) % DAYS, 2 * DAYS)
            costs = [cost_of_one_more(store, added, matters, many=many, day=day) for day in days]
            one, last = map(statistics.median, costs)
            medians.append([one, last])
            print(f"{size:>7}  {1000 * one:>13.0f}  {1000 * last:>22.0f}  {1000 * whole:>15.0f}", flush=True)
        exponents = [
            math.log(large / small) / math.log(sizes[-1] / sizes[0])
            for small, large in zip(medians[0], medians[-1], strict=True)
        ]
        print("growth exponent of one more report: {:.2f}, of the newest day {:.2f}".format(*exponents))


if __name__ == "__main__":
    main()
