"""Our own entry for others, and whose weeks we show."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from pytest_django import Settings

from notifications.models import Listing, Neighbour
from notifications.neighbours.judging import said_of
from scheduling.models import Room
from tests.factories import a_visit
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from visits.access.tokens import visit_token
from visits.history.events import staff
from visits.life import deciding
from visits.models import Host, Region

pytestmark = pytest.mark.django_db
SETTING = "/petugas/pengaturan/kantor-lain/"
SCHEMA = Path("docs/directory.schema.json")
OURS = "/.well-known/singgah.json"


def test_nothing_is_published_until_the_host_says_so(client: Client, host: Host) -> None:
    assert client.get(OURS).status_code == 404


def test_what_is_published_is_what_others_read(
    client: Client, host: Host, solok: Region, settings: Settings
) -> None:
    Listing.objects.create(pk=1, published=True, region=solok)
    answer = client.get(OURS)
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    jsonschema.validate(answer.json(), json.loads(SCHEMA.read_text()))
    said = said_of(answer.content, address=settings.BASE_URL)
    assert (said.name, said.region) == (host.name, solok.label)
    assert said.weeks_path == "/api/v1/weeks/"
    assert client.get(said.weeks_path).status_code == 200
    assert said.languages == ["en", "id"]


def test_without_other_hosts_there_is_no_page(client: Client, host: Host) -> None:
    assert client.get("/kunjungi-juga/").status_code == 404


def test_addresses_are_kept_once_and_those_that_stay_keep_what_they_said(
    sign_in: SignIn,  # noqa: F811 - the fixture
    host: Host,
    now: dt.datetime,
) -> None:
    Neighbour.objects.create(address="https://a.example.go.id", name="A", next_read_at=now)
    Neighbour.objects.create(address="https://b.example.go.id", name="B", next_read_at=now)
    lines = "https://a.example.go.id/jadwal/\nhttps://C.example.go.id\nhttps://c.example.go.id/"
    admin = sign_in("admin")
    assert admin.post(SETTING, {"addresses": lines, "published": "on"}).status_code == 302
    assert Listing.load().published
    assert sorted(Neighbour.objects.values_list("address", "name")) == [
        ("https://a.example.go.id", "A"),
        ("https://c.example.go.id", ""),
    ]


@pytest.mark.parametrize(
    "line", ["http://a.example.go.id", "ftp://a", "https://u:p@a.example", "javascript:alert(1)"]
)
def test_what_is_no_address_is_named_and_nothing_typed_is_lost(
    sign_in: SignIn,  # noqa: F811 - the fixture
    host: Host,
    line: str,
) -> None:
    answer = sign_in("admin").post(SETTING, {"addresses": f"https://a.example.go.id\n{line}"})
    assert answer.status_code == 422
    assert answer.content.decode().count(line) >= 2
    assert not Neighbour.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        *("https://127.0.0.1", "https://169.254.169.254:8443/x", "https://[fd00::7]"),
        *("https://0x7f.1", "https://intranet"),
    ],
)
def test_an_address_that_would_never_be_called_is_not_stored_and_the_reason_said(
    sign_in: SignIn,  # noqa: F811 - the fixture
    host: Host,
    line: str,
) -> None:
    answer = sign_in("admin").post(SETTING, {"addresses": f"https://8.8.8.8\n{line}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "publik" in page
    assert page.count(line) >= 2, "named, and still in the field"
    assert not Neighbour.objects.exists()


def test_a_declined_delegation_sees_where_there_is_a_place(
    client: Client, host: Host, room: Room, solok: Region, now: dt.datetime, admin_user: object
) -> None:
    visit = a_visit(trusted=True)
    by = staff(admin_user)  # type: ignore[arg-type]
    visit = deciding.decline(visit, reason="Penuh.", by=by, now=now)
    page = f"/k/{visit_token(visit)}/"
    assert "/kunjungi-juga/" not in client.get(page).content.decode()
    monday = now.date() + dt.timedelta(days=7 - now.weekday())
    Neighbour.objects.create(
        address="https://a.example.go.id",
        name="A",
        weeks=[[monday.isoformat(), 2]],
        read_at=now,
        next_read_at=now,
    )
    assert "/kunjungi-juga/" in client.get(page).content.decode()


def test_the_schedule_leads_there_only_where_nothing_is_open_here(
    client: Client, host: Host, room: Room, now: dt.datetime
) -> None:
    monday = now.date() + dt.timedelta(days=7 - now.weekday())
    Neighbour.objects.create(
        address="https://a.example.go.id",
        name="A",
        weeks=[[monday.isoformat(), 2]],
        read_at=now,
        next_read_at=now,
    )
    assert "/kunjungi-juga/" not in client.get("/jadwal/").content.decode()
    room.active = False
    room.save()
    assert "/kunjungi-juga/" in client.get("/jadwal/").content.decode()
