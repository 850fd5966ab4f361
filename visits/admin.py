"""Django's admin, a tool for rescue: what the desk changes is here to look at, with a link."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from scheduling.admin import ReadOnly
from visits.api.access.admin import ApiKeyAdmin
from visits.models import (
    Agency,
    Host,
    NumberSequence,
    NumberStart,
    Officer,
    Opening,
    Paper,
    PaperForm,
    PaperNotNeeded,
    Region,
    Signatory,
    Stationery,
    SurveyAnswer,
    Topic,
    Visit,
    VisitEvent,
)

__all__ = ["ApiKeyAdmin"]  # registered by being imported

# What holds the seeds of second factors and the keys of sessions is nobody's to look at or change;
# accounts are looked after on the desk.
for app in ("account", "mfa", "usersessions"):
    for model in apps.get_app_config(app).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


@admin.register(Host)
class HostAdmin(ReadOnly):
    """The one profile."""

    desk = "settings-profile"


@admin.register(Agency)
class AgencyAdmin(ReadOnly):
    """Agencies."""

    desk = "settings-agencies"
    list_display = ["name", "code", "active"]
    search_fields = ["name", "code"]


@admin.register(Topic)
class TopicAdmin(AgencyAdmin):
    """Topics."""

    desk = "settings-topics"


@admin.register(Officer)
class OfficerAdmin(ReadOnly):
    """Officers and the accounts they sign in with."""

    desk = "settings-officers"
    list_display = ["name", "position", "agency", "rank", "email", "active"]
    list_select_related = ["agency"]
    search_fields = ["name", "email"]


admin.site.unregister(User)


admin.site.register(User, UserAdmin)


@admin.register(Region)
class RegionAdmin(ReadOnly):
    """All regions."""

    list_display = ["code", "full_name", "province", "time_zone"]
    list_select_related = ["province"]
    search_fields = ["name", "code"]


@admin.register(Visit)
class VisitAdmin(ReadOnly):
    """All visits."""

    desk = "desk-visits"
    list_display = ["reference", "institution", "origin", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["region__province"]
    search_fields = ["reference", "institution"]


@admin.register(VisitEvent)
class EventAdmin(ReadOnly):
    """The history."""

    list_display = ["id", "visit", "kind", "at", "actor_kind", "actor_name"]
    list_filter = ["kind"]
    list_select_related = ["visit"]


@admin.register(Opening)
class OpeningAdmin(ReadOnly):
    """Who opened what, of all visits and lists."""

    list_display = ["last_at", "name", "door", "thing", "reference", "network", "times"]
    list_filter = ["door", "thing"]
    search_fields = ["reference", "name", "network"]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnly):
    """Remarks of guests, to take out a name that stands in one; scores are theirs alone."""

    fields = ["remark"]
    search_fields = ["remark"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyAnswer]:
        """Those with a remark, and not whose visit it was."""
        return SurveyAnswer.objects.exclude(remark="")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By Django's own rights."""
        return admin.ModelAdmin.has_change_permission(self, request, obj)


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    """What was drafted and issued; numbers and contents are frozen."""

    desk = "desk-register"
    list_display = ["id", "number", "kind", "state", "visit", "issued_on", "number_again"]
    list_filter = ["kind", "state"]
    list_select_related = ["visit"]
    search_fields = ["number", "visit__reference"]


@admin.register(NumberSequence)
class NumberSequenceAdmin(ReadOnly):
    """How far each year's numbers are."""

    desk = "settings-papers"
    list_display = ["kind", "year", "last"]


@admin.register(NumberStart)
class NumberStartAdmin(ReadOnly):
    """Which numbers were given elsewhere, and why."""

    desk = "settings-papers"
    list_display = ["kind", "year", "passed", "first", "reason", "said_by", "said_at"]
    list_select_related = ["said_by"]


@admin.register(PaperNotNeeded)
class PaperNotNeededAdmin(ReadOnly):
    """Which papers nobody needs."""

    list_display = ["visit", "kind", "said_by", "said_at"]
    list_select_related = ["visit", "said_by"]


@admin.register(Stationery)
class StationeryAdmin(ReadOnly):
    """The one letterhead."""

    desk = "settings-papers"


@admin.register(Signatory)
class SignatoryAdmin(ReadOnly):
    """Who signs."""

    desk = "settings-papers"
    list_display = ["name", "position", "active"]


@admin.register(PaperForm)
class PaperFormAdmin(ReadOnly):
    """What each kind of paper says, and who signs it."""

    desk = "settings-papers"
    list_display = ["kind", "classification", "signatory", "version"]
    list_select_related = ["signatory"]
