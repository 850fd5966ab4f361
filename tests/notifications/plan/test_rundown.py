"""The rundown in mails and calendars: shown at once in feeds, mailed when staff send it."""

import datetime as dt

import pytest
from django.test import Client

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.notifications.feeds.test_feeds import PUBLIC, events_at, path_of
from tests.notifications.letters import CONTACT, approved, event_in, told, words_of
from visits.access.tokens import feed_token
from visits.agenda.items import Item
from visits.history.events import Actor
from visits.life import answering
from visits.life.rundown.setting import send, set_rundown
from visits.models import Host, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


def rundown(visit: Visit, *titles: str, place: str = "") -> list[Item]:
    session = session_of(visit)
    assert session is not None
    found, at = [], session.starts_at
    for title in titles:
        until = at + dt.timedelta(minutes=20)
        found.append(Item(at, until, title, speaker="Ibu Sari", place=place))
        at = until
    return found


def test_mails_go_once_when_staff_send_it_and_feeds_show_each_state(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, client: Client
) -> None:
    visit = approved(protocol)
    officer = visit.officers.get()
    relay(now=now)
    first = visit.sequence
    for titles in (["Satu"], ["Satu", "Dua"], ["Satu", "Dua", "Tiga; akhir, ya"]):
        items = rundown(visit, *titles, place="Lantai 2")
        visit = set_rundown(visit, items=items, by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT) == [("approved", "REQUEST")]
    [shown] = events_at(client, f"/kalender/{feed_token(visit)}.ics").values()
    assert "Tiga; akhir, ya (Ibu Sari), Lantai 2" in shown["description"]
    assert shown["sequence"] == visit.sequence > first

    visit = send(visit, by=protocol, now=now)
    send(visit, by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT)[1:] == [("rundown", "REQUEST")]
    assert told(visit, officer.email)[1:] == [("officer_rundown", "REQUEST")]
    for template in ("rundown", "officer_rundown"):
        message = Message.objects.get(template=template)
        event = event_in(message)
        assert "Dua (Ibu Sari), Lantai 2" in words_of(message)
        assert "Susunan acara:\n" in event["description"]
        assert event["sequence"] == visit.sequence

    visit = set_rundown(visit, items=[], by=protocol, now=now)
    send(visit, by=protocol, now=now)
    relay(now=now)
    last = Message.objects.filter(template="rundown").order_by("id").last()
    assert last is not None
    assert "tidak berlaku" in words_of(last)
    assert "Susunan acara" not in event_in(last)["description"]


def test_called_off_and_in_public_there_is_no_rundown(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, client: Client
) -> None:
    host.public_names = True
    host.save()
    visit = approved(protocol)
    set_rundown(visit, items=rundown(visit, "Paparan rahasia"), by=protocol, now=now)
    staff_feed = path_of("staff")
    assert b"Paparan rahasia" in client.get(staff_feed).content
    assert b"rahasia" not in client.get(PUBLIC).content
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    assert b"rahasia" not in client.get(staff_feed).content
    relay(now=now)
    for message in Message.objects.filter(visit=visit):
        assert "rahasia" not in words_of(message)
