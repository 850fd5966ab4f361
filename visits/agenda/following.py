"""A rundown moves along with its visit, whichever step gave the visit another session.

The step that stores the visit asks for it (life/step.py `Step.to`), so no way of moving is
forgotten: moved, proposed and accepted, joined and parted, taken back, another time zone. A session
that is shorter cuts nothing off: what is too long stays as it is, staff see it (reading.py `fits`),
and nobody else is shown it until they have mended it.
"""

from visits.models import AgendaItem, Visit
from visits.queries.visits import session_of


def follow(visit: Visit) -> bool:
    """Shift the rundown of `visit`, which is locked and has one, to its session; whether it moved.

    The caller stores the visit. Without a place it stays where it is: the next session takes it.
    """
    session = session_of(visit)
    start = visit.agenda_from
    if session is None or session.given_back or start is None or session.starts_at == start:
        return False
    shift = session.starts_at - start
    items = list(visit.agenda.order_by("starts_at"))
    # Anew and not in place: row by row, one would stand on the next for a moment.
    visit.agenda.all().delete()
    for item in items:
        item.pk = None
        item.starts_at += shift
        item.ends_at += shift
    AgendaItem.objects.bulk_create(items)
    visit.agenda_from = session.starts_at
    return True
