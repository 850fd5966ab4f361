"""The office that receives: its profile, agencies, topics and officers."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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
    email = models.EmailField(_("e-mail address"), default="protokol@example.go.id")
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5f6b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write it as #0b5f6b."))],
    )
    public_feed = models.BooleanField(_("publish a calendar"), default=True)
    public_names = models.BooleanField(
        _("show institutions and regions in public"),
        default=False,
        help_text=_("Otherwise public pages and feeds say only that a session is taken."),
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    class Meta:
        verbose_name = _("host profile")
        verbose_name_plural = _("host profile")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_host_profile")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> "Host":
        """The one row; its defaults where nobody has saved it yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

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


class Officer(models.Model):
    """Someone on the host's side who receives guests or speaks to them."""

    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="officers"
    )
    email = models.EmailField(_("e-mail address"), unique=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, default="id")
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
