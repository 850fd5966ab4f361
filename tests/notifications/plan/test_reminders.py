"""Reminders: each once, to whom it helps, in time, and never of what is past."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.due import run_due
from notifications.models import Message
from notifications.outbox import delivery
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from scheduling.models import BookingRules, CapacityRule, Room
from tests.conftest import MONDAY
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.notifications.letters import CONTACT, Moody, approved, mail_of, words_of
from visits.history.events import Actor, officer
from visits.life import address, answering, joint_visits, moving
from visits.life.duties import officers_answer
from visits.models import Host, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    CapacityRule.objects.update(capacity=20)


@pytest.fixture
def visit(protocol: Actor, now: dt.datetime, _ground: None) -> Visit:
    """Approved, and everybody invited."""
    made = approved(protocol)
    relay(now=now)
    return made


@pytest.fixture
def before(visit: Visit) -> Callable[..., dt.datetime]:
    """An hour of the host's clocks, so many days before the visit."""

    session = session_of(visit)
    assert session is not None

    def moment(days: int, hour: int, minute: int = 0) -> dt.datetime:
        day = session.date - days * DAY
        return dt.datetime.combine(day, dt.time(hour, minute), BookingRules.load().zone)

    return moment


def reminders(**of: object) -> list[tuple[str, str]]:
    rows = Message.objects.exclude(reminder="").filter(**of).order_by("id")
    return list(rows.values_list("template", "recipient"))


def test_a_week_and_a_day_before_both_sides_are_reminded_once(
    visit: Visit, before: Callable[..., dt.datetime]
) -> None:
    someone = visit.officers.get().email
    remind(now=before(8, 12))
    assert reminders() == []
    for hour in (0, 5, 6, 7, 12):
        remind(now=before(7, hour))
    assert reminders() == [("week_before", CONTACT), ("officer_week_before", someone)]
    assert Message.objects.exclude(reminder="").earliest("id").created_at == before(7, 6)
    for hour in (6, 9):
        remind(now=before(1, hour))
    assert reminders()[2:] == [("day_before", CONTACT), ("officer_day_before", someone)]


def test_a_reminder_is_no_calendar_request_and_stays_in_the_visits_thread(
    visit: Visit, before: Callable[..., dt.datetime]
) -> None:
    remind(now=before(7, 9))
    first = Message.objects.filter(recipient=CONTACT).earliest("id")
    for message in Message.objects.exclude(reminder=""):
        mail = mail_of(message)
        assert "text/calendar" not in {part.get_content_type() for part in mail.walk()}
        assert message.message_id != first.message_id
        if message.recipient == CONTACT:
            assert mail["References"] == first.message_id


def test_officers_are_asked_the_day_before_and_those_who_declined_are_left_alone(
    visit: Visit, before: Callable[..., dt.datetime], now: dt.datetime
) -> None:
    someone = visit.officers.get()
    officers_answer.answer(visit, officer=someone, answer="declined", by=officer(someone), now=now)
    remind(now=before(7, 9))
    assert reminders() == [("week_before", CONTACT)]
    officers_answer.answer(visit, officer=someone, answer="tentative", by=officer(someone), now=now)
    remind(now=before(1, 9))
    asked = Message.objects.get(template="officer_day_before")
    assert "/tugas/" in words_of(asked)


def test_two_days_before_those_who_say_nothing_are_asked_once(
    visit: Visit, before: Callable[..., dt.datetime], now: dt.datetime
) -> None:
    first = visit.officers.get()
    second = OfficerFactory.create()
    visit.assignments.create(officer=second, role="agency")
    officers_answer.answer(visit, officer=first, answer="tentative", by=officer(first), now=now)
    for hour in (5, 7, 12):
        remind(now=before(2, hour))
    assert reminders(template="officer_silent") == [("officer_silent", second.email)]
    assert "/tugas/" in words_of(Message.objects.get(template="officer_silent"))


