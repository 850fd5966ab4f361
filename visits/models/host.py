"""The office that receives: its profile, agencies, topics and officers."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scheduling.once import once
from visits.language.emails import check_mailable
from visits.models.addresses import AddressField, validate_origins

# Characters of an officer's reason why they cannot be there.
LONGEST_EXCUSE = 300


class Licence(models.TextChoices):
    """Under what others may use the open figures; names of SPDX."""

    CC_BY = "CC-BY-4.0", "Creative Commons Attribution 4.0 (CC BY 4.0)"
    CC_BY_SA = "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0 (CC BY-SA 4.0)"
    CC0 = "CC0-1.0", "Creative Commons Zero 1.0 (CC0)"

    @property
    def url(self) -> str:
        """Where its words stand."""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{self.value[3:-4].lower()}/4.0/"


class Host(models.Model):
    """The host's profile; one row, id 1. Another office changes this and nothing in code."""

    name = models.CharField(_("name"), max_length=120, default="Mal Pelayanan Publik")
    short_name = models.CharField(_("short name"), max_length=40, default="MPP")
    office = models.CharField(_("responsible office"), max_length=120, blank=True)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    headline_en = models.CharField(_("headline in English"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    map_url = models.URLField(_("map link"), blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # Where guests write to by WhatsApp; the phone may be one that takes no chats.
    whatsapp = models.CharField(
        _("WhatsApp number of protocol"), max_length=20, blank=True, default="", db_default=""
    )
    email = AddressField(
        _("e-mail address"), default="protokol@example.go.id", validators=[check_mailable]
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5f6b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write it as #0b5f6b."))],
    )
    # A PNG that files/logos.py drew anew; served at `host-logo`.
    logo = models.FileField(_("logo"), upload_to="host/", blank=True, db_default="")
    public_feed = models.BooleanField(_("publish a calendar"), default=True)
    public_names = models.BooleanField(
        _("show institutions and regions in public"),
        default=False,
        help_text=_("Otherwise public pages and feeds say only that a session is taken."),
    )
    # `/statistik/` and its data (docs/reports.md).
    open_figures = models.BooleanField(
        _("publish the year's figures"),
        default=False,
        db_default=False,
        help_text=_(
            "At /statistik/, for everybody: how many came, from which provinces, about what, how"
            " soon requests were answered, and the IKM. No names; small numbers are told together."
        ),
    )
    figures_licence = models.CharField(
        _("licence of the figures"),
        max_length=16,
        choices=Licence.choices,
        default=Licence.CC_BY,
        db_default=Licence.CC_BY,
        help_text=_("What others may do with them."),
    )
    # Local time. Reminders wait for the end; equal times switch it off.
    quiet_from = models.TimeField(
        _("quiet from"), default=dt.time(20), db_default=dt.time(20),
        help_text=_("Reminders that can wait are not sent in quiet hours."),
    )  # fmt: skip
    quiet_until = models.TimeField(_("quiet until"), default=dt.time(6), db_default=dt.time(6))
    # The domain in the UIDs of calendar events, which must outlive a change of address.
    uid_domain = models.CharField(
        max_length=255, blank=True, default="", db_default="", editable=False
    )
    embed_hosts = models.TextField(
        _("sites that may show the open weeks"),
        blank=True,
        default="",
        db_default="",
        validators=[validate_origins],
        help_text=_("One a line, as https://www.example.go.id; they show /sematan/ in a frame."),
    )
    # Until then the site says that it opens soon, and takes no requests (visits/opening/).
    opened_at = models.DateTimeField(_("open to the public since"), null=True, editable=False)
    # When a mail of the first run was last taken by the mail server.
    mail_tried_at = models.DateTimeField(_("test mail taken at"), null=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    class Meta:
        verbose_name = _("host profile")
        verbose_name_plural = _("host profile")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_host_profile")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it; the first address gives calendar events their domain for good."""
        if not self.uid_domain:
            self.uid_domain = self.email_domain
        super().save(*args, **kwargs)

    @property
    def email_domain(self) -> str:
        """The domain of the e-mail address, as mail servers take it (IDNA)."""
        domain = self.email.lower().rpartition("@")[2]
        try:
            return domain.encode("idna").decode()
        except UnicodeError:
            return domain

    @classmethod
    def load(cls) -> "Host":
        """The one row; its defaults where nobody has saved it yet."""
        return once("host", lambda: cls.objects.filter(pk=1).first() or cls(pk=1))

    def quiet_at(self, local: dt.time) -> bool:
        """Whether `local`, a time of the host's clocks, is within the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    @property
    def is_open(self) -> bool:
        """Whether delegations may ask for visits."""
        return self.opened_at is not None

    @property
    def has_own_address(self) -> bool:
        """Whether the e-mail address is one of its own, and no example (RFC 2606, RFC 6761)."""
        labels = self.email_domain.split(".")
        return "example" not in labels and labels[-1] not in ("test", "invalid", "localhost")

    @property
    def logo_name(self) -> str:
        """The logo's own file name, or nothing."""
        return (self.logo.name or "").rpartition("/")[2]

    @property
    def initials(self) -> str:
        """Two letters for the mark: "Mal Pelayanan Publik Batam" gives "MB"."""
        words = self.name.split()
        return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else self.name[:2].upper()


class Agency(models.Model):
    """An agency with a counter in the building, which a delegation may ask to meet."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """Something that can be learned here."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """The name in the reader's language where it has one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class Rank(models.TextChoices):
    """How high somebody stands, on either side: who receives whom follows from it."""

    REGIONAL_HEAD = "regional_head", _("governor, regent or mayor, or deputy")
    COUNCIL = "council", _("council leader or member")
    SECRETARY = "secretary", _("regional secretary or assistant")
    OFFICE_HEAD = "office_head", _("head of office")
    OTHER = "other", _("other")


class Officer(models.Model):
    """Someone on the host's side who receives guests or speaks to them."""

    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="officers"
    )
    email = AddressField(_("e-mail address"), unique=True, validators=[check_mailable])
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, default="id")
    # Who has none speaks for an agency, and is not suggested to receive (people/officers.py).
    rank = models.CharField(
        _("receives guests up to the rank of"),
        max_length=16,
        choices=Rank.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: speaks for an agency, and receives nobody."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """An officer of the host for one visit."""

    class Role(models.TextChoices):
        """Receives the guests, or speaks for an agency."""

        RECEIVING = "receiving", _("receiving officer")
        AGENCY = "agency", _("agency's officer")

    class Answer(models.TextChoices):
        """What the officer said; a change of the session asks again."""

        NONE = "", pgettext_lazy("officer's answer", "no answer yet")
        ACCEPTED = "accepted", pgettext_lazy("officer's answer", "will be there")
        TENTATIVE = "tentative", pgettext_lazy("officer's answer", "may be there")
        DECLINED = "declined", pgettext_lazy("officer's answer", "cannot be there")

    visit = models.ForeignKey("visits.Visit", on_delete=models.CASCADE, related_name="assignments")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer.choices, blank=True, default="", db_default=""
    )
    confirmed_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # Why they cannot, and whom they suggest instead; erased with the visit's people.
    reason = models.CharField(
        _("reason"), max_length=LONGEST_EXCUSE, blank=True, default="", db_default=""
    )
    colleague = models.ForeignKey(
        Officer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suggested colleague"),
    )
    # What they had answered before the hours changed; empty once they have answered again.
    answer_before = models.CharField(
        max_length=10, choices=Answer.choices, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["visit", "officer"], name="an_officer_once_a_visit"),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(role="receiving"),
                name="one_receiving_officer_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(answer="declined") | Q(reason="", colleague=None),
                name="who_excuses_themselves_cannot_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.visit}"
