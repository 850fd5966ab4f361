"""Every kind of event goes into a real CalDAV server and comes out as it went in."""

import datetime as dt
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.test import Client
from django.utils import timezone

from notifications.feeds import contents
from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.factories import AgencyFactory, OfficerFactory, a_free_slot, a_visit
from tests.notifications.letters import approved, mail_of
from tests.readers import ical_js
from tests.readers.radicale import radicale
from tests.readers.shape import ReadEvent
from visits.access.tokens import feed_token
from visits.history.events import Actor, officer
from visits.life import amending, answering, moving
from visits.life.duties import officers_answer
from visits.models import Host

pytestmark = pytest.mark.django_db
AWKWARD = 'Dinas "A\\New"; Kota, 語 😀\nBEGIN:VEVENT'


def stored(calendar: bytes) -> bytes:
    """As a client stores an invitation that was accepted: without METHOD (RFC 4791, 4.1)."""
    return b"".join(
        line for line in calendar.splitlines(keepends=True) if not line.startswith(b"METHOD:")
    )


def by_uid(events: list[ReadEvent]) -> dict[str, ReadEvent]:
    return {str(event["uid"]): event for event in events}


def invitations() -> list[bytes]:
    found = []
    for message in Message.objects.exclude(method="").order_by("id"):
        parts = [p for p in mail_of(message).walk() if p.get_content_type() == "text/calendar"]
        found.append(parts[0].get_payload(decode=True))
    return found


def test_invitations_updates_and_cancellations(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, tmp_path: Path
) -> None:
    visit = approved(protocol, institution=AWKWARD, purpose=AWKWARD * 20)
    relay(now=now)
    someone = visit.officers.get()
    officers_answer.answer(visit, officer=someone, answer="accepted", by=officer(someone), now=now)
    amending.amend(visit, changes={"people": 31}, by=protocol, now=now)
    relay(now=now)
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    relay(now=now)
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    relay(now=now)
    calendars = [stored(calendar) for calendar in invitations()]
    assert len(calendars) == 8
    with radicale(tmp_path) as server:
        server.call("MKCALENDAR", "kunjungan/")
        for calendar in calendars:
            server.call("PUT", f"kunjungan/{visit.uid}.ics", calendar)
            back = server.call("GET", f"kunjungan/{visit.uid}.ics")
            assert ical_js.read(back) == ical_js.read(calendar)


def test_every_feed(
    room: Room, host: Host, protocol: Actor, client: Client, tmp_path: Path
) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    agency = AgencyFactory.create()
    someone = OfficerFactory.create(agency=agency)
    visit = approved(protocol, officers=[someone], institution=AWKWARD)
    gone = approved(protocol, officers=[someone])
    answering.cancel(gone, reason="Uji", by=protocol, now=timezone.now())
    a_visit(trusted=True)
    owners: dict[str, dict[str, object]] = {
        "staff": {}, "agency": {"agency": agency}, "officer": {"officer": someone},
        "room": {"room": room},
    }  # fmt: skip
    paths = {k: contents.create(k, **owner)[1].rpartition("/")[2] for k, owner in owners.items()}
    paths |= {"public": "publik.ics", "visit": f"{feed_token(visit)}.ics"}
    with radicale(tmp_path) as server:
        for kind, path in paths.items():
            feed = client.get(f"/kalender/{path}").content
            before = by_uid(ical_js.read(feed))
            assert len(before) == {"staff": 3, "visit": 1}.get(kind, 2)
            server.call("PUT", f"{kind}/", feed)  # a whole calendar, as an import does
            assert by_uid(ical_js.read(server.call("GET", f"{kind}/"))) == before


def test_what_is_broken_is_refused(tmp_path: Path) -> None:
    with radicale(tmp_path) as server:
        server.call("MKCALENDAR", "kunjungan/")
        with pytest.raises(HTTPError):
            server.call("PUT", "kunjungan/x.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")
