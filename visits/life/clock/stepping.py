"""How the clock takes a step: as anybody does, but it waits for nobody who has the visit."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from scheduling.database.contention import gave_way
from visits.history.events import SYSTEM
from visits.life.step import Step, step
from visits.life.table import Action
from visits.models import Visit


class Busy(Exception):
    """Another change has the visit, or what the step needs, in hand: the next pass looks again."""


@contextmanager
def clock_step(visit: Visit, action: Action, *, now: dt.datetime) -> Iterator[Step]:
    """A step by SYSTEM, as `step`; raises Busy where another change is in its way, and the rest
    that `step` raises."""
    try:
        with step(visit, action, by=SYSTEM, now=now, skip_locked=True) as this:
            yield this
    except Visit.DoesNotExist as error:
        raise Busy from error
    except OperationalError as error:
        if not gave_way(error):
            raise
        raise Busy from error
