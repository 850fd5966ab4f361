"""At every door: no address where somebody is named, none that mail cannot carry."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import File
from django.test import Client
from openpyxl import Workbook
from rest_framework.test import APIClient

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.visits.pages.ask.walk import CONTACT, DELEGATION, LETTER
from visits.access.tokens import feed_token, visit_token
from visits.history.events import program
from visits.life import amending, deciding
from visits.models import Host, Officer, Region, Visit
from visits.people import participant_lists, roles

pytestmark = pytest.mark.django_db
LURE = "Anda menang https://evil.example"
QUOTED = '"<b>x</b>"@evil.example'


@pytest.fixture
def admin(client: Client) -> Client:
    user = User.objects.create_superuser("kepala", "kepala@singgah.example", "x" * 14)
    user.groups.add(roles.ensure_groups()[roles.ADMIN])
    client.force_login(user)
    return client


def _bearer(visit: Visit) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {visit_token(visit)}")
    return client


@pytest.fixture
def asked(room: Room, solok: Region) -> dict[str, Any]:
    return {
        "institution": "DPMPTSP", "region": solok.code, "purpose": "Belajar dari evil.com",
        "slots": [str(a_free_slot())], "people": 4,
        "leader": {"name": "Ir. Siti", "position": "Kepala"},
        "contact": {
            "name": "Budi", "position": "Analis", "phone": "081234567890",
            "email": "budi@solokkab.example",
        },
        "letter": {"number": "100.3.11.1/12/2026"},
        "participants": [{"name": "Ani", "position": "Analis", "grade": "III/d"}],
    }  # fmt: skip


def _set(body: dict[str, Any], path: str, value: str) -> None:
    *way, last = path.split(".")
    inner: Any = body
    for name in way:
        inner = inner[int(name)] if name.isdigit() else inner[name]
    inner[last] = value


@pytest.mark.parametrize(
    "path",
    ["institution", "leader.name", "leader.position", "contact.name", "contact.position",
     "letter.number", "participants.0.name", "participants.0.position"],
)  # fmt: skip
def test_a_request_by_the_api_names_nobody_by_an_address(asked: dict[str, Any], path: str) -> None:
    _set(asked, path, LURE)
    answer = APIClient().post("/api/v1/visits/", asked, format="json")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (path, "address")
    assert not Visit.objects.exists()


def test_what_is_longer_may_name_an_address(asked: dict[str, Any]) -> None:
    assert APIClient().post("/api/v1/visits/", asked, format="json").status_code == 201


@pytest.mark.parametrize("email", [QUOTED, "a@[127.0.0.1]", '"a b"@c.id', "a@b@c.id"])
def test_the_api_takes_no_address_that_mail_cannot_carry(asked: dict[str, Any], email: str) -> None:
    _set(asked, "contact.email", email)
    answer = APIClient().post("/api/v1/visits/", asked, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "contact.email"
    visit = a_visit(trusted=True)
    changed = _bearer(visit).patch(
        f"/api/v1/visits/{visit.reference}/", {"contact": {"email": email}}, format="json"
    )
    assert changed.status_code == 400


@pytest.mark.parametrize("name", ["contact", "participants"])
def test_a_change_by_the_api_brings_no_address(room: Room, name: str) -> None:
    visit = a_visit(trusted=True)
    value: Any = {"contact": {"name": LURE}, "participants": [{"name": LURE}]}[name]
    answer = _bearer(visit).patch(
        f"/api/v1/visits/{visit.reference}/", {name: value}, format="json"
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "address"


@pytest.mark.parametrize(
    ("path", "given", "name"),
    [
        ("/ajukan/", DELEGATION, "institution"),
        ("/ajukan/kontak/", CONTACT, "leader_name"),
        ("/ajukan/kontak/", CONTACT, "leader_position"),
        ("/ajukan/kontak/", CONTACT, "contact_name"),
        ("/ajukan/kontak/", CONTACT, "contact_position"),
        ("/ajukan/surat/", LETTER, "letter_number"),
    ],
)
def test_the_pages_say_what_to_do_about_an_address_and_keep_what_was_typed(
    client: Client, room: Room, solok: Region, path: str, given: dict[str, str], name: str
) -> None:
    response = client.post(path, {**given, name: LURE})
    page = response.content.decode()
    assert response.status_code == 422
    assert "beri spasi setelah setiap titik" in page
    assert LURE in page
    for value in given.values():
        if value != given.get(name):
            assert value in page


def test_the_page_takes_no_quoted_address(client: Client, room: Room, solok: Region) -> None:
    response = client.post("/ajukan/kontak/", {**CONTACT, "contact_email": QUOTED})
    assert response.status_code == 422
    assert "Bukan alamat e-mail" in response.content.decode()


def test_lists_of_participants_name_the_row_with_an_address() -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["Nama", "Jabatan"], ["Ani, S.Sos.,M.Si", "Ka.Sie"], ["Budi evil.com", "x"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    checked = participant_lists.check(participant_lists.rows_of_file(File(file, "a.xlsx")))
    assert [list(errors) for errors in checked.errors.values()] == [["name"]]
    assert list(checked.errors) == [1]


def _officer() -> dict[str, Any]:
    return {"name": "Andi", "email": QUOTED, "language": "id", "active": "on"}


def _person() -> dict[str, Any]:
    return {"name": "Andi", "username": "andi", "email": QUOTED, "role": roles.PROTOCOL}


def _host() -> dict[str, Any]:
    return {"name": "MPP", "short_name": "MPP", "email": QUOTED, "accent": "#0b5f6b"}


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/petugas/pengaturan/petugas/baru/", _officer),
        ("/petugas/pengaturan/orang/baru/", _person),
        ("/petugas/pengaturan/profil/", _host),
    ],
)
def test_the_settings_take_no_address_that_mail_cannot_carry(
    admin: Client, host: Host, path: str, given: Callable[[], dict[str, Any]]
) -> None:
    page = admin.post(path, given())
    assert page.status_code in (200, 422), page.status_code
    assert "Bukan alamat e-mail" in page.content.decode()
    assert not Officer.objects.filter(email=QUOTED).exists()
    assert not User.objects.filter(email=QUOTED).exists()
    assert Host.load().email != QUOTED


def test_djangos_admin_takes_none_either(admin: Client, host: Host) -> None:
    user = User.objects.create_user("rina")
    path = f"/admin/auth/user/{user.pk}/change/"
    page = admin.post(path, {"username": "rina", "email": QUOTED})
    assert page.status_code == 200
    assert "Bukan alamat e-mail" in page.content.decode()


def test_the_desk_takes_none_for_a_contact(admin: Client, room: Room) -> None:
    visit = a_visit(trusted=True)
    page = admin.post(
        f"/petugas/kunjungan/{visit.reference}/narahubung/",
        {"contact_name": "Budi", "contact_phone": "081234567890", "contact_email": QUOTED},
    )
    assert page.status_code == 422
    assert "Bukan alamat e-mail" in page.content.decode()


def test_an_old_row_with_such_an_address_breaks_neither_calendar_nor_approval(
    client: Client, room: Room, host: Host, now: Any
) -> None:
    visit = a_visit(trusted=True)
    Visit.objects.filter(pk=visit.pk).update(contact_email=QUOTED)
    officer = OfficerFactory.create()
    desk = program("desk")
    amending.assign(visit, officers=[officer], by=desk, now=now)
    deciding.approve(visit, by=desk, now=now)
    relay(now=now)

    feed = client.get(f"/kalender/{feed_token(visit)}.ics")
    assert feed.status_code == 200
    assert b"BEGIN:VEVENT" in feed.content
    assert b"ATTENDEE" not in feed.content
    assert client.get(f"/k/{visit_token(visit)}/").status_code == 200
    # The officer's invitation went out whatever the contact's address is.
    assert Message.objects.filter(
        officer=officer, state="pending", template="officer_invited"
    ).exists()
