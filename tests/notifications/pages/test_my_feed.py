"""An officer's own calendar: an address at a time, shown once, and never by another's link."""

import datetime as dt
import re

import pytest
from django.test import Client

from notifications.compose import feed_link
from notifications.models import Feed, Message
from scheduling.models import Room
from tests.factories import OfficerFactory, UserFactory, a_visit
from visits.access.tokens import duty_token
from visits.history.events import program
from visits.life import amending, deciding
from visits.models import Host, Officer, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
MINE = "/petugas/kalender-saya/"
DESK = program("desk")


@pytest.fixture
def officer(room: Room, host: Host) -> Officer:
    user = UserFactory.create()
    user.groups.set([roles.ensure_groups()[roles.OFFICER]])
    return OfficerFactory.create(user=user, email="ani@contoh.go.id")


@pytest.fixture
def visit(officer: Officer, now: dt.datetime) -> Visit:
    visit = amending.assign(a_visit(trusted=True), officers=[officer], by=DESK, now=now)
    return deciding.approve(visit, by=DESK, now=now)


def address_in(page: str) -> str:
    found = re.search(r'value="[^"]+(/kalender/f[^"]+\.ics)"', page)
    assert found
    return found[1]


def test_made_shown_once_renewed_and_ended(client: Client, visit: Visit, officer: Officer) -> None:
    assert officer.user is not None
    client.force_login(officer.user)
    assert MINE in client.get("/petugas/tugas/").content.decode()
    assert ".ics" not in client.get(MINE).content.decode()
    page = client.post(MINE, {"do": "make"}).content.decode()
    for name in ("webcal://", "calendar.google.com", "outlook.office.com", "outlook.live.com"):
        assert name in page
    first = address_in(page)
    assert visit.institution.encode() in client.get(first).content.replace(b"\r\n ", b"")
    assert ".ics" not in client.get(MINE).content.decode()
    second = address_in(client.post(MINE, {"do": "make"}).content.decode())
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.post(MINE, {"do": "end"})
    assert client.get(second).status_code == 404
    assert not Feed.objects.filter(token_hash__in=(first, second)).exists()


def test_an_account_without_an_officer_is_told_so(client: Client, host: Host) -> None:
    user = UserFactory.create()
    user.groups.set([roles.ensure_groups()[roles.PROTOCOL]])
    client.force_login(user)
    assert "belum terhubung" in client.post(MINE, {"do": "make"}).content.decode()
    assert not Feed.objects.exists()


def test_the_link_of_a_visit_mails_another_to_the_officer_alone(
    client: Client, visit: Visit, officer: Officer
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/kalender/"
    page = client.get(path).content.decode()
    assert "an…@contoh.go.id" in page
    assert "ani@" not in page
    for _twice in range(2):
        assert client.post(path).status_code == 302
    [mail] = Message.objects.filter(template="officer_feed")
    assert mail.recipient == officer.email
    assert not Feed.objects.exists()
    link = feed_link.link_of(officer)
    opened = client.get(link)
    assert opened["Cache-Control"] == "no-store"
    assert not Feed.objects.exists()
    made = address_in(client.post(link).content.decode())
    assert client.get(made).status_code == 200
    assert client.post(link).status_code == 410
    assert Feed.objects.filter(revoked_at=None).count() == 1


def test_that_link_ends_after_a_day_and_with_the_address(
    client: Client, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = feed_link.link_of(officer)
    Officer.objects.update(email="lain@contoh.go.id")
    assert client.get(link).status_code == 410
    officer.refresh_from_db()
    link = feed_link.link_of(officer)
    monkeypatch.setattr(feed_link, "VALID", -dt.timedelta(seconds=1))
    assert client.get(link).status_code == 410
    assert client.get("/tugas/x:y:z/langganan/").status_code == 410
