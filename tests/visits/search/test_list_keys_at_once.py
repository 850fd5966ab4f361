"""Two changes at once, of which neither sees the other's: the key follows both (PostgreSQL alone).

test_postgresql.py runs these; on SQLite one change waits for the other.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from scheduling.models import Reservation, Room, Share, Week
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, RegionFactory
from visits.models import Assignment, Host, Officer, Visit
from visits.search import list_keys

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
_RECEIVING = Assignment.Role.RECEIVING
_DAY = dt.date(2026, 12, 8)


def _visit(number: int) -> Visit:
    now = timezone.now()
    return Visit.objects.create(
        reference=f"L-{number}", status="completed", institution="Dinas", people=5, language="id",
        region=RegionFactory.create(), created_at=now, changed_at=now,
    )  # fmt: skip


def _place(visit: Visit, room: Room, *, day: dt.date = _DAY) -> Reservation:
    Week.objects.get_or_create(starts_on=monday_of(day), defaults={"capacity": 100})
    return Reservation.objects.create(
        room=room, owner=visit.owner_key, people=5, state="hold", created_at=timezone.now(),
        week_id=monday_of(day), date=day, starts_at=dt.time(9), ends_at=dt.time(11),
    )  # fmt: skip


def _at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """`second` begins and ends, or waits, before `first` is committed."""
    ended, pids = threading.Event(), []

    def other() -> None:
        try:
            with transaction.atomic():
                pids.append(connection.connection.info.backend_pid)
                second()
        finally:
            connection.close()
            ended.set()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 20
        while not ended.is_set() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [[*pids, 0][0]])
                if cursor.fetchone()[0]:
                    break
            ended.wait(0.02)
    thread.join(20)
    assert ended.is_set()
    assert list_keys.audit() == []


@pytest.fixture
def received(host: Host) -> Assignment:
    return Assignment.objects.create(
        visit=_visit(1), officer=OfficerFactory.create(name="Budi"), role=_RECEIVING
    )


def _rename(officer: Officer, name: str = "Baru") -> Callable[[], object]:
    return lambda: Officer.objects.filter(pk=officer.pk).update(name=name)


def _replace(named: Assignment, name: str) -> Callable[[], object]:
    other = OfficerFactory.create(name=name)
    return lambda: Assignment.objects.filter(pk=named.pk).update(officer=other)


def _turn(named: Assignment) -> Callable[[], object]:
    return lambda: Assignment.objects.filter(pk=named.pk).update(role=Assignment.Role.AGENCY)


def _name(named: Assignment, visit: Visit) -> Callable[[], object]:
    return lambda: Assignment.objects.create(
        visit=visit, officer_id=named.officer_id, role=_RECEIVING
    )


@pytest.mark.parametrize("renamed_first", [False, True])
@pytest.mark.parametrize("change", ["freed", "replaced", "by a namesake", "turned", "named"])
def test_who_is_renamed_while_namings_change(
    change: str, renamed_first: bool, received: Assignment
) -> None:
    other = {
        "freed": received.delete,
        "replaced": _replace(received, "Citra"),
        "by a namesake": _replace(received, "Budi"),
        "turned": _turn(received),
        "named": _name(received, _visit(2)),
    }[change]
    rename = _rename(received.officer)
    _at_once(*((rename, other) if renamed_first else (other, rename)))


@pytest.mark.parametrize("moved_first", [False, True])
@pytest.mark.parametrize("change", ["leaves", "joins", "changes over"])
def test_a_place_that_moves_while_companions_change(
    change: str, moved_first: bool, host: Host, room: Room
) -> None:
    place, companion = _place(_visit(1), room), _visit(2)
    elsewhere = _place(_visit(3), room, day=_DAY + dt.timedelta(days=1))

    def join() -> Share:
        return Share.objects.create(
            reservation=place, owner=companion.owner_key, people=5, joined_at=timezone.now()
        )

    share = None if change == "joins" else join()
    other: Callable[[], object] = {
        "joins": join,
        "leaves": lambda: share and share.delete(),
        "changes over": lambda: Share.objects.update(reservation=elsewhere),
    }[change]

    def move() -> object:
        return Reservation.objects.filter(pk=place.pk).update(starts_at=dt.time(10))

    _at_once(*((move, other) if moved_first else (other, move)))


def test_a_visit_that_goes_while_its_officer_is_renamed(received: Assignment) -> None:
    def erase() -> None:
        visit = received.visit
        received.delete()
        visit.delete()

    _at_once(erase, _rename(received.officer))
