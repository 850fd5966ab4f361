"""One paper of a visit: its state, number, bytes and signature."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.papers.stationery import PaperKind, Signatory
from visits.models.visit import Participant, Visit


def new_check_code() -> str:
    """What a paper's QR leads to: 22 URL-safe characters, 132 random bits (docs/papers.md)."""
    return secrets.token_urlsafe(17)[:22]


def paper_path(paper: "Paper", filename: str) -> str:
    """Where a paper's bytes lie under MEDIA_ROOT, under a name that nobody can guess."""
    return f"papers/{paper.visit.public_id}/{secrets.token_hex(8)}.pdf"


class Paper(models.Model):
    """One paper of one visit, or of one participant; its states: visits/papers/life/table.py."""

    class State(models.TextChoices):
        """How far a paper has come."""

        DRAFT = "draft", pgettext_lazy("paper", "Draft")
        ISSUED = "issued", pgettext_lazy("paper", "Issued")
        SIGNED = "signed", pgettext_lazy("paper", "Signed")
        SENT = "sent", pgettext_lazy("paper", "Sent")
        REPLACED = "replaced", pgettext_lazy("paper", "Replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("paper", "Withdrawn")

    class SignedBy(models.TextChoices):
        """In which of three ways it was signed."""

        NOT = "", pgettext_lazy("paper", "not signed")
        HAND = "hand", pgettext_lazy("paper", "by hand")
        KEY = "key", pgettext_lazy("paper", "with the office's key")
        BSRE = "bsre", pgettext_lazy("paper", "through BSrE")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    # Of one participant: a visum sheet, or a certificate of their own.
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers"
    )
    # Which number a participant had: stays when the person goes (0: a paper of the delegation).
    person = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    code = models.CharField(max_length=32, default=new_check_code, unique=True, editable=False)
    # By the office's pattern, or typed from an agenda book (then without year and running number).
    number = models.CharField(_("number"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    running = models.PositiveIntegerField(_("running number"), null=True, blank=True)
    # It was issued with an earlier paper's number, before the database forbade that.
    number_again = models.BooleanField(default=False, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    # All that the bytes were made from, the wording's version with it; frozen when issued.
    data = models.JSONField(default=dict, blank=True)
    file = models.FileField(_("file"), upload_to=paper_path, blank=True, max_length=160)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # How often its bytes could not be made, and when that is tried again (life/making.py).
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    next_try_at = models.DateTimeField(null=True, blank=True, editable=False)
    signatory = models.ForeignKey(
        Signatory, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    signed_by = models.CharField(
        _("signed"), max_length=4, choices=SignedBy.choices, blank=True, default=""
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_file = models.FileField(
        _("signed file"), upload_to=paper_path, blank=True, max_length=160
    )
    signed_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Handed over on paper, as visum sheets are.
    handed_over_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("replaced or withdrawn at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "running"],
                condition=Q(running__isnull=False),
                name="a_running_number_once_a_kind_and_year",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number="") & Q(number_again=False),
                name="a_number_once",
            ),
            models.UniqueConstraint(
                fields=["visit", "kind", "person"],
                condition=Q(state__in=["draft", "issued", "signed", "sent"]),
                name="one_paper_in_force_a_kind_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_at__isnull=False, issued_on__isnull=False),
                name="what_is_no_draft_was_issued",
            ),
            models.CheckConstraint(
                condition=Q(running__isnull=True) | ~Q(number=""),
                name="who_has_a_running_number_has_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="papers_by_number"),
            models.Index(fields=["issued_on", "id"], name="papers_by_day"),
            models.Index(fields=["state"], name="papers_by_state"),
            models.Index(fields=["tries"], condition=Q(sha256=""), name="papers_without_bytes"),
        ]

    def __str__(self) -> str:
        return self.number or self.get_kind_display()


class PaperNotNeeded(models.Model):
    """Staff said that a visit needs no paper of a kind: it is waited for no more."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="papers_not_needed")
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("paper that is not needed")
        verbose_name_plural = _("papers that are not needed")
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="not_needed_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"
