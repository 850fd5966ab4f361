"""A visit as it might be, for tests to change."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.ical import CalendarEvent, FeedProfile, Person

JAKARTA = ZoneInfo("Asia/Jakarta")
STAMP = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)

HOST = Person(address="Protokol@MPP.batam.example", name='MPP "Batam", Kota: Batam')
CONTACT = Person(address="sekretariat@dpmptsp.solok.example", name="Hj. Nurhayati; S.E., M.M.")
OFFICER = Person(
    address="Andi.Wijaya@imigrasi.example",
    name="Andi ^Wijaya^",
    role="OPT-PARTICIPANT",
    partstat="ACCEPTED",
)

VISIT = CalendarEvent(
    uid="0b5f7f0c-6b5e-4c5e-9f43-2f7d2f1f6a10@mpp.batam.example",
    sequence=0,
    starts_at=datetime(2026, 12, 8, 9, 0, tzinfo=JAKARTA),
    ends_at=datetime(2026, 12, 8, 11, 30, tzinfo=JAKARTA),
    time_zone="Asia/Jakarta",
    created_at=datetime(2026, 11, 2, 1, 15, tzinfo=UTC),
    changed_at=datetime(2026, 11, 20, 2, 29, 30, tzinfo=UTC),
    summary="Studi tiru: DPMPTSP Kab. Solok",
    location="Aula lt. 3, MPP Batam; Jl. Engku Putri, Batam Kota",
    description=(
        "Rombongan 25 orang dari Kabupaten Solok, Sumatera Barat.\n"
        "Agenda: paparan, lalu peninjauan loket.\n\n"
        "Kontak: Protokol MPP Batam, +62 778 123456\n"
        "https://mpp.batam.example/k/3kq9/"
    ),
    geo=(1.1301, 104.0529),
    url="https://mpp.batam.example/k/3kq9/",
    status="CONFIRMED",
    categories=("Studi tiru", "Perizinan, OSS"),
    organizer=HOST,
    attendees=(CONTACT, OFFICER),
)

PROFILE = FeedProfile(
    name="Kunjungan MPP Batam",
    description="Semua kunjungan, untuk petugas",
    time_zone="Asia/Jakarta",
    color="#0b6e4f",
    source_url="https://mpp.batam.example/kalender/f3kq9.ics",
    changed_at=datetime(2026, 10, 1, tzinfo=UTC),
)


def visit(**changes: Any) -> CalendarEvent:
    """The example with some fields changed."""
    return replace(VISIT, **changes)


def moved() -> CalendarEvent:
    """The example after it moved to another day: replies count no more."""
    return visit(
        sequence=3,
        starts_at=datetime(2026, 12, 10, 13, 30, tzinfo=JAKARTA),
        ends_at=datetime(2026, 12, 10, 15, 30, tzinfo=JAKARTA),
        changed_at=datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
        attendees=(CONTACT, Person(address=OFFICER.address, name=OFFICER.name)),
    )


def in_feed() -> list[CalendarEvent]:
    """A feed's worth, out of order: one confirmed, one held, one called off, in two zones."""
    berlin = ZoneInfo("Europe/Berlin")
    return [
        visit(
            uid="3@mpp.batam.example",
            starts_at=datetime(2027, 4, 1, 9, 0, tzinfo=berlin),
            ends_at=datetime(2027, 4, 1, 10, 0, tzinfo=berlin),
            time_zone="Europe/Berlin",
            status="CANCELLED",
            sequence=5,
        ),
        visit(uid="2@mpp.batam.example", status="TENTATIVE", private=True, geo=None),
        moved(),
    ]
