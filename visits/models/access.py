"""Who may call the API, what it has been answered, and who opened what about people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    """The first answer to a POST with an `Idempotency-Key`, given again to a retry.

    Programs send keys, and phones at the door (access/repeats.py).
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    # Of the visit that was asked about; empty for what is about none, or came to none.
    reference = models.CharField(
        max_length=16, blank=True, default="", db_default="", db_index=True
    )
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


class Opening(models.Model):
    """That somebody opened what names people, how often on a day; never what stood there.

    No key leads from here to the visit or the account: the row outlives both, by its own term.
    """

    class Thing(models.TextChoices):
        """What was opened."""

        VISIT = "visit", pgettext_lazy("opened", "visit with contact and participants")
        LETTER = "letter", pgettext_lazy("opened", "official letter")
        PARTICIPANTS = "participants", pgettext_lazy("opened", "list of participants")
        PAPER = "paper", pgettext_lazy("opened", "paper")
        PAPERS = "papers", pgettext_lazy("opened", "several papers")
        LIST = "list", pgettext_lazy("opened", "list of visits")
        EXPORT = "export", pgettext_lazy("opened", "export of a person's data")

    class Door(models.TextChoices):
        """By which way."""

        DESK = "desk", pgettext_lazy("door", "desk")
        LINK = "link", pgettext_lazy("door", "link of the delegation")
        OFFICER = "officer", pgettext_lazy("door", "link of an officer")
        API = "api", pgettext_lazy("door", "API")
        ADMIN = "admin", pgettext_lazy("door", "admin")
        COMMAND = "command", pgettext_lazy("door", "command of the operator")

    # Empty where it was a list of many visits.
    reference = models.CharField(_("visit"), max_length=16, blank=True, db_index=True)
    thing = models.CharField(_("opened"), max_length=12, choices=Thing.choices)
    # The id of the paper; 0 for none.
    paper = models.PositiveBigIntegerField(_("paper"), default=0)
    door = models.CharField(_("door"), max_length=8, choices=Door.choices)
    # "user:5", "key:3", "delegation", "command:Dewi".
    who = models.CharField(max_length=180, editable=False)
    name = models.CharField(_("who"), max_length=160, blank=True)
    # Of staff and programs; a delegation's is not kept.
    network = models.CharField(_("where from"), max_length=64, blank=True)
    day = models.DateField(_("day"))
    first_at = models.DateTimeField(_("first opened at"))
    last_at = models.DateTimeField(_("last opened at"), db_index=True)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        ordering = ["-last_at", "-id"]
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "thing", "paper", "door", "who", "network", "day"],
                name="one_opening_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.thing} {self.who} {self.day}"
