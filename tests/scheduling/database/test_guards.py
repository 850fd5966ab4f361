"""The database itself refuses what goes past capacity.py."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor

from scheduling.database import guards, marks
from scheduling.models import Reservation, Room, Week
from tests.scheduling.factories import MONDAY, ReservationFactory, RoomFactory

pytestmark = pytest.mark.django_db


def put(day: int = 0, *, room: Room | None = None, **values: Any) -> Reservation:
    """A raw reservation on a day of the week, in a room of its own unless given."""
    return ReservationFactory.create(
        date=MONDAY + dt.timedelta(days=day), room=room or RoomFactory.create(), **values
    )


def refused(words: str, **values: Any) -> None:
    """Check that a raw insert is refused with those words."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        put(**values)


def taken(monday: dt.date = MONDAY) -> int:
    """The week's count."""
    return Week.objects.get(pk=monday).taken


def test_a_place_beyond_the_capacity_is_refused() -> None:
    for _ in range(4):
        put()
    refused(guards.WEEK_FULL)
    assert taken() == 4


def test_a_rooms_code_stays_whoever_writes_it() -> None:
    room = RoomFactory.create(code="aula", name="Aula")
    with pytest.raises(IntegrityError, match=guards.ROOM_CODE), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(code="balai")
    room.code = "balai"
    with pytest.raises(IntegrityError, match=guards.ROOM_CODE), transaction.atomic():
        room.save()
    room.refresh_from_db()
    room.name = "Balai"
    room.save()
    assert (room.code, room.name) == ("aula", "Balai")


def test_a_released_row_takes_no_place() -> None:
    for _ in range(5):
        put(state="released", released_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert taken() == 0


def test_a_place_comes_back_by_release_and_by_deletion() -> None:
    first, second = put(), put()
    Reservation.objects.filter(pk=first.pk).update(
        state="released", released_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )
    assert taken() == 1
    second.delete()
    assert taken() == 0
    first.delete()
    assert taken() == 0


def test_a_released_place_is_not_taken_back_beyond_the_capacity() -> None:
    released = put(state="released", released_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    for _ in range(4):
        put()
    with pytest.raises(IntegrityError, match=guards.WEEK_FULL), transaction.atomic():
        Reservation.objects.filter(pk=released.pk).update(state="booked", released_at=None)


def test_a_move_to_a_full_week_is_refused() -> None:
    for _ in range(4):
        put()
    other = put(day=7)
    with pytest.raises(IntegrityError, match=guards.WEEK_FULL), transaction.atomic():
        Reservation.objects.filter(pk=other.pk).update(week_id=MONDAY, date=MONDAY)
    assert (taken(), taken(MONDAY + dt.timedelta(days=7))) == (4, 1)


def test_a_move_to_another_week_is_counted_in_both() -> None:
    place = put()
    week = Week.objects.create(starts_on=MONDAY + dt.timedelta(days=7), capacity=4)
    Reservation.objects.filter(pk=place.pk).update(week=week, date=week.starts_on)
    assert (taken(), taken(week.starts_on)) == (0, 1)


def test_a_room_takes_one_at_a_time() -> None:
    room = RoomFactory.create()
    put(room=room, starts_at=dt.time(9), ends_at=dt.time(11, 30))
    refused("(?i)unique", room=room, starts_at=dt.time(9), ends_at=dt.time(10))
    refused(guards.ROOM_TAKEN, room=room, starts_at=dt.time(11, 29), ends_at=dt.time(13))
    refused(guards.ROOM_TAKEN, room=room, starts_at=dt.time(8), ends_at=dt.time(9, 1))
    put(room=room, starts_at=dt.time(11, 30), ends_at=dt.time(13))
    assert taken() == 2


def test_a_change_of_hours_into_a_taken_room_is_refused() -> None:
    room = RoomFactory.create()
    put(room=room)
    other = put(room=room, starts_at=dt.time(13), ends_at=dt.time(15))
    with pytest.raises(IntegrityError, match=guards.ROOM_TAKEN), transaction.atomic():
        Reservation.objects.filter(pk=other.pk).update(starts_at=dt.time(11))


def test_a_date_outside_its_week_is_refused() -> None:
    Week.objects.create(starts_on=MONDAY, capacity=4)
    for day in (-1, 7):
        refused(guards.WRONG_WEEK, day=day, week_id=MONDAY, week=None)
    put(day=6, week=None, week_id=MONDAY)


def test_a_capacity_below_what_is_taken_is_allowed() -> None:
    for _ in range(4):
        put()
    Week.objects.update(capacity=1)
    refused(guards.WEEK_FULL)
    assert taken() == 4


def test_one_owner_cannot_have_two_places() -> None:
    put(owner="visit:1")
    refused("owner", owner="visit:1")


def test_all_guards_are_installed_by_migrate() -> None:
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_altered_and_are_guarded_again() -> None:
    put()

    class Widen(migrations.Migration):
        operations = [
            migrations.AlterField("week", "note", models.CharField(max_length=201, blank=True)),
            migrations.AlterField("week", "note", models.CharField(max_length=200, blank=True)),
        ]

    widen = Widen("0002_widen", "scheduling")
    for part in (guards, marks):
        part.make_way(plan=[(widen, False)])
    with connection.schema_editor() as editor:
        widen.apply(MigrationExecutor(connection).loader.project_state(), editor)
    for part in (guards, marks):
        part.install()
    assert guards.missing() == []
    for _ in range(3):
        put()
    refused(guards.WEEK_FULL)
    assert taken() == 4


def test_other_apps_migrations_leave_the_guards_where_they_are() -> None:
    guards.make_way(plan=[(migrations.Migration("0001_initial", "visits"), False)])
    assert guards.missing() == []
