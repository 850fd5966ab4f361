"""Nothing that is told stands for fewer than five people, nor can be reckoned out of the rest."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.reports.held import Count, Held
from visits.reports.open.protecting import FEWEST, Told, points_of, told
from visits.reports.satisfaction import Index

BEFORE = dt.date(2027, 1, 1)
Coming = list[tuple[int, str, int]]
"""Visits: of which month, with which key, how many people."""


def _keyed(coming: Coming) -> list[tuple[str, Held]]:
    return [
        (key, Held(pk, dt.date(2026, month, 9), people, key, "", None))
        for pk, (month, key, people) in enumerate(coming)
    ]


def _of(*people: int) -> Coming:
    return [(1, f"{n:02}", of) for n, of in enumerate(people)]


def _told(coming: Coming, *, month: int = 13, ended: bool = False) -> Told:
    before = dt.date(2026, month, 1) if month <= 12 else BEFORE
    return told(_keyed(coming), {}, before=before, parts=True, ended=ended)


@pytest.mark.parametrize(
    ("people", "alone", "others"),
    [
        ([], [], None),
        ([30, 5], [], 35),
        ([30, 20, 9], [30], 29),
        ([30, 20, 3], [30], 23),
        ([30, 4, 1], [30], 5),
        ([30, 20, 2, 1], [30], 23),
        ([30, 2], [], 32),
        ([2, 1], [], None),
        ([4], [], None),
    ],
)
def test_two_that_are_five_people_stay_together(
    people: Sequence[int], alone: Sequence[int], others: int | None
) -> None:
    found = _told(_of(*people))
    assert [count.people for count in found.counts] == alone
    assert (found.others.people if found.others else None) == others


def test_of_a_year_that_is_over_large_numbers_need_no_company() -> None:
    found = _told(_of(30, 5), ended=True)
    assert ([count.people for count in found.counts], found.others) == ([30, 5], None)
    assert _told(_of(30, 4), ended=True).counts == []


def test_a_visit_of_several_small_topics_is_counted_once() -> None:
    """Three topics of one visit of two people are two people, whom nobody is told of."""
    two, three = (Held(pk, dt.date(2026, 1, 9), pk, "13", "", None) for pk in (2, 3))
    keyed = [("A", two), ("B", two), ("C", two)]
    found = told(keyed, {}, before=BEFORE, parts=False, ended=True)
    assert (found.others, found.together) == (None, {"A", "B", "C"})
    found = told([*keyed, ("C", three)], {}, before=BEFORE, parts=False, ended=False)
    assert ([count.key for count in found.counts], found.others) == (["C"], None)
    found = told([*keyed, ("D", three)], {}, before=BEFORE, parts=False, ended=False)
    assert found.others == Count("", "", 2, 5)


def test_who_is_told_alone_never_joins_the_small_ones_again() -> None:
    """R was 6, P and Q 5 together; when P is told alone, R must not stand in for it."""
    coming = [(1, "R", 6), (1, "P", 4), (1, "Q", 1), (2, "P", 2)]
    first, then = _told(coming, month=2), _told(coming, month=3)
    assert [(count.key, count.people) for count in first.counts] == [("R", 6)]
    assert [(count.key, count.people) for count in then.counts] == [("R", 6)]
    assert then.together == {"P", "Q"}


_COMING = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from("ABCDEF"), st.integers(1, 9)), max_size=40
)


@given(_COMING, st.booleans())
def test_month_by_month_nobody_can_be_reckoned_out(coming: Coming, parts: bool) -> None:
    keyed = _keyed(coming)
    were: set[str] = set()
    for month in range(2, 14):
        before = dt.date(2026, month, 1) if month <= 12 else BEFORE
        # What comes later in the month changes nothing of what was told of it.
        found = told(keyed, {}, before=before, parts=parts, ended=False)
        past = [row for row in keyed if row[1].day < before]
        assert told(past, {}, before=before, parts=parts, ended=False) == found
        alone = {count.key for count in found.counts}
        assert were <= alone
        were = alone
        assert all(count.people >= FEWEST for count in found.counts)
        assert alone | found.together == {key for key, _visit in past}
        assert not alone & found.together
        total, others = sum(visit.people for _key, visit in past), found.others
        assert others is None or others.people >= FEWEST
        if parts:
            rest = total - sum(count.people for count in found.counts)
            assert rest == (others.people if others else rest)
            # No total minus the rest says one of them.
            assert not alone or (rest >= FEWEST and len(found.together) >= 2)


def _months(*answers: int) -> dict[dt.date, Index]:
    return {
        dt.date(2026, n, 1): Index.of([3 * of] * 9, of) for n, of in enumerate(answers, start=1)
    }


def test_months_with_few_answers_wait_for_the_next() -> None:
    found = points_of(_months(0, 2, 3, 9, 0, 4), before=dt.date(2027, 1, 1))
    assert [(p.first.month, p.last.month, p.index.answers) for p in found] == [(2, 3, 5), (4, 4, 9)]


def test_the_month_that_goes_on_is_not_told() -> None:
    found = points_of(_months(9, 9), before=dt.date(2026, 2, 1))
    assert [point.first.month for point in found] == [1]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_every_point_is_of_five_answers_or_more(answers: list[int]) -> None:
    found = points_of(_months(*answers), before=dt.date(2027, 1, 1))
    assert all(point.index.answers >= FEWEST for point in found)
    assert 0 <= sum(answers) - sum(point.index.answers for point in found) < FEWEST
