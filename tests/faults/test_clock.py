"""The clock: it steps back, the year ends in week 53, February has a 29th, beat was away a day."""

import datetime as dt

import pytest

from notifications.due import run_due
from notifications.models import Message
from scheduling.audit import audit
from scheduling.models import Reservation, Room, Week
from scheduling.slots import SlotId
from tests.factories import a_visit
from visits.history import events
from visits.life import address, answering
from visits.models import Host, Status, Visit, VisitEvent

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_a_clock_that_steps_back_expires_nothing_twice_and_nothing_early(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(now=now)
    assert run_due(now=now - DAY).lapsed == 0
    assert run_due(now=now + DAY).lapsed == 1
    assert run_due(now=now).lapsed == run_due(now=now + DAY).lapsed == 0
    kinds = list(visit.events.values_list("kind", flat=True))
    assert kinds == ["submitted", "expired"]
    assert Message.objects.filter(template="expired").count() == 1
    # A request made while the clock is behind has its full time from then on.
    early = a_visit(now=now - 2 * HOUR)
    held = Reservation.objects.get(owner=early.owner_key)
    assert held.hold_expires_at is not None
    assert run_due(now=held.hold_expires_at - dt.timedelta(seconds=1)).lapsed == 0
    assert run_due(now=held.hold_expires_at).lapsed == 1
    assert audit() == []


def test_messages_made_under_a_fast_clock_go_when_their_time_comes(
    room: Room, host: Host, now: dt.datetime
) -> None:
    a_visit(now=now)
    run_due(now=now + 2 * HOUR)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert run_due(now=now).delivered == 0


@pytest.mark.parametrize(
    ("asked_at", "first", "second", "week"),
    [
        # 2026 has a week 53, which ends in January.
        ("2026-12-10", "2026-12-31", "2027-01-01", "2026-W53"),
        ("2028-02-10", "2028-02-29", "2028-03-01", "2028-W09"),
        # The first days of 2028 are of 2027's last week; Monday the 3rd is of the first.
        ("2027-12-10", "2027-12-31", "2027-12-30", "2027-W52"),
    ],
)
def test_a_week_across_a_year_or_leap_day_counts_as_one(
    room: Room, host: Host, asked_at: str, first: str, second: str, week: str
) -> None:
    now = dt.datetime.fromisoformat(f"{asked_at}T03:00:00+00:00")
    visits = [
        a_visit(now=now, slots=[SlotId.parse(f"{day}-0900-aula")], trusted=True)
        for day in (first, second)
    ]
    [row] = Week.objects.all()
    assert (str(row), row.taken) == (week, 2)
    run_due(now=now)
    for visit in visits:
        answering.cancel(visit, reason="Uji", by=_delegation(), now=now)
    row.refresh_from_db()
    assert row.taken == 0
    assert audit() == []


def _delegation() -> events.Actor:
    return events.DELEGATION


def test_a_day_without_beat_is_made_up_for_once_and_in_order(
    room: Room, host: Host, now: dt.datetime
) -> None:
    lapsed = [a_visit(now=now) for _ in range(3)]
    confirmed = a_visit(now=now)
    address.verify(confirmed, now=now + dt.timedelta(minutes=5))
    later = now + DAY
    done = run_due(now=later)
    assert done.lapsed == 3
    assert {v.status for v in Visit.objects.filter(pk__in=[v.pk for v in lapsed])} == {
        Status.EXPIRED
    }
    order = list(
        Message.objects.filter(visit=confirmed, recipient=confirmed.contact_email)
        .order_by("id")
        .values_list("template", "state")
    )
    # The letter with the code would ask for what is done already.
    assert order == [("received", "sent")]
    assert VisitEvent.objects.filter(told_at=None).count() == 0
    again = run_due(now=later)
    assert (again.lapsed, again.told, again.delivered) == (0, 0, 0)
