"""How the host's papers look, who signs them, their words and numbers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.language import nip


class Signatory(models.Model):
    """Somebody who signs for the host; nothing of a certificate or a passphrase is kept here."""

    class Capacity(models.TextChoices):
        """In whose place: "Plt." (acting) or "Plh." (day to day), before the position."""

        OWN = "", pgettext_lazy("signatory", "own office")
        ACTING = "plt", pgettext_lazy("signatory", "acting (Plt.)")
        DAILY = "plh", pgettext_lazy("signatory", "acting day to day (Plh.)")

    name = models.CharField(_("name with degrees"), max_length=120)
    position = models.CharField(_("position"), max_length=160)
    grade = models.CharField(_("rank (pangkat)"), max_length=60, blank=True)
    nip = models.CharField(
        _("civil-service number (NIP)"),
        max_length=nip.LENGTH,
        blank=True,
        validators=[nip.check_nip],
    )
    capacity = models.CharField(
        _("capacity"), max_length=3, choices=Capacity.choices, blank=True, default=""
    )
    # "a.n. Wali Kota Batam": the position on whose behalf; below it, where set, "u.b." another.
    on_behalf_of = models.CharField(_("on behalf of (a.n.)"), max_length=160, blank=True)
    through = models.CharField(_("through (u.b.)"), max_length=160, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signatory",
        verbose_name=_("account"),
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name


class Stationery(models.Model):
    """How the host's papers look and are numbered; one row, id 1. Lengths in millimetres."""

    class Sheet(models.TextChoices):
        """The size of the sheet."""

        A4 = "a4", "A4 (210 x 297 mm)"
        F4 = "f4", "F4 (215 x 330 mm)"

    class Rule(models.TextChoices):
        """The rule below the letterhead."""

        DOUBLE = "double", _("double")
        THICK_THIN = "thick_thin", _("thick and thin")
        SINGLE = "single", _("single")

    class Face(models.TextChoices):
        """The family of the type; fonts that ship with the program."""

        SANS = "sans", _("without serifs (like Arial)")
        SERIF = "serif", _("with serifs (like Bookman)")

    class Visum(models.TextChoices):
        """Which blocks a visum sheet shows (docs/papers.md)."""

        HOST = "host", _("only the host's block")
        PMK = "pmk", _("the form of PMK 113, six blocks")
        EIGHT = "eight", _("eight blocks")

    line_1 = models.CharField(_("line 1"), max_length=120, blank=True)
    line_2 = models.CharField(_("line 2"), max_length=120, blank=True)
    line_3 = models.CharField(_("line 3"), max_length=160, blank=True)
    line_4 = models.CharField(_("line 4"), max_length=160, blank=True)
    rule = models.CharField(_("rule"), max_length=10, choices=Rule.choices, default=Rule.DOUBLE)
    sheet = models.CharField(_("sheet"), max_length=2, choices=Sheet.choices, default=Sheet.A4)
    face = models.CharField(_("type"), max_length=5, choices=Face.choices, default=Face.SANS)
    points = models.PositiveSmallIntegerField(
        _("type size, points"),
        default=11,
        validators=[MinValueValidator(10), MaxValueValidator(12)],
    )
    margin_top = models.PositiveSmallIntegerField(_("top margin, mm"), default=30)
    margin_left = models.PositiveSmallIntegerField(_("left margin, mm"), default=30)
    margin_right = models.PositiveSmallIntegerField(_("right margin, mm"), default=20)
    margin_bottom = models.PositiveSmallIntegerField(_("bottom margin, mm"), default=25)
    place = models.CharField(_("place of the date"), max_length=60, blank=True)
    unit = models.CharField(_("unit in numbers"), max_length=40, blank=True)
    pattern = models.CharField(
        _("pattern of numbers"),
        max_length=120,
        default="{classification}/{seq:03d}/{unit}/{month_roman}/{year}",
    )
    addressee_right = models.BooleanField(_("addressee at the right"), default=False)
    bold_subject = models.BooleanField(_("subject in bold"), default=True)
    underlined_name = models.BooleanField(_("signatory's name underlined"), default=False)
    national_anthem = models.BooleanField(_("national anthem in the rundown"), default=False)
    visum_layout = models.CharField(
        _("layout of visum sheets"), max_length=5, choices=Visum.choices, default=Visum.HOST
    )
    # The block that the host signs: I is the departure from home.
    visum_block = models.PositiveSmallIntegerField(
        _("the host's block"), default=2, validators=[MinValueValidator(2), MaxValueValidator(7)]
    )
    visum_two_up = models.BooleanField(_("two visum sheets to a page"), default=True)

    class Meta:
        verbose_name = _("stationery")
        verbose_name_plural = _("stationery")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_stationery")]

    def __str__(self) -> str:
        return self.line_1

    @classmethod
    def load(cls) -> "Stationery":
        """The one row; its defaults where nobody has saved it yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class PaperKind(models.TextChoices):
    """The papers that are kept; day sheet, week sheet and badges are printed and forgotten."""

    REPLY = "reply", pgettext_lazy("paper", "Reply letter")
    RUNDOWN = "rundown", pgettext_lazy("paper", "Rundown")
    ATTENDANCE = "attendance", pgettext_lazy("paper", "Attendance list")
    CERTIFICATE = "certificate", pgettext_lazy("paper", "Certificate of visit")
    VISUM = "visum", pgettext_lazy("paper", "SPPD visum sheet")
    ORDER = "order", pgettext_lazy("paper", "Order for the host's officers (surat tugas)")


class PaperForm(models.Model):
    """What the host chose for one kind of paper: its code, who signs, its words."""

    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices, unique=True)
    classification = models.CharField(_("classification code"), max_length=24, blank=True)
    signatory = models.ForeignKey(
        Signatory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        verbose_name=_("signatory"),
    )
    # Tembusan, one a line.
    copies_to = models.TextField(_("copies to (tembusan)"), max_length=1000, blank=True)
    # {"id": {name of a passage: text}, "en": ...}; what is missing is the program's own wording.
    words = models.JSONField(_("wording"), default=dict, blank=True)
    # Rises with each change of the words; papers keep the one that they were made with.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("form of a paper")
        verbose_name_plural = _("forms of papers")

    def __str__(self) -> str:
        return self.get_kind_display()


class NumberSequence(models.Model):
    """The last running number of a kind in a year; its lock lets one taker in at a time."""

    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("sequence of numbers")
        verbose_name_plural = _("sequences of numbers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_sequence_a_kind_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class NumberStart(models.Model):
    """Staff let a year's sequence go on later: the numbers passed over were given elsewhere."""

    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    # The first that was passed over, and the one that it goes on with.
    passed = models.PositiveIntegerField(_("first number passed over"))
    first = models.PositiveIntegerField(_("first number"))
    reason = models.CharField(_("reason"), max_length=500)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("later beginning of numbers")
        verbose_name_plural = _("later beginnings of numbers")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gt=models.F("passed")), name="numbers_begin_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.first}"

    @property
    def until(self) -> int:
        """The last number that was passed over."""
        return self.first - 1
