"""Settings: what a change would bring is shown before it is made, and nothing typed is lost."""

import datetime as dt
import io
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from notifications.due import run_due
from notifications.models import Feed
from scheduling.models import (
    BookingRules,
    CapacityRule,
    Closure,
    Room,
    SessionPattern,
    Timetable,
    Week,
)
from scheduling.places import reservation_of
from scheduling.sessions.holidays import import_holidays
from scheduling.weeks import monday_of
from tests.stack import plain_of
from tests.visits.pages.conftest import SignIn
from visits.models import Agency, ApiKey, Host, Officer, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
AT = "/petugas/pengaturan/"


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(roles.ADMIN)


def day_of(visit: Visit) -> dt.date:
    place = reservation_of(visit.owner_key)
    assert place
    return place.date


def seen(page: str) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page)
    assert found
    return found[1]


def test_a_closure_shows_the_visits_on_it_first(admin: Client, approved: Visit) -> None:
    data = {"name": "Acara kota", "kind": "own_event", "starts_on": day_of(approved).isoformat()}
    page = admin.post(f"{AT}hari-tutup/baru/", data)
    text = page.content.decode()
    assert page.status_code == 409
    assert approved.institution in text
    assert 'value="Acara kota"' in text
    assert not Closure.objects.exists()
    assert admin.post(f"{AT}hari-tutup/baru/", {**data, "seen": "wrong"}).status_code == 409
    assert admin.post(f"{AT}hari-tutup/baru/", {**data, "seen": seen(text)}).status_code == 302
    closure = Closure.objects.get()
    assert closure.ends_on == closure.starts_on
    assert LogEntry.objects.filter(object_id=str(closure.pk)).exists()


def test_a_closure_of_a_free_day_or_another_room_is_stored_at_once(
    admin: Client, approved: Visit
) -> None:
    other = Room.objects.create(code="rapat", name="Ruang rapat")
    day = day_of(approved).isoformat()
    data = {"name": "Renovasi", "kind": "room_out", "starts_on": day, "room": other.pk}
    assert admin.post(f"{AT}hari-tutup/baru/", data).status_code == 302


def test_a_part_of_a_day_needs_both_hours(admin: Client, approved: Visit) -> None:
    data = {
        "name": "Rapat",
        "kind": "own_event",
        "starts_on": day_of(approved).isoformat(),
        "starts_at": "09:00",
    }
    page = admin.post(f"{AT}hari-tutup/baru/", data)
    assert page.status_code == 422
    assert 'value="Rapat"' in page.content.decode()


def test_removing_a_closure_asks_first(admin: Client, room: Room) -> None:
    day = timezone.localdate()
    closure = Closure.objects.create(name="Acara", kind="own_event", starts_on=day, ends_on=day)
    page = admin.get(f"{AT}hari-tutup/{closure.pk}/hapus/").content.decode()
    assert Closure.objects.exists()
    admin.post(f"{AT}hari-tutup/{closure.pk}/hapus/", {"seen": seen(page)})
    assert not Closure.objects.exists()


def test_holidays_are_looked_at_before_they_are_imported(admin: Client, room: Room) -> None:
    page = admin.get(f"{AT}hari-tutup/libur/?year=2027").content.decode()
    days = re.findall(r'name="days"\s+value="([^"]+)"', page)
    assert len(days) > 10
    assert not Closure.objects.exists()
    data = {"year": 2027, "days": days[1:], "seen": seen(page)}
    assert admin.post(f"{AT}hari-tutup/libur/", data).status_code == 302
    assert Closure.objects.count() == len(days) - 1
    again = admin.get(f"{AT}hari-tutup/libur/?year=2027").content.decode()
    assert len(re.findall(r'name="days"', again)) == 1
    assert admin.get(f"{AT}hari-tutup/libur/?year=x").status_code == 422


