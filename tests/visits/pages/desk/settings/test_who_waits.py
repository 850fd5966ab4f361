"""Closing days says first who waits for them, wherever they are closed."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from scheduling import impact
from scheduling.impact import Kind
from scheduling.models import BookingRules, Closure, Room, SessionPattern, Timetable, Week
from scheduling.slots import SlotId
from tests.factories import UserFactory, a_visit
from tests.visits.api.conftest import program
from tests.visits.pages.conftest import SignIn
from tests.visits.pages.desk.settings.test_settings import AT, seen
from visits.history.events import DELEGATION, Actor, staff
from visits.life import deciding, moving
from visits.models import Host, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 21)
FRIDAY = WEEK + dt.timedelta(days=4)


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    BookingRules.objects.update(active_per_region_week=20)


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(roles.ADMIN)


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create())


def at(weekday: int) -> SlotId:
    return SlotId.parse(f"{WEEK + dt.timedelta(days=weekday)}-0900-aula")


@pytest.fixture
def waiting() -> Visit:
    """Waits for Friday, of a week whose four places are taken before it."""
    for n in range(4):
        a_visit(trusted=True, slots=[at(n)], institution=f"Pemegang {n}")
    return a_visit(trusted=True, slots=[at(4)], waitlist=True, institution="Yang Menunggu")


def closure(**more: str) -> dict[str, str]:
    return {"name": "Rakernas", "kind": "own_event", "starts_on": FRIDAY.isoformat(), **more}


def test_the_desk_names_whoever_waits_before_it_saves(admin: Client, waiting: Visit) -> None:
    page = admin.post(f"{AT}hari-tutup/baru/", closure())
    text = page.content.decode()
    assert page.status_code == 409
    assert "Yang Menunggu" in text
    assert "1 rombongan menunggu sesi ini." in text
    assert "masa tunggunya berakhir" in text
    assert not Closure.objects.exists()
    assert admin.post(f"{AT}hari-tutup/baru/", closure(seen=seen(text))).status_code == 302


def test_a_wish_of_several_is_named_without_an_end(admin: Client, waiting: Visit) -> None:
    other = SlotId.parse(f"{WEEK + dt.timedelta(days=3)}-1330-aula")
    moving.reschedule(waiting, slots=[at(4), other], by=DELEGATION, now=timezone.now())
    text = admin.post(f"{AT}hari-tutup/baru/", closure()).content.decode()
    assert "menunggu sesi ini, dan sesi lain" in text
    assert "masa tunggunya berakhir" not in text


def test_what_was_proposed_or_wished_for_is_named_too(admin: Client, protocol: Actor) -> None:
    now = timezone.now()
    offered = a_visit(trusted=True, slots=[at(0)], institution="Yang Diusuli")
    deciding.propose(offered, slots=[at(4)], message="", by=protocol, now=now)
    wishing = a_visit(trusted=True, slots=[at(1)], institution="Yang Ingin Pindah")
    deciding.approve(wishing, by=protocol, now=now)
    moving.reschedule(wishing, slots=[at(4)], by=DELEGATION, now=now)
    text = admin.post(f"{AT}hari-tutup/baru/", closure()).content.decode()
    assert "Yang Diusuli" in text
    assert "Yang Ingin Pindah" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda: Room.objects.update(active=False),
        lambda: Timetable.objects.update(valid_until=WEEK),
        lambda: SessionPattern.objects.filter(weekday=5).delete(),
        lambda: BookingRules.objects.update(lead_working_days=30),
    ],
)
def test_so_does_whatever_else_takes_the_session_away(
    waiting: Visit, change: Callable[[], object]
) -> None:
    brought = impact.preview(change, now=timezone.now())
    assert [t.owner for t in brought if t.kind == Kind.WAIT_ENDS] == [waiting.owner_key]


def test_a_longer_lead_time_is_shown_first(admin: Client, waiting: Visit) -> None:
    page = admin.get(f"{AT}aturan/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields} | {"lead_working_days": "60"}
    assert admin.post(f"{AT}aturan/", data).status_code == 409
    assert BookingRules.load().lead_working_days == 7


def test_a_week_without_places_is_shown_first(admin: Client, waiting: Visit) -> None:
    address = "/petugas/minggu/2026-W52/"
    data = {"capacity": "0", "note": "Pindah gedung"}
    page = admin.post(f"{address}kuota/", data)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Yang Menunggu" in text
    assert 'value="Pindah gedung"' in text
    assert not Week.objects.get(starts_on=WEEK).note
    assert admin.post(f"{address}kuota/", {**data, "seen": seen(text)}).status_code == 302
    assert Week.objects.get(starts_on=WEEK).capacity == 0


def test_a_program_reads_it_beside_whom_to_move(waiting: Visit) -> None:
    portal = program("schedule:write")
    body = {"name": "Rakernas", "starts_on": (WEEK + dt.timedelta(days=3)).isoformat()}
    made = portal.post("/api/v1/closures/", body | {"ends_on": FRIDAY.isoformat()}).json()
    holder = Visit.objects.get(institution="Pemegang 3")
    assert made["to_move"] == [holder.reference]
    assert made["waiting"] == [waiting.reference]


def test_the_import_of_holidays_says_it(waiting: Visit) -> None:
    # Friday, 25 December, is Christmas.
    out = io.StringIO()
    call_command("import_holidays", "2026", stdout=out)
    assert "! wait_ends: 2026-12-25-0900-aula" in out.getvalue()
