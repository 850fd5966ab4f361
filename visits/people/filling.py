"""The link by which a group writes its own names: when it is open, and what becomes of a name.

The contact opens, renews and closes it; each person writes one name, which waits until the contact
takes it. It takes no more names than people come, and closes with the list (decision 234).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from scheduling.database.contention import again
from visits.access.tokens import visit_named_by, visit_of_fill_token
from visits.history.events import DELEGATION
from visits.life import step
from visits.life.deadlines import allowed_now
from visits.life.requesting import Person
from visits.life.table import Action
from visits.models import Participant, ParticipantEntry, Status, Visit
from visits.models.references import new_nonce
from visits.people.lists.rows import Row
from visits.people.lists.sameness import Known, joined, known_of
from visits.people.participant_lists import MOST_ROWS, check
from visits.people.participants import amend, cut_off_of

Waiting = ParticipantEntry.State.WAITING
_GONE = {"name": "", "position": "", "grade": "", "nip": ""}


class Link(StrEnum):
    """How the link of a visit stands."""

    NONE = "none"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


class NotOpen(Exception):
    """Nothing can be written: `state` says why."""

    def __init__(self, state: Link) -> None:
        super().__init__(state)
        self.state = state


class NoRoom(Exception):
    """The list would have `names` names for `people` people, or more than a list takes."""

    def __init__(self, names: int, people: int) -> None:
        super().__init__(f"{names} for {people}")
        self.names, self.people = names, people


class Settled(Exception):
    """The contact has taken this entry, or not, since: nothing of it can be written any more."""


def may_fill(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether names may come by the link at `now` (aware): as long as the delegation may change
    its list, from a confirmed address on."""
    if visit.status == Status.UNVERIFIED or visit.erased_at:
        return False
    cut_off = cut_off_of(visit)
    allowed = allowed_now(visit, DELEGATION.kind, now=now)
    return Action.AMEND in allowed and (cut_off is None or now < cut_off)


def link_of(visit: Visit, *, now: dt.datetime) -> Link:
    """How the visit's link stands."""
    if not visit.fill_nonce:
        return Link.NONE
    if not may_fill(visit, now=now):
        return Link.CLOSED
    return Link.OPEN if _room(visit) > 0 else Link.FULL


def _room(visit: Visit) -> int:
    there = visit.participants.count() + waiting_of(visit).count()
    return min(visit.people, MOST_ROWS) - there


def open_link(visit: Visit) -> None:
    """Open the link. Two presses at once give one."""
    Visit.objects.filter(pk=visit.pk, fill_nonce="").update(fill_nonce=new_nonce())
    visit.refresh_from_db(fields=["fill_nonce"])


def renew_link(visit: Visit) -> bool:
    """Give it another address, and end the former; False where it was closed meanwhile."""
    open_one = Visit.objects.filter(pk=visit.pk).exclude(fill_nonce="")
    return bool(open_one.update(fill_nonce=new_nonce()))


def close_link(visit: Visit) -> None:
    """Close it: it opens nothing any more. What was written goes on waiting."""
    Visit.objects.filter(pk=visit.pk).update(fill_nonce="")


def visit_filled_by(token: str) -> Visit | None:
    """The visit whose names `token` lets a group write; None where it is unknown or closed."""
    visit = visit_of_fill_token(token)
    return None if visit is None or visit.erased_at else visit


def visit_of_own(token: str, keys: Collection[str]) -> Visit | None:
    """The visit of a link that was closed, for a device that wrote by it; None for any other.

    What proves it are the `keys` of entries, and not the link (decision 263).
    """
    visit = visit_named_by(token)
    if visit is None or visit.erased_at or not visit.entries.filter(key__in=keys).exists():
        return None
    return visit


def waiting_of(visit: Visit) -> QuerySet[ParticipantEntry]:
    """What waits for the contact, the first written first."""
    return visit.entries.filter(state=Waiting).order_by("written_at", "pk")


def is_known(visit: Visit, person: Person, *, but: str = "") -> bool:
    """Whether somebody of this name or NIP is on the list or waits, the entry `but` aside."""
    waiting = [_row(entry) for entry in waiting_of(visit).exclude(key=but)]
    return bool(known_of([*_listed(visit), *waiting], [Row(*_values(person))]))


