"""A delegation from another country, the whole way; nothing needs a region."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from notifications.compose.calendar_event import for_public, who
from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.factories import RegionFactory, a_free_slot, a_visit
from tests.visits.api.conftest import signed_in as caller
from tests.visits.pages.ask.walk import DELEGATION, answer_all, ask_id
from tests.visits.pages.desk.conftest import signed_in
from visits.access.tokens import visit_token
from visits.history.events import program as system
from visits.life import amending, attendance, deciding
from visits.life.limits import TooManyOpen
from visits.life.requesting import Contact
from visits.models import Abroad, Host, Region, Visit
from visits.people import roles
from visits.queries.came_before import came_before
from visits.queries.visits import session_of
from visits.reports.held import By, visitors_of
from visits.reports.period import Period
from visits.reports.weekly import weekly
from visits.search.finding import matching

pytestmark = pytest.mark.django_db

JOHOR = Abroad("MY", "Johor Bahru")
STAFF = system("Tes")


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def from_johor(**changes: Any) -> Visit:
    given: dict[str, Any] = {"institution": "Johor Bahru City Council", "language": "en"}
    contact = Contact(name="Nurul Huda", phone="+60127345610", email="nurul@mbjb.example")
    return a_visit(origin=JOHOR, contact=contact, **({"trusted": True} | given | changes))


def test_a_visit_comes_from_a_region_or_from_a_place_abroad() -> None:
    visit = a_visit()
    region = visit.region
    for fields in (
        {"region": None, "country": "", "place": ""},
        {"region": None, "country": "MY", "place": ""},
        {"region": None, "country": "", "place": "Johor"},
        {"region": None, "country": "ID", "place": "Solok"},
        {"region": region, "country": "MY", "place": "Johor"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**fields)
    Visit.objects.filter(pk=visit.pk).update(region=None, country="MY", place="Johor")


def test_the_country_is_said_in_the_readers_language_and_once() -> None:
    with translation.override("id"):
        assert Abroad("SG", "Woodlands").label == "Woodlands, Singapura"
        assert Abroad("SG", "Singapore").label == "Singapura"
    with translation.override("en"):
        assert Abroad("SG", "singapura").label == "Singapore"
    assert who(from_johor()).endswith("Council, Johor Bahru, Malaysia")
    ministry = Visit(institution="Ministry of Health Malaysia", country="MY", place="Putrajaya")
    assert who(ministry) == ministry.institution


def test_they_ask_for_it_on_the_page_without_a_region(client: Client) -> None:
    answer_all(client)
    abroad = {**DELEGATION, "place": "", "abroad": "on", "institution": "MBJB"}
    empty = client.post("/ajukan/", abroad, headers={"accept-language": "en"})
    assert empty.status_code == 422
    assert "Write the city or place" in empty.text
    assert "id_place_error" not in empty.text
    refused = client.post("/ajukan/", {**abroad, "country": "ID", "town": "Solok"})
    assert refused.status_code == 422
    filled = {**abroad, "country": "MY", "town": "Johor Bahru"}
    assert client.post("/ajukan/", filled)["Location"] == "/ajukan/periksa/"
    assert "Johor Bahru, Malaysia" in client.get("/ajukan/periksa/").text
    assert "+65 9123 4567" in client.get("/ajukan/kontak/").text
    client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    visit = Visit.objects.get()
    assert (visit.region, visit.country, visit.place) == (None, "MY", "Johor Bahru")
    assert visit.language == "en"


def test_a_country_typed_as_a_region_leads_to_the_switch(client: Client) -> None:
    words = "Singapura adalah negara lain"
    assert words in client.get("/ajukan/daerah/", {"place": "singapore"}).text
    assert words in client.post("/ajukan/", {**DELEGATION, "place": "Singapura"}).text


def test_a_country_counts_as_one_region_of_a_week() -> None:
    BookingRules.objects.update(active_per_region_week=1)
    from_johor(trusted=False)
    with pytest.raises(TooManyOpen) as many:
        a_visit(origin=Abroad("MY", "Kulai"), slots=[a_free_slot()])
    assert many.value.who == "region"
    a_visit(origin=Abroad("SG", "Singapore"))


def test_the_api_takes_and_gives_country_and_place() -> None:
    api = caller(roles.PROTOCOL)

    def asked(**origin: Any) -> Any:
        given = {
            "institution": "MBJB",
            "purpose": "To learn.",
            "people": 9,
            "slots": [str(a_free_slot())],
            "leader": {"name": "Azman Rahim", "position": "City Secretary"},
            "contact": {"name": "Huda", "phone": "+60127345610", "email": "huda@mbjb.example"},
            **origin,
        }
        return api.post("/api/v1/visits/", given, format="json")

    made = asked(country="my", place="Johor Bahru")
    assert made.status_code == 201, made.content
    visit = Visit.objects.get()
    seen = api.get(f"/api/v1/visits/{visit.reference}/").json()
    assert (seen["region"], seen["country"], seen["place"]) == (None, "MY", "Johor Bahru")
    assert seen["language"] == "en"
    for wrong, field in (
        ({}, "region"),
        ({"country": "MY"}, "place"),
        ({"place": "Johor"}, "country"),
        ({"country": "ID", "place": "Solok"}, "country"),
        ({"country": "XX", "place": "Y"}, "country"),
        ({"region": "13.02", "country": "MY", "place": "Johor"}, "region"),
    ):
        answer = asked(**wrong)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), wrong
    url = f"/api/v1/visits/{visit.reference}/"
    assert api.patch(url, {"place": "Muar"}, format="json").json()["place"] == "Muar"
    home = api.patch(url, {"region": "13.02"}, format="json").json()
    assert (home["region"]["code"], home["country"], home["place"]) == ("13.02", None, "")
    assert api.patch(url, {"country": "SG"}, format="json").status_code == 400
    assert api.patch(url, {"region": None}, format="json").status_code == 400
    abroad = {"region": None, "country": "SG", "place": "Singapore"}
    back = api.patch(url, abroad, format="json").json()
    assert (back["region"], back["country"]) == (None, "SG")
    a_visit(trusted=True)
    listed = api.get("/api/v1/visits/", {"country": "SG"}).json()["results"]
    assert [one["reference"] for one in listed] == [visit.reference]
    assert api.get("/api/v1/visits/", {"country": "XX"}).status_code == 400


def test_the_desk_edits_lists_and_finds_them() -> None:
    desk = signed_in(roles.PROTOCOL)
    visit, home = from_johor(), a_visit(trusted=True)
    page = desk.get(f"/petugas/kunjungan/{visit.reference}/").text
    assert "Johor Bahru, Malaysia" in page
    edit = f"/petugas/kunjungan/{visit.reference}/ubah/"
    form = desk.get(edit).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value()}
    told |= {"version": visit.version, "abroad": "on", "country": "SG", "town": "Singapore"}
    assert desk.post(edit, told).status_code == 302
    history = desk.get(f"/petugas/kunjungan/{visit.reference}/").text
    assert "Singapura" in history
    found = {"singapura": visit, "SG": visit, "luar negeri": visit, "13.02": home}
    for words, one in found.items():
        rows = desk.get("/petugas/kunjungan/", {"region": words}).text
        assert (visit.reference in rows, home.reference in rows) == (one == visit, one == home)
    for order in ("region", "-region"):
        assert visit.reference in desk.get("/petugas/kunjungan/", {"ordering": order}).text
    assert visit.reference in desk.get("/petugas/cari/", {"q": "singapore"}).text
    assert [*matching(Visit.objects.all(), "singapura")] == [visit]
    table = desk.get("/petugas/kunjungan/unduh/", {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert "Singapura" in table
    assert "Indonesia" in table


def test_it_is_approved_announced_received_and_counted(client: Client, host: Host) -> None:
    Host.objects.update(public_names=True)
    visit = deciding.approve(from_johor(), by=STAFF, now=timezone.now())
    relay(now=timezone.now())
    assert Message.objects.filter(visit=visit, template="approved").exists()
    session = session_of(visit)
    assert session is not None
    with translation.override("en"):
        event = for_public(visit, session, Host.load())
    assert event.summary == "Study visit: Johor Bahru, Malaysia"
    token = visit_token(visit)
    for path in (f"/k/{token}/", f"/k/{token}/ubah/", f"/k/{token}/data/", "/jadwal/"):
        assert client.get(path).status_code == 200, path
    visit = attendance.check_in(visit, by=STAFF, now=timezone.now())
    attendance.complete(visit, by=STAFF, now=timezone.now())
    [week] = weekly(session.date, session.date)
    assert (week.completed, week.regions, week.countries) == (1, 0, 1)
    year = visitors_of(Period.of_year(session.date.year))
    with translation.override("id"):
        for by in (By.PROVINCE, By.REGION):
            assert [count.key for count in year.by[by]] == ["MY"]
    assert signed_in(roles.LEADER).get("/petugas/laporan/").status_code == 200
    before = came_before(from_johor(institution="Kulai Municipal Council"))
    assert before is not None
    assert (before.reference, before.same) == (visit.reference, False)
    assert came_before(a_visit(region=RegionFactory.create(), trusted=True)) is None


def test_correcting_where_they_come_from_is_told_like_a_region() -> None:
    visit = deciding.approve(from_johor(), by=STAFF, now=timezone.now())
    before = visit.sequence
    changes = {"region": None, "country": "MY", "place": "Muar"}
    visit = amending.amend(visit, changes=changes, by=STAFF, now=timezone.now())
    assert visit.sequence == before + 1
    assert visit.events.latest("id").data["fields"] == ["place"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_asking_again_keeps_the_language_of_letters(client: Client, language: str) -> None:
    visit = from_johor(language=language)
    deciding.decline(visit, reason="Aula diperbaiki.", by=STAFF, now=timezone.now())
    client.post(f"/k/{visit_token(visit)}/ulang/")
    form = client.get("/ajukan/").context["form"]
    assert form["language"].value() == language


def test_staff_are_told_where_the_language_stays_though_the_country_changed() -> None:
    visit = from_johor()
    desk = signed_in(roles.PROTOCOL)
    given = {
        "institution": visit.institution,
        "place": "Solok",
        "people": visit.people,
        "purpose": visit.purpose,
        "leader_name": visit.leader_name,
        "leader_position": visit.leader_position,
        "leader_rank": visit.leader_rank,
        "letters_language": "en",
        "version": visit.version,
    }
    address = f"/petugas/kunjungan/{visit.reference}/ubah/"
    assert "masih dalam bahasa Inggris" in desk.post(address, given, follow=True).content.decode()
    visit.refresh_from_db()
    given |= {"letters_language": "id", "version": visit.version}
    assert "masih dalam bahasa" not in desk.post(address, given, follow=True).content.decode()
    visit.refresh_from_db()
    assert (visit.country, visit.language) == ("", "id")
