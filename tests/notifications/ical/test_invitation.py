"""What must hold of an invitation (RFC 5545, 5546), read as bytes and by two outside readers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from config.version import VERSION
from notifications.ical import Person, invitation
from notifications.ical.model import CalendarEvent
from tests.notifications.ical.content import unfolded, values
from tests.notifications.ical.examples import CONTACT, OFFICER, STAMP, VISIT, moved, visit
from tests.readers import ical_js, vobject_reader
from tests.readers.shape import ReadEvent

Reader = Callable[[bytes], list[ReadEvent]]
READERS = pytest.mark.parametrize("read", [ical_js.read, vobject_reader.read])


def request(event: CalendarEvent = VISIT) -> bytes:
    return invitation(event, method="REQUEST", stamp=STAMP)


@READERS
def test_request_is_read_as_it_was_meant(read: Reader) -> None:
    (event,) = read(request())
    assert event["method"] == "REQUEST"
    assert event["uid"] == VISIT.uid
    assert event["sequence"] == 0
    assert event["stamp"] == STAMP
    assert event["created_at"] == VISIT.created_at
    assert event["changed_at"] == VISIT.changed_at
    assert event["starts_at"] == VISIT.starts_at
    assert event["ends_at"] == VISIT.ends_at
    assert event["time_zone"] == "Asia/Jakarta"
    assert event["summary"] == VISIT.summary
    assert event["location"] == VISIT.location
    assert event["description"] == VISIT.description
    assert event["url"] == VISIT.url
    assert event["geo"] == [1.1301, 104.0529]
    assert event["status"] == "CONFIRMED"
    assert event["transparency"] == "OPAQUE"
    assert event["visibility"] is None
    assert event["categories"] == ["Studi tiru", "Perizinan, OSS"]
    assert event["organizer"]
    assert event["organizer"]["address"] == "mailto:protokol@mpp.batam.example"
    assert event["organizer"]["name"] == 'MPP "Batam", Kota: Batam'
    assert event["attendees"] == [
        {
            "address": "mailto:sekretariat@dpmptsp.solok.example",
            "name": "Hj. Nurhayati; S.E., M.M.",
            "role": "REQ-PARTICIPANT",
            "partstat": "NEEDS-ACTION",
            "rsvp": True,
        },
        {
            "address": "mailto:andi.wijaya@imigrasi.example",
            "name": "Andi ^Wijaya^",
            "role": "OPT-PARTICIPANT",
            "partstat": "ACCEPTED",
            "rsvp": True,
        },
    ]
    assert event["alarms"] == [
        {"action": "DISPLAY", "trigger": "-P1D", "description": VISIT.summary}
    ]


@READERS
def test_moved_visit_keeps_its_uid_and_raises_its_sequence(read: Reader) -> None:
    (event,) = read(request(moved()))
    assert (event["uid"], event["sequence"]) == (VISIT.uid, 3)
    assert event["starts_at"] == datetime(2026, 12, 10, 6, 30, tzinfo=UTC)
    assert event["created_at"] == VISIT.created_at


@READERS
def test_cancel_names_those_concerned_without_alarm_or_question(read: Reader) -> None:
    gone = visit(sequence=4, status="CANCELLED")
    (event,) = read(invitation(gone, method="CANCEL", stamp=STAMP))
    assert (event["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 4)
    assert event["uid"] == VISIT.uid
    assert event["starts_at"] == VISIT.starts_at
    assert [attendee["rsvp"] for attendee in event["attendees"]] == [False, False]
    assert event["alarms"] == []


@READERS
def test_officer_taken_off_a_visit_that_goes_on_is_told_it_is_cancelled(read: Reader) -> None:
    off = visit(sequence=5, attendees=(OFFICER,))
    (event,) = read(invitation(off, method="CANCEL", stamp=STAMP))
    assert event["status"] == "CANCELLED"
    assert [attendee["address"] for attendee in event["attendees"]] == [
        "mailto:andi.wijaya@imigrasi.example"
    ]


def test_held_visit_is_tentative_and_private_visit_is_private() -> None:
    made = request(visit(status="TENTATIVE", private=True))
    assert values(made, "STATUS") == ["TENTATIVE"]
    assert values(made, "CLASS") == ["PRIVATE"]


def test_calendar_says_who_made_it_and_holds_one_event() -> None:
    lines = unfolded(request())
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Singgah//{VERSION}//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert lines.count("BEGIN:VEVENT") == lines.count("BEGIN:VTIMEZONE") == 1
    assert not [line for line in lines if line.startswith("X-")]


def test_attendee_is_the_bare_address_in_lower_case() -> None:
    made = request(visit(attendees=(Person(address="Siti.A+mpp@Example.ID", name=""),)))
    (line,) = values(made, "ATTENDEE")
    assert line == (
        "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE"
        ":mailto:siti.a+mpp@example.id"
    )


def test_names_in_parameters_are_quoted_and_escaped_by_rfc_6868() -> None:
    (line,) = values(request(), "ORGANIZER")
    assert line == """CN="MPP ^'Batam^', Kota: Batam":mailto:protokol@mpp.batam.example"""
    first, second = values(request(), "ATTENDEE")
    assert 'CN="Hj. Nurhayati; S.E., M.M."' in first
    assert 'CN="Andi ^^Wijaya^^"' in second


@pytest.mark.parametrize(
    "address",
    [
        "",
        "siti",
        "Siti <siti@example.id>",
        "mailto:siti@example.id",
        "a@example.id,b@example.id",
        "siti@example.id\r\nATTENDEE:mailto:x@example.id",
        "si ti@example.id",
        '"siti"@example.id',
        "sití@example.id",
        "a;CN=x@example.id",
        "a:b@example.id",
    ],
)
def test_address_that_is_not_a_plain_one_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a plain e-mail address"):
        request(visit(attendees=(Person(address=address),)))


def test_white_space_around_an_address_is_no_part_of_it() -> None:
    made = request(visit(attendees=(Person(address="siti@example.id\n"),)))
    assert b"mailto:siti@example.id\r\n" in made.replace(b"\r\n ", b"")


@pytest.mark.parametrize("url", ["javascript", "https://x.id/\r\nATTENDEE:mailto:a@b.id", "/k/1"])
def test_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a URI"):
        request(visit(url=url))


INJECTION = (
    "Solok\r\nEND:VEVENT\nATTENDEE:mailto:x@evil.example\r\x85BEGIN:VALARM\u2028X:1\x0bY:2\x00"
)


def test_text_never_reaches_a_line_of_its_own() -> None:
    person = Person(address="a@b.example", name=INJECTION)
    hostile = visit(
        uid=f"1@b.example{INJECTION}",
        summary=INJECTION,
        location=INJECTION,
        description=INJECTION,
        categories=(INJECTION,),
        organizer=person,
        attendees=(person,),
    )
    ordinary = [
        line.split(":")[0].split(";")[0] for line in unfolded(request(visit(attendees=(person,))))
    ]
    made = request(hostile)
    assert [line.split(":")[0].split(";")[0] for line in unfolded(made)] == ordinary
    assert len(made.decode().splitlines()) == made.count(b"\r\n")


@READERS
def test_text_that_looks_like_properties_is_read_as_text(read: Reader) -> None:
    (event,) = read(request(visit(summary=INJECTION, description=INJECTION)))
    assert event["summary"] == (
        "Solok END:VEVENT ATTENDEE:mailto:x@evil.example  BEGIN:VALARM X:1 Y:2"
    )
    assert event["description"] == (
        "Solok\nEND:VEVENT\nATTENDEE:mailto:x@evil.example\n\nBEGIN:VALARM\nX:1\nY:2"
    )
    assert len(event["attendees"]) == 2


@READERS
def test_backslash_before_n_is_no_line_break(read: Reader) -> None:
    (event,) = read(request(visit(summary=r"C:\New \names \\n")))
    assert event["summary"] == r"C:\New \names \\n"


@pytest.mark.parametrize("character", ["x", "é", "語", "😀", "\\", ",", "^", '"'])
def test_lines_end_in_crlf_and_have_at_most_75_octets_of_whole_characters(character: str) -> None:
    text = character * 400
    person = Person(address="a@b.example", name=text)
    event = visit(summary=text, location=text, description=text, attendees=(person,))
    made = request(event)
    lines = made.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert not {b"\r", b"\n"} & {bytes([octet]) for octet in line}
        line.decode()  # raises where a character was cut


@pytest.mark.parametrize("character", ["x", "é", "😀", "\\", ","])
def test_longest_mail_stays_under_100_kb(character: str) -> None:
    text = character * 20_000
    longest = ".".join(letter * 60 for letter in "bcd")
    people = tuple(
        Person(address=f"{'a' * 60}{number:04}@{longest}.id", name=text) for number in range(40)
    )
    made = request(
        visit(
            summary=text,
            location=text,
            description=text,
            categories=(text,) * 30,
            attendees=people,
        )
    )
    assert 2 * len(made) * 78 / 57 < 97_000  # twice in base64, room left for the words


def test_equal_input_gives_equal_bytes() -> None:
    assert request() == request(visit())


def test_geo_is_written_without_an_exponent() -> None:
    assert values(request(visit(geo=(-0.00001, 109.3333333))), "GEO") == ["-0.000010;109.333333"]


def test_invitation_needs_somebody_and_not_a_crowd() -> None:
    with pytest.raises(ValueError, match="1 to 40"):
        request(visit(attendees=()))
    with pytest.raises(ValueError, match="1 to 40"):
        request(visit(attendees=(CONTACT,) * 41))


def test_cancelled_visit_is_not_requested() -> None:
    with pytest.raises(ValueError, match="CANCEL"):
        request(visit(status="CANCELLED"))


def test_times_without_a_zone_and_ends_before_starts_are_refused() -> None:
    naive = datetime(2026, 12, 8, 9, 0)  # noqa: DTZ001 - the very thing that is refused
    with pytest.raises(ValueError, match="starts_at"):
        visit(starts_at=naive)
    with pytest.raises(ValueError, match="stamp"):
        invitation(VISIT, method="REQUEST", stamp=naive)
    with pytest.raises(ValueError, match="follow"):
        visit(ends_at=VISIT.starts_at)
    with pytest.raises(ValueError, match="sequence"):
        visit(sequence=-1)
    with pytest.raises(ValueError, match="geo"):
        visit(geo=(104.05, 1.13 + 180))
    with pytest.raises(KeyError):
        visit(time_zone="Asia/Batam")
    assert visit(ends_at=VISIT.starts_at + timedelta(minutes=1))
