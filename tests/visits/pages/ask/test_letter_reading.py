"""The letter step: what was read is asked, never stored by itself; so is a letter come before."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Room
from tests.factories import a_visit
from tests.visits.files.test_letter_reading import letter_pdf, scan_pdf
from tests.visits.pages.ask.walk import DELEGATION, answer_all, ask_id, kept
from visits.models import Host, Region, Visit

pytestmark = pytest.mark.django_db
STEP = "/ajukan/surat/"


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def upload(client: Client, content: bytes, **typed: str) -> Any:
    file = SimpleUploadedFile("Surat.pdf", content)
    return client.post(STEP, {"letter_number": "", "letter_date": "", **typed, "letter_file": file})


def test_what_was_read_fills_empty_fields_and_waits_for_a_press(client: Client) -> None:
    client.post("/ajukan/", DELEGATION)
    assert upload(client, letter_pdf()).url == STEP
    page = words(client.get(STEP))
    assert "Kami membaca di surat Anda" in page
    assert 'value="005/123/DINKES/XI/2026"' in page
    assert 'value="20/11/2026"' in page
    # The letter says 25 people, the first step 24.
    assert "Anda menulis 24 orang" in page
    typed = kept(client).typed("letter")
    assert typed is not None
    assert typed["letter_number"] == ""
    own = {"letter_number": "005/124/DINKES/XI/2026", "letter_date": "20/11/2026"}
    assert client.post(STEP, own).url != STEP
    assert "Kami membaca" not in words(client.get(STEP))


def test_what_differs_from_the_letter_is_asked_and_kept_as_typed(client: Client) -> None:
    assert upload(client, letter_pdf(), letter_number="005/999/X").url == STEP
    page = words(client.get(STEP))
    assert "005/123/DINKES/XI/2026" in page
    assert 'value="005/999/X"' in page
    upload(client, letter_pdf())
    client.post(STEP, {"drop": "1"})
    assert "Kami membaca" not in words(client.get(STEP))


def test_what_agrees_asks_nothing_and_a_scan_asks_for_its_number(client: Client) -> None:
    client.post("/ajukan/", DELEGATION | {"people": "25"})
    agrees = {"letter_number": "005/123/DINKES/XI/2026", "letter_date": "20-11-2026"}
    assert upload(client, letter_pdf(), **agrees).url != STEP
    assert upload(client, scan_pdf()).url == STEP
    assert "pindaian" in words(client.get(STEP))
    assert client.post(STEP, {"letter_number": "", "letter_date": ""}).url != STEP


def test_a_letter_that_came_before_is_asked_about_without_telling_whose(client: Client) -> None:
    before = a_visit(
        trusted=True, letter_number="005 / 118/2026", letter_date=dt.date(2026, 11, 20)
    )
    answer_all(client)
    # The walk sends a letter of that number and date: it was asked, and the check is not reached.
    asked = client.post(STEP, {"letter_number": "005/118/2026", "letter_date": "20/11/2026"})
    page = words(asked)
    assert asked.status_code == 200
    assert "sudah kami terima pada" in page
    for secret in (before.reference, before.contact_name, before.contact_email):
        assert secret not in page
    seal = asked.context["received"].seal
    again = {"letter_number": "005/118/2026", "letter_date": "20/11/2026", "letter_seen": seal}
    assert client.post(STEP, again).url == "/ajukan/periksa/"
    client.post("/ajukan/periksa/", {"id": ask_id(client)})
    other = client.post(STEP, again | {"letter_number": "005/118/2027"})
    assert other.status_code == 302


def test_another_sender_date_or_a_request_that_never_came_is_no_question(client: Client) -> None:
    day = dt.date(2026, 11, 20)
    a_visit(letter_number="005/118/2026", letter_date=day)  # never confirmed
    a_visit(
        trusted=True, institution="Setda Kota Solok", letter_number="005/118/2026", letter_date=day
    )
    client.post("/ajukan/", DELEGATION)
    told = {"letter_number": "005/118/2026", "letter_date": "20/11/2026"}
    assert client.post(STEP, told).status_code == 302
    assert timezone.localdate() >= day
    assert Visit.objects.count() == 2
