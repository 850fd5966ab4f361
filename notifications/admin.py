"""What was told, and what failed; a failed message can be sent again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import Attempt, BadAddress, Feed, Message, MessageTemplate, ReceivedMail
from notifications.outbox.delivery import send_again
from notifications.plan.titles import TITLES
from notifications.webhooks.admin import CallAdmin, WebhookAdmin
from scheduling.admin import ReadOnly

__all__ = ["CallAdmin", "WebhookAdmin"]  # the admin finds what is registered by importing this


class AttemptInline(admin.TabularInline[Attempt, Message]):
    """Each try that failed, and why."""

    model = Attempt
    extra = 0
    can_delete = False
    readonly_fields = ["at", "answer"]


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """Messages; their bytes are never changed."""

    list_display = ["subject", "recipient", "state", "attempts_made", "created_at", "last_error"]
    list_filter = ["state"]
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
        sent = sum(send_again(message, now=timezone.now()) for message in queryset)
        self.message_user(
            request,
            _("%(sent)d of %(chosen)d go again. Others never were made, or are out of date.")
            % {"sent": sent, "chosen": len(queryset)},
        )


@admin.register(MessageTemplate)
class MessageTemplateAdmin(ReadOnly):
    """Letters in the host's own words."""

    desk = "settings-words"
    list_display = ["title", "language", "subject"]
    list_filter = ["language"]

    @admin.display(description=_("letter"))
    def title(self, template: MessageTemplate) -> str:
        """Which letter it is, in words."""
        return str(TITLES.get(template.name, template.name))


@admin.register(BadAddress)
class BadAddressAdmin(ReadOnly):
    """Addresses that mail does not reach."""

    desk = "settings-addresses"
    list_display = ["address", "source", "answer", "at"]
    list_filter = ["source"]
    search_fields = ["address"]


@admin.register(ReceivedMail)
class ReceivedMailAdmin(admin.ModelAdmin[ReceivedMail]):
    """What came back, and what came of it."""

    list_display = ["at", "kind", "sender", "answer", "outcome", "visit"]
    list_filter = ["kind", "outcome"]
    list_select_related = ["visit"]
    search_fields = ["sender"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the mailbox makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: they say what was."""
        return False


@admin.register(Feed)
class FeedAdmin(ReadOnly):
    """Feeds; their addresses lie nowhere."""

    desk = "settings-feeds"
    list_display = ["name", "kind", "created_at", "last_read_at", "revoked_at"]
    exclude = ["token_hash"]
