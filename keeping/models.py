"""How long the host keeps what, what was erased, and what was done on which day."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Terms(models.Model):
    """How long what is kept; one row, id 1. Defaults: shared/domain.md, "Personal data"."""

    unconfirmed_days = models.PositiveSmallIntegerField(
        _("requests that nobody confirmed, days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    people_months = models.PositiveSmallIntegerField(
        _("contact, leader and participants, months after the visit"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    letters_months = models.PositiveSmallIntegerField(
        _("letters and papers, months until they are reviewed"),
        default=60,
        validators=[MinValueValidator(12), MaxValueValidator(600)],
    )
    records_months = models.PositiveSmallIntegerField(
        _("logs of settings and mails about accounts, months"),
        default=24,
        validators=[MinValueValidator(3), MaxValueValidator(120)],
    )

    class Meta:
        verbose_name = _("times of keeping")
        verbose_name_plural = _("times of keeping")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_terms")]

    def __str__(self) -> str:
        return f"{self.people_months}"

    @classmethod
    def load(cls) -> "Terms":
        """The one row; its defaults where nobody has saved it yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Receipt(models.Model):
    """What was erased, when, why and by whom: never what stood there, nor whose it was in clear."""

    class Kind(models.TextChoices):
        """Why."""

        DUE = "due", pgettext_lazy("receipt", "kept long enough")
        PERSON = "person", pgettext_lazy("receipt", "a person asked")
        LETTERS = "letters", pgettext_lazy("receipt", "letters reviewed")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=160, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # A keyed hash of the address: whether it was this one can be answered, whose it was cannot.
    subject = models.CharField(max_length=64, blank=True, editable=False)
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("receipt of erasing")
        verbose_name_plural = _("receipts of erasing")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Beginning(models.Model):
    """From when on a kind of data (keeping/table.py) is erased; made when it is first looked at.

    `found` is how much of it was too old then: what the announcement says.
    """

    kind = models.CharField(max_length=24, unique=True)
    announced_at = models.DateTimeField()
    begins_at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.begins_at:%Y-%m-%d}"


class Run(models.Model):
    """A daily job of keeping: who makes the day's row does it, once over all workers."""

    class Job(models.TextChoices):
        """Which."""

        ERASE = "erase", pgettext_lazy("job", "erasing")
        BACKUP = "backup", pgettext_lazy("job", "backup")
        AUDIT = "audit", pgettext_lazy("job", "recount of all places")

    job = models.CharField(_("job"), max_length=8, choices=Job.choices)
    day = models.DateField(_("day"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-day"]
        verbose_name = _("daily job")
        verbose_name_plural = _("daily jobs")
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="a_job_once_a_day")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"
