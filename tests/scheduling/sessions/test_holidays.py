"""Holidays become closures that the host may edit."""

import datetime as dt
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils.translation import override

from scheduling.models import Closure, OpenHoliday
from scheduling.sessions.holidays import (
    confirm_year,
    estimates_of,
    import_holidays,
    open_again,
)
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


def estimated(year: int) -> set[tuple[str, str]]:
    """What readers see of the year's imported days that says it may still change."""
    found = set()
    for closure in Closure.objects.filter(starts_on__year=year):
        with override("id"):
            indonesian = closure.shown_name
        with override("en"):
            english = closure.shown_name
        assert indonesian.endswith("(perkiraan)") == english.endswith("(estimated)")
        if closure.estimated:
            found.add((indonesian, english))
    return found


def test_an_estimate_says_so_in_both_languages_until_the_host_confirms_the_year() -> None:
    import_holidays([2026, 2027])
    assert estimated(2026) == set()
    assert ("Hari Raya Idul Adha (perkiraan)", "Eid al-Adha (estimated)") in estimated(2027)
    waiting = len(estimates_of(2027).open)
    assert confirm_year(2027, confirmed=True) == waiting == 3
    assert estimated(2027) == set()
    assert len(estimates_of(2027).confirmed) == waiting
    assert confirm_year(2027, confirmed=True) == 0
    import_holidays([2027])
    assert estimated(2027) == set()
    assert confirm_year(2027, confirmed=False) == waiting
    assert len(estimated(2027)) == waiting


def test_a_day_that_is_imported_into_a_confirmed_year_is_confirmed_too() -> None:
    import_holidays([2027])
    confirm_year(2027, confirmed=True)
    Closure.objects.filter(starts_on=dt.date(2027, 5, 17)).delete()
    import_holidays([2027])
    assert Closure.objects.filter(starts_on=dt.date(2027, 5, 17)).exists()
    assert estimated(2027) == set()


def test_days_of_the_host_and_other_years_stay_as_they_are() -> None:
    import_holidays([2027, 2028])
    own = ClosureFactory.create(name="Ulang tahun kota (perkiraan)", starts_on=dt.date(2027, 9, 1))
    others = estimated(2028)
    confirm_year(2027, confirmed=True)
    own.refresh_from_db()
    assert own.shown_name == "Ulang tahun kota (perkiraan)"
    assert estimated(2028) == others != set()


def test_what_was_imported_before_there_was_a_column_is_an_estimate_too() -> None:
    old = ClosureFactory.create(
        name="Hari Raya Idul Fitri (perkiraan)",
        name_en="Eid al-Fitr (estimated)",
        source="holidays:2027-03-10:public",
    )
    own = ClosureFactory.create(name="Rapat (perkiraan)")
    migration = import_module("scheduling.migrations.0007_estimated_dates")
    migration.out_of_the_name(apps, None)
    old.refresh_from_db()
    own.refresh_from_db()
    assert (old.name, old.name_en, old.estimated) == ("Hari Raya Idul Fitri", "Eid al-Fitr", True)
    assert (own.name, own.estimated) == ("Rapat (perkiraan)", False)
    migration.into_the_name(apps, None)
    old.refresh_from_db()
    assert (old.name, old.name_en) == (
        "Hari Raya Idul Fitri (perkiraan)",
        "Eid al-Fitr (estimated)",
    )


def test_a_holiday_that_was_taken_away_stays_away() -> None:
    import_holidays([2026])
    christmas = Closure.objects.get(source="holidays:2026-12-25:public")
    open_again(christmas)
    again = import_holidays([2026])
    assert again.added == []
    assert [closure.source for closure in again.opened] == ["holidays:2026-12-25:public"]
    out = StringIO()
    call_command("import_holidays", "2026", stdout=out)
    assert "- 2026-12-25" in out.getvalue()
    assert not Closure.objects.filter(starts_on="2026-12-25", kind="holiday").exists()


def test_it_comes_back_where_the_host_asks_for_it() -> None:
    import_holidays([2026])
    source = "holidays:2026-12-25:public"
    open_again(Closure.objects.get(source=source))
    assert [c.source for c in import_holidays([2026], only={source}).added] == [source]
    # And is taken away once more like any other.
    open_again(Closure.objects.get(source=source))
    assert import_holidays([2026]).added == []


def test_a_closure_of_the_hosts_own_leaves_nothing_behind() -> None:
    open_again(Closure.objects.create(name="Rapat", starts_on="2026-12-01", ends_on="2026-12-01"))
    assert not OpenHoliday.objects.exists()
