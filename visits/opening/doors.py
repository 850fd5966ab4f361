"""What must be there before the doors open, and opening them."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction

from scheduling.models import CapacityRule, Closure, Room, SessionPattern
from visits.models import Agency, Host, Officer, Visit


class Step(StrEnum):
    """One thing to set up, in the order of the page."""

    OFFICE = "office"
    MAIL = "mail"
    ROOMS = "rooms"
    WEEK = "week"
    HOLIDAYS = "holidays"
    PEOPLE = "people"


# Without these a request could not be taken or answered; the others can follow.
NEEDED = (Step.OFFICE, Step.MAIL, Step.ROOMS, Step.WEEK)


class NotReady(Exception):
    """The doors cannot open yet; `missing` are steps in order."""

    def __init__(self, missing: Sequence[Step]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class InUse(Exception):
    """There are requests: the doors are not shut any more."""


def done_steps(host: Host, *, today: dt.date) -> frozenset[Step]:
    """The steps that are done; `today` is local. Eight small queries, for one page."""
    found = {
        Step.OFFICE: not host._state.adding and bool(host.address),
        Step.MAIL: host.has_own_address and host.mail_tried_at is not None,
        Step.ROOMS: Room.objects.filter(active=True).exists(),
        Step.WEEK: SessionPattern.objects.exists() and CapacityRule.objects.exists(),
        Step.HOLIDAYS: Closure.objects.filter(
            kind=Closure.Kind.HOLIDAY, starts_on__gte=today
        ).exists(),
        Step.PEOPLE: Officer.objects.exists() and Agency.objects.exists(),
    }
    return frozenset(step for step, is_done in found.items() if is_done)


def open_to_public(*, now: dt.datetime, today: dt.date) -> Host:
    """Let delegations ask from now on; harmless where they may. Raises NotReady."""
    with transaction.atomic():
        host = Host.objects.select_for_update().filter(pk=1).first() or Host(pk=1)
        if host.is_open:
            return host
        missing = [step for step in NEEDED if step not in done_steps(host, today=today)]
        if missing:
            raise NotReady(missing)
        host.opened_at = now
        host.save(update_fields=["opened_at"])
    return host


def shut_again() -> Host:
    """Take the opening back while nobody has asked yet; raises InUse afterwards."""
    with transaction.atomic():
        host = Host.objects.select_for_update().get(pk=1)
        if Visit.objects.exists():
            raise InUse
        host.opened_at = None
        host.save(update_fields=["opened_at"])
    return host
