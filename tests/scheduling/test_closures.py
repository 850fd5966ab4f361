"""What the database itself refuses of a closure."""

import datetime as dt

import pytest
from django.db import IntegrityError

from scheduling.models import Closure

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hours", [{"starts_at": dt.time(9)}, {"ends_at": dt.time(9)}])
def test_a_part_of_a_day_has_both_hours(hours: dict[str, dt.time]) -> None:
    # An unknown comparison passes a CHECK, so the constraint must name both.
    day = dt.date(2026, 12, 1)
    with pytest.raises(IntegrityError):
        Closure.objects.create(name="Rapat", kind="own_event", starts_on=day, ends_on=day, **hours)
