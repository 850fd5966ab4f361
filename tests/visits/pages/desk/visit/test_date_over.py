"""A request whose date has come undecided: marked, and ended by one press."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Closure, SessionPattern
from scheduling.slots import SlotId
from tests.factories import a_free_slot, a_visit
from tests.notifications.letters import words_of
from tests.visits.pages.desk.conftest import signed_in
from visits.language.dates import day_words
from visits.models import Status, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def over() -> Iterator[Visit]:
    """Asked for a session that ended a day ago."""
    visit = a_visit(trusted=True, slots=[a_free_slot(), a_free_slot(after_days=15)])
    day = SlotId.parse(visit.preferred_slots[-1]).date + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(day, dt.time(4), dt.UTC)):
        yield visit


@pytest.fixture
def desk(over: Visit) -> Client:
    """Signed in on that later day."""
    return signed_in(roles.PROTOCOL)


def page(desk: Client, visit: Visit) -> str:
    return desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()


def press(desk: Client, visit: Visit, button: str) -> int:
    """Press a button of the notice, with what its form holds."""
    form = next(
        f for f in re.findall(r"<form.*?</form>", page(desk, visit), re.DOTALL) if button in f
    )
    data: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)"\s+value="([^"]*)"', form):
        data.setdefault(name, []).append(value)
    action = re.search(r'action="([^"]+)"', form)
    assert action
    return desk.post(action[1], data).status_code


def test_it_is_marked_in_the_list_and_on_its_page(desk: Client, over: Visit) -> None:
    assert "Tanggal lewat" in desk.get("/petugas/").content.decode()
    html = page(desk, over)
    assert "Tanggalnya lewat tanpa jawaban kami" in html
    # What approval would refuse is not offered.
    radio = re.search(rf'value="{over.preferred_slots[0]}"([^>]*)>', html)
    assert radio
    assert "disabled" in radio[1]


def test_no_button_approves_what_is_over(desk: Client, over: Visit) -> None:
    html = page(desk, over)
    bar = html[html.index('class="decide"') :]
    assert "Setujui" not in bar
    assert "Usulkan" in bar
    # Another session can be approved still, beside its own button.
    form = re.search(r'<form id="approve".*?</form>', html, re.DOTALL)
    assert form
    other = re.search(r'name="slot"\s+value="([^"]+)">', form[0])
    assert other
    assert "Setujui" in form[0]
    pressed = desk.post(
        f"/petugas/kunjungan/{over.reference}/setujui/",
        {"version": over.version, "slot": other[1]},
    )
    assert pressed.status_code == 302
    over.refresh_from_db()
    assert over.status == Status.CONFIRMED


def test_every_session_that_is_over_says_so(desk: Client, over: Visit) -> None:
    form = re.search(r'<form id="approve".*?</form>', page(desk, over), re.DOTALL)
    assert form
    ids = re.findall(r'name="slot"\s+value="([^"]+)" disabled', form[0])
    assert len(ids) == len(over.preferred_slots)
    assert form[0].count("Sudah lewat") == len(ids)
    assert "Terlalu dekat" not in form[0]


def test_one_press_declines_it_with_new_dates_that_the_delegation_reads(
    desk: Client, over: Visit
) -> None:
    assert press(desk, over, "Tolak dengan tanggal baru ini") == 302
    over.refresh_from_db()
    assert over.status == Status.DECLINED
    offered = over.events.get(kind="declined").data["slots"]
    assert len(offered) == 3
    relay(now=timezone.now())
    letter = words_of(Message.objects.get(visit=over, template="declined"))
    assert "Kami mohon maaf" in letter
    assert all(day_words(SlotId.parse(slot).date) in letter for slot in offered)
    assert "semua isian sudah terisi" in letter


def test_or_proposes_them(desk: Client, over: Visit) -> None:
    assert press(desk, over, "Usulkan tanggal ini") == 302
    over.refresh_from_db()
    assert over.status == Status.PROPOSED
    assert all(SlotId.parse(s).date > timezone.localdate() for s in over.proposed_slots)


def test_what_is_to_come_shows_nothing_of_it(desk: Client, over: Visit) -> None:
    later = a_visit(trusted=True)
    assert "Tanggalnya lewat" not in page(desk, later)


def test_a_place_on_a_day_that_closed_cannot_be_approved(desk: Client, over: Visit) -> None:
    visit = a_visit(trusted=True)
    day = SlotId.parse(visit.preferred_slots[0]).date
    Closure.objects.create(name="Rakernas", starts_on=day, ends_on=day)
    radio = re.search(rf'value="{visit.preferred_slots[0]}"([^>]*)>', page(desk, visit))
    assert radio
    assert "disabled" in radio[1]


def test_what_they_hold_is_approved_although_its_timetable_has_changed(
    desk: Client, over: Visit
) -> None:
    visit = a_visit(trusted=True)
    SessionPattern.objects.all().delete()
    form = re.search(r'<form id="approve".*?</form>', page(desk, visit), re.DOTALL)
    assert form
    radio = re.search(rf'value="{visit.preferred_slots[0]}"([^>]*)>', form[0])
    assert radio
    assert "checked" in radio[1]
    sent = {"version": visit.version, "slot": visit.preferred_slots[0]}
    desk.post(f"/petugas/kunjungan/{visit.reference}/setujui/", sent)
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
