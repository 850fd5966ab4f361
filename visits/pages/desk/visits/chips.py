"""Each filter of the list as a chip: what it is, and the address of the list without it."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.weeks import week_name
from visits.language.countries import country_name
from visits.language.dates import date_words
from visits.models import Agency, ImportBatch, Officer, Rank, Region, Status, Topic
from visits.pages.desk.visits.filters import NO_OFFICER, WAITED_WORDS, Filters

_LABELS = {
    "q": gettext_lazy("Search"),
    "status": gettext_lazy("Status"),
    "from": gettext_lazy("Session from"),
    "to": gettext_lazy("Session until"),
    "week": gettext_lazy("Week of the session"),
    "region": gettext_lazy("Origin"),
    "officer": gettext_lazy("Officer"),
    "topic": gettext_lazy("Topic"),
    "agency": gettext_lazy("Agency"),
    "rank": gettext_lazy("Leader's rank"),
    "reason": gettext_lazy("Declined because"),
    "waited": gettext_lazy("Waiting list"),
    "sent_from": gettext_lazy("Request sent from"),
    "sent_to": gettext_lazy("Request sent until"),
    "import": gettext_lazy("Taken in with the file"),
}


@dataclass(frozen=True)
class Chip:
    """A filter that is set: its name, its value in words, and the query that leaves it out.

    `error` says what is wrong with it, if something is.
    """

    label: str
    words: str
    query: str
    error: str = ""


def chips_of(filters: Filters, query: QueryDict) -> list[Chip]:
    """One for each filter, for each status; a query where a name is looked up, none without any."""
    return list(_chips(filters, query))


def _chips(filters: Filters, query: QueryDict) -> Iterator[Chip]:
    for name, label in _LABELS.items():
        if name == "status":
            for status in filters.statuses:
                left = query.copy()
                left.setlist(name, [other for other in filters.statuses if other != status])
                yield Chip(str(label), str(Status(status).label), left.urlencode())
        elif filters.typed[name]:
            left = query.copy()
            left.pop(name, None)
            error = filters.errors.get(name, "")
            yield Chip(str(label), _words(filters, name), left.urlencode(), error)


def _words(filters: Filters, name: str) -> str:
    """What was understood, or what was typed where it was not."""
    typed = filters.typed[name]
    if name in filters.errors or name not in _WORDS:
        return typed
    return _WORDS[name](filters, typed) or typed


def _of_day(name: str) -> Callable[[Filters, str], str]:
    return lambda filters, _typed: date_words(dt.date.fromisoformat(filters.shown[name]))


def _region(_filters: Filters, typed: str) -> str:
    """The name behind a code: reports lead here by codes."""
    if region := Region.objects.filter(code=typed).select_related("province").first():
        return region.full_name
    return country_name(typed) if len(typed) == 2 else typed


def _officer(_filters: Filters, typed: str) -> str:
    if typed == NO_OFFICER:
        return _("Nobody named yet")
    return str(Officer.objects.get(pk=int(typed)).name)


_WORDS: dict[str, Callable[[Filters, str], str]] = {
    "week": lambda filters, _typed: week_name(filters.week) if filters.week else "",
    "from": _of_day("from"),
    "to": _of_day("to"),
    "sent_from": _of_day("sent_from"),
    "sent_to": _of_day("sent_to"),
    "region": _region,
    "officer": _officer,
    "topic": lambda _filters, typed: Topic.objects.get(code=typed).local_name,
    "agency": lambda _filters, typed: Agency.objects.get(code=typed).name,
    "rank": lambda _filters, typed: str(Rank(typed).label),
    "import": lambda _filters, typed: str(ImportBatch.objects.get(pk=typed).file_name),
    "waited": lambda _filters, typed: str(WAITED_WORDS[typed]),
}
