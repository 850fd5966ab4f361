"""What earlier data become."""

import pytest
from django.apps import apps
from django.utils import timezone

from scheduling.models import Room, Waiting
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from visits.models import Host, Status


@pytest.mark.django_db
def test_visits_that_waited_before_there_was_a_list_go_on_it(room: Room, host: Host) -> None:
    from importlib import import_module

    slot = a_free_slot()
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=timezone.now())
    a_visit(trusted=True, slots=[slot])
    visit = a_visit(trusted=True, slots=[slot], waitlist=True)
    assert visit.status == Status.WAITLISTED
    Waiting.objects.all().delete()
    migration = import_module("visits.migrations.0002_moves_messages_and_the_day")
    migration.put_on_the_list(apps, None)
    migration.put_on_the_list(apps, None)
    entry = Waiting.objects.get()
    assert (entry.owner, entry.wishes, entry.since) == (
        visit.owner_key,
        visit.preferred_slots,
        visit.created_at,
    )
