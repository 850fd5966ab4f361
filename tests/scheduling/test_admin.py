"""The admin goes through the same rules."""

import datetime as dt

import pytest
from django.test import Client

from scheduling.models import BookingRules, CapacityRule, Week
from tests.scheduling.factories import MONDAY, TUESDAY, fill

pytestmark = pytest.mark.usefixtures("room")


def test_every_list_and_form_can_be_read(admin_client: Client) -> None:
    [place, *_] = fill()
    for name in (
        "bookingrules",
        "room",
        "timetable",
        "closure",
        "capacityrule",
        "week",
        "reservation",
    ):
        assert admin_client.get(f"/admin/scheduling/{name}/").status_code == 200
    for path in ("timetable/add", f"week/{MONDAY}/change", f"reservation/{place.pk}/change"):
        assert admin_client.get(f"/admin/scheduling/{path}/").status_code == 200


def test_a_weeks_own_capacity_is_set_by_the_rule(admin_client: Client) -> None:
    fill()
    url = f"/admin/scheduling/week/{MONDAY}/change/"
    admin_client.post(url, {"own_capacity": "2", "note": "Aula dicat", "despite": "on"})
    week = Week.objects.get()
    assert (week.capacity, week.own_capacity, week.taken) == (2, 2, 4)
    admin_client.post(url, {"own_capacity": "", "note": ""})
    week.refresh_from_db()
    assert (week.capacity, week.own_capacity) == (4, None)


def test_a_week_can_be_given_a_capacity_ahead(admin_client: Client) -> None:
    add = "/admin/scheduling/week/add/"
    admin_client.post(add, {"starts_on": str(TUESDAY), "own_capacity": "3", "note": ""})
    assert not Week.objects.exists()
    admin_client.post(add, {"starts_on": str(MONDAY), "own_capacity": "3", "note": ""})
    assert Week.objects.get().capacity == 3


def test_weeks_follow_a_rule_at_once(admin_client: Client) -> None:
    fill()
    admin_client.post(
        "/admin/scheduling/capacityrule/add/",
        {"from_week": str(MONDAY), "capacity": "6", "note": ""},
    )
    assert Week.objects.get().capacity == 6
    CapacityRule.objects.filter(from_week__lt=dt.date(2021, 1, 1)).delete()
    rule = CapacityRule.objects.get()
    admin_client.post(f"/admin/scheduling/capacityrule/{rule.pk}/delete/", {"post": "yes"})
    assert Week.objects.get().capacity == 4


def test_the_booking_rules_stay_one_row(admin_client: Client) -> None:
    assert admin_client.get("/admin/scheduling/bookingrules/add/").status_code == 403
    assert admin_client.post("/admin/scheduling/bookingrules/1/delete/").status_code == 403
    admin_client.post(
        "/admin/scheduling/bookingrules/1/change/",
        {
            "time_zone": "Asia/Batam",
            "lead_working_days": 7,
            "horizon_days": 120,
            "hold_minutes": 60,
            "reply_working_days": 2,
            "participants_due_days": 2,
        },
    )
    assert BookingRules.load().time_zone == "Asia/Jakarta"
