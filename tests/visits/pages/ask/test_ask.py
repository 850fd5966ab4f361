"""The request, step by step."""

import datetime as dt
import io
import os
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from PIL import Image

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import (
    AgencyFactory,
    ProvinceFactory,
    RegionFactory,
    TopicFactory,
    a_free_slot,
    a_visit,
)
from tests.notifications.letters import words_of
from tests.visits.pages.ask.walk import (
    CONTACT,
    DELEGATION,
    LETTER,
    PARTICIPANTS,
    PURPOSE,
    answer_all,
    ask_id,
    kept,
)
from visits.access.tokens import email_code, visit_token
from visits.models import Host, Region, Status, Visit
from visits.pages.ask.answers import COOKIE, forget_unsent
from visits.people.lists.rows import Row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def test_each_step_leads_to_the_next_and_the_last_shows_every_answer(client: Client) -> None:
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    slot = str(a_free_slot())
    assert client.get("/ajukan/").status_code == 200
    assert client.post("/ajukan/", DELEGATION)["Location"] == "/ajukan/sesi/"
    there = client.post("/ajukan/sesi/", {"shown": [slot], "slot": [slot]})
    assert there["Location"] == "/ajukan/tujuan/"
    why = {**PURPOSE, "topics": [topic.code], "agencies": [agency.code]}
    assert client.post("/ajukan/tujuan/", why)["Location"] == "/ajukan/kontak/"
    assert client.post("/ajukan/kontak/", CONTACT)["Location"] == "/ajukan/surat/"
    assert client.post("/ajukan/surat/", LETTER)["Location"] == "/ajukan/peserta/"
    assert client.post("/ajukan/peserta/", PARTICIPANTS)["Location"] == "/ajukan/periksa/"
    page = client.get("/ajukan/periksa/").content.decode()
    for words in (
        "DPMPTSP Kabupaten Solok",
        "Kabupaten Solok, Sumatera Barat",
        "Ir. Siti Rahma",
        "0812-3456-7890",
        "budi@solokkab.example",
        "005/118/2026",
        "20 November 2026",
        "Ani Wijaya, S.H.",
        topic.name,
        agency.name,
    ):
        assert words in page


def test_sending_takes_a_place_and_asks_for_the_code(client: Client) -> None:
    answer_all(client)
    response = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert response["Location"] == "/ajukan/terkirim/"
    visit = Visit.objects.get()
    assert (visit.status, visit.people, visit.region_id) == (Status.UNVERIFIED, 24, "13.02")
    assert visit.contact_phone == "+6281234567890"
    page = client.get("/ajukan/terkirim/").content.decode()
    assert "budi@solokkab.example" in page
    assert visit_token(visit) not in page


def test_the_code_confirms_the_address(client: Client) -> None:
    answer_all(client)
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    visit = Visit.objects.get()
    code = email_code(visit)
    wrong = "000000" if code != "000000" else "111111"
    refused = client.post("/ajukan/terkirim/", {"code": wrong})
    assert refused.status_code == 422
    assert wrong in refused.content.decode()
    assert client.post("/ajukan/terkirim/", {"code": ""}).status_code == 422
    response = client.post("/ajukan/terkirim/", {"code": f" {code[:3]} {code[3:]} "})
    assert response["Location"] == f"/k/{visit_token(visit)}/"
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
    assert client.get("/ajukan/terkirim/")["Location"] == f"/k/{visit_token(visit)}/"


def test_after_too_many_wrong_codes_the_mails_link_is_named(client: Client) -> None:
    answer_all(client)
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    code = email_code(Visit.objects.get())
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        page = client.post("/ajukan/terkirim/", {"code": wrong}, HTTP_ACCEPT_LANGUAGE="en")
    assert "Use the link in our e-mail" in page.content.decode()


def test_pressing_send_twice_asks_for_one_visit(client: Client) -> None:
    answer_all(client)
    name = ask_id(client)
    for _ in range(2):
        response = client.post("/ajukan/periksa/", {"ask_id": name})
        assert response["Location"] == "/ajukan/terkirim/"
    assert Visit.objects.count() == 1


