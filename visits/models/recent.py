"""What staff decided a moment ago, as long as they can take it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from visits.models.event import VisitEvent
from visits.models.visit import Visit


class RecentDecision(models.Model):
    """A decision whose messages wait until `until`, and what was there before it.

    `before` is what life/undo puts back, `version` the visit's after the decision. The row goes
    once the event was told (notifications/outbox/relay.py).
    """

    event = models.OneToOneField(
        VisitEvent, on_delete=models.CASCADE, primary_key=True, related_name="recent"
    )
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="recent")
    until = models.DateTimeField(_("can be taken back until"))
    version = models.PositiveIntegerField()
    before = models.JSONField()
    undone = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("recent decision")
        verbose_name_plural = _("recent decisions")
        indexes = [
            models.Index(
                fields=["until"], condition=models.Q(undone=False), name="decisions_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"
