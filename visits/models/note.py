"""What people write about a visit, or to each other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.event import VisitEvent
from visits.models.visit import Visit


class Note(models.Model):
    """A message between staff and delegation, or (`internal`) a note that only staff read.

    Its event says that it was written; the words stand here alone, because events are given to
    other systems and are kept for ever.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="written")
    event = models.OneToOneField(VisitEvent, on_delete=models.CASCADE, related_name="note")
    text = models.TextField(_("text"), max_length=2000)
    internal = models.BooleanField(_("for staff alone"), default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class Disposition(models.Model):
    """What a leader gives to somebody of the desk to do about a visit (disposisi).

    A note with an addressee and a day, which waits in that person's inbox until it is done.
    Written by visits/conversation/dispositions.py alone. Its event says that it was given; the
    words stand here alone, as with notes. Accounts may go, their names stay.
    """

    class Outcome(models.TextChoices):
        """How it ended; open while empty, and as long as its visit is (conversation)."""

        OPEN = "", pgettext_lazy("disposition", "open")
        DONE = "done", pgettext_lazy("disposition", "done")
        RECALLED = "recalled", pgettext_lazy("disposition", "taken back")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="dispositions")
    event = models.OneToOneField(VisitEvent, on_delete=models.CASCADE, related_name="disposition")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dispositions",
    )
    addressee_name = models.CharField(_("for"), max_length=160)
    text = models.TextField(_("what is to be done"), max_length=1000)
    due = models.DateField(_("until"))
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, blank=True, default=""
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_name = models.CharField(_("ended by"), max_length=160, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("disposition")
        verbose_name_plural = _("dispositions")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="disposition_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(outcome__in=["done", "recalled"], ended_at__isnull=False),
                name="disposition_ended_some_time",
            ),
        ]
        indexes = [
            models.Index(fields=["addressee"], condition=Q(outcome=""), name="dispositions_open"),
            models.Index(
                fields=["author"], condition=Q(outcome=""), name="dispositions_open_by_author"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
