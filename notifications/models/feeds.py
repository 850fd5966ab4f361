"""Secret calendar addresses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scheduling.models import Room
from visits.models import Agency, Officer


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
