"""Other hosts whose open weeks are shown here, and whether this one is listed for others."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visits.models import Region


class Listing(models.Model):
    """Whether this host publishes `/.well-known/singgah.json`; one row, id 1."""

    published = models.BooleanField(
        _("let other hosts and maps find us"),
        default=False,
        help_text=_("Publishes name, region, languages and the address of the open weeks."),
    )
    region = models.ForeignKey(
        Region, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("region")
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_listing")]

    def __str__(self) -> str:
        return f"{self.published}"

    @classmethod
    def load(cls) -> "Listing":
        """The one row; its defaults where nobody has saved it yet."""
        return cls.objects.filter(pk=1).select_related("region__province").first() or cls(pk=1)


class Neighbour(models.Model):
    """Another host, and what it last said of itself: a stranger's words, cleaned when read."""

    # Scheme, host and port alone: where we call, and where our pages lead.
    address = models.CharField(_("address"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    languages = models.JSONField(_("languages"), default=list)
    # Mondays (ISO) with places left, as [["2026-12-07", 3], ...].
    weeks = models.JSONField(_("weeks"), default=list)
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)
    next_read_at = models.DateTimeField(_("next read at"))
    trouble = models.CharField(_("trouble"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["name", "address"]
        verbose_name = _("other host")
        verbose_name_plural = _("other hosts")

    def __str__(self) -> str:
        return self.name or self.address

    def open_weeks(self, today: dt.date) -> list[tuple[dt.date, int]]:
        """Weeks that are not over on `today`, with their places."""
        found: list[Any] = [(dt.date.fromisoformat(day), places) for day, places in self.weeks]
        return [(day, places) for day, places in found if day + dt.timedelta(days=6) >= today]
