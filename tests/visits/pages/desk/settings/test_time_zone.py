"""The host's clock gets another time zone: shown first, then told like a move."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from notifications.due import run_due
from notifications.models import Message
from scheduling.models import BookingRules, Room
from tests.factories import OfficerFactory, a_free_slot, a_visit
from visits.history.events import SYSTEM, Actor, program
from visits.life import amending, deciding
from visits.life.duties import officers_answer
from visits.life.moving import tell_of_time_zone
from visits.models import Assignment, Host, Region, Visit

pytestmark = pytest.mark.django_db
AT = "/petugas/pengaturan/aturan/"


@pytest.fixture
def approved(host: Host, room: Room, solok: Region) -> Visit:
    """An approved visit with an officer who said yes, told to both."""
    now, desk = timezone.now(), program("desk")
    visit = a_visit(trusted=True)
    officer = OfficerFactory.create()
    amending.assign(visit, officers=[officer], by=desk, now=now)
    visit = deciding.approve(Visit.objects.get(pk=visit.pk), by=desk, now=now)
    officers_answer.answer(visit, officer=officer, answer="accepted", by=desk, now=now)
    run_due(now=now)
    return visit


def given(**changes: str) -> dict[str, str]:
    rules = BookingRules.load()
    names = [field.name for field in BookingRules._meta.fields if field.name != "id"]
    return {name: str(getattr(rules, name)) for name in names} | changes


def test_another_time_zone_is_shown_first_and_then_told_to_everybody(
    approved: Visit, admin: Client
) -> None:
    Host.objects.update(public_feed=True)
    public = Client()
    waiting = a_visit(trusted=True, slots=[a_free_slot(after_days=40)])
    before = Message.objects.count()
    feed = public.get("/kalender/publik.ics").content.decode()
    look = admin.post(AT, given(time_zone="Asia/Makassar"))
    page = look.content.decode()
    assert look.status_code == 409
    for words in ("1 kunjungan", "09.00 WITA", approved.institution):
        assert words in page
    assert BookingRules.load().time_zone == "Asia/Jakarta"
    assert approved.events.filter(kind="amended").count() == 0

    [seal] = re.findall(r'name="seen"\s+value="(\w+)"', page)
    assert admin.post(AT, given(time_zone="Asia/Makassar", seen=seal)).status_code == 302
    sequence = approved.sequence
    approved.refresh_from_db()
    assert approved.sequence == sequence + 1
    event = approved.events.latest("id")
    assert (event.kind, event.data["fields"]) == ("amended", ["time_zone"])
    assert Assignment.objects.get().answer == ""
    run_due(now=timezone.now())
    sent = Message.objects.order_by("id")[before:]
    assert sorted((m.template, m.method) for m in sent if m.visit_id == approved.pk) == [
        ("changed", "REQUEST"),
        ("officer_changed", "REQUEST"),
    ]
    assert not [m for m in sent if m.visit_id == waiting.pk and m.template == "changed"]
    assert "zona waktu" in admin.get(f"/petugas/kunjungan/{approved.reference}/").content.decode()
    after = public.get("/kalender/publik.ics").content.decode()
    assert "TZID=Asia/Jakarta" in feed
    assert "TZID=Asia/Makassar" in after
    assert "TZID=Asia/Jakarta" not in after


def test_rules_that_keep_the_zone_tell_nobody(approved: Visit, admin: Client) -> None:
    assert admin.post(AT, given(horizon_days="121")).status_code == 302
    assert not approved.events.filter(kind="amended").exists()


def test_what_is_over_is_told_to_nobody(approved: Visit) -> None:
    later = timezone.now() + dt.timedelta(days=200)
    by: Actor = SYSTEM
    assert tell_of_time_zone(by=by, now=later) == 0