def test_nobody_confirmed_is_an_alarm_at_noon_unless_somebody_is(
    visit: Visit, before: Callable[..., dt.datetime], host: Host, now: dt.datetime
) -> None:
    remind(now=before(1, 11, 59))
    assert reminders(template="nobody_confirmed") == []
    for _ in range(2):
        remind(now=before(1, 12))
    assert reminders(template="nobody_confirmed") == [("nobody_confirmed", host.email)]
    Message.objects.filter(template="nobody_confirmed").delete()
    someone = visit.officers.get()
    officers_answer.answer(visit, officer=someone, answer="accepted", by=officer(someone), now=now)
    remind(now=before(1, 13))
    assert reminders(template="nobody_confirmed") == []


def test_an_alarm_ignores_quiet_hours_and_a_reminder_waits_for_their_end(
    visit: Visit, before: Callable[..., dt.datetime], host: Host
) -> None:
    remind(now=before(1, 22))
    assert reminders() == [("nobody_confirmed", host.email)]
    host.quiet_from = host.quiet_until = dt.time(0)
    host.save()
    remind(now=before(1, 22))
    assert len(reminders()) == 3


@pytest.mark.parametrize(
    ("start", "end", "quiet", "loud"),
    [("20:00", "06:00", "05:59", "06:00"), ("00:00", "05:00", "00:00", "05:00"),
     ("22:00", "00:00", "23:59", "00:00")],
)  # fmt: skip
def test_quiet_hours_may_span_midnight(start: str, end: str, quiet: str, loud: str) -> None:
    time = dt.time.fromisoformat
    host = Host(quiet_from=time(start), quiet_until=time(end))
    assert host.quiet_at(time(quiet))
    assert not host.quiet_at(time(loud))


def test_after_a_day_without_beat_what_is_due_goes_out_and_what_is_past_does_not(
    visit: Visit, before: Callable[..., dt.datetime]
) -> None:
    remind(now=before(6, 12))
    assert [template for template, _ in reminders()] == ["week_before", "officer_week_before"]
    Message.objects.exclude(reminder="").delete()
    remind(now=before(4, 12))
    remind(now=before(0, 18))
    assert reminders() == []


def test_a_reminder_that_could_not_be_sent_in_time_is_laid_aside(
    visit: Visit, before: Callable[..., dt.datetime], smtp: Moody, now: dt.datetime
) -> None:
    delivery.deliver(now=now)
    remind(now=before(1, 9))
    smtp.mails.clear()
    assert delivery.deliver(now=before(0, 18)) == 0
    late = Message.objects.filter(template="day_before").get()
    assert late.state == Message.State.DEAD
    assert not delivery.send_again(late, now=before(0, 18))


def test_a_visit_that_moved_is_reminded_of_anew(
    visit: Visit, before: Callable[..., dt.datetime], protocol: Actor, now: dt.datetime
) -> None:
    remind(now=before(7, 9))
    moved_at = before(5, 9)
    days = (before(0, 9) - now).days + 14
    visit = moving.reschedule(
        visit,
        slots=[a_free_slot(after_days=days)],
        by=protocol,
        now=moved_at,
        override_reason="Uji",
    )
    relay(now=moved_at)
    session = session_of(visit)
    assert session is not None
    remind(now=session.starts_at - 7 * DAY)
    assert [template for template, _ in reminders(recipient=CONTACT)] == ["week_before"] * 2


def test_whoever_was_just_invited_or_called_off_is_not_reminded(
    visit: Visit, before: Callable[..., dt.datetime], protocol: Actor
) -> None:
    Message.objects.filter(recipient=CONTACT).update(created_at=before(7, 5))
    remind(now=before(7, 9))
    assert [template for template, _ in reminders()] == ["officer_week_before"]
    answering.cancel(visit, reason="Uji", by=protocol, now=before(6, 9))
    assert remind(now=before(1, 9)) == 0


