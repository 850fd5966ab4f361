"""Before the address is confirmed: the mail once more, or to the address that was meant.

Whoever sent the request may do this, and has no proof of any address yet, so both write to few
readers: so many letters a request, and a pause between two to one address.
"""

import datetime as dt
import math

from django.db import transaction
from django.db.models import Q

from scheduling.contention import again
from visits import workflow
from visits.events import DELEGATION
from visits.hoarding import check_asker
from visits.life import Action
from visits.models import Status, Visit, VisitEvent
from visits.models.visit import new_nonce
from visits.steps import WrongStatus, step

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
        raise WrongStatus(visit, DELEGATION.kind)
    with transaction.atomic():
        check_asker(email=email, network="")
        # The version: an address that was confirmed meanwhile is not given away again.
        visit = workflow.amend(
            visit,
            changes={"contact_email": email},
            by=DELEGATION,
            now=now,
            version=visit.version,
        )
        # Counted with this one, while the visit is locked.
        _check_letters(visit, with_this=True)
        visit.nonce = new_nonce()
        visit.save(update_fields=["nonce"])
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
