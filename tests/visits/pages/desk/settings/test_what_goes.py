"""What visits depend on goes once it was said, on desk and in the admin; then it is a duty."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import OfficerFactory, UserFactory, a_visit
from visits.history.events import staff
from visits.inbox.items import Kind, Obligation
from visits.inbox.sources import outstanding
from visits.life import amending, deciding
from visits.models import Agency, Officer, Topic, Visit


@pytest.fixture
def someone() -> Officer:
    return OfficerFactory.create(name="Rina Marlina")


@pytest.fixture
def visit(someone: Officer, now: dt.datetime) -> Visit:
    """Confirmed, with an officer named and an agency and a topic asked for."""
    by = staff(UserFactory.create())
    made = a_visit(
        trusted=True,
        agencies=[Agency.objects.create(code="imigrasi", name="Imigrasi")],
        topics=[Topic.objects.create(code="antrean", name="Antrean")],
    )
    made = amending.assign(made, officers=[someone], by=by, now=now)
    return deciding.approve(made, by=by, now=now)


def obligations(kind: Kind) -> list[Obligation]:
    found = outstanding(Visit.objects.select_related("region__province"), now=timezone.now())
    return [o for o in found if o.kind == kind]


def fields_of(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def without(page: Any) -> dict[str, Any]:
    """The form as it stands, with the row out of use."""
    fields = fields_of(page)
    fields.pop("active")
    return fields


PLACES = ["settings-officer", "settings-agency", "settings-topic", "settings-room"]


def row_of(place: str) -> Any:
    model: Any = {"officer": Officer, "agency": Agency, "topic": Topic, "room": Room}[
        place.removeprefix("settings-")
    ]
    return model.objects.get()


@pytest.mark.parametrize("place", PLACES)
def test_what_depends_on_a_row_is_said_before_it_goes(
    admin: Client, visit: Visit, place: str
) -> None:
    row = row_of(place)
    address = reverse(place, args=[row.pk])
    fields = without(admin.get(address))
    asked = admin.post(address, fields)
    assert asked.status_code == 409
    assert visit.institution in asked.text
    row.refresh_from_db()
    assert row.active
    done = admin.post(address, {**fields, "seen": asked.context["seal"]})
    assert done.status_code == 302, done.text
    row.refresh_from_db()
    assert not row.active


@pytest.mark.parametrize("place", PLACES)
def test_what_nobody_depends_on_goes_at_once(admin: Client, visit: Visit, place: str) -> None:
    model: Any = type(row_of(place))
    made: dict[Any, dict[str, str]] = {
        Officer: {"name": "Andi", "email": "andi@batam.example"},
        Agency: {"name": "Samsat", "code": "samsat"},
        Topic: {"name": "Sengketa", "code": "sengketa"},
        Room: {"name": "Balai", "code": "balai"},
    }
    row = model.objects.create(**made[model])
    address = reverse(place, args=[row.pk])
    assert admin.post(address, without(admin.get(address))).status_code == 302
    row.refresh_from_db()
    assert not row.active


@pytest.mark.parametrize("place", ["settings-officer", "settings-agency", "settings-topic"])
def test_a_visit_that_is_over_depends_on_nothing(admin: Client, visit: Visit, place: str) -> None:
    deciding_visit = Visit.objects.get(pk=visit.pk)
    Visit.objects.filter(pk=deciding_visit.pk).update(status="completed")
    row = row_of(place)
    address = reverse(place, args=[row.pk])
    assert admin.post(address, without(admin.get(address))).status_code == 302


def test_a_renamed_and_a_smaller_room_are_said_first(admin: Client, visit: Visit) -> None:
    room = Room.objects.get()
    address = reverse("settings-room", args=[room.pk])
    fields = fields_of(admin.get(address))
    renamed = admin.post(address, {**fields, "name": "Balai Kota"})
    assert renamed.status_code == 409
    assert "Balai Kota" in renamed.text
    smaller = admin.post(address, {**fields, "people_limit": visit.people - 1})
    assert smaller.status_code == 409
    assert f"{visit.people} &gt; {visit.people - 1}" in smaller.text
    larger = admin.post(address, {**fields, "people_limit": 90})
    assert larger.status_code == 302


def test_an_officer_out_of_use_is_a_duty_until_another_is_named(
    visit: Visit, someone: Officer
) -> None:
    assert not [o for o in obligations(Kind.OFFICER) if "Rina" in o.words]
    someone.active = False
    someone.save()
    [duty] = obligations(Kind.OFFICER)
    assert duty.urgent
    assert "Rina Marlina" in duty.words
    other = OfficerFactory.create()
    by = staff(UserFactory.create())
    amending.assign(visit, officers=[other], by=by, now=timezone.now())
    assert not [o for o in obligations(Kind.OFFICER) if "Rina" in o.words]


def test_the_visits_page_says_who_is_out_of_use_and_suggests_another(
    desk: Client, visit: Visit, someone: Officer
) -> None:
    someone.active = False
    someone.save()
    Agency.objects.update(active=False)
    page = desk.get(reverse("desk-visit", args=[visit.reference]))
    assert "Tidak dipakai" in page.text
    assert "(tidak dipakai)" in page.text
    assert page.context["receiving"] is None


def test_the_admin_takes_nothing_out_of_use(client: Client, visit: Visit) -> None:
    client.force_login(User.objects.create_superuser("akar"))
    for path in ("visits/officer", "visits/agency", "visits/topic", "scheduling/room"):
        row = row_of(f"settings-{path.rpartition('/')[2]}")
        address = f"/admin/{path}/{row.pk}/change/"
        assert "/petugas/pengaturan/" in client.get(address).text
        assert client.post(address, {"despite": "on"}).status_code == 403
        row.refresh_from_db()
        assert row.active


def test_the_admin_deletes_nothing_that_visits_stand_on(client: Client, visit: Visit) -> None:
    client.force_login(User.objects.create_superuser("akar"))
    for place in PLACES[1:]:
        row = row_of(place)
        path = f"{row._meta.app_label}/{row._meta.model_name}"
        client.post(f"/admin/{path}/{row.pk}/delete/", {"post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()
    timetable = Room.objects.get().patterns.first().timetable  # type: ignore[union-attr]
    address = f"/admin/scheduling/timetable/{timetable.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert SlotId.parse(visit.preferred_slots[0])
