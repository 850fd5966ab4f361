"""A visit without the people: what stays is what happened, when, from where and how many."""

import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction

from scheduling.models import Reservation
from visits.history.erasing import forget_words
from visits.models import IdempotencyRecord, Paper, Status, Visit
from visits.models.references import new_nonce
from visits.search import index

# What stands where words were that must not be empty.
GONE = "–"
# Of the visit itself; `tests/keeping/test_table.py` holds that each text of it is in one of these.
EMPTIED = (
    *("leader_name", "leader_position"),
    *("contact_name", "contact_position", "contact_phone", "contact_email"),
    *("notes", "reason", "missing", "network", "share_nonce", "fill_nonce"),
)
# Letters have a time of their own (letters.py); purpose, institution and origin are the statistics.
STAYING = (
    *("letter_number", "letter_file", "assignment_letter"),
    *("purpose", "institution", "country", "place"),
)


def over_before(moment: dt.datetime) -> Iterator[Visit]:
    """Visits with people's data whose last step, and whose day, lies before `moment`."""
    still = {
        owner.removeprefix("visit:")
        for owner in Reservation.objects.exclude(state=Reservation.State.RELEASED)
        .filter(date__gte=moment.date())
        .values_list("owner", flat=True)
    }
    old = Visit.objects.filter(erased_at=None, changed_at__lt=moment).order_by("pk")
    for visit in old.iterator(chunk_size=500):
        if str(visit.uid) not in still:
            yield visit


def unconfirmed_before(moment: dt.datetime) -> Iterator[Visit]:
    """Requests that lapsed before `moment` because nobody ever confirmed the address."""
    lapsed = Visit.objects.filter(
        erased_at=None, status=Status.EXPIRED, verified_at=None, changed_at__lt=moment
    )
    yield from lapsed.order_by("pk").iterator(chunk_size=500)


def anonymise(visit: Visit, *, now: dt.datetime) -> bool:
    """Erase who took part and what they wrote; the letter stays. False where it was done before.

    Links that were mailed open nothing any more. Files go once that is certain.
    """
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(pk=visit.pk)
        if visit.erased_at:
            return False
        files = [material.file.name for material in visit.materials.all()]
        visit.materials.all().delete()
        # Who was present goes with them; papers keep which number it was.
        visit.participants.all().delete()
        visit.entries.all().delete()
        visit.presence_objections.update(text=GONE)
        visit.presence_objections.exclude(answer="").update(answer=GONE)
        visit.written.update(text=GONE)
        visit.dispositions.update(text=GONE)
        visit.agenda.update(title=GONE, speaker="")
        # What was issued is an archive (letters.py); what was not is none.
        drafts = visit.papers.filter(state=Paper.State.DRAFT)
        files += [name for row in drafts.values_list("file", "signed_file") for name in row]
        drafts.delete()
        visit.papers.exclude(reason="").update(reason="")
        visit.assignments.update(reason="", colleague=None)
        visit.recent.all().delete()
        visit.messages.all().delete()
        visit.received_mails.all().delete()
        IdempotencyRecord.objects.filter(reference=visit.reference).delete()
        forget_words(visit)
        for name in EMPTIED:
            setattr(visit, name, "")
        visit.code_attempts_by_network, visit.missing_items = {}, []
        visit.nonce = new_nonce()
        visit.version += 1
        visit.erased_at = now
        visit.save()
        index.update(visit)
        transaction.on_commit(lambda: delete_files(files))
    return True


def delete_files(files: list[str | None]) -> None:
    """Of the storage, by their names; once it is certain that no row names them."""
    for name in files:
        if name:
            default_storage.delete(name)
