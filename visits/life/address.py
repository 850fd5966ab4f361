"""The e-mail address of a request: confirmed, corrected, its mail sent again, or too late.

Whoever sent the request may have the mail sent again or correct the address, and has no proof of
any address yet, so both write to few readers: so many letters a request, and a pause between two
to one address.
"""

import datetime as dt
import math
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.models import BookingRules
from visits.access.code_tries import count_wrong_code, tries_left
from visits.access.tokens import code_matches
from visits.history.events import DELEGATION, SYSTEM, Actor
from visits.life import amending
from visits.life.clock.stepping import Busy, clock_step
from visits.life.deadlines import reply_due
from visits.life.limits import check_asker
from visits.life.step import BadCode, Kind, Step, WrongStatus, step
from visits.life.table import Action
from visits.life.waiting_list import end_wait, wait
from visits.models import Status, Visit, VisitEvent
from visits.queries.placed import hold_ends

MOST_LETTERS = 5  # besides the first
PAUSE = dt.timedelta(minutes=2)
_Kind = VisitEvent.Kind
_VOUCH = (VisitEvent.By.STAFF, VisitEvent.By.PROGRAM)
# What lets a letter with the code go out.
_LETTERS = (_Kind.SUBMITTED, _Kind.LINK_ASKED, _Kind.AMENDED)


class TooOften(Exception):
    """No letter now; one may follow after `wait` seconds, or none any more where that is None."""

    def __init__(self, *, wait: int | None) -> None:
        super().__init__("too often")
        self.wait = wait


@again
def send_again(visit: Visit, *, now: dt.datetime) -> Visit:
    """Let the letter that asks to confirm the address go out once more.

    Raises TooOften, and WrongStatus where there is nothing to confirm any more.
    """
    with step(visit, Action.VERIFY, by=DELEGATION, now=now) as this:
        _check_letters(this.visit)
        last = this.visit.events.filter(kind__in=_LETTERS, at__gt=now - PAUSE).last()
        if last:
            raise TooOften(wait=math.ceil((last.at + PAUSE - now).total_seconds()))
        this.note(_Kind.LINK_ASKED)
    return this.visit


@again
def correct_address(visit: Visit, *, email: str, now: dt.datetime) -> Visit:
    """Give a request that is still unconfirmed another address, which gets a code of its own.

    Nothing that went to the former address opens or confirms anything afterwards. Raises TooOften,
    hoarding.TooManyOpen, Stale, and WrongStatus where there is nothing to confirm any more.
    """
    if visit.status != Status.UNVERIFIED:
        raise WrongStatus(visit, DELEGATION.kind, now=now)
    with transaction.atomic():
        check_asker(email=email, network="")
        # The version: an address that was confirmed meanwhile is not given away again.
        visit = amending.amend(
            visit,
            changes={"contact_email": email},
            by=DELEGATION,
            now=now,
            version=visit.version,
        )
        # Counted with this one, while the visit is locked.
        _check_letters(visit, with_this=True)
    return visit


def address_is_proven(visit: Visit) -> bool:
    """Whether somebody confirmed the contact's address, or staff have decided since it was given.

    A delegation that is confirmed may give another address, which then is nobody's word but its
    own until staff act on the visit; two queries.
    """
    if visit.verified_at is None:
        return False
    events = visit.events.order_by("-id")
    amended = events.filter(kind=_Kind.AMENDED, actor_kind=VisitEvent.By.DELEGATION)
    changed = next((e for e in amended if "contact_email" in e.data.get("fields", ())), None)
    if changed is None:
        return True
    vouched = Q(kind=_Kind.VERIFIED) | Q(actor_kind__in=_VOUCH)
    return events.filter(vouched, id__gt=changed.pk).exists()


def _check_letters(visit: Visit, *, with_this: bool = False) -> None:
    letters = visit.events.filter(kind__in=_LETTERS).exclude(kind=_Kind.SUBMITTED).count()
    if letters - with_this >= MOST_LETTERS:
        raise TooOften(wait=None)


