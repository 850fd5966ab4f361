"""What was told, and what failed; a failed message can be sent again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.compose import wording
from notifications.models import Attempt, BadAddress, Feed, Message, MessageTemplate, ReceivedMail
from notifications.outbox.delivery import send_again
from notifications.plan.readers import readers
from notifications.webhooks.admin import CallAdmin, WebhookAdmin
from visits.sign_in.security_log import note

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
        sent = sum(send_again(message, now=timezone.now()) for message in queryset)
        self.message_user(
            request,
            _("%(sent)d of %(chosen)d go again. Others never were made, or are out of date.")
            % {"sent": sent, "chosen": len(queryset)},
        )


class OwnWordsForm(ModelForm):
    """The letter chosen from those there are."""

    name = ChoiceField(label=_("letter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("name"), ChoiceField):
            field.choices = [(name, name) for name in readers()]

    def clean(self) -> dict[str, Any]:
        """Refuse placeholders that there are not, and letters without what they are for."""
        typed: dict[str, Any] = super().clean() or {}
        words = {field: typed.get(field, "") for field in ("subject", "text")}
        wording.check(typed.get("name", ""), **words)
        return typed


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin[MessageTemplate]):
    """Letters in the host's own words, with what they may name and how they would read."""

    form = OwnWordsForm
    list_display = ["name", "language", "subject"]
    list_filter = ["language"]
    readonly_fields = ["may_name", "own_preview", "built_in"]

    @admin.display(description=_("placeholders"))
    def may_name(self, template: MessageTemplate) -> str:
        """Each placeholder of this letter with what it stands for."""
        if template.name not in readers():
            return gettext("Choose the letter and save; its placeholders then stand here.")
        places = wording.placeholders(template.name).items()
        return format_html_join("", "<code>{{{{{}}}}}</code> {}<br>", places)

    @admin.display(description=_("preview"))
    def own_preview(self, template: MessageTemplate) -> str:
        """How it reads for a visit with awkward names."""
        return self._shown(template, subject=template.subject, text=template.text)

    @admin.display(description=_("as built in"))
    def built_in(self, template: MessageTemplate) -> str:
        """How it reads without own words."""
        return self._shown(template)

    def _shown(self, template: MessageTemplate, *, subject: str = "", text: str = "") -> str:
        if template.name not in readers():
            return "–"
        words = wording.preview(template.name, template.language, subject=subject, text=text)
        return format_html("<b>{}</b><pre>{}</pre>", words.subject, words.text)


@admin.register(BadAddress)
class BadAddressAdmin(admin.ModelAdmin[BadAddress]):
    """Addresses that mail does not reach; deleting one clears its mark."""

    list_display = ["address", "source", "answer", "at"]
    list_filter = ["source"]
    search_fields = ["address"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: mail servers mark them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: they are deleted when they work again."""
        return False


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
class FeedAdmin(admin.ModelAdmin[Feed]):
    """Feeds are made by `create_feed`; here they are revoked by their date."""

    list_display = ["name", "kind", "created_at", "last_read_at", "revoked_at"]
    readonly_fields = ["kind", "agency", "officer", "room", "last_read_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the address can be shown only where it is made."""
        return False

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """Store it, and note where it was revoked or opened again."""
        super().save_model(request, obj, form, change)
        if "revoked_at" in form.changed_data:
            event = "feed_revoked" if obj.revoked_at else "feed_opened_again"
            note(event, warn=True, feed=obj.pk, kind=str(obj.kind), name=obj.name)
