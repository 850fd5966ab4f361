"""What an answer reads once, and what it does not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduling.models import BookingRules, Room
from scheduling.once import forget, once, reading_anew, reading_once
from visits.models import Host

pytestmark = pytest.mark.django_db


def test_inside_a_row_is_read_once_and_outside_always_anew() -> None:
    read: list[int] = []

    def rows() -> int:
        read.append(1)
        return len(read)

    assert [once("row", rows), once("row", rows)] == [1, 2]
    with reading_once():
        assert [once("row", rows), once("row", rows), once("other", rows)] == [3, 3, 4]
    assert once("row", rows) == 5


def test_inside_of_another_one_it_goes_on_with_what_was_read_unless_that_is_forgotten() -> None:
    read = iter(range(9))
    with reading_once():
        assert once("row", lambda: next(read)) == 0
        with reading_once():
            assert once("row", lambda: next(read)) == 0
            forget("row")
            assert once("row", lambda: next(read)) == 1
        with reading_anew():
            assert once("row", lambda: next(read)) == 2
        assert once("row", lambda: next(read)) == 1
    forget("row")


def test_what_is_read_inside_one_does_not_outlive_it() -> None:
    BookingRules.objects.create(pk=1, horizon_days=90)
    with reading_once():
        assert BookingRules.load().horizon_days == 90
        BookingRules.objects.update(horizon_days=30)
        assert BookingRules.load().horizon_days == 90
    assert BookingRules.load().horizon_days == 30


def test_a_page_asks_for_the_rules_and_the_host_once(
    client: Client, room: Room, host: Host
) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/jadwal/").status_code == 200
    statements = [query["sql"] for query in captured.captured_queries]
    for table in ("visits_host", "scheduling_bookingrules"):
        assert sum(f'FROM "{table}" WHERE "{table}"."id" = 1' in s for s in statements) <= 1, table


def test_a_form_that_is_sent_reads_what_is_there_at_its_moment(client: Client, host: Host) -> None:
    with reading_once():
        Host.load()
    Host.objects.update(short_name="Lain")
    assert Host.load().short_name == "Lain"
