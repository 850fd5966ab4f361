"""A letter that is here already: of the same sender, number and date."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from visits.models import Status, Visit

# Of one day hardly a handful is dated; more than these were made to be slow.
_MOST = 200
# The hidden field by which guests say that they know of the letter that came before.
SEEN = "letter_seen"
_NEVER_CAME = (Status.UNVERIFIED, Status.EXPIRED)


def same_letter(
    *, number: str, date: dt.date | None, institution: str, but: Visit | None = None
) -> Visit | None:
    """The first request that came by this letter, of other visits than `but`; one query.

    However number and sender are written: "005 / 123" is "005/123". None where the number or the
    date is missing, since then nobody knows.
    """
    if not number or date is None:
        return None
    rows = Visit.objects.filter(letter_date=date).exclude(letter_number="")
    rows = rows.exclude(status__in=_NEVER_CAME).order_by("created_at", "pk")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return next(_alike(rows[:_MOST], number, institution), None)


@dataclass(frozen=True)
class Received:
    """A letter of this number and date came on that day; `seal` is what a second press sends."""

    day: dt.date
    seal: str


def received_on(
    *,
    number: str,
    date: dt.date | None,
    institution: str,
    but: Visit | None = None,
    seen: str = "",
) -> Received | None:
    """That the letter came before, as guests are told: on which day, and nothing else of it.

    None also where `seen` is the seal of this letter: they were told, and go on all the same.
    """
    before = same_letter(number=number, date=date, institution=institution, but=but)
    seal = f"{number}|{date}"
    if before is None or seen == seal:
        return None
    return Received(timezone.localdate(before.created_at), seal)


def _alike(rows: Iterable[Visit], number: str, institution: str) -> Iterator[Visit]:
    wanted = _plain(number), _plain(institution)
    for visit in rows:
        if (_plain(visit.letter_number), _plain(visit.institution)) == wanted:
            yield visit


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
