"""What the host tells guests before their journey, in both languages, with its pictures."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scheduling.once import once

# The sections in the order in which they are read.
_SECTIONS = ("arrival", "parking", "bring", "dress", "meals", "hotels", "agenda")


@dataclass(frozen=True)
class Section:
    """One matter as its reader sees it."""

    title: str | Promise
    text: str


class Journey(models.Model):
    """One row, id 1. What is empty is not shown; with nothing written there is no page."""

    early_minutes = models.PositiveSmallIntegerField(
        _("minutes to arrive early"), default=15, db_default=15
    )
    arrival = models.TextField(
        _("airport or harbour, and how long from there"), max_length=1000, blank=True
    )
    arrival_en = models.TextField(_("airport or harbour, in English"), max_length=1000, blank=True)
    parking = models.TextField(_("parking, also for a bus"), max_length=1000, blank=True)
    parking_en = models.TextField(_("parking, in English"), max_length=1000, blank=True)
    bring = models.TextField(_("to take along"), max_length=1000, blank=True)
    bring_en = models.TextField(_("to take along, in English"), max_length=1000, blank=True)
    dress = models.TextField(_("dress"), max_length=1000, blank=True)
    dress_en = models.TextField(_("dress, in English"), max_length=1000, blank=True)
    meals = models.TextField(_("mosque and meals"), max_length=1000, blank=True)
    meals_en = models.TextField(_("mosque and meals, in English"), max_length=1000, blank=True)
    hotels = models.TextField(_("hotels nearby"), max_length=1000, blank=True)
    hotels_en = models.TextField(_("hotels nearby, in English"), max_length=1000, blank=True)
    agenda = models.TextField(_("a sample rundown"), max_length=2000, blank=True)
    agenda_en = models.TextField(_("a sample rundown, in English"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("page before the journey")
        verbose_name_plural = _("page before the journey")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_journey")]

    def __str__(self) -> str:
        return str(_("Before the journey"))

    @classmethod
    def load(cls) -> "Journey":
        """The one row; empty where nobody has written it yet."""
        return once("journey", lambda: cls.objects.filter(pk=1).first() or cls(pk=1))

    @property
    def is_written(self) -> bool:
        """Whether there is a page to show."""
        return any(getattr(self, name).strip() for name in _SECTIONS)

    def text_of(self, name: str) -> str:
        """A section in the reader's language, in Indonesian where it has no other."""
        english: str = getattr(self, f"{name}_en")
        text: str = getattr(self, name)
        return english if get_language() == "en" and english.strip() else text

    @property
    def sections(self) -> list[Section]:
        """What is written, in order."""
        titles = {
            "arrival": _("How to get here"),
            "parking": _("Parking"),
            "bring": _("To take along"),
            "dress": _("Dress"),
            "meals": _("Mosque and meals"),
            "hotels": _("Hotels nearby"),
            "agenda": _("A sample rundown"),
        }
        found = [Section(titles[name], self.text_of(name)) for name in _SECTIONS]
        return [section for section in found if section.text.strip()]


class JourneyPicture(models.Model):
    """A picture of the place, drawn anew (files/pictures.py); its words are for who sees none."""

    file = models.FileField(_("picture"), upload_to="host/")
    alt = models.CharField(_("what it shows"), max_length=160)
    alt_en = models.CharField(_("what it shows, in English"), max_length=160, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("picture of the place")
        verbose_name_plural = _("pictures of the place")
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="pictures_say_what_they_show")
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def words(self) -> str:
        """What it shows, in the reader's language."""
        return self.alt_en if get_language() == "en" and self.alt_en else self.alt

    @property
    def file_name(self) -> str:
        """The file's own name, as its address carries it."""
        return (self.file.name or "").rpartition("/")[2]
