"""Mail that did not arrive is mended by a press on the visit's page."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from notifications.models import BadAddress, Message
from notifications.outbox import bad_addresses
from notifications.outbox.failures import failed_messages, returned_mail
from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from tests.notifications.outbox.test_failures import message, returned
from visits.models import Host, Region
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def client_of(role: str) -> Client:
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[role])
    client = Client()
    client.force_login(user)
    return client


def test_a_failed_message_is_sent_again_from_the_visits_page(now: dt.datetime) -> None:
    failed = message(a_visit(trusted=True), "dead", now, body=b"From: a@b.example\r\n\r\nHalo")
    [told] = failed_messages(now)
    client = client_of(roles.PROTOCOL)
    assert told.remedy is not None
    assert told.remedy.url in client.get(told.url).content.decode()
    answer = client.post(told.remedy.url, follow=True)
    assert answer.redirect_chain[-1][0] == told.url
    assert "Pesan dikirim ulang sekarang" in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts_made) == (Message.State.PENDING, 0)
    assert list(failed_messages(now)) == []
    assert LogEntry.objects.get().object_id == str(failed.pk)


def test_what_is_out_of_date_is_not_sent_and_staff_are_told_why(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    old = message(visit, "dead", now, body=b"x", method="REQUEST", sequence=visit.sequence + 7)
    client = client_of(roles.PROTOCOL)
    page = client.post(f"/petugas/surat/{old.pk}/lagi/", follow=True).content.decode()
    assert "sudah tidak berlaku" in page
    old.refresh_from_db()
    assert old.state == Message.State.DEAD


def test_an_address_that_works_again_is_believed(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    returned(visit, now)
    [told] = returned_mail(now)
    client = client_of(roles.PROTOCOL)
    assert told.remedy is not None
    page = client.post(told.remedy.url, follow=True).content.decode()
    assert f"{visit.contact_email} dianggap berfungsi lagi" in page
    assert not BadAddress.objects.exists()
    assert list(returned_mail(now)) == []
    assert client.post(told.remedy.url).status_code == 404


def test_a_leader_sees_what_failed_and_changes_nothing(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    dead = message(visit, "dead", now, body=b"x")
    bad_addresses.mark(dead, source=BadAddress.Source.REPORT, answer="5.1.1", now=now)
    leader = client_of(roles.LEADER)
    page = leader.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert 'id="undelivered"' in page
    assert "/lagi/" not in page
    assert leader.post(f"/petugas/surat/{dead.pk}/lagi/").status_code == 403