def test_a_press_that_races_the_first_one_finds_its_visit(client: Client) -> None:
    # Both presses read the session before either has written it.
    answer_all(client)
    name = ask_id(client)
    before = Session.objects.get(pk=client.cookies[COOKIE].value)
    key = before.pk
    client.post("/ajukan/periksa/", {"ask_id": name})
    before.save(force_insert=True)
    client.cookies[COOKIE] = key
    response = client.post("/ajukan/periksa/", {"ask_id": name})
    assert response["Location"] == "/ajukan/terkirim/"
    assert Visit.objects.count() == 1


def test_somebody_else_with_that_name_learns_nothing(client: Client) -> None:
    answer_all(client)
    name = ask_id(client)
    client.post("/ajukan/periksa/", {"ask_id": name})
    other = Client()
    assert other.post("/ajukan/periksa/", {"ask_id": name})["Location"] == "/ajukan/"
    assert other.get("/ajukan/terkirim/")["Location"] == "/ajukan/"


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("/ajukan/", {"institution": "Dinas <b>X</b>", "place": "Solok", "people": "nol"}, "nol"),
        ("/ajukan/tujuan/", {"purpose": ""}, ""),
        ("/ajukan/kontak/", {**CONTACT, "contact_phone": "12", "contact_email": "x"}, "Siti"),
        ("/ajukan/surat/", {"letter_number": "7/A", "letter_date": "2099-01-01"}, "2099-01-01"),
    ],
)
def test_errors_are_said_and_nothing_typed_is_lost(
    client: Client, path: str, typed: dict[str, str], words: str
) -> None:
    response = client.post(path, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'class="errors"' in page
    assert words in page
    assert "<b>X</b>" not in page
    assert words in client.get(path).content.decode()  # after a reload, too


def test_back_keeps_what_was_typed_even_where_it_is_not_right_yet(client: Client) -> None:
    response = client.post("/ajukan/kontak/", {"leader_name": "Siti", "back": "1"})
    assert response["Location"] == "/ajukan/tujuan/"
    assert "Siti" in client.get("/ajukan/kontak/").content.decode()


def test_a_name_of_two_regions_has_to_be_chosen(client: Client) -> None:
    RegionFactory.create(
        code="13.72", name="Solok", kind=Region.Kind.CITY, province=ProvinceFactory.create()
    )
    page = client.post("/ajukan/", DELEGATION)
    assert page.status_code == 422
    assert "Kota Solok, Sumatera Barat" in page.content.decode()
    assert client.post("/ajukan/", {**DELEGATION, "region": "13.72"})["Location"]
    found = client.post("/ajukan/", {**DELEGATION, "search": "1"})
    assert found.status_code == 200
    assert 'class="errors"' not in found.content.decode()


def test_an_unknown_region_is_said_kindly(client: Client) -> None:
    page = client.post("/ajukan/", {**DELEGATION, "place": "Zzzzzz"})
    assert page.status_code == 422
    assert "Zzzzzz" in page.content.decode()


def test_more_people_than_any_room_takes_learn_it_where_they_type_the_number(
    client: Client, room: Room, host: Host
) -> None:
    room.people_limit = 80
    room.save()
    for people in ("81", "1000"):
        told = client.post("/ajukan/", {**DELEGATION, "people": people}, HTTP_ACCEPT_LANGUAGE="en")
        assert told.status_code == 422
        page = told.content.decode()
        assert "Our largest room takes 80 people." in page
        assert "(0778) 123456" in page
        assert host.email in page
        assert f'value="{people}"' in page
    assert client.post("/ajukan/", {**DELEGATION, "people": "80"}).status_code == 302


def test_the_choice_of_sessions_says_that_no_room_is_large_enough(
    client: Client, room: Room, host: Host
) -> None:
    slot = str(a_free_slot())
    client.post("/ajukan/", {**DELEGATION, "people": str(room.people_limit + 15)})
    page = client.get("/ajukan/sesi/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert f"Our largest room takes {room.people_limit} people." in page
    assert f'href="mailto:{host.email}"' in page
    assert "Choose a day" not in page
    tried = client.post(
        "/ajukan/sesi/", {"shown": [slot], "slot": [slot]}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert tried.status_code == 422
    assert "Choose at least one session" not in tried.content.decode()
    assert kept(client).picks == []


@pytest.mark.parametrize("people", ["24-30", "dua puluh", "0", "-3", "1.5"])
def test_a_number_of_people_that_is_none_is_said_in_our_words(client: Client, people: str) -> None:
    told = client.post("/ajukan/", {**DELEGATION, "people": people})
    assert told.status_code == 422
    assert "Tulis jumlah orang dengan angka, misalnya 24." in told.content.decode()


def test_up_to_three_sessions_in_order(client: Client) -> None:
    client.post("/ajukan/", DELEGATION)
    days = [14, 21, 28, 35]
    slots = [str(a_free_slot(after_days=n)) for n in days]
    for slot in slots[:2]:
        client.post("/ajukan/sesi/", {"shown": [slot], "slot": [slot], "update": "1"})
    first = client.post("/ajukan/sesi/", {"first": slots[1]})
    assert first["Location"].startswith("/ajukan/sesi/")
    assert kept(client).picks == [slots[1], slots[0]]
    client.post("/ajukan/sesi/", {"shown": [slots[2]], "slot": [slots[2]], "update": "1"})
    full = client.post("/ajukan/sesi/", {"shown": [slots[3]], "slot": [slots[3]]})
    assert full.status_code == 422
    assert len(kept(client).picks) == 3
    client.post("/ajukan/sesi/", {"remove": slots[1]})
    assert kept(client).picks == [slots[0], slots[2]]


def test_turning_the_month_or_opening_a_day_keeps_the_ticks(client: Client) -> None:
    slot = str(a_free_slot())
    day = slot[:10]
    turned = client.post("/ajukan/sesi/", {"shown": [slot], "slot": [slot], "month": "2026-12"})
    assert turned["Location"].endswith("?bulan=2026-12")
    opened = client.post("/ajukan/sesi/", {"day": day})
    assert f"hari={day}" in opened["Location"]
    assert kept(client).picks == [slot]


@pytest.mark.parametrize("junk", ["x", "2026-13-45-0900-aula", "2020-01-06-0900-aula", ""])
def test_junk_is_not_a_session(client: Client, junk: str) -> None:
    response = client.post("/ajukan/sesi/", {"shown": [junk], "slot": [junk]})
    assert response.status_code == 422
    assert client.get(f"/ajukan/sesi/?hari={junk}&bulan={junk}").status_code == 200


def test_without_a_session_one_does_not_go_on(client: Client) -> None:
    assert client.post("/ajukan/sesi/", {}).status_code == 422


def test_a_taken_session_keeps_all_answers_and_offers_others(client: Client) -> None:
    slot = a_free_slot()
    answer_all(client, slots=[str(slot)])
    a_visit(slots=[slot], trusted=True)
    refused = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert refused.status_code == 409
    offers = [str(s) for s in refused.context["offers"]]
    assert offers
    assert "DPMPTSP Kabupaten Solok" in refused.content.decode()
    taken = client.post("/ajukan/periksa/", {"ask_id": ask_id(client), "instead": offers[0]})
    assert taken["Location"] == "/ajukan/terkirim/"
    assert Visit.objects.get(status=Status.UNVERIFIED).preferred_slots == [offers[0]]


def test_a_full_week_can_be_waited_for(client: Client, now: dt.datetime) -> None:
    monday = monday_of(a_free_slot(after_days=21).date)
    taken, choice = f"{monday}-0900-aula", f"{monday + dt.timedelta(days=3)}-1330-aula"
    set_week_capacity(week=monday, capacity=1, note="", now=now)
    a_visit(slots=[SlotId.parse(taken)], trusted=True)
    answer_all(client, slots=[choice])
    page = client.get("/ajukan/periksa/")
    assert page.context["waitlist"]
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client), "waitlist": "1"})
    assert sent["Location"] == "/ajukan/terkirim/"
    visit = Visit.objects.get(wants_waitlist=True)
    assert client.get("/ajukan/terkirim/").status_code == 200
    client.post("/ajukan/terkirim/", {"code": email_code(visit)})
    visit.refresh_from_db()
    assert visit.status == Status.WAITLISTED