@again
def write(visit: Visit, person: Person, *, key: str, now: dt.datetime) -> ParticipantEntry:
    """Store a name under the `key` that its form was given on the device that writes.

    The same key once more is the same entry, also where its first answer was lost and the name was
    corrected since. `person` is as participant_lists.check gives it. Raises NotOpen and Settled.
    """
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if before := visit.entries.filter(key=key).first():
            return _rewritten(before, person, now=now)
        state = link_of(visit, now=now)
        if state != Link.OPEN:
            raise NotOpen(state)
        words = dict(zip(_GONE, _values(person), strict=True))
        return visit.entries.create(key=key, written_at=now, **words)


def _rewritten(entry: ParticipantEntry, person: Person, *, now: dt.datetime) -> ParticipantEntry:
    if _row(entry) != Row(*_values(person)):
        mend(entry, person, now=now)
        entry.refresh_from_db()
    return entry


def mend(entry: ParticipantEntry, person: Person, *, now: dt.datetime) -> None:
    """Change what waits, by whoever wrote it.

    Raises Settled where the contact has taken it, or not, since, and NotOpen once the list is
    closed.
    """
    if entry.state != Waiting:
        raise Settled
    if not may_fill(entry.visit, now=now):
        raise NotOpen(Link.CLOSED)
    words = dict(zip(_GONE, _values(person), strict=True))
    if not _waits(entry).update(**words):
        raise Settled


def withdraw(entry: ParticipantEntry) -> bool:
    """Take back what waits, by whoever wrote it, also once the link or the list is closed.

    False where it does not wait any more.
    """
    return bool(_waits(entry).delete()[0])


def _waits(entry: ParticipantEntry) -> QuerySet[ParticipantEntry]:
    return ParticipantEntry.objects.filter(pk=entry.pk, state=Waiting)


def known_entries(visit: Visit, entries: Sequence[ParticipantEntry]) -> dict[int, Known]:
    """By the index of an entry: where the same person stands already."""
    return known_of(_listed(visit), [_row(entry) for entry in entries])


@again
def take(visit: Visit, *, keys: Collection[str], same: Collection[str], now: dt.datetime) -> int:
    """Put names that wait on the list, by the contact; gives how many.

    Those of `same` are no new persons: what is new of them goes to whom they are on the list.
    Raises NoRoom, step.TooLate after the cut-off, and what participants.amend does.
    """
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        entries = list(waiting_of(visit).filter(key__in=keys))
        if not entries:
            return 0
        if not may_fill(visit, now=now):
            raise step.TooLate(cut_off_of(visit) or now)
        listed = _listed(visit)
        chosen = {n for n, entry in enumerate(entries) if entry.key in same}
        rows = joined(listed, [_row(entry) for entry in entries], same=chosen, whole=False)
        if len(rows) > min(max(visit.people, len(listed)), MOST_ROWS):
            raise NoRoom(len(rows), visit.people)
        amend(visit, changes={}, participants=check(rows).people, by=DELEGATION, now=now)
        _settle(entries, ParticipantEntry.State.TAKEN)
    return len(entries)


def refuse(visit: Visit, *, keys: Collection[str]) -> dict[str, Row]:
    """Let names that wait not be taken, by the contact, whether or not the list is closed.

    Gives them as they were, by their keys.
    """
    with transaction.atomic():
        entries = list(waiting_of(visit).filter(key__in=keys).select_for_update())
        rows = {entry.key: _row(entry) for entry in entries}
        _settle(entries, ParticipantEntry.State.REFUSED)
    return rows


def let_wait_again(visit: Visit, rows: Mapping[str, Row]) -> int:
    """Undo a refusal: those of `rows`, as `refuse` gave them, wait once more; gives how many."""
    refused = visit.entries.filter(state=ParticipantEntry.State.REFUSED, key__in=rows)
    with transaction.atomic():
        entries = list(refused.select_for_update())
        for entry in entries:
            words = {name: getattr(rows[entry.key], name) for name in _GONE}
            ParticipantEntry.objects.filter(pk=entry.pk).update(state=Waiting, **words)
    return len(entries)


def _settle(entries: Sequence[ParticipantEntry], state: ParticipantEntry.State) -> None:
    found = ParticipantEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    found.update(state=state, **_GONE)


def _listed(visit: Visit) -> list[Row]:
    return [_row(one) for one in visit.participants.order_by("number")]


def _row(one: Participant | ParticipantEntry) -> Row:
    return Row(one.name, one.position, one.grade, one.nip)


def _values(person: Person) -> tuple[str, str, str, str]:
    return person.name, person.position, person.grade, person.nip
