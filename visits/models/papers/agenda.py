"""The rundown of a visit (susunan acara), and the templates that one begins with."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from visits.models.host import Officer
from visits.models.visit import Visit


class AgendaTemplate(models.Model):
    """A rundown by the length of the session; `items`: [{"minutes", "title", "title_en"}]."""

    name = models.CharField(_("name"), max_length=80)
    minutes = models.PositiveSmallIntegerField(
        _("length of the session, minutes"), unique=True, validators=[MinValueValidator(15)]
    )
    items = models.JSONField(_("items"), default=list)

    class Meta:
        ordering = ["minutes"]
        verbose_name = _("template of rundowns")
        verbose_name_plural = _("templates of rundowns")

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """One item of a visit's rundown; within its session, without overlap (visits/agenda/)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="agenda")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    title = models.CharField(_("title"), max_length=160)
    officer = models.ForeignKey(
        Officer, on_delete=models.SET_NULL, null=True, blank=True, related_name="agenda"
    )
    # Somebody who is no officer here: a guest's leader, a speaker from outside.
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)

    class Meta:
        ordering = ["visit", "starts_at"]
        verbose_name = _("item of a rundown")
        verbose_name_plural = _("items of rundowns")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="agenda_items_end_after_they_begin"
            ),
            models.UniqueConstraint(
                fields=["visit", "starts_at"], name="one_agenda_item_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title
