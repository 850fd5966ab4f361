"""The booking rules: one row of deadlines and limits."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.models import BookingRules
from visits.history.events import Actor, staff
from visits.life.moving import tell_of_time_zone
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, edit
from visits.people.roles import Right

# What can be meant: the least and the most of each number.
_RANGES = {
    "lead_working_days": (0, 90),
    "horizon_days": (7, 730),
    "hold_minutes": (5, 7 * 24 * 60),
    "reply_working_days": (1, 30),
    "participants_due_days": (0, 30),
    "offer_hours": (1, 240),
    "proposal_working_days": (1, 30),
    "letter_working_days": (0, 60),
    "unconfirmed_per_address": (1, 100),
    "unconfirmed_per_network": (1, 1000),
    "active_per_region_week": (1, 100),
}


class RulesForm(SettingForm):
    """All of them on one page, with the least and the most that make sense."""

    class Meta:
        model = BookingRules
        fields = ["time_zone", *_RANGES]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in _RANGES.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
        self.fields["letter_working_days"].help_text = _(
            "The place of a request without a letter is kept to the end of that day; then it is "
            "released, approved or not. The delegation is told when it asks, and reminded the day "
            "before."
        )
        zones = [*BookingRules.Zone.choices]
        if self.instance.time_zone not in BookingRules.Zone.values:
            zones.append((self.instance.time_zone, self.instance.time_zone))
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=zones
        )


def _save(parts: Any, *, by: Actor, now: dt.datetime) -> BookingRules:
    rules: BookingRules = parts[0].save(commit=False)
    rules.pk = 1
    rules.save()
    if "time_zone" in parts[0].changed_data:
        tell_of_time_zone(by=by, now=now)
    return rules


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def rules(request: HttpRequest) -> HttpResponse:
    """Show and change them."""
    change = Change(
        title=_("Booking rules"),
        lead=_("They hold for requests from now on. What was approved stays approved."),
        back=reverse("settings"),
        parts=lambda posted: [
            RulesForm(posted.POST if posted else None, instance=BookingRules.load())
        ],
        save=lambda parts: _save(parts, by=staff(request.user), now=timezone.now()),
        done=gettext_lazy("Booking rules stored."),
        # A longer lead time ends the waiting for days that are then too near; another time zone
        # is told to everybody who has a visit in a calendar.
        touches_places=True,
    )
    return edit(request, change)
