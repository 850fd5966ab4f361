"""Who of a delegation was really there: the evidence that papers are made from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.visit import Participant, Visit


class Presence(models.Model):
    """One participant was in the building; taking it back deletes the row (visits/presence/)."""

    class How(models.TextChoices):
        """How it became known."""

        DOOR = "door", pgettext_lazy("presence", "at the door")
        TICKET = "ticket", pgettext_lazy("presence", "by ticket")
        BULK = "bulk", pgettext_lazy("presence", "with the others")
        LIST = "list", pgettext_lazy("presence", "from the signed list")

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, primary_key=True, related_name="presence"
    )
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="presences")
    came_at = models.DateTimeField(_("came at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=6, choices=How.choices)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
                name="nobody_leaves_before_they_come",
            )
        ]
        indexes = [
            models.Index(
                fields=["visit"], condition=Q(left_at__isnull=True), name="who_is_in_the_building"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}"


class PresenceObjection(models.Model):
    """The delegation says that the list of who came is wrong; staff answer it, once."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="presence_objections")
    text = models.TextField(_("what is wrong"), max_length=1000)
    made_at = models.DateTimeField(_("made at"))
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("objection to who came")
        verbose_name_plural = _("objections to who came")
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(answered_at__isnull=True),
                name="one_open_objection_a_visit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}"
