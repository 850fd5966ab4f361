"""What guests answered: the index of a period, element by element, and their remarks."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import SurveyAnswer
from visits.pages.desk.frame.access import needs
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.typed import Day
from visits.people.roles import Right
from visits.survey.answering import result_of

_REMARKS_A_PAGE = 20


class PeriodDay(Day):
    """A day within the centuries that a calendar may be asked for."""

    widget = DateInput

    def clean(self, value: Any) -> dt.date | None:
        """The day; a typing error of the year is said rather than reckoned with."""
        day: dt.date | None = super().clean(value)
        if day and not 2000 <= day.year < 3000:
            raise forms.ValidationError(_("Check the year."))
        return day


class PeriodForm(forms.Form):
    """The first and the last day of a period."""

    dari = PeriodDay(label=_("From"))
    sampai = PeriodDay(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("This is before the first day."))
        return cleaned


@never_cache
@require_safe
@needs(Right.REPORT)
def survey(request: HttpRequest) -> HttpResponse:
    """One page: this year's, or the period asked for; a fixed number of queries."""
    today = timezone.localdate()
    year = {"dari": dt.date(today.year, 1, 1), "sampai": dt.date(today.year, 12, 31)}
    asked = "dari" in request.GET or "sampai" in request.GET
    form = PeriodForm(request.GET) if asked else PeriodForm(initial=year)
    period = form.cleaned_data if asked and form.is_valid() else year
    answers = _between(period["dari"], period["sampai"])
    remarks = Paginator(answers.exclude(remark=""), _REMARKS_A_PAGE)
    context = {
        "section": "survey",
        "form": form,
        "first": period["dari"],
        "last": period["sampai"],
        "result": result_of(answers),
        "remarks": remarks.get_page(request.GET.get("halaman")),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/survey.html", context, status=status)


def _between(first: dt.date, last: dt.date) -> QuerySet[SurveyAnswer]:
    """Answers given from the beginning of one day to the end of the other, by the host's clocks."""
    zone = timezone.get_current_timezone()
    begins, ends = (dt.datetime.combine(day, dt.time.min, zone) for day in (first, last))
    return SurveyAnswer.objects.filter(
        answered_at__gte=begins, answered_at__lt=ends + dt.timedelta(days=1)
    )
