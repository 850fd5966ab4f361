"""The list of participants on the desk: the same look, and staff's right to go over the room."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.people.list_makers import xls
from visits.history.events import Actor
from visits.life import amending
from visits.models import Participant, Visit

pytestmark = pytest.mark.django_db


def address(visit: Visit) -> str:
    return f"/petugas/kunjungan/{visit.reference}/peserta/"


def carried(answer: Any) -> dict[str, str]:
    return {"look": answer.context["look"].carried, "version": answer.context["version"]}


def test_staff_add_what_came_by_mail(desk: Client) -> None:
    visit = a_visit(trusted=True)
    assert address(visit) in desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    file = SimpleUploadedFile("daftar.xls", xls([("No", "Nama", "Jabatan"), (1, "Ani", "Staf")]))
    shown = desk.post(address(visit), {"version": visit.version, "list_file": file})
    assert "1 nama terbaca" in shown.content.decode()
    assert not Participant.objects.exists()
    done = desk.post(address(visit), {**carried(shown), "press": "add"})
    assert done["Location"] == f"/petugas/kunjungan/{visit.reference}/"
    assert visit.participants.get().name == "Ani"
    assert visit.events.latest("id").data["fields"] == ["participants"]


def test_staff_go_over_the_room_with_a_reason(desk: Client) -> None:
    visit = a_visit(trusted=True)
    many = "\n".join(f"{n}. Orang Ke-{n}" for n in range(1, 63))
    shown = desk.post(address(visit), {"version": visit.version, "paste": many})
    pressed = {**carried(shown), "press": "add", "headcount": "change"}
    refused = desk.post(address(visit), pressed)
    assert refused.status_code == 409
    assert 'name="override_reason"' in refused.content.decode()
    desk.post(address(visit), {**pressed, "override_reason": "Dua ruang"})
    visit.refresh_from_db()
    assert (visit.people, visit.participants.count()) == (62, 62)


def test_a_change_meanwhile_is_not_overwritten(desk: Client, colleague: Actor) -> None:
    visit = a_visit(trusted=True)
    typed = {"version": visit.version, "name": ["Ani"]}
    now = timezone.now()
    amending.amend(visit, changes={"notes": "Kursi roda"}, by=colleague, now=now)
    answer = desk.post(address(visit), typed)
    assert answer.status_code == 409
    assert 'value="Ani"' in answer.content.decode()
    assert not Participant.objects.exists()
    assert desk.post(address(visit), {"name": ["Ani"]}).status_code == 422


def test_leaders_read_and_do_not_write(leader: Client) -> None:
    assert leader.get(address(a_visit(trusted=True))).status_code == 403
