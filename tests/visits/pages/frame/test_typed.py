"""No form cuts what is typed: the server counts, says by how much, and gives everything back."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from scheduling.models import CapacityRule, Closure, Room, Timetable
from tests.factories import AgencyFactory, OfficerFactory, TopicFactory, a_free_slot, a_visit
from tests.visits.pages.ask.walk import CONTACT, DELEGATION
from visits.access.tokens import survey_token, visit_token
from visits.models import Officer, Visit
from visits.people import roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room", "solok")]
EN: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def admin(client: Client) -> Client:
    user = User.objects.create_superuser("kepala", "kepala@singgah.example", "x" * 14)
    user.groups.add(roles.ensure_groups()[roles.ADMIN])
    client.force_login(user)
    return client


def _addresses() -> list[str]:
    """Every address with a form that needs no argument, or one of the things made here."""
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    table = Timetable.objects.first()
    assert table
    arguments: dict[str, Any] = {
        "token": visit_token(visit), "reference": visit.reference, "week": "2026-W50",
        "pk": officer.pk, "name": "approved", "step": "setujui",
    }  # fmt: skip
    found = []
    for pattern in _patterns(get_resolver()):
        names = list(pattern.pattern.converters)
        try:
            found.append(reverse(pattern.name or "", kwargs={n: arguments[n] for n in names}))
        except (KeyError, NoReverseMatch):
            continue
    ours = ("agency", "topic", "officer", "host")
    found += [f"/admin/visits/{model}/add/" for model in ours]
    times = ("room", "closure", "timetable", "capacityrule", "week", "bookingrules")
    found += [f"/admin/scheduling/{model}/add/" for model in times]
    found += ["/admin/auth/user/add/", "/admin/notifications/webhook/add/"]
    found += [
        f"/survei/{survey_token(visit)}/",
        f"/admin/auth/user/{User.objects.first().pk}/change/",
    ]  # type: ignore[union-attr]
    return sorted(set(found))


def _patterns(within: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in within.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace is None:
                found += _patterns(entry)
        elif entry.name:
            found.append(entry)
    return found


def test_no_field_of_any_page_cuts(admin: Client) -> None:
    AgencyFactory.create(), TopicFactory.create()
    forms = 0
    for address in _addresses():
        if address.startswith("/api/"):
            continue
        page = admin.get(address, follow=True)
        if "html" not in page.get("Content-Type", "") or page.streaming:
            continue
        text = page.content.decode()
        forms += text.count('method="post"')
        assert "maxlength" not in text, address
        numbers = re.findall(
            r'<input[^>]*type="number"[^>]*name="(?!latitude|longitude)[^>]*>', text
        )
        assert not numbers, address
    assert forms > 100


def test_no_template_cuts_either() -> None:
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        assert "maxlength" not in path.read_text(), path


def _told(page: HttpResponse, *, over: int, typed: str) -> None:
    text = page.content.decode()
    assert page.status_code == 422, text[:300]
    assert f"{over} character" in text
    assert typed in text


def test_the_request_says_by_how_much_and_gives_all_back(client: Client) -> None:
    long = "D" * 207
    _told(client.post("/ajukan/", {**DELEGATION, "institution": long}, **EN), over=7, typed=long)
    long = "p" * 2001
    _told(client.post("/ajukan/tujuan/", {"purpose": long}, **EN), over=1, typed=long)
    for field in ("leader_name", "leader_position", "contact_name", "contact_position"):
        long = "n" * 130
        page = client.post("/ajukan/kontak/", {**CONTACT, field: long}, **EN)
        _told(page, over=10, typed=long)
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.id"
    page = client.post("/ajukan/kontak/", {**CONTACT, "contact_email": long}, **EN)
    assert long in page.content.decode()
    assert page.status_code == 422
    long = "9" * 90
    _told(client.post("/ajukan/surat/", {"letter_number": long}, **EN), over=10, typed=long)


def test_in_indonesian_too(client: Client) -> None:
    page = client.post("/ajukan/", {**DELEGATION, "institution": "D" * 207})
    assert "7 karakter terlalu banyak" in page.content.decode()


def test_an_institution_of_200_characters_goes_all_the_way(client: Client) -> None:
    name = ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kabupaten Solok Selatan " * 3)[
        :200
    ]
    assert client.post("/ajukan/", {**DELEGATION, "institution": name.strip()}).status_code == 302


OWN = {
    "batal/": ("reason", 1000), "tidak/": ("reason", 1000), "pindah/": ("reason", 1000),
    "pesan/": ("text", 2000), "data/": ("notes", 2000),
}  # fmt: skip


@pytest.mark.parametrize("path", OWN)
def test_the_delegations_page_says_by_how_much(client: Client, path: str) -> None:
    visit = a_visit(trusted=True)
    field, most = OWN[path]
    if path == "tidak/":
        Visit.objects.filter(pk=visit.pk).update(
            status="proposed", proposed_slots=visit.preferred_slots
        )
    long, other = "x" * (most + 3), str(a_free_slot(after_days=30))
    typed = {
        field: long, "version": visit.version, "people": "24", "contact_name": "Budi",
        "contact_phone": "081234567890", "contact_email": visit.contact_email,
        "slot": [other], "shown": [other],
    }  # fmt: skip
    page = client.post(f"/k/{visit_token(visit)}/{path}", typed, **EN)
    _told(page, over=3, typed=long)


DESK = {
    "tolak": ("reason", 1000), "usulkan": ("reason", 1000), "batal": ("reason", 1000),
    "minta": ("reason", 1000), "tulis": ("text", 2000), "catatan": ("text", 2000),
    "setujui": ("override_reason", 1000), "gabung": ("override_reason", 1000),
}  # fmt: skip


@pytest.mark.parametrize("step", DESK)
def test_the_desk_says_by_how_much(admin: Client, step: str) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)
    field, most = DESK[step]
    long = "x" * (most + 3)
    typed = {field: long, "version": visit.version, "slots": visit.preferred_slots,
             "into": other.reference}  # fmt: skip
    page = admin.post(f"/petugas/kunjungan/{visit.reference}/{step}/", typed, **EN)
    _told(page, over=3, typed=long)
    visit.refresh_from_db()
    assert visit.version == 1


def test_moving_bulk_waiting_list_and_quota_say_so_too(admin: Client) -> None:
    visit = a_visit(trusted=True)
    long = "x" * 1003
    typed = {"alasan": long, "version": visit.version, "ke": visit.preferred_slots[0]}
    page = admin.post(f"/petugas/kunjungan/{visit.reference}/pindah/", typed, **EN)
    _told(page, over=3, typed=long)
    typed = {"step": "tolak", "pick": f"{visit.reference}:1", "sure": "1", "reason": long}
    _told(admin.post(reverse("desk-bulk"), typed, **EN), over=3, typed=long)
    quota = reverse("desk-week-capacity", args=["2026-W50"])
    note = "n" * 203
    _told(admin.post(quota, {"capacity": "2", "note": note}, **EN), over=3, typed=note)
    typed = {"version": visit.version, "number": "1", "reason": long}
    address = reverse("desk-reorder", args=[visit.reference])
    _told(admin.post(address, typed, **EN), over=3, typed="")


SETTINGS: list[tuple[str, dict[str, Any], str, int]] = [
    ("settings-agency-new", {"code": "x"}, "name", 120),
    ("settings-topic-new", {"code": "x"}, "name", 120),
    ("settings-officer-new", {"email": "a@b.id"}, "name", 120),
    ("settings-person-new", {"username": "a", "email": "a@b.id", "role": "admin"}, "name", 150),
    ("settings-closures-new", {"kind": "own_event", "starts_on": "1/12/2026"}, "name", 120),
    ("settings-room-new", {"people_limit": "5"}, "name", 80),
    ("settings-profile", {}, "address", 200),
    ("settings-journey", {"early_minutes": "15"}, "arrival", 1000),
    ("settings-journey-picture", {}, "alt", 160),
    ("settings-keys", {}, "name", 80),
]


@pytest.mark.parametrize(("name", "typed", "field", "most"), SETTINGS)
def test_the_settings_say_by_how_much(
    admin: Client, name: str, typed: dict[str, Any], field: str, most: int
) -> None:
    address = reverse(name)
    long = "x" * (most + 3)
    _told(admin.post(address, {**typed, field: long}, **EN), over=3, typed=long)


PEOPLE = ["1e3", "30-35", "dua puluh", "-5", "10.5", "1.0", "30+", "３０", "٣٠"]


@pytest.mark.parametrize("typed", PEOPLE)
def test_a_number_that_is_not_sure_is_asked_on_every_page(admin: Client, typed: str) -> None:
    asked = admin.post("/ajukan/", {**DELEGATION, "people": typed})
    assert asked.status_code == 422
    assert f'value="{typed}"' in asked.content.decode()
    visit = a_visit(trusted=True)
    own = {"people": typed, "contact_name": "Budi", "contact_phone": "081234567890",
           "contact_email": visit.contact_email, "version": 1}  # fmt: skip
    assert admin.post(f"/k/{visit_token(visit)}/data/", own).status_code == 422
    quota = reverse("desk-week-capacity", args=["2026-W50"])
    assert admin.post(quota, {"capacity": typed, "note": "Uji"}).status_code == 422
    rule = {"from_week": "1/12/2026", "capacity": typed}
    assert admin.post(reverse("settings-capacity-new"), rule).status_code == 422
    assert not CapacityRule.objects.filter(capacity=1).exists()
    room = {"name": "Ruang", "code": "ruang", "people_limit": typed}
    assert admin.post(reverse("settings-room-new"), room).status_code == 422
    assert not Room.objects.filter(name="Ruang").exists()


@pytest.mark.parametrize("typed", ["1.000", "1,000", "1 000", "1'000"])
def test_a_thousand_is_a_thousand(admin: Client, typed: str) -> None:
    room = {"name": "Lapangan", "code": "lapangan", "people_limit": typed, "active": "on"}
    assert admin.post(reverse("settings-room-new"), room).status_code == 302
    assert Room.objects.get(name="Lapangan").people_limit == 1000


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_date_has_its_day_first_in_either_language(admin: Client, language: str) -> None:
    address = reverse("settings-closures-new")
    head = {"HTTP_ACCEPT_LANGUAGE": language}
    typed = {"name": "Uji", "kind": "own_event", "ends_on": "2/12/2026"}
    refused = admin.post(address, {**typed, "starts_on": "12/31/2026"}, **head)
    assert refused.status_code in (200, 422)
    assert "31/12/2026" in refused.content.decode()
    short = admin.post(address, {**typed, "starts_on": "1/12/26"}, **head)
    assert short.status_code in (200, 422)
    assert not Closure.objects.exists()
    done = admin.post(address, {**typed, "starts_on": "1/12/2026"}, **head)
    assert done.status_code == 302
    day = Closure.objects.get().starts_on
    assert (day.month, day.day) == (12, 1)


def test_an_officers_phone_is_taken_as_people_write_it(admin: Client) -> None:
    typed = {"name": "Rina", "email": "rina@b.id", "phone": "0778-462047 pes. 12 / 0812-3456-7890",
             "language": "id", "active": "on"}  # fmt: skip
    assert admin.post(reverse("settings-officer-new"), typed).status_code == 302
    assert Officer.objects.get(name="Rina").phone == "+62778462047"
