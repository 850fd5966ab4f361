"""The delegation's own page."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Reservation, Room
from tests.factories import OfficerFactory, UserFactory, a_free_slot, a_visit
from visits.access.tokens import email_code, mailed_token, visit_token
from visits.history import events
from visits.life import amending, deciding
from visits.models import Host, Region, Status, Visit, VisitEvent
from visits.pages.own import access

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def staff() -> events.Actor:
    return events.staff(UserFactory.create())


def page_of(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/"


def test_opening_the_link_changes_nothing_and_a_press_confirms(client: Client) -> None:
    visit = a_visit()
    mailed = f"/k/{mailed_token(visit)}/"
    before = VisitEvent.objects.count()
    assert client.get(mailed).status_code == 200
    assert client.head(mailed).status_code == 200
    assert client.get(f"{mailed}konfirmasi/")["Location"] == mailed
    assert client.head(f"{mailed}konfirmasi/")["Location"] == mailed
    visit.refresh_from_db()
    assert visit.status == Status.UNVERIFIED
    assert VisitEvent.objects.count() == before
    assert client.post(f"{mailed}konfirmasi/")["Location"] == mailed
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
    assert client.post(f"{mailed}konfirmasi/").status_code == 302  # pressed twice


def test_without_the_mail_a_press_alone_confirms_nothing_but_the_code_does(client: Client) -> None:
    visit = a_visit()
    assert 'name="code"' in client.get(page_of(visit)).content.decode()
    assert 'name="code"' not in client.get(f"/k/{mailed_token(visit)}/").content.decode()
    client.post(f"{page_of(visit)}konfirmasi/")
    visit.refresh_from_db()
    assert visit.status == Status.UNVERIFIED
    client.post(f"{page_of(visit)}konfirmasi/", {"code": email_code(visit)})
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED


def test_the_code_is_never_shown(client: Client) -> None:
    visit = a_visit()
    assert email_code(visit) not in client.get(page_of(visit)).content.decode()


@pytest.mark.parametrize("tail", ["", "batal/"])
def test_the_page_stays_private(client: Client, tail: str) -> None:
    response = client.get(page_of(a_visit()) + tail)
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["x", "A" * 36, "é" * 36, "%00" * 3])
def test_another_token_opens_nothing(client: Client, token: str) -> None:
    a_visit()
    assert client.get(f"/k/{token}/").status_code == 404
    assert client.post(f"/k/{token}/konfirmasi/").status_code == 404
    assert client.post(f"/k/{token}/batal/", {"reason": "x"}).status_code == 404


def test_cancelling_needs_a_reason_and_gives_the_place_back(client: Client) -> None:
    visit = a_visit(trusted=True)
    assert client.get(f"{page_of(visit)}batal/").status_code == 200
    assert client.post(f"{page_of(visit)}batal/", {"reason": " "}).status_code == 422
    too_long = client.post(f"{page_of(visit)}batal/", {"reason": "x" * 1001})
    assert too_long.status_code == 422
    assert "x" * 1001 in too_long.content.decode()
    assert client.post(f"{page_of(visit)}batal/", {"reason": "Anggaran <i>berubah</i>"})
    visit.refresh_from_db()
    assert visit.status == Status.CANCELLED
    assert not Reservation.objects.exclude(state="released").exists()
    page = client.get(page_of(visit)).content.decode()
    assert "Anggaran &lt;i&gt;berubah" in page
    assert "batal/" not in page
    assert client.get(f"{page_of(visit)}batal/")["Location"] == page_of(visit)


def test_a_proposal_is_accepted_by_choosing_one_session(
    client: Client, staff: events.Actor
) -> None:
    visit = a_visit(trusted=True)
    offers = [a_free_slot(after_days=n) for n in (28, 35)]
    deciding.propose(visit, slots=offers, message="Aula dipakai.", by=staff, now=timezone.now())
    page = client.get(page_of(visit)).content.decode()
    assert str(offers[1]) in page
    assert "Aula dipakai." in page
    for junk in ({}, {"slot": "junk"}, {"slot": str(a_free_slot(after_days=42))}):
        client.post(f"{page_of(visit)}pilih/", junk)
        visit.refresh_from_db()
        assert visit.status == Status.PROPOSED
    client.post(f"{page_of(visit)}pilih/", {"slot": str(offers[1])})
    visit.refresh_from_db()
    assert visit.status == Status.CONFIRMED
    assert Reservation.objects.get(state="booked").slot_id == str(offers[1])


def test_a_proposed_session_taken_meanwhile_is_refused_in_words(
    client: Client, staff: events.Actor
) -> None:
    visit = a_visit(trusted=True)
    offer = a_free_slot(after_days=28)
    deciding.propose(visit, slots=[offer], message="", by=staff, now=timezone.now())
    a_visit(slots=[offer], trusted=True)
    page = client.post(f"{page_of(visit)}pilih/", {"slot": str(offer)}, follow=True)
    assert page.status_code == 200
    visit.refresh_from_db()
    assert visit.status == Status.PROPOSED


def test_a_confirmed_visit_shows_who_receives_it_and_the_calendar(
    client: Client, staff: events.Actor
) -> None:
    visit = a_visit(trusted=True)
    assert "undangan.ics" not in client.get(page_of(visit)).content.decode()
    officer = OfficerFactory.create(position="Kepala DPMPTSP Kota Batam")
    amending.assign(visit, officers=[officer], by=staff, now=timezone.now())
    deciding.approve(visit, by=staff, now=timezone.now())
    page = client.get(page_of(visit)).content.decode()
    assert "Kepala DPMPTSP Kota Batam" in page
    assert "undangan.ics" in page
    assert "webcal://" in page


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("status", Status.values)
def test_every_status_has_its_words_in_both_languages(
    client: Client, status: str, language: str
) -> None:
    visit = a_visit(trusted=True)
    Visit.objects.filter(pk=visit.pk).update(status=status)
    page = client.get(page_of(visit), HTTP_ACCEPT_LANGUAGE=language)
    assert page.status_code == 200
    assert 'class="standing standing--' in page.content.decode()
    assert page.content.decode().count("btn--main") <= 1


def test_whoever_has_a_link_presses_not_without_end_and_loses_nothing_typed(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.THROTTLE, visit = True, a_visit(trusted=True)
    monkeypatch.setattr(access, "MOST_AN_HOUR", 2)
    path = f"/k/{visit_token(visit)}/pesan/"
    for number in range(2):
        assert client.post(path, {"text": f"Pesan {number}"}).status_code == 302
    refused = client.post(path, {"text": "Tolong siapkan kursi roda."}, REMOTE_ADDR="203.0.113.8")
    assert (refused.status_code, refused["Cache-Control"]) == (429, "no-store")
    assert int(refused["Retry-After"]) > 0
    assert "Tolong siapkan kursi roda." in refused.content.decode()
    assert client.get(f"/k/{visit_token(visit)}/").status_code == 200
