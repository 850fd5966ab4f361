"""The visit, and who takes part in it on either side."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scheduling.database.inserting import Beside, insert_with
from visits.language import nip
from visits.language.countries import HOME
from visits.language.emails import check_mailable
from visits.models.addresses import AddressField
from visits.models.host import Agency, Officer, Rank, Topic
from visits.models.references import new_nonce, new_public_id, new_reference
from visits.models.region import BY_ORIGIN, LONGEST_PLACE, Abroad, Origin, Region


class Status(models.TextChoices):
    """Where a visit stands; the moves between them are in life/table.py."""

    UNVERIFIED = "unverified", pgettext_lazy("visit status", "E-mail unconfirmed")
    REQUESTED = "requested", pgettext_lazy("visit status", "Awaiting decision")
    PROPOSED = "proposed", pgettext_lazy("visit status", "Other session proposed")
    WAITLISTED = "waitlisted", pgettext_lazy("visit status", "On the waiting list")
    CONFIRMED = "confirmed", pgettext_lazy("visit status", "Approved")
    ARRIVED = "arrived", pgettext_lazy("visit status", "Arrived")
    COMPLETED = "completed", pgettext_lazy("visit status", "Completed")
    DECLINED = "declined", pgettext_lazy("visit status", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("visit status", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("visit status", "Lapsed")
    NO_SHOW = "no_show", pgettext_lazy("visit status", "Did not come")


# By the course of a visit; values stand in the SQL, since SQLite takes no other index for it.
_COURSE = " ".join(f"WHEN '{status}' THEN {n}" for n, status in enumerate(Status.values))
BY_STATUS = Func(
    F("status"),
    template=f"(CASE %(expressions)s {_COURSE} END)",
    output_field=models.IntegerField(),
)


class LetterInstead(models.TextChoices):
    """Why a visit needs no letter as a file."""

    NONE = "", pgettext_lazy("letter instead", "none")
    PAPER = "paper", pgettext_lazy("letter instead", "came on paper")
    WAIVED = "waived", pgettext_lazy("letter instead", "not required")


def letter_path(visit: "Visit", filename: str) -> str:
    """Where an uploaded letter lies under MEDIA_ROOT; nothing the sender named is used."""
    suffix = filename.rsplit(".", 1)[-1].lower()
    return f"letters/{visit.public_id}/{secrets.token_hex(8)}.{suffix}"


class Visit(models.Model):
    """A study visit from the request to the report."""

    Rank = Rank

    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_id = models.CharField(max_length=12, default=new_public_id, unique=True, editable=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    version = models.PositiveIntegerField(default=1, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    institution = models.CharField(_("institution"), max_length=200)
    # Where they come from: a region of Indonesia, or else a country and a place there.
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    country = models.CharField(
        pgettext_lazy("of origin", "country"), max_length=2, blank=True, default="", db_default=""
    )
    place = models.CharField(
        pgettext_lazy("of origin", "place"),
        max_length=LONGEST_PLACE,
        blank=True,
        default="",
        db_default="",
    )
    purpose = models.TextField(_("purpose"), max_length=2000)
    topics = models.ManyToManyField(Topic, blank=True, related_name="visits")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="visits")
    people = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])
    leader_name = models.CharField(_("leader's name"), max_length=120)
    leader_position = models.CharField(_("leader's position"), max_length=120)
    leader_rank = models.CharField(
        _("leader's rank"), max_length=16, choices=Rank.choices, default=Rank.OTHER
    )
    contact_name = models.CharField(_("contact's name"), max_length=120)
    contact_position = models.CharField(_("contact's position"), max_length=120, blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=20)
    # Empty where staff entered a request by phone: then nothing is mailed, staff pass it on.
    contact_email = AddressField(
        _("contact's e-mail address"), blank=True, validators=[check_mailable]
    )
    letter_number = models.CharField(_("letter number"), max_length=80, blank=True)
    letter_date = models.DateField(_("letter date"), null=True, blank=True)
    letter_file = models.FileField(_("letter"), upload_to=letter_path, blank=True)
    # Until when the letter is to be here, as it was told; and what stands in its place.
    letter_due_at = models.DateTimeField(_("letter due at"), null=True, blank=True)
    letter_instead = models.CharField(
        _("in place of the letter"),
        max_length=8,
        choices=LetterInstead.choices,
        blank=True,
        default=LetterInstead.NONE,
        db_default="",
    )
    # The order by which the delegation travels (surat tugas).
    assignment_letter = models.FileField(
        _("assignment letter"), upload_to=letter_path, blank=True, default="", db_default=""
    )
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=2, default="id")
    # What the link for the group hangs on; empty while its page is closed.
    share_nonce = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    share_ticket = models.BooleanField(default=False, db_default=False, editable=False)
    # The same of the link by which the group writes its own names (people/filling.py).
    fill_nonce = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )

    # Slot ids by preference, and those that staff propose. The place itself, once taken, is a
    # scheduling.Reservation whose owner is `owner_key`.
    preferred_slots = models.JSONField(_("preferred sessions"), default=list)
    proposed_slots = models.JSONField(_("proposed sessions"), default=list, blank=True)
    # The session that a visit had when it gave its place back: calendars go on showing it.
    last_slot = models.CharField(max_length=48, blank=True, editable=False)
    # The days of a past visit, which has no session (models/office/imports.py): the first, and the
    # last where there were several.
    held_on = models.DateField(_("first day"), null=True, blank=True, editable=False)
    held_until = models.DateField(_("last day"), null=True, blank=True, editable=False)
    # Where a confirmed visit would rather be: staff decide, the place it has stays until then.
    wished_slots = models.JSONField(_("sessions asked to move to"), default=list, db_default=[])
    # Set while the proposal is an offer of the waiting list, which lapses.
    offer_expires_at = models.DateTimeField(_("offer stands until"), null=True, blank=True)
    # Until when the delegation may answer what staff proposed; then it ends.
    answer_due_at = models.DateTimeField(_("answer to the proposal due at"), null=True, blank=True)
    wants_waitlist = models.BooleanField(_("waiting list"), default=False)
    # When the session began for which its rundown is set; empty where it has none. Whoever moves
    # the visit moves the rundown along by the difference (agenda/following.py).
    agenda_from = models.DateTimeField(_("rundown from"), null=True, blank=True, editable=False)

    created_at = models.DateTimeField(_("created at"))
    verified_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    reply_due_at = models.DateTimeField(_("reply due at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    reason = models.TextField(_("reason or message"), max_length=1000, blank=True)
    # What staff asked for and still lacks, in their words.
    missing = models.TextField(_("asked for"), max_length=1000, blank=True, db_default="")
    # Which of it has a slot of its own (conversation/missing.py).
    missing_items = models.JSONField(default=list, db_default=[], editable=False)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    people_came = models.PositiveSmallIntegerField(_("people who came"), null=True, blank=True)
    photo_consent = models.BooleanField(_("photographs allowed"), null=True, blank=True)
    # A keyed hash of the network that asked (access/networks.py), kept while the address is
    # unconfirmed.
    network = models.CharField(max_length=32, blank=True, db_default="", editable=False)
    # Wrong codes: in all, and by the key of the network that they came from (access/code_tries.py).
    code_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    code_attempts_by_network = models.JSONField(default=dict, db_default={}, editable=False)
    # When its people's data were erased (keeping/erasing/visits.py); it goes on counting.
    erased_at = models.DateTimeField(
        _("personal data erased at"), null=True, blank=True, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    officers = models.ManyToManyField(
        Officer, through="Assignment", through_fields=("visit", "officer"), related_name="visits"
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="visit_has_people"),
            models.CheckConstraint(
                condition=Q(region__isnull=False, country="", place="")
                | (Q(region__isnull=True) & ~Q(country__in=["", HOME]) & ~Q(place="")),
                name="visit_comes_from_a_region_or_from_abroad",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="visit_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(letter_instead__in=LetterInstead.values),
                name="visit_has_a_known_letter_instead",
            ),
            models.CheckConstraint(
                condition=~Q(status="unverified") | ~Q(contact_email=""),
                name="who_is_to_confirm_an_address_has_one",
            ),
            models.CheckConstraint(
                condition=~Q(status="requested") | Q(reply_due_at__isnull=False),
                name="requests_have_a_reply_date",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None, held_until=None)
                | Q(held_on__isnull=False, held_until=None, status="completed")
                | Q(held_until__gt=F("held_on"), status="completed"),
                name="visits_of_the_time_before_are_completed",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "reply_due_at"], name="visits_by_obligation"),
            models.Index(fields=["created_at", "id"], name="visits_by_age"),
            models.Index(fields=["changed_at", "id"], name="visits_by_change"),
            models.Index(Lower("institution"), "id", name="visits_by_institution"),
            models.Index(BY_ORIGIN, "id", name="visits_by_origin"),
            models.Index(BY_STATUS, "id", name="visits_by_course"),
            models.Index(fields=["people", "id"], name="visits_by_size"),
            models.Index(fields=["last_slot"], name="visits_by_place_given_back"),
            models.Index(fields=["letter_date", "id"], name="visits_by_letter"),
            models.Index(fields=["region", "created_at"], name="visits_by_region"),
            models.Index(
                fields=["reason", "id"],
                condition=Q(status="declined"),
                name="declined_by_reason",
            ),
            models.Index(
                fields=["status", "arrived_at"],
                condition=Q(arrived_at__isnull=False),
                name="visits_by_arrival",
            ),
            models.Index(
                fields=["status", "left_at"],
                condition=Q(left_at__isnull=False),
                name="visits_by_departure",
            ),
            models.Index(fields=["contact_email"], name="visits_by_contact"),
            models.Index(
                fields=["network"], condition=Q(status="unverified"), name="unconfirmed_by_network"
            ),
            models.Index(
                fields=["letter_due_at"],
                condition=Q(letter_due_at__isnull=False),
                name="visits_by_letter_due",
            ),
            models.Index(
                fields=["held_on"],
                condition=Q(held_on__isnull=False),
                name="visits_by_day_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.institution}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it; a new one gets a reference that no other has: the database says so."""
        if self.reference:
            super().save(*args, **kwargs)
            return
        self.store_with(lambda: ())

    def store_with(self, beside: Callable[[], Sequence[Beside]]) -> None:
        """Store a new one and, as soon as it has a reference, what `beside` gives of it then."""
        stored = False
        while not stored:
            self.reference = new_reference(self.created_at.year)
            stored = insert_with(self, beside(), unless_taken="reference")

    @property
    def origin(self) -> Origin:
        """Where the delegation comes from."""
        return self.region or Abroad(self.country, self.place)

    @property
    def owner_key(self) -> str:
        """The name under which this visit takes its place in scheduling."""
        return f"visit:{self.uid}"


class Participant(models.Model):
    """A member of the delegation. Never the national identity number (NIK)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    nip = models.CharField(
        _("civil-service number (NIP)"),
        max_length=nip.LENGTH,
        blank=True,
        validators=[nip.check_nip],
    )
    # Staff added them at the door: the delegation did not name them.
    added_at_door = models.BooleanField(_("added at the door"), default=False, db_default=False)

    class Meta:
        ordering = ["visit", "number"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="participants_are_numbered")
        ]

    def __str__(self) -> str:
        return self.name
