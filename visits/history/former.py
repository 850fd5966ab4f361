"""Contacts whom others replaced: what the history says of them, and the end of that.

A correction keeps from what to what (changes.py): there the one before still stands by name,
position, phone and address, though the visit is another's by now.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet

from visits.models import FieldChange, Visit

_FIELDS = ("contact_name", "contact_position", "contact_phone", "contact_email")


def visits_of(address: str) -> QuerySet[Visit]:
    """Visits whose contact `address` was once and is no more, the oldest first."""
    said = FieldChange.objects.filter(Q(before=address) | Q(after=address), field="contact_email")
    found = Visit.objects.filter(pk__in=said.values("event__visit"))
    return found.exclude(contact_email=address).order_by("pk")


def known_of(visit: Visit, address: str) -> dict[str, list[str]]:
    """What stood in each field of the contact while it was `address`, and does no more."""
    known: dict[str, list[str]] = {field: [] for field in _FIELDS}
    for state in _states(visit):
        if state["contact_email"] == address:
            for field, value in state.items():
                if value and value != getattr(visit, field) and value not in known[field]:
                    known[field].append(value)
    return known


def forget(visit: Visit, address: str) -> None:
    """Empty what the history of `visit` holds of the contact at `address`.

    That the fields were changed, when and by whom stays, as does what is told of others. A change
    is never altered (append_only.py): it is taken out and written anew.
    """
    with transaction.atomic():
        known = known_of(visit, address)
        for change in _changes(visit):
            gone = known[change.field]
            if change.before in gone or change.after in gone:
                anew = FieldChange(
                    event_id=change.event_id,
                    field=change.field,
                    before="" if change.before in gone else change.before,
                    after="" if change.after in gone else change.after,
                )
                change.delete()
                anew.save()


def _changes(visit: Visit) -> list[FieldChange]:
    found = FieldChange.objects.filter(event__visit=visit, field__in=_FIELDS)
    return list(found.order_by("event_id", "id"))


def _states(visit: Visit) -> Iterator[dict[str, str]]:
    """The contact as it stood from the first change to now, change by change of an event."""
    changes = _changes(visit)
    state = {field: getattr(visit, field) for field in _FIELDS}
    for change in reversed(changes):
        state[change.field] = change.before
    yield dict(state)
    for at, change in enumerate(changes):
        state[change.field] = change.after
        if at + 1 == len(changes) or changes[at + 1].event_id != change.event_id:
            yield dict(state)
