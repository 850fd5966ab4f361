"""Each reason has words for each reader, in both languages."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from scheduling.availability import Schedule
from scheduling.models import Room
from scheduling.slots import Reason
from visits.phrases import why_not


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_its_words(reason: Reason, language: str) -> None:
    row = why_not.TABLE[reason]
    names = [field.name for field in dataclasses.fields(row)]
    with override(language):
        words = {name: str(getattr(row, name)) for name in names}
    with override("en"):
        english = {str(getattr(row, name)) for name in names} - {""}
    optional = words.pop("short_for_staff")
    assert all(words.values()), words
    if language == "id":
        assert not english & {*words.values(), optional}


def test_a_session_that_is_not_there_is_told_as_a_closed_one() -> None:
    assert why_not.of("slot_closed") is why_not.TABLE[Reason.CLOSED]
    with override("en"):
        assert why_not.in_short_for_staff(None) == "No such session any more"


def test_a_code_that_is_no_reason_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="of_no_reason"):
        why_not.of("of_no_reason")


@pytest.mark.django_db
def test_a_day_that_is_over_is_not_called_too_soon(room: Room, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    schedule = Schedule.load(first=today - dt.timedelta(days=7), last=today, now=now)
    with override("en"):
        words = {
            (slot.starts_at <= now, why_not.in_short(slot), why_not.in_short_for_staff(slot))
            for slot in schedule.slots()
        }
    assert words <= {(True, "Over", "Over"), (False, "Too soon", "Too soon")}
    assert (True, "Over", "Over") in words
