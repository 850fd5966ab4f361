"""After a visit: survey asked for, material told of, officers asked; each once, or not at all."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Message
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from scheduling.models import BookingRules, CapacityRule, Room
from tests.factories import OfficerFactory, UserFactory
from tests.notifications.letters import CONTACT, approved, words_of
from visits.access.tokens import survey_token, visit_token
from visits.files import materials
from visits.history.events import Actor, officer
from visits.life import amending, attendance
from visits.life.duties import officers_answer
from visits.models import Host, Material, Status, Visit
from visits.models.survey import ELEMENTS
from visits.queries.visits import session_of
from visits.survey.answering import answer

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = (dt.timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes"))
Later = Callable[..., dt.datetime]


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    CapacityRule.objects.update(capacity=20)


@pytest.fixture
def coming(protocol: Actor, now: dt.datetime, _ground: None) -> Visit:
    """Approved, and everybody invited."""
    visit = approved(protocol)
    relay(now=now)
    return visit


@pytest.fixture
def later(coming: Visit) -> Later:
    """An hour of the host's clocks, so many days after the visit."""
    session = session_of(coming)
    assert session is not None

    def moment(days: int, hour: int, minute: int = 0) -> dt.datetime:
        day = session.date + days * DAY
        return dt.datetime.combine(day, dt.time(hour, minute), BookingRules.load().zone)

    return moment


@pytest.fixture
def end(protocol: Actor, later: Later) -> Callable[..., Visit]:
    """Receives the guests and lets them go, at a moment after the visit."""

    def ended(visit: Visit, at: dt.datetime | None = None) -> Visit:
        at = at or later(0, 12)
        visit = attendance.check_in(visit, by=protocol, now=at)
        visit = attendance.complete(visit, by=protocol, now=at)
        relay(now=at)
        return visit

    return ended


@pytest.fixture
def visit(coming: Visit, end: Callable[..., Visit]) -> Visit:
    """Over, and thanked for."""
    return end(coming)


def add(visit: Visit, at: dt.datetime, title: str = "Tata kelola") -> Material:
    file = ContentFile(b"%PDF-1.7\n%%EOF\n", name="materi.pdf")
    by = UserFactory.create()
    return materials.add_material(visit, file=file, title=title, photo=False, by=by, now=at)


def answered(visit: Visit, at: dt.datetime) -> None:
    answer(visit, scores=dict.fromkeys(ELEMENTS, 4), remark="", nonce="a", now=at)


def told(template: str) -> list[str]:
    rows = Message.objects.filter(template=template).order_by("id")
    return list(rows.values_list("recipient", flat=True))


def test_the_thank_you_carries_the_survey_and_says_whether_there_is_material(
    coming: Visit, end: Callable[..., Visit], protocol: Actor, later: Later, now: dt.datetime
) -> None:
    add(coming, now)
    end(coming)
    end(approved(protocol))
    with_material, without = map(
        words_of, Message.objects.filter(template="thank_you").order_by("id")
    )
    assert f"/survei/{survey_token(coming)}/" in with_material
    assert f"/k/{visit_token(coming)}/" in with_material
    assert "Materi untuk dibawa pulang ada" in with_material
    assert "/survei/" in without
    assert "dibawa pulang" not in without


def test_the_survey_is_asked_for_once_three_days_after(visit: Visit, later: Later) -> None:
    for moment in (later(2, 23), later(3, 5, 59)):
        remind(now=moment)
    assert told("survey_reminder") == []
    for moment in (later(3, 6), later(3, 7), later(5, 9)):
        remind(now=moment)
    assert told("survey_reminder") == [CONTACT]
    message = Message.objects.get(template="survey_reminder")
    assert f"/survei/{survey_token(visit)}/" in words_of(message)
    assert f"/k/{visit_token(visit)}/" not in words_of(message)
    assert message.useful_until == later(7, 0)


def test_who_has_answered_is_not_asked_again(visit: Visit, later: Later) -> None:
    answered(visit, later(1, 9))
    remind(now=later(3, 9))
    assert told("survey_reminder") == []


def test_after_a_week_the_survey_is_no_longer_asked_for(visit: Visit, later: Later) -> None:
    remind(now=later(7, 9))
    assert told("survey_reminder") == []


def test_who_was_thanked_late_is_not_asked_again_at_once(
    coming: Visit, end: Callable[..., Visit], later: Later
) -> None:
    end(coming, later(2, 12))
    remind(now=later(3, 9))
    assert told("survey_reminder") == []
    remind(now=later(4, 12))
    assert told("survey_reminder") == [CONTACT]


def test_who_was_never_thanked_is_asked_nothing(visit: Visit, later: Later) -> None:
    Message.objects.filter(template="thank_you").delete()
    add(visit, later(1, 9))
    remind(now=later(3, 9))
    assert told("survey_reminder") == told("material_added") == []


