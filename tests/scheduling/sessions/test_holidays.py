"""Holidays become closures that the host may edit."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scheduling.models import Closure
from scheduling.sessions.holidays import import_holidays
from tests.scheduling.factories import ClosureFactory

pytestmark = pytest.mark.django_db


def test_public_holidays_and_collective_leave_are_imported() -> None:
    result = import_holidays([2026, 2027])
    assert len(result.added) == Closure.objects.count()
    assert result.kept == result.gone == []
    christmas = Closure.objects.get(starts_on=dt.date(2026, 12, 25))
    assert (christmas.name, christmas.name_en) == ("Hari Raya Natal", "Christmas Day")
    assert (christmas.kind, christmas.ends_on, christmas.all_day, christmas.room) == (
        Closure.Kind.HOLIDAY,
        dt.date(2026, 12, 25),
        True,
        None,
    )
    eve = Closure.objects.get(starts_on=dt.date(2026, 12, 24))
    assert (eve.kind, eve.name) == (Closure.Kind.COLLECTIVE_LEAVE, "Cuti Bersama Hari Raya Natal")
    assert Closure.objects.filter(starts_on__year=2027).exists()


def test_a_second_import_changes_nothing_and_keeps_edits() -> None:
    import_holidays([2026])
    Closure.objects.filter(starts_on=dt.date(2026, 12, 24)).update(
        name="Masuk setengah hari", starts_at=dt.time(12), ends_at=dt.time(16)
    )
    before = list(Closure.objects.order_by("pk").values())
    result = import_holidays([2026])
    assert result.added == []
    assert len(result.kept) == len(before)
    assert list(Closure.objects.order_by("pk").values()) == before


def test_a_day_that_is_no_holiday_any_more_is_left_to_people() -> None:
    moved = ClosureFactory.create(
        starts_on=dt.date(2026, 3, 17), source="holidays:2026-03-17:public"
    )
    assert import_holidays([2026]).gone == [moved]
    assert Closure.objects.filter(pk=moved.pk).exists()


def test_the_command_says_what_is_new() -> None:
    out = StringIO()
    call_command("import_holidays", "2026", stdout=out)
    assert "+ 2026-12-25  Hari Raya Natal" in out.getvalue()
    out = StringIO()
    call_command("import_holidays", "2026", "2026", stdout=out)
    assert out.getvalue().startswith("0 new, ")


def test_the_command_refuses_senseless_years() -> None:
    with pytest.raises(CommandError, match="1945 to 2100"):
        call_command("import_holidays", "26")