@again
def verify(visit: Visit, *, now: dt.datetime, code: str | None = None, network: str = "") -> Visit:
    """Confirm the e-mail address by the code of the mail, or (None) by a press on its own page.

    The hold then lasts until staff decide; the reply is due within the rule's working days.
    `network` is where the code came from, as networks.network_of names it. Raises BadCode; after so
    many wrong codes (code_tries.py) only the link of the mail confirms. Too late, the visit lapses
    at once and WrongStatus says so.
    """
    lapsed, left = False, None
    with step(visit, Action.VERIFY, by=DELEGATION, now=now) as this:
        visit = this.visit
        if _lapses(this):
            lapsed = True
        elif code is not None and (not tries_left(visit, network) or not code_matches(visit, code)):
            left = count_wrong_code(visit, network)
        else:
            _confirm(this)
    if lapsed:
        raise WrongStatus(visit, DELEGATION.kind, now=now)
    if left is not None:
        raise BadCode(left)
    if end_wait(visit, now=now):
        visit.refresh_from_db()
    return visit


@again
def confirm_by_phone(
    visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Confirm a request whose code never came, by staff who spoke with its contact.

    It then goes on like any other, and the event says by whom. Raises Stale, and WrongStatus where
    there is nothing to confirm any more, or its hold is over: then it lapses at once.
    """
    with step(visit, Action.VERIFY, by=by, now=now, version=version) as this:
        visit, lapsed = this.visit, _lapses(this)
        if not lapsed:
            _confirm(this, by_phone=True)
    if lapsed:
        raise WrongStatus(visit, by.kind, now=now)
    if end_wait(visit, now=now):
        visit.refresh_from_db()
    return visit


def _lapses(this: Step) -> bool:
    """Let the visit lapse where its hold is over; whether it did."""
    held = places.reservation_of(this.visit.owner_key)
    if not (held and held.hold_expires_at and held.hold_expires_at <= this.now):
        return False
    this.by = SYSTEM
    this.give_back()
    this.to(Status.EXPIRED, Kind.EXPIRED)
    return True


def _confirm(this: Step, **data: bool) -> None:
    """Make the request one that waits for its decision, or (without a place) for a place."""
    visit = this.visit
    visit.verified_at = this.now
    visit.network, visit.code_attempts_by_network = "", {}
    visit.reply_due_at = reply_due(this.now)
    held = places.reservation_of(visit.owner_key)
    if held:
        capacity.extend_hold(owner=visit.owner_key, until=None)
    else:
        wait(visit)
    this.to(Status.REQUESTED if held else Status.WAITLISTED, Kind.VERIFIED, **data)


def expire_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Let unconfirmed requests lapse whose time is over; gives the number of visits that did."""
    count = 0
    for visit in lapsed(now=now)[:limit]:
        try:
            with clock_step(visit, Action.EXPIRE, now=now) as this:
                this.give_back()
                this.to(Status.EXPIRED, Kind.EXPIRED)
                count += 1
        except (WrongStatus, Busy):
            continue  # confirmed or cancelled between the query and the lock, or just now
    return count


def lapsed_since(*, now: dt.datetime) -> dt.datetime | None:
    """When the oldest unconfirmed request should have lapsed, or None where none should have."""
    visit = lapsed(now=now).first()
    if visit is None:
        return None
    until: dt.datetime | None = visit.hold_ends
    return until or visit.created_at + dt.timedelta(minutes=BookingRules.load().hold_minutes)


def lapsed(*, now: dt.datetime) -> QuerySet[Visit, Any]:
    """Unconfirmed requests whose time is over at `now`, the oldest first.

    A place is held as long as was promised when it was taken, whatever the rule says since; who
    asked for the waiting list has no place, and the time of the rule.
    """
    before = now - dt.timedelta(minutes=BookingRules.load().hold_minutes)
    unconfirmed = Visit.objects.filter(status=Status.UNVERIFIED).annotate(hold_ends=hold_ends())
    over = Q(hold_ends__lte=now) | Q(hold_ends=None, created_at__lte=before)
    return unconfirmed.filter(over).order_by("created_at")
