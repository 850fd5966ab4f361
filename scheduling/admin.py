"""Data about time that seldom changes, for the host's administrators."""

import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from scheduling import impact
from scheduling.models import (
    BookingRules,
    CapacityRule,
    Closure,
    Reservation,
    Room,
    SessionPattern,
    Timetable,
    Week,
)
from scheduling.rules import weekly_capacity


class CarefulForm(ModelForm):
    """Says first what a change would do to visits that are booked, and then asks to be sure."""

    despite = forms.BooleanField(
        label=_("Save all the same"),
        required=False,
        help_text=_("Visits that are booked stay as they are, and are shown to be moved."),
    )

    def make_change(self) -> None:
        """What saving the form does to the rules."""
        copy.copy(self.instance).save()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs do not know it
        if self.errors or self.cleaned_data.get("despite"):
            return
        found = impact.preview(self.make_change, now=timezone.now())
        if found:
            words = ngettext(
                "%(count)s booking would be affected: %(list)s.",
                "%(count)s bookings would be affected: %(list)s.",
                len(found),
            )
            listed = ", ".join(str(trouble) for trouble in found[:10])
            self.add_error("despite", words % {"count": len(found), "list": listed})


class CarefulRuleForm(CarefulForm):
    """The same where weeks follow the rule."""

    def make_change(self) -> None:
        """Store it and bring the weeks to it."""
        super().make_change()
        weekly_capacity.apply_capacity_rules()


@admin.register(BookingRules)
class BookingRulesAdmin(admin.ModelAdmin):
    """The one row: to be changed, never added to or deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not BookingRules.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def save_model(self, request: HttpRequest, obj: BookingRules, form: Any, change: bool) -> None:
        """Always as row 1."""
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    """Rooms."""

    form = CarefulForm
    list_display = ["name", "code", "people_limit", "active"]


class SessionPatternInline(admin.TabularInline):
    """A timetable's sessions."""

    model = SessionPattern
    extra = 1


@admin.register(Timetable)
class TimetableAdmin(admin.ModelAdmin):
    """Timetables with their sessions."""

    form = CarefulForm
    list_display = ["name", "valid_from", "valid_until"]
    inlines = [SessionPatternInline]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    """Closures, the next ones first to find."""

    form = CarefulForm
    list_display = ["name", "kind", "starts_on", "ends_on", "starts_at", "ends_at", "room"]
    list_filter = ["kind", "room"]
    list_select_related = ["room"]
    date_hierarchy = "starts_on"
    search_fields = ["name", "name_en"]


@admin.register(CapacityRule)
class CapacityRuleAdmin(admin.ModelAdmin):
    """Capacities from a week on; weeks that exist follow at once."""

    form = CarefulRuleForm
    list_display = ["from_week", "capacity", "daily_limit", "note"]

    def save_model(self, request: HttpRequest, obj: CapacityRule, form: Any, change: bool) -> None:
        """Store the rule and bring the weeks to it."""
        super().save_model(request, obj, form, change)
        weekly_capacity.apply_capacity_rules()

    def delete_model(self, request: HttpRequest, obj: CapacityRule) -> None:
        """Delete the rule and bring the weeks to those that remain."""
        super().delete_model(request, obj)
        weekly_capacity.apply_capacity_rules()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """The same for several at once."""
        super().delete_queryset(request, queryset)
        weekly_capacity.apply_capacity_rules()


class WeekForm(CarefulForm):
    """A week's own capacity; the count and the capacity itself follow from rules."""

    def make_change(self) -> None:
        """Through the capacity rule."""
        weekly_capacity.set_week_capacity(
            week=self.instance.starts_on,
            capacity=self.instance.own_capacity,
            note=self.instance.note,
            now=timezone.now(),
        )

    class Meta:
        model = Week
        fields = ["starts_on", "own_capacity", "note"]


@admin.register(Week)
class WeekAdmin(admin.ModelAdmin):
    """Weeks somebody asked for, or that the host gave a capacity of their own."""

    form = WeekForm
    list_display = ["__str__", "starts_on", "capacity", "own_capacity", "taken", "note"]
    date_hierarchy = "starts_on"

    def get_readonly_fields(self, request: HttpRequest, obj: Week | None = None) -> list[str]:
        """A week stays the week it is."""
        return ["starts_on"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: places are counted in it."""
        return False

    def save_model(self, request: HttpRequest, obj: Week, form: Any, change: bool) -> None:
        """Through the capacity rule, which locks the week."""
        saved = weekly_capacity.set_week_capacity(
            week=obj.starts_on, capacity=obj.own_capacity, note=obj.note, now=timezone.now()
        )
        obj.capacity = saved.capacity


@admin.register(Reservation)
class ReservationAdmin(admin.ModelAdmin):
    """Places, to look at: they are taken and given back by the visits they belong to."""

    list_display = ["slot_id", "state", "people", "owner", "hold_expires_at"]
    list_filter = ["state", "room"]
    list_select_related = ["room"]
    date_hierarchy = "date"
    search_fields = ["owner"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False