def test_a_visit_without_an_address_gets_no_mail(
    coming: Visit, end: Callable[..., Visit], later: Later
) -> None:
    Visit.objects.filter(pk=coming.pk).update(contact_email="")
    before = Message.objects.count()
    visit = end(Visit.objects.get(pk=coming.pk))
    add(visit, later(1, 9))
    remind(now=later(3, 9))
    assert Message.objects.count() == before


def test_material_that_comes_after_the_thank_you_is_told_together(
    visit: Visit, later: Later
) -> None:
    add(visit, later(1, 9), "Paparan")
    remind(now=later(1, 9, 29))
    add(visit, later(1, 9, 29), "Brosur <MPP>")
    remind(now=later(1, 9, 45))
    assert told("material_added") == []
    for moment in (later(1, 9, 59), later(1, 10), later(1, 12)):
        remind(now=moment)
    assert told("material_added") == [CONTACT]
    words = words_of(Message.objects.get(template="material_added")).replace("\r\n", "\n")
    assert "- Paparan\n- Brosur <MPP>\n" in words
    assert f"/k/{visit_token(visit)}/" in words


def test_of_material_there_is_at_most_one_letter_a_day(visit: Visit, later: Later) -> None:
    add(visit, later(1, 9))
    remind(now=later(1, 10))
    add(visit, later(1, 11))
    remind(now=later(1, 15))
    remind(now=later(2, 9, 59))
    assert told("material_added") == [CONTACT]
    remind(now=later(2, 10))
    remind(now=later(3, 10))
    assert told("material_added") == [CONTACT] * 2


def test_material_that_the_thank_you_showed_is_no_news(
    coming: Visit, end: Callable[..., Visit], later: Later, now: dt.datetime
) -> None:
    add(coming, now)
    end(coming)
    for days in range(3):
        remind(now=later(days, 15))
    assert told("material_added") == []


def test_material_that_is_taken_back_in_time_is_not_told(visit: Visit, later: Later) -> None:
    materials.remove_material(add(visit, later(1, 9)))
    remind(now=later(1, 10))
    assert told("material_added") == []


def test_material_waits_for_the_end_of_quiet_hours(visit: Visit, later: Later) -> None:
    add(visit, later(1, 19, 45))
    remind(now=later(1, 20, 15))
    assert told("material_added") == []
    remind(now=later(2, 6))
    assert told("material_added") == [CONTACT]


def test_officers_are_asked_for_material_once_the_day_after(
    visit: Visit, later: Later, host: Host
) -> None:
    someone = visit.officers.get()
    remind(now=later(0, 19))
    assert told("officer_material") == []
    for moment in (later(1, 6), later(1, 9), later(3, 9)):
        remind(now=moment)
    assert told("officer_material") == [someone.email]
    words = words_of(Message.objects.get(template="officer_material"))
    # Without an account there is no page on which to add it.
    assert host.email in words
    assert "/petugas/" not in words
    assert "/k/" not in words


def test_an_officer_with_an_account_is_led_to_the_page(visit: Visit, later: Later) -> None:
    someone = visit.officers.get()
    someone.user = UserFactory.create()
    someone.save()
    remind(now=later(1, 9))
    words = words_of(Message.objects.get(template="officer_material"))
    assert f"/petugas/kunjungan/{visit.reference}/" in words


def test_officers_are_not_asked_where_material_is_there_or_too_late(
    visit: Visit, later: Later
) -> None:
    remind(now=later(4, 9))
    add(visit, later(0, 13))
    remind(now=later(1, 9))
    assert told("officer_material") == []


def test_an_officer_who_could_not_come_is_not_asked(
    coming: Visit, end: Callable[..., Visit], later: Later, protocol: Actor, now: dt.datetime
) -> None:
    first, second = coming.officers.get(), OfficerFactory.create()
    amending.assign(coming, officers=[first, second], by=protocol, now=now)
    officers_answer.answer(coming, officer=second, answer="declined", by=officer(second), now=now)
    end(coming)
    remind(now=later(1, 9))
    assert told("officer_material") == [first.email]


@pytest.mark.parametrize("status", [Status.NO_SHOW, Status.CANCELLED, Status.ARRIVED])
def test_a_visit_that_is_not_over_asks_for_nothing(
    visit: Visit, later: Later, status: Status
) -> None:
    Visit.objects.filter(pk=visit.pk).update(status=status)
    add(visit, later(0, 13))
    for days in range(1, 7):
        remind(now=later(days, 9))
    assert not Message.objects.exclude(reminder="").exists()


def test_a_pass_costs_the_same_with_many_visits_that_answered(
    visit: Visit, end: Callable[..., Visit], later: Later, protocol: Actor, now: dt.datetime
) -> None:
    def some_more() -> int:
        for _ in range(4):
            another = end(approved(protocol))
            add(another, now)
            answered(another, later(0, 13))
        with CaptureQueriesContext(connection) as queries:
            remind(now=later(1, 9))
        return len(queries)

    add(visit, now)
    answered(visit, later(0, 13))
    assert some_more() == some_more()
