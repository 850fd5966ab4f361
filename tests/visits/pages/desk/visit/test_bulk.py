"""Several at once: clear ones approved after a look, papers asked for, officers as suggested."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Closure, Reservation
from tests.factories import OfficerFactory, a_visit
from tests.visits.pages.desk.conftest import free_slots
from visits.history.events import Actor
from visits.life import deciding
from visits.models import Officer, Rank, Status, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Officer:
    """Who is suggested for heads of office."""
    return OfficerFactory.create(name="Andi Saputra", rank=Rank.OFFICE_HEAD)


def asked(nth: int, *, letter: bool = True) -> Visit:
    """A request for the nth free session of the week after next, with its letter."""
    slot = free_slots(week=3)[0]
    visit = a_visit(trusted=True, institution=f"Dinas {nth}", slots=[slot], people=5)
    if letter:
        visit.letter_file.save("surat.pdf", ContentFile(b"%PDF-1.7"))
    return visit


def post(desk: Client, step: str, *visits: Visit, **more: object) -> str:
    picks = [f"{visit.reference}:{visit.version}" for visit in visits]
    answer = desk.post("/petugas/sekaligus/", {"step": step, "pick": picks, **more}, follow=True)
    return answer.content.decode()


def status(visit: Visit) -> str:
    return Visit.objects.get(pk=visit.pk).status


def test_the_clear_ones_are_approved_with_their_officer_and_the_others_say_why_not(
    desk: Client, head: Officer
) -> None:
    clear, no_letter = asked(1), asked(2, letter=False)
    look = post(desk, "setujui", clear, no_letter)
    assert status(clear) == Status.REQUESTED
    assert f'value="{head.pk}" selected' in look
    assert f"/petugas/kunjungan/{clear.reference}/surat/" in look
    assert "belum ada surat" in look
    assert re.search(rf'value="{no_letter.reference}:\d+" disabled', look)
    chosen = {f"receiving-{clear.reference}": head.pk, "sure": "1"}
    done = post(desk, "setujui", clear, no_letter, **chosen)
    assert "Disetujui: Dinas 1." in done
    assert "Dinas 2: belum ada surat" in done
    assert (status(clear), status(no_letter)) == (Status.CONFIRMED, Status.REQUESTED)
    assert [a.officer for a in clear.assignments.all()] == [head]


def test_without_boxes_all_that_are_clear_are_shown_and_no_more(desk: Client) -> None:
    clear, no_letter = asked(1), asked(2, letter=False)
    look = post(desk, "setujui")
    assert clear.reference in look
    assert no_letter.reference not in look
    filtered = post(desk, "setujui", filter=f"q={no_letter.reference}")
    assert "Tidak ada permohonan yang jelas" in filtered
    assert {status(v) for v in (clear, no_letter)} == {Status.REQUESTED}


def test_what_changed_between_the_look_and_the_press_is_left_alone_and_named(
    desk: Client, colleague: Actor
) -> None:
    one, two, three = asked(1), asked(2), asked(3)
    deciding.decline(two, reason="Penuh", by=colleague, now=timezone.now())
    day = Reservation.objects.get(owner=three.owner_key).date
    done = post(desk, "setujui", one, two, sure="1")
    assert status(one) == Status.CONFIRMED
    assert "Dinas 2: " in done
    # A day that was closed raises no version, and is seen all the same.
    Closure.objects.create(name="Acara kota", kind="own_event", starts_on=day, ends_on=day)
    done = post(desk, "setujui", three, sure="1")
    assert "Dinas 3: pada hari tutup" in done
    assert status(three) == Status.REQUESTED


def test_papers_are_asked_for_in_each_delegations_language(desk: Client) -> None:
    one, two = asked(1), asked(2)
    Visit.objects.filter(pk=two.pk).update(language="en")
    empty = post(desk, "minta", one, two, sure="1")
    assert "Tulis dahulu dengan beberapa kata" in empty
    done = post(
        desk, "minta", one, two, sure="1", ready=["assignment_letter"], reason="Terima kasih."
    )
    assert "Berkas diminta: Dinas 1, Dinas 2." in done
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.missing.startswith("Surat tugas")
    assert two.missing.startswith("The assignment letter")
    assert one.missing.endswith("Terima kasih.")


def test_officers_are_named_as_suggested_or_one_for_all(desk: Client, head: Officer) -> None:
    other = OfficerFactory.create()
    one, two = asked(1), asked(2)
    assert post(desk, "petugas", one, two).count(f'value="{head.pk}" selected') == 2
    chosen = {f"receiving-{one.reference}": head.pk, f"receiving-{two.reference}": ""}
    done = post(desk, "petugas", one, two, sure="1", **chosen)
    assert "Petugas ditunjuk: Dinas 1." in done
    assert "Dinas 2: belum ada petugas yang dipilih" in done
    one.refresh_from_db()
    post(desk, "petugas", one, two, sure="1", receiving=other.pk)
    assert [v.assignments.get().officer for v in (one, two)] == [other, other]
