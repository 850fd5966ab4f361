"""What the house itself obliges staff to do: weeks with too much in them, free places."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.models import Waiting
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from visits.inbox.items import Kind, Obligation
from visits.inbox.open_visits import Open
from visits.language.dates import week_words


def weeks(here: Open) -> Iterator[Obligation]:
    for week in here.schedule.weeks():
        if not week.overcommitted:
            continue
        over = week.taken - week.capacity
        words = ngettext(
            "%(count)s visit more than there are places: move it",
            "%(count)s visits more than there are places: move them",
            over,
        ) % {"count": over}
        starts_at = dt.datetime.combine(week.starts_on, dt.time(), here.schedule.zone)
        yield Obligation(
            kind=Kind.WEEK,
            due=starts_at,
            title=_("Week %(week)s") % {"week": week_words(week.starts_on)},
            words=words,
            url=reverse("desk-week", args=[week.name]),
            mark=_("%(taken)s of %(capacity)s") % {"taken": week.taken, "capacity": week.capacity},
            urgent=True,
            week=week.starts_on,
        )


def _could_have(here: Open) -> Iterator[tuple[Waiting, list[SlotId]]]:
    return waiting.could_have(now=here.now, entries=here.queue, read=here.schedule)


def waiting_list(here: Open) -> Iterator[Obligation]:
    """One line where somebody who waits could have a place that nobody offered them yet."""
    if not here.numbers:
        return
    by_owner = {visit.owner_key: visit for visit in here.visits}
    could = [entry for entry, _slots in _could_have(here)]
    found = [by_owner[entry.owner] for entry in could if entry.owner in by_owner]
    if found:
        words = ngettext(
            "%(count)s delegation could have a place now",
            "%(count)s delegations could have a place now",
            len(found),
        ) % {"count": len(found)}
        yield Obligation(
            kind=Kind.WAITING_LIST,
            due=here.now,
            title=_("Waiting list"),
            words=f"{words}: {', '.join(visit.institution for visit in found[:3])}",
            url=reverse("desk-waiting"),
            mark=_("Place free"),
        )
