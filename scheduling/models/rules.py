"""The host's rules as data: hours, rooms, closures, capacities and deadlines."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from scheduling.models.marks import first_with_marks
from scheduling.once import once
from scheduling.weeks import monday_of


def validate_time_zone(name: str) -> None:
    """Raise ValidationError where the machine knows no zone of that IANA name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(
            _("There is no time zone “%(name)s”. Use a name such as Asia/Jakarta."),
            params={"name": name},
        ) from error


def validate_monday(day: dt.date) -> None:
    """Raise ValidationError where `day` is no Monday: a week is named by its first day."""
    if monday_of(day) != day:
        raise ValidationError(_("Give a Monday: a week begins on Monday."))


class BookingRules(models.Model):
    """The host's general rules for asking; one row, id 1."""

    class Zone(models.TextChoices):
        """The three Indonesian zones; any other IANA name may be set through the shell."""

        WIB = "Asia/Jakarta", "WIB (Asia/Jakarta)"
        WITA = "Asia/Makassar", "WITA (Asia/Makassar)"
        WIT = "Asia/Jayapura", "WIT (Asia/Jayapura)"

    time_zone = models.CharField(
        _("time zone"), max_length=64, default=Zone.WIB, validators=[validate_time_zone]
    )
    lead_working_days = models.PositiveSmallIntegerField(_("lead time, working days"), default=7)
    horizon_days = models.PositiveSmallIntegerField(_("horizon, days"), default=120)
    hold_minutes = models.PositiveSmallIntegerField(
        _("unconfirmed requests hold a place for, minutes"), default=60
    )
    reply_working_days = models.PositiveSmallIntegerField(
        _("reply within, working days"), default=2
    )
    participants_due_days = models.PositiveSmallIntegerField(
        _("participants until, days before"), default=2
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("an offer to the waiting list stands for, hours"), default=24, db_default=24
    )
    proposal_working_days = models.PositiveSmallIntegerField(
        _("proposed sessions stand for, working days"), default=5, db_default=5
    )
    letter_working_days = models.PositiveSmallIntegerField(
        _("official letter within, working days (0: not required)"), default=0, db_default=0
    )
    # Hoarding: how much one may hold at a time (docs/scheduling.md).
    unconfirmed_per_address = models.PositiveSmallIntegerField(
        _("unconfirmed requests of one e-mail address"), default=5, db_default=5
    )
    unconfirmed_per_network = models.PositiveSmallIntegerField(
        _("unconfirmed requests from one network"), default=20, db_default=20
    )
    active_per_region_week = models.PositiveSmallIntegerField(
        _("visits of one region in a week"), default=4, db_default=4
    )

    class Meta:
        verbose_name = _("booking rules")
        verbose_name_plural = _("booking rules")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_booking_rules")]

    def __str__(self) -> str:
        return str(_("Booking rules"))

    # The marks of rules, places and what requests name (database/marks.py) when it was read.
    mark: Mapping[str, int]

    @classmethod
    def load(cls) -> "BookingRules":
        """The one row; its defaults (domain.md, calendar rules) where nobody has saved it yet."""
        return once("rules", cls._read)

    @classmethod
    def _read(cls) -> "BookingRules":
        # The topics are database.marks.Topic's, which lies above the models.
        rules, mark = first_with_marks(cls, "rules", "places", "named")
        rules = rules or cls(pk=1)
        rules.mark = mark
        once("places", lambda: mark)  # forgotten by whoever changes places
        return rules

    @property
    def zone(self) -> ZoneInfo:
        """The host's time zone."""
        return ZoneInfo(self.time_zone)


class Room(models.Model):
    """A room that receives one delegation, or one joint visit, at a time."""

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80)
    people_limit = models.PositiveSmallIntegerField(
        _("people at the most"), default=60, validators=[MinValueValidator(1)]
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self) -> str:
        return self.name


class Timetable(models.Model):
    """A set of sessions that holds for a range of dates, such as the hours of Ramadan.

    Of the timetables that cover a date, the one that began last applies.
    """

    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("timetable")
        verbose_name_plural = _("timetables")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="timetable_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.UniqueConstraint(fields=["valid_from"], name="one_timetable_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class SessionPattern(models.Model):
    """A session on one weekday in one room, in local time of the host."""

    class Weekday(models.IntegerChoices):
        """ISO 8601 weekdays."""

        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="patterns")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="patterns")

    class Meta:
        ordering = ["timetable", "weekday", "starts_at"]
        verbose_name = _("session pattern")
        verbose_name_plural = _("session patterns")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_begins",
                violation_error_message=_("A session must end after it begins."),
            ),
            models.UniqueConstraint(
                fields=["timetable", "weekday", "starts_at", "room"], name="session_pattern_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H.%M}–{self.ends_at:%H.%M}"


class Closure(models.Model):
    """Days, or a part of a day, or a room's days, on which nothing can be booked."""

    class Kind(models.TextChoices):
        """Why it is closed."""

        HOLIDAY = "holiday", _("national holiday")
        COLLECTIVE_LEAVE = "collective_leave", _("collective leave")
        OWN_EVENT = "own_event", _("event of the host")
        ROOM_OUT = "room_out", _("room out of use")

    class Certainty(models.TextChoices):
        """Whether its date may still change; a year's estimates are confirmed by the host."""

        CERTAIN = "", _("certain")
        ESTIMATED = "estimated", _("estimated")
        CONFIRMED = "confirmed", _("estimated, confirmed by the host")

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("only this room")
    )
    source = models.CharField(_("imported from"), max_length=40, blank=True, editable=False)
    certainty = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Certainty.choices,
        blank=True,
        default=Certainty.CERTAIN,
        db_default="",
        editable=False,
    )

    class Meta:
        ordering = ["starts_on", "starts_at"]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="closure_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="closure_of_part_of_a_day_has_both_hours",
                violation_error_message=_("Give both hours, the later one last, or neither."),
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="closure_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """Its name in the language of whoever reads, as far as there is one; estimates say so."""
        english = (get_language() or "").startswith("en")
        name = (english and self.name_en) or self.name
        return gettext("%(name)s (estimated)") % {"name": name} if self.estimated else name

    @property
    def estimated(self) -> bool:
        """Whether its date may still change."""
        return self.certainty == self.Certainty.ESTIMATED

    @property
    def all_day(self) -> bool:
        """Whether it takes the whole of each of its days."""
        return self.starts_at is None


class OpenHoliday(models.Model):
    """A holiday on which the host opens: its closure was taken away, and no import brings it back.

    `source` is the closure's; the day and name are for people to read.
    """

    source = models.CharField(max_length=40, unique=True, editable=False)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["day"]
        verbose_name = _("holiday on which the host opens")
        verbose_name_plural = _("holidays on which the host opens")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CapacityRule(models.Model):
    """How many delegations a week takes, from a given week on."""

    from_week = models.DateField(
        _("from the week of Monday"), unique=True, validators=[validate_monday]
    )
    capacity = models.PositiveSmallIntegerField(
        _("delegations a week"), validators=[MaxValueValidator(100)]
    )
    daily_limit = models.PositiveSmallIntegerField(
        _("delegations a day at the most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as there are sessions."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["from_week"]
        verbose_name = _("weekly capacity")
        verbose_name_plural = _("weekly capacities")

    def __str__(self) -> str:
        return f"{self.from_week:%Y-%m-%d}: {self.capacity}"
