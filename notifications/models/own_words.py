"""The host's own words for letters."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageTemplate(models.Model):
    """The host's own words for a letter in one language; what is blank stays as built in."""

    name = models.CharField(_("letter"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)

    class Meta:
        ordering = ["name", "language"]
        verbose_name = _("letter in own words")
        verbose_name_plural = _("letters in own words")
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="own_words_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
