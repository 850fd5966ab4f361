"""What members of staff keep for themselves on the desk."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SavedView(models.Model):
    """A list with its filters under a name of one's own; `query` is that of its address."""

    class Page(models.TextChoices):
        """Which list it filters."""

        INBOX = "inbox", pgettext_lazy("desk page", "Inbox")
        VISITS = "visits", pgettext_lazy("desk page", "All visits")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(_("page"), max_length=8, choices=Page.choices)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="one_view_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
