"""Addresses that want to hear of events, the calls to them, and what came of each try."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.public_addresses import Forbidden, check_to_be_set
from visits.models import VisitEvent


def new_nonce() -> str:
    """What makes a secret one of its own; 22 characters, 130 bits."""
    return get_random_string(22)


def validate_url(url: str) -> None:
    """Raise ValidationError where we would never call such an address."""
    try:
        check_to_be_set(url)
    except Forbidden as error:
        raise ValidationError(str(error)) from error


class Webhook(models.Model):
    """An address that wants to hear of events. Its secret is derived (webhooks/secrets.py)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500, validators=[validate_url])
    kinds = models.JSONField(
        _("events"), default=list, blank=True, help_text=_("None chosen: all of them.")
    )
    nonce = models.CharField(max_length=22, default=new_nonce, editable=False)
    former_nonce = models.CharField(max_length=22, blank=True, editable=False)
    former_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    rests_until = models.DateTimeField(_("rests until"), null=True, editable=False)
    last_success_at = models.DateTimeField(_("last success at"), null=True, editable=False)
    off_at = models.DateTimeField(_("switched off at"), null=True, blank=True, editable=False)
    off_because = models.CharField(_("because"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    def wants(self, kind: str) -> bool:
        """Whether it hears of events of that kind."""
        return not self.kinds or kind in self.kinds

    def clean(self) -> None:
        """Only kinds that there are."""
        kinds: Any = self.kinds
        if not isinstance(kinds, list) or not set(kinds) <= set(VisitEvent.Kind.values):
            raise ValidationError({"kinds": _("Choose from the kinds of events.")})


class Call(models.Model):
    """One event told to one webhook; tried until it answers 2xx, or laid aside with the reason.

    Without an event it is a test, made once when somebody asked for it.
    """

    class State(models.TextChoices):
        """`dead`: tried too often, or the webhook was switched off meanwhile."""

        PENDING = "pending", pgettext_lazy("message state", "waiting")
        SENT = "sent", pgettext_lazy("message state", "sent")
        DEAD = "dead", pgettext_lazy("message state", "failed")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event = models.ForeignKey(
        VisitEvent, on_delete=models.CASCADE, related_name="calls", null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    created_at = models.DateTimeField(_("created at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="called_once_of_an_event"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="calls_made_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="calls_due")
        ]

    def __str__(self) -> str:
        return f"{self.webhook}: {self.event.kind if self.event else 'test'}"


class CallAttempt(models.Model):
    """One try, and what the other side said."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    ok = models.BooleanField(_("delivered"))
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    took_ms = models.PositiveIntegerField(_("milliseconds"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status or '-'}"
