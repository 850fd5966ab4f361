"""Webhooks in the admin: set up, given a new secret, switched on again, and called again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.webhooks import Call, CallAttempt, Webhook
from notifications.webhooks.calling import send_again, send_test, switch_on
from notifications.webhooks.secrets import renew_secret, secret_of
from visits.models import VisitEvent


class WebhookForm(forms.ModelForm):
    """The kinds of events as boxes to tick."""

    url = forms.URLField(
        label=_("address"), max_length=500, assume_scheme="https", widget=AdminURLFieldWidget
    )
    kinds = forms.MultipleChoiceField(
        label=_("events"),
        choices=VisitEvent.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all of them."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "kinds"]


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin[Webhook]):
    """Whom we call."""

    form = WebhookForm
    list_display = ["name", "url", "works", "failures", "last_success_at", "off_because"]
    readonly_fields = [
        "secret", "created_at", "last_success_at", "failures", "failing_since", "off_at",
        "off_because",
    ]  # fmt: skip
    actions = ["test", "new_secret", "call_again"]

    @admin.display(description=_("on"), boolean=True)
    def works(self, webhook: Webhook) -> bool:
        """Whether it is called."""
        return webhook.off_at is None

    @admin.display(description=_("secret"))
    def secret(self, webhook: Webhook) -> str:
        """For the receiver, who checks our signatures with it."""
        return secret_of(webhook) if webhook.pk else "-"

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> list[str]:
        """The secret is for those who may change it."""
        fields = list(self.readonly_fields)
        if not self.has_change_permission(request, obj):
            fields.remove("secret")
        return fields if obj else []

    @admin.action(description=_("Send a test"), permissions=["change"])
    def test(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """Call each at once, and say what it answered."""
        for webhook in queryset:
            answer = send_test(webhook, now=timezone.now())
            said = f"{answer.status or ''} {answer.words}".strip()[:200]
            if answer.ok:
                words = _("%(name)s took the test: %(answer)s.")
            else:
                words = _("%(name)s did not take the test: %(answer)s. See Calls.")
            level = messages.SUCCESS if answer.ok else messages.ERROR
            self.message_user(request, words % {"name": webhook.name, "answer": said}, level)

    @admin.action(
        description=_("New secret (the former one holds for another day)"), permissions=["change"]
    )
    def new_secret(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """Open the webhook to read it."""
        for webhook in queryset:
            renew_secret(webhook, now=timezone.now())
        self.message_user(request, _("Open the webhook to read its new secret."))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its calls go with it, though nobody may delete one alone."""
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    @admin.action(description=_("Switch on again"), permissions=["change"])
    def call_again(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """From the next event on."""
        for webhook in queryset:
            switch_on(webhook)
        self.message_user(
            request,
            _("Called from the next event on; send again what was laid aside, under Calls."),
        )


class CallAttemptInline(admin.TabularInline[CallAttempt, Call]):
    """Each try and its answer."""

    model = CallAttempt
    extra = 0
    can_delete = False
    readonly_fields = ["at", "ok", "status", "took_ms", "answer"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Call)
class CallAdmin(admin.ModelAdmin[Call]):
    """The log of calls."""

    list_display = ["id", "webhook", "event", "state", "attempts_made", "created_at", "last_error"]
    list_filter = ["state", "webhook"]
    list_select_related = ["webhook", "event"]
    inlines = [CallAttemptInline]
    actions = ["make_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: events make calls."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only together with its webhook."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All of them."""
        return [field.name for field in Call._meta.fields]

    @admin.action(description=_("Send again"), permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        """Give calls another life."""
        made = sum(send_again(call, now=timezone.now()) for call in queryset)
        self.message_user(
            request,
            _("%(sent)d of %(chosen)d go again. Others wait already, or their webhook is off.")
            % {"sent": made, "chosen": len(queryset)},
        )
