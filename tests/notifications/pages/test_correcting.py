"""*Perbaiki alamat*: a press beside the mail that did not arrive, one field, and it goes out."""

import datetime as dt

import pytest
from django.test import Client

from notifications.models import BadAddress, Message
from notifications.outbox import bad_addresses
from notifications.outbox.failures import failed_messages, returned_mail
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import OfficerFactory, UserFactory, a_visit
from tests.notifications.letters import CONTACT, approved
from tests.notifications.outbox.test_failures import message, returned
from tests.notifications.pages.test_remedies import client_of
from visits.access.tokens import duty_token
from visits.history.events import Actor
from visits.life import amending
from visits.models import Host, Officer, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
REPORT = BadAddress.Source.REPORT


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def desk() -> Client:
    """Somebody of the protocol."""
    return client_of(roles.PROTOCOL)


def come_back(visit: Visit, now: dt.datetime, **reader: object) -> Message:
    """All that was written about the visit was sent; what `reader` got comes back."""
    visit.messages.update(state=Message.State.SENT, sent_at=now)
    sent = visit.messages.filter(**reader).latest("id")
    bad_addresses.mark(sent, source=REPORT, answer="5.1.1 User unknown", now=now)
    return sent


def form_of(sent: Message) -> str:
    return f"/petugas/surat/{sent.pk}/alamat/"


def test_one_press_leads_from_the_inbox_and_from_the_visit_to_the_field(
    desk: Client, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    address = form_of(returned(visit, now))
    for page in ("/petugas/", f"/petugas/kunjungan/{visit.reference}/"):
        assert f'href="{address}"' in desk.get(page).content.decode()
    shown = desk.get(address).content.decode()
    assert visit.contact_email in shown
    assert "Alamat tidak ada" in shown
    assert "5.1.1 User unknown" in shown


def test_a_corrected_contact_is_told_and_the_box_goes(
    desk: Client, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    sent = come_back(visit, now, recipient=CONTACT)
    visit.refresh_from_db()
    typed = {"email": " Budi.Hartono@Solokkab.example", "version": visit.version}
    page = desk.post(form_of(sent), typed, follow=True).content.decode()
    assert 'id="undelivered"' not in page
    relay(now=now)
    [told] = visit.messages.filter(recipient="budi.hartono@solokkab.example")
    assert (told.template, told.method) == ("approved", "REQUEST")
    assert list(returned_mail(now)) == []


@pytest.mark.parametrize("typed", ["budi@", "", CONTACT])
def test_what_cannot_be_it_is_said_and_stays(desk: Client, typed: str, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    Visit.objects.update(contact_email=CONTACT)
    sent = returned(visit, now, recipient=CONTACT)
    answer = desk.post(form_of(sent), {"email": typed, "version": visit.version})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert 'aria-invalid="true"' in answer.content.decode()
    visit.refresh_from_db()
    assert visit.contact_email == CONTACT


def test_what_was_typed_stays_where_somebody_else_was_quicker(
    desk: Client, protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    sent = returned(visit, now)
    before = visit.version
    amending.amend(visit, changes={"people": 21}, by=protocol, now=now)
    answer = desk.post(form_of(sent), {"email": "baru@solok.example", "version": before})
    assert answer.status_code == 409
    assert 'value="baru@solok.example"' in answer.content.decode()


def test_an_officer_gets_the_invitation_at_the_new_address_once(
    desk: Client, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    officer = Officer.objects.get()
    before, duty = officer.email, duty_token(visit, officer)
    sent = come_back(visit, now, officer=officer)
    assert "Petugas" in desk.get(form_of(sent)).content.decode()
    page = desk.post(form_of(sent), {"email": "andi.baru@batam.example"}, follow=True)
    assert "1 undangan" in page.content.decode()
    officer.refresh_from_db()
    assert officer.email == "andi.baru@batam.example"
    [invitation] = visit.messages.filter(recipient=officer.email)
    first = visit.messages.get(recipient=before, template="officer_invited")
    assert (invitation.template, invitation.method) == ("officer_invited", "REQUEST")
    assert invitation.sequence == first.sequence
    assert duty_token(visit, officer) != duty
    assert list(returned_mail(now)) == []
    # Pressed again in another window: it is corrected, and nothing goes twice.
    again = desk.post(form_of(sent), {"email": "lain@batam.example"}, follow=True).content.decode()
    assert "sudah diperbaiki" in again
    assert visit.messages.filter(officer=officer).count() == 2


def test_an_officers_address_is_nobody_elses(
    desk: Client, protocol: Actor, now: dt.datetime
) -> None:
    visit, other = approved(protocol), OfficerFactory.create(email="rina@batam.example")
    relay(now=now)
    officer = visit.officers.get()
    sent = come_back(visit, now, officer=officer)
    answer = desk.post(form_of(sent), {"email": other.email})
    assert answer.status_code == 422
    assert "rina@batam.example" in answer.content.decode()
    assert visit.officers.get().email == officer.email


def test_a_refusal_of_the_address_can_be_corrected_but_not_one_of_what_it_says(
    now: dt.datetime,
) -> None:
    dead = message(a_visit(trusted=True), "dead", now)
    [told] = failed_messages(now)
    assert told.correction is None
    bad_addresses.mark(dead, source=BadAddress.Source.SMTP, answer="550", now=now)
    [told] = failed_messages(now)
    assert told.correction is not None
    assert told.correction.url == form_of(dead)


def test_a_leader_is_offered_no_correction(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    sent = returned(visit, now)
    leader = client_of(roles.LEADER)
    assert (
        form_of(sent) not in leader.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    )
    assert form_of(sent) not in leader.get("/petugas/").content.decode()
    assert leader.get(form_of(sent)).status_code == 403
    nobody = UserFactory.create()
    client = Client()
    client.force_login(nobody)
    assert client.get(form_of(sent)).status_code == 403
