"""Words that people wrote go out of the history; that something happened, when and by whom stays.

The history is append-only (append_only.py): nobody changes an event. An event whose prose is to go
is taken out and written anew without it, with its number, in one transaction.
"""

from django.db import connection, transaction

from visits.history.events import PROSE
from visits.models import FieldChange, Visit, VisitEvent

_TAKE_OUT = f"DELETE FROM {VisitEvent._meta.db_table} WHERE id = %s"  # noqa: S608 - our own name


def forget_words(visit: Visit) -> int:
    """Erase what `visit`'s events say in people's words, and from what to what its fields changed.

    Gives how many events said something.
    """
    with transaction.atomic():
        FieldChange.objects.filter(event__visit=visit).delete()
        telling = [event for event in visit.events.all() if PROSE & set(event.data)]
        for event in telling:
            # Past the model, which would take along what hangs on it; the references are looked at
            # when the transaction ends.
            with connection.cursor() as cursor:
                cursor.execute(_TAKE_OUT, [event.pk])
            event.data = {name: said for name, said in event.data.items() if name not in PROSE}
            event.save(force_insert=True)
    return len(telling)
