"""What the list of visits is narrowed to, as its address says it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.models import BookingRules
from scheduling.weeks import monday_of, parse_week, sunday_of, week_name
from visits.language.typed_times import parse_day
from visits.models import (
    Agency,
    Assignment,
    ImportBatch,
    Officer,
    Rank,
    Region,
    Status,
    Topic,
    Visit,
)
from visits.pages.frame.typed import Day
from visits.queries.narrowed import declined_for, sent_between, waited
from visits.queries.placed import in_days
from visits.reference.countries import countries_meant
from visits.reference.finding import find, within
from visits.reference.names import listed, rows
from visits.search.finding import matching

# What an address may hold besides the edge of a page.
NAMES = (
    *("q", "status", "week", "from", "to", "region", "officer", "ordering"),
    *("topic", "agency", "rank", "reason", "waited", "sent_from", "sent_to", "import"),
)
FOLDED_AWAY = tuple(name for name in NAMES if name not in ("q", "status", "ordering"))
NO_OFFICER = "none"
# Whether a visit was ever on the waiting list, and whether that gave it a place.
WAITED, PLACED = "yes", "placed"
WAITED_WORDS = {
    WAITED: gettext_lazy("was on the waiting list"),
    PLACED: gettext_lazy("got a place from the waiting list"),
}
# A declined visit's reason is as long as its field takes.
_LONGEST, _LONGEST_REASON = 200, 1000
_HELD, _SENT = ("from", "to"), ("sent_from", "sent_to")
# What is narrowed to by one code, and where a visit has it.
_CODES = {
    "topic": "topics__code",
    "agency": "agencies__code",
    "rank": "leader_rank",
    "import": "imported__batch",
}
_MOST_NEAR = 5
_NUMBER = re.compile(r"[0-9]{1,9}")
_WEEK = re.compile(r"(?:(\d{4})-?)?[Ww]?(\d{1,2})", re.ASCII)


@dataclass
class Filters:
    """What was asked for as it was typed, and what of it was understood.

    `errors` by the name of the field; with any, no visit fits: a list of other visits than were
    asked for would be taken, and written to a file, for those.
    """

    typed: dict[str, str]
    statuses: list[str]
    days: tuple[dt.date, dt.date] | None = None
    sent: tuple[dt.date, dt.date] | None = None
    week: dt.date | None = None
    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def folded_away(self) -> int:
        """How many of the filters are set that the page shows only when asked; chips tell them."""
        return sum(bool(self.typed[name]) for name in FOLDED_AWAY)

    @property
    def shown(self) -> dict[str, str]:
        """What date and week fields show: as browsers take it, or as it was typed if wrong."""
        found = {"week": week_name(self.week) if self.week else self.typed["week"]}
        for names, days in ((_HELD, self.days), (_SENT, self.sent)):
            for name, day in zip(names, days or (dt.date.min, dt.date.max), strict=True):
                understood = self.typed[name] and name not in self.errors
                found[name] = day.isoformat() if understood else self.typed[name]
        return found

    def of(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """Those that fit."""
        if self.errors:
            return visits.none()
        if self.statuses:
            visits = visits.filter(status__in=self.statuses)
        if self.regions or self.countries:
            visits = visits.filter(Q(region__in=self.regions) | Q(country__in=self.countries))
        if self.typed["officer"] == NO_OFFICER:
            visits = visits.filter(assignments=None)
        elif self.typed["officer"]:
            named = Assignment.objects.filter(officer=int(self.typed["officer"]))
            visits = visits.filter(pk__in=named.values("visit"))
        visits = self._behind_figures(visits)
        if self.days:
            visits = in_days(visits, *self.days)
        if self.week:
            visits = in_days(visits, self.week, sunday_of(self.week))
        return matching(visits, self.typed["q"])

    def _behind_figures(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """Those that a report counts so (docs/reports.md)."""
        for name, field_name in _CODES.items():
            if self.typed[name]:
                visits = visits.filter(**{field_name: self.typed[name]})
        if self.typed["waited"]:
            visits = waited(visits, placed=self.typed["waited"] == PLACED)
        if self.sent:
            visits = sent_between(visits, *self.sent, zone=BookingRules.load().zone)
        if self.typed["reason"]:
            visits = declined_for(visits, self.typed["reason"])
        return visits


def read(query: QueryDict, *, today: dt.date) -> Filters:
    """What an address asks for; `today` is the host's date, for weeks without a year."""
    typed = {
        name: query.get(name, "")
        .replace("\x00", "")[: _LONGEST_REASON if name == "reason" else _LONGEST]
        .strip()
        for name in NAMES
    }
    asked = set(query.getlist("status"))
    filters = Filters(typed, [status for status in Status.values if status in asked])
    if typed["week"]:
        try:
            filters.week = _week(typed["week"], today=today)
        except (ValueError, OverflowError):
            filters.errors["week"] = _("Write the week like 2026-W50.")
    filters.days = _days(filters, _HELD)
    filters.sent = _days(filters, _SENT)
    if typed["region"]:
        filters.countries = countries_meant(typed["region"])
        filters.regions = _regions(typed["region"])
        if not filters.regions and not filters.countries:
            filters.errors["region"] = _unknown_region(typed["region"])
    officer = typed["officer"]
    if officer and officer != NO_OFFICER and not _is_officer(officer):
        filters.errors["officer"] = _("This officer is not in the list any more.")
    for name, is_known in _KNOWN.items():
        if typed[name] and not is_known(typed[name]):
            filters.errors[name] = _("This is not in the list any more.")
    if typed["import"] and not _is_import(typed["import"]):
        filters.errors["import"] = _("There is no such import.")
    return filters


