"""Weeks are those of ISO 8601."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.weeks import days_of, monday_of, parse_week, sunday_of, week_name


def test_week_53_reaches_into_the_next_year() -> None:
    for day in (dt.date(2026, 12, 28), dt.date(2027, 1, 1), dt.date(2027, 1, 3)):
        assert week_name(day) == "2026-W53"
        assert monday_of(day) == dt.date(2026, 12, 28)
    assert week_name(dt.date(2027, 1, 4)) == "2027-W01"


@given(st.dates(max_value=dt.date(9999, 12, 20)))
def test_a_day_lies_in_the_week_that_its_name_says(day: dt.date) -> None:
    monday = parse_week(week_name(day))
    assert day in days_of(monday)
    assert monday == monday_of(day)
    assert sunday_of(day) == days_of(monday)[-1]


def test_the_last_day_there_is_ends_its_week() -> None:
    assert sunday_of(dt.date.max) == dt.date.max


@pytest.mark.parametrize(
    "text",
    ["2027-W53", "2026-W00", "2026-W5", "2026W50", "", "2026-W50 ", "２０２６-W50", "0000-W01"],
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"week|[Yy]ear"):
        parse_week(text)
