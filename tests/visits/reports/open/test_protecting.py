"""Nothing that is told stands for fewer than five people, nor can be reckoned out of the rest."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.reports.held import Count
from visits.reports.open.protecting import FEWEST, points_of, told
from visits.reports.satisfaction import Index


def _counts(*people: int) -> list[Count]:
    return [Count(f"{n}", f"Daerah {n}", 1, people) for n, people in enumerate(people)]


@pytest.mark.parametrize(
    ("people", "alone", "others"),
    [
        ([], [], None),
        ([30, 5], [30, 5], None),
        ([30, 20, 3], [30], 23),
        ([30, 4, 1], [30], 5),
        ([30, 20, 2, 1], [30], 23),
        ([30, 2], [], 32),
        ([2, 1], [], None),
        ([4], [], None),
    ],
)
def test_small_numbers_take_the_next_larger_with_them(
    people: Sequence[int], alone: Sequence[int], others: int | None
) -> None:
    found = told(_counts(*people))
    assert [count.people for count in found.counts] == alone
    assert (found.others.people if found.others else None) == others


@given(st.lists(st.integers(0, 40), max_size=12))
def test_nobody_is_told_alone_and_nothing_is_lost(people: list[int]) -> None:
    counts = _counts(*people)
    found = told(counts)
    assert all(count.people >= FEWEST for count in found.counts)
    keys = {count.key for count in found.counts} | found.together
    assert keys == {count.key for count in counts}
    assert len(keys) == len(found.counts) + len(found.together)
    if found.others:
        assert found.others.people >= FEWEST
        assert len(found.together) >= 2
        assert found.others.people + sum(c.people for c in found.counts) == sum(people)
        assert found.others.visits == len(found.together)
    else:
        assert not found.together or sum(people) < FEWEST or len(people) == 1


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
