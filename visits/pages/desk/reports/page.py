"""The page *Laporan*: a period's figures beside those of the period before."""

import datetime as dt
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.pages.desk.frame.access import needs
from visits.pages.desk.papers.paper import shown_pdf
from visits.pages.desk.reports import files
from visits.pages.desk.reports.annual.contents import report_pdf
from visits.pages.desk.reports.behind import sent_behind
from visits.pages.desk.reports.cards import cards_of, period_words
from visits.pages.desk.reports.quality import arrivals_of, course_of
from visits.pages.desk.reports.sections import outcomes_of, reasons_of, sections_of, waited_words
from visits.pages.desk.survey import PeriodDay
from visits.people.roles import Right
from visits.reports.period import Period
from visits.reports.report import report_of
from visits.reports.years import years_until

# Longer than any host is old, short enough to be counted while somebody waits.
MOST_DAYS = 366 * 12


class AskedPeriod(forms.Form):
    """A year, or from one day to another; and whether the period before stands beside it."""

    tahun = forms.IntegerField(required=False, min_value=2000, max_value=2999)
    dari = PeriodDay(label=gettext_lazy("From"), required=False)
    sampai = PeriodDay(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came
        self.today = today

    def clean(self) -> dict[str, object]:
        """Both days or none; the last one is not before the first, nor too far from it."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("This is before the first day."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("sampai", _("A report covers twelve years at the most."))
        return cleaned

    def period(self) -> Period:
        """What was asked for, else the present year; an open end is this year's."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if year := asked.get("tahun"):
            return Period.of_year(year)
        first, last = asked.get("dari"), asked.get("sampai")
        if first:
            return Period(first, last or max(first, dt.date(self.today.year, 12, 31)))
        if last:
            return Period(dt.date(last.year, 1, 1), last)
        return Period.of_year(self.today.year)


@never_cache
@require_safe
@needs(Right.REPORT)
def report(request: HttpRequest) -> HttpResponseBase:
    """The figures as a page, or with `format` as a file; a fixed number of queries."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = AskedPeriod(request.GET or None, today=today)
    period = form.period()
    compares = request.GET.get("banding") != "0"
    this = report_of(period, now=now)
    before = report_of(period.before, now=now) if compares else None
    if not form.errors and request.GET.get("format") == "pdf":
        content = report_pdf(this, before, now=now)
        return shown_pdf(content, f"{files.name_of(this)}.pdf")
    if not form.errors and request.GET.get("format") in files.FORMATS:
        return files.FORMATS[request.GET["format"]](this, before)
    context = {
        "section": "report",
        "form": form,
        "title": period_words(period),
        "period": period,
        "before": period_words(period.before) if compares else "",
        "cards": cards_of(this, before),
        "sections": sections_of(this, before),
        "course": course_of(this, before),
        "arrivals": arrivals_of(this, before),
        "asked": this.asked,
        "outcomes": outcomes_of(this.asked, period),
        "requests_behind": sent_behind(period),
        "reasons": reasons_of(this.asked, period),
        "waited": waited_words(this.asked),
        "today": today,
        "years": years_until(today),
        "address": urlencode(_address(period, compares=compares)),
        "compares": compares,
        "nothing": not (this.visitors.visits or this.asked.requests),
    }
    return render(request, "desk/reports/report.html", context, status=422 if form.errors else 200)


def _address(period: Period, *, compares: bool) -> dict[str, str]:
    asked = (
        {"tahun": str(period.year)}
        if period.year
        else {"dari": f"{period.first}", "sampai": f"{period.last}"}
    )
    return asked if compares else {**asked, "banding": "0"}
