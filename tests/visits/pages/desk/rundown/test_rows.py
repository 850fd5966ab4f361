"""The editor's rows: what follows shifts, and the buttons do what they say."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from visits.agenda.items import Item, check
from visits.pages.desk.rundown.rows import (
    Row,
    acted,
    checked,
    items_in,
    rows_in,
    rows_of,
    timed,
)

START = dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)
RINA: Any = SimpleNamespace(pk=7, name="Rina Kusuma")
TWIN: Any = SimpleNamespace(pk=9, name="rina kusuma")


def row(title: str, minutes: str = "10", **more: Any) -> Row:
    return Row(title=title, minutes=minutes, **more)


def titles(rows: list[Row]) -> list[str]:
    return [each.title for each in rows]


def test_what_follows_shifts_with_what_goes_before() -> None:
    rows = timed([row("a", "20"), row("b", "15", gap=5), row("c")], START)
    assert [f"{r.begin:%H.%M}-{r.end:%H.%M}" for r in rows] == [
        "09.00-09.20",
        "09.25-09.40",
        "09.40-09.50",
    ]


@pytest.mark.parametrize(
    ("act", "left"),
    [
        ("up-1", ["b", "a", "c"]),
        ("down-1", ["a", "c", "b"]),
        ("up-0", ["a", "b", "c"]),
        ("down-2", ["a", "b", "c"]),
        ("remove-1", ["a", "c"]),
        ("add", ["a", "b", "c", ""]),
        ("up-99", ["a", "b", "c"]),
        ("up--1", ["a", "b", "c"]),
        ("remove", ["a", "b", "c"]),
        ("up-²", ["a", "b", "c"]),
        ("nonsense-1", ["a", "b", "c"]),
    ],
)
def test_a_button_moves_or_changes_one_row(act: str, left: list[str]) -> None:
    assert titles(acted([row("a"), row("b"), row("c")], act, minutes=60)) == left


def test_a_gap_is_closed_and_all_is_fitted_into_the_session() -> None:
    rows = [row("a", "30", gap=10), row("", "5"), row("b", "x"), row("c", "90")]
    assert acted(rows, "gap-0", minutes=60)[0].gap == 0
    fitted = timed(acted(rows, "fit", minutes=60), START)
    assert titles(fitted) == ["a", "b", "c"]
    assert fitted[-1].end == START + dt.timedelta(minutes=60)


def test_what_is_written_half_is_marked_and_what_is_empty_is_left_out() -> None:
    rows = checked([row("", "10"), row("", who="Budi"), row("a", "0"), row("b" * 161, "2 jam")])
    assert [sorted(r.errors) for r in rows] == [["title"], ["minutes"], ["minutes", "title"]]


def test_whoever_is_called_like_an_officer_is_that_officer() -> None:
    rows = timed(
        [
            row("a", who="rina KUSUMA"),
            row("b", who="Ibu Sari", officer="7"),
            row("c", who="Rina Kusuma", officer="9"),
        ],
        START,
    )
    items = items_in(rows, [RINA, TWIN])
    assert [(i.officer_id, i.speaker) for i in items] == [(7, ""), (None, "Ibu Sari"), (9, "")]


def test_stored_items_come_through_the_form_unchanged() -> None:
    at = [START + dt.timedelta(minutes=m) for m in (0, 20, 30, 60)]
    items = [Item(at[0], at[1], "a", 7, "", "Aula"), Item(at[2], at[3], "b", None, "Ibu Sari")]
    names = ("gap", "minutes", "title", "who", "officer", "place")
    sent = [(n, getattr(r, n)) for r in rows_of(items, START, [RINA]) for n in names]
    back = items_in(timed(rows_in(QueryDict(urlencode(sent))), START), [RINA])
    assert back == items
    check(back, starts_at=START, ends_at=at[3])


def test_rubbish_in_the_form_is_harmless() -> None:
    sent = urlencode([("gap", "-5"), ("gap", "9" * 40), ("minutes", "\0"), ("title", "x" * 9999)])
    rows = rows_in(QueryDict(sent))
    assert [(r.gap, r.length) for r in rows] == [(0, 0), (0, 0)]
    many = urlencode([("title", "x")] * 500)
    assert len(rows_in(QueryDict(many))) == 41
