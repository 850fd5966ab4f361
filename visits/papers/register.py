"""The register of numbers, both directions: letters that came in, papers that went out.

Found by either number: ours, and that of the letter it answers. A number that was withdrawn stays
in it with its reason, since a gap is a question of auditors.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from visits.models import Paper, PaperKind, Status, Visit
from visits.papers.life.table import State


class Way(StrEnum):
    """Which way a letter went."""

    OUT = "keluar"
    IN = "masuk"


@dataclass(frozen=True)
class Search:
    """What of the register is asked for; `words` are of a number or an institution."""

    words: str = ""
    year: int | None = None
    kind: PaperKind | None = None
    ended: bool = False
    """Only what was withdrawn or replaced."""


@dataclass(frozen=True)
class Entry:
    """One line: number, date, whose; `answers` is the number of the letter it answers."""

    number: str
    day: dt.date | None
    kind: str
    institution: str
    reference: str
    answers: str
    state: str
    reason: str
    paper: Paper | None = None


def outgoing(search: Search) -> QuerySet[Paper]:
    """Papers with a number, the newest first."""
    found = Paper.objects.exclude(state=State.DRAFT).exclude(number="")
    if search.year is not None:
        found = found.filter(issued_on__year=search.year)
    if search.kind is not None:
        found = found.filter(kind=search.kind)
    if search.ended:
        found = found.filter(state__in=(State.REPLACED, State.WITHDRAWN))
    if search.words:
        words = search.words
        found = found.filter(
            Q(number__icontains=words)
            | Q(visit__letter_number__icontains=words)
            | Q(visit__institution__icontains=words)
            | Q(visit__reference__iexact=words)
        )
    found = found.select_related("visit", "replaced_by")
    return found.order_by("-issued_on", "-running", "-pk")


def incoming(search: Search) -> QuerySet[Visit]:
    """Visits whose letter has a number or a date, the newest letter first."""
    found = Visit.objects.exclude(letter_number="", letter_date=None)
    found = found.exclude(status=Status.UNVERIFIED)
    if search.year is not None:
        found = found.filter(letter_date__year=search.year)
    if search.words:
        words = search.words
        found = found.filter(
            Q(letter_number__icontains=words)
            | Q(papers__number__icontains=words)
            | Q(institution__icontains=words)
            | Q(reference__iexact=words)
        ).distinct()
    return found.prefetch_related("papers").order_by("-letter_date", "-pk")


def entry_of(paper: Paper) -> Entry:
    """A paper's line."""
    by = paper.replaced_by
    reason = paper.reason
    if by is not None:
        told = _("replaced by %(number)s") % {"number": by.number}
        reason = f"{told}: {reason}" if reason else told
    if paper.number_again:
        told = _("an earlier paper bears this number too")
        reason = f"{told}: {reason}" if reason else told
    return Entry(
        number=paper.number,
        day=paper.issued_on,
        kind=paper.get_kind_display(),
        institution=paper.visit.institution,
        reference=paper.visit.reference,
        answers=paper.visit.letter_number,
        state=paper.get_state_display(),
        reason=reason,
        paper=paper,
    )


def letter_entry_of(visit: Visit) -> Entry:
    """A letter's line; `answers` are the numbers of what answered it."""
    replies = [p.number for p in visit.papers.all() if p.kind == PaperKind.REPLY and p.number]
    return Entry(
        number=visit.letter_number,
        day=visit.letter_date,
        kind=_("Letter that came in"),
        institution=visit.institution,
        reference=visit.reference,
        answers=", ".join(replies),
        state=visit.get_status_display(),
        reason="",
    )


def entries(way: Way, search: Search) -> list[Entry]:
    """All lines of one way."""
    if way == Way.IN:
        return [letter_entry_of(visit) for visit in incoming(search)]
    return [entry_of(paper) for paper in outgoing(search)]


def years(today: dt.date) -> list[int]:
    """From that of the first number to this one, the newest first; one row is read for it."""
    numbered = Paper.objects.exclude(number="").filter(issued_on__isnull=False)
    first = numbered.order_by("issued_on", "pk").values_list("issued_on", flat=True).first()
    begin = min(first.year, today.year) if first else today.year
    return list(range(today.year, begin - 1, -1))
