"""Once a visit is over, no page offers what would be refused, and each says why."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scheduling.models import Room
from tests.visits.pages.conftest import SignIn
from visits.access.tokens import duty_token, visit_token
from visits.models import Host, Visit
from visits.people import roles
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


def moments(visit: Visit) -> tuple[dt.datetime, dt.datetime]:
    session = session_of(visit)
    assert session is not None
    return session.ends_at - dt.timedelta(minutes=1), session.ends_at


def test_the_delegations_page_offers_nothing_and_says_why(approved: Visit) -> None:
    page = reverse("own", args=[visit_token(approved)])
    before, after = moments(approved)
    with time_machine.travel(before):
        assert reverse("own-ticket", args=[visit_token(approved)]) in Client().get(page).text
    with time_machine.travel(after):
        text = Client().get(page).text
        assert "Kunjungan ini sudah lewat" in text
        for name in ("own-cancel", "own-move", "own-details", "own-ticket", "own-participants"):
            assert reverse(name, args=[visit_token(approved)]) not in text, name
        assert reverse("own-write", args=[visit_token(approved)]) in text


@pytest.mark.parametrize("name", ["own-cancel", "own-move", "own-details"])
def test_a_form_opened_before_is_refused_after_it_with_the_reason(
    approved: Visit, name: str
) -> None:
    address = reverse(name, args=[visit_token(approved)])
    version = approved.version
    with time_machine.travel(moments(approved)[1]):
        answer = Client().post(address, {"reason": "Batal", "version": version}, follow=True)
    assert "sudah lewat" in answer.text
    approved.refresh_from_db()
    assert (approved.status, approved.version) == ("confirmed", version)


def test_the_desk_offers_the_day_and_a_day_to_come(sign_in: SignIn, approved: Visit) -> None:
    page = reverse("desk-visit", args=[approved.reference])
    with time_machine.travel(moments(approved)[1]):
        text = sign_in(roles.PROTOCOL).get(page).text
    assert "Kunjungan ini sudah lewat" in text
    for step in ("batal", "petugas", "minta"):
        assert reverse("desk-step", args=[approved.reference, step]) not in text, step
    for step in ("hadir", "tidak-datang"):
        assert reverse("desk-step", args=[approved.reference, step]) in text, step
    assert reverse("desk-move", args=[approved.reference]) in text


def test_a_press_on_the_desk_after_it_changes_nothing_and_keeps_what_was_typed(
    sign_in: SignIn, approved: Visit
) -> None:
    address = reverse("desk-step", args=[approved.reference, "batal"])
    with time_machine.travel(moments(approved)[1]):
        typed = {"reason": "Salah kirim tadi", "version": approved.version}
        answer = sign_in(roles.PROTOCOL).post(address, typed)
    assert answer.status_code == 409
    assert "sudah lewat" in answer.text
    assert "Salah kirim tadi" in answer.text
    approved.refresh_from_db()
    assert approved.status == "confirmed"


def test_an_officer_is_no_longer_asked(
    approved: Visit, sign_in: SignIn, host: Host, room: Room
) -> None:
    assignment = approved.assignments.get()
    address = reverse("duty", args=[duty_token(approved, assignment.officer)])
    before, after = moments(approved)
    with time_machine.travel(before):
        assert 'value="accepted"' in Client().get(address).text
    with time_machine.travel(after):
        assert 'value="accepted"' not in Client().get(address).text
        answer = Client().post(address, {"answer": "accepted"}, follow=True)
        assert "tidak lagi" in answer.text
    assignment.refresh_from_db()
    assert assignment.answer == ""
