"""What each main page and list may ask of the database: one table, the same as in docs/speed.md.

The numbers do not grow with what there is. Those of a visit, a week and a day are with everything
on them that they can show: desk/visit/test_cost.py, board/test_board.py, day/test_day.py.
"""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling import places
from scheduling.models import Closure, Room
from scheduling.weeks import week_name
from tests.factories import (
    AgencyFactory,
    OfficerFactory,
    RegionFactory,
    TopicFactory,
    UserFactory,
    a_visit,
)
from tests.visits.api.conftest import program
from tests.visits.pages.desk.conftest import free_slots, signed_in
from visits.access.tokens import visit_token
from visits.api.access.callers import Scope
from visits.conversation import messages
from visits.history.events import Actor, staff
from visits.life import amending, deciding
from visits.models import Host, Participant, Rank, Region, Visit
from visits.people import roles

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db

# By who reads, and the address.
BUDGETS = {
    "anyone": {
        "/": 10,
        "/jadwal/": 11,
        "/ajukan/": 4,
        "/ajukan/sesi/": 7,
        "/privasi/": 4,
        "/cek/": 2,
        "/kalender/publik.ics": 2,
    },
    "delegation": {"/k/{token}/": 18, "/k/{token}/ubah/": 11},
    "staff": {
        "/petugas/": 21,
        "/petugas/antrean/": 18,
        "/petugas/antrean/jumlah/": 5,
        "/petugas/hari-ini/": 20,
        "/petugas/minggu/{week}/": 15,
        "/petugas/bulan/": 10,
        "/petugas/tahun/": 9,
        "/petugas/tunggu/": 12,
        "/petugas/baru/": 17,
        "/petugas/kunjungan/": 19,
        "/petugas/kunjungan/{reference}/": 31,
        "/petugas/kunjungan/{reference}/pindah/": 19,
        "/petugas/kunjungan/{reference}/ubah/": 16,
        "/petugas/cari/?q=solok": 15,
        "/petugas/surat/": 13,
        "/petugas/survei/": 9,
    },
    "leader": {"/petugas/pimpinan/": 33, "/petugas/laporan/": 29},
    "program": {
        "/api/v1/weeks/": 5,
        "/api/v1/slots/": 5,
        "/api/v1/regions/": 3,
        "/api/v1/regions/?search=contoh": 3,
        "/api/v1/agencies/": 3,
        "/api/v1/topics/": 3,
        "/api/v1/visits/": 11,
        "/api/v1/visits/?status=requested&search=solok&region=13&ordering=institution": 12,
        "/api/v1/visits/{reference}/": 16,
        "/api/v1/visits/{reference}/papers/": 7,
        "/api/v1/events/": 4,
        "/api/v1/waiting-list/": 7,
        "/api/v1/officers/": 3,
        "/api/v1/inbox/": 14,
        "/api/v1/reports/": 13,
    },
}


def some_visits(weeks: range, colleague: Actor) -> Visit:
    """In each of the weeks four that ask, wait, are approved, lack something; gives the last."""
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    officer = OfficerFactory.create(rank=Rank.OFFICE_HEAD)
    OfficerFactory.create(agency=agency)
    said = {"by": colleague, "now": timezone.now()}
    for week in weeks:
        slots = free_slots(week=week, most=4)
        common = {"trusted": True, "topics": [topic], "agencies": [agency], "people": 5}
        visits = [a_visit(slots=[slot], **common) for slot in slots]
        for visit in visits:
            Participant.objects.create(visit=visit, number=1, name="Ani")
        amending.assign(visits[0], officers=[officer], **said)
        deciding.approve(Visit.objects.get(pk=visits[0].pk), **said)
        messages.ask_missing(visits[1], text="Surat", **said)
        messages.write(visits[2], text="Halo", internal=True, **said)
        a_visit(slots=[slots[0]], waitlist=True, **common)
        for _ in range(2):
            RegionFactory.create()
    return visits[3]


def reading(reader: str) -> Client:
    """A browser, or a program, of somebody who reads so."""
    if reader == "program":
        return program(Scope.VISITS_READ, Scope.REPORTS_READ)
    role = {"staff": roles.PROTOCOL, "leader": roles.LEADER}.get(reader)
    return signed_in(role) if role else Client()


def asked(client: Client, addresses: Iterable[str], visit: Visit) -> dict[str, int]:
    """How many queries each of the addresses takes that was looked at before."""
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    real = {
        "reference": visit.reference,
        "week": week_name(place.week_id),
        "token": visit_token(visit),
    }
    found = {}
    for address in addresses:
        # Numbers what is new, and notes the first opening of the day.
        client.get(address.format(**real))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address.format(**real))
        assert answer.status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("reader", BUDGETS)
def test_nothing_asks_more_than_its_budget_or_more_with_more_visits(
    reader: str, host: Host, room: Room, solok: Region
) -> None:
    colleague = staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))
    client, budget = reading(reader), BUDGETS[reader]
    visit = some_visits(range(4, 5), colleague)
    few = asked(client, budget, visit)
    some_visits(range(5, 8), colleague)
    Closure.objects.create(
        name="Rapat", kind="own_event", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2)
    )
    reading("staff").get("/petugas/")  # the rules are read once and remembered
    many = asked(client, budget, visit)
    assert many == few
    assert {page: count for page, count in many.items() if count > budget[page]} == {}


def test_the_document_shows_the_same_table() -> None:
    text = (ROOT / "docs" / "speed.md").read_text()
    rows = re.findall(r"^\| (\w+) \| `(\S+)` \| (\d+) \|$", text, re.MULTILINE)
    shown: dict[str, dict[str, int]] = {}
    for reader, address, most in rows:
        shown.setdefault(reader, {})[address] = int(most)
    assert shown == BUDGETS