def test_estimated_dates_are_confirmed_by_a_press_and_taken_back(
    admin: Client, room: Room, now: dt.datetime
) -> None:
    BookingRules.objects.update_or_create(pk=1, defaults={"horizon_days": 365})
    import_holidays([2027])
    public = Client()
    slots = "/api/v1/slots/?from=2027-03-08&to=2027-03-13"

    def shown() -> list[str]:
        pages = [
            public.get("/jadwal/?minggu=2027-W10"),
            public.get("/api/v1/closures/?from=2027-03-01"),
        ]
        pages += [public.get(slots), public.get("/")]
        assert [page.status_code for page in pages] == [200] * 4
        return [page.content.decode() for page in pages]

    year = admin.get(f"{AT}hari-tutup/libur/?year=2027").content.decode()
    assert "Pastikan tanggal 2027" in year
    assert any("perkiraan" in page for page in shown())
    at = f"{AT}hari-tutup/libur/2027/pasti/"
    assert admin.get(at)["Location"] == f"{AT}hari-tutup/libur/"
    assert admin.post(at)["Location"] == f"{AT}hari-tutup/libur/?year=2027"
    assert not any("perkiraan" in page for page in shown())
    noted = LogEntry.objects.get(object_repr__contains="2027")
    assert (noted.user.pk, "3" in noted.change_message) == (User.objects.get().pk, True)
    admin.post(at)  # pressed in another tab as well
    assert LogEntry.objects.filter(object_repr__contains="2027").count() == 1
    admin.post(at, {"take_back": "1"})
    assert any("perkiraan" in page for page in shown())
    assert LogEntry.objects.filter(object_repr__contains="2027").count() == 2
    assert admin.post(f"{AT}hari-tutup/libur/99999/pasti/").status_code == 302


def test_a_lower_capacity_says_which_weeks_are_over_committed(
    admin: Client, approved: Visit
) -> None:
    monday = monday_of(day_of(approved))
    # Any day of the week names it.
    data = {"from_week": (monday + dt.timedelta(days=2)).isoformat(), "capacity": 0}
    page = admin.post(f"{AT}kuota/baru/", data)
    assert page.status_code == 409
    assert not CapacityRule.objects.filter(from_week=monday).exists()
    admin.post(f"{AT}kuota/baru/", {**data, "seen": seen(page.content.decode())})
    assert CapacityRule.objects.get(from_week=monday).capacity == 0
    assert Week.objects.get(starts_on=monday).capacity == 0
    assert reservation_of(approved.owner_key)  # nobody is sent away


def test_a_leader_raises_a_week_and_changes_no_rule(sign_in: SignIn, approved: Visit) -> None:
    leader = sign_in(roles.LEADER)
    monday = monday_of(day_of(approved))
    data = {
        "day": (monday + dt.timedelta(days=3)).isoformat(),
        "capacity": 6,
        "note": "Kunjungan DPR",
    }
    assert leader.post(f"{AT}kuota/minggu/", data).status_code == 302
    week = Week.objects.get(starts_on=monday)
    assert (week.capacity, week.note) == (6, "Kunjungan DPR")
    assert leader.post(f"{AT}kuota/baru/", {"from_week": monday, "capacity": 9}).status_code == 403
    leader.post(f"{AT}kuota/minggu/", {**data, "capacity": ""})
    assert Week.objects.get(starts_on=monday).capacity == 4


@pytest.mark.parametrize(
    "data",
    [
        {"from_week": "2026-13-01", "capacity": 4},
        {"from_week": "0001-01-01", "capacity": 4},
        {"from_week": "9999-12-31", "capacity": 4},
        {"from_week": "2027-01-04", "capacity": -1},
        {"from_week": "2027-01-04", "capacity": 101},
        {"from_week": "2027-01-04", "capacity": 4, "daily_limit": 0},
    ],
)
def test_bad_capacities_are_refused_at_their_field(
    admin: Client, room: Room, data: dict[str, object]
) -> None:
    page = admin.post(f"{AT}kuota/baru/", data)
    assert page.status_code == 422
    assert "field__error" in page.content.decode()


