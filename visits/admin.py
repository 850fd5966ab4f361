"""Django's admin for data that seldom changes; visits themselves are changed on the desk."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from visits.api.access.admin import ApiKeyAdmin
from visits.language.emails import check_mailable
from visits.models import Agency, Host, Officer, Region, SurveyAnswer, Topic, Visit, VisitEvent

__all__ = ["ApiKeyAdmin"]  # registered by being imported

# What holds the seeds of second factors and the keys of sessions is nobody's to look at or change;
# accounts are looked after on the desk.
for app in ("account", "mfa", "usersessions"):
    for model in apps.get_app_config(app).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


class ReadOnly(admin.ModelAdmin[Any]):
    """To look at: changes go through the rules."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Host)
class HostAdmin(admin.ModelAdmin[Host]):
    """The one profile; its logo is judged and drawn anew on the page of the settings."""

    readonly_fields = ["logo"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where there is none yet."""
        return not Host.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:
        """Never: it is changed instead."""
        return False


@admin.register(Agency, Topic)
class NamedAdmin(admin.ModelAdmin[Any]):
    """Agencies and topics."""

    list_display = ["name", "code", "active"]
    search_fields = ["name", "code"]


@admin.register(Officer)
class OfficerAdmin(admin.ModelAdmin[Officer]):
    """Officers and the accounts they sign in with."""

    list_display = ["name", "position", "agency", "rank", "email", "active"]
    list_select_related = ["agency"]
    search_fields = ["name", "email"]


admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts, written to only where mail can go."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Django's field; the address one that mail can carry."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "email":
            field.validators = [*field.validators, check_mailable]
        return field


@admin.register(Region)
class RegionAdmin(ReadOnly):
    """All regions."""

    list_display = ["code", "full_name", "province", "time_zone"]
    list_select_related = ["province"]
    search_fields = ["name", "code"]


@admin.register(Visit)
class VisitAdmin(ReadOnly):
    """All visits."""

    list_display = ["reference", "institution", "region", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["region__province"]
    search_fields = ["reference", "institution"]


@admin.register(VisitEvent)
class EventAdmin(ReadOnly):
    """The history."""

    list_display = ["id", "visit", "kind", "at", "actor_kind", "actor_name"]
    list_filter = ["kind"]
    list_select_related = ["visit"]


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
