"""The places that are taken: weeks with their counts, reservations, who shares or waits."""

import datetime as dt

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scheduling.models.rules import Room, validate_monday
from scheduling.slots import SlotId
from scheduling.weeks import week_name


class Week(models.Model):
    """One week's capacity and how many of its places are taken.

    A row exists once somebody asked for the week. `taken` is counted by the database itself
    (database/guards.py); `taken > capacity` is possible after a lowering, and is shown, never
    repaired.
    """

    starts_on = models.DateField(_("Monday"), primary_key=True, validators=[validate_monday])
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    own_capacity = models.PositiveSmallIntegerField(
        _("this week's own capacity"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True, editable=False)

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("week")
        verbose_name_plural = _("weeks")
        constraints = [
            models.CheckConstraint(
                condition=Q(own_capacity__isnull=True) | Q(capacity=F("own_capacity")),
                name="own_capacity_is_the_capacity",
            )
        ]

    def __str__(self) -> str:
        return week_name(self.starts_on)


class Reservation(models.Model):
    """One place of a week, in one session and room, taken by an owner.

    The owner is a key of whoever asked ("visit:<uuid>"): this app does not know what it means.
    """

    class State(models.TextChoices):
        """`hold` may lapse, `booked` stays, `released` is history."""

        HOLD = "hold", _("held")
        BOOKED = "booked", _("booked")
        RELEASED = "released", _("released")

    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="reservations")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="reservations")
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    owner = models.CharField(_("owner"), max_length=64)
    people = models.PositiveSmallIntegerField(_("people"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    hold_expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    created_at = models.DateTimeField(_("taken at"))
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        ordering = ["date", "starts_at"]
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["room", "date", "starts_at"],
                condition=~Q(state="released"),
                name="one_reservation_in_a_room_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=~Q(state="released"), name="one_place_for_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reservation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True)),
                name="released_reservations_say_when",
            ),
            models.CheckConstraint(
                condition=Q(state="hold") | Q(hold_expires_at__isnull=True),
                name="only_holds_expire",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="reservation_has_people"),
            models.CheckConstraint(condition=~Q(owner=""), name="reservation_has_an_owner"),
        ]
        indexes = [
            # Also of places given back: what a visit once had is shown for years.
            models.Index(fields=["owner"], name="reservations_by_owner"),
            models.Index(fields=["date"], condition=~Q(state="released"), name="active_by_date"),
            models.Index(
                fields=["hold_expires_at"], condition=Q(state="hold"), name="holds_by_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} ({self.get_state_display()})"

    @property
    def slot(self) -> SlotId:
        """The session that it is in."""
        return SlotId(date=self.date, starts_at=self.starts_at, room=self.room.code)

    @property
    def slot_id(self) -> str:
        """The readable id of its session, as in the API."""
        return str(self.slot)

    @property
    def active(self) -> bool:
        """Whether it still takes a place."""
        return self.state != self.State.RELEASED

    def instants(self, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
        """Begin and end as aware datetimes in the host's zone."""
        return (
            dt.datetime.combine(self.date, self.starts_at, zone),
            dt.datetime.combine(self.date, self.ends_at, zone),
        )


class Share(models.Model):
    """An owner who comes along in another's place: a joint visit takes one place of its week.

    An owner has a reservation of its own or a share, never both (sharing/joint.py).
    """

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="shares")
    owner = models.CharField(_("owner"), max_length=64, unique=True)
    people = models.PositiveSmallIntegerField(_("people"))
    joined_at = models.DateTimeField(_("joined at"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("share of a place")
        verbose_name_plural = _("shares of places")
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="share_has_people"),
            models.CheckConstraint(condition=~Q(owner=""), name="share_has_an_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} in {self.reservation_id}"


class Waiting(models.Model):
    """An owner on the waiting list, for a place on one of the dates of its wishes.

    The order is by `priority` (staff, with a reason; the higher first), then by the time of the
    request. `passed` are sessions that were offered before: none is offered twice.
    """

    owner = models.CharField(_("owner"), max_length=64, unique=True)
    people = models.PositiveSmallIntegerField(_("people"))
    wishes = models.JSONField(_("preferred sessions"))
    passed = models.JSONField(_("sessions offered before"), default=list)
    since = models.DateTimeField(_("waiting since"))
    priority = models.PositiveIntegerField(_("priority"), default=0)

    class Meta:
        ordering = ["-priority", "since", "id"]
        verbose_name = _("waiting list")
        verbose_name_plural = _("waiting list")
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="waiting_has_people"),
            models.CheckConstraint(condition=~Q(owner=""), name="waiting_has_an_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.since:%Y-%m-%d}"
