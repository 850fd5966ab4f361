"""What people write about a visit, or to each other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
