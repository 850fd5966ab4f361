"""What is told to whom, each attempt at it, and what stands in its way."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models import Officer, Visit, VisitEvent
from visits.models.addresses import AddressField


class Message(models.Model):
    """One mail to one reader about one event, made once; a reminder hangs on the last event.

    One about an account has no event: its bytes are made at each attempt, of `template` and `facts`
    (outbox/account_mail.py).
    """

    class State(models.TextChoices):
        """`dead`: refused for good, tried too often, or never made; staff see it and why."""

        PENDING = "pending", pgettext_lazy("message state", "waiting")
        SENT = "sent", pgettext_lazy("message state", "sent")
        DEAD = "dead", pgettext_lazy("message state", "failed")

    event = models.ForeignKey(
        VisitEvent, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict, blank=True, db_default={}, editable=False)
    recipient = AddressField(_("to"))
    officer = models.ForeignKey(Officer, on_delete=models.SET_NULL, null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=12, default="email")
    template = models.CharField(_("template"), max_length=40)
    method = models.CharField(_("calendar method"), max_length=8, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    message_id = models.CharField(max_length=200)
    body = models.BinaryField(default=bytes)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    created_at = models.DateTimeField(_("created at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # A report said that it came back; kept when its address works again (BadAddress goes then).
    returned_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    returned_words = models.CharField(
        _("why it came back"), max_length=500, blank=True, default="", db_default=""
    )
    last_error = models.TextField(_("last error"), blank=True)
    # Which reminder of what (outbox/reminding.py); empty where something happened.
    reminder = models.CharField(_("reminder"), max_length=80, blank=True, default="", db_default="")
    # After that it says nothing any more, and is not sent.
    useful_until = models.DateTimeField(_("of use until"), null=True, blank=True)
    # Of the request that caused it, as on its event (visits/history/requests.py).
    request_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"],
                condition=Q(reminder=""),
                name="told_once_of_an_event",
            ),
            models.UniqueConstraint(
                fields=["visit", "recipient", "channel", "reminder"],
                condition=~Q(reminder=""),
                name="reminded_once",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, visit__isnull=False, account__isnull=True)
                | Q(event__isnull=True, visit__isnull=True, account__isnull=False),
                name="message_about_a_visit_or_an_account",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_messages_say_when",
            ),
        ]
        indexes = [
            # Alone among those of waiting ones: where few waited when the database last counted, it
            # would take another for as quick, and read all for each (outbox/delivery.py, due).
            models.Index(
                fields=["visit", "recipient", "channel", "id"],
                condition=Q(state="pending"),
                name="messages_waiting",
            ),
            models.Index(fields=["visit", "recipient"], name="messages_of_a_reader"),
            models.Index(fields=["id"], condition=Q(state="dead"), name="messages_failed"),
            models.Index(fields=["sent_at"], name="messages_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"


class ResetRequest(models.Model):
    """Somebody asked for a new password: what was typed, until a worker looks whose it is."""

    address = AddressField(_("e-mail address"))
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class Attempt(models.Model):
    """A try to deliver a message that failed, and why; of one that worked `sent_at` tells."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("failed attempt")
        verbose_name_plural = _("failed attempts")
        indexes = [models.Index(fields=["at"], name="attempts_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.answer}"


class BadAddress(models.Model):
    """An address that mail does not reach, until it works or staff clear the mark."""

    class Source(models.TextChoices):
        """Who said so."""

        SMTP = "smtp", pgettext_lazy("bad address", "refused by the mail server")
        REPORT = "report", pgettext_lazy("bad address", "returned as undeliverable")

    address = AddressField(_("e-mail address"), unique=True)
    source = models.CharField(_("how it is known"), max_length=8, choices=Source.choices)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("address that mail does not reach")
        verbose_name_plural = _("addresses that mail does not reach")

    def __str__(self) -> str:
        return self.address
