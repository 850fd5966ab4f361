"""What went to whom about a visit is on its page, and a reminder to come is one press."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.notifications.letters import CONTACT, approved
from tests.notifications.outbox.test_failures import message
from tests.notifications.pages.test_remedies import client_of
from visits.history.events import Actor
from visits.models import Host, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(protocol: Actor, now: dt.datetime, host: Host, room: Room, solok: Region) -> Visit:
    made = approved(protocol)
    relay(now=now)
    return made


def of(visit: Visit, client: Client) -> str:
    return client.get(f"/petugas/kunjungan/{visit.reference}/pesan/").content.decode()


def test_the_visits_page_leads_to_what_was_written_and_that_to_its_words(
    visit: Visit, now: dt.datetime
) -> None:
    client = client_of(roles.PROTOCOL)
    page = client.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert f"/petugas/kunjungan/{visit.reference}/pesan/" in page
    sent = Message.objects.get(template="approved")
    listed = of(visit, client)
    assert "menunggu" in listed
    address = f"/petugas/kunjungan/{visit.reference}/pesan/{sent.pk}/"
    assert address in listed
    words = client.get(address).content.decode()
    assert visit.institution in words
    assert "undangan.ics" in words
    assert "/k/***" in words


def test_a_failed_one_is_sent_again_from_its_words(visit: Visit, now: dt.datetime) -> None:
    dead = message(visit, "dead", now, body=b"From: a@b.example\r\n\r\nHalo")
    address = f"/petugas/kunjungan/{visit.reference}/pesan/{dead.pk}/"
    client = client_of(roles.PROTOCOL)
    page = client.get(address).content.decode()
    assert "552 mailbox full" in page
    assert f"/petugas/surat/{dead.pk}/lagi/" in page
    assert "/lagi/" not in client_of(roles.LEADER).get(address).content.decode()


def test_a_reminder_sent_now_is_written_down_and_a_second_press_says_so(visit: Visit) -> None:
    client = client_of(roles.PROTOCOL)
    assert 'name="reminder"' in of(visit, client)
    [key] = {
        row.split('"')[0]
        for row in of(visit, client).split('name="reminder" value="')[1:]
        if row.startswith("day_before")
    }
    press = {"reminder": key, "to": CONTACT}
    address = f"/petugas/kunjungan/{visit.reference}/pesan/kirim/"
    first = client.post(address, press, follow=True).content.decode()
    assert "tidak lagi pada waktunya" in first
    second = client.post(address, press, follow=True).content.decode()
    assert "sudah terkirim" in second
    assert Message.objects.filter(reminder=key, recipient=CONTACT).count() == 1
    assert LogEntry.objects.count() == 1
    gone = client.post(address, {"reminder": "day_before:kemarin", "to": CONTACT}, follow=True)
    assert "Tidak dikirim" in gone.content.decode()


def test_another_visits_message_is_not_shown_and_a_leader_presses_nothing(
    visit: Visit, protocol: Actor, now: dt.datetime
) -> None:
    other = approved(protocol, institution="Dinas Lain")
    relay(now=now)
    theirs = Message.objects.filter(visit=other).latest("id")
    leader = client_of(roles.LEADER)
    wrong = leader.get(f"/petugas/kunjungan/{visit.reference}/pesan/{theirs.pk}/")
    assert wrong.status_code == 404
    assert 'name="reminder"' not in of(visit, leader)
