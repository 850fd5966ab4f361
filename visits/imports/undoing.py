"""Taking an import back: the visits on which nobody has worked since, some at a time."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from visits.history.events import Actor
from visits.imports import links
from visits.imports.taking import let_others, mine
from visits.models import ImportBatch, ImportedVisit, Visit, VisitEvent
from visits.search import index

UNDO_WITHIN = dt.timedelta(days=30)
_AT_ONCE = 100
_State = ImportBatch.State


class CannotUndo(ValueError):
    """The import was taken back before, or is too old for it."""


def may_undo(batch: ImportBatch, *, now: dt.datetime) -> bool:
    """Whether it can be taken back: it was taken in, within UNDO_WITHIN."""
    return (
        batch.state == _State.TAKEN
        and batch.taken_at is not None
        and now < batch.taken_at + UNDO_WITHIN
    )


def undo(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> tuple[int, list[str]]:
    """Take back the visits of an import; gives how many went, and the references of those that
    stay because somebody has worked on them since. Raises CannotUndo.

    Where all of them stay, the import stays what it is. One that broke off is done once more.
    """
    gone = 0
    while True:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if not may_undo(batch, now=now):
                raise CannotUndo
            some = _take_some_away(batch)
            gone += some
            # Kept as it goes: a second press after one that broke off says the sum.
            before = batch.counts.get("undone", 0)
            batch.counts = {**batch.counts, "undone": before + some, "undone_by": by.name}
            if not some:
                stay = _end(batch, now)
            batch.save(update_fields=["state", "undone_at", "counts"])
        if not some:
            break
        let_others()
    index.prune()
    return gone, stay


def _end(batch: ImportBatch, now: dt.datetime) -> list[str]:
    stay = sorted(Visit.objects.filter(imported__batch=batch).values_list("reference", flat=True))
    if batch.counts["undone"] or not stay:
        batch.state, batch.undone_at = _State.UNDONE, now
        batch.counts["stay"] = stay
        links.forget(batch.counts.get("made", {}))
    return stay


def give_back(batch: ImportBatch, *, now: dt.datetime) -> None:
    """Take back what was made of an import that is being taken in: it is a draft again.

    Whoever takes it in stops. Where somebody has worked on one of its visits meanwhile, those
    stay, and it counts as taken. Raises Superseded where it is not being taken in any more.
    """
    while True:
        with transaction.atomic():
            held = mine(batch)
            if not _take_some_away(held):
                break
        let_others()
    with transaction.atomic():
        held = mine(batch)
        links.forget(held.counts.get("made", {}))
        held.state, held.version = _State.DRAFT, held.version + 1
        if kept := ImportedVisit.objects.filter(batch=held).count():
            held.state, held.taken_at, held.source, held.answers = _State.TAKEN, now, b"", {}
        held.counts = {**held.counts, "imported": kept} if kept else {}
        held.save()
    index.prune()


def _untouched(batch: ImportBatch) -> QuerySet[Visit]:
    touched = VisitEvent.objects.exclude(kind=VisitEvent.Kind.IMPORTED)
    visits = Visit.objects.filter(imported__batch=batch)
    return visits.exclude(pk__in=touched.filter(visit__in=visits).values("visit"))


def _take_some_away(batch: ImportBatch) -> int:
    going = list(_untouched(batch).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Visit.objects.filter(pk__in=going).delete()
    return len(going)
