"""What came in about a visit after its request, and the count of what else waits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visits.models.event import VisitEvent
from visits.models.visit import Visit


class Incoming(models.Model):
    """An event that somebody of the host's staff should see: until one answered or read it.

    The row stays: who and when. Written by visits/history/incoming.py alone.
    """

    event = models.OneToOneField(
        VisitEvent, on_delete=models.CASCADE, primary_key=True, related_name="incoming"
    )
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="incoming")
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_name = models.CharField(_("read by"), max_length=120, blank=True)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("thing that came in")
        verbose_name_plural = _("things that came in")
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=False) | Q(answered=False, read_name=""),
                name="who_read_it_did_so_some_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["visit", "event"], condition=Q(read_at__isnull=True), name="incoming_unread"
            ),
            models.Index(fields=["read_at"], name="incoming_by_reading"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"


class DeskCount(models.Model):
    """How much waits for staff beside requests and what came in; one row, id 1.

    Counted by visits/inbox/counting.py, up to the event `event_id`.
    """

    others = models.PositiveIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.others)
