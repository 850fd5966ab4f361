"""What is noted on the day: how many came, when, and whether they may be photographed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.language.dates import day_words, time_words
from visits.life.step import LONGEST_REASON
from visits.pages.frame.typed import Clock, Line, PeopleNumber
from visits.queries.day import (
    MOST_CAME,
    DayVisit,
    WrongMoment,
    check_moment,
    usual_departure,
)


class _OnTheDay(forms.Form):
    """A note about `row`, made at `now`; its time is on the day on which they are here.

    Left empty the time is that of the press, where a phone kept it (`pressed_at`), else now, which
    only today itself can mean; a departure has a usual one then.
    """

    time_field = ""
    time_needed_later = True

    def __init__(
        self,
        *args: Any,
        row: DayVisit,
        now: dt.datetime,
        pressed_at: dt.datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # Several such forms stand on one page.
        self.auto_id = f"id_{row.visit.reference}_%s"
        self.row, self.now, self.pressed_at = row, now, pressed_at

    @property
    def late(self) -> bool:
        """Whether it is written down on another day, so that the time must be given."""
        return self.row.day != self.now.astimezone(self.row.session.starts_at.tzinfo).date()

    @property
    def moment(self) -> dt.datetime | None:
        """The time that was given as an instant, or that of the press, or None: now."""
        at: dt.time | None = self.cleaned_data[self.time_field]
        if at is None:
            return self.pressed_at
        return dt.datetime.combine(self.row.day, at, self.row.session.starts_at.tzinfo)

    def _check_moment(self) -> None:
        if self.time_field not in self.cleaned_data:
            return
        moment = self.moment
        if moment is None and self.late and self.time_needed_later:
            words = _("Write the time: this visit was on %(day)s.")
            self.add_error(self.time_field, words % {"day": day_words(self.row.day)})
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


def _time(label: Any) -> Clock:
    return Clock(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Empty: now."),
    )


def _people(*, required: bool) -> PeopleNumber:
    return PeopleNumber(
        label=gettext_lazy("People who came"),
        required=required,
        min_value=1,
        max_value=MOST_CAME,
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
    time_needed_later = False
    people = _people(required=False)
    left_at = _time(gettext_lazy("Time of departure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.late:
            arrived = self.row.visit.arrived_at
            usual = usual_departure(self.row.session, now=self.now, arrived_at=arrived)
            words = _("Empty: %(time)s, when their session ended.")
            local = time_words(usual.astimezone(self.row.session.starts_at.tzinfo))
            self.fields["left_at"].help_text = words % {"time": local}

    def clean(self) -> dict[str, Any]:
        """See that the time can be true, and not before they came."""
        self._check_moment()
        return self.cleaned_data


class AnotherDayForm(forms.Form):
    """They are here, though their session is another day's."""

    people = _people(required=True)
    reason = Line(
        label=gettext_lazy("Why today"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Write why: it stands in the history.")},
    )
