"""What happened to a visit: audit log, timeline, API feed and outbox in one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.visit import Visit


class VisitEvent(models.Model):
    """One thing that happened, written in the transaction of the change itself.

    Append-only (history/append_only.py). `told_at` is empty until notifications turned it into
    messages; it is a mark on the row, not a cursor, so an event whose transaction commits late is
    not skipped.
    """

    class Kind(models.TextChoices):
        """What happened, in the past tense."""

        SUBMITTED = "submitted", pgettext_lazy("event", "Request sent")
        VERIFIED = "verified", pgettext_lazy("event", "E-mail address confirmed")
        WAITLISTED = "waitlisted", pgettext_lazy("event", "Put on the waiting list")
        APPROVED = "approved", pgettext_lazy("event", "Approved")
        DECLINED = "declined", pgettext_lazy("event", "Declined")
        PROPOSED = "proposed", pgettext_lazy("event", "Other sessions proposed")
        ACCEPTED = "accepted", pgettext_lazy("event", "Proposal accepted")
        CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")
        EXPIRED = "expired", pgettext_lazy("event", "Lapsed without confirmation")
        AMENDED = "amended", pgettext_lazy("event", "Details changed")
        ASSIGNED = "assigned", pgettext_lazy("event", "Officers assigned")
        CHECKED_IN = "checked_in", pgettext_lazy("event", "Arrived")
        COMPLETED = "completed", pgettext_lazy("event", "Completed")
        NO_SHOW = "no_show", pgettext_lazy("event", "Did not come")
        TAKEN_BACK = "taken_back", pgettext_lazy("event", "Note of the day taken back")
        UNDONE = "undone", pgettext_lazy("event", "Decision taken back")
        REOPENED = "reopened", pgettext_lazy("event", "Opened again")
        LINK_ASKED = "link_asked", pgettext_lazy("event", "Link asked for again")
        OFFERED = "offered", pgettext_lazy("event", "Place offered from the waiting list")
        REFUSED = "refused", pgettext_lazy("event", "Proposal refused")
        OFFER_LAPSED = "offer_lapsed", pgettext_lazy("event", "Offer lapsed without an answer")
        WAIT_ENDED = "wait_ended", pgettext_lazy("event", "Waiting ended without a place")
        PROPOSAL_ENDED = "proposal_ended", pgettext_lazy("event", "Proposal ended unanswered")
        WISH_ENDED = "wish_ended", pgettext_lazy("event", "Wish to move ended unanswered")
        REORDERED = "reordered", pgettext_lazy("event", "Moved on the waiting list")
        MOVED = "moved", pgettext_lazy("event", "Moved to another session")
        MOVE_ASKED = "move_asked", pgettext_lazy("event", "Asked for another session")
        MOVE_KEPT = "move_kept", pgettext_lazy("event", "Stays in its session")
        MERGED = "merged", pgettext_lazy("event", "Made a joint visit")
        SPLIT = "split", pgettext_lazy("event", "Taken out of the joint visit")
        MISSING_ASKED = "missing_asked", pgettext_lazy("event", "Something missing asked for")
        MISSING_GIVEN = "missing_given", pgettext_lazy("event", "What was missing is there")
        MESSAGED = "messaged", pgettext_lazy("event", "Message written")
        NOTED = "noted", pgettext_lazy("event", "Internal note written")
        PASSED_ON = "passed_on", pgettext_lazy("event", "Passed on by WhatsApp")
        ANSWERED = "answered", pgettext_lazy("event", "Officer answered")
        CONSENTED = "consented", pgettext_lazy("event", "Asked about photographs")
        DISPOSITION_GIVEN = "disposition_given", pgettext_lazy("event", "Disposition given")
        DISPOSITION_DONE = "disposition_done", pgettext_lazy("event", "Disposition done")
        DISPOSITION_RECALLED = (
            "disposition_recalled",
            pgettext_lazy("event", "Disposition taken back"),
        )
        DISPOSITION_REOPENED = (
            "disposition_reopened",
            pgettext_lazy("event", "Disposition open again"),
        )
        PAPER_ISSUED = "paper_issued", pgettext_lazy("event", "Paper issued")
        PAPER_SIGNED = "paper_signed", pgettext_lazy("event", "Paper signed")
        PAPER_UNSIGNED = "paper_unsigned", pgettext_lazy("event", "Signature taken back")
        PAPER_SENT = "paper_sent", pgettext_lazy("event", "Paper sent")
        PAPER_HANDED_OVER = (
            "paper_handed_over",
            pgettext_lazy("event", "Papers handed over"),
        )
        PAPER_KEPT_BACK = "paper_kept_back", pgettext_lazy("event", "Papers not handed over yet")
        PAPER_REPLACED = "paper_replaced", pgettext_lazy("event", "Paper replaced")
        PAPER_WITHDRAWN = "paper_withdrawn", pgettext_lazy("event", "Paper withdrawn")
        PRESENCE_NOTED = "presence_noted", pgettext_lazy("event", "Presence noted")
        PRESENCE_UNDONE = "presence_undone", pgettext_lazy("event", "Presence taken back")
        PRESENCE_DISPUTED = "presence_disputed", pgettext_lazy("event", "Presence disputed")
        PRESENCE_ANSWERED = (
            "presence_answered",
            pgettext_lazy("event", "Dispute about presence answered"),
        )
        AGENDA_SET = "agenda_set", pgettext_lazy("event", "Rundown set")
        AGENDA_SENT = "agenda_sent", pgettext_lazy("event", "Rundown sent")
        LETTER_READ = "letter_read", pgettext_lazy("event", "Letter read")
        LETTER_DUE_SET = "letter_due_set", pgettext_lazy("event", "Deadline of the letter changed")
        LETTER_CAME = "letter_came", pgettext_lazy("event", "Letter on paper noted")
        LETTER_LAPSED = "letter_lapsed", pgettext_lazy("event", "Lapsed without the letter")
        IMPORTED = "imported", pgettext_lazy("event", "Taken in from the time before")

    class By(models.TextChoices):
        """Who did it."""

        DELEGATION = "delegation", pgettext_lazy("actor", "delegation")
        STAFF = "staff", pgettext_lazy("actor", "protocol staff")
        OFFICER = "officer", pgettext_lazy("actor", "officer")
        PROGRAM = "program", pgettext_lazy("actor", "another system")
        SYSTEM = "system", pgettext_lazy("actor", "Singgah")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(_("by"), max_length=12, choices=By.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    actor_name = models.CharField(_("name"), max_length=120, blank=True)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    data = models.JSONField(default=dict, blank=True)
    # Of the request that did it, for whoever reads the logs; nothing where no request did.
    request_id = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Its place in the feed, given once after the commit (history/numbering.py); the API's `id`.
    number = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(told_at__isnull=True), name="events_untold"
            ),
            models.Index(
                fields=["id"], condition=models.Q(number__isnull=True), name="events_unnumbered"
            ),
            models.Index(
                fields=["visit"],
                condition=models.Q(to_status="waitlisted"),
                name="events_of_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.visit_id}"


class FieldChange(models.Model):
    """From what to what an event changed one field of its visit, for the desk's history alone.

    Beside the event, since events go to other systems, which nothing can be erased from. Values
    are JSON as history/changes.py writes them; they go with their visit.
    """

    event = models.ForeignKey(VisitEvent, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(_("field"), max_length=24)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("change of a field")
        verbose_name_plural = _("changes of fields")
        constraints = [
            models.UniqueConstraint(fields=["event", "field"], name="a_field_once_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.field}"


class EventCounter(models.Model):
    """The last number given to an event; one row, id 1, whose lock lets one giver in at a time."""

    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("event counter")
        verbose_name_plural = _("event counters")

    def __str__(self) -> str:
        return str(self.last)
