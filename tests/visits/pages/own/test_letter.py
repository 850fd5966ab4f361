"""A letter sent later: what it says is asked of the delegation, as on the request, never stored."""

import datetime as dt
from typing import Any

import pytest
import time_machine
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from tests.visits.files.test_letter_reading import SOURCE, letter_pdf, scan_pdf
from visits.access.tokens import visit_token
from visits.history import events
from visits.life import deciding
from visits.models import Host, Region, Visit
from visits.people.participants import cut_off_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)
NUMBER = "005/123/DINKES/XI/2026"


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def path_of(visit: Visit, tail: str = "") -> str:
    return f"/k/{visit_token(visit)}/surat/{tail}"


def upload(client: Client, visit: Visit, content: bytes, **typed: str) -> Any:
    file = SimpleUploadedFile("Surat.pdf", content)
    data = {"letter_number": "", "letter_date": "", **typed, "letter_file": file}
    return client.post(path_of(visit), data)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def told(client: Client, visit: Visit, **changed: str) -> Any:
    visit.refresh_from_db()
    data = {"letter_number": NUMBER, "letter_date": "20/11/2026", "version": str(visit.version)}
    return client.post(path_of(visit, "isi/"), data | changed)


def test_what_the_letter_says_is_asked_and_stored_by_a_press(client: Client) -> None:
    visit = a_visit(trusted=True, people=30, letter_number="")
    assert upload(client, visit, letter_pdf()).url == path_of(visit, "isi/")
    visit.refresh_from_db()
    assert visit.letter_file
    assert (visit.letter_number, visit.letter_date, visit.people) == ("", None, 30)
    page = words(client.get(path_of(visit, "isi/")))
    for said in (NUMBER, "20/11/2026", "Permohonan Studi Tiru", "Dinas Kesehatan Kabupaten Solok"):
        assert said in page
    assert "Surat Anda menyebut 25 orang, permohonan Anda 30" in page
    assert told(client, visit, people="25").status_code == 302
    visit.refresh_from_db()
    assert (visit.letter_number, visit.letter_date, visit.people) == (NUMBER, DAY, 25)
    assert upload(client, visit, letter_pdf()).url == f"/k/{visit_token(visit)}/"


def test_a_letter_that_takes_anothers_place_shows_what_was_noted_of_that(client: Client) -> None:
    visit = a_visit(trusted=True, people=25, letter_number="005/9", letter_date=DAY)
    upload(client, visit, letter_pdf(), letter_number="005/9", letter_date="20/11/2026")
    page = words(client.get(path_of(visit, "isi/")))
    assert "Sampai sekarang tercatat nomor 005/9." in page
    assert f'value="{NUMBER}"' in page
    assert 'name="people"' not in page


def test_another_letter_without_a_date_gets_none_of_the_one_before(client: Client) -> None:
    visit = a_visit(trusted=True, people=25, letter_number="005/9", letter_date=DAY)
    upload(client, visit, typst.compile(SOURCE.replace("20 November 2026", "").encode()))
    form = client.get(path_of(visit, "isi/")).context["form"]
    assert form["letter_number"].value() == NUMBER
    assert form["letter_date"].value() is None


def test_after_the_cut_off_the_headcount_is_a_matter_for_a_message(client: Client) -> None:
    visit = a_visit(trusted=True, people=30)
    staff = events.staff(UserFactory.create())
    visit = deciding.approve(visit, by=staff, now=timezone.now())
    upload(client, visit, letter_pdf())
    cut_off = cut_off_of(visit)
    assert cut_off is not None
    with time_machine.travel(cut_off + dt.timedelta(minutes=1), tick=False):
        page = words(client.get(path_of(visit, "isi/")))
        assert "silakan tulis kepada kami" in page
        assert 'name="people"' not in page
        assert told(client, visit).status_code == 302
    visit.refresh_from_db()
    assert (visit.letter_number, visit.people) == (NUMBER, 30)


def test_a_scan_asks_for_its_number_and_a_second_tab_is_told(client: Client) -> None:
    visit = a_visit(trusted=True)
    assert upload(client, visit, scan_pdf()).url == path_of(visit, "isi/")
    assert "pindaian" in words(client.get(path_of(visit, "isi/")))
    stale = told(client, visit, version="1", letter_number="005/77")
    assert stale.status_code == 422
    assert 'value="005/77"' in words(stale)
    again = told(client, visit, letter_number="005/77")
    assert again.status_code == 302
    visit.refresh_from_db()
    assert visit.letter_number == "005/77"


def test_the_letter_of_another_request_is_asked_about_without_telling_whose(
    client: Client,
) -> None:
    before = a_visit(trusted=True, letter_number="005 / 123/DINKES/XI/2026", letter_date=DAY)
    visit = a_visit(trusted=True)
    typed = {"letter_number": NUMBER, "letter_date": "20/11/2026"}
    asked = client.post(path_of(visit), typed)
    assert "sudah kami terima pada" in words(asked)
    assert before.reference not in words(asked)
    assert client.post(path_of(visit), typed | {"letter_seen": asked.context["received"].seal})
    visit.refresh_from_db()
    assert visit.letter_number == NUMBER
    other = a_visit(trusted=True, people=25, letter_number="")
    assert upload(client, other, letter_pdf()).url == path_of(other, "isi/")
    asked = told(client, other)
    assert "sudah kami terima pada" in words(asked)
    other.refresh_from_db()
    assert other.letter_number == ""
    assert told(client, other, letter_seen=asked.context["received"].seal).status_code == 302


def test_there_is_nothing_to_read_without_a_letter(client: Client) -> None:
    visit = a_visit(trusted=True)
    assert client.get(path_of(visit, "isi/")).status_code == 302
