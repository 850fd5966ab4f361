"""Correcting a visit's contact on the desk."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.outbox.relay import relay
from tests.factories import OfficerFactory, a_visit
from tests.notifications.letters import CONTACT, told
from visits.history.events import Actor
from visits.life import amending, deciding
from visits.models import Visit

pytestmark = pytest.mark.django_db


def address(visit: Visit) -> str:
    return f"/petugas/kunjungan/{visit.reference}/narahubung/"


def given(visit: Visit, **changes: Any) -> dict[str, Any]:
    return {
        "contact_name": visit.contact_name,
        "contact_position": visit.contact_position,
        "contact_phone": "0812-3456-7890",
        "contact_email": visit.contact_email,
        "version": visit.version,
        **changes,
    }


def test_the_contact_is_corrected_and_the_history_says_what(desk: Client) -> None:
    visit = a_visit(trusted=True)
    assert address(visit) in desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert 'value="0812-3456-7890"' in desk.get(address(visit)).content.decode()
    new = {"contact_name": "Rina Marlina", "contact_phone": "0813 0000 1111"}
    done = desk.post(address(visit), given(visit, **new), follow=True)
    visit.refresh_from_db()
    assert (visit.contact_name, visit.contact_phone) == ("Rina Marlina", "+6281300001111")
    assert visit.events.latest("id").data["fields"] == ["contact_name", "contact_phone"]
    assert "Telepon narahubung: dari “0812-3456-7890” menjadi “0813-0000-1111”" in page(done)


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_the_same_is_no_change(desk: Client) -> None:
    visit = a_visit(trusted=True)
    assert desk.post(address(visit), given(visit)).status_code == 302
    assert visit.events.count() == 1


@pytest.mark.parametrize(
    "bad", [{"contact_phone": "12"}, {"contact_email": "budi@"}, {"contact_name": " "}]
)
def test_bad_input_says_so_and_keeps_what_was_typed(desk: Client, bad: dict[str, str]) -> None:
    visit = a_visit(trusted=True)
    answer = desk.post(address(visit), given(visit, contact_position="Analis muda", **bad))
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert "Analis muda" in answer.content.decode()
    assert visit.events.count() == 1


def test_nothing_is_overwritten_that_somebody_changed_meanwhile(
    desk: Client, colleague: Actor
) -> None:
    visit = a_visit(trusted=True)
    opened = given(visit, contact_name="Rina")
    amending.amend(visit, changes={"contact_name": "Sari"}, by=colleague, now=timezone.now())
    stale = desk.post(address(visit), opened)
    assert stale.status_code == 409
    assert "Dewi Lestari" in stale.content.decode()
    assert 'value="Rina"' in stale.content.decode()
    del opened["version"]
    assert desk.post(address(visit), opened).status_code == 422
    visit.refresh_from_db()
    assert visit.contact_name == "Sari"


NEW = "rina@solokkab.example"


def test_a_new_address_of_an_approved_visit_is_invited_and_the_former_called_off(
    desk: Client, colleague: Actor
) -> None:
    visit = amending.assign(
        a_visit(trusted=True), officers=[OfficerFactory.create()], by=colleague, now=timezone.now()
    )
    visit = deciding.approve(visit, by=colleague, now=timezone.now())
    relay(now=timezone.now())
    desk.post(address(visit), given(visit, contact_email=NEW))
    relay(now=timezone.now())
    assert told(visit, NEW) == [("approved", "REQUEST")]
    assert told(visit, CONTACT)[-1] == ("no_longer_contact", "CANCEL")
