"""Visits of the time before, taken in from an office's own files: each file, and its rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.visit import Visit


class ImportBatch(models.Model):
    """A file with past visits, from its upload until it is taken or given up.

    `source` holds what was read of a file that is still being looked at (imports/drafts.py), and
    is empty afterwards. `columns` says which field each head means, `answers` what was chosen for
    rows that were not clear, by sheet and line. `version` grows with each change of these: what
    was shown is taken, and nothing else. While it is being taken in (imports/taking.py) it holds
    whoever does so to the version that they began with.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", pgettext_lazy("import", "Being looked at")
        TAKING = "taking", pgettext_lazy("import", "Being taken in")
        TAKEN = "taken", pgettext_lazy("import", "Taken in")
        UNDONE = "undone", pgettext_lazy("import", "Taken back")

    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    # Which heads the file has, as one hash: the next file of the same heads is read alike.
    heads = models.CharField(max_length=64, blank=True, editable=False)
    columns = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    source = models.BinaryField(default=b"", blank=True)
    started_at = models.DateTimeField(_("begun at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True)
    taken_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import of past visits")
        verbose_name_plural = _("imports of past visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "taking"], taken_at=None, undone_at=None)
                | Q(state="taken", taken_at__isnull=False, undone_at=None)
                | Q(state="undone", taken_at__isnull=False, undone_at__isnull=False),
                name="imports_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class ImportedVisit(models.Model):
    """That a visit is of the time before, and from which row: what has no place is known by it.

    `key` is the row's content as a hash, so that the same row makes no second visit. `hours` and
    `room` are as the file says them: the office had other sessions and rooms then.
    """

    visit = models.OneToOneField(
        Visit, on_delete=models.CASCADE, primary_key=True, related_name="imported"
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    sheet = models.CharField(_("sheet of the workbook"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("line"))
    key = models.CharField(max_length=64, unique=True)
    hours = models.CharField(_("hours of the visit"), max_length=60, blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("imported visit")
        verbose_name_plural = _("imported visits")

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"
