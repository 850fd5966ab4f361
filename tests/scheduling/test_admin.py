"""The admin is a tool for rescue: it says so, and is no second door to what the desk changes."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from scheduling.admin import ReadOnly
from scheduling.models import BookingRules, Room
from tests.factories import OfficerFactory
from tests.scheduling.factories import MONDAY, fill
from visits.models import Host

pytestmark = pytest.mark.usefixtures("room", "host")
LOOKED_AT = [
    model
    for model, page in admin.site._registry.items()
    if isinstance(page, ReadOnly) and page.desk
]


@pytest.fixture
def rescue(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def at(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_what_the_desk_changes_is_here_to_look_at_with_a_link(rescue: Client) -> None:
    [place, *_] = fill()
    OfficerFactory.create()
    assert len(LOOKED_AT) >= 13
    for model in LOOKED_AT:
        page = admin.site._registry[model]
        there = f'href="{reverse(page.desk)}"'
        assert there in rescue.get(at(model, "changelist")).text, model
        assert rescue.get(at(model, "add")).status_code == 403
        if row := model.objects.first():
            shown = rescue.get(at(model, "change", row.pk))
            assert there in shown.text, model
            assert 'name="_save"' not in shown.text, model
            assert rescue.post(at(model, "change", row.pk), {}).status_code == 403
            assert rescue.post(at(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert BookingRules.objects.count() == Room.objects.count() == 1
    for path in (f"week/{MONDAY}/change", f"reservation/{place.pk}/change"):
        assert rescue.get(f"/admin/scheduling/{path}/").status_code == 200


def test_it_says_what_it_is_under_the_hosts_name_in_indonesian(rescue: Client, host: Host) -> None:
    page = rescue.get("/admin/").text
    assert f"{host.name} · Alat darurat" in page
    assert 'href="/petugas/pengaturan/"' in page
    groups = re.findall(r"<h2>\s*(.*?)\s*</h2>", page)
    assert groups == [
        "Untuk memperbaiki",
        "Untuk dilihat: Jadwal",
        "Untuk dilihat: Kunjungan",
        "Untuk dilihat: Pemberitahuan",
    ]
    english = rescue.get("/admin/", headers={"accept-language": "en"}).text
    assert "Rescue tool" in english
    assert "To look at: Visits" in english
