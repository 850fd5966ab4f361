"""Forms about the people of a visit: several at once, somebody's times, a guest at the door."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.life.requesting import Person
from visits.models import Presence, Visit
from visits.pages.frame.typed import Clock
from visits.people import participant_lists
from visits.people.lists.rows import FIELDS, Row
from visits.presence.noting import usual_times
from visits.queries.day import DayVisit

CHOSEN, EXCEPT = "dicentang", "kecuali"


def _clock(label: Any, *, required: bool = False, help_text: Any = "") -> Clock:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return Clock(label=label, required=required, widget=widget, help_text=help_text)


class _OnTheirDay(forms.Form):
    """Times of the day are those of the visit's `row`, in the host's zone."""

    def __init__(self, *args: Any, row: DayVisit, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.now = row, now

    def _instant(self, field: str) -> dt.datetime | None:
        at: dt.time | None = self.cleaned_data.get(field)
        zone = self.row.session.starts_at.tzinfo
        return None if at is None else dt.datetime.combine(self.row.day, at, zone)


class SeveralForm(_OnTheirDay):
    """Those chosen, or all but those; on a day that is over with the session's times."""

    cara = forms.ChoiceField(
        label=gettext_lazy("Who was here"),
        choices=[
            (CHOSEN, gettext_lazy("Those I tick")),
            (EXCEPT, gettext_lazy("All but those I tick")),
        ],
        widget=forms.RadioSelect,
    )
    came = _clock(gettext_lazy("Came at"))
    left = _clock(gettext_lazy("Left at"))

    def __init__(self, *args: Any, row: DayVisit, now: dt.datetime, **kwargs: Any) -> None:
        came, left = usual_times(row, now=now)
        zone = row.session.starts_at.tzinfo
        initial: dict[str, Any] = {"cara": CHOSEN}
        if left is not None:
            initial |= {"came": came.astimezone(zone), "left": left.astimezone(zone)}
        super().__init__(*args, row=row, now=now, initial=initial, **kwargs)
        if left is None:
            self.fields["came"].help_text = _("Empty: now.")
            self.fields["left"].help_text = _("Empty: still here.")

    @property
    def came_at(self) -> dt.datetime | None:
        """The time of arrival that was given, as an instant, or None."""
        return self._instant("came")

    @property
    def left_at(self) -> dt.datetime | None:
        """The time of departure that was given, as an instant, or None."""
        return self._instant("left")

    @property
    def how(self) -> Presence.How:
        """With the others, or afterwards from the list that they signed."""
        zone = self.row.session.starts_at.tzinfo
        late = self.row.day != self.now.astimezone(zone).date()
        return Presence.How.LIST if late else Presence.How.BULK

    @property
    def chosen(self) -> set[int]:
        """The ids that were ticked; what is none is left out."""
        ticked = self.data.getlist("orang") if hasattr(self.data, "getlist") else []
        return {int(pk) for pk in ticked if pk.isascii() and pk.isdigit() and len(pk) < 19}

    def people(self, visit: Visit) -> set[int]:
        """The ids of those who were here."""
        if self.cleaned_data["cara"] == CHOSEN:
            return self.chosen
        return set(visit.participants.values_list("pk", flat=True)) - self.chosen

    def clean(self) -> dict[str, Any]:
        """See that somebody is meant, and that nobody leaves before they came."""
        if self.cleaned_data.get("cara") == CHOSEN and not self.chosen:
            self.add_error(None, _("Tick those who were here first."))
        came, left = self.cleaned_data.get("came"), self.cleaned_data.get("left")
        if came and left and left < came:
            self.add_error("left", _("Nobody leaves before they came. Look at both times."))
        return self.cleaned_data


class TimesForm(_OnTheirDay):
    """When somebody who is noted came and left."""

    came = _clock(gettext_lazy("Came at"), required=True)
    left = _clock(gettext_lazy("Left at"), help_text=gettext_lazy("Empty: still here."))

    def __init__(self, *args: Any, row: DayVisit, presence: Presence, **kwargs: Any) -> None:
        zone = row.session.starts_at.tzinfo
        left = presence.left_at
        initial = {
            "came": presence.came_at.astimezone(zone),
            "left": left.astimezone(zone) if left else None,
        }
        super().__init__(*args, row=row, initial=initial, auto_id="id_times_%s", **kwargs)
        self.presence = presence

    @property
    def came_at(self) -> dt.datetime:
        """When they came; to the second as it was noted, where the minute stayed."""
        was, typed = self.presence.came_at, self._instant("came")
        return was if typed is None or _same_minute(was, typed) else typed

    @property
    def left_at(self) -> dt.datetime | None:
        """When they left, likewise; None: still here."""
        was, typed = self.presence.left_at, self._instant("left")
        return was if was and typed and _same_minute(was, typed) else typed


def _same_minute(one: dt.datetime, other: dt.datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


class GuestForm(forms.Form):
    """Somebody who is not on the list, as a row of it (participant_lists.check)."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    position = forms.CharField(label=gettext_lazy("Position"), required=False)
    grade = forms.CharField(label=gettext_lazy("Grade"), required=False)
    nip = forms.CharField(label=gettext_lazy("NIP"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_guest_%s")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["name"].required = True

    @property
    def person(self) -> Person:
        """Who it is, cleaned."""
        found: Person = self.cleaned_data["person"]
        return found

    def clean(self) -> dict[str, Any]:
        """As a row of a list is checked; never a NIK."""
        row = Row(**{name: self.cleaned_data.get(name, "") for name in FIELDS})
        checked = participant_lists.check([row])
        for field, words in checked.errors.get(0, {}).items():
            if not self.has_error(field):
                self.add_error(field, words)
        if checked.people:
            self.cleaned_data["person"] = checked.people[0]
        return self.cleaned_data
