"""The charts of a report, each with its title as a finding, its table, and the visits behind it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from visits.language.figures import change_words, decimal_words, whole_words
from visits.pages.desk.reports.behind import count_behind, outcomes_behind, sent_behind
from visits.reports.asked import Asked
from visits.reports.charts import Columns, columns, share
from visits.reports.held import By, Count
from visits.reports.map.shading import Map, map_of
from visits.reports.period import Period
from visits.reports.report import Report

# So many bars are drawn; the table has them all.
_BARS = 6
# So many rows a table has on the page and on paper; the XLSX and the CSV have them all.
_ROWS = 50
_WHOLE = (By.MONTH, By.PROVINCE)


@dataclass(frozen=True)
class Row:
    """A count with that of the period before, the length of its bar, and where its visits are.

    `change` is empty where nothing is compared. `where` is the query of the list of visits, and
    `where_before` that of the period before, empty where none is compared.
    """

    name: str
    visits: int
    people: int
    before: int | None
    change: str
    share: int
    where: str
    where_before: str = ""


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
    def shown(self) -> list[Row]:
        """The rows of its table; all of months, and of provinces, which the map leads to."""
        return self.rows if self.slug in _WHOLE else self.rows[:_ROWS]

    @property
    def hidden(self) -> str:
        """How many rows more there are, in words; empty where the table has all."""
        more = len(self.rows) - len(self.shown)
        words = ngettext(
            "%(n)d more, in the XLSX and the CSV", "%(n)d more, in the XLSX and the CSV", more
        )
        return words % {"n": more} if more else ""

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


def sections_of(this: Report, before: Report | None) -> list[Section]:
    """By month, then what is ranked; nothing where no visit took place."""
    if not this.visitors.visits:
        return []
    ranked = [_ranked(by, this, before) for by in _TITLES if this.visitors.by[by]]
    return [_months(this, before), *ranked]


def _months(this: Report, before: Report | None) -> Section:
    months = this.visitors.by[By.MONTH]
    former = _aligned(this, before)
    period = before.period if before and former else None
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
        _row(
            month,
            former[n].visits if former else None,
            most.visits,
            count_behind(By.MONTH, month.key, this.period),
            count_behind(By.MONTH, former[n].key, period) if former and period else "",
        )
        for n, month in enumerate(months)
    ]
    labels = [date_format(dt.date.fromisoformat(month.key), "M") for month in months]
    chart = columns([(label, row.visits) for label, row in zip(labels, rows, strict=True)])
    # Bars of more months than a year has would be too thin to read.
    return Section(By.MONTH, title, rows, chart=chart if len(months) <= 12 else None)


def _aligned(this: Report, before: Report | None) -> list[Count] | None:
    """The months before, the first beside the first; None where they are not as many."""
    if before is None or len(before.visitors.by[By.MONTH]) != len(this.visitors.by[By.MONTH]):
        return None
    return before.visitors.by[By.MONTH]


def _ranked(by: By, this: Report, before: Report | None) -> Section:
    counts = this.visitors.by[by]
    were = {c.key: c.visits for c in before.visitors.by[by]} if before else None
    rows = [
        _row(
            count,
            None if were is None else were.get(count.key, 0),
            counts[0].visits,
            count_behind(by, count.key, this.period),
            count_behind(by, count.key, before.period) if before else "",
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


def _row(count: Count, before: int | None, highest: int, where: str, where_before: str) -> Row:
    change = "" if before is None else change_words(count.visits, before)
    length = share(count.visits, highest)
    figures = count.name, count.visits, count.people, before, change, length
    return Row(*figures, where=where, where_before=where_before)


@dataclass(frozen=True)
class Outcome:
    """How many requests had it; `kind` is the colour that says how it ended."""

    name: str
    count: int
    share: int
    kind: str
    where: str


def outcomes_of(asked: Asked, period: Period) -> list[Outcome]:
    """What became of the requests of a period, and how many waited for a place."""
    where = outcomes_behind(period)
    counts = (
        ("approved", _("approved"), asked.approved, "ok"),
        ("waiting", _("waited for a place"), asked.waiting, "wait"),
        ("got_a_place", _("got one"), asked.got_a_place, "wait"),
        ("declined", _("declined"), asked.declined, "stop"),
        ("cancelled", _("cancelled"), asked.cancelled, "stop"),
        ("lapsed", _("lapsed"), asked.lapsed, "stop"),
        ("open", _("under way"), asked.open, "ok"),
    )
    return [
        Outcome(words, count, share(count, asked.requests), kind, where[name])
        for name, words, count, kind in counts
        if count
    ]


@dataclass(frozen=True)
class Declined:
    """A reason for which requests were declined, how many, and where they are."""

    reason: str
    count: int
    where: str


def reasons_of(asked: Asked, period: Period) -> list[Declined]:
    """The most frequent first."""
    return [
        Declined(reason, count, sent_behind(period, reason=reason))
        for reason, count in asked.reasons
    ]


def waited_words(asked: Asked) -> str:
    """How long a place was waited for; nothing where nobody got one."""
    if asked.waited.median is None:
        return ""
    return _("Half of those who got a place waited no longer than %(n)s days.") % {
        "n": decimal_words(asked.waited.median)
    }
