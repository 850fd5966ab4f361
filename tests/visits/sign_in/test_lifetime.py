"""Attack: a session that was stolen, used after its owner has gone home."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.conftest import BEGINS
from tests.factories import a_visit
from tests.visits.sign_in.conftest import Lines, sign_in
from visits.models import Note, Visit

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
OURS = {"origin": "http://testserver"}
ENDED = "Sesi Anda telah berakhir"


@pytest.fixture
def owner(rina: User) -> Client:
    client = Client()
    with time_machine.travel(BEGINS, tick=False):
        assert sign_in(client) == "/petugas/"
    return client


def stolen_from(client: Client) -> Client:
    thief = Client()
    thief.cookies = client.cookies.copy()
    return thief


def at(after: dt.timedelta) -> time_machine.travel:
    return time_machine.travel(BEGINS + after, tick=False)


def may(client: Client) -> tuple[int, int, int]:
    paths = ("/petugas/", "/admin/", "/api/v1/visits/")
    desk, admin, api = (client.get(path).status_code for path in paths)
    return desk, admin, api


@pytest.mark.parametrize("door", ["/petugas/", "/admin/", "/api/v1/visits/"])
def test_after_three_hours_without_use_a_session_opens_nothing(owner: Client, door: str) -> None:
    thief = stolen_from(owner)
    with at(3 * HOUR - MINUTE):
        assert stolen_from(owner).get("/jadwal/").status_code == 200
    with at(6 * HOUR):
        assert thief.get(door).status_code in (302, 401)
        assert may(thief) == (302, 302, 401)
        assert may(owner) == (302, 302, 401)
    assert not Session.objects.exists()


def test_who_works_on_stays_signed_in_for_twelve_hours_and_no_longer(owner: Client) -> None:
    thief = stolen_from(owner)
    for hours in range(1, 12):
        with at(hours * HOUR):
            assert may(owner) == (200, 200, 200)
    with at(12 * HOUR - MINUTE):
        assert may(thief) == (200, 200, 200)
    with at(12 * HOUR):
        assert may(thief) == (302, 302, 401)


def test_both_ends_are_settings(owner: Client, settings: Settings) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_LONGEST_MINUTES = 10, 15
    with at(9 * MINUTE):
        assert owner.get("/petugas/").status_code == 200
    with at(14 * MINUTE):
        assert owner.get("/petugas/").status_code == 200
    with at(15 * MINUTE):
        assert owner.get("/petugas/").status_code == 302


def test_the_inbox_that_looks_by_itself_keeps_nobody_signed_in(owner: Client) -> None:
    for minutes in range(0, 180, 10):
        with at(minutes * MINUTE):
            assert owner.get("/petugas/antrean/").status_code == 200
    with at(3 * HOUR):
        assert owner.get("/petugas/antrean/").status_code == 302


def test_nothing_is_written_for_a_look_within_five_minutes(owner: Client) -> None:
    def writes() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            # A page that names nobody: of those that do, each look is noted.
            assert owner.get("/petugas/tahun/").status_code == 200
        return [q["sql"] for q in seen if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]

    with at(4 * MINUTE):
        assert writes() == []
    with at(6 * MINUTE):
        assert len(writes()) == 1
        assert writes() == []


def test_pages_without_a_session_ask_nothing_about_one(rina: User) -> None:
    answer = Client().get("/jadwal/")
    assert "sessionid" not in answer.cookies


@pytest.mark.usefixtures("room", "solok")
def test_the_page_says_so_and_what_is_typed_is_kept(owner: Client, noted: Lines) -> None:
    visit: Visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/catatan/"
    given = {"text": "Tamu minta kursi roda.", "version": visit.version}
    with at(4 * HOUR):
        refused = owner.post(address, given, headers=OURS)
        page = refused.content.decode()
        assert refused.status_code == 403
        assert ENDED in page
        assert "Tamu minta kursi roda." in page
        sign_in(owner)
        assert owner.post(address, given, headers=OURS).status_code == 302
    assert Note.objects.get().text == "Tamu minta kursi roda."
    [line] = noted("session_ended")
    assert (line["account"], line["reason"]) == ("rina", "idle")


def test_who_opens_a_page_is_told_at_the_sign_in_and_led_back(owner: Client) -> None:
    with at(4 * HOUR):
        led = owner.get("/petugas/kunjungan/", follow=True)
    assert led.redirect_chain == [("/akun/?next=/petugas/kunjungan/", 302)]
    assert ENDED in led.content.decode()
    assert ENDED not in owner.get("/akun/").content.decode()


def test_a_session_from_before_the_upgrade_begins_now(rina: User) -> None:
    client = Client()
    client.force_login(rina)
    session = client.session
    del session["began_at"], session["seen_at"]
    session.save()
    assert client.get("/petugas/").status_code == 200
    with at(12 * HOUR + MINUTE):
        assert client.get("/petugas/").status_code == 302


def test_a_clock_that_went_back_ends_nothing(owner: Client) -> None:
    with at(-HOUR):
        assert owner.get("/petugas/").status_code == 200


def test_a_full_disk_keeps_nobody_from_reading(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    def full(*_args: object, **_more: object) -> None:
        raise DatabaseError("database or disk is full")

    with at(HOUR), monkeypatch.context() as patched:
        patched.setattr(SessionStore, "save", full)
        assert owner.get("/petugas/kunjungan/").status_code == 200
