"""A store as it would have been on a day, and what lies between two days."""

from __future__ import annotations

from datetime import date

import pytest
from courses import SHIFTS, course, day_of, of
from harbour import store_of
from pyoxigraph import Store

from kg.asof import By, restricted, thinned, undated
from kg.derive import derive
from kg.iris import slug_of
from kg.vocab import DCTERMS, NEG


def _acts(store: Store) -> list[str]:
    return sorted(slug_of(quad.object) for quad in store if quad.predicate == NEG.act)


@pytest.mark.parametrize(
    ("day", "by", "acts"),
    [
        ("0601", By.SAID, []),
        ("0602", By.SAID, ["demands"]),
        ("0609", By.SAID, ["demands"]),  # said somewhere from 1 to 10 June: perhaps not yet
        ("0610", By.SAID, ["demands", "offers"]),
        ("0722", By.SAID, ["demands", "offers"]),
        ("0723", By.SAID, ["accepts", "demands", "offers"]),  # by the day of its report
        ("0722", By.PUBLISHED, []),
        ("0723", By.PUBLISHED, ["accepts", "demands", "offers"]),
        ("0731", By.READ, []),  # nobody knows when they were read
    ],
)
def test_a_store_as_of_aday_of(day: str, by: By, acts: list[str]) -> None:
    store = store_of(*course("0602 aland demands fee; 0601-0610 boria offers fee; - cetia accepts fee"))
    before = len(store)
    assert _acts(restricted(store, day_of(day), by)) == acts
    assert len(store) == before


def test_what_is_derived_as_of_a_day_is_what_would_have_been() -> None:
    store = store_of(*course("0602 aland demands fee; 0603 boria rejects fee against; 0702 aland rejects fee against"))
    store.extend(derive(store))
    assert of(["opposed"], restricted(store, day_of("0701"))) == {"opposed: aland fee for 0602, boria fee against 0603"}
    assert of(["opposed"], restricted(store, day_of("0702"))) == set()
    assert all(quad.predicate != NEG.findingKind for quad in restricted(store, day_of("0731")))


def test_reports_without_a_day_are_counted_and_left_out() -> None:
    store = store_of(*course("0602 aland demands fee; - boria rejects fee against; - cetia accepts fee"))
    for quad in list(store):
        if quad.predicate == DCTERMS.issued:
            store.remove(quad)
    assert _acts(restricted(store, date(2026, 1, 1))) == ["demands"]
    assert (undated(store), undated(store, By.PUBLISHED), undated(store, By.READ)) == (2, 3, 3)


def test_what_lies_between_two_days_is_left_out() -> None:
    text = (
        "0602 aland demands fee; 0702 aland rejects fee against; 0712 aland demands fee; 0712 aland accepts fee;"
        "0702 boria rejects fee against"
    )
    store = store_of(*course(text))
    assert of(SHIFTS, thinned(store, day_of("0610"))) == {
        "new: -, aland fee for 0602",
        "new: -, boria fee against 0702",
        "repeated: aland fee for 0602, aland fee for 0712",
    }
    assert of(SHIFTS, thinned(store, day_of("0702"))) == of(SHIFTS, store)
