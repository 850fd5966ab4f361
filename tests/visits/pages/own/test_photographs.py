"""Photographs are allowed by the delegation, and it takes that back itself."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from keeping.due import erase_due
from scheduling.models import Room
from tests.factories import UserFactory, a_completed_visit, a_visit
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from visits.access.tokens import visit_token
from visits.files.materials import add_material, materials_for_delegation
from visits.models import Host, Incoming, Visit, VisitEvent

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def visit(room: Room, host: Host) -> Visit:
    return a_completed_visit()


def press(client: Client, visit: Visit, answer: str) -> str:
    address = f"/k/{visit_token(visit)}/foto/"
    done = client.post(address, {"photographs": answer}, follow=True, **EN)
    assert client.get(address)["Location"] == f"/k/{visit_token(visit)}/ubah/"
    visit.refresh_from_db()
    return done.content.decode()


def test_what_was_allowed_is_taken_back_and_the_photographs_go(
    client: Client,
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
    django_capture_on_commit_callbacks: object,
) -> None:
    now = timezone.now()
    assert "Thank you. You may be photographed." in press(client, visit, "yes")
    assert not Incoming.objects.exists()
    photo = add_material(
        visit,
        file=ContentFile(b"x", name="foto.jpg"),
        title="Foto",
        photo=True,
        by=UserFactory.create(),
        now=now,
    )
    assert materials_for_delegation(visit).count() == 1
    assert "we show no more" in press(client, visit, "no")
    press(client, visit, "no")
    assert visit.events.filter(kind=VisitEvent.Kind.CONSENTED).count() == 2
    assert not materials_for_delegation(visit).exists()
    assert Incoming.objects.get().event.data["photographs"] is False
    desk = sign_in("protocol")
    assert "No photographs" in desk.get("/petugas/", **EN).content.decode()
    page = desk.get(f"/petugas/kunjungan/{visit.reference}/", **EN).content.decode()
    assert "They may not be photographed" in page
    assert "Photographs not allowed" in page
    # Three days to think again; then the file goes.
    erase_due(now=now + dt.timedelta(days=2, hours=23))
    assert visit.materials.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase_due(now=now + dt.timedelta(days=3, minutes=1))
    assert not visit.materials.exists()
    assert not photo.file.storage.exists(photo.file.name or "")


def test_a_no_waits_at_the_desk_until_it_is_a_yes(
    client: Client,
    visit: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    said = press(client, visit, "no")
    assert "Noted: no photographs." in said
    # There are none.
    assert "we show no more" not in said
    desk = sign_in("protocol")
    page = f"/petugas/kunjungan/{visit.reference}/"
    waits = desk.get(page, **EN).content.decode()
    assert "They may not be photographed. Take back what was published elsewhere." in waits
    assert "shown no more" not in waits
    press(client, visit, "yes")
    assert Incoming.objects.get().read_at is not None
    for address in ("/petugas/", page):
        shown = desk.get(address, **EN).content.decode()
        assert "They may not be photographed" not in shown
        assert "No photographs" not in shown
        assert "Take back what was published" not in shown
    press(client, visit, "no")
    assert "No photographs" in desk.get("/petugas/", **EN).content.decode()


def test_allowed_again_within_the_days_they_stay(client: Client, visit: Visit) -> None:
    now = timezone.now()
    for answer in ("yes", "no", "yes"):
        press(client, visit, answer)
    visit.materials.create(title="Foto", file="x.jpg", size=1, photo=True, added_at=now)
    erase_due(now=now + dt.timedelta(days=5))
    assert visit.materials.exists()


def test_it_is_asked_from_the_approval_on_and_not_of_what_was_erased(
    client: Client, room: Room, host: Host
) -> None:
    waiting = a_visit(trusted=True)
    page = client.get(f"/k/{visit_token(waiting)}/ubah/").content.decode()
    assert "/foto/" not in page
    assert "no longer possible" in press(client, waiting, "yes")
    assert waiting.photo_consent is None
    assert press(client, waiting, "perhaps")