def test_an_open_session_is_taken_before_a_full_one_is_waited_for(
    client: Client, now: dt.datetime
) -> None:
    monday = monday_of(a_free_slot(after_days=21).date)
    taken = SlotId.parse(f"{monday + dt.timedelta(days=1)}-0900-aula")
    full = f"{monday + dt.timedelta(days=3)}-1330-aula"
    set_week_capacity(week=monday, capacity=1, note="", now=now)
    a_visit(slots=[taken], trusted=True)
    free = str(a_free_slot(after_days=30))
    answer_all(client, slots=[full, free])
    # The choice does not hide that there is only waiting for it.
    step = client.get(f"/ajukan/sesi/?hari={full[:10]}").content.decode()
    label = re.search(f'value="{full}".*?</label>', step, re.DOTALL)
    assert label
    assert "Pilihan 1" in label[0]
    assert "Daftar tunggu" in label[0]
    assert "Daftar tunggu" in step.split('id="pilihan"')[1]
    words = "tidak satu pun pilihan Anda tersedia"
    assert words in step
    check = client.get("/ajukan/periksa/")
    page = check.content.decode()
    assert words in page
    assert re.search(r'name="waitlist"\s+value="1" checked', page)
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client), "waitlist": "1"})
    visit = Visit.objects.get(status=Status.UNVERIFIED)
    assert visit.preferred_slots == [full, free]
    told = "tidak kosong lagi. Tempat ini pilihan kedua Anda."
    assert told in client.get("/ajukan/terkirim/").content.decode()
    assert told in client.get(f"/k/{visit_token(visit)}/").content.decode()


