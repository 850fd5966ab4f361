"""What each main page and list may ask of the database: one table, the same as in docs/speed.md.

The numbers do not grow with what there is. Those of a visit, a week and a day are with everything
on them that they can show: desk/visit/test_cost.py, board/test_board.py, day/test_day.py.
"""

import datetime as dt
import re
from collections import Counter
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
from tests.plans import read_whole
from tests.visits.api.conftest import program
from tests.visits.pages.desk.conftest import free_slots, signed_in
from visits.access.tokens import share_token, visit_token
from visits.api.access.callers import Scope
from visits.conversation import messages, sharing
from visits.history.events import Actor, staff
from visits.life import amending, deciding
from visits.models import Host, Journey, Participant, Rank, Region, Status, Visit
from visits.people import roles

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db

# By who reads, and the address.
BUDGETS = {
    "anyone": {
        "/": 8,
        "/jadwal/": 5,
        "/statistik/": 3,
        "/perjalanan/": 4,
        "/ajukan/": 4,
        "/ajukan/sesi/": 3,
        "/privasi/": 4,
        "/cek/": 2,
        "/kalender/publik.ics": 2,
    },
    "group": {"/b/{group}/": 5},
    "delegation": {"/k/{token}/": 13, "/k/{token}/ubah/": 8},
    "staff": {
        "/petugas/": 13,
        "/petugas/antrean/": 11,
        "/petugas/antrean/jumlah/": 5,
        "/petugas/hari-ini/": 13,
        "/petugas/minggu/{week}/": 13,
        "/petugas/bulan/": 7,
        "/petugas/tahun/": 6,
        "/petugas/tunggu/": 8,
        "/petugas/baru/": 12,
        "/petugas/kunjungan/": 15,
        "/petugas/kunjungan/{reference}/": 23,
        "/petugas/kunjungan/{reference}/pindah/": 10,
        "/petugas/kunjungan/{reference}/ubah/": 13,
        "/petugas/cari/?q=solok": 12,
        "/petugas/surat/": 10,
        "/petugas/survei/": 8,
    },
    "leader": {"/petugas/pimpinan/": 21, "/petugas/laporan/": 26},
    "program": {
        "/api/v1/weeks/": 1,
        "/api/v1/slots/": 1,
        "/api/v1/regions/": 2,
        "/api/v1/regions/?search=contoh": 2,
        "/api/v1/agencies/": 2,
        "/api/v1/topics/": 2,
        "/api/v1/visits/": 7,
        "/api/v1/visits/?status=requested&search=solok&region=13&ordering=institution": 9,
        "/api/v1/visits/{reference}/": 12,
        "/api/v1/visits/{reference}/papers/": 4,
        "/api/v1/events/": 3,
        "/api/v1/waiting-list/": 3,
        "/api/v1/officers/": 2,
        "/api/v1/inbox/": 8,
        "/api/v1/reports/": 11,
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


# What reads a table of the past from end to end on SQLite all the same, and why.
_SCANS = {
    # Words are looked for in every row: no index of SQLite begins a word inside of a text.
    "/petugas/cari/?q=solok": {"visits_searchentry"},
    "/api/v1/visits/?status=requested&search=solok&region=13&ordering=institution": {
        "visits_searchentry"
    },
    # Counted, and no further than to 10,000.
    "/petugas/surat/": {"visits_paper"},
}


def scans(statements: dict[str, list[str]]) -> dict[str, set[str]]:
    """Which tables of the past an address reads from end to end."""
    found = {
        address: set().union(*(read_whole(sql) for sql in sent if sql.startswith(("SELECT", "("))))
        for address, sent in statements.items()
    }
    return {address: tables for address, tables in found.items() if tables}


def reading(reader: str) -> Client:
    """A browser, or a program, of somebody who reads so."""
    if reader == "program":
        client = program(Scope.VISITS_READ, Scope.REPORTS_READ)
        for _ in range(2):
            # That its key is used is noted, then the process remembers it.
            client.get("/api/v1/weeks/")
        return client
    role = {"staff": roles.PROTOCOL, "leader": roles.LEADER}.get(reader)
    return signed_in(role) if role else Client()


def asked(client: Client, addresses: Iterable[str], visit: Visit) -> dict[str, list[str]]:
    """The statements that each of the addresses takes that was looked at before."""
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    approved = Visit.objects.filter(status=Status.CONFIRMED).latest("pk")
    real = {
        "reference": visit.reference,
        "week": week_name(place.week_id),
        "token": visit_token(visit),
        "group": share_token(sharing.share(approved, ticket=False)),
    }
    found = {}
    for address in addresses:
        # Numbers what is new, and notes the first opening of the day.
        client.get(address.format(**real))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address.format(**real))
        assert answer.status_code == 200, address
        found[address] = [query["sql"] for query in queries]
    return found


def counted(statements: dict[str, list[str]]) -> dict[str, int]:
    """How many each address takes."""
    return {address: len(sent) for address, sent in statements.items()}


def twice(statements: dict[str, list[str]]) -> dict[str, list[str]]:
    """What an address asks with the same words and values more than once."""
    doubled = {
        address: [sql for sql, times in Counter(sent).items() if times > 1]
        for address, sent in statements.items()
    }
    return {address: found for address, found in doubled.items() if found}


@pytest.mark.parametrize("reader", BUDGETS)
def test_nothing_asks_more_than_its_budget_or_more_with_more_visits_or_twice(
    reader: str, host: Host, room: Room, solok: Region
) -> None:
    colleague = staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))
    Host.objects.update(open_figures=True)
    Journey.objects.create(pk=1, parking="Di basemen")
    client, budget = reading(reader), BUDGETS[reader]
    visit = some_visits(range(4, 5), colleague)
    few = counted(asked(client, budget, visit))
    some_visits(range(5, 8), colleague)
    Closure.objects.create(
        name="Rapat", kind="own_event", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2)
    )
    reading("staff").get("/petugas/")  # the rules are read once and remembered
    statements = asked(client, budget, visit)
    many = counted(statements)
    assert many == few
    assert twice(statements) == {}
    assert scans(statements) == {a: tables for a, tables in _SCANS.items() if a in budget}
    assert {page: count for page, count in many.items() if count > budget[page]} == {}


def test_the_document_shows_the_same_table() -> None:
    text = (ROOT / "docs" / "speed.md").read_text()
    rows = re.findall(r"^\| (\w+) \| `(\S+)` \| (\d+) \|$", text, re.MULTILINE)
    shown: dict[str, dict[str, int]] = {}
    for reader, address, most in rows:
        shown.setdefault(reader, {})[address] = int(most)
    assert shown == BUDGETS
