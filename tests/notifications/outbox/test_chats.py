"""Chats: what the host is told goes there too, without names, and only where that was set up."""

import datetime as dt
import sys
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from notifications.models import Message
from notifications.outbox import delivery
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import Moody
from visits.models import Host

pytestmark = pytest.mark.django_db


class Apprise:
    """As the package has it: addresses are added, words are posted, and it says whether."""

    posted: list[str] = []
    works = True

    def add(self, url: str) -> bool:
        return url.startswith("json://")

    def notify(self, *, body: str) -> bool:
        if self.works:
            self.posted.append(body)
        return self.works


@pytest.fixture
def apprise(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> type[Apprise]:
    """The package as if it were installed, and one chat."""
    monkeypatch.setitem(sys.modules, "apprise", SimpleNamespace(Apprise=Apprise))
    monkeypatch.setattr(Apprise, "posted", [])
    monkeypatch.setattr(Apprise, "works", True)
    settings.APPRISE_URLS = ["json://127.0.0.1/petugas"]
    return Apprise


def test_the_hosts_notices_go_to_its_chats_too_and_name_nobody(
    room: Room, host: Host, apprise: type[Apprise], smtp: Moody, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    assert delivery.deliver(now=now) == 3
    (posted,) = apprise.posted
    assert visit.institution in posted
    assert f"/petugas/kunjungan/{visit.reference}/" in posted
    for name in (visit.contact_name, visit.leader_name, visit.contact_email, "/k/"):
        assert name not in posted
    assert len(smtp.mails) == 2
    assert delivery.deliver(now=now) == 0


def test_a_chat_that_is_away_is_tried_again_and_holds_up_no_mail(
    room: Room, host: Host, apprise: type[Apprise], smtp: Moody, now: dt.datetime
) -> None:
    apprise.works = False
    a_visit(trusted=True)
    relay(now=now)
    assert delivery.deliver(now=now) == 2
    chat = Message.objects.get(channel="chat")
    assert (chat.state, chat.attempts_made) == (Message.State.PENDING, 1)
    apprise.works = True
    assert delivery.deliver(now=now + dt.timedelta(minutes=5)) == 1


def test_without_the_extra_the_notice_waits_with_the_reason(
    room: Room,
    host: Host,
    settings: Settings,
    smtp: Moody,
    monkeypatch: pytest.MonkeyPatch,
    now: dt.datetime,
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    settings.APPRISE_URLS = ["json://127.0.0.1/petugas"]
    a_visit(trusted=True)
    relay(now=now)
    assert delivery.deliver(now=now) == 2
    assert "chat" in Message.objects.get(channel="chat").last_error


def test_where_no_chat_is_set_up_nothing_is_made_or_loaded(
    room: Room, host: Host, now: dt.datetime
) -> None:
    a_visit(trusted=True)
    relay(now=now)
    assert not Message.objects.filter(channel="chat").exists()