def test_whose_first_choice_goes_at_the_last_second_learns_it(client: Client) -> None:
    first, second = a_free_slot(), a_free_slot(after_days=28)
    answer_all(client, slots=[str(first), str(second)])
    a_visit(slots=[first], trusted=True)
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    page = client.get("/ajukan/terkirim/").content.decode()
    assert "tidak kosong lagi. Tempat ini pilihan kedua Anda." in page
    visit = Visit.objects.get(status=Status.UNVERIFIED)
    client.post("/ajukan/terkirim/", {"code": email_code(visit)})
    own = client.get(f"/k/{visit_token(visit)}/").content.decode()
    assert "Tempat ini pilihan kedua Anda." in own
    relay(now=timezone.now())
    receipt = Message.objects.get(visit=visit, template="received")
    assert "Tempat ini pilihan kedua Anda." in words_of(receipt)


def test_the_letter_is_kept_until_sending_and_then_belongs_to_the_visit(client: Client) -> None:
    answer_all(client)
    letter = SimpleUploadedFile("Surat kami.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    client.post("/ajukan/surat/", {**LETTER, "letter_file": letter})
    assert "Surat kami.pdf" in client.get("/ajukan/surat/").content.decode()
    assert "Surat kami.pdf" in client.get("/ajukan/periksa/").content.decode()
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    visit = Visit.objects.get()
    assert visit.letter_file.read() == b"%PDF-1.4\n1 0 obj\n%%EOF\n"
    assert not list((Path(settings.MEDIA_ROOT) / "drafts").iterdir())


def test_a_kept_letter_survives_another_error_and_can_be_removed(client: Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    letter = SimpleUploadedFile("foto.png", picture.getvalue())
    wrong = {"letter_number": "1", "letter_date": "2099-01-01", "letter_file": letter}
    assert client.post("/ajukan/surat/", wrong).status_code == 422
    assert "foto.png" in client.get("/ajukan/surat/").content.decode()
    client.post("/ajukan/surat/", {"drop": "1"})
    assert "foto.png" not in client.get("/ajukan/surat/").content.decode()


def test_the_form_sends_files(client: Client) -> None:
    page = client.get("/ajukan/surat/").content.decode()
    assert '\n        enctype="multipart/form-data"\n' in page


def test_a_program_named_pdf_is_not_a_letter(client: Client) -> None:
    response = client.post(
        "/ajukan/surat/", {"letter_file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00")}
    )
    assert response.status_code == 422


def test_answers_are_forgotten_after_a_day(client: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC), tick=False) as clock:
        client.post("/ajukan/tujuan/", PURPOSE)
        clock.shift(dt.timedelta(hours=23))
        assert PURPOSE["purpose"] in client.get("/ajukan/tujuan/").content.decode()
        clock.shift(dt.timedelta(hours=2))
        assert PURPOSE["purpose"] not in client.get("/ajukan/tujuan/").content.decode()


