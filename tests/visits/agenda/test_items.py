"""Within the session, nothing overlaps: the rules, and the database's own guard."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import a_visit
from visits.agenda.items import BadRundown, Hours, Item, as_kept, check, from_kept, in_order
from visits.models import AgendaItem

START = dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=150)


def item(begin: int, end: int, title: str = "Paparan", seconds: int = 0) -> Item:
    at = START + dt.timedelta(minutes=begin, seconds=seconds)
    return Item(at, START + dt.timedelta(minutes=end), title)


def faults(*items: Item) -> list[tuple[int, str, Hours]]:
    with pytest.raises(BadRundown) as caught:
        check(items, starts_at=START, ends_at=END)
    return [(fault.index, fault.field, fault.code) for fault in caught.value.faults]


def test_items_one_after_another_fill_a_session_from_edge_to_edge() -> None:
    check([item(0, 30), item(60, 150), item(30, 60)], starts_at=START, ends_at=END)
    check([], starts_at=START, ends_at=END)


def test_each_fault_names_the_item_as_it_was_given() -> None:
    assert faults(item(-5, 10)) == [(0, "starts_at", Hours.OUTSIDE)]
    assert faults(item(0, 10), item(140, 151)) == [(1, "ends_at", Hours.OUTSIDE)]
    assert faults(item(30, 30)) == [(0, "ends_at", Hours.ORDER)]
    assert faults(item(0, 10, seconds=1)) == [(0, "starts_at", Hours.WHOLE_MINUTES)]
    # Given in another order than by the clock: the later of the two is the one to move.
    assert faults(item(20, 40), item(0, 21)) == [(0, "starts_at", Hours.OVERLAP)]


def test_what_lies_within_a_long_one_overlaps_though_its_neighbour_does_not() -> None:
    assert faults(item(0, 90), item(10, 20), item(30, 40)) == [
        (1, "starts_at", Hours.OVERLAP),
        (2, "starts_at", Hours.OVERLAP),
    ]


def test_what_is_kept_comes_back_in_a_session_at_another_hour() -> None:
    items = in_order([item(30, 60, "Diskusi"), item(0, 30)])
    later = START + dt.timedelta(days=1, hours=4)
    back = from_kept(as_kept(items, START), later)
    assert [i.title for i in back] == ["Paparan", "Diskusi"]
    assert [i.starts_at - later for i in back] == [i.starts_at - START for i in items]
    assert [i.minutes for i in back] == [30, 30]


@pytest.mark.django_db
@pytest.mark.usefixtures("host", "room")
@pytest.mark.parametrize(("begin", "end"), [(0, 30), (10, 20), (29, 40), (-10, 60)])
def test_the_database_refuses_two_items_at_one_time(begin: int, end: int) -> None:
    visit, other = a_visit(), a_visit()

    def stored(begin: int, end: int, of: object = visit) -> AgendaItem:
        new = item(begin, end)
        return AgendaItem.objects.create(
            visit=of, starts_at=new.starts_at, ends_at=new.ends_at, title=new.title
        )

    stored(0, 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(begin, end)
    stored(begin, end, other)
    after = stored(30, 60)
    after.starts_at -= dt.timedelta(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        after.save()