def test_sessions_of_ramadan_show_who_falls_out_of_them(
    admin: Client, approved: Visit, room: Room
) -> None:
    start = day_of(approved) - dt.timedelta(days=1)
    data = {
        "name": "Jam Ramadan",
        "valid_from": start.isoformat(),
        "valid_until": (start + dt.timedelta(days=28)).isoformat(),
        "sesi-TOTAL_FORMS": "2",
        "sesi-INITIAL_FORMS": "0",
        "sesi-0-weekday": "1",
        "sesi-0-starts_at": "08:00",
        "sesi-0-ends_at": "10:00",
        "sesi-0-room": room.pk,
    }
    page = admin.post(f"{AT}sesi/baru/", data)
    text = page.content.decode()
    assert page.status_code == 409
    assert approved.institution in text
    assert Timetable.objects.count() == 1
    assert admin.post(f"{AT}sesi/baru/", {**data, "seen": seen(text)}).status_code == 302
    assert SessionPattern.objects.filter(timetable__name="Jam Ramadan").count() == 1


def test_sessions_may_not_overlap_in_a_room(admin: Client, room: Room) -> None:
    data = {
        "name": "Salah",
        "valid_from": "2030-01-01",
        "sesi-TOTAL_FORMS": "2",
        "sesi-INITIAL_FORMS": "0",
    }
    for number, (starts, ends) in enumerate([("08:00", "10:00"), ("09:30", "11:00")]):
        data |= {
            f"sesi-{number}-weekday": "1",
            f"sesi-{number}-starts_at": starts,
            f"sesi-{number}-ends_at": ends,
            f"sesi-{number}-room": str(room.pk),
        }
    page = admin.post(f"{AT}sesi/baru/", data)
    assert page.status_code == 422
    assert 'value="09:30"' in page.content.decode()


def test_timetables_are_changed_copied_and_removed(admin: Client, room: Room) -> None:
    table = Timetable.objects.get()
    copied = admin.get(f"{AT}sesi/baru/?salin={table.pk}").content.decode()
    assert copied.count('value="09:00"') == 5
    patterns = list(table.patterns.all())
    data: dict[str, object] = {
        "name": "Jam baru",
        "valid_from": "2020-01-01",
        "sesi-TOTAL_FORMS": len(patterns),
        "sesi-INITIAL_FORMS": len(patterns),
    }
    for number, p in enumerate(patterns):
        data |= {
            f"sesi-{number}-id": p.pk,
            f"sesi-{number}-weekday": p.weekday,
            f"sesi-{number}-starts_at": p.starts_at.strftime("%H:%M"),
            f"sesi-{number}-ends_at": p.ends_at.strftime("%H:%M"),
            f"sesi-{number}-room": p.room_id,
        }
    data["sesi-0-DELETE"] = "on"
    assert admin.post(f"{AT}sesi/{table.pk}/", data).status_code == 302
    table.refresh_from_db()
    assert (table.name, table.patterns.count()) == ("Jam baru", len(patterns) - 1)
    page = admin.get(f"{AT}sesi/{table.pk}/hapus/").content.decode()
    admin.post(f"{AT}sesi/{table.pk}/hapus/", {"seen": seen(page)})
    assert not Timetable.objects.exists()


def test_putting_a_room_out_of_use_names_its_visits(admin: Client, approved: Visit) -> None:
    room = Room.objects.get()
    data = {"name": "Aula Lt. 2", "people_limit": 60}
    page = admin.post(f"{AT}ruang/{room.pk}/", data)
    assert page.status_code == 409
    assert approved.institution in page.content.decode()
    room.refresh_from_db()
    assert room.active


def test_a_new_room_gets_a_code_of_its_name(admin: Client, room: Room) -> None:
    for _ in range(2):
        data = {"name": "Ruang Rapat", "people_limit": 20, "active": "on"}
        assert admin.post(f"{AT}ruang/baru/", data).status_code == 302
    assert set(Room.objects.values_list("code", flat=True)) == {
        "aula",
        "ruang-rapat",
        "ruang-rapat-2",
    }