def test_the_check_sends_nobody_on_before_all_is_answered(client: Client) -> None:
    client.post("/ajukan/", DELEGATION)
    assert client.get("/ajukan/periksa/")["Location"] == "/ajukan/sesi/"
    assert client.post("/ajukan/periksa/", {"ask_id": "x"})["Location"] == "/ajukan/sesi/"
    assert not Visit.objects.exists()


def test_forms_are_guarded_against_other_sites() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ajukan/", DELEGATION).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("id", "Siapa yang datang?"), ("en", "Who is")])
def test_both_languages(client: Client, language: str, words: str) -> None:
    page = client.get("/ajukan/", HTTP_ACCEPT_LANGUAGE=language)
    assert words in page.content.decode()


# --- Participants, regions while typing, and what is kept ---------------------------------------


def test_participants_go_with_the_request(client: Client) -> None:
    answer_all(client)
    pasted = client.post("/ajukan/peserta/", {"name": ["Ani"], "paste": "Budi\tStaf\nCici\tStaf"})
    # Until they were looked at they are in no list, and nothing is sent without them.
    assert client.get("/ajukan/periksa/")["Location"] == "/ajukan/peserta/"
    assert "Cici" in client.get("/ajukan/peserta/").content.decode()
    look = {"look": pasted.context["look"].carried, "press": "add"}
    assert client.post("/ajukan/peserta/", look)["Location"] == "/ajukan/peserta/"
    rows = client.get("/ajukan/peserta/").context["form"].as_typed()
    client.post("/ajukan/peserta/", dict(rows.lists()))
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    names = Visit.objects.get().participants.values_list("number", "name")
    assert list(names) == [(1, "Ani"), (2, "Budi"), (3, "Cici")]


def test_more_names_than_people_ask_and_change_the_first_step(client: Client) -> None:
    answer_all(client)
    typed = {"name": [f"Orang {number}" for number in range(26)]}
    asked = client.post("/ajukan/peserta/", typed)
    assert asked.status_code == 422
    assert "26 nama untuk 24 orang" in asked.content.decode()
    answer = client.post("/ajukan/peserta/", {**typed, "headcount": "change"})
    assert answer["Location"] == "/ajukan/periksa/"
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert Visit.objects.get().people == 26


def test_what_was_read_from_a_file_waits_on_the_way_back(client: Client) -> None:
    answer_all(client)
    file = SimpleUploadedFile("a.csv", b"Nama;Jabatan\nCici;Analis\n")
    client.post("/ajukan/peserta/", {"name": ["Ani"], "list_file": file, "back": "1"})
    page = client.get("/ajukan/peserta/")
    assert page.context["look"].reading.rows == [Row("Cici", "Analis")]
    assert [row.name for row in page.context["look"].rows] == ["Ani"]


def test_a_wrong_row_does_not_go_on_and_is_kept(client: Client) -> None:
    answer_all(client)
    wrong = {"name": ["Ani"], "nip": ["12"]}
    assert client.post("/ajukan/peserta/", wrong).status_code == 422
    assert 'value="12"' in client.get("/ajukan/peserta/").content.decode()
    assert client.get("/ajukan/periksa/")["Location"] == "/ajukan/peserta/"
    assert client.post("/ajukan/peserta/", {**wrong, "back": "1"})["Location"] == "/ajukan/surat/"