def test_a_joint_visits_delegations_are_both_reminded(
    visit: Visit, before: Callable[..., dt.datetime], protocol: Actor, now: dt.datetime
) -> None:
    comes = approved(protocol)
    joint_visits.merge(comes, into=visit, by=protocol, now=now)
    relay(now=now)
    remind(now=before(7, 9))
    told = Message.objects.filter(template="week_before").values_list("visit", flat=True)
    assert set(told) == {visit.pk, comes.pk}


def test_a_hold_that_runs_out_is_announced_with_the_code(now: dt.datetime) -> None:
    visit = a_visit()
    for minutes in (29, 44):
        remind(now=now + dt.timedelta(minutes=minutes))
    assert reminders() == []
    for minutes in (46, 50):
        remind(now=now + dt.timedelta(minutes=minutes))
    assert reminders() == [("hold_ends", CONTACT)]
    message = Message.objects.get(template="hold_ends")
    assert message.useful_until == visit.created_at + HOUR
    assert any(line.isdigit() and len(line) == 6 for line in words_of(message).splitlines())
    address.verify(visit, now=now)
    assert remind(now=now + dt.timedelta(minutes=55)) == 0


def test_a_short_hold_is_not_announced_as_soon_as_it_is_made(now: dt.datetime) -> None:
    BookingRules.objects.update(hold_minutes=20)
    a_visit()
    for minutes in range(0, 25, 5):
        remind(now=now + dt.timedelta(minutes=minutes))
    assert reminders() == []


def test_a_reply_that_is_due_is_told_once_to_the_host(host: Host) -> None:
    visit = a_visit(trusted=True, now=MONDAY)
    due = visit.reply_due_at
    assert due is not None
    remind(now=due - DAY)
    assert reminders() == []
    morning = due.astimezone(BookingRules.load().zone).replace(hour=6, minute=0)
    for moment in (morning, due, due + DAY):
        remind(now=moment)
    assert reminders() == [("reply_due", host.email)]


def test_a_pass_with_nothing_due_costs_the_same_for_many_visits(
    visit: Visit, before: Callable[..., dt.datetime], protocol: Actor, now: dt.datetime
) -> None:
    with CaptureQueriesContext(connection) as one:
        remind(now=before(3, 9))
    for _ in range(5):
        approved(protocol)
    relay(now=now)
    with CaptureQueriesContext(connection) as many:
        remind(now=before(3, 9))
    assert len(many) == len(one) < 42


def test_beat_makes_them_after_what_happened(
    visit: Visit, before: Callable[..., dt.datetime], protocol: Actor
) -> None:
    answering.cancel(visit, reason="Uji", by=protocol, now=before(7, 8))
    done = run_due(now=before(7, 9))
    assert (done.told, done.reminded) == (1, 0)


def test_names_that_wait_are_told_once_a_day_and_on_the_last_day(
    visit: Visit, before: Callable[..., dt.datetime]
) -> None:
    def told() -> list[dt.datetime]:
        found = Message.objects.filter(template="names_waiting").order_by("id")
        return list(found.values_list("created_at", flat=True))

    visit.entries.create(name="Ani", written_at=before(8, 9, 30))
    remind(now=before(8, 10))
    assert told() == []
    remind(now=before(8, 11))
    visit.entries.create(name="Budi", written_at=before(8, 12))
    remind(now=before(8, 15))
    assert told() == [before(8, 11)]
    for hour in (11, 12, 13):
        remind(now=before(7, hour))
    assert told() == [before(8, 11), before(7, 11)]
    last = Message.objects.filter(template="names_waiting").latest("id")
    assert "2 orang" in words_of(last)
    # Nothing new: no letter until the last day for the list, two days before the visit.
    for days in (6, 5, 4, 3):
        remind(now=before(days, 12))
    assert len(told()) == 2
    remind(now=before(2, 8))
    remind(now=before(2, 12))
    assert told()[2:] == [before(2, 8)]
    visit.entries.all().delete()
    remind(now=before(1, 8))
    assert len(told()) == 3
