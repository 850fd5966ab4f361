"""After sending: the mail once more, and the address that was meant."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.factories import a_free_slot, a_visit
from tests.visits.pages.ask.walk import answer_all, ask_id
from visits.access.tokens import email_code, mailed_token, visit_token
from visits.life import address
from visits.models import Host, Region, Status, Visit, VisitEvent
from visits.pages.ask.slips import meant_address

pytestmark = pytest.mark.django_db

AGAIN, ADDRESS, SENT = (f"/ajukan/terkirim/{tail}" for tail in ("lagi/", "alamat/", ""))
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def visit(client: Client) -> Visit:
    answer_all(client, contact_email="budi@gmial.com")
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    return Visit.objects.get()


def letters() -> list[tuple[str, str]]:
    relay(now=timezone.now())
    return list(Message.objects.order_by("id").values_list("recipient", "template"))


def test_the_page_shows_the_address_and_both_ways(client: Client, visit: Visit) -> None:
    page = client.get(SENT).content.decode()
    assert "budi@gmial.com" in page
    assert AGAIN in page
    assert ADDRESS in page


def test_a_mistyped_address_is_corrected_and_gets_the_code(client: Client, visit: Visit) -> None:
    code, link, own = email_code(visit), mailed_token(visit), visit_token(visit)
    letters()
    assert "budi@gmial.com" in client.get(ADDRESS).content.decode()
    done = client.post(ADDRESS, {"contact_email": "budi@gmail.com"})
    assert done["Location"] == SENT
    visit.refresh_from_db()
    assert (visit.contact_email, visit.status) == ("budi@gmail.com", Status.UNVERIFIED)
    assert letters()[1:] == [("budi@gmail.com", "confirm_address")]
    assert "budi@gmail.com" in client.get(SENT).content.decode()
    # What the former address got confirms nothing, and opens nothing.
    assert client.post(SENT, {"code": code}).status_code == 422
    stranger = Client()
    assert stranger.post(f"/k/{link}/konfirmasi/").status_code == 404
    assert stranger.get(f"/k/{own}/").status_code == 404
    there = client.post(SENT, {"code": email_code(visit)})
    assert there["Location"] == f"/k/{visit_token(visit)}/"
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_only_the_browser_that_sent_it_may(visit: Visit) -> None:
    stranger = Client()
    assert stranger.post(ADDRESS, {"contact_email": "x@gmail.com"})["Location"] == "/ajukan/"
    assert stranger.post(AGAIN)["Location"] == "/ajukan/"
    visit.refresh_from_db()
    assert visit.contact_email == "budi@gmial.com"
    assert len(letters()) == 1


def test_a_confirmed_address_is_not_changed_here(client: Client, visit: Visit) -> None:
    address.verify(visit, now=timezone.now())
    own = f"/k/{visit_token(visit)}/"
    assert client.post(ADDRESS, {"contact_email": "x@gmail.com"})["Location"] == own
    assert client.post(AGAIN)["Location"] == own
    visit.refresh_from_db()
    assert visit.contact_email == "budi@gmial.com"


@pytest.mark.parametrize("typed", ["", "budi@", "budi gmail.com"])
def test_what_is_no_address_is_said_and_kept(client: Client, visit: Visit, typed: str) -> None:
    told = client.post(ADDRESS, {"contact_email": typed})
    assert told.status_code == 422
    assert f'value="{typed}"' in told.content.decode() or not typed
    assert client.post(ADDRESS, {"contact_email": "budi@gmial.com"})["Location"] == SENT
    assert len(letters()) == 1


def test_the_mail_is_sent_again_but_not_at_once(client: Client, visit: Visit) -> None:
    letters()
    told = client.post(AGAIN, follow=True, **EN).content.decode()
    assert "on its way already. Please try again in 2 minutes." in told
    assert len(letters()) == 1
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        client.post(AGAIN)
        client.post(AGAIN)
        assert letters()[1:] == [("budi@gmial.com", "confirm_address")]


def test_the_buttons_address_opened_shows_the_page_and_sends_nothing(
    client: Client, visit: Visit
) -> None:
    opened = client.get(AGAIN)
    assert (opened.status_code, opened["Location"]) == (302, SENT)
    assert client.put(AGAIN).status_code == 405
    assert not VisitEvent.objects.filter(kind=VisitEvent.Kind.LINK_ASKED).exists()


def test_one_request_lets_few_letters_go_out(client: Client, visit: Visit) -> None:
    for number in range(9):
        told = client.post(ADDRESS, {"contact_email": f"budi{number}@gmail.com"}, **EN)
    assert told.status_code == 429
    assert "Please contact us: (0778) 123456" in told.content.decode()
    assert VisitEvent.objects.filter(kind=VisitEvent.Kind.AMENDED).count() == 5
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10)):
        client.post(AGAIN)
    assert not VisitEvent.objects.filter(kind=VisitEvent.Kind.LINK_ASKED).exists()


def test_one_network_does_neither(client: Client, visit: Visit, settings: Settings) -> None:
    settings.THROTTLE = True
    for _ in range(20):
        client.post(AGAIN)
    told = client.post(ADDRESS, {"contact_email": "budi@gmail.com"}, **EN)
    assert told.status_code == 429
    page = told.content.decode()
    assert re.search(r"from your network. Please try again in \d+ minutes?\.", page)
    assert 'value="budi@gmail.com"' in page


def test_an_address_that_holds_enough_already_is_not_taken(client: Client, visit: Visit) -> None:
    BookingRules.objects.update(unconfirmed_per_address=1)
    a_visit(slots=[a_free_slot(after_days=28)])
    told = client.post(ADDRESS, {"contact_email": "budi@solokkab.example"}, **EN)
    assert told.status_code == 422
    assert "too many unconfirmed requests" in told.content.decode()


def test_a_usual_slip_is_asked_about_but_never_refused(client: Client) -> None:
    answer_all(client, contact_email="budi@gmial.com")
    assert "Did you mean budi@gmail.com?" in client.get("/ajukan/periksa/", **EN).content.decode()
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert "Did you mean budi@gmail.com?" in client.get(SENT, **EN).content.decode()
    assert not meant_address("budi@gmail.com") + meant_address("budi@batam.go.id")


def test_where_the_letter_is_required_the_way_and_its_end_say_until_when(client: Client) -> None:
    BookingRules.objects.update(letter_working_days=3)
    answer_all(client)
    step = client.get("/ajukan/surat/", **EN).content.decode()
    assert "within 3 working days of your request" in step
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    page = client.get(SENT, **EN).content.decode()
    assert "Afterwards it is yours until Thursday, 26 November 2026" in page
