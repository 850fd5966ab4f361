"""Django's admin, a tool for rescue: what there is about time, to look at.

The desk's settings change these, and show first what that would do to visits: no second door here.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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


class Never:
    """Nothing is added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class ReadOnly(Never, admin.ModelAdmin[Any]):
    """To look at: changes go through the rules. `desk` names the address where people make them."""

    desk = ""

    def changelist_view(
        self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """With a link to where it is changed."""
        return super().changelist_view(request, self._linked(extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The same."""
        return super().changeform_view(request, object_id, form_url, self._linked(extra_context))

    def _linked(self, context: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**(context or {}), "changed_at": reverse(self.desk) if self.desk else ""}


@admin.register(BookingRules)
class BookingRulesAdmin(ReadOnly):
    """The one row."""

    desk = "settings-rules"


@admin.register(Room)
class RoomAdmin(ReadOnly):
    """Rooms."""

    desk = "settings-rooms"
    list_display = ["name", "code", "people_limit", "active"]


class SessionPatternInline(Never, admin.TabularInline[SessionPattern, Timetable]):
    """A timetable's sessions."""

    model = SessionPattern
    extra = 0


@admin.register(Timetable)
class TimetableAdmin(ReadOnly):
    """Timetables with their sessions."""

    desk = "settings-sessions"
    list_display = ["name", "valid_from", "valid_until"]
    inlines = [SessionPatternInline]


@admin.register(Closure)
class ClosureAdmin(ReadOnly):
    """Closures, the next ones first to find."""

    desk = "settings-closures"
    list_display = ["name", "kind", "starts_on", "ends_on", "starts_at", "ends_at", "room"]
    list_filter = ["kind", "room"]
    list_select_related = ["room"]
    date_hierarchy = "starts_on"
    search_fields = ["name", "name_en"]


@admin.register(CapacityRule)
class CapacityRuleAdmin(ReadOnly):
    """Capacities from a week on."""

    desk = "settings-capacity"
    list_display = ["from_week", "capacity", "daily_limit", "note"]


@admin.register(Week)
class WeekAdmin(ReadOnly):
    """Weeks somebody asked for, or that the host gave a capacity of their own."""

    desk = "settings-capacity"
    list_display = ["__str__", "starts_on", "capacity", "own_capacity", "taken", "note"]
    date_hierarchy = "starts_on"


@admin.register(Reservation)
class ReservationAdmin(ReadOnly):
    """Places: they are taken and given back by the visits they belong to."""

    desk = "desk-board"
    list_display = ["slot_id", "state", "people", "owner", "hold_expires_at"]
    list_filter = ["state", "room"]
    list_select_related = ["room"]
    date_hierarchy = "date"
    search_fields = ["owner"]
