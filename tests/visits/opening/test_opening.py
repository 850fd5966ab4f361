"""An empty installation: who begins, what is set up, and the day the doors open."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import signing
from django.core.management import CommandError, call_command
from django.utils import timezone

from scheduling.models import CapacityRule, Room, SessionPattern, Timetable
from tests.conftest import MONDAY
from tests.factories import a_visit
from visits.models import Host
from visits.opening import beginning, doors
from visits.opening.doors import InUse, NotReady, Step
from visits.opening.weeks import TEMPLATES, HasSessions, NoRoom, use
from visits.people import roles

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
WHO = {"name": "Rina Wijaya", "email": "rina@mpp.batam.go.id", "password": "tiga kata panjang"}


def an_office(**more: object) -> Host:
    """One that has filled in its profile."""
    values = {"address": "Jl. Engku Putri 1", "email": "tamu@mpp.batam.go.id", "opened_at": None}
    return Host.objects.create(pk=1, **{**values, **more})


def test_the_first_administrator_begins_and_nobody_after() -> None:
    token = beginning.make_link_token()
    user = beginning.begin(token, **WHO)
    assert roles.may(user, roles.Right.SET_OFFICE)
    assert user.get_full_name() == "Rina Wijaya"
    assert user.check_password(WHO["password"])
    with pytest.raises(beginning.TooLate):
        beginning.begin(token, **{**WHO, "email": "lain@mpp.batam.go.id"})
    assert User.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("first_admin")


@pytest.mark.parametrize(
    "token",
    ["", "begin", signing.dumps("begin", salt="another")],
    ids=["empty", "unsigned", "signed for something else"],
)
def test_a_link_that_we_did_not_make_begins_nothing(token: str) -> None:
    with pytest.raises(beginning.TooLate):
        beginning.begin(token, **WHO)


def test_an_old_link_begins_nothing() -> None:
    token = beginning.make_link_token()
    with (
        time_machine.travel(MONDAY + beginning.GOOD_FOR + dt.timedelta(minutes=1)),
        pytest.raises(beginning.TooLate),
    ):
        beginning.check_link_token(token)


def test_a_week_comes_from_a_template_in_one_press() -> None:
    with pytest.raises(NoRoom):
        use(TEMPLATES["usual"], name="Jam biasa", first=TODAY)
    Room.objects.create(code="kecil", name="Kecil", people_limit=10)
    Room.objects.create(code="aula", name="Aula", people_limit=80)
    made = use(TEMPLATES["usual"], name="Jam biasa", first=TODAY)
    assert SessionPattern.objects.filter(timetable=made, room__code="aula").count() == 9
    assert CapacityRule.objects.get().capacity == 4
    with pytest.raises(HasSessions):
        use(TEMPLATES["mornings"], name="Pagi", first=TODAY)
    ramadan = use(
        TEMPLATES["ramadan"], name="R", first=dt.date(2027, 2, 8), last=dt.date(2027, 3, 9)
    )
    assert ramadan.valid_until == dt.date(2027, 3, 9)
    assert (Timetable.objects.count(), CapacityRule.objects.count()) == (2, 1)
    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        use(TEMPLATES["ramadan"], name="R", first=dt.date(2027, 2, 8), last=dt.date(2027, 2, 7))


def test_the_doors_open_once_what_is_needed_is_there_and_shut_while_nobody_asked() -> None:
    an_office(email="protokol@example.go.id")
    with pytest.raises(NotReady) as first:
        doors.open_to_public(now=timezone.now(), today=TODAY)
    assert first.value.missing == (Step.MAIL, Step.ROOMS, Step.WEEK)
    Room.objects.create(code="aula", name="Aula", people_limit=80)
    use(TEMPLATES["usual"], name="Jam biasa", first=TODAY)
    Host.objects.update(email="tamu@mpp.batam.go.id")
    with pytest.raises(NotReady) as second:
        doors.open_to_public(now=timezone.now(), today=TODAY)
    assert second.value.missing == (Step.MAIL,), "no mail was tried"
    Host.objects.update(mail_tried_at=timezone.now())
    assert doors.open_to_public(now=timezone.now(), today=TODAY).is_open
    opened = Host.objects.get().opened_at
    doors.open_to_public(now=timezone.now() + dt.timedelta(hours=1), today=TODAY)
    assert Host.objects.get().opened_at == opened, "a second press changes nothing"
    assert not doors.shut_again().is_open


def test_who_has_requests_does_not_shut_any_more(room: Room, host: Host) -> None:
    a_visit()
    with pytest.raises(InUse):
        doors.shut_again()


@pytest.mark.parametrize(
    ("email", "own"),
    [
        ("tamu@mpp.batam.go.id", True),
        ("mpp@gmail.com", True),
        ("protokol@example.go.id", False),
        ("a@example.com", False),
        ("a@mpp.test", False),
    ],
)
def test_a_placeholder_is_no_address(email: str, own: bool) -> None:
    assert Host(email=email).has_own_address is own
