"""From what to what a visit's fields were changed: kept beside the event, for the desk alone.

Events themselves name only the fields: they are given to other systems and are kept for ever.
"""

from collections.abc import Mapping
from typing import Any

from visits.models import FieldChange, Visit, VisitEvent

# Changed by their own tables, and not by a column of the visit.
MANY = frozenset({"topics", "agencies"})


def as_kept(visit: Visit, field: str) -> Any:
    """What `field` of `visit` holds now, as JSON.

    What has a code by that and what it was called then, so that the history needs no look and no
    row that may be gone: a region as [code, label], topics and agencies as lists of [code, name,
    English name]. A date as ISO 8601 writes it; of a file only its stored name; of
    participants a list of [name, position, grade, NIP].
    """
    if field in MANY:
        return as_json(field, getattr(visit, field).all())
    if field == "participants":
        rows = visit.participants.order_by("number")
        return [list(row) for row in rows.values_list("name", "position", "grade", "nip")]
    return as_json(field, getattr(visit, field))


def as_json(field: str, value: Any) -> Any:
    """A value of `field`, of any but the participants, as it is kept."""
    match field:
        case "topics" | "agencies":
            return sorted([one.code, one.name, getattr(one, "name_en", "")] for one in value)
        case "region":
            return [value.code, value.label] if value else None
        case "letter_file" | "assignment_letter":
            return getattr(value, "name", value) or ""
        case "letter_date":
            return value.isoformat() if value else None
    return value


def note_changes(event: VisitEvent, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write what `event` changed, in the caller's transaction; both as `as_kept` gives them.

    Of a list of participants only those who went and those who came: both empty is another order.
    """
    rows = []
    for field in sorted(after):
        was, now = before[field], after[field]
        if field == "participants":
            was, now = [p for p in was if p not in now], [p for p in now if p not in was]
        rows.append(FieldChange(event=event, field=field, before=was, after=now))
    FieldChange.objects.bulk_create(rows)
