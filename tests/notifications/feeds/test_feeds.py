"""Calendars by address: what each reader sees, and conditional requests (RFC 9110, 13)."""

import datetime as dt
import gzip
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from django.utils.http import http_date

from notifications.feeds import cache, contents
from notifications.models import Feed
from notifications.plan.addresses import public_uid
from scheduling.models import BookingRules, CapacityRule, Reservation, Room, Week
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import AgencyFactory, OfficerFactory, a_free_slot, a_visit
from tests.notifications.ical.content import unfolded
from tests.notifications.letters import approved
from tests.readers import ical_js, ical_reader, vobject_reader
from visits.access.tokens import duty_token, feed_token, visit_token
from visits.history.events import DELEGATION, Actor, record
from visits.life import answering, joint_visits, moving
from visits.models import Host, Officer, Status, Visit, VisitEvent

pytestmark = pytest.mark.django_db
PUBLIC = "/kalender/publik.ics"


def path_of(kind: str, **owner: object) -> str:
    return "/kalender/" + contents.create(kind, **owner)[1].rpartition("/")[2]


def events_at(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    found = ical_js.read(answer.content)
    for read in (vobject_reader.read, ical_reader.read):
        others = read(answer.content)
        assert [{**e, "categories": []} for e in found] == [{**e, "categories": []} for e in others]
    return {str(event["uid"]).partition("@")[0]: event for event in found}


def test_the_public_sees_that_a_session_is_taken_and_no_more(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit, held = approved(protocol), a_visit(trusted=True)
    found = events_at(client, PUBLIC)
    assert len(found) == 1, held
    event = found[public_of(visit)]
    assert (event["summary"], event["status"]) == ("Terisi", "CONFIRMED")
    text = client.get(PUBLIC).content.decode()
    for secret in ("Solok", visit.contact_email, visit.leader_name, visit.reference, "/k/"):
        assert secret not in text

    host.public_names = True
    host.save()
    assert "Solok" in events_at(client, PUBLIC)[public_of(visit)]["summary"]


def public_of(visit: Visit) -> str:
    """Under which name the public feed has it."""
    return public_uid(visit, Host.load()).partition("@")[0]


def test_the_public_feed_gives_nothing_to_who_would_answer_for_somebody(
    room: Room, host: Host, protocol: Actor, client: Client, now: dt.datetime
) -> None:
    visit = approved(protocol)
    first = events_at(client, PUBLIC)[public_of(visit)]
    text = client.get(PUBLIC).content.decode()
    assert str(visit.uid) not in text
    assert visit.uid.hex not in text
    invited = events_at(client, path_of("staff"))[str(visit.uid)]
    assert first["sequence"] != invited["sequence"]
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    second = events_at(client, PUBLIC)[public_of(visit)]
    again = events_at(client, path_of("staff"))[str(visit.uid)]
    rose = again["sequence"] - invited["sequence"]
    assert second["sequence"] - first["sequence"] == rose > 0


def test_what_is_called_off_says_so_and_keeps_nobody_busy_in_every_feed(
    room: Room, host: Host, protocol: Actor, client: Client, now: dt.datetime
) -> None:
    visit = approved(protocol)
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    feeds = (
        (PUBLIC, public_of(visit)),
        (path_of("staff"), str(visit.uid)),
        (f"/kalender/{feed_token(visit)}.ics", str(visit.uid)),
    )
    for path, uid in feeds:
        event = events_at(client, path)[uid]
        assert (event["status"], event["summary"][:7]) == ("CANCELLED", "Batal: ")
        assert "TRANSP:TRANSPARENT" in client.get(path).content.decode()
        assert "Terisi" not in event["summary"]


def test_a_host_without_a_public_calendar_has_none(host: Host, client: Client) -> None:
    host.public_feed = False
    host.save()
    answer = client.get(PUBLIC)
    assert (answer.status_code, answer.content) == (404, b"")


def test_staff_see_holds_as_tentative(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit, held = approved(protocol), a_visit(trusted=True)
    found = events_at(client, path_of("staff"))
    assert found[str(visit.uid)]["status"] == "CONFIRMED"
    assert found[str(held.uid)]["status"] == "TENTATIVE"
    assert found[str(visit.uid)]["visibility"] == "PRIVATE"
    assert found[str(visit.uid)]["sequence"] == visit.sequence


def test_agency_officer_and_room_see_their_own_alone(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    agency, other = AgencyFactory.create_batch(2)
    officer = OfficerFactory.create(agency=agency)
    visit = approved(protocol, officers=[officer])
    asked = approved(protocol, agencies=[agency])
    assert set(events_at(client, path_of("agency", agency=agency))) == {
        str(visit.uid), str(asked.uid),
    }  # fmt: skip
    assert events_at(client, path_of("agency", agency=other)) == {}
    assert set(events_at(client, path_of("officer", officer=officer))) == {str(visit.uid)}
    assert len(events_at(client, path_of("room", room=room))) == 2
    elsewhere = Room.objects.create(code="lain", name="Ruang lain")
    assert events_at(client, path_of("room", room=elsewhere)) == {}


def test_a_delegation_sees_its_one_visit_with_the_link_to_its_page(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit = approved(protocol)
    approved(protocol)
    (event,) = events_at(client, f"/kalender/{feed_token(visit)}.ics").values()
    assert event["url"].endswith(f"/k/{visit_token(visit)}/")


def test_a_joint_visit_is_in_the_feeds_though_another_holds_the_place(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    stays = approved(protocol)
    full = CapacityRule.objects.create(from_week=monday_of(a_free_slot().date), capacity=1)
    Week.objects.update(capacity=full.capacity)
    waits = a_visit(trusted=True, slots=[SlotId.parse(stays.preferred_slots[0])], waitlist=True)
    assert waits.status == Status.WAITLISTED
    joint_visits.merge(waits, into=stays, by=protocol, now=timezone.now())
    found = events_at(client, path_of("staff"))
    assert set(found) == {str(stays.uid), str(waits.uid)}
    assert len({event["starts_at"] for event in found.values()}) == 1


def test_a_place_of_the_waiting_list_that_was_taken_and_called_off_was_never_confirmed(
    room: Room, host: Host, client: Client
) -> None:
    visit = a_visit(trusted=True)
    record(visit, VisitEvent.Kind.ACCEPTED, by=DELEGATION, now=timezone.now())
    answering.cancel(visit, reason="Uji", by=DELEGATION, now=timezone.now())
    assert events_at(client, path_of("staff")) == {}


def test_staff_may_ask_for_more_of_the_past_and_others_may_not(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit = approved(protocol)
    long_ago = timezone.localdate() - dt.timedelta(days=90)
    week = Week.objects.create(starts_on=monday_of(long_ago), capacity=4)
    Reservation.objects.update(date=long_ago, week=week)
    staff, own = path_of("staff"), path_of("room", room=room)
    assert events_at(client, staff) == {}
    assert set(events_at(client, f"{staff}?from={long_ago}")) == {str(visit.uid)}
    for wrong in ("kemarin", "9999-99-99", ""):
        assert events_at(client, f"{staff}?from={wrong}") == {}
    assert events_at(client, f"{own}?from={long_ago}") == {}


def test_an_officer_finds_their_own_page_in_their_feed(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit = approved(protocol)
    officer = visit.officers.get()
    (event,) = events_at(client, path_of("officer", officer=officer)).values()
    assert event["url"].endswith(f"/tugas/{duty_token(visit, officer)}/")
    assert visit.contact_email not in str(event)


def test_a_cancelled_visit_stays_as_cancelled_for_thirty_days(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    visit, never_approved = approved(protocol), a_visit(trusted=True)
    path, before = path_of("staff"), visit.sequence
    for gone in (visit, never_approved):
        answering.cancel(gone, reason="Uji", by=DELEGATION, now=timezone.now())
    for address, name in ((path, str(visit.uid)), (PUBLIC, public_of(visit))):
        found = events_at(client, address)
        assert set(found) == {name}
        assert found[name]["status"] == "CANCELLED"
        assert found[name]["sequence"] > before
    long_ago = timezone.now() - dt.timedelta(days=31)
    Visit.objects.filter(pk=visit.pk).update(changed_at=long_ago)
    assert events_at(client, path) == {}


def test_unknown_and_revoked_addresses_are_empty_and_alike(
    room: Room, host: Host, client: Client
) -> None:
    path = path_of("staff")
    Feed.objects.update(revoked_at=timezone.now())
    nul = "/kalender/" + "%00" * 36 + ".ics"
    for address in (path, "/kalender/x.ics", nul, "/kalender/\u00e9.ics", "/k/x/undangan.ics"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, b""), address
        assert not answer.cookies


def test_an_unchanged_feed_is_not_sent_twice(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    approved(protocol)
    first = client.get(PUBLIC)
    tag, changed_at = first["ETag"], first["Last-Modified"]
    assert client.get(PUBLIC).content == first.content
    old = http_date(0)
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": f'"other", W/{tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": changed_at}, 200),
        ({"If-None-Match": tag, "If-Modified-Since": old}, 304),
        ({"If-Modified-Since": changed_at}, 304),
        ({"If-Modified-Since": old}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ):
        answer = client.get(PUBLIC, headers=headers)
        assert answer.status_code == status, headers
        assert (answer["ETag"], answer["Last-Modified"]) == (tag, changed_at)
        assert bool(answer.content) == (status == 200)
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Accept-Encoding" in answer["Vary"]

    a_visit(trusted=True)
    assert client.get(PUBLIC)["ETag"] == tag
    approved(protocol)
    again = client.get(PUBLIC, headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"] == tag) == (200, False)


@pytest.mark.parametrize("kind", Feed.Kind.values)
def test_a_feed_speaks_one_language_whoever_asks(
    room: Room, host: Host, protocol: Actor, client: Client, kind: str
) -> None:
    approved(protocol)
    owners = {"agency": AgencyFactory.create(), "officer": Officer.objects.get(), "room": room}
    path = path_of(kind, **{kind: owners[kind]} if kind in owners else {})
    english = client.get(path, headers={"accept-language": "en"}).content
    cache._made.clear()
    with translation.override("id"):
        name = f"X-WR-CALNAME:Studi tiru: {host.short_name}: {Feed.Kind(kind).label}"
    assert name in unfolded(english)
    assert english == client.get(path, headers={"accept-language": "id"}).content


def test_what_vanishes_from_a_feed_is_a_change_too(room: Room, host: Host, client: Client) -> None:
    visit, path = a_visit(trusted=True), path_of("staff")
    first = client.get(path)
    answering.cancel(visit, reason="Uji", by=DELEGATION, now=timezone.now())
    later = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 200


def test_gzip_head_and_the_headers_of_a_secret_feed(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    approved(protocol)
    path = path_of("staff")
    plain = client.get(path)
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip;q=0, br"})
    zipped = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    for answer in (plain, zipped):
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Content-Disposition"].startswith("inline;")
        assert answer["Cache-Control"] == "private, max-age=300"
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
        assert not answer.cookies
    head = client.head(path)
    assert (head.content, head["Content-Length"]) == (b"", str(len(plain.content)))
    assert head["ETag"] == plain["ETag"]
    strict = Client(enforce_csrf_checks=True)
    for method in ("POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"):
        refused = strict.generic(method, path)
        assert (refused.status_code, refused["Allow"], refused.content) == (405, "GET, HEAD", b"")
    for other in (
        path.removesuffix(".ics"),
        path.replace(".ics", ".ICS"),
        f"{path}/",
        "/kalender/x",
    ):
        nothing = client.get(other)
        assert (nothing.status_code, nothing.content) == (404, b"")
    same = client.get(path, headers={"If-None-Match": plain["ETag"], "Accept-Encoding": ""})
    assert (same.status_code, same.content) == (304, b"")
    for name in ("Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Cache-Control"):
        assert same[name] == plain[name]


def test_the_download_is_the_invitation_of_the_mail(
    room: Room, host: Host, protocol: Actor, client: Client
) -> None:
    held = a_visit(trusted=True)
    assert client.get(f"/k/{visit_token(held)}/undangan.ics").status_code == 404
    visit = approved(protocol)
    (event,) = ical_js.read(client.get(f"/k/{visit_token(visit)}/undangan.ics").content)
    assert (event["method"], event["sequence"]) == ("REQUEST", visit.sequence)
    visit = answering.cancel(visit, reason="Uji", by=DELEGATION, now=timezone.now())
    assert visit.status == Status.CANCELLED
    (event,) = ical_js.read(client.get(f"/k/{visit_token(visit)}/undangan.ics").content)
    assert (event["method"], event["status"]) == ("CANCEL", "CANCELLED")


def created(*arguments: str) -> str:
    out = StringIO()
    call_command("create_feed", *arguments, stdout=out)
    return out.getvalue().splitlines()[-1]


def test_create_feed_prints_an_address_that_opens_and_keeps_no_token(
    room: Room, host: Host, client: Client
) -> None:
    address = created("staff", "--name", "Protokol")
    path = "/kalender/" + address.rpartition("/")[2]
    assert client.get(path).status_code == 200
    feed = Feed.objects.get()
    assert feed.last_read_at
    assert feed.token_hash not in address
    assert created("public").endswith(PUBLIC)
    assert created("room", "--room", "aula").endswith(".ics")
    assert created("agency", "--agency", AgencyFactory.create().code).endswith(".ics")
    assert created("officer", "--officer", OfficerFactory.create().email).endswith(".ics")
    visit = a_visit(trusted=True)
    own = created("visit", "--visit", visit.reference)
    assert own.endswith(f"/kalender/{feed_token(visit)}.ics")
    for kind in ("agency", "officer", "visit"):
        with pytest.raises(CommandError, match=f"--{kind}"):
            created(kind)
    with pytest.raises(CommandError, match="--room"):
        created("room", "--room", "tidak-ada")
