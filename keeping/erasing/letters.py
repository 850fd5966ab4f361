"""Letters and papers are archives: nothing of them goes by itself, a list says what is old enough.

Whoever decides on the list leaves a record (berita acara): who, when, of which visits, and why.
"""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from keeping.erasing.visits import delete_files
from keeping.models import Receipt
from visits.models import Paper, Visit

_TAKE_OUT = f"DELETE FROM {Paper._meta.db_table} WHERE id = %s"  # noqa: S608 - our own name


def to_review(moment: dt.datetime) -> QuerySet[Visit]:
    """Visits over before `moment` that still have a letter or papers with bytes."""
    with_papers = Paper.objects.exclude(file="", signed_file="").values("visit")
    held = ~Q(letter_file="") | ~Q(assignment_letter="") | ~Q(letter_number="")
    held |= Q(pk__in=with_papers)
    return Visit.objects.filter(held, changed_at__lt=moment, erased_at__isnull=False).order_by("pk")


def destroy(visits: QuerySet[Visit], *, by: str, reason: str, now: dt.datetime) -> Receipt:
    """Erase letter and papers of `visits` as decided; number, day and kind of papers stay."""
    files: list[str | None] = []
    references = []
    with transaction.atomic():
        for visit in visits.select_for_update():
            references.append(visit.reference)
            files += [visit.letter_file.name or "", visit.assignment_letter.name or ""]
            visit.letter_file = visit.assignment_letter = ""
            visit.letter_number, visit.letter_date = "", None
            visit.version += 1
            visit.save()
            for paper in visit.papers.all():
                files += [paper.file.name or "", paper.signed_file.name or ""]
            for paper in visit.papers.order_by("pk"):
                _empty(paper)
        receipt = Receipt.objects.create(
            kind=Receipt.Kind.LETTERS,
            at=now,
            by=by,
            reason=reason,
            content={"visits": references, "files": len([name for name in files if name])},
        )
        transaction.on_commit(lambda: delete_files(files))
    return receipt


def _empty(paper: Paper) -> None:
    """Take what the paper says and its files, and leave its number, day, kind and code.

    Nobody changes what was issued (visits/papers/life/guards.py): it is taken out and written anew,
    in the caller's transaction, past the model, which would take along what hangs on it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OUT, [paper.pk])
    paper.data, paper.reason = {}, ""
    paper.file, paper.signed_file = "", ""
    paper.save(force_insert=True)
