"""The first run as a browser does it: the link, the checklist, the doors."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scheduling.models import Room, SessionPattern
from tests.factories import a_visit
from tests.visits.pages.conftest import SignIn
from visits.life.limits import NotOpenYet
from visits.models import Host, Region, Visit
from visits.opening.beginning import make_link_token
from visits.people import roles

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Rina Wijaya",
    "email": "rina@mpp.batam.go.id",
    "password": "tiga kata yang panjang",
}


@pytest.fixture
def closed() -> Host:
    """An office that has filled in its profile and not opened."""
    return Host.objects.create(
        pk=1, name="MPP Padang", address="Jl. Aziz Chan 1", email="tamu@mpp.go.id", opened_at=None
    )


def test_the_link_makes_the_first_administrator_and_leads_to_the_checklist(client: Client) -> None:
    address = f"/mulai/{make_link_token()}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {**ANSWERS, "password": "12345678"})
    assert refused.status_code == 422
    assert 'value="rina@mpp.batam.go.id"' in refused.content.decode(), "what was typed stays"
    assert client.post(address, ANSWERS)["Location"] == "/petugas/mulai/"
    page = client.get("/petugas/mulai/").content.decode()
    assert "Siapkan tempat Anda menerima tamu" in page
    assert client.get(address).status_code == 410
    assert client.post(address, ANSWERS).status_code == 410
    assert User.objects.get().username == "rina@mpp.batam.go.id"


def test_what_is_done_is_ticked_and_the_week_comes_by_one_press(
    sign_in: SignIn, closed: Host
) -> None:
    desk = sign_in(roles.ADMIN)
    answer = desk.post("/petugas/mulai/pola/", {"template": "usual"}, follow=True)
    assert "Tambahkan ruang dulu" in answer.content.decode()
    Room.objects.create(code="aula", name="Aula", people_limit=80)
    desk.post("/petugas/mulai/pola/", {"template": "usual"})
    assert SessionPattern.objects.count() == 9
    page = desk.get("/petugas/mulai/").content.decode()
    assert "3 dari 6 selesai" in page
    answer = desk.post("/petugas/mulai/buka/", follow=True)
    assert "Belum: E-mail." in answer.content.decode()
    assert not Host.objects.get().is_open


@pytest.mark.parametrize(
    ("first", "last"), [("", ""), ("2027-03-09", "2027-02-08"), ("2027-02-31", "2027-03-01")]
)
def test_days_of_ramadan_that_make_no_sense_are_told(
    sign_in: SignIn, closed: Host, room: Room, first: str, last: str
) -> None:
    asked = {"template": "ramadan", "first": first, "last": last}
    answer = sign_in(roles.ADMIN).post("/petugas/mulai/pola/", asked, follow=True)
    assert "hari pertama dan hari terakhir Ramadan" in answer.content.decode()


def test_until_it_opens_the_site_says_so_and_takes_nothing(
    client: Client,
    sign_in: SignIn,
    closed: Host,
    room: Room,
    solok: Region,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for path, status in (("/", 200), ("/jadwal/", 503), ("/ajukan/", 503), ("/sematan/", 503)):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, status)
        assert "segera dibuka" in answer.content.decode()
    assert [told for told in caplog.records if told.name == "django.request"] == []
    with pytest.raises(NotOpenYet):
        a_visit()
    assert not Visit.objects.exists()
    # Staff see it as guests will, and whatever else there is goes on.
    assert "Ajukan kunjungan" in sign_in(roles.PROTOCOL).get("/").content.decode()
    assert client.get("/privasi/").status_code == 200


def test_the_desk_of_an_administrator_leads_back_to_it(sign_in: SignIn, closed: Host) -> None:
    assert 'href="/petugas/mulai/"' in sign_in(roles.ADMIN).get("/petugas/").content.decode()
    others = sign_in(roles.PROTOCOL).get("/petugas/").content.decode()
    assert 'href="/petugas/mulai/"' not in others


@pytest.mark.parametrize("path", ["", "pola/", "buka/", "tutup/", "surat/"])
def test_only_administrators_set_it_up(sign_in: SignIn, closed: Host, path: str) -> None:
    desk = sign_in(roles.PROTOCOL)
    address = f"/petugas/mulai/{path}"
    answer = desk.post(address) if path else desk.get(address)
    assert answer.status_code == 403


def test_what_is_filled_in_leads_back_to_the_checklist(sign_in: SignIn, closed: Host) -> None:
    asked = {"name": "Aula", "code": "aula", "people_limit": "80", "active": "on"}
    answer = sign_in(roles.ADMIN).post("/petugas/pengaturan/ruang/baru/", asked)
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/mulai/")
