"""The privacy notice in versions, and which of them came with a request."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from keeping import privacy_notice
from keeping.erasing.people import Person, erase
from keeping.models import Terms
from scheduling.models import Room
from tests.factories import a_completed_visit, a_free_slot, a_visit
from tests.visits.api.conftest import delegation, request_body
from tests.visits.pages.ask.walk import answer_all, ask_id
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from tests.visits.pages.desk.visits.test_entry import answers
from visits.access.tokens import survey_token, visit_token
from visits.models import Host, NoticeShown, PrivacyNotice, Region, SurveyAnswer, Visit
from visits.models.survey import ELEMENTS

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
CHECK = "/ajukan/periksa/"


def versions() -> list[int]:
    return list(PrivacyNotice.objects.order_by("version").values_list("version", flat=True))


def test_a_version_is_added_only_where_the_text_differs(host: Host, now: dt.datetime) -> None:
    assert versions() == [1]
    host.phone = "+627781234"
    host.save()
    assert privacy_notice.keep(now=now).version == 1  # type: ignore[union-attr]
    Terms.objects.create(pk=1, people_months=7)
    assert versions() == [1, 2]
    host.public_names = not host.public_names
    host.save()
    host.public_names = not host.public_names
    host.save()
    # Back to what it was is a version too: it says from when.
    assert versions() == [1, 2, 3, 4]
    first, last = PrivacyNotice.objects.get(version=1), PrivacyNotice.objects.get(version=4)
    assert "12 bulan" in first.texts["id"]
    assert "12 months" in first.texts["en"]
    assert "7 bulan" in last.texts["id"]
    assert PrivacyNotice.objects.get(version=2).texts == last.texts


def test_what_changed_without_a_save_is_found_by_migrating_and_by_night(host: Host) -> None:
    Host.objects.update(email="lain@batam.example")
    call_command("migrate", verbosity=0)
    assert versions() == [1, 2]
    Host.objects.update(email="lagi@batam.example")
    privacy_notice.keep(now=timezone.now())
    assert "lagi@batam.example" in PrivacyNotice.objects.get(version=3).texts["en"]


def test_the_page_shows_the_text_that_is_kept_and_old_ones_say_so(
    client: Client, host: Host
) -> None:
    host.office = "Dinas <b>Satu</b>"
    host.save()
    page = client.get("/privasi/", **EN).content.decode()
    assert str(PrivacyNotice.objects.get(version=2).texts["en"]) in page
    assert "Dinas &lt;b&gt;Satu" in page
    assert "Version 2, since" in page
    old = client.get("/privasi/versi/1/", **EN).content.decode()
    assert "This is an old version" in old
    assert "Satu&lt;/b&gt; keeps" in page
    assert "Satu&lt;/b&gt; keeps" not in old
    assert 'href="/privasi/"' in old
    assert "This is an old version" not in client.get("/privasi/versi/2/", **EN).content.decode()
    assert client.get("/privasi/versi/3/").status_code == 404


def test_without_a_profile_the_page_is_there_and_nothing_is_kept(client: Client) -> None:
    assert not Host.objects.exists()
    assert "NIK" in client.get("/privasi/").content.decode()
    privacy_notice.follow_migrate()
    assert versions() == []


def shown(visit: Visit) -> tuple[int, str, str]:
    found = NoticeShown.objects.get(visit=visit)
    assert abs(found.at - visit.created_at) < dt.timedelta(seconds=5)
    return found.notice_id, found.way, found.language


def test_each_way_of_asking_keeps_the_version(
    client: Client,
    host: Host,
    room: Room,
    solok: Region,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    Terms.objects.create(pk=1, people_months=7)
    answer_all(client)
    assert 'href="/privasi/versi/2/"' in client.get(CHECK).content.decode()
    client.post(CHECK, {"ask_id": ask_id(client)})
    assert shown(Visit.objects.get()) == (2, "page", "id")
    body = request_body(language="en")
    made = APIClient().post("/api/v1/visits/", body, format="json").json()
    assert shown(Visit.objects.get(reference=made["reference"])) == (2, "api", "en")
    assert made["notice"]["version"] == 2
    assert made["notice"]["url"].endswith("/privasi/versi/2/")
    visit = Visit.objects.get(reference=made["reference"])
    seen = delegation(visit).get(f"/api/v1/visits/{visit.reference}/").json()
    assert seen["notice"] == made["notice"]
    sign_in("protocol").post("/petugas/baru/", answers(a_free_slot(after_days=40)))
    assert shown(Visit.objects.latest("pk")) == (2, "desk", "id")


def test_a_notice_that_changed_since_the_page_is_shown_before_it_is_sent(
    client: Client, host: Host, room: Room, solok: Region
) -> None:
    answer_all(client)
    name = ask_id(client)
    Terms.objects.create(pk=1, people_months=7)
    again = client.post(CHECK, {"ask_id": name}, **EN)
    assert (again.status_code, Visit.objects.count()) == (409, 0)
    assert [str(part) for part in again.context["changed"]] == ["Privacy notice"]
    client.post(CHECK, {"ask_id": again.context["ask_id"]})
    assert shown(Visit.objects.get())[0] == 2


def test_a_survey_keeps_the_version_and_nothing_of_who(
    client: Client, host: Host, room: Room
) -> None:
    path = f"/survei/{survey_token(a_completed_visit())}/"
    page = client.get(path)
    assert 'href="/privasi/versi/1/"' in page.content.decode()
    nonce = page.context["nonce"]
    client.post(path, {**dict.fromkeys(ELEMENTS, "4"), "nonce": nonce})
    assert SurveyAnswer.objects.get().notice_id == 1


def test_delegation_and_administrators_see_which_version_and_erasing_leaves_it(
    client: Client,
    host: Host,
    room: Room,
    sign_in: SignIn,  # noqa: F811 - the fixture
    now: dt.datetime,
) -> None:
    visit = a_completed_visit()
    own = client.get(f"/k/{visit_token(visit)}/ubah/", **EN).content.decode()
    assert "Privacy notice version 1" in own
    assert 'href="/privasi/versi/1/"' in own
    page = f"/petugas/kunjungan/{visit.reference}/"
    assert "/privasi/versi/1/" in sign_in("admin").get(page).content.decode()
    assert "/privasi/versi/1/" not in sign_in("protocol").get(page).content.decode()
    erase(Person.find(visit.contact_email), by="", now=now)
    assert shown(visit)[0] == 1


def test_a_request_from_before_has_none_and_its_pages_stand(
    client: Client, host: Host, room: Room
) -> None:
    visit = a_visit(trusted=True)
    NoticeShown.objects.all().delete()
    assert client.get(f"/k/{visit_token(visit)}/ubah/").status_code == 200
    assert delegation(visit).get(f"/api/v1/visits/{visit.reference}/").json()["notice"] is None