def test_booking_rules_have_bounds(admin: Client, room: Room) -> None:
    rules = BookingRules.load()
    fields = [f.name for f in BookingRules._meta.fields if f.name != "id"]
    data = {name: getattr(rules, name) for name in fields}
    assert admin.post(f"{AT}aturan/", {**data, "lead_working_days": 5}).status_code == 302
    assert BookingRules.load().lead_working_days == 5
    refused = admin.post(f"{AT}aturan/", {**data, "horizon_days": 0, "hold_minutes": 77})
    assert refused.status_code == 422
    assert 'value="77"' in refused.content.decode()
    assert BookingRules.load().horizon_days == 120


def test_agencies_topics_and_officers_are_added_and_put_out_of_use(
    admin: Client, host: Host
) -> None:
    admin.post(f"{AT}instansi/baru/", {"name": "Kantor\u200b Imigrasi", "active": "on"})
    agency = Agency.objects.get()
    assert (agency.code, agency.name) == ("kantor-imigrasi", "Kantor Imigrasi")
    admin.post(f"{AT}instansi/{agency.pk}/", {"name": "Imigrasi"})
    agency.refresh_from_db()
    assert (agency.code, agency.name, agency.active) == ("kantor-imigrasi", "Imigrasi", False)
    officer = {"name": "Rina", "email": "rina@mpp.example", "phone": "x", "language": "id"}
    page = admin.post(f"{AT}petugas/baru/", officer)
    assert page.status_code == 422
    assert 'value="rina@mpp.example"' in page.content.decode()
    admin.post(f"{AT}petugas/baru/", {**officer, "phone": "0812-3456-7890", "active": "on"})
    assert Officer.objects.get().phone == "+6281234567890"


