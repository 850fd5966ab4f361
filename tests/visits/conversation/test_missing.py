"""What staff ask for has slots, and a press that it is there is asked back where nothing came."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from rest_framework.test import APIClient

from scheduling.models import Room
from tests import pdfs
from tests.factories import UserFactory, a_visit
from tests.visits.api.conftest import signed_in as caller
from tests.visits.pages.desk.conftest import signed_in
from visits.access.tokens import visit_token
from visits.conversation import messages
from visits.conversation.missing import Item, missing_words, nothing_came, slots_of
from visits.history.events import DELEGATION, Actor, staff
from visits.life.step import NeedsReason
from visits.models import Host, Visit
from visits.people import roles
from visits.people.participants import send_assignment_letter

pytestmark = pytest.mark.django_db
PDF = pdfs.page()
EN = {"accept-language": "en"}


@pytest.fixture
def visit(host: Host, room: Room) -> Visit:
    return a_visit(trusted=True)


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create())


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("tugas.pdf", PDF)


def states(visit: Visit) -> dict[str, bool]:
    visit.refresh_from_db()
    found = slots_of(visit, visit.events.order_by("-id"))
    return {slot.item.value: slot.there for slot in found}


def test_what_is_ticked_is_said_in_the_delegations_language(visit: Visit, protocol: Actor) -> None:
    now = timezone.now()
    visit.language = "en"
    visit.save()
    with pytest.raises(NeedsReason):
        messages.ask_missing(visit, text=" ", by=protocol, now=now)
    items = [Item.PARTICIPANTS, Item.ASSIGNMENT_LETTER]
    visit = messages.ask_missing(visit, items=items, text="Signed.", by=protocol, now=now)
    assert visit.missing.splitlines() == [
        "The assignment letter (surat tugas).",
        "The names and positions of everybody who comes.",
        "Signed.",
    ]
    assert visit.missing_items == ["assignment_letter", "participants"]
    visit = messages.give_missing(visit, by=DELEGATION, now=now)
    assert (visit.missing, visit.missing_items) == ("", [])


def test_a_slot_is_filled_by_what_came_since_it_was_asked_for(
    visit: Visit, protocol: Actor, now: dt.datetime
) -> None:
    client, path = Client(), f"/k/{visit_token(visit)}/"
    client.post(f"{path}surat-tugas/", {"assignment_letter": a_file()})
    items = [Item.LETTER, Item.ASSIGNMENT_LETTER]
    messages.ask_missing(visit, items=items, by=protocol, now=timezone.now())
    # The one that was there is asked for anew.
    assert states(visit) == {"letter": False, "assignment_letter": False}
    page = client.get(path).text
    assert page.count("belum kami terima") == 2
    assert f"{path}surat-tugas/" in page
    pressed = client.post(f"{path}lengkap/")
    assert pressed.status_code == 422
    assert "Belum ada: Surat permohonan, Surat tugas. Kirim tetap?" in pressed.text
    visit.refresh_from_db()
    before = visit.assignment_letter.name
    assert client.post(f"{path}surat-tugas/", {}).status_code == 422
    assert client.post(f"{path}surat-tugas/", {"assignment_letter": a_file()})["Location"] == path
    assert states(visit) == {"letter": False, "assignment_letter": True}
    assert visit.assignment_letter.name != before
    assert not nothing_came(visit.events.order_by("-id"))
    again = client.post(f"{path}lengkap/")
    assert again.status_code == 422
    assert "Belum ada: Surat permohonan. Kirim tetap?" in again.text
    assert client.post(f"{path}lengkap/", {"anyway": "1"}).status_code == 302
    assert states(visit) == {}
    assert "Surat tugas" in client.get(f"{path}ubah/").text


def test_the_second_press_sends_it_all_the_same(
    visit: Visit, protocol: Actor, now: dt.datetime
) -> None:
    client, path = Client(), f"/k/{visit_token(visit)}/"
    messages.ask_missing(visit, text="Nama bus", by=protocol, now=now)
    assert client.post(f"{path}lengkap/").status_code == 422
    assert client.post(f"{path}lengkap/", {"anyway": "1"}).status_code == 302
    visit.refresh_from_db()
    assert visit.missing == ""
    messages.ask_missing(visit, text="Nama bus", by=protocol, now=now)
    messages.write(visit, text="Bus Melati", by=DELEGATION, now=now)
    assert client.post(f"{path}lengkap/").status_code == 302  # they wrote it


def test_where_nothing_is_asked_nobody_is_thanked(visit: Visit, protocol: Actor) -> None:
    client, path = Client(), f"/k/{visit_token(visit)}/"
    messages.ask_missing(visit, text="Nama bus", by=protocol, now=timezone.now())
    first = client.post(f"{path}lengkap/", {"anyway": "1"}, follow=True, headers=EN)
    assert "Thank you. We look at it" in first.text
    second = client.post(f"{path}lengkap/", {"anyway": "1"}, follow=True, headers=EN)
    assert "received this already" in second.text
    assert "Thank you. We look at it" not in second.text
    assert visit.events.filter(kind="missing_given").count() == 1


def test_an_assignment_letter_on_paper_fills_its_slot(visit: Visit, protocol: Actor) -> None:
    desk, page = signed_in(roles.PROTOCOL), f"/petugas/kunjungan/{visit.reference}/"
    items = [Item.ASSIGNMENT_LETTER]
    visit = messages.ask_missing(visit, items=items, by=protocol, now=timezone.now())
    told = {"version": visit.version, "item": "assignment_letter"}
    assert f"{page}di-kertas/" in desk.get(page).text
    assert desk.post(f"{page}di-kertas/", told).status_code == 302
    assert states(visit) == {"assignment_letter": True}
    assert f"{page}di-kertas/" not in desk.get(page).text
    assert desk.post(f"{page}di-kertas/", {**told, "item": "letter"}).status_code == 302
    assert states(visit) == {"assignment_letter": True}
    stray = desk.post(f"{page}di-kertas/", {**told, "item": "x"}, follow=True)
    assert "Hal ini tidak diminta lagi" in stray.text
    assert Client().post(f"/k/{visit_token(visit)}/lengkap/").status_code == 302


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_reads_what_is_asked_in_their_own_language_and_once(
    visit: Visit, protocol: Actor, language: str
) -> None:
    visit.language = language
    visit.save()
    items = [Item.LETTER, Item.ASSIGNMENT_LETTER]
    visit = messages.ask_missing(
        visit, items=items, text="Nama bus\nThe map.", by=protocol, now=timezone.now()
    )
    english, indonesian = (
        "The official letter, signed and with its",
        "Surat permohonan resmi yang bertanda",
    )
    client, desk, path = Client(), signed_in(roles.PROTOCOL), f"/k/{visit_token(visit)}/"
    staffs = f"/petugas/kunjungan/{visit.reference}/"
    for reader, address in ((client, path), (desk, staffs)):
        read = {"en": reader.get(address, headers=EN).text, "id": reader.get(address).text}
        for text in read.values():
            assert "Nama bus<br>The map." in text
        if address == path:
            assert (english in read["en"], english in read["id"]) == (True, False)
            assert (indonesian in read["id"], indonesian in read["en"]) == (True, False)
        else:
            asked = desk.get(address).context["asked_beside"]
            assert asked == "Nama bus\nThe map."
    with override("en"):
        assert missing_words(visit).splitlines()[0].startswith(english)
    with override("id"):
        assert missing_words(visit).splitlines()[0].startswith(indonesian)
    # As the contract has it: what was written to them.
    own = APIClient(headers={"authorization": f"Bearer {visit_token(visit)}"})
    told = own.get(f"/api/v1/visits/{visit.reference}/").json()["missing"]
    assert told == visit.missing
    assert told.startswith(english if language == "en" else indonesian)


def test_the_desk_asks_by_ticks_sees_the_file_and_mends_it(visit: Visit) -> None:
    desk, page = signed_in(roles.PROTOCOL), f"/petugas/kunjungan/{visit.reference}/"
    told: dict[str, Any] = {"version": visit.version, "ready": ["assignment_letter", "tidak ada"]}
    assert desk.post(f"{page}minta/", told).status_code == 302
    visit.refresh_from_db()
    assert visit.missing_items == ["assignment_letter"]
    assert "belum kami terima" in desk.get(page).text
    assert desk.get(f"{page}surat-tugas/").status_code == 404
    form = desk.get(f"{page}ubah/").context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value()}
    desk.post(f"{page}ubah/", {**told, "version": visit.version, "assignment_letter": a_file()})
    shown = desk.get(f"{page}surat-tugas/")
    assert b"".join(shown) == PDF
    assert "sudah kami terima" in desk.get(page).text
    visit.refresh_from_db()
    name = visit.assignment_letter.name or ""
    told |= {"version": visit.version, "remove_assignment_letter": "on"}
    with_commit(lambda: desk.post(f"{page}ubah/", told))
    visit.refresh_from_db()
    assert not visit.assignment_letter
    assert not default_storage.exists(name)


def with_commit(press: Any) -> None:
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        press()


def test_programs_ask_for_it_send_it_and_read_it(visit: Visit) -> None:
    api, path = caller(roles.PROTOCOL), f"/api/v1/visits/{visit.reference}/"
    asked = api.post(f"{path}ask-missing/", {"items": ["assignment_letter"]}, format="json")
    assert asked.json()["missing_items"] == ["assignment_letter"]
    assert asked.json()["assignment_letter"] == {"file": False}
    assert api.post(f"{path}ask-missing/", {}, format="json").status_code == 400
    assert api.get(f"{path}assignment-letter/").status_code == 404
    own = APIClient(headers={"authorization": f"Bearer {visit_token(visit)}"})
    none = own.post(f"{path}assignment-letter/", {}, format="multipart")
    assert (none.status_code, none.json()["errors"][0]["field"]) == (400, "assignment_letter_file")
    bad = SimpleUploadedFile("a.pdf", b"MZ")
    refused = own.post(
        f"{path}assignment-letter/", {"assignment_letter_file": bad}, format="multipart"
    )
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported")
    sent = own.post(
        f"{path}assignment-letter/", {"assignment_letter_file": a_file()}, format="multipart"
    )
    assert sent.status_code == 200, sent.content
    assert sent.json()["assignment_letter"] == {"file": True}
    assert b"".join(api.get(f"{path}assignment-letter/")) == PDF
    assert own.get(f"{path}assignment-letter/").status_code in (403, 404)


def test_it_is_kept_and_given_out_with_the_letter(visit: Visit, now: dt.datetime) -> None:
    from keeping.erasing.letters import destroy, to_review
    from keeping.erasing.visits import anonymise
    from visits.files.letters import check_letter

    visit = send_assignment_letter(visit, file=check_letter(a_file()), by=DELEGATION, now=now)
    assert visit.assignment_letter
    Visit.objects.filter(pk=visit.pk).update(letter_number="", status="completed")
    anonymise(visit, now=now)
    visit.refresh_from_db()
    assert visit.assignment_letter
    found = to_review(now + dt.timedelta(days=9000))
    assert [*found] == [visit]
    destroy(found, by="x", reason="y", now=now)
    visit.refresh_from_db()
    assert not visit.assignment_letter
