"""The charts of a report, each with its title as a finding, its table, and the visits behind it."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from visits.language.figures import change_words, decimal_words, whole_words
from visits.models import Status
from visits.reports.asked import Asked
from visits.reports.charts import Columns, columns, share
from visits.reports.held import By, Count
from visits.reports.map.shading import Map, map_of
from visits.reports.period import Period, last_day_of
from visits.reports.report import Report

# So many bars are drawn; the table has them all.
_BARS = 6


@dataclass(frozen=True)
class Row:
    """A count with that of the period before, the length of its bar, and where its visits are.

    `change` is empty where nothing is compared. `where` is the query of the list of visits, empty
    where it has no such filter.
    """

    name: str
    visits: int
    people: int
    before: int | None
    change: str
    share: int
    where: str


@dataclass(frozen=True)
class Section:
    """A chart: `bars` of it, and `rows` of its table; what more there is, in `rest` words.

    Provinces have a `map` too.
    """

    slug: str
    title: str
    rows: list[Row]
    rest: str = ""
    rest_visits: int = 0
    chart: Columns | None = None
    map: Map | None = None

    @property
    def bars(self) -> list[Row]:
        """Those that are drawn."""
        return self.rows[:_BARS]


# What is ranked, in the order of the page: its title, and the finding where one is ahead.
_TITLES = {
    By.PROVINCE: (
        gettext_lazy("Where they came from"),
        gettext_lazy("Where they came from: %(name)s first"),
    ),
    By.TOPIC: (gettext_lazy("What was asked about"), gettext_lazy("Most asked about: %(name)s")),
    By.REGION: (gettext_lazy("Regencies and cities"), gettext_lazy("Most often here: %(name)s")),
    By.AGENCY: (gettext_lazy("Agencies asked for"), gettext_lazy("Most asked for: %(name)s")),
    By.RANK: (gettext_lazy("Who led them"), gettext_lazy("Led most often by: %(name)s")),
}
# The filter of the list of visits that narrows it to a count's key.
_FILTERS = {By.PROVINCE: "region", By.REGION: "region"}


def sections_of(this: Report, before: Report | None) -> list[Section]:
    """By month, then what is ranked; nothing where no visit took place."""
    if not this.visitors.visits:
        return []
    ranked = [_ranked(by, this, before) for by in _TITLES if this.visitors.by[by]]
    return [_months(this, before), *ranked]


def _months(this: Report, before: Report | None) -> Section:
    months = this.visitors.by[By.MONTH]
    former = _aligned(this, before)
    most = max(months, key=lambda month: month.visits)
    total = this.visitors.visits
    title = ngettext("%(n)s visit", "%(n)s visits", total) % {"n": whole_words(total)}
    # Of single visits, or where two months are level, none is said to be ahead.
    level = sum(month.visits == most.visits for month in months)
    if len(months) > 1 and most.visits > 1 and level == 1:
        title = _("%(visits)s; most in %(month)s") % {
            "visits": title,
            "month": date_format(dt.date.fromisoformat(most.key), "F"),
        }
    rows = [
        _row(month, former[n] if former else None, most.visits, _of_month(month.key, this.period))
        for n, month in enumerate(months)
    ]
    labels = [date_format(dt.date.fromisoformat(month.key), "M") for month in months]
    chart = columns([(label, row.visits) for label, row in zip(labels, rows, strict=True)])
    # Bars of more months than a year has would be too thin to read.
    return Section(By.MONTH, title, rows, chart=chart if len(months) <= 12 else None)


def _aligned(this: Report, before: Report | None) -> list[int] | None:
    """The months before, the first beside the first; None where they are not as many."""
    if before is None or len(before.visitors.by[By.MONTH]) != len(this.visitors.by[By.MONTH]):
        return None
    return [month.visits for month in before.visitors.by[By.MONTH]]


def _ranked(by: By, this: Report, before: Report | None) -> Section:
    counts = this.visitors.by[by]
    were = {c.key: c.visits for c in before.visitors.by[by]} if before else None
    filters = _FILTERS.get(by)
    rows = [
        _row(
            count,
            None if were is None else were.get(count.key, 0),
            counts[0].visits,
            _list_of(this.period, **{filters: count.key}) if filters else "",
        )
        for count in counts
    ]
    more = counts[_BARS:]
    title, finding = _TITLES[by]
    ahead = len(counts) > 1 and counts[0].visits > counts[1].visits
    provinces = this.visitors.provinces if by == By.PROVINCE else {}
    return Section(
        by,
        finding % {"name": counts[0].name} if ahead else str(title),
        rows,
        rest=ngettext("%(n)d more", "%(n)d more", len(more)) % {"n": len(more)} if more else "",
        rest_visits=sum(count.visits for count in more),
        map=_map(counts, provinces, rows) if provinces else None,
    )


def _map(counts: list[Count], provinces: dict[str, str], rows: list[Row]) -> Map:
    links = {count.key: row.where for count, row in zip(counts, rows, strict=True)}
    return map_of(counts, provinces, links=links)


def _row(count: Count, before: int | None, highest: int, where: str) -> Row:
    change = "" if before is None else change_words(count.visits, before)
    length = share(count.visits, highest)
    return Row(count.name, count.visits, count.people, before, change, length, where)


def _of_month(month: str, period: Period) -> str:
    first = dt.date.fromisoformat(month)
    part = Period(max(first, period.first), min(last_day_of(first), period.last))
    return _list_of(part)


def _list_of(period: Period, **filters: str) -> str:
    """The query of the list with the visits that were held in `period`."""
    days = {"from": f"{period.first}", "to": f"{period.last}"}
    return urlencode({**days, "status": Status.COMPLETED.value, **filters})


@dataclass(frozen=True)
class Outcome:
    """How many requests had it; `kind` is the colour that says how it ended."""

    name: str
    count: int
    share: int
    kind: str


def outcomes_of(asked: Asked) -> list[Outcome]:
    """What became of the requests of a period, and how many waited for a place."""
    counts = (
        (_("approved"), asked.approved, "ok"),
        (_("waited for a place"), asked.waiting, "wait"),
        (_("got one"), asked.got_a_place, "wait"),
        (_("declined"), asked.declined, "stop"),
        (_("cancelled"), asked.cancelled, "stop"),
        (_("lapsed"), asked.lapsed, "stop"),
        (_("under way"), asked.open, "ok"),
    )
    return [
        Outcome(name, count, share(count, asked.requests), kind)
        for name, count, kind in counts
        if count
    ]


def waited_words(asked: Asked) -> str:
    """How long a place was waited for; nothing where nobody got one."""
    if asked.waited.median is None:
        return ""
    return _("Half of those who got a place waited no longer than %(n)s days.") % {
        "n": decimal_words(asked.waited.median)
    }