def test_regions_are_found_while_typing(client: Client) -> None:
    RegionFactory.create(code="13.72", name="Solok", kind=Region.Kind.CITY)
    page = client.get("/ajukan/daerah/", {"place": "solok"}).content.decode()
    assert "Kota Solok" in page
    assert "<html" not in page
    chosen = client.get("/ajukan/daerah/", {"place": "solok", "region": "13.72"})
    assert "checked" in chosen.content.decode()
    assert "Kabupaten" not in client.get("/ajukan/daerah/").content.decode()
    assert client.get("/ajukan/daerah/", {"place": "x" * 5000}).status_code == 200


def test_a_region_written_in_full_needs_no_choice(client: Client) -> None:
    RegionFactory.create(code="13.72", name="Solok", kind=Region.Kind.CITY)
    typed = {**DELEGATION, "place": "kota solok"}
    assert client.post("/ajukan/", typed)["Location"] == "/ajukan/sesi/"


@pytest.mark.parametrize("path", ["/ajukan/", "/ajukan/tujuan/", "/ajukan/kontak/"])
def test_what_is_typed_is_kept_while_it_is_typed(client: Client, path: str) -> None:
    typed = {"institution": "Dinas X", "purpose": "Belajar X", "leader_name": "Siti X"}
    saved = client.post(path, {**typed, "keep": "1"})
    assert saved.status_code == 200
    assert "Tersimpan" in saved.content.decode()
    assert " X" in client.get(path).content.decode()


def test_the_answers_survive_the_end_of_the_session_and_a_closed_browser(client: Client) -> None:
    client.post("/ajukan/tujuan/", PURPOSE)
    client.session.flush()
    cookie = client.cookies[COOKIE]
    assert int(cookie["max-age"]) == 24 * 3600
    assert cookie["httponly"]
    again = Client()
    again.cookies[COOKIE] = cookie.value
    assert PURPOSE["purpose"] in again.get("/ajukan/tujuan/").content.decode()


def test_two_presses_under_way_lose_nothing_of_each_other(client: Client) -> None:
    client.post("/ajukan/", DELEGATION)
    one, two = kept(client), kept(client)
    data = QueryDict(mutable=True)
    data["purpose"] = "Belajar"
    one.keep("purpose", data)
    two.keep_picks(["2026-12-08-0900-aula"])
    two.save()
    one.save()
    now = kept(client)
    assert now.picks == ["2026-12-08-0900-aula"]
    assert now.typed("purpose") == data
    assert now.typed("delegation")


def test_junk_in_the_cookie_is_a_new_request(client: Client) -> None:
    for junk in ("x", "é" * 40, "a" * 5000, "'; DROP"):
        client.cookies[COOKIE] = junk
        assert client.get("/ajukan/").status_code == 200
        assert client.post("/ajukan/tujuan/", PURPOSE).status_code == 302


def test_too_many_requests_are_said_kindly_and_all_is_kept(client: Client) -> None:
    BookingRules.objects.update(unconfirmed_per_address=1)
    a_visit(slots=[a_free_slot(after_days=28)])
    answer_all(client)
    answer = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "too many unconfirmed requests" in page
    assert "stay here for 24 hours" in page
    assert "Choose another session below" not in page
    assert "DPMPTSP Kabupaten Solok" in page


def test_a_full_week_offers_the_waiting_list_beside_the_nearest_sessions(
    client: Client, now: dt.datetime
) -> None:
    slot = a_free_slot(after_days=21)
    answer_all(client, slots=[str(slot)])
    other = SlotId(date=slot.date, starts_at=dt.time(13, 30), room="aula")
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=now)
    a_visit(slots=[other if other != slot else slot], trusted=True)
    refused = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert refused.status_code == 409
    assert refused.context["offers"]
    assert refused.context["can_wait"]
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client), "waitlist": "1"})
    assert sent["Location"] == "/ajukan/terkirim/"


