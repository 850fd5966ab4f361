"""A visit on the desk: each button, what it refuses, and two people at once."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scheduling import places
from scheduling.models import Closure
from tests.factories import OfficerFactory, TopicFactory, a_free_slot, a_visit
from tests.sampled import sampled
from tests.visits.pages.desk.conftest import free_slots, signed_in
from visits.history.events import DELEGATION, Actor
from visits.language.dates import day_words, time_words
from visits.life import amending, deciding, joint_visits, moving
from visits.life.requesting import Contact
from visits.life.table import LIFE, TALK, Action, By
from visits.models import Note, Rank, Status, Visit
from visits.pages.desk.visit.steps import STEPS
from visits.people import roles

pytestmark = pytest.mark.django_db


def address(visit: Visit, step: str = "") -> str:
    return f"/petugas/kunjungan/{visit.reference}/{step + '/' if step else ''}"


def press(client: Client, visit: Visit, step: str, **given: Any) -> Any:
    given.setdefault("version", Visit.objects.get(pk=visit.pk).version)
    return client.post(address(visit, step), given)


def shown(client: Client, visit: Visit) -> str:
    return client.get(address(visit)).content.decode()


def test_approval_names_the_suggested_officer_in_the_same_press(desk: Client) -> None:
    head = OfficerFactory.create(name="Hasan Basri", rank=Rank.OFFICE_HEAD)
    visit = a_visit(trusted=True)
    page = shown(desk, visit)
    assert f'<option value="{head.pk}" selected>' in page
    assert "Disarankan: Hasan Basri" in page
    assert press(desk, visit, "setujui", receiving=head.pk).status_code == 302
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
    assert visit.assignments.get().role == "receiving"


def test_an_officer_who_is_no_number_is_refused_and_the_rest_stays_chosen(desk: Client) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    for number in ("²", "٣", "-1", "x", "9" * 20):
        refused = press(desk, visit, "petugas", officers=[officer.pk, number])
        assert refused.status_code == 422
        page = refused.content.decode()
        assert "Tidak ada kunjungan atau petugas itu" in page
        assert f'value="{officer.pk}" checked' in page
    assert not visit.assignments.exists()


def test_a_ready_reason_declines_in_the_delegations_language(desk: Client) -> None:
    visit = a_visit(trusted=True, language="en")
    press(desk, visit, "tolak", ready="pimpinan")
    visit.refresh_from_db()
    assert (visit.status, visit.reason) == (
        Status.DECLINED,
        "All leaders are away that week.",
    )


def test_a_refusal_offers_sessions_that_are_ticked_by_hand_and_no_key_alone_declines(
    desk: Client,
) -> None:
    visit = a_visit(trusted=True)
    form = shown(desk, visit).split('id="tolak"')[1].split("</form>")[0]
    assert "checked" not in form
    first = re.search(r"<button ([^>]*)>", form)
    assert first is not None
    assert "disabled" in first[1]  # what Enter in a box would press
    offered = re.findall(r'name="slots"\s+value="([^"]+)"', form)
    assert len(offered) == 5
    kept = press(desk, visit, "tolak", reason="", slots=offered[1:3])
    assert kept.status_code == 422
    assert kept.content.decode().split('id="tolak"')[1].split("</form>")[0].count(" checked") == 2
    press(desk, visit, "tolak", reason="Penuh", slots=offered[1:3])
    assert visit.events.get(kind="declined").data["slots"] == offered[1:3]


def test_a_session_that_is_gone_is_not_offered_with_a_refusal(desk: Client) -> None:
    visit, taken = a_visit(trusted=True), a_free_slot(after_days=30)
    a_visit(trusted=True, slots=[taken])
    assert press(desk, visit, "tolak", reason="Penuh", slots=[str(taken)]).status_code == 409
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_what_ended_is_opened_again_with_a_reason(desk: Client, colleague: Actor) -> None:
    visit = deciding.decline(
        a_visit(trusted=True), reason="Penuh", by=colleague, now=timezone.now()
    )
    assert press(desk, visit, "buka-kembali", reason="").status_code == 422
    other = str(a_free_slot(after_days=30))
    press(desk, visit, "buka-kembali", reason="Bebas lagi", slot=other)
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.slot_id == other


def test_that_nobody_came_is_asked_about_before_the_session(desk: Client, colleague: Actor) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=colleague, now=timezone.now())
    asked = press(desk, visit, "tidak-datang").content.decode()
    assert "Tidak ada yang datang?" in asked
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
    press(desk, visit, "tidak-datang", sure="1")
    visit.refresh_from_db()
    assert visit.status == Status.NO_SHOW


def test_a_decline_without_a_reason_says_so_and_changes_nothing(desk: Client) -> None:
    visit = a_visit(trusted=True)
    answer = press(desk, visit, "tolak", reason=" ")
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_the_nearest_sessions_are_ready_to_be_proposed(desk: Client) -> None:
    visit = a_visit(trusted=True)
    page = shown(desk, visit)
    ready = page.split('name="slots"')[1:]
    chosen = [part.split('value="')[1].split('"')[0] for part in ready if "checked" in part[:120]]
    assert len(chosen) == 3
    press(desk, visit, "usulkan", slots=chosen)
    visit.refresh_from_db()
    assert (visit.status, visit.proposed_slots) == (Status.PROPOSED, chosen)


def ticked(page: str, name: str) -> list[str]:
    """The values of the ticked boxes of that name."""
    boxes = re.findall(rf'name="{name}"\s+value="([^"]*)"( checked)?', page)
    return [value for value, checked in boxes if checked]


def test_after_a_refusal_ticks_are_as_they_were_left(desk: Client, colleague: Actor) -> None:
    officer, visit = OfficerFactory.create(), a_visit(trusted=True)
    amending.assign(visit, officers=[officer], by=colleague, now=timezone.now())
    none = press(desk, visit, "usulkan", reason="Mohon maaf")
    assert none.status_code == 422
    page = none.content.decode()
    assert ticked(page, "slots") == []
    assert ticked(page, "officers") == [str(officer.pk)]
    missing = press(desk, visit, "minta", ready=["assignment_letter"], version="x")
    assert missing.status_code == 422
    assert ticked(missing.content.decode(), "ready") == ["assignment_letter"]
    assert len(ticked(missing.content.decode(), "slots")) == 3
    left_out = press(desk, visit, "setujui", receiving="", slot="junk")
    assert left_out.status_code == 422
    assert ticked(left_out.content.decode(), "officers") == []


def test_what_was_typed_for_one_step_fills_no_other_steps_fields(desk: Client) -> None:
    visit = a_visit(trusted=True)
    offer = re.findall(r'name="slot"\s+value="([^"]*)"', shown(desk, visit))[-1]
    given = {"override_reason": "Aula besar", "slot": offer, "into": "ST-1"}
    refused = press(desk, visit, "gabung", version="x", **given).content.decode()
    assert refused.count("Aula besar") == 1
    assert ticked(refused, "slot") == ticked(shown(desk, visit), "slot") == visit.preferred_slots


def test_nobody_named_stays_so_after_a_refusal(desk: Client) -> None:
    head = OfficerFactory.create(rank=Rank.OFFICE_HEAD)
    visit = a_visit(trusted=True)
    assert f'<option value="{head.pk}" selected>' in shown(desk, visit)
    refused = press(desk, visit, "setujui", receiving="", slot="junk").content.decode()
    assert f'<option value="{head.pk}" selected>' not in refused


def test_an_answer_by_phone_is_noted_for_the_delegation(desk: Client, colleague: Actor) -> None:
    offer = a_free_slot(after_days=30)
    visit = a_visit(trusted=True)
    said: dict[str, Any] = {"by": colleague, "now": timezone.now()}
    visit = deciding.propose(visit, slots=[offer], message="", **said)
    press(desk, visit, "tidak-cocok", reason="Rapat")
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
    visit = deciding.propose(visit, slots=[offer], message="", **said)
    press(desk, visit, "terima", slot=str(offer))
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED


def test_what_is_missing_is_asked_for_and_noted_when_there(desk: Client) -> None:
    visit = a_visit(trusted=True)
    press(desk, visit, "minta", ready=["assignment_letter"], reason="Mohon stempel.")
    visit.refresh_from_db()
    assert visit.missing == "Surat tugas.\nMohon stempel."
    assert "Mohon stempel." in shown(desk, visit)
    press(desk, visit, "lengkap")
    visit.refresh_from_db()
    assert visit.missing == ""


def test_messages_and_notes_keep_apart(desk: Client) -> None:
    visit = a_visit(trusted=True)
    press(desk, visit, "tulis", text="Selamat datang")
    press(desk, visit, "catatan", text="Tamu <b>penting</b>")
    assert list(Note.objects.values_list("text", "internal")) == [
        ("Selamat datang", False),
        ("Tamu <b>penting</b>", True),
    ]
    assert "Tamu &lt;b&gt;penting" in shown(desk, visit)
    too_long = press(desk, visit, "catatan", text="x" * 2001)
    assert too_long.status_code == 422
    assert "x" * 2001 in too_long.content.decode()


def test_an_officer_reads_no_note_of_staff(desk: Client, colleague: Actor) -> None:
    client = signed_in(roles.OFFICER)
    officer = OfficerFactory.create(user_id=client.session["_auth_user_id"])
    visit = amending.assign(
        a_visit(trusted=True), officers=[officer], by=colleague, now=timezone.now()
    )
    press(desk, visit, "tulis", text="Selamat datang")
    press(desk, visit, "catatan", text="Catatan rahasia")
    page = client.get(address(visit), follow=True)
    assert page.request["PATH_INFO"] == f"/petugas/tugas/{visit.reference}/"
    assert "Catatan rahasia" not in page.content.decode()


def test_the_press_on_whatsapp_is_noted_and_opens_it_with_the_text(desk: Client) -> None:
    visit = a_visit(trusted=True)
    answer = press(desk, visit, "whatsapp")
    assert answer.status_code == 303
    assert answer["Location"].startswith("https://wa.me/6281234567890?text=")
    assert visit.events.filter(kind="passed_on").count() == 1
    assert "/k/" not in answer["Location"]
    policy = desk.get(address(visit))["Content-Security-Policy"]
    assert "form-action 'self' https://wa.me" in policy


def test_a_partner_of_the_same_week_and_topic_is_suggested_and_merged(desk: Client) -> None:
    topic, other_topic = TopicFactory.create(), TopicFactory.create()
    host = a_visit(trusted=True, institution="Kabupaten Lingga", people=9, topics=[topic])
    a_visit(trusted=True, institution="Topik lain", people=5, topics=[other_topic])
    a_visit(trusted=True, institution="Terlalu banyak", people=55, topics=[topic])
    visit = a_visit(trusted=True, institution="Natuna", people=7, topics=[topic])
    page = shown(desk, visit).split('class="partners"')[1].split("</ul>")[0]
    assert "Kabupaten Lingga" in page
    assert "16 orang bersama" in page
    assert "Topik lain" not in page
    assert "Terlalu banyak" not in page
    press(desk, visit, "gabung", into=host.reference)
    assert [v.pk for v in joint_visits.companions_of(visit)] == [host.pk]
    assert "Kabupaten Lingga" in shown(desk, visit)
    again = press(desk, visit, "gabung", into=host.reference)
    assert again.status_code == 409
    assert press(desk, visit, "gabung", into="ST-1").status_code == 422
    press(desk, visit, "pisah", slot=str(a_free_slot(after_days=40)))
    assert joint_visits.companions_of(visit) == []


def test_what_a_merge_does_is_said_beside_its_button(desk: Client, colleague: Actor) -> None:
    topic = TopicFactory.create()
    near, *rest = free_slots(week=3)
    far = next(slot for slot in rest if slot.date != near.date)
    host = a_visit(trusted=True, slots=[far], people=9, topics=[topic])
    visit = a_visit(trusted=True, slots=[near], people=7, topics=[topic])

    def told() -> str:
        page = shown(desk, visit).split('class="partners"')[1].split("</ul>")[0]
        return " ".join(page.split())

    for words in (
        f"Pindah ke {day_words(far.date)}, {time_words(far.starts_at)}",
        "Mereka tidak meminta hari itu",
        "Masih menunggu keputusan",
        "Mereka diberi tahu lewat e-mail",
    ):
        assert words in told()
    deciding.approve(host, by=colleague, now=timezone.now())
    assert "Langsung disetujui" in told()
    Visit.objects.filter(pk=visit.pk).update(
        preferred_slots=[str(near), str(far)], contact_email=""
    )
    assert "Mereka tidak meminta hari itu" not in told()
    assert "lewat WhatsApp" in told()
    done = desk.post(
        address(visit, "gabung"), {"into": host.reference, "version": visit.version}, follow=True
    )
    assert "lewat WhatsApp" in done.content.decode()
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED


def test_an_officers_answer_by_phone_is_noted(desk: Client, colleague: Actor) -> None:
    officer = OfficerFactory.create()
    visit = amending.assign(
        a_visit(trusted=True), officers=[officer], by=colleague, now=timezone.now()
    )
    visit = deciding.approve(visit, by=colleague, now=timezone.now())
    assert "Mengapa? (boleh dikosongkan)" in shown(desk, visit)
    told = {"why": "meeting", "reason": "Rapat kerja"}
    press(desk, visit, "jawaban", officer=officer.pk, answer="declined", **told)
    said = visit.assignments.get()
    assert (said.answer, said.reason) == ("declined", "Rapat: Rapat kerja")
    assert "Alasan: Rapat: Rapat kerja" in shown(desk, visit)
    long = press(desk, visit, "jawaban", officer=officer.pk, answer="declined", reason="x" * 400)
    assert long.status_code == 422
    assert "x" * 400 in long.content.decode()
    assert visit.assignments.get().reason == said.reason
    other = OfficerFactory.create(name="Pengganti", rank=Rank.OTHER)
    page = shown(desk, visit)
    assert f'<option value="{other.pk}" selected>' in page
    assert f'<option value="{officer.pk}" selected>' not in page
    for number in (other.pk, 999999, "9" * 20, "-1", "٣", "x", ""):
        refused = press(desk, visit, "jawaban", officer=number, answer="accepted")
        assert refused.status_code == 422
        assert "Tidak ada kunjungan atau petugas itu" in refused.content.decode()
    for answer in ("x", ""):
        refused = press(desk, visit, "jawaban", officer=officer.pk, answer=answer)
        assert refused.status_code == 422
        assert "Pilih apakah petugas itu hadir" in refused.content.decode()
    assert visit.assignments.get().answer == "declined"


def test_a_wish_to_move_is_answered_with_no_and_a_reason(desk: Client, colleague: Actor) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=colleague, now=timezone.now())
    slots, now = [a_free_slot(after_days=30)], timezone.now()
    moving.reschedule(visit, slots=slots, reason="Pesawat", by=DELEGATION, now=now)
    task = shown(desk, visit).split("notice--task")[1].split("</section>")[0]
    assert "“Pesawat”" in task
    assert press(desk, visit, "tetap", reason="").status_code == 422
    press(desk, visit, "tetap", reason="Aula dipakai.")
    visit.refresh_from_db()
    assert visit.wished_slots == []


# What only adds to the conversation overwrites nothing.
_VERSIONED = sorted(set(STEPS) - {"tulis", "catatan", "whatsapp"})


@pytest.mark.parametrize("step", sampled(_VERSIONED, every=3))
def test_the_second_of_two_people_is_told_what_the_first_did_and_overwrites_nothing(
    desk: Client, colleague: Actor, step: str
) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    opened = visit.version
    amending.assign(visit, officers=[officer], by=colleague, now=timezone.now())
    events = visit.events.count()
    slot = str(a_free_slot(after_days=30))
    other = a_visit(trusted=True, institution="Lain")
    given = {
        "reason": "Kata-kata saya yang panjang",
        "slot": slot,
        "slots": [slot],
        "officer": officer.pk,
        "colleague": OfficerFactory.create().pk,
        "answer": "accepted",
        "into": other.reference,
        "until": f"{timezone.localdate() + dt.timedelta(days=7):%d/%m/%Y}",
    }
    answer = press(desk, visit, step, version=opened, **given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dewi Lestari" in page
    assert "Petugas ditugaskan" in page or "ditunjuk" in page.lower()
    assert visit.events.count() == events
    assert Visit.objects.get(pk=visit.pk).status == Status.REQUESTED


# Data are corrected on a page of its own, at any time.
_STAFFS = [
    row
    for action, row in LIFE.items()
    if action not in {*TALK, Action.AMEND} and By.STAFF in row.by
]


@pytest.mark.parametrize("step", sampled(STEPS, every=3))
@pytest.mark.parametrize("version", sampled([None, "", "x", "-1", "1" * 12], every=3))
def test_a_form_without_the_version_it_was_opened_on_decides_nothing(
    desk: Client, step: str, version: str | None
) -> None:
    visit = a_visit(trusted=True)
    given = {
        "reason": "Kata-kata saya",
        "text": "Kata-kata saya",
        "slots": [str(a_free_slot(after_days=30))],
    }
    if version is not None:
        given["version"] = version
    answer = desk.post(address(visit, step), given)
    assert answer.status_code == 422
    assert "bentuk lama" in answer.content.decode()
    assert visit.events.count() == 1


@pytest.mark.parametrize(
    "status", [status for status in Status if any(status in row.come_from for row in _STAFFS)]
)
def test_every_form_of_a_visit_carries_the_version(
    desk: Client, colleague: Actor, status: Status
) -> None:
    visit = amending.assign(
        a_visit(trusted=True), officers=[OfficerFactory.create()], by=colleague, now=timezone.now()
    )
    slot = str(a_free_slot(after_days=30))
    Visit.objects.filter(pk=visit.pk).update(
        status=status, missing="Surat", wished_slots=[slot], proposed_slots=[slot]
    )
    page = shown(desk, visit).split("<article", 1)[1]
    forms = [part.split("</form>")[0] for part in page.split("<form")[1:]]
    # That nobody needs a paper is a tick of the desk: it overwrites nothing, and twice is once.
    forms = [form for form in forms if "papers__waive" not in form]
    assert forms
    for form in forms:
        assert f'name="version" value="{visit.version}"' in form


def test_a_decision_is_taken_back_from_the_next_page_and_nobody_was_told(
    desk: Client, settings: Settings
) -> None:
    settings.UNDO_SECONDS = 20
    visit = a_visit(trusted=True)
    press(desk, visit, "tolak", reason="Penuh")
    inbox = desk.get("/petugas/").content.decode()
    toast = inbox.split('class="toast"')[1].split("</form>")[0]
    assert "Ditolak" in toast
    assert visit.institution in toast
    version = re.search(r'name="version" value="(\d+)"', toast)
    assert version is not None
    answer = desk.post(address(visit, "urungkan"), {"version": version[1]}, follow=True)
    page = answer.content.decode()
    assert "Tidak ada yang diberi tahu" in page
    assert 'class="toast"' not in page
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_after_a_decision_the_next_thing_that_waits_opens_and_then_the_inbox(desk: Client) -> None:
    first, second, third = (a_visit(trusted=True, institution=f"Dinas {n}") for n in "ABC")
    officer = OfficerFactory.create()
    answer = press(desk, second, "setujui", receiving=officer.pk)
    assert answer.url == address(third)
    assert "Dinas B: Disetujui." in shown(desk, third)
    opened = third.version
    assert press(desk, third, "tolak", reason="Penuh").url == address(first)
    again = press(desk, third, "tolak", reason="Penuh", version=opened)
    assert again.url == address(first)  # pressed twice, it goes on all the same
    assert third.events.filter(kind="declined").count() == 1
    slot = str(a_free_slot(after_days=30))
    assert press(desk, first, "usulkan", slots=[slot]).url == "/petugas/"


def test_whom_nobody_mails_stays_open_to_be_told(desk: Client) -> None:
    a_visit(trusted=True)
    visit = a_visit(trusted=True, contact=Contact(name="Budi", phone="+6281234567890", email=""))
    answer = press(desk, visit, "setujui")
    assert answer.url == address(visit)


def test_the_way_back_goes_when_its_time_is_over(desk: Client, settings: Settings) -> None:
    settings.UNDO_SECONDS = 20
    visit = a_visit(trusted=True)
    press(desk, visit, "setujui")
    version = Visit.objects.get(pk=visit.pk).version
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=21)):
        assert 'class="toast"' not in shown(desk, visit)
        late = desk.post(address(visit, "urungkan"), {"version": version})
    assert late.status_code == 409
    assert "sedang diberitahukan" in late.content.decode()


def test_a_slip_of_the_day_is_taken_back_and_stands_in_the_history(
    desk: Client, colleague: Actor
) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=colleague, now=timezone.now())
    assert "tarik-kembali" not in shown(desk, visit)
    press(desk, visit, "tidak-datang", sure="1")
    assert "tarik-kembali" in shown(desk, visit)
    assert press(desk, visit, "tarik-kembali").status_code == 302
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
    assert "Catatan hari itu ditarik kembali" in shown(desk, visit)
    press(desk, visit, "hadir")
    Visit.objects.filter(pk=visit.pk).update(changed_at=timezone.now() - dt.timedelta(hours=25))
    assert "tarik-kembali" not in shown(desk, visit)
    late = press(desk, visit, "tarik-kembali")
    assert late.status_code == 409
    assert "dapat ditarik kembali sampai" in late.content.decode()


def test_what_was_typed_is_kept_when_somebody_was_quicker(desk: Client, colleague: Actor) -> None:
    visit = a_visit(trusted=True)
    opened = visit.version
    amending.assign(visit, officers=[OfficerFactory.create()], by=colleague, now=timezone.now())
    answer = press(desk, visit, "tolak", version=opened, reason="Alasan yang panjang sekali")
    assert "Alasan yang panjang sekali</textarea>" in answer.content.decode()


_TYPED = [
    ("tolak", "reason"),
    ("usulkan", "reason"),
    ("minta", "reason"),
    ("tidak-cocok", "reason"),
    ("tetap", "reason"),
    ("batal", "reason"),
    ("setujui", "override_reason"),
    ("gabung", "into"),
    ("catatan", "text"),
]


@pytest.mark.parametrize(("step", "name"), sampled(_TYPED, every=3))
@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CONFIRMED, Status.DECLINED])
def test_what_was_typed_stands_on_the_page_though_its_field_is_gone(
    desk: Client, colleague: Actor, step: str, name: str, status: Status
) -> None:
    visit = a_visit(trusted=True)
    end = {Status.CONFIRMED: deciding.approve, Status.DECLINED: deciding.decline}.get(status)
    words = {"reason": "Penuh"} if status == Status.DECLINED else {}
    if end:
        end(visit, by=colleague, now=timezone.now(), **words)  # type: ignore[operator]
    answer = press(desk, visit, step, version="x", **{name: "Kata & saya"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Kata &amp; saya") == 1


def test_a_step_that_came_too_late_says_how_the_visit_stands(
    desk: Client, colleague: Actor
) -> None:
    visit = a_visit(trusted=True)
    deciding.decline(visit, reason="Penuh", by=colleague, now=timezone.now())
    answer = press(desk, visit, "setujui")
    assert answer.status_code == 409
    assert "Ditolak" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("surat.pdf", b"%PDF-1.4 %%EOF", "application/pdf"), ("surat.png", b"x", "image/png")],
)
def test_the_letter_stands_beside_and_runs_nothing(
    desk: Client, name: str, content: bytes, kind: str
) -> None:
    visit = a_visit(trusted=True, letter_file=ContentFile(content, name=name))
    answer = desk.get(address(visit, "surat"))
    assert answer["Content-Type"] == kind
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert ("<iframe" in shown(desk, visit)) == (kind == "application/pdf")
    assert ("letter__picture" in shown(desk, visit)) == (kind == "image/png")


def test_an_unknown_step_is_not_there(desk: Client) -> None:
    assert press(desk, a_visit(trusted=True), "apa-saja").status_code == 404


def test_approval_of_a_session_taken_meanwhile_shows_why(desk: Client) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)
    taken = places.reservation_of(other.owner_key)
    assert taken is not None
    answer = press(desk, visit, "setujui", slot=taken.slot_id)
    assert answer.status_code == 409
    assert "Pilih yang lain" in answer.content.decode()


def test_a_request_on_a_day_that_closed_since_is_not_approved_there(desk: Client) -> None:
    visit = a_visit(trusted=True)
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    Closure.objects.create(
        name="Acara kota", kind="own_event", starts_on=place.date, ends_on=place.date
    )
    page = shown(desk, visit)
    assert "Disimpan untuk mereka" not in page
    answer = press(desk, visit, "setujui")
    assert answer.status_code == 409
    assert "tutup" in answer.content.decode()
    press(desk, visit, "setujui", slot=str(a_free_slot(after_days=30)))
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED


@pytest.mark.parametrize("number", sampled(["99999999999999999999", "-1", "x", "999999"], every=4))
@pytest.mark.parametrize("field", ["receiving", "officers"])
def test_an_officer_who_is_not_there_is_not_passed_over(
    desk: Client, field: str, number: str
) -> None:
    visit = a_visit(trusted=True)
    for step in ("setujui", "petugas"):
        assert press(desk, visit, step, **{field: number}).status_code == 422
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
