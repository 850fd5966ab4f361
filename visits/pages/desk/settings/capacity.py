"""Capacity: the rules from a week on, and single weeks of their own."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scheduling.models import CapacityRule, Week
from scheduling.rules.weekly_capacity import CapacityRules, apply_capacity_rules, set_week_capacity
from scheduling.weeks import monday_of
from visits.language.dates import week_words
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, Part, Removal, edit, remove, today
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.typed import Day, Line, WholeNumber
from visits.people.quota import why_not_so_many
from visits.people.roles import Right


class RuleForm(SettingForm):
    """A capacity from a week on. Any day may be given: its week is meant."""

    class Meta:
        model = CapacityRule
        fields = ["from_week", "capacity", "daily_limit", "note"]
        widgets = {"from_week": DateInput()}
        labels = {"from_week": gettext_lazy("From the week of")}
        help_texts = {"from_week": gettext_lazy("Any day of that week; it begins on Monday.")}

    def clean_from_week(self) -> dt.date:
        """The Monday of its week."""
        day: dt.date = self.cleaned_data["from_week"]
        return monday_of(day)


class WeekForm(forms.Form):
    """One week's own capacity, or back to the rule's, as far as `user` may change it."""

    def __init__(self, *args: Any, user: AbstractUser | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    day = Day(
        label=gettext_lazy("Week"),
        widget=DateInput(),
        help_text=gettext_lazy("Any day of that week."),
    )
    capacity = WholeNumber(
        label=gettext_lazy("Delegations in this week"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Empty: as many as the rule says."),
    )
    note = Line(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Why; staff read it on the board."),
    )

    def clean_day(self) -> dt.date:
        """The Monday of its week; the past stays as it was."""
        monday = monday_of(self.cleaned_data["day"])
        if monday < monday_of(today()):
            raise forms.ValidationError(_("This week is over. Choose a week to come."))
        if monday.year > 2100:
            raise forms.ValidationError(_("Choose a year from 2000 to 2100."))
        return monday

    def clean(self) -> dict[str, Any]:
        """Not more than the rule says by somebody who may not raise a week."""
        data: dict[str, Any] = self.cleaned_data
        if "day" in data and "capacity" in data:
            words = why_not_so_many(self._user, week=data["day"], capacity=data["capacity"])
            if words:
                self.add_error("capacity", words)
        return data


@never_cache
@require_safe
@needs(Right.SET_SCHEDULE, Right.SET_WEEK)
def capacity(request: HttpRequest) -> HttpResponse:
    """The rules, and the weeks that differ."""
    monday = monday_of(today())
    context = {
        "section": "settings",
        "rules": CapacityRule.objects.order_by("-from_week"),
        "weeks": Week.objects.filter(own_capacity__isnull=False, starts_on__gte=monday),
        "now": CapacityRules.load().of(monday),
    }
    return render(request, "desk/settings/capacity.html", context)


def _save_rule(parts: Any) -> CapacityRule:
    rule: CapacityRule = parts[0].save()
    apply_capacity_rules()
    return rule


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A rule, new or changed."""
    back = reverse("settings-capacity")

    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = get_object_or_404(CapacityRule, pk=pk) if pk else None
        first = {"from_week": monday_of(today()) + dt.timedelta(weeks=1)}
        return [
            RuleForm(
                posted.POST if posted else None, instance=instance, initial=None if pk else first
            )
        ]

    change = Change(
        title=_("Change the capacity") if pk else _("New capacity"),
        lead=_("Holds from that week on, until a later rule. Nobody is sent away by a lower one."),
        back=back,
        parts=parts,
        save=_save_rule,
        done=gettext_lazy("Capacity stored."),
        touches_places=True,
        remove=reverse("settings-capacity-remove", args=[pk]) if pk else "",
    )
    return edit(request, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def remove_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule away: the one before holds on."""
    found = get_object_or_404(CapacityRule, pk=pk)

    def take() -> None:
        CapacityRule.objects.filter(pk=pk).delete()
        apply_capacity_rules()

    words = _("%(capacity)d delegations from %(week)s on: this goes, and the rule before holds on.")
    removal = Removal(
        title=gettext_lazy("Remove this capacity?"),
        words=words % {"week": week_words(found.from_week, year=True), "capacity": found.capacity},
        back=reverse("settings-capacity"),
        take=take,
        done=gettext_lazy("Capacity removed."),
        button=_("Remove"),
        touches_places=True,
    )
    return remove(request, removal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_WEEK)
def week(request: HttpRequest) -> HttpResponse:
    """A single week; `?hari=` names one of its days."""
    initial: dict[str, Any] = {}
    try:
        initial["day"] = monday_of(dt.date.fromisoformat(request.GET.get("hari", "")))
    except ValueError:
        initial["day"] = monday_of(today())
    stored = Week.objects.filter(starts_on=initial["day"]).first()
    if stored:
        initial |= {"capacity": stored.own_capacity, "note": stored.note}

    def save(parts: Any) -> Week:
        data = parts[0].cleaned_data
        return set_week_capacity(
            week=data["day"], capacity=data["capacity"], note=data["note"], now=timezone.now()
        )

    change = Change(
        title=_("A week of its own"),
        lead=_("Raise or lower one week, such as one in which the leaders are away."),
        back=reverse("settings-capacity"),
        parts=lambda posted: [
            WeekForm(posted.POST if posted else None, initial=initial, user=request.user)
        ],
        save=save,
        done=gettext_lazy("The week is stored."),
        touches_places=True,
    )
    return edit(request, change)
