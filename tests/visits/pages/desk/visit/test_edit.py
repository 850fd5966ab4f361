"""*Ubah data*: everything known of a visit corrected on one page, at any time."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.relay import relay
from tests.factories import OfficerFactory, RegionFactory, TopicFactory, a_visit
from tests.visits.files.making import scan
from visits.history.events import DELEGATION, Actor, officer, program
from visits.life import amending, answering, deciding
from visits.life.duties import officers_answer
from visits.models import Visit

pytestmark = pytest.mark.django_db


def address(visit: Visit, page: str = "ubah/") -> str:
    return f"/petugas/kunjungan/{visit.reference}/{page}"


def given(visit: Visit, **changes: Any) -> dict[str, Any]:
    """The form as it is sent back, with these changes."""
    return {
        "institution": visit.institution,
        "place": visit.region.label,
        "people": visit.people,
        "purpose": visit.purpose,
        "notes": visit.notes,
        "leader_name": visit.leader_name,
        "leader_position": visit.leader_position,
        "leader_rank": visit.leader_rank,
        "letter_number": visit.letter_number,
        "letter_date": visit.letter_date or "",
        "version": visit.version,
        **changes,
    }


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_sent_back_as_it_was_changes_nothing(desk: Client) -> None:
    visit = a_visit(trusted=True)
    visit.topics.add(TopicFactory.create(active=False))
    assert address(visit) in words(desk.get(address(visit, "")))
    form = desk.get(address(visit)).context["form"]
    as_shown = {name: value for name, value in form.initial.items() if value is not None}
    done = desk.post(address(visit), {**as_shown, "version": visit.version}, follow=True)
    assert "Tidak ada yang diubah" in words(done)
    assert visit.events.count() == 1
    assert visit.topics.count() == 1


def test_the_history_says_who_changed_what_from_what_to_what(desk: Client) -> None:
    visit = a_visit(trusted=True)
    RegionFactory.create(code="13.71", kind="city", name="Padang", search_text="padang")
    topic = TopicFactory.create()
    new = {
        "institution": "DPMPTSP Kota Padang",
        "place": "padang",
        "people": "25 orang",
        "leader_rank": "regional_head",
        "topics": [topic.code],
        "letter_date": "2/11/2026",
    }
    done = desk.post(address(visit), given(visit, **new), follow=True)
    page = words(done)
    for change in (
        f"Instansi: dari “{visit.institution}” menjadi “DPMPTSP Kota Padang”",
        "Daerah: dari “Kabupaten Solok, Sumatera Barat” menjadi “Kota Padang, Sumatera Barat”",
        f"Orang: dari “{visit.people}” menjadi “25”",
        f"Topik: “{topic.name}”",
        "Tanggal surat: “Senin, 2 November 2026”",
    ):
        assert change in page, change
    english = words(desk.get(address(visit, ""), headers={"accept-language": "en"}))
    assert f"People: from “{visit.people}” to “25”" in english


def test_bad_input_says_so_and_keeps_what_was_typed(desk: Client) -> None:
    visit = a_visit(trusted=True)
    bad = {"place": "Atlantis", "people": "banyak", "purpose": "", "institution": "Dinas Baru"}
    answer = desk.post(address(visit), given(visit, **bad))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"place", "people", "purpose"}
    for typed in ("Atlantis", "banyak", "Dinas Baru"):
        assert f'value="{typed}"' in answer.content.decode()
    assert visit.events.count() == 1


def test_a_letter_of_a_year_that_cannot_be_is_asked_and_one_that_is_kept_is_not(
    desk: Client,
) -> None:
    visit = a_visit(trusted=True)
    for slip in ("1/1/0206", "1/1/2099"):
        asked = desk.post(address(visit), given(visit, letter_date=slip))
        assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["letter_date"])
    Visit.objects.filter(pk=visit.pk).update(letter_date="2099-01-01")  # by a program
    visit.refresh_from_db()
    assert desk.post(address(visit), given(visit, purpose="Loket")).status_code == 302
    visit.refresh_from_db()
    assert visit.purpose == "Loket"


def test_of_two_tabs_the_second_sees_what_it_would_undo(desk: Client, colleague: Actor) -> None:
    visit = a_visit(trusted=True)
    opened = given(visit, purpose="Melihat loket")
    amending.amend(visit, changes={"people": 33}, by=colleague, now=timezone.now())
    stale = desk.post(address(visit), opened)
    assert stale.status_code == 409
    assert "Dewi Lestari" in words(stale)
    assert f"Orang: dari “33” menjadi “{visit.people}”" in words(stale)
    assert "Melihat loket</textarea>" in stale.content.decode()
    visit.refresh_from_db()
    assert visit.people == 33
    opened["version"] = stale.context["visit"].version
    assert desk.post(address(visit), {**opened, "people": 33}).status_code == 302
    visit.refresh_from_db()
    assert (visit.people, visit.purpose) == (33, "Melihat loket")


def test_staff_go_over_the_room_with_a_reason_alone(desk: Client) -> None:
    visit = a_visit(trusted=True)
    refused = desk.post(address(visit), given(visit, people=61))
    assert refused.status_code == 409
    assert 'name="override_reason"' in refused.content.decode()
    reason = {"people": 61, "override_reason": "Kursi ditambah"}
    assert desk.post(address(visit), given(visit, **reason)).status_code == 302
    assert "Melewati aturan, karena: Kursi ditambah" in words(desk.get(address(visit, "")))


def test_the_letter_is_replaced_and_deleted(
    desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    visit = a_visit(trusted=True)

    def post(**more: Any) -> Any:
        visit.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(address(visit), given(visit, **more))

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("surat.pdf", scan("Canon")(), "application/pdf")

    assert post(letter_file=file()).status_code == 302
    visit.refresh_from_db()
    first, storage = visit.letter_file.name, visit.letter_file.storage
    assert post(letter_file=file(), remove_letter="on").status_code == 422
    assert post(letter_file=file()).status_code == 302
    visit.refresh_from_db()
    assert visit.letter_file.name != first
    assert not storage.exists(first)
    second = visit.letter_file.name
    assert post(remove_letter="on").status_code == 302
    visit.refresh_from_db()
    assert not visit.letter_file
    assert not storage.exists(second)
    page = words(desk.get(address(visit, "")))
    for change in ("“sebuah berkas”, semula kosong", "menjadi “berkas lain”", "dikosongkan"):
        assert change in page


def test_who_has_an_invitation_is_told_until_the_visit_is_over(
    desk: Client, colleague: Actor, now: dt.datetime
) -> None:
    named = [OfficerFactory.create()]
    visit = amending.assign(a_visit(trusted=True), officers=named, by=colleague, now=now)
    visit = deciding.approve(visit, by=colleague, now=now)
    relay(now=now)
    told = Message.objects.count()
    done = desk.post(address(visit), given(visit, leader_name="Rina Marlina"), follow=True)
    assert "undangan" in words(done)
    relay(now=now)
    assert Message.objects.count() == told + 2
    later = now + dt.timedelta(days=90)
    visit = amending.amend(visit, changes={"people": 9}, by=colleague, now=later)
    relay(now=later)
    assert Message.objects.count() == told + 2


def test_the_history_names_officers_origins_and_texts(
    desk: Client, colleague: Actor, now: dt.datetime
) -> None:
    from visits.conversation import messages

    andi = OfficerFactory.create(name="Andi Saputra")
    visit = amending.assign(a_visit(trusted=True), officers=[andi], by=program("SIMPEL"), now=now)
    officers_answer.answer(visit, officer=andi, answer="declined", by=officer(andi), now=now)
    amending.assign(visit, officers=[], by=colleague, now=now)
    messages.write(visit, text="Kami bawa spanduk", by=DELEGATION, now=now)
    messages.ask_missing(visit, text="Surat tugas", by=colleague, now=now)
    visit.refresh_from_db()
    answering.cancel(visit, reason="Banjir", by=DELEGATION, now=now)
    page = words(desk.get(address(visit, "")))
    history = page[page.index("Riwayat</h2>") :]
    for said in (
        "program SIMPEL",
        "Ditunjuk: Andi Saputra",
        "Andi Saputra lewat tautannya",
        "Andi Saputra: tidak dapat hadir",
        "Tidak lagi: Andi Saputra",
        "“Kami bawa spanduk”",
        "“Surat tugas”",
        "“Banjir”",
        "rombongan",
    ):
        assert said in history, said


def test_leaders_read_and_do_not_write(leader: Client) -> None:
    visit = a_visit(trusted=True)
    assert leader.get(address(visit)).status_code == 403
    assert address(visit) not in words(leader.get(address(visit, "")))


def test_the_language_of_our_letters_is_corrected_and_the_next_one_is_in_it(
    desk: Client, leader: Client
) -> None:
    visit = a_visit(trusted=True)
    assert visit.language == "id"
    page = words(desk.post(address(visit), given(visit, letters_language="en"), follow=True))
    visit.refresh_from_db()
    assert visit.language == "en"
    assert "bahasa Inggris" in page
    asked = desk.post(address(visit, "minta/"), {"ready": ["letter"], "version": visit.version})
    assert asked.status_code == 302
    visit.refresh_from_db()
    assert visit.missing == "The official letter, signed and with its number."
    assert leader.post(address(visit), given(visit, letters_language="id")).status_code == 403
