"""Provinces, regencies and cities by their Kemendagri codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A province (`13`), or a regency or city of one (`13.02`)."""

    class Kind(models.TextChoices):
        """What the code names; 26 names are both a regency and a city."""

        PROVINCE = "province", _("province")
        REGENCY = "regency", _("regency")
        CITY = "city", _("city")

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    province = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    time_zone = models.CharField(_("time zone"), max_length=40)
    # Read by the release before, which may run beside this one; goes with the next (decision 145).
    search_text = models.CharField(max_length=200, db_index=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.label

    @property
    def full_name(self) -> str:
        """Its official name with its kind, in Indonesian: "Kabupaten Solok"."""
        # Official names are not translated: an English reader needs them as they stand in letters.
        kind = {"province": "Provinsi", "regency": "Kabupaten", "city": "Kota"}[self.kind]
        return f"{kind} {self.name}"

    @property
    def label(self) -> str:
        """With the province, since names repeat: "Kabupaten Solok, Sumatera Barat"."""
        return f"{self.full_name}, {self.province.name}" if self.province else self.full_name
