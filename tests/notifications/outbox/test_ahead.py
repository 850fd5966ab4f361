"""Reminders to come are seen, and one sent before its time goes once."""

import datetime as dt

import pytest

from notifications.models import Message
from notifications.outbox.ahead import Ahead, ahead, send_now
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from scheduling.models import BookingRules, Room
from tests.factories import a_free_slot, a_visit
from tests.notifications.letters import CONTACT, approved, mail_of, words_of
from visits.history.events import Actor
from visits.life import deciding, moving
from visits.models import Host, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    pass


@pytest.fixture
def visit(protocol: Actor, now: dt.datetime, _ground: None) -> Visit:
    made = approved(protocol)
    relay(now=now)
    return made


def shown(visit: Visit, now: dt.datetime) -> list[tuple[str, str]]:
    return [(one.letter.template, one.letter.recipient) for one in ahead(visit, now=now)]


def the(template: str, visit: Visit, now: dt.datetime) -> Ahead:
    return next(one for one in ahead(visit, now=now) if one.letter.template == template)


def days_before(visit: Visit, days: int, hour: int) -> dt.datetime:
    session = session_of(visit)
    assert session is not None
    day = session.date - dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour), BookingRules.load().zone)


def test_an_approved_visit_shows_who_will_be_reminded_and_when_the_next_first(
    visit: Visit, now: dt.datetime, host: Host
) -> None:
    someone = visit.officers.get().email
    assert shown(visit, now) == [
        ("week_before", CONTACT),
        ("officer_week_before", someone),
        ("officer_silent", someone),
        ("day_before", CONTACT),
        ("officer_day_before", someone),
        ("nobody_confirmed", host.email),
    ]
    # Not at midnight, when it becomes due, but when the host's quiet hours end: as a pass makes it.
    first = the("week_before", visit, now).at
    assert first == days_before(visit, 7, 6)
    remind(now=first)
    assert Message.objects.filter(reminder__startswith="week_before").count() == 2
    assert ("week_before", CONTACT) not in shown(visit, first)


def test_one_sent_now_goes_once_under_two_presses_and_not_again_at_its_time(
    visit: Visit, now: dt.datetime
) -> None:
    one = the("day_before", visit, now)
    press = {"key": one.key, "recipient": CONTACT, "now": now}
    first, new = send_now(visit, **press)
    again, new_again = send_now(visit, **press)
    assert (new, new_again) == (True, False)
    assert first == again
    remind(now=days_before(visit, 1, 9))
    assert Message.objects.filter(recipient=CONTACT, template="day_before").count() == 1
    assert ("day_before", CONTACT) not in shown(visit, now)


def test_a_letter_sent_early_does_not_say_tomorrow(visit: Visit, now: dt.datetime) -> None:
    early = the("day_before", visit, now)
    message, _new = send_now(visit, key=early.key, recipient=CONTACT, now=now)
    assert message is not None
    assert message.subject.startswith("Pengingat: studi tiru Anda")
    remind(now=days_before(visit, 7, 9))
    in_time = Message.objects.get(template="week_before")
    assert in_time.subject.startswith("Seminggu lagi")
    officers = Message.objects.get(template="officer_week_before")
    assert "Seminggu lagi Anda menerima" in words_of(officers)
    assert mail_of(message)["References"] is not None


def test_the_houses_alarms_and_what_is_not_true_yet_have_no_press(now: dt.datetime) -> None:
    asked = a_visit(trusted=True)
    found = {one.letter.template: one for one in ahead(asked, now=now)}
    assert set(found) == {"reply_due", "reply_late", "date_passed", "date_passed_notice"}
    assert [name for name, one in found.items() if one.may_go(now=now)] == []
    late = found["reply_late"].occasion.since
    assert the("reply_late", asked, late).may_go(now=late)
    key = found["reply_late"].key
    assert send_now(asked, key=key, recipient=CONTACT, now=now) == (None, False)


def test_a_visit_that_moved_is_reminded_of_anew_and_an_old_page_sends_nothing(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    old = the("day_before", visit, now)
    moving.reschedule(visit, slots=[a_free_slot(after_days=28)], by=protocol, now=now)
    assert send_now(visit, key=old.key, recipient=CONTACT, now=now) == (None, False)
    new = the("day_before", visit, now)
    assert new.at > old.at


def test_what_has_ended_has_nothing_to_come(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    declined = deciding.decline(a_visit(trusted=True), reason="Penuh", by=protocol, now=now)
    assert ahead(declined, now=now) == []
