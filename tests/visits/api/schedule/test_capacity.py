"""A week's own capacity over the API: who may set how much, and what it would bring."""

import pytest
from rest_framework.test import APIClient

from scheduling.models import Room, Week
from scheduling.slots import SlotId
from scheduling.weeks import monday_of, week_name
from tests.factories import a_free_slot, a_visit
from tests.visits.api.conftest import program, signed_in
from visits.models import Host, Region
from visits.people import roles

pytestmark = pytest.mark.django_db


def test_only_who_may_raise_a_week_goes_over_the_rule(
    host: Host, room: Room, staff: APIClient
) -> None:
    monday = monday_of(a_free_slot().date)
    address = f"/api/v1/weeks/{week_name(monday)}/"
    refused = signed_in(roles.PROTOCOL).put(address, {"capacity": 5})
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"
    assert "4" in refused.json()["detail"]
    assert not Week.objects.filter(pk=monday, capacity=5).exists()
    assert signed_in(roles.PROTOCOL).put(address, {"capacity": 4}).status_code == 200
    assert signed_in(roles.LEADER).put(address, {"capacity": 6}).status_code == 200
    assert program("schedule:write").put(address, {"capacity": 7}).status_code == 200


def test_a_dry_run_answers_what_it_would_bring_and_changes_nothing(
    host: Host, room: Room, solok: Region, staff: APIClient
) -> None:
    visit = a_visit(trusted=True)
    slot = SlotId.parse(visit.preferred_slots[0])
    monday = monday_of(slot.date)
    address = f"/api/v1/weeks/{week_name(monday)}/"
    given = {"capacity": 0, "note": "Rakernas"}
    look = staff.put(address, {**given, "dry_run": True}).json()
    assert (look["capacity"], look["over_committed"], look["waiting"]) == (0, True, [])
    [move] = look["could_move"]
    assert (move["visit"], move["slot"]) == (visit.reference, str(slot))
    assert monday_of(SlotId.parse(move["to"]).date) != monday
    assert Week.objects.get(pk=monday).capacity == 4
    done = staff.put(address, given).json()
    assert done == look
    assert Week.objects.get(pk=monday).capacity == 0


@pytest.mark.parametrize("given", [0, 1, "true", "no", None, []])
def test_a_truth_value_is_true_or_false(
    host: Host, room: Room, staff: APIClient, given: object
) -> None:
    monday = monday_of(a_free_slot().date)
    address = f"/api/v1/weeks/{week_name(monday)}/"
    answer = staff.put(address, {"capacity": 0, "dry_run": given})
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["dry_run"]
    assert not Week.objects.filter(pk=monday, capacity=0).exists()


def test_a_week_has_nothing_that_is_not_known(host: Host, room: Room, staff: APIClient) -> None:
    monday = monday_of(a_free_slot().date)
    answer = staff.put(f"/api/v1/weeks/{week_name(monday)}/", {"capacity": 0, "dryrun": True})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "unknown"
    assert not Week.objects.filter(pk=monday, capacity=0).exists()
