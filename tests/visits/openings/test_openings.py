"""Whoever opens what names people leaves a row, counted by the day."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Message
from tests.visits.pages.conftest import SignIn, approved, bring_to, sign_in, speaker  # noqa: F401
from visits.access.tokens import arrival_code, visit_token
from visits.models import ApiKey, Opening, Visit
from visits.openings import noting
from visits.openings.noting import Reader, note, try_to_note
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.django_db
Thing, Door = Opening.Thing, Opening.Door


@pytest.fixture
def visit(approved: Visit) -> Visit:  # noqa: F811 - the fixture
    """One with a letter; nothing was opened of it."""
    approved.letter_file.save("surat.pdf", ContentFile(b"%PDF-1.7 surat"))
    return approved


def rows() -> list[tuple[str, str, str, int]]:
    return list(Opening.objects.order_by("pk").values_list("reference", "thing", "door", "times"))


def test_staff_who_open_a_letter_are_counted_by_the_day(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    desk = sign_in("protocol")
    address = f"/petugas/kunjungan/{visit.reference}/surat/"
    for _time in range(3):
        assert desk.get(address).status_code == 200
    assert rows() == [(visit.reference, "letter", "desk", 3)]
    row = Opening.objects.get()
    assert row.who.startswith("user:")
    assert (row.name != "", row.network) == (True, "127.0.0.1")


def test_two_readers_are_two_rows(visit: Visit, sign_in: SignIn) -> None:  # noqa: F811
    for role in ("protocol", "leader"):
        sign_in(role).get(f"/petugas/kunjungan/{visit.reference}/")
    assert rows() == [(visit.reference, "visit", "desk", 1)] * 2


def test_what_is_refused_leaves_no_row(visit: Visit, sign_in: SignIn) -> None:  # noqa: F811
    address = f"/petugas/kunjungan/{visit.reference}/surat/"
    assert Client().get(address).status_code == 302
    assert sign_in("officer").get(f"/petugas/hadir/{visit.reference}/").status_code == 403
    assert sign_in("protocol").get("/petugas/kunjungan/ST-2026-9999/surat/").status_code == 404
    assert rows() == []


def test_a_link_of_the_delegation_leaves_a_row_without_its_network(visit: Visit) -> None:
    assert Client().get(f"/k/{visit_token(visit)}/").status_code == 200
    assert rows() == [(visit.reference, "visit", "link", 1)]
    row = Opening.objects.get()
    assert (row.who, row.name, row.network) == ("delegation", "", "")


def test_a_program_is_named_by_its_key(visit: Visit) -> None:
    key, secret = make_key(name="Portal", scopes=[ApiKey.Scope.VISITS_READ])
    head = {"authorization": f"Bearer {secret}"}
    typed = visit.reference.lower()
    for address in (
        f"/api/v1/visits/{typed}/",
        "/api/v1/visits/",
        f"/api/v1/visits/{typed}/letter/",
    ):
        assert Client().get(address, headers=head).status_code == 200, address
    assert [row[:2] for row in rows()] == [
        (visit.reference, "visit"),
        ("", "list"),
        (visit.reference, "letter"),
    ]
    assert set(Opening.objects.values_list("who", "name")) == {(f"key:{key.pk}", "Portal")}


def test_the_admin_is_a_door_too(visit: Visit, admin_client: Client) -> None:
    assert admin_client.get(f"/admin/visits/visit/{visit.pk}/change/").status_code == 200
    assert rows() == [(visit.reference, "visit", "admin", 1)]


def test_reading_goes_on_where_nothing_can_be_written(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    desk = sign_in("protocol")
    with patch.object(noting, "note", side_effect=OperationalError("readonly")):
        assert desk.get(f"/petugas/kunjungan/{visit.reference}/surat/").status_code == 200
    assert rows() == []


def test_a_row_that_fails_undoes_nothing_around_it(visit: Visit, now: dt.datetime) -> None:
    reader = Reader("user:1", Door.DESK, "x")
    with patch.object(Opening.objects.__class__, "bulk_create", side_effect=OperationalError):
        assert not try_to_note(reader, Thing.LETTER, now=now, reference=visit.reference)
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_opened_again_is_one_statement(now: dt.datetime) -> None:
    reader = Reader("user:1", Door.DESK, "Dewi", "127.0.0.1")
    note(reader, Thing.LETTER, now=now, reference="ST-2026-0001")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        note(reader, Thing.LETTER, now=now, reference="ST-2026-0001")
    assert len(seen) == 1
    assert Opening.objects.get().times == 2


def test_the_next_day_is_another_row(now: dt.datetime) -> None:
    reader = Reader("user:1", Door.DESK, "Dewi")
    for moment in (now, now + dt.timedelta(days=1)):
        note(reader, Thing.LETTER, now=moment, reference="ST-2026-0001")
    assert Opening.objects.count() == 2


def test_administrators_see_who_opened(visit: Visit, sign_in: SignIn) -> None:  # noqa: F811
    page = f"/petugas/kunjungan/{visit.reference}/"
    sign_in("protocol").get(f"{page}surat/")
    Client().get(f"/k/{visit_token(visit)}/")
    name = Opening.objects.get(thing="letter").name
    admin = sign_in("admin")
    assert "dibuka/" in admin.get(page).content.decode()
    shown = admin.get(f"{page}dibuka/").content.decode()
    assert name in shown
    assert "127.0.0.1" in shown
    assert "dibuka/" not in sign_in("protocol").get(page).content.decode()


def test_lists_and_mails_of_the_desk_leave_a_row(visit: Visit, sign_in: SignIn) -> None:  # noqa: F811
    page = f"/petugas/kunjungan/{visit.reference}/"
    desk, admin = sign_in("protocol"), sign_in("admin")
    assert desk.get("/petugas/cari/").status_code == 200
    assert rows() == []  # nothing was looked for
    for address in ("/petugas/cari/?q=Budi", "/petugas/kunjungan/"):
        assert desk.get(address).status_code == 200, address
    assert rows() == [("", "list", "desk", 1)]  # a look at a list counts once an hour
    for address in (f"{page}pesan/", f"{page}susunan-acara/"):
        assert desk.get(address).status_code == 200, address
    assert rows()[1:] == [(visit.reference, "visit", "desk", 2)]
    assert admin.get("/petugas/pengaturan/surat-keluar/").status_code == 200
    assert sign_in("leader").get("/petugas/pimpinan/").status_code == 200
    assert rows()[2:] == [("", "list", "desk", 1)] * 2


def test_a_refused_press_that_shows_the_page_again_is_an_opening(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    address = f"/petugas/kunjungan/{visit.reference}/tolak/"
    answer = sign_in("protocol").post(address, {"reason": ""})
    assert answer.status_code in (409, 422)
    assert rows() == [(visit.reference, "visit", "desk", 1)]


def test_a_problem_told_to_a_program_is_none(visit: Visit) -> None:
    _key, secret = make_key(name="Portal", scopes=[ApiKey.Scope.VISITS_READ])
    head = {"authorization": f"Bearer {secret}"}
    address = f"/api/v1/visits/{visit.reference}/"
    assert Client().patch(address, {}, "application/json", headers=head).status_code >= 400
    assert rows() == []


def test_what_shows_many_counts_once_an_hour_and_reads_before_it_writes(
    now: dt.datetime,
) -> None:
    reader = Reader("key:1", Door.API, "Portal")
    note(reader, Thing.LIST, now=now)
    with CaptureQueriesContext(connection) as seen:
        for minutes in (1, 30, 59):
            note(reader, Thing.LIST, now=now + dt.timedelta(minutes=minutes))
    assert [query["sql"][:6] for query in seen] == ["SELECT"] * 3
    note(reader, Thing.LIST, now=now + dt.timedelta(minutes=61))
    assert Opening.objects.get().times == 2
    # An export is rare, and each one counts.
    for _time in range(2):
        note(reader, Thing.EXPORT, now=now)
    assert Opening.objects.get(thing=Thing.EXPORT).times == 2


def test_inbox_day_and_tasks_are_lists_that_are_opened(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    desk, officer = sign_in("protocol"), sign_in("officer")
    for address in ("/petugas/", "/petugas/antrean/", "/petugas/hari-ini/"):
        assert desk.get(address).status_code == 200, address
    assert officer.get("/petugas/tugas/").status_code == 200
    assert rows() == [("", "list", "desk", 1)] * 2


def test_a_visit_that_no_address_names_is_named_in_the_row(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
    now: dt.datetime,
) -> None:
    desk = sign_in("protocol")
    assert desk.get(f"/petugas/tiba/{arrival_code(visit)}/").status_code == 200
    message = Message.objects.create(
        visit=visit,
        event=visit.events.first(),
        recipient=visit.contact_email,
        template="x",
        state="dead",
        created_at=now,
        next_attempt_at=now,
    )
    assert desk.get(f"/petugas/surat/{message.pk}/alamat/").status_code == 200
    assert rows() == [(visit.reference, "visit", "desk", 2)]


def test_calls_that_answer_with_the_visit_or_its_words_are_openings(visit: Visit) -> None:
    scopes = [ApiKey.Scope.VISITS_READ, ApiKey.Scope.VISITS_WRITE]
    _key, secret = make_key(name="Portal", scopes=scopes)
    head = {"authorization": f"Bearer {secret}"}
    address = f"/api/v1/visits/{visit.reference}/"
    asked = Client().post(f"{address}ask-missing/", {"text": "?"}, "application/json", headers=head)
    assert asked.status_code == 200
    for part in ("messages/", "notes/"):
        assert Client().get(f"{address}{part}", headers=head).status_code == 200
    assert rows() == [(visit.reference, "visit", "api", 3)]


def test_pages_of_the_delegation_to_move_cancel_and_send_the_letter_are_openings(
    visit: Visit,
) -> None:
    own = f"/k/{visit_token(visit)}/"
    for part in ("batal/", "pindah/", "surat/"):
        assert Client().get(f"{own}{part}").status_code == 200, part
    assert sorted(rows()) == [
        (visit.reference, "letter", "link", 1),
        (visit.reference, "visit", "link", 2),
    ]


def test_a_refused_press_on_the_day_is_an_opening_of_its_visit(
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    bring_to(visit, timezone.localdate())
    address = f"/petugas/hari-ini/{visit.reference}/datang/"
    refused = sign_in("protocol").post(address, {"people": "x"})
    assert refused.status_code in (409, 422)
    assert rows() == [(visit.reference, "visit", "desk", 1)]