def test_a_form_left_open_too_long_is_sent_again_with_all_that_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)
    ours = {"HTTP_ORIGIN": "http://testserver"}
    typed = {**PURPOSE, "csrfmiddlewaretoken": "x" * 64}
    refused = strict.post("/ajukan/tujuan/", typed, **ours)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert f'value="{PURPOSE["purpose"]}"' in page
    assert "x" * 64 not in page
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    again = strict.post("/ajukan/tujuan/", {**PURPOSE, "csrfmiddlewaretoken": token[1]}, **ours)
    assert again.status_code == 302
    for origin in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {}):
        page = strict.post("/ajukan/tujuan/", typed, **origin).content.decode()
        assert PURPOSE["purpose"] not in page


def test_what_was_never_sent_is_forgotten_by_the_clock(client: Client, now: dt.datetime) -> None:
    answer_all(client)
    letter = SimpleUploadedFile("Surat.pdf", b"%PDF-1.4\n%%EOF\n")
    client.post("/ajukan/surat/", {**LETTER, "letter_file": letter})
    drafts = Path(settings.MEDIA_ROOT) / "drafts"
    for draft in drafts.iterdir():
        # The file system has a clock of its own.
        os.utime(draft, (now.timestamp(), now.timestamp()))
    forget_unsent(now=now + dt.timedelta(hours=23))
    assert (Session.objects.count(), len(list(drafts.iterdir()))) == (1, 1)
    forget_unsent(now=now + dt.timedelta(hours=25))
    assert (Session.objects.count(), len(list(drafts.iterdir()))) == (0, 0)


def test_a_slip_in_a_mail_domain_is_asked_about_beside_the_field_and_mended_by_one_press(
    client: Client,
) -> None:
    typed = {**CONTACT, "contact_email": "Budi@gmial.com"}
    page = client.post("/ajukan/kontak/", typed)
    assert page.status_code == 200
    assert page.context["meant_email"] == "budi@gmail.com"
    assert 'name="meant_email"' in page.content.decode()
    done = client.post("/ajukan/kontak/", {**typed, "meant_email": "budi@gmail.com"})
    assert done.status_code == 302
    typed_now = kept(client).typed("contact")
    assert typed_now is not None
    assert typed_now["contact_email"] == "budi@gmail.com"
    assert "meant_email" not in typed_now


def test_a_slip_that_is_none_is_asked_about_once(client: Client) -> None:
    typed = {**CONTACT, "contact_email": "budi@gmial.com"}
    asked = client.post("/ajukan/kontak/", typed).context["asked_email"]
    assert client.post("/ajukan/kontak/", {**typed, "asked_email": asked}).status_code == 302
    # Another one is another question.
    other = {**typed, "contact_email": "ani@gmial.com", "asked_email": asked}
    assert client.post("/ajukan/kontak/", other).status_code == 200


def test_what_is_missing_is_called_by_its_name_and_the_title_says_that_something_is_wrong(
    client: Client,
) -> None:
    assert "<title>Galat:" not in client.get("/ajukan/kontak/").content.decode()
    page = client.post("/ajukan/kontak/", {}).content.decode()
    assert "<title>Galat:" in page
    for words in (
        "Tulis nama pimpinan.",
        "Tulis nomor WhatsApp.",
        "Pilih tingkat jabatan pimpinan.",
    ):
        assert page.count(words) == 2  # above, and beside the field
    assert "mended" in page


def test_what_this_browser_sent_and_did_not_confirm_is_brought_to_mind(client: Client) -> None:
    answer_all(client)
    assert client.get("/ajukan/").context["waiting"] is None
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    visit = Visit.objects.get()
    page = client.get("/ajukan/")
    assert page.context["waiting"] == visit
    assert visit.reference in page.content.decode()
    # Another request under way goes before it.
    client.post("/ajukan/", {"institution": "Bappeda"})
    assert client.get("/ajukan/").context["waiting"] is None
    assert Client().get("/ajukan/").context["waiting"] is None
