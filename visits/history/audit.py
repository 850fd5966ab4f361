"""Visits against places: does each have what it should, and is it where lists look for it?"""

from scheduling.models import Reservation, Share, Waiting
from visits.models import RecentDecision, Status, Visit
from visits.search import list_keys

_WITH_PLACE = (Status.REQUESTED, Status.CONFIRMED, Status.ARRIVED)
_WITHOUT = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED, Status.WAITLISTED)


def audit() -> list[str]:
    """One line for each visit without its place, each place without its visit, each wrong key."""
    active = dict(
        Reservation.objects.exclude(state=Reservation.State.RELEASED).values_list("owner", "state")
    )
    shares = Share.objects.select_related("reservation")
    active |= {share.owner: share.reservation.state for share in shares}
    # What ended a moment ago may keep its place while that can be taken back.
    undoable = set(RecentDecision.objects.values_list("visit_id", flat=True))
    waiting = set(Waiting.objects.values_list("owner", flat=True))
    found: list[str] = []
    owners = set()
    for visit in Visit.objects.only("reference", "uid", "status").iterator():
        key = visit.owner_key
        owners.add(key)
        state = active.get(key)
        if visit.status in _WITH_PLACE and state is None:
            found.append(f"{visit.reference}: {visit.status}, but holds no place")
        elif visit.status in _WITHOUT and state is not None and visit.pk not in undoable:
            found.append(f"{visit.reference}: {visit.status}, but still holds a place")
        elif visit.status == Status.CONFIRMED and state != Reservation.State.BOOKED:
            found.append(f"{visit.reference}: confirmed, but its place is only {state}")
        if visit.status == Status.WAITLISTED and key not in waiting:
            found.append(f"{visit.reference}: waitlisted, but not on the waiting list")
        elif key in waiting and visit.status not in (Status.WAITLISTED, Status.PROPOSED):
            found.append(f"{visit.reference}: {visit.status}, but on the waiting list")
    found += [f"{owner}: waits without a visit" for owner in sorted(waiting - owners)]
    found += [f"{owner}: a place without a visit" for owner in sorted(set(active) - owners)]
    return found + list_keys.audit()
