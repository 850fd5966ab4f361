"""Mails made to do harm, and very many at once: little time and memory, and the good one read."""

import datetime as dt
import gc
import hashlib
import os
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from notifications.inbox import read_inbox, reading
from notifications.inbox.mailboxes import MOST_OCTETS
from notifications.inbox.parts import Unreadable
from notifications.inbox.reading import EVERY, take
from notifications.models import BadAddress, Message, ReceivedMail
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.notifications.inbox.mails_in import bounce, reply
from tests.notifications.letters import approved
from tests.sampled import sampled
from visits.history.events import Actor
from visits.models import Assignment, Host, Note, Visit, VisitEvent

pytestmark = pytest.mark.django_db
Drop = Callable[[str, bytes], Path]
MB = 1024 * 1024


@pytest.fixture
def visit(room: Room, host: Host, protocol: Actor, now: dt.datetime) -> Visit:
    """Approved, with one officer, and everybody invited."""
    BookingRules.objects.update(active_per_region_week=0)
    made = approved(protocol)
    relay(now=now)
    return made


@pytest.fixture
def invitation(visit: Visit) -> Message:
    """What the officer got."""
    return Message.objects.get(template="officer_invited")


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    """Lays a mail into the demo's folder."""

    def lay(name: str, raw: bytes) -> Path:
        (tmp_path / "inbox").mkdir(exist_ok=True)
        path = tmp_path / "inbox" / f"{name}.eml"
        path.write_bytes(raw)
        return path

    return lay


# --- One mail ------------------------------------------------------------------------------------


