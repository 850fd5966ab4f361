"""A delegation that has no e-mail address: entered by phone, told by WhatsApp and on paper."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.visits.pages.conftest import bring_to
from tests.visits.pages.desk.visits.test_entry import answers
from visits.history.events import Actor
from visits.life import amending, deciding
from visits.life.requesting import Contact
from visits.models import Host, Status, Visit

pytestmark = pytest.mark.django_db
BY_WHATSAPP = "tidak punya alamat e-mail: teruskan lewat WhatsApp"


@pytest.fixture
def visit(host: Host) -> Visit:
    return a_visit(trusted=True, contact=Contact(name="Budi", phone="+6281234567890", email=""))


def page_of(visit: Visit, tail: str = "") -> str:
    return f"/petugas/kunjungan/{visit.reference}/{tail}"


def press(desk: Client, visit: Visit, step: str, **given: Any) -> str:
    visit.refresh_from_db()
    answer = desk.post(page_of(visit, f"{step}/"), {"version": visit.version, **given}, follow=True)
    visit.refresh_from_db()
    return answer.content.decode()


def whatsapp(desk: Client, visit: Visit) -> str:
    answer = desk.post(page_of(visit, "whatsapp/"), {"version": visit.version})
    [text] = parse_qs(urlsplit(answer["Location"]).query)["text"]
    return text


def test_a_phone_number_is_enough_for_an_entry(desk: Client) -> None:
    answer = desk.post("/petugas/baru/", answers(a_free_slot(), contact_email=""))
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert (visit.status, visit.contact_email) == (Status.REQUESTED, "")
    assert "Tanpa e-mail: teruskan lewat WhatsApp" in desk.get(page_of(visit)).content.decode()


def test_the_contact_is_written_to_by_nobody_and_nothing_fails(
    desk: Client, visit: Visit, colleague: Actor, host: Host
) -> None:
    officer, now = OfficerFactory.create(), timezone.now()
    amending.assign(visit, officers=[officer], by=colleague, now=now)
    assert BY_WHATSAPP in press(desk, visit, "setujui")
    assert BY_WHATSAPP in press(desk, visit, "tulis", text="Bawa surat tugas.")
    bring_to(visit, timezone.localdate(now) + timezone.timedelta(days=1))
    relay(now=now)
    remind(now=now)
    told = set(Message.objects.values_list("recipient", "state"))
    assert {recipient for recipient, _state in told} == {officer.email, host.email}
    assert {state for _recipient, state in told} == {Message.State.PENDING}


@pytest.mark.parametrize("later", ["", "budi@solokkab.example"])
def test_an_address_known_later_is_invited(
    desk: Client, visit: Visit, colleague: Actor, later: str
) -> None:
    visit = deciding.approve(visit, by=colleague, now=timezone.now())
    relay(now=timezone.now())
    given = {
        "contact_name": "Budi",
        "contact_phone": "0812-3456-7890",
        "contact_email": later,
        "version": visit.version,
    }
    assert desk.post(page_of(visit, "narahubung/"), given).status_code == 302
    relay(now=timezone.now())
    assert list(Message.objects.exclude(template="new_request").values_list("template")) == (
        [("approved",)] if later else []
    )


def test_whatsapp_carries_what_the_letter_would_have_said(
    desk: Client, visit: Visit, colleague: Actor
) -> None:
    offer = a_free_slot(after_days=30)
    press(desk, visit, "usulkan", slots=str(offer), reason="Aula dipakai.")
    assert "teruskan lewat WhatsApp" in desk.get("/petugas/").content.decode()
    text = whatsapp(desk, visit)
    assert "Aula dipakai." in text
    assert f"{offer.starts_at:%H.%M}" in text
    assert "e-mail" not in text
    press(desk, visit, "minta", reason="Surat tugas bernomor")
    assert "Surat tugas bernomor" in whatsapp(desk, visit)
    press(desk, visit, "tolak", reason="Gedung tutup.")
    assert "Gedung tutup." in desk.get(page_of(visit, "cetak/")).content.decode()


def test_the_paper_carries_the_ticket_once_approved(desk: Client, visit: Visit) -> None:
    paper = desk.get(page_of(visit, "cetak/")).content.decode()
    assert visit.reference in paper
    assert "ticket__code" not in paper
    press(desk, visit, "setujui")
    assert "ticket__code" in desk.get(page_of(visit, "cetak/")).content.decode()


def test_several_declined_at_once_name_whom_to_tell(desk: Client, visit: Visit) -> None:
    given = {"step": "tolak", "sure": "1", "reason": "Penuh"}
    pick = f"{visit.reference}:{visit.version}"
    answer = desk.post("/petugas/sekaligus/", {**given, "pick": [pick]}, follow=True)
    assert BY_WHATSAPP in answer.content.decode()


def test_who_is_to_confirm_an_address_has_one(desk: Client, host: Host) -> None:
    visit = a_visit()
    given = {"contact_name": "Budi", "contact_phone": "0812-3456-7890", "version": visit.version}
    answer = desk.post(page_of(visit, "narahubung/"), {**given, "contact_email": ""})
    assert answer.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(contact_email="")
