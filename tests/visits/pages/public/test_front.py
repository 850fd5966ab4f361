"""The pages that anyone may read."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.models import CapacityRule, Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import AgencyFactory, TopicFactory, a_visit
from visits.models import Host, Region, VisitEvent

pytestmark = pytest.mark.django_db
PAGES = ["/", "/jadwal/", "/tautan/", "/privasi/", "/aksesibilitas/"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_open_in_both_languages(
    client: Client, host: Host, room: Room, path: str, language: str
) -> None:
    response = client.get(path, HTTP_ACCEPT_LANGUAGE=language)
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_on_an_empty_installation(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_front_page_shows_weeks_topics_and_the_hosts_own_headline(
    client: Client, host: Host, room: Room
) -> None:
    TopicFactory.create(name="Antrean <dan> SKM")
    AgencyFactory.create()
    host.headline = "Belajar pelayanan di Batam"
    host.save()
    page = client.get("/").content.decode()
    assert "Belajar pelayanan di Batam" in page
    assert "Antrean &lt;dan&gt; SKM" in page
    assert page.count("weeks__name") == 5


def test_a_taken_place_is_shown_without_the_name(
    client: Client, host: Host, room: Room, solok: Region
) -> None:
    visit = a_visit(trusted=True)
    CapacityRule.objects.update(capacity=4)
    for path in ("/", "/jadwal/"):
        page = client.get(path).content.decode()
        assert "is-taken" in page
        assert visit.institution not in page


def test_a_full_week_too_soon_to_ask_for_is_not_offered_for_waiting(
    client: Client, host: Host, room: Room, now: dt.datetime
) -> None:
    this_week = monday_of(timezone.localdate(now))
    set_week_capacity(week=this_week, capacity=0, note="", now=now)
    page = client.get("/").content.decode()
    assert page.count("weeks__name") == 5
    assert "daftar tunggu dibuka" not in page


def test_the_schedule_can_be_turned_and_stays_within_the_horizon(
    client: Client, host: Host, room: Room
) -> None:
    for month in ("1999-01", "9999-12", "x", "2026-00", ""):
        assert client.get("/jadwal/", {"bulan": month}).status_code == 200


def test_subscribing_is_offered_only_where_the_host_publishes(
    client: Client, host: Host, room: Room
) -> None:
    assert "webcal://127.0.0.1:8000/kalender/publik.ics" in client.get("/jadwal/").content.decode()
    host.public_feed = False
    host.save()
    assert "webcal://" not in client.get("/jadwal/").content.decode()


def test_a_lost_link_is_sent_without_saying_whether_there_is_one(
    client: Client, host: Host, room: Room, solok: Region
) -> None:
    a_visit(trusted=True)
    answers = {
        client.post("/tautan/", {"email": email}).content.decode().count("notice--ok")
        for email in ("BUDI@solokkab.example", "nobody@solokkab.example")
    }
    assert answers == {1}
    asked = VisitEvent.objects.filter(kind=VisitEvent.Kind.LINK_ASKED)
    assert asked.count() == 1
    client.post("/tautan/", {"email": "budi@solokkab.example"})
    assert asked.count() == 1  # the first mail is on its way already


def test_a_mistyped_address_is_kept(client: Client, host: Host) -> None:
    response = client.post("/tautan/", {"email": "budi@"})
    assert response.status_code == 422
    assert "budi@" in response.content.decode()


def test_lists_of_addresses_are_not_tried(client: Client, host: Host) -> None:
    """An answer takes longer where there is a visit: few may be asked for from one network."""
    for number in range(30):
        assert client.post("/tautan/", {"email": f"x{number}@y.example"}).status_code == 200
    refused = client.post("/tautan/", {"email": "budi@solokkab.example"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "budi@solokkab.example" in refused.content.decode()
    assert client.post(
        "/tautan/", {"email": "budi@solokkab.example"}, REMOTE_ADDR="203.0.113.9"
    ).status_code == 200  # fmt: skip


@pytest.mark.parametrize(
    ("path", "reason", "leads_to"),
    [
        ("/k/salah/", "narahubung berganti", "/tautan/"),
        ("/tiket/salah/", "narahubung berganti", "/tautan/"),
        ("/b/salah/", "ditutup atau diperbarui", "/tautan/"),
        ("/survei/salah/", "ditutup atau diperbarui", "/tautan/"),
        ("/tugas/salah/", "tidak lagi ditunjuk", "mailto:protokol@"),
        ("/entah/", "salah ketik", "/tautan/"),
    ],
)
def test_a_link_that_opens_nothing_says_why_and_where_to_get_another(
    client: Client, host: Host, path: str, reason: str, leads_to: str
) -> None:
    answer = client.get(path, HTTP_ACCEPT_LANGUAGE="id")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert reason in page
    assert f'href="{leads_to}' in page


def test_only_public_pages_are_fetched_ahead_and_never_between_the_steps(
    client: Client, host: Host, room: Room
) -> None:
    for path in PAGES:
        page = client.get(path).content.decode()
        (script,) = re.findall(r'<script type="speculationrules">(.*)</script>', page)
        targets = json.loads(script)["prefetch"][0]["where"]["and"][0]["href_matches"]
        assert not [t for t in targets if t.startswith(("/k/", "/petugas", "/tugas", "/api"))]
    assert "speculationrules" not in client.get("/ajukan/").content.decode()
