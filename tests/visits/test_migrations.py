"""What earlier data become."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from scheduling.models import Room, Waiting
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from visits.models import Host, Paper, Status


@pytest.mark.django_db
def test_visits_that_waited_before_there_was_a_list_go_on_it(room: Room, host: Host) -> None:
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


@pytest.mark.django_db
def test_equal_numbers_of_before_stay_as_they_are_and_no_third_comes(
    host: Host, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    visit, now = a_visit(trusted=True), timezone.now()

    def issue(kind: str) -> Paper:
        return Paper.objects.create(
            visit=visit, kind=kind, state="issued", number="118/SETDA/2026", made_at=now,
            issued_on=now.date(), issued_at=now,
        )  # fmt: skip

    once = next(one for one in Paper._meta.constraints if one.name == "a_number_once")
    before = import_module("visits.migrations.0039_a_number_once")
    after = import_module("visits.migrations.0043_numbers_go_on")
    editor = connection.schema_editor()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX a_number_once")
    first, second = issue("reply"), issue("order")
    before.add_where_it_holds(apps, None)  # it does not hold: the constraint is not tried
    after.mark_again(apps, None)
    with connection.cursor() as cursor:
        cursor.execute(str(once.create_sql(Paper, editor)))
    assert f"Paper {second.pk} bears the number 118/SETDA/2026" in capsys.readouterr().out
    again = dict(Paper.objects.values_list("pk", "number_again"))
    assert again == {first.pk: False, second.pk: True}
    with pytest.raises(IntegrityError), transaction.atomic():
        issue("certificate")