def memory(name: str) -> int:
    """VmRSS or VmHWM of this process in octets (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) * 1024


def forget_the_peak() -> None:
    """Let VmHWM begin anew (proc(5): clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


# As large as is looked at, less what stands before it.
FILL = MOST_OCTETS - 4096
CALENDAR = b"Content-Type: text/calendar"
MIXED = b"Content-Type: multipart/mixed"


def calendar(body: bytes) -> bytes:
    return CALENDAR + b"\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n" + body + b"END:VCALENDAR\n"


def with_zones(count: int, rule: bytes) -> bytes:
    """A calendar whose zone has so many rules, folded so that it is not seen at once."""
    rules = (
        b"BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:" + rule + b"\n"
        b"TZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD\n"
    )
    return calendar(
        b"BEGIN:VTIME\n ZONE\nTZID:Own\n" + rules * count + b"END:VTIME\n ZONE\n"
        b"BEGIN:VEVENT\nUID:x\nATTENDEE:mailto:a@b.example\n"
        b"DTSTART;TZID=Own:20261210T090000\nEND:VEVENT\n"
    )


BOMBS = {
    "boundaries": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(400)
    ),
    "parts": MIXED + b'; boundary="b"\n\n' + b"--b\n\n" * (FILL // 5),
    "digest": b"Content-Type: multipart/digest; boundary=b\n\n" + b"--b\n\n\n" * (FILL // 6),
    "status blocks": b"Content-Type: message/delivery-status\n\n" + b"\n" * FILL,
    "status in a report": (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/delivery-status\n\n" + b"a:\n\n" * (FILL // 4)
    ),
    "parameters": MIXED + b";" * FILL + b"\n\nx",
    "folded parameters": MIXED + b";\n " * (FILL // 3) + b"\n\nx",
    "parameters of a calendar": CALENDAR + b";a=b" * (FILL // 4) + b"\n\nx",
    "continued parameters": MIXED + b"".join(b";a*%d*=x" % n for n in range(40_000)) + b"\n\nx",
    "header": b"From: " + b"a@b.example, " * 30_000 + b"\n\n",
    "headers": b"a:\n" * (FILL // 3) + b"\n",
    "comments": b"From: a@b.example\nAuthentication-Results: " + b"(" * FILL + b"\n\nx",
    "charset": CALENDAR + b"; charset=klingon\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n\xff\xfe",
    "punycode": CALENDAR + b"; charset=punycode\n\nBEGIN-" + b"a" * 60_000,
    "no charset": CALENDAR + b"; charset=undefined\n\nBEGIN:VCALENDAR\n",
    "calendar": calendar(b"X:1\n" * 60_000),
    "calendar in calendars": calendar(b"BEGIN:VEVENT\n" * 4_900),
    "attendees": calendar(b"BEGIN:VEVENT\n" + b"ATTENDEE:a\n" * 5_000 + b"END:VEVENT\n"),
    "digits": calendar(b"BEGIN:VEVENT\nSEQUENCE:" + b"9" * 60_000 + b"\nEND:VEVENT\n"),
    "zone of seconds": with_zones(2, b"FREQ=SECONDLY"),
    "zone of many rules": with_zones(480, b"FREQ=MINUTELY"),
    "nested": b"Content-Type: message/rfc822\n\n" * 5_000,
    "garbage": bytes(range(256)) * 500,
    "huge": b"x" * 3_000_000,
    "base64": CALENDAR + b"\nContent-Transfer-Encoding: base64\n\n" + b"=A=" * 9999,
    "quoted-printable": CALENDAR + b"\nContent-Transfer-Encoding: quoted-printable\n\n"
    + b"=\n" * (FILL // 2),
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("name", sampled(BOMBS, every=4))
def test_no_mail_costs_much(name: str, now: dt.datetime) -> None:
    forget_the_peak()
    before, started = memory("VmRSS"), time.process_time()
    with suppress(Unreadable):
        assert not take(BOMBS[name][:MOST_OCTETS], now=now)
    assert time.process_time() - started < 12
    assert memory("VmHWM") - before < 64 * MB


def test_what_a_calendar_says_of_its_zones_is_not_kept() -> None:
    def zones(number: int) -> bytes:
        names = (f"TZID:Own{number}-{n}\n".encode() for n in range(100))
        return calendar(
            b"".join(
                b"BEGIN;X=Y:VTIMEZONE\n" + name + b"BEGIN:STANDARD\nDTSTART:19700101T000000\n"
                b"TZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD\nEND:VTIMEZONE\n"
                for name in names
            )
        )

    def kept() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    reading.answer_in(zones(0).partition(b"\n\n")[2].decode())
    before = kept()
    for number in range(1, 4):
        reading.answer_in(zones(number).partition(b"\n\n")[2].decode())
    grown = kept() - before
    tracemalloc.stop()
    assert grown < MB / 4


# --- In a folder ---------------------------------------------------------------------------------


def test_bad_mails_do_not_hold_up_the_good_one(
    visit: Visit, invitation: Message, drop: Drop, now: dt.datetime
) -> None:
    for name, raw in BOMBS.items():
        drop(name, raw)
    folder = drop("z", reply(invitation)).parent
    (folder / "a folder.eml").mkdir()
    (folder / "to nowhere.eml").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "no end.eml")
    drop("locked", b"x").chmod(0)
    started = time.monotonic()
    assert read_inbox(now=now) == 1
    assert time.monotonic() - started < 20
    assert Assignment.objects.get(visit=visit).answer == "accepted"
    assert list(folder.glob("*.eml")) == []
    assert len(list((folder / "read").iterdir())) == len(BOMBS) + 5


def test_many_replies_are_read_a_hundred_at_a_time(
    visit: Visit, invitation: Message, drop: Drop, now: dt.datetime
) -> None:
    for number in range(210):
        folder = drop(f"{number:05}", reply(invitation, headers={"X-Number": str(number)})).parent
    for passes, left in ((1, 110), (2, 10), (3, 0)):
        read_inbox(now=now + passes * EVERY)
        assert len(list(folder.glob("*.eml"))) == left
    assert visit.events.filter(kind=VisitEvent.Kind.ANSWERED).count() == 1


# --- Very many -----------------------------------------------------------------------------------

CHARSETS = ("utf-8", "utf-16", "iso-8859-1", "klingon", "punycode", "idna", "zlib", "us-ascii")
FLOOD = 5_000


def flooding(number: int, visit: Visit, invitation: Message) -> tuple[str, bytes]:
    """The mail of that number in a flood, and what it is: nearly all harm, in turn."""
    mark = {"X-Number": str(number)}
    if number % 50 == 0:
        name = list(BOMBS)[number // 50 % len(BOMBS)]
        return "bomb", BOMBS[name] + str(number).encode()
    if number % 10 == 1:
        charset = CHARSETS[number // 10 % len(CHARSETS)]
        stranger = f"orang{number}@lain.example"
        return "charset", reply(invitation, sender=stranger, headers=mark, charset=charset)
    if number % 10 == 2:
        return "made up", bounce(invitation, about=f"<{number}@mpp.batam.example>")
    if number % 10 == 3:
        return "stranger", reply(invitation, sender=f"orang{number}@lain.example", headers=mark)
    return "again", reply(invitation, headers=mark, stamp="20261126T010000Z")


@pytest.mark.slow
def test_a_flood_of_five_thousand_is_read_once_in_bounded_passes(
    visit: Visit,
    invitation: Message,
    drop: Drop,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds: Counter[str] = Counter()
    for number in range(FLOOD):
        kind, raw = flooding(number, visit, invitation)
        folder = drop(f"{number:05}", raw).parent
        kinds[kind] += 1
    # Behind them all the officer thinks better of it, and a mail of ours comes back.
    drop("99998", reply(invitation, "DECLINED", stamp="20261126T090000Z"))
    drop("99999", bounce(Message.objects.get(template="approved")))
    read: Counter[str] = Counter()

    def counted(raw: bytes, *, now: dt.datetime) -> bool:
        read[hashlib.sha256(raw).hexdigest()] += 1
        return take(raw, now=now)

    monkeypatch.setattr(reading, "take", counted)
    passes, longest, resident = 0, 0.0, []
    forget_the_peak()
    while left := len(list(folder.glob("*.eml"))):
        passes += 1
        started = time.monotonic()
        read_inbox(now=now + passes * EVERY)
        longest = max(longest, time.monotonic() - started)
        resident.append(memory("VmRSS"))
        assert len(list(folder.glob("*.eml"))) < left
    warm, most = resident[4], memory("VmHWM")
    print(  # noqa: T201 - the figures are asked for
        f"\n{FLOOD + 2} mails ({dict(kinds)}): {passes} passes, the longest {longest:.1f} s; "
        f"resident {warm // MB} MB after five passes, {resident[-1] // MB} MB at the end, "
        f"{most // MB} MB at the most"
    )
    assert longest < 25
    assert resident[-1] - warm < 32 * MB
    assert most - warm < 128 * MB
    assert len(list((folder / "read").iterdir())) == FLOOD + 2
    assert set(read.values()) == {1}
    assert len(read) == sum(p.stat().st_size <= MOST_OCTETS for p in (folder / "read").iterdir())
    assert Assignment.objects.get(visit=visit).answer == "declined"
    assert visit.events.filter(kind=VisitEvent.Kind.ANSWERED).count() == 2
    assert [bad.address for bad in BadAddress.objects.all()] == [visit.contact_email]
    # However many strangers write, staff have few notes; and of no mail there are two rows.
    assert Note.objects.filter(visit=visit, internal=True).count() == 20
    assert ReceivedMail.objects.filter(outcome="answered").count() == 2
