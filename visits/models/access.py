"""Who may call the API, and what it has been answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """A key of a program; only its SHA-256 is kept."""

    class Scope(models.TextChoices):
        """What a key may do (contract.md)."""

        VISITS_READ = "visits:read", _("read visits")
        VISITS_WRITE = "visits:write", _("decide on visits")
        VISITS_SUBMIT = "visits:submit", _("ask for visits without the e-mail check")
        SCHEDULE_WRITE = "schedule:write", _("change weeks and sessions")
        REPORTS_READ = "reports:read", _("read reports")

    name = models.CharField(_("name"), max_length=80)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return self.name


class IdempotencyRecord(models.Model):
    """The first answer to a POST with an `Idempotency-Key`, given again to a retry."""

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="one_answer_for_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
