"""A name that somebody of a delegation wrote by its link, until their contact takes it or not."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.language import nip
from visits.models.visit import Visit


def new_key() -> str:
    """What an entry's own device knows of it: 16 URL-safe characters, 96 bits."""
    return secrets.token_urlsafe(12)


class ParticipantEntry(models.Model):
    """What was written waits; once the contact took it, or not, the words are gone."""

    class State(models.TextChoices):
        """Whether the contact has said anything to it."""

        WAITING = "waiting", pgettext_lazy("name written by the group", "waits")
        TAKEN = "taken", pgettext_lazy("name written by the group", "on the list")
        REFUSED = "refused", pgettext_lazy("name written by the group", "not taken")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    nip = models.CharField(_("civil-service number (NIP)"), max_length=nip.LENGTH, blank=True)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        ordering = ["visit", "written_at", "pk"]
        verbose_name = _("name written by the group")
        verbose_name_plural = _("names written by the group")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken", "refused"]),
                name="entry_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=(Q(state="waiting") & ~Q(name=""))
                | (~Q(state="waiting") & Q(name="", position="", grade="", nip="")),
                name="only_waiting_entries_hold_words",
            ),
        ]
        indexes = [
            models.Index(fields=["visit"], condition=Q(state="waiting"), name="entries_that_wait")
        ]

    def __str__(self) -> str:
        return self.key
