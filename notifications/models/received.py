"""What came back by mail, and how far a mailbox was read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models import Visit


class ReceivedMail(models.Model):
    """An answer or a bounce that came back, and what came of it; never the mail itself."""

    class Kind(models.TextChoices):
        """What it is."""

        REPLY = "reply", pgettext_lazy("received mail", "answer")
        COUNTER = "counter", pgettext_lazy("received mail", "counter-proposal")
        BOUNCE = "bounce", pgettext_lazy("received mail", "undeliverable")

    class Outcome(models.TextChoices):
        """What came of it; `noted` was believed, `doubted` not.

        `ignored`: the visit is over, or there are too many.
        """

        ANSWERED = "answered", pgettext_lazy("received mail", "the officer's answer")
        NOTED = "noted", pgettext_lazy("received mail", "a note for staff")
        DOUBTED = "doubted", pgettext_lazy("received mail", "a question to staff: not believed")
        MARKED = "marked", pgettext_lazy("received mail", "the address is marked")
        REFUSED = "refused", pgettext_lazy("received mail", "our own mail is refused")
        REPEATED = "repeated", pgettext_lazy("received mail", "nothing: known already")
        IGNORED = "ignored", pgettext_lazy("received mail", "nothing")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="received_mails")
    sender = models.CharField(_("from"), max_length=254, blank=True)
    answer = models.CharField(_("answer"), max_length=20, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    stamp = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("received mail")
        verbose_name_plural = _("received mails")

    def __str__(self) -> str:
        return f"{self.kind} {self.visit_id}"


class MailboxMark(models.Model):
    """How far a mailbox was read, and when last: one reader at a time.

    `read_at` is the last look, `whole_at` the last that found it open, `trouble` why the last one
    did not; `began_at` the first.
    """

    name = models.CharField(max_length=250, unique=True)
    position = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.name
