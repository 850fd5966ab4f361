"""The page before the journey, and how the host writes it."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from tests.visits.pages.conftest import SignIn
from visits.access.tokens import share_token, visit_token
from visits.conversation.sharing import share
from visits.history import events
from visits.life import deciding
from visits.models import Host, Journey, JourneyPicture, Region
from visits.pages.public.journey import maps_of
from visits.people import roles

pytestmark = pytest.mark.django_db
AT = "/petugas/pengaturan/perjalanan/"


@pytest.fixture
def admin(sign_in: SignIn, host: Host) -> Client:
    return sign_in(roles.ADMIN)


def photograph() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(out, "JPEG", exif=b"Exif\x00\x00secret")
    return SimpleUploadedFile("lobi.jpg", out.getvalue())


def test_without_words_there_is_no_page_and_no_way_to_it(
    client: Client, host: Host, room: Room, solok: Region
) -> None:
    staff = events.staff(UserFactory.create())
    visit = deciding.approve(a_visit(trusted=True), by=staff, now=timezone.now())
    own, group = f"/k/{visit_token(visit)}/", f"/b/{share_token(share(visit, ticket=False))}/"
    assert client.get("/perjalanan/").status_code == 404
    for path in (own, group):
        assert 'href="/perjalanan/' not in client.get(path).content.decode()
    Journey.objects.create(pk=1, bring="Kartu tamu")
    for path in (own, group):
        assert 'href="/perjalanan/' in client.get(path).content.decode()
    assert "Kartu tamu" in client.get(group).content.decode()


def test_it_is_read_in_both_languages(client: Client, host: Host) -> None:
    Journey.objects.create(
        pk=1,
        arrival="Bandara\n30 menit",
        arrival_en="Airport <b>",
        parking="Halaman",
        early_minutes=20,
    )
    page = client.get("/perjalanan/").content.decode()
    assert "Bandara<br>30 menit" in page
    assert "20 menit" in page
    english = client.get("/perjalanan/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Airport &lt;b&gt;" in english
    assert "Halaman" in english  # has no other


def test_maps_go_by_position_and_else_by_address(host: Host) -> None:
    host.latitude, host.longitude = "1.129300", "104.054300"  # type: ignore[assignment]
    host.save()
    host.refresh_from_db()
    assert maps_of(host)["google"].endswith("query=1.129300%2C104.054300")
    assert "mlat=1.129300&mlon=104.054300" in maps_of(host)["osm"]
    host.latitude, host.address = None, "Jl. A & B"
    assert all("Jl.%20A%20%26%20B" in address for address in maps_of(host).values())
    host.address = ""
    assert maps_of(host) == {}


def test_it_is_written_previewed_and_stored(admin: Client) -> None:
    typed = {"early_minutes": "15", "hotels": "Hotel A\r\nHotel B"}
    preview = admin.post(AT, {**typed, "preview": "1"})
    assert "Hotel A<br>Hotel B" in preview.content.decode()
    assert not Journey.objects.exists()
    assert admin.post(AT, typed).status_code == 302
    assert Journey.load().hotels == "Hotel A\nHotel B"
    assert "Hotel B" in admin.get("/perjalanan/").content.decode()
    refused = admin.post(AT, {**typed, "early_minutes": "999", "dress": "Batik", "preview": "1"})
    assert refused.status_code == 422
    assert "Batik" in refused.content.decode()


def test_a_picture_is_drawn_anew_says_what_it_shows_and_goes(
    admin: Client, django_capture_on_commit_callbacks: object
) -> None:
    Journey.objects.create(pk=1, hotels="Hotel A")
    assert admin.post(f"{AT}gambar/", {"file": photograph(), "alt": " "}).status_code == 422
    bad = SimpleUploadedFile("a.jpg", b"GIF89a")
    assert admin.post(f"{AT}gambar/", {"file": bad, "alt": "Lobi"}).status_code == 422
    assert admin.post(f"{AT}gambar/", {"file": photograph(), "alt": "Lobi"}).status_code == 302
    picture = JourneyPicture.objects.get()
    page = admin.get("/perjalanan/").content.decode()
    assert 'alt="Lobi"' in page
    source = re.search(r'src="(/perjalanan/gambar/[^"]+)"', page)
    assert source is not None
    content = admin.get(source[1]).getvalue()
    assert content.startswith(b"\xff\xd8")
    assert b"secret" not in content
    assert max(Image.open(io.BytesIO(content)).size) == 1200
    assert admin.get("/perjalanan/gambar/other.jpg").status_code == 404
    path = f"{AT}gambar/{picture.pk}/hapus/"
    asked = " ".join(admin.get(path).content.decode().split())
    seal = re.search(r'name="seen" value="([^"]*)"', asked)
    assert seal is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert admin.post(path, {"seen": seal[1]}).status_code == 302
    assert not picture.file.storage.exists(picture.file.name or "")
    assert admin.get(source[1]).status_code == 404
