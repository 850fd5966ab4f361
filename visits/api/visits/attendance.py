"""What is noted on the day of a visit."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from visits.api.http.problems import FieldProblem
from visits.api.serializers.request import Versioned
from visits.api.serializers.steps import CheckInIn, CompleteIn
from visits.api.visits.taking import TakeStep, takes
from visits.life import attendance
from visits.models import Visit
from visits.queries.day import WrongMoment, check_moment
from visits.queries.visits import session_of


@takes(CheckInIn)
class CheckIn(TakeStep):
    """Note that the delegation arrived, when, and how many came."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Without a time: now."""
        at = _true(visit, "arrived_at", data["arrived_at"], who["now"])
        return attendance.check_in(visit, arrived_at=at, people=data["people"], **who)


@takes(CompleteIn)
class Complete(TakeStep):
    """Note that the visit is over, when they left, and how many came."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Without a time: now; on a later day when their session ended."""
        at = _true(visit, "left_at", data["left_at"], who["now"], arrived_at=visit.arrived_at)
        return attendance.complete(visit, left_at=at, people=data["people"], **who)


@takes(Versioned)
class NoShow(TakeStep):
    """Note that nobody came."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The place stays used."""
        return attendance.no_show(visit, **who)


@takes(Versioned)
class TakeBack(TakeStep):
    """Take back an arrival, or that nobody came, noted by mistake."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """For a day; afterwards it stays."""
        return attendance.take_back(visit, **who)


def _true(
    visit: Visit,
    field: str,
    at: dt.datetime | None,
    now: dt.datetime,
    *,
    arrived_at: dt.datetime | None = None,
) -> dt.datetime | None:
    """The time that was given, if it can be true; else 400 with the field."""
    if at is None:
        return None
    try:
        check_moment(at, session=session_of(visit), now=now, arrived_at=arrived_at)
    except WrongMoment as wrong:
        detail = {
            "not_yet": _("This time has not come yet."),
            "another_day": _("This is not on the day of the visit."),
        }.get(wrong.code, _("They had not arrived then."))
        raise FieldProblem(field, wrong.code, detail) from wrong
    return at
