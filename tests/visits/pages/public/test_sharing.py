"""The schedule by week, the rules in words, and what others show of us."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from scheduling.models import BookingRules, Closure, Room
from scheduling.weeks import monday_of, week_name
from tests.factories import AgencyFactory, a_free_slot, a_visit
from visits.models import Host, Region
from visits.pages.public.rules import hours_in_words, rules_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def test_a_week_shows_each_session_with_its_reason(client: Client) -> None:
    slot = a_free_slot(after_days=21)
    a_visit(slots=[slot], trusted=True)
    Closure.objects.create(
        name="Acara kota",
        kind="own_event",
        starts_on=slot.date + dt.timedelta(days=1),
        ends_on=slot.date + dt.timedelta(days=1),
    )
    monday = monday_of(slot.date)
    page = client.get("/jadwal/", {"minggu": week_name(monday)})
    words = page.content.decode()
    assert "Terisi" in words
    assert "Acara kota" in words or (slot.date + dt.timedelta(days=1)).weekday() > 4
    assert f"?hari={slot.date}" in words
    assert page.context["week"].monday == monday


@pytest.mark.parametrize("week", ["", "x", "2026-W99", "0001-W01", "9999-W52", "2026-W50-1"])
def test_any_week_asked_for_stays_within_the_horizon(client: Client, week: str) -> None:
    page = client.get("/jadwal/", {"minggu": week})
    assert page.status_code == 200
    assert page.context["week"] is not None


def test_the_rules_are_those_of_the_data(client: Client) -> None:
    BookingRules.objects.update(lead_working_days=9, reply_working_days=1, horizon_days=77)
    with translation.override("en"):
        words = " ".join(rules_in_words(now=timezone.now()))
    for part in (
        "4 delegations a week",
        "9 working days",
        "1 working day.",
        "77 days",
        "60 people",
    ):
        assert part in words
    for path in ("/", "/jadwal/"):
        assert "77" in client.get(path).content.decode()


def test_hours_are_told_by_days_that_share_them() -> None:
    with translation.override("id"):
        assert hours_in_words(now=timezone.now()) == [
            ("Senin sampai Kamis", "09.00–11.30 dan 13.30–15.30 WIB"),
            ("Jumat", "09.00–11.00 WIB"),
        ]


def test_agencies_are_named_on_the_front_page(client: Client) -> None:
    AgencyFactory.create(name="Imigrasi <Batam>")
    assert "Imigrasi &lt;Batam&gt;" in client.get("/").content.decode()


def test_only_named_sites_may_frame_the_open_weeks_and_nothing_else(
    client: Client, host: Host
) -> None:
    closed = client.get("/sematan/")
    assert "frame-ancestors 'none'" in closed["Content-Security-Policy"]
    host.embed_hosts = "https://mpp.batam.go.id\nhttps://*.batam.go.id:8443"
    host.full_clean(exclude=["latitude", "longitude"])
    host.save()
    page = client.get("/sematan/")
    policy = page["Content-Security-Policy"]
    assert "frame-ancestors https://mpp.batam.go.id https://*.batam.go.id:8443" in policy
    assert "X-Frame-Options" not in page
    assert "weeks__name" in page.content.decode()
    assert '<html lang="en">' in client.get("/sematan/?bahasa=en").content.decode()
    other = client.get("/")
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("line", ["batam.go.id", "https://a b", "https://x;script-src *", "*"])
def test_what_is_not_a_site_is_refused(host: Host, line: str) -> None:
    host.embed_hosts = f"https://mpp.batam.go.id\n{line}"
    with pytest.raises(ValidationError):
        host.full_clean()


def test_links_in_chats_have_a_picture_but_private_pages_have_none(client: Client) -> None:
    assert 'content="http://testserver/berbagi.png"' in client.get("/").content.decode()
    picture = Image.open(io.BytesIO(client.get("/berbagi.png").content))
    assert picture.size == (1200, 630)
    from visits.access.tokens import visit_token

    page = client.get(f"/k/{visit_token(a_visit())}/").content.decode()
    assert "og:" not in page


def test_the_poster_leads_to_the_request(client: Client) -> None:
    page = client.get("/poster/").content.decode()
    assert "127.0.0.1:8000/ajukan/" in page
    assert '<svg aria-hidden="true"' in page
