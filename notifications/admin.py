"""What was told, and what failed; a failed message can be sent again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.delivery import send_again
from notifications.models import Attempt, Feed, Message


class AttemptInline(admin.TabularInline[Attempt, Message]):
    """Each try and its answer."""

    model = Attempt
    extra = 0
    can_delete = False
    readonly_fields = ["at", "ok", "answer"]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """Messages; their bytes are never changed."""

    list_display = ["subject", "recipient", "state", "attempts_made", "created_at", "last_error"]
    list_filter = ["state", "template"]
    search_fields = ["recipient", "subject"]
    exclude = ["body"]
    inlines = [AttemptInline]
    actions = ["send_failed_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: events make messages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was told stays on record."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return [f.name for f in Message._meta.fields if f.name != "body"]

    @admin.action(description=_("Send again"))
    def send_failed_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Give failed messages another life."""
        for message in queryset:
            send_again(message, now=timezone.now())


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin[Feed]):
    """Feeds are made by `create_feed`; here they are revoked by their date."""

    list_display = ["name", "kind", "created_at", "last_read_at", "revoked_at"]
    readonly_fields = ["kind", "agency", "officer", "room", "last_read_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the address can be shown only where it is made."""
        return False