def test_an_invited_person_chooses_a_password_and_has_the_role(
    admin: Client, host: Host, tmp_path: Path
) -> None:
    data = {
        "name": "Rina Wati",
        "username": "rina",
        "email": "rina@mpp.example",
        "role": "protocol",
    }
    assert admin.post(f"{AT}orang/baru/", data).status_code == 302
    user = User.objects.get(username="rina")
    assert roles.roles_of(user) == {"protocol"}
    assert not user.is_staff
    assert not user.has_usable_password()
    run_due(now=timezone.now())
    [file] = (tmp_path / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    link = re.search(r"https?://[^/\s]+(/akun/sandi/kunci/\S+)", plain_of(letter))
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    sent = {"password1": "sandi-yang-panjang-77", "password2": "sandi-yang-panjang-77"}
    assert client.post(address, sent).status_code == 302
    assert client.login(username="rina", password="sandi-yang-panjang-77")


def test_names_and_addresses_of_accounts_are_once(admin: Client, host: Host) -> None:
    User.objects.create_user("rina", "rina@mpp.example")
    data = {"name": "Lain", "username": "RINA", "email": "Rina@mpp.example", "role": "leader"}
    page = admin.post(f"{AT}orang/baru/", data)
    assert page.status_code == 422
    assert page.content.decode().count("field__error") == 2


def test_an_administrator_cannot_shut_the_own_door(admin: Client, host: Host) -> None:
    me = User.objects.get()
    data = {"name": "Saya", "username": me.username, "email": "saya@mpp.example"}
    for change in ({"role": "protocol", "active": "on"}, {"role": "admin"}):
        assert admin.post(f"{AT}orang/{me.pk}/", {**data, **change}).status_code == 422
    assert roles.roles_of(me) == {"admin"}


def test_an_account_out_of_use_is_out_at_once(admin: Client, host: Host, sign_in: SignIn) -> None:
    protocol = sign_in(roles.PROTOCOL)
    user = User.objects.latest("pk")
    data = {"name": "Rina", "username": user.username, "email": "r@mpp.example", "role": "protocol"}
    assert protocol.get("/petugas/").status_code == 200
    assert admin.post(f"{AT}orang/{user.pk}/", data).status_code == 302
    assert protocol.get("/petugas/").status_code == 302


def test_the_profile_with_a_logo_that_is_drawn_anew(
    admin: Client, host: Host, client: Client
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(out, "JPEG", exif=b"Exif\x00\x00secret")
    data = {
        "name": "MPP Batam",
        "short_name": "MPP",
        "email": "protokol@mpp.example",
        "accent": "#0b5f6b",
        "latitude": "91",
    }
    refused = admin.post(f"{AT}profil/", data)
    assert refused.status_code == 422
    data["latitude"] = "1.129300"
    logo = SimpleUploadedFile("logo.jpg", out.getvalue())
    assert admin.post(f"{AT}profil/", {**data, "logo": logo}).status_code == 302
    stored = Host.load()
    shown = client.get(f"/logo/{stored.logo_name}")
    content = shown.getvalue()
    assert content.startswith(b"\x89PNG")
    assert b"secret" not in content
    assert max(Image.open(io.BytesIO(content)).size) == 512
    assert f"/logo/{stored.logo_name}" in client.get("/").content.decode()
    assert client.get("/logo/other.png").status_code == 404
    admin.post(f"{AT}profil/", data)
    assert Host.load().logo_name == stored.logo_name  # left alone, it stays
    admin.post(f"{AT}profil/", {**data, "no_logo": "on"})
    assert not Host.load().logo_name


@pytest.mark.parametrize("content", [b"<svg/>", b"%PDF-1.7\n%%EOF", b"GIF89a"])
def test_what_is_no_picture_is_no_logo(admin: Client, host: Host, content: bytes) -> None:
    data = {
        "name": "MPP Batam",
        "short_name": "MPP",
        "email": "protokol@mpp.example",
        "accent": "#0b5f6b",
        "logo": SimpleUploadedFile("logo.png", content),
    }
    assert admin.post(f"{AT}profil/", data).status_code == 422


def test_a_key_is_shown_once_works_and_is_revoked(admin: Client, host: Host) -> None:
    page = admin.post(f"{AT}kunci-api/", {"name": "Portal", "scopes": ["visits:read"]})
    found = re.search(r"sgk_[\w-]+", page.content.decode())
    assert found
    program = APIClient(headers={"authorization": f"Bearer {found[0]}"})
    assert program.get("/api/v1/visits/").status_code == 200
    assert found[0] not in admin.get(f"{AT}kunci-api/").content.decode()
    key = ApiKey.objects.get()
    assert admin.post(f"{AT}kunci-api/{key.pk}/cabut/").status_code == 302
    assert program.get("/api/v1/visits/").status_code == 401
    assert admin.post(f"{AT}kunci-api/", {"name": "", "scopes": []}).status_code == 422


def test_a_feed_is_shown_once_read_and_revoked(
    sign_in: SignIn, approved: Visit, client: Client
) -> None:
    desk = sign_in(roles.PROTOCOL)
    refused = desk.post(f"{AT}kalender/", {"kind": "officer", "name": "Andi"})
    assert refused.status_code == 422
    assert 'value="Andi"' in refused.content.decode()
    page = desk.post(f"{AT}kalender/", {"kind": "staff", "name": "Meja"}).content.decode()
    found = re.search(r"/kalender/f[\w-]+\.ics", page)
    assert found
    assert client.get(found[0]).status_code == 200
    feed = Feed.objects.get()
    assert feed.last_read_at
    assert found[0] not in desk.get(f"{AT}kalender/").content.decode()
    assert desk.post(f"{AT}kalender/{feed.pk}/cabut/").status_code == 302
    assert client.get(found[0]).status_code == 404


def test_an_officer_who_gets_an_account_finds_the_own_visits(
    admin: Client, approved: Visit
) -> None:
    andi = Officer.objects.get()
    Officer.objects.update(user=None, email="andi@mpp.example")
    data = {"name": "Andi", "username": "andi", "email": "Andi@mpp.example", "role": "officer"}
    assert admin.post(f"{AT}orang/baru/", data).status_code == 302
    andi.refresh_from_db()
    assert andi.user is not None
    client = Client()
    client.force_login(andi.user)
    assert approved.institution in client.get("/petugas/tugas/").content.decode()
