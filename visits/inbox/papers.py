"""Papers that guests wait for: the reply letter of an approved visit, visum sheets to hand over.

Only of a host that writes letters here at all: one who signs them is named. What nobody needs is
said so, once (visits/papers/life/waiving.py). And any paper whose PDF could not be made.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.inbox.items import Kind, Obligation
from visits.models import Paper, PaperForm, PaperKind, PaperNotNeeded, Status, Visit
from visits.papers.life import making
from visits.papers.life.table import IN_FORCE

# A travel order is written on the letter: so soon it should be there.
_LETTER_WITHIN = dt.timedelta(days=2)
# After that nobody comes for a sheet any more.
_SHEETS_FOR = dt.timedelta(days=30)


def waiting_papers(now: dt.datetime) -> Iterator[Obligation]:
    """One item for a letter that is not sent, one for a visit's sheets; two queries."""
    for visit in _without_letter().select_related("region__province"):
        due = visit.changed_at + _LETTER_WITHIN
        yield _item(visit, due, _("The reply letter is not sent"), late=due < now)
    for visit in _with_sheets(now).select_related("region__province"):
        due = (visit.left_at or visit.changed_at) + _LETTER_WITHIN
        yield _item(visit, due, _("Visum sheets are not handed over"), late=due < now)


def paper_hints(now: dt.datetime) -> Iterable[QuerySet[Any]]:
    """The rows without which there is nothing of it."""
    return [_without_letter(), _with_sheets(now)]


def unmade_papers(now: dt.datetime) -> Iterator[Obligation]:
    """One item for a visit's papers of a kind that could not be made; one query."""
    [failed] = unmade_hints(now)
    papers = failed.select_related("visit__region__province").order_by("visit_id", "kind", "pk")
    for (visit, kind), of_kind in groupby(papers, key=lambda one: (one.visit, PaperKind(one.kind))):
        first, *more = of_kind
        count = ngettext(
            "%(kind)s: its PDF could not be made",
            "%(kind)s: %(count)s PDFs could not be made",
            len(more) + 1,
        )
        place = ("desk-papers-people", kind) if first.person else ("desk-paper", first.pk)
        yield Obligation(
            kind=Kind.UNMADE,
            due=first.issued_at or now,
            title=visit.institution,
            words=count % {"kind": kind.label, "count": len(more) + 1},
            url=reverse(place[0], args=[visit.reference, place[1]]),
            mark=_("Make again"),
            urgent=True,
            visit=visit,
        )


def unmade_hints(now: dt.datetime) -> Sequence[QuerySet[Paper]]:
    """The rows that hint at it; what was replaced or withdrawn meanwhile nobody waits for."""
    return [making.given_up().filter(state__in=IN_FORCE)]


def _item(visit: Visit, due: dt.datetime, words: str, *, late: bool) -> Obligation:
    days = (timezone.localdate(due) - timezone.localdate(visit.changed_at)).days
    return Obligation(
        kind=Kind.PAPERS,
        due=due,
        title=visit.institution,
        words=words,
        url=f"{reverse('desk-visit', args=[visit.reference])}#papers",
        urgent=late and days > 0,
        visit=visit,
    )


def _not_needed(kind: PaperKind) -> Exists:
    return Exists(PaperNotNeeded.objects.filter(visit=OuterRef("pk"), kind=kind))


def _without_letter() -> QuerySet[Visit]:
    writes = PaperForm.objects.filter(kind=PaperKind.REPLY, signatory__isnull=False)
    papers = Paper.objects.filter(visit=OuterRef("pk"), kind=PaperKind.REPLY, state__in=IN_FORCE)
    there = papers.filter(Q(state=Paper.State.SENT) | Q(handed_over_at__isnull=False))
    found = Visit.objects.filter(Exists(writes), status=Status.CONFIRMED)
    return found.filter(~Exists(there), ~_not_needed(PaperKind.REPLY))


def _with_sheets(now: dt.datetime) -> QuerySet[Visit]:
    sheets = Paper.objects.filter(visit=OuterRef("pk"), kind=PaperKind.VISUM, state__in=IN_FORCE)
    found = Visit.objects.filter(
        Exists(sheets.filter(handed_over_at=None)),
        status=Status.COMPLETED,
        left_at__gt=now - _SHEETS_FOR,
    )
    return found.filter(~_not_needed(PaperKind.VISUM))
