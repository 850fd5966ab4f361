"""What a delegation passes on to its group: `/b/<token>/`."""

import datetime as dt
import re
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import UserFactory, a_free_slot, a_visit
from visits.access.tokens import arrival_code, share_token, visit_token
from visits.conversation.sharing import share
from visits.history import events
from visits.life import answering, deciding, moving
from visits.life.letter_steps.deciding import lapse_due
from visits.models import Host, Region, Status, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> events.Actor:
    return events.staff(UserFactory.create())


@pytest.fixture
def confirmed(host: Host, room: Room, solok: Region, staff: events.Actor) -> Visit:
    return deciding.approve(a_visit(trusted=True), by=staff, now=timezone.now())


def sharing_of(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/bagikan/"


def page_of(visit: Visit) -> str:
    visit.refresh_from_db()
    return f"/b/{share_token(visit)}/"


def opened(client: Client, visit: Visit, **more: str) -> str:
    assert client.post(sharing_of(visit), {"do": "open", **more}).status_code == 302
    return page_of(visit)


def test_nothing_is_open_until_the_delegation_opens_it(client: Client, confirmed: Visit) -> None:
    assert share_token(confirmed) == ""
    shown = client.get(sharing_of(confirmed)).content.decode()
    assert "wa.me" not in shown
    confirmed.refresh_from_db()
    assert confirmed.share_nonce == ""


def test_the_link_is_passed_on_by_whatsapp_and_shows_no_person(
    client: Client, confirmed: Visit
) -> None:
    path = opened(client, confirmed)
    shown = client.get(sharing_of(confirmed)).content.decode()
    link = re.search(r'href="(https://wa\.me/[^"]+)"', shown)
    assert link is not None
    assert unquote(link[1]).endswith(path)
    answer = client.get(path)
    page = answer.content.decode()
    assert confirmed.institution in page
    assert "Aula" in page
    secrets = (
        *(confirmed.contact_name, confirmed.contact_email, confirmed.contact_phone),
        *(confirmed.leader_name, confirmed.reference, arrival_code(confirmed)),
        *(visit_token(confirmed), "/k/", "<form method"),
    )
    for secret in secrets:
        assert secret not in page


def test_it_is_kept_out_of_caches_search_engines_and_referrers(
    client: Client, confirmed: Visit
) -> None:
    answer = client.get(opened(client, confirmed))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert client.post(page_of(confirmed)).status_code == 405
    assert "Disallow: /b/" in client.get("/robots.txt").content.decode()


def test_its_token_opens_no_other_page_and_theirs_not_it(client: Client, confirmed: Visit) -> None:
    opened(client, confirmed)
    token = share_token(confirmed)
    for path in (f"/k/{token}/", f"/survei/{token}/", f"/kalender/{token}.ics"):
        assert client.get(path).status_code == 404
    for other in (visit_token(confirmed), "x", "A" * 36):
        assert client.get(f"/b/{other}/").status_code == 404


def test_the_ticket_stands_there_only_where_it_is_wished(client: Client, confirmed: Visit) -> None:
    path = opened(client, confirmed)
    assert arrival_code(confirmed) not in client.get(path).content.decode()
    assert opened(client, confirmed, ticket="on") == path
    assert arrival_code(confirmed) in client.get(path).content.decode()
    opened(client, confirmed)
    assert arrival_code(confirmed) not in client.get(path).content.decode()


def test_a_new_link_ends_the_former_and_closing_ends_it(client: Client, confirmed: Visit) -> None:
    former = opened(client, confirmed, ticket="on")
    client.post(sharing_of(confirmed), {"do": "renew"})
    renewed = page_of(confirmed)
    assert renewed != former
    assert client.get(former).status_code == 404
    assert arrival_code(confirmed) in client.get(renewed).content.decode()
    client.post(sharing_of(confirmed), {"do": "stop"})
    assert client.get(renewed).status_code == 404
    # Opened again it is another link: the closed one stays closed.
    assert opened(client, confirmed) != renewed
    assert client.get(renewed).status_code == 404


@pytest.mark.parametrize("press", ["keep", "renew"])
def test_a_window_of_before_opens_no_closed_link(
    client: Client, confirmed: Visit, press: str
) -> None:
    former = opened(client, confirmed)
    client.post(sharing_of(confirmed), {"do": "stop"})
    told = client.post(sharing_of(confirmed), {"do": press, "ticket": "on"}, follow=True)
    assert "Tautan itu sudah ditutup" in told.content.decode()
    confirmed.refresh_from_db()
    assert (confirmed.share_nonce, confirmed.share_ticket) == ("", False)
    assert client.get(former).status_code == 404


def test_the_ticket_is_shown_and_hidden_under_the_same_link(
    client: Client, confirmed: Visit
) -> None:
    path = opened(client, confirmed)
    client.post(sharing_of(confirmed), {"do": "keep", "ticket": "on"})
    assert arrival_code(confirmed) in client.get(path).content.decode()
    client.post(sharing_of(confirmed), {"do": "keep"})
    assert arrival_code(confirmed) not in client.get(path).content.decode()


def test_two_tabs_give_one_link(confirmed: Visit) -> None:
    other = Visit.objects.get(pk=confirmed.pk)
    first = share_token(share(confirmed, ticket=False))
    assert share_token(share(other, ticket=False)) == first


def test_whoever_only_looks_closes_and_opens_nothing(client: Client, confirmed: Visit) -> None:
    path = opened(client, confirmed)
    client.get(sharing_of(confirmed), {"do": "stop"})
    client.head(sharing_of(confirmed))
    assert client.get(path).status_code == 200


def test_it_ends_by_itself_with_the_day(client: Client, confirmed: Visit) -> None:
    path = opened(client, confirmed)
    day = SlotId.parse(confirmed.preferred_slots[0]).date
    evening = dt.datetime.combine(day, dt.time(16, 59), dt.UTC)  # 23.59 in Batam
    with time_machine.travel(evening, tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(evening + dt.timedelta(minutes=1), tick=False):
        assert client.get(path).status_code == 404
        assert client.get(sharing_of(confirmed)).status_code == 302


def test_a_move_and_a_cancellation_stand_there_at_once(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    path = opened(client, confirmed, ticket="on")
    new = a_free_slot(after_days=28)
    moving.reschedule(confirmed, slots=[new], by=staff, now=timezone.now())
    assert f"{new.date.day} " in client.get(path).content.decode()
    confirmed.refresh_from_db()
    answering.cancel(confirmed, reason="Bu Rina sakit", by=staff, now=timezone.now())
    page = client.get(path).content.decode()
    assert "Kunjungan ini dibatalkan" in page
    assert "Bu Rina" not in page
    assert arrival_code(confirmed) not in page


def test_who_was_given_it_learns_that_the_place_lapsed(client: Client, confirmed: Visit) -> None:
    path = opened(client, confirmed, ticket="on")
    late = timezone.now() + dt.timedelta(hours=1)
    Visit.objects.filter(pk=confirmed.pk).update(letter_due_at=timezone.now(), letter_file="")
    assert lapse_due(now=late) == 1
    page = client.get(path)
    assert page.status_code == 200
    assert "Kunjungan ini dibatalkan" in page.content.decode()
    assert arrival_code(confirmed) not in page.content.decode()


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.DECLINED, Status.COMPLETED])
def test_only_an_approved_visit_is_passed_on(
    client: Client, confirmed: Visit, status: Status
) -> None:
    path = opened(client, confirmed)
    Visit.objects.filter(pk=confirmed.pk).update(status=status, reply_due_at=timezone.now())
    assert client.get(path).status_code == 404
    assert client.get(sharing_of(confirmed))["Location"] == f"/k/{visit_token(confirmed)}/"


def test_another_contact_ends_the_link(client: Client, confirmed: Visit) -> None:
    path = opened(client, confirmed)
    Visit.objects.filter(pk=confirmed.pk).update(nonce="another")
    assert client.get(path).status_code == 404


def test_it_is_not_opened_without_end(client: Client, confirmed: Visit, settings: Settings) -> None:
    settings.THROTTLE = True
    for _press in range(31):
        client.post(sharing_of(confirmed), {"do": "renew"})
    before = page_of(confirmed)
    client.post(sharing_of(confirmed), {"do": "renew"})
    assert page_of(confirmed) == before


def test_protocol_is_written_to_where_the_host_gives_a_number(
    client: Client, confirmed: Visit
) -> None:
    own = f"/k/{visit_token(confirmed)}/"
    assert "wa.me" not in client.get(own).content.decode()
    Host.objects.update(whatsapp="+6281277012345")
    page = client.get(own).content.decode()
    link = re.search(r'href="(https://wa\.me/6281277012345\?text=[^"]+)"', page)
    assert link is not None
    assert confirmed.reference in unquote(link[1])
