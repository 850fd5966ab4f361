"""How it went: who came on time and who did not come, and the index of satisfaction by month."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.language.figures import decimal_words, percent_words, whole_words
from visits.models import Status
from visits.pages.desk.reports.behind import held_behind
from visits.pages.desk.reports.cards import period_words
from visits.reports.charts import Columns, columns, share
from visits.reports.held import ON_TIME_WITHIN, Visitors
from visits.reports.period import Period, last_day_of
from visits.reports.report import Report
from visits.reports.satisfaction import Index

# Bars of more months than a year has would be too thin to read.
_MOST_MONTHS = 12


@dataclass(frozen=True)
class Line:
    """How many delegations it was; `kind` is the colour, `where` the query of the list of them."""

    name: str
    count: int
    share: int
    kind: str
    where: str


@dataclass(frozen=True)
class Arrivals:
    """Who came and when: a finding, who came and who did not, and in words how late they were."""

    title: str
    lines: list[Line]
    late: str
    before: str


def arrivals_of(this: Report, before: Report | None) -> Arrivals | None:
    """Of the delegations that were expected; None where there was none."""
    held, period = this.visitors, this.period
    expected = held.visits + held.no_shows
    if not expected:
        return None
    counts = (
        (_("came"), held.visits, "ok", Status.COMPLETED),
        (_("did not come"), held.no_shows, "stop", Status.NO_SHOW),
    )
    part = held.punctual
    return Arrivals(
        title=_("On the day")
        if part is None
        else ngettext(
            "%(part)s of %(n)s noted arrival on time",
            "%(part)s of %(n)s noted arrivals on time",
            held.noted,
        )
        % {"part": percent_words(part), "n": whole_words(held.noted)},
        lines=[
            Line(name, count, share(count, expected), kind, held_behind(period, status=status))
            for name, count, kind, status in counts
            if count
        ],
        late=_late_words(held),
        before=_before(before, percent_words(before.visitors.punctual))
        if before and before.visitors.noted
        else "",
    )


def _late_words(held: Visitors) -> str:
    words = {
        "late": whole_words(held.noted - held.on_time),
        "minutes": ON_TIME_WITHIN // dt.timedelta(minutes=1),
        "unknown": whole_words(held.visits - held.noted),
    }
    return (
        _("More than %(minutes)d minutes late: %(late)s. Arrival not noted: %(unknown)s.") % words
    )


@dataclass(frozen=True)
class Month:
    """What guests answered in a month; `where` is the query of the survey's page."""

    name: str
    answers: int
    value: str
    grade: str
    where: str


@dataclass(frozen=True)
class Course:
    """The index month by month, the chart of it, and in words the period before."""

    title: str
    months: list[Month]
    chart: Columns | None
    before: str


def course_of(this: Report, before: Report | None) -> Course | None:
    """Of the months in which somebody answered; None where nobody did."""
    found = this.satisfaction
    if found.whole.value is None:
        return None
    answered = [(day, index) for day, index in found.months.items() if index.answers]
    return Course(
        title=_("IKM %(value)s, month by month") % {"value": _value(found.whole)},
        months=[
            Month(
                date_format(day, "F Y"),
                index.answers,
                _value(index),
                f"{index.grade.value} ({index.grade.label})" if index.grade else "",
                _answers_of(day, this.period),
            )
            for day, index in answered
        ],
        chart=columns([(date_format(day, "M"), round(index.value or 0)) for day, index in answered])
        if len(answered) <= _MOST_MONTHS
        else None,
        before=_before(before, _value(before.satisfaction.whole))
        if before and before.satisfaction.whole.answers
        else "",
    )


def _value(index: Index) -> str:
    return decimal_words(None if index.value is None else float(index.value), 2)


def _before(before: Report, words: str) -> str:
    return f"{period_words(before.period)}: {words}"


def _answers_of(month: dt.date, period: Period) -> str:
    first = max(month, period.first)
    return urlencode({"dari": f"{first}", "sampai": f"{min(last_day_of(month), period.last)}"})
