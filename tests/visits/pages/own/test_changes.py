"""What a delegation changes and answers on its own page."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Reservation, Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, UserFactory, a_free_slot, a_visit
from visits.access.tokens import arrival_code, visit_token
from visits.conversation import messages
from visits.history import events
from visits.life import amending, answering, deciding, joint_visits, moving
from visits.life.duties import officers_answer
from visits.models import Host, Region, Status, Visit, VisitEvent

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def staff() -> events.Actor:
    return events.staff(UserFactory.create())


@pytest.fixture
def confirmed(staff: events.Actor) -> Visit:
    return deciding.approve(a_visit(trusted=True), by=staff, now=timezone.now())


def page_of(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/"


def seen(client: Client, visit: Visit, *, language: str = "en") -> str:
    """The page as read, in English unless said otherwise."""
    return client.get(page_of(visit), HTTP_ACCEPT_LANGUAGE=language).content.decode()


def waiting(number: int = 1) -> tuple[list[Visit], Visit]:
    """Visits on the waiting list of one full week, and the one that has its only place."""
    monday = monday_of(a_free_slot(after_days=21).date)
    day = monday + dt.timedelta(days=1)
    set_week_capacity(week=monday, capacity=1, note="", now=timezone.now())
    holder = a_visit(slots=[SlotId.parse(f"{day}-0900-aula")], trusted=True)
    wish = [SlotId.parse(f"{day}-1330-aula")]
    return [a_visit(slots=wish, trusted=True, waitlist=True) for _ in range(number)], holder


# --- Waiting list -----------------------------------------------------------------------------


def test_the_number_on_the_waiting_list_is_said(client: Client) -> None:
    (first, second), _ = waiting(2)
    assert "number 1 on the waiting list" in seen(client, first)
    assert "number 2 on the waiting list" in seen(client, second)


def test_an_offer_says_until_when_and_is_taken_by_a_press(
    client: Client, staff: events.Actor
) -> None:
    (visit,), holder = waiting()
    answering.cancel(holder, reason="x", by=staff, now=timezone.now())
    visit.refresh_from_db()
    assert visit.status == Status.PROPOSED
    page = seen(client, visit)
    assert "A place has come free for you" in page
    assert "It is kept for you until" in page
    assert "Not this one" in page
    client.post(f"{page_of(visit)}pilih/", {"slot": visit.proposed_slots[0]})
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_not_this_one_goes_on_waiting(client: Client, staff: events.Actor) -> None:
    (visit,), holder = waiting()
    answering.cancel(holder, reason="x", by=staff, now=timezone.now())
    refused = Visit.objects.get(pk=visit.pk).proposed_slots
    client.post(f"{page_of(visit)}tidak/", {"reason": "Rapat"})
    visit.refresh_from_db()
    # The other session of that day comes next, and then there is nothing left to offer.
    assert visit.status == Status.PROPOSED
    assert visit.proposed_slots != refused
    client.post(f"{page_of(visit)}tidak/", {"reason": "Rapat"})
    visit.refresh_from_db()
    assert (visit.status, visit.reason) == (Status.WAITLISTED, "Rapat")
    assert "number 1 on the waiting list" in seen(client, visit)
    again = client.post(f"{page_of(visit)}tidak/", {}, HTTP_ACCEPT_LANGUAGE="en", follow=True)
    assert "no longer possible" in again.content.decode()


def test_none_of_staffs_sessions_suits(client: Client, staff: events.Actor) -> None:
    visit = a_visit(trusted=True)
    offer = a_free_slot(after_days=28)
    deciding.propose(visit, slots=[offer], message="", by=staff, now=timezone.now())
    client.post(f"{page_of(visit)}tidak/", {"reason": ""})
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


# --- Another session --------------------------------------------------------------------------


def test_a_request_without_an_answer_moves_at_once(client: Client) -> None:
    visit = a_visit(trusted=True)
    new = a_free_slot(after_days=28)
    path = f"{page_of(visit)}pindah/"
    assert "moves at once" in client.get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert client.post(path, {"shown": [str(new)], "slot": [str(new)]})["Location"] == page_of(
        visit
    )
    assert Reservation.objects.exclude(state="released").get().slot_id == str(new)


def test_a_confirmed_visit_asks_and_keeps_its_session(client: Client, confirmed: Visit) -> None:
    new = str(a_free_slot(after_days=28))
    path = f"{page_of(confirmed)}pindah/"
    assert "We decide on it" in client.get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    ticked = client.post(path, {"shown": [new], "slot": [new], "update": "1", "reason": "Pesawat"})
    assert ticked["Location"].startswith(path)
    page = client.get(path).content.decode()
    assert "Pesawat" in page
    client.post(path, {"reason": "Pesawat"})
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.wished_slots) == (Status.CONFIRMED, [new])
    assert "You have asked to move" in seen(client, confirmed)


def test_a_wish_that_was_answered_with_no_shows_why(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    now = timezone.now()
    new = a_free_slot(after_days=28)
    moving.reschedule(confirmed, slots=[new], by=events.DELEGATION, now=now)
    deciding.keep(confirmed, reason="Aula dipakai.", by=staff, now=now)
    page = seen(client, confirmed)
    assert "Aula dipakai." in page
    assert "You have asked to move" not in page


def test_moving_to_what_is_full_says_why_and_keeps_the_choice(
    client: Client, confirmed: Visit
) -> None:
    new = a_free_slot(after_days=28)
    path = f"{page_of(confirmed)}pindah/"
    client.post(path, {"shown": [str(new)], "slot": [str(new)], "update": "1"})
    a_visit(slots=[new], trusted=True)
    refused = client.post(path, {}, HTTP_ACCEPT_LANGUAGE="en")
    assert refused.status_code == 422
    assert "has just been taken" in refused.content.decode()
    assert str(new) in refused.content.decode()


def test_moving_needs_a_session_and_its_own_is_none(client: Client, confirmed: Visit) -> None:
    path, own = f"{page_of(confirmed)}pindah/", confirmed.preferred_slots[0]
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"shown": [own], "slot": [own]}).status_code == 422
    assert client.post(path, {"shown": ["x"], "slot": ["x"]}).status_code == 422
    day = client.get(f"{path}?hari={own[:10]}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Your session now" in day


def test_who_waits_may_wait_for_other_sessions(client: Client) -> None:
    (visit,), holder = waiting()
    other = f"{SlotId.parse(visit.preferred_slots[0]).date + dt.timedelta(days=1)}-0900-aula"
    client.post(f"{page_of(visit)}pindah/", {"shown": [other], "slot": [other]})
    visit.refresh_from_db()
    assert (visit.status, visit.preferred_slots) == (Status.WAITLISTED, [other])
    assert holder.status == Status.REQUESTED


# --- Details and participants -----------------------------------------------------------------


def details_of(client: Client, visit: Visit, **changes: str) -> dict[str, str]:
    form = client.get(f"{page_of(visit)}data/").context["form"]
    return {name: str(value) for name, value in form.initial.items()} | changes


def test_two_more_people_come(client: Client, confirmed: Visit) -> None:
    answer = client.post(f"{page_of(confirmed)}data/", details_of(client, confirmed, people="26"))
    assert answer["Location"] == page_of(confirmed)
    confirmed.refresh_from_db()
    assert confirmed.people == 26
    assert Reservation.objects.get(state="booked").people == 26
    assert VisitEvent.objects.filter(kind="amended").get().data["fields"] == ["people"]


def test_more_than_the_room_takes_is_said_at_the_field(client: Client, confirmed: Visit) -> None:
    typed = details_of(client, confirmed, people="61", contact_name="Rina <b>")
    answer = client.post(f"{page_of(confirmed)}data/", typed, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "too small" in page
    assert "Rina &lt;b&gt;" in page
    confirmed.refresh_from_db()
    assert confirmed.people == 24


def test_nothing_changed_writes_nothing(client: Client, confirmed: Visit) -> None:
    client.post(f"{page_of(confirmed)}data/", details_of(client, confirmed))
    assert not VisitEvent.objects.filter(kind="amended").exists()


def test_a_change_of_somebody_else_is_not_overwritten(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    typed = details_of(client, confirmed, people="30")
    now = timezone.now()
    amending.amend(confirmed, changes={"notes": "Kursi roda"}, by=staff, now=now)
    answer = client.post(f"{page_of(confirmed)}data/", typed, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    assert "Somebody has changed this visit" in answer.content.decode()
    assert 'value="30"' in answer.content.decode()
    version = str(Visit.objects.get(pk=confirmed.pk).version)
    assert f'value="{version}"' in answer.content.decode()


@pytest.mark.parametrize("bad", ["0", "-1", "x", "１２x", "99999999999999999999", ""])
def test_a_wrong_headcount_is_kept_and_said(client: Client, confirmed: Visit, bad: str) -> None:
    answer = client.post(f"{page_of(confirmed)}data/", details_of(client, confirmed, people=bad))
    assert answer.status_code == 422
    assert f'value="{bad}"' in answer.content.decode() or not bad


def test_the_names_that_lack_are_asked_for(client: Client, confirmed: Visit) -> None:
    page = seen(client, confirmed)
    assert "Names: 0 of 24" in page
    client.post(
        f"{page_of(confirmed)}peserta/", {"name": [f"Orang {number}" for number in range(24)]}
    )
    assert "Names: 24 of 24" in seen(client, confirmed)


def test_the_template_is_an_excel_file(client: Client) -> None:
    answer = client.get("/ajukan/peserta.xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("tail", ["data/", "peserta/"])
def test_after_the_cut_off_one_writes_instead(client: Client, confirmed: Visit, tail: str) -> None:
    day = SlotId.parse(confirmed.preferred_slots[0]).date
    with time_machine.travel(dt.datetime.combine(day, dt.time(1)), tick=False):
        page = client.get(page_of(confirmed) + tail, follow=True, HTTP_ACCEPT_LANGUAGE="en")
        assert "until 2 days before the visit" in page.content.decode()
        assert "data/" not in seen(client, confirmed)
        assert client.get(f"{page_of(confirmed)}surat/").status_code == 200


@pytest.mark.parametrize("tail", ["data/", "peserta/", "surat/", "pindah/", "batal/", "tiket/"])
def test_a_visit_that_is_over_is_not_changed(client: Client, confirmed: Visit, tail: str) -> None:
    Visit.objects.filter(pk=confirmed.pk).update(status=Status.COMPLETED)
    answer = client.get(page_of(confirmed) + tail, follow=True, HTTP_ACCEPT_LANGUAGE="en")
    assert "no longer possible" in answer.content.decode()


# --- Letter, what is missing, messages --------------------------------------------------------


def test_the_letter_follows_later_and_can_be_replaced(
    client: Client, confirmed: Visit, django_capture_on_commit_callbacks: object
) -> None:
    path = f"{page_of(confirmed)}surat/"
    assert client.post(path, {}).status_code in (302, 422)
    for name in ("satu.pdf", "dua.pdf"):
        file = SimpleUploadedFile(name, PDF + name.encode() * 0)
        answer = client.post(path, {"letter_file": file, "letter_number": "7/A"})
        assert answer["Location"] == page_of(confirmed)
    confirmed.refresh_from_db()
    assert confirmed.letter_number == "7/A"
    assert confirmed.letter_file.read() == PDF
    assert client.post(path, {"letter_file": ContentFile(b"MZ", name="a.pdf")}).status_code == 422


def test_what_staff_asked_for_is_given_and_said(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    messages.ask_missing(confirmed, text="Surat <tugas>", by=staff, now=timezone.now())
    page = seen(client, confirmed)
    assert "Surat &lt;tugas&gt;" in page
    assert "lengkap/" in page
    asked = client.post(f"{page_of(confirmed)}lengkap/")
    assert (asked.status_code, "Surat &lt;tugas&gt;" in asked.content.decode()) == (422, True)
    client.post(f"{page_of(confirmed)}lengkap/", {"anyway": "yes"})
    confirmed.refresh_from_db()
    assert confirmed.missing == ""
    assert "lengkap/" not in seen(client, confirmed)


def test_messages_go_both_ways_and_notes_stay_inside(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    now = timezone.now()
    messages.write(confirmed, text="Rahasia meja", by=staff, now=now, internal=True)
    messages.write(confirmed, text="Mohon tiba pukul 08.45.", by=staff, now=now)
    client.post(f"{page_of(confirmed)}pesan/", {"text": "Baik, <i>terima kasih</i>"})
    page = seen(client, confirmed)
    assert "Mohon tiba pukul 08.45." in page
    assert "Baik, &lt;i&gt;terima" in page
    assert "Rahasia meja" not in page
    assert "Internal note" not in page


def test_a_message_that_cannot_be_sent_stays_in_its_field(client: Client, confirmed: Visit) -> None:
    path = f"{page_of(confirmed)}pesan/"
    assert client.post(path, {"text": " "}).status_code == 422
    long = client.post(path, {"text": "a" * 2001})
    assert long.status_code == 422
    assert "a" * 2001 in long.content.decode()


def test_the_same_words_pressed_twice_are_one_message(client: Client, confirmed: Visit) -> None:
    path = f"{page_of(confirmed)}pesan/"
    for text in ("Ada parkir?", "Ada parkir?", "Ada kursi roda?", "Ada parkir?"):
        client.post(path, {"text": text})
    written = [note.text for note in messages.messages_of(confirmed)]
    assert written == ["Ada parkir?", "Ada kursi roda?", "Ada parkir?"]


def test_whoever_writes_without_end_is_asked_to_wait(
    client: Client, confirmed: Visit, settings: Settings
) -> None:
    settings.THROTTLE = True
    path = f"{page_of(confirmed)}pesan/"
    answers = [client.post(path, {"text": f"Pesan {n}"}) for n in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {302}
    assert answers[30].status_code == 429
    assert "Pesan 30" in answers[30].content.decode()


def test_before_the_address_is_confirmed_nobody_writes(client: Client) -> None:
    visit = a_visit()
    page = client.post(f"{page_of(visit)}pesan/", {"text": "x"}, follow=True)
    assert "pesan/" not in page.content.decode()


# --- Ticket, calendar, joint visits -----------------------------------------------------------


def test_the_ticket_carries_the_code_for_arrival(client: Client, confirmed: Visit) -> None:
    page = client.get(f"{page_of(confirmed)}tiket/").content.decode()
    assert arrival_code(confirmed) in page
    assert '<svg aria-hidden="true"' in page
    waits = a_visit(trusted=True)
    page = client.get(f"{page_of(waits)}tiket/", follow=True).content.decode()
    assert "tiket tersedia setelah disetujui" in page


def test_the_calendar_is_offered_by_name(client: Client, confirmed: Visit) -> None:
    page = seen(client, confirmed)
    for address in (
        "undangan.ics",
        "webcal://",
        "calendar.google.com",
        "outlook.live.com",
        "outlook.office.com",
    ):
        assert address in page


def test_a_joint_visit_is_named_without_the_others(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    other = a_visit(trusted=True, institution="Bappeda Rahasia", slots=[a_free_slot(after_days=28)])
    joint_visits.merge(other, into=confirmed, by=staff, now=timezone.now())
    page = seen(client, confirmed)
    assert "joint visit" in page
    assert "Bappeda Rahasia" not in page
    # It moves nobody but itself: a wish, not a move.
    other.refresh_from_db()
    assert (
        "We decide on it"
        in client.get(f"{page_of(other)}pindah/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


def test_officers_and_their_answers_stay_inside(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    officer = OfficerFactory.create()
    now = timezone.now()
    amending.assign(confirmed, officers=[officer], by=staff, now=now)
    officers_answer.answer(confirmed, officer=officer, answer="declined", by=staff, now=now)
    page = seen(client, confirmed)
    assert "Officer answered" not in page
    assert officer.email not in page


@pytest.mark.parametrize(
    "tail",
    ["ubah/", "data/", "peserta/", "surat/", "pindah/", "tiket/", "pesan/", "lengkap/", "tidak/"],
)
def test_every_page_of_theirs_is_private(client: Client, confirmed: Visit, tail: str) -> None:
    answer = client.get(page_of(confirmed) + tail)
    assert answer["Cache-Control"] == "no-store"
    assert client.get(f"/k/{'A' * 36}/{tail}").status_code == 404
    assert client.post(f"/k/{'A' * 36}/{tail}").status_code in (404, 405)


@pytest.mark.parametrize("tail", ["konfirmasi/", "pilih/", "tidak/", "lengkap/", "pesan/"])
def test_a_buttons_address_opened_shows_the_own_page_and_does_nothing(
    client: Client, confirmed: Visit, tail: str
) -> None:
    before = Visit.objects.filter(pk=confirmed.pk).values().get()
    own = page_of(confirmed)
    assert client.get(own + tail)["Location"] == own
    assert client.head(own + tail)["Location"] == own
    assert client.put(own + tail).status_code == 405
    assert Visit.objects.filter(pk=confirmed.pk).values().get() == before


def test_the_letters_photograph_is_cleaned_here_too(client: Client, confirmed: Visit) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    client.post(
        f"{page_of(confirmed)}surat/",
        {"letter_file": SimpleUploadedFile("foto.jpg", out.getvalue())},
    )
    confirmed.refresh_from_db()
    assert b"Secret camera" not in confirmed.letter_file.read()
