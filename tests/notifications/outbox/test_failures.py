"""Mails that failed or came back stand on the desk until that reader is reached."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from notifications.models import BadAddress, Message
from notifications.outbox import bad_addresses
from notifications.outbox.failures import failed_messages, returned_mail
from scheduling.models import Room
from tests.factories import OfficerFactory, UserFactory, a_visit
from visits.history import events
from visits.inbox.items import Kind
from visits.life import amending, answering
from visits.models import Host, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def message(visit: Visit, state: str, now: dt.datetime, **changes: Any) -> Message:
    """A message about the visit's newest event, to its contact unless changed."""
    from visits.history.events import SYSTEM, record

    event = record(visit, visit.events.model.Kind.LINK_ASKED, by=SYSTEM, now=now)
    values: dict[str, Any] = {
        "event": event,
        "visit": visit,
        "recipient": visit.contact_email,
        "template": "approved",
        "message_id": f"<{event.pk}@x>",
        "state": state,
        "created_at": now,
        "next_attempt_at": now,
        "sent_at": now if state == "sent" else None,
        "last_error": "552 mailbox full",
        **changes,
    }
    return Message.objects.create(**values)


def test_the_servers_words_stand_on_the_desk(now: dt.datetime) -> None:
    message(a_visit(trusted=True), "dead", now)
    [told] = failed_messages(now)
    assert (told.kind, told.urgent) == (Kind.MESSAGE, True)
    assert "552 mailbox full" in told.words
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    client = Client()
    client.force_login(user)
    assert "552 mailbox full" in client.get("/petugas/").content.decode()


def test_a_later_mail_that_arrived_settles_it(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    message(visit, "dead", now)
    message(visit, "sent", now, recipient="lain@x.example", officer=OfficerFactory.create())
    assert len(list(failed_messages(now))) == 1
    message(visit, "sent", now)
    assert list(failed_messages(now)) == []


def test_a_mended_address_that_was_reached_settles_the_old_one(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    message(visit, "dead", now, recipient="salah@x.example")
    Visit.objects.filter(pk=visit.pk).update(contact_email="benar@x.example")
    message(visit, "sent", now, recipient="benar@x.example")
    assert list(failed_messages(now)) == []


def test_an_officers_failure_is_settled_by_that_officer_alone(now: dt.datetime) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    message(visit, "dead", now, recipient=officer.email, officer=officer)
    message(visit, "sent", now)
    assert len(list(failed_messages(now))) == 1
    message(visit, "sent", now, recipient="baru@x.example", officer=officer)
    assert list(failed_messages(now)) == []


def test_old_failures_do_not_stay_for_ever(now: dt.datetime) -> None:
    message(a_visit(trusted=True), "dead", now)
    assert list(failed_messages(now + dt.timedelta(days=31))) == []


# --- Returned later ------------------------------------------------------------------------------


def returned(visit: Visit, now: dt.datetime, **changes: Any) -> Message:
    """A message about the visit that was sent and came back."""
    sent = message(visit, "sent", now, **changes)
    report = BadAddress.Source.REPORT
    bad_addresses.mark(sent, source=report, answer="5.1.1 User unknown", now=now)
    return sent


def test_a_mail_that_came_back_stands_in_the_inbox_and_on_its_visit(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    returned(visit, now)
    [told] = returned_mail(now)
    assert (told.kind, told.urgent, told.visit) == (Kind.MESSAGE, True, visit)
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    client = Client()
    client.force_login(user)
    assert "E-mail kembali" in client.get("/petugas/").content.decode()
    page = client.get(told.url).content.decode()
    notice = page[page.index('id="undelivered"') :]
    assert f"Kepada {visit.contact_email}: Alamat tidak ada (5.1.1 User unknown)" in notice
    other = client.get(f"/petugas/kunjungan/{a_visit(trusted=True).reference}/").content.decode()
    assert 'id="undelivered"' not in other


def test_a_refusal_by_the_mail_server_is_told_once_as_failed(now: dt.datetime) -> None:
    dead = message(a_visit(trusted=True), "dead", now)
    bad_addresses.mark(dead, source=BadAddress.Source.SMTP, answer="550", now=now)
    assert list(returned_mail(now)) == []
    assert len(list(failed_messages(now))) == 1


def test_an_address_is_told_once_however_often_mail_came_back(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    for minutes in range(3):
        returned(visit, now + dt.timedelta(minutes=minutes))
    [told] = returned_mail(now + dt.timedelta(hours=1))
    assert told.due == now + dt.timedelta(minutes=2)


@pytest.mark.parametrize("settled", ["replied", "corrected", "over", "old"])
def test_what_came_back_is_settled(now: dt.datetime, settled: str) -> None:
    visit = a_visit(trusted=True)
    returned(visit, now)
    later = now + dt.timedelta(hours=1)
    assert len(list(returned_mail(later))) == 1
    if settled == "replied":
        bad_addresses.mark_good(visit.contact_email)
    elif settled == "corrected":
        Visit.objects.filter(pk=visit.pk).update(contact_email="benar@x.example")
    elif settled == "over":
        answering.cancel(visit, reason="x", by=events.staff(UserFactory.create()), now=later)
    else:
        later = now + dt.timedelta(days=31)
    assert list(returned_mail(later)) == []


def test_an_officers_address_counts_while_they_are_named(now: dt.datetime) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    staff = events.staff(UserFactory.create())
    visit = amending.assign(visit, officers=[officer], by=staff, now=now)
    returned(visit, now, recipient=officer.email, officer=officer)
    [told] = returned_mail(now)
    assert officer.email in told.words
    amending.assign(visit, officers=[], by=staff, now=now)
    assert list(returned_mail(now)) == []


def test_an_address_is_known_in_the_form_in_which_mail_went_there(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    Visit.objects.filter(pk=visit.pk).update(contact_email="Budi@Pemda-Sólok.example")
    returned(visit, now, recipient="budi@xn--pemda-slok-mbb.example")
    told = [o.words for o in returned_mail(now)]
    assert len(told) == 1


def test_what_came_back_costs_one_query_and_at_most_fifty_lines(
    now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = a_visit(trusted=True)
    sent = message(visit, "sent", now)
    officers = OfficerFactory.create_batch(60)
    visit.officers.set(officers)
    for number, officer in enumerate(officers):
        sent.pk, sent._state.adding = None, True
        sent.officer, sent.recipient = officer, officer.email
        sent.message_id = f"<{number}@y>"
        sent.save()
        report = BadAddress.Source.REPORT
        bad_addresses.mark(sent, source=report, answer="5.1.1", now=now)
    with django_assert_num_queries(1):
        assert len(list(returned_mail(now))) == 50
