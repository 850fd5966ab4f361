"""What is noted on the day: how many came, when, and whether they may be photographed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.language.dates import day_words, time_words
from visits.queries.day import MOST_CAME, DayVisit, WrongMoment, check_moment


class _OnTheDay(forms.Form):
    """A note about `row`, made at `now`; its time is on the day of the visit itself.

    Left empty the time is now, which only today itself can mean.
    """

    time_field = ""

    def __init__(self, *args: Any, row: DayVisit, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Several such forms stand on one page.
        self.auto_id = f"id_{row.visit.reference}_%s"
        self.row, self.now = row, now

    @property
    def moment(self) -> dt.datetime | None:
        """The time that was given as an instant, or None: now."""
        at: dt.time | None = self.cleaned_data[self.time_field]
        if at is None:
            return None
        return dt.datetime.combine(self.row.session.date, at, self.row.session.starts_at.tzinfo)

    def _check_moment(self) -> None:
        if self.time_field not in self.cleaned_data:
            return
        today = self.now.astimezone(self.row.session.starts_at.tzinfo).date()
        moment = self.moment
        if moment is None and self.row.session.date != today:
            words = _("Write the time: this visit was on %(day)s.")
            self.add_error(self.time_field, words % {"day": day_words(self.row.session.date)})
        elif moment is not None:
            self._check_against(moment)

    def _check_against(self, moment: dt.datetime) -> None:
        arrived = self.row.visit.arrived_at if self.time_field == "left_at" else None
        try:
            check_moment(moment, session=self.row.session, now=self.now, arrived_at=arrived)
        except WrongMoment as wrong:
            words = _("This time has not come yet.")
            if wrong.code == "before_arrival" and arrived is not None:
                local = time_words(arrived.astimezone(self.row.session.starts_at.tzinfo))
                words = _("They arrived at %(time)s; write a later time.") % {"time": local}
            self.add_error(self.time_field, words)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Empty: now."),
        error_messages={"invalid": gettext_lazy("Write the time like 09.05.")},
    )


def _people(*, required: bool) -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("People who came"),
        required=required,
        min_value=1,
        max_value=MOST_CAME,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Write how many came."),
            "invalid": gettext_lazy("Write a whole number, such as 22."),
            "min_value": gettext_lazy("At least one. Nobody came? Then press “Did not come”."),
        },
    )


class ArrivalForm(_OnTheDay):
    """They are here."""

    time_field = "arrived_at"
    people = _people(required=True)
    photographs = forms.TypedChoiceField(
        label=gettext_lazy("May they be photographed?"),
        required=False,
        choices=[
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
            ("", gettext_lazy("Not asked yet")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    arrived_at = _time(gettext_lazy("Time of arrival"))

    def clean(self) -> dict[str, Any]:
        """See that the time can be true."""
        self._check_moment()
        return self.cleaned_data


class DepartureForm(_OnTheDay):
    """They left."""

    time_field = "left_at"
    people = _people(required=False)
    left_at = _time(gettext_lazy("Time of departure"))

    def clean(self) -> dict[str, Any]:
        """See that the time can be true, and not before they came."""
        self._check_moment()
        return self.cleaned_data
