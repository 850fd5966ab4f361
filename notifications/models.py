"""What is told to whom, each attempt at it, and the feeds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scheduling.models import Room
from visits.models import Agency, Officer, Visit, VisitEvent


class Message(models.Model):
    """One mail to one reader about one event; its bytes are made once and never again."""

    class State(models.TextChoices):
        """`superseded`: a later message to the same reader says it all."""

        PENDING = "pending", pgettext_lazy("message state", "waiting")
        SENT = "sent", pgettext_lazy("message state", "sent")
        DEAD = "dead", pgettext_lazy("message state", "failed")

    event = models.ForeignKey(VisitEvent, on_delete=models.CASCADE, related_name="messages")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="messages")
    recipient = models.EmailField(_("to"))
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
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"], name="told_once_of_an_event"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_messages_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="pending"), name="messages_due"
            ),
            models.Index(fields=["visit", "recipient"], name="messages_of_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"


class Attempt(models.Model):
    """One try to deliver a message, and what the other side said."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    ok = models.BooleanField(_("delivered"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.ok}"


class Feed(models.Model):
    """A secret calendar address; only the SHA-256 of its token is kept."""

    class Kind(models.TextChoices):
        """What its reader may see."""

        STAFF = "staff", pgettext_lazy("feed", "staff: all visits")
        AGENCY = "agency", pgettext_lazy("feed", "an agency's visits")
        OFFICER = "officer", pgettext_lazy("feed", "an officer's visits")
        ROOM = "room", pgettext_lazy("feed", "a room")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, null=True, blank=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_read_at = models.DateTimeField(_("last read at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="staff", agency=None, officer=None, room=None)
                    | Q(kind="agency", agency__isnull=False)
                    | Q(kind="officer", officer__isnull=False)
                    | Q(kind="room", room__isnull=False)
                ),
                name="feed_knows_whose_it_is",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