def provinces() -> list[str]:
    """Their names, to be suggested, and abroad."""
    names = (r["name"] for r in rows("regions.csv") if r["kind"] == Region.Kind.PROVINCE)
    return [*sorted(names), _("abroad")]


def _week(text: str, *, today: dt.date) -> dt.date:
    """The Monday of "2026-W50", "W50", "50" or of a date: not every browser has a picker."""
    if match := _WEEK.fullmatch(text.replace(" ", "")):
        return parse_week(f"{match[1] or today.isocalendar().year}-W{int(match[2]):02d}")
    return monday_of(parse_day(text))


def _days(filters: Filters, names: tuple[str, str]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day; an open end is the end of time; None where none was typed."""
    days = dict(zip(names, (dt.date.min, dt.date.max), strict=True))
    for name in names:
        if filters.typed[name]:
            try:
                days[name] = Day().clean(filters.typed[name])
            except ValidationError as unclear:
                filters.errors[name] = unclear.messages[0]
    first, last = days.values()
    if first > last:
        filters.errors[names[1]] = _("This is before the first day.")
    return (first, last) if any(filters.typed[name] for name in names) else None


def _regions(text: str) -> frozenset[str]:
    """The codes that are meant by a code or a name; a province's with all its members'."""
    known = listed()
    if text in known.of:
        return frozenset(code for code in known.of if code == text or code.startswith(f"{text}."))
    return within(text, known)


def _unknown_region(text: str) -> str:
    near = find(text, listed()).codes[:_MOST_NEAR]
    if not near:
        return _("No region and no country is called so.")
    named = {region.code: region.full_name for region in Region.objects.filter(code__in=near)}
    return _("No region and no country is called so. Perhaps: %(names)s") % {
        "names": ", ".join(named[code] for code in near if code in named)
    }


def _is_officer(text: str) -> bool:
    return text.isascii() and text.isdigit() and Officer.objects.filter(pk=int(text)).exists()


def _is_import(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and ImportBatch.objects.filter(pk=text).exists()


_KNOWN: dict[str, Callable[[str], object]] = {
    "topic": lambda code: Topic.objects.filter(code=code).exists(),
    "agency": lambda code: Agency.objects.filter(code=code).exists(),
    "rank": lambda value: value in Rank.values,
    "waited": lambda value: value in WAITED_WORDS,
}
