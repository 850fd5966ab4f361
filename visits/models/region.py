"""Where delegations come from: regions by their Kemendagri codes, and places abroad."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, F, Func
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from visits.language.countries import country_name, names_of

LONGEST_PLACE = 80
"""Characters of a place abroad, as of a region's name."""

# Visits by the code of where they come from, provinces together, then those from abroad; values
# stand in the SQL, since SQLite takes an expression's index for no query with parameters in it.
BY_ORIGIN = Coalesce(
    F("region_id"),
    # In the order in which a migration writes them: another one counts as another index.
    Func(F("country"), Lower("place"), arg_joiner=" || ", template="('z' || %(expressions)s)"),
    output_field=CharField(),
)


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

    def is_named_in(self, text: str) -> bool:
        """Whether `text` says its name, without its kind."""
        return self.name.casefold() in text.casefold()


@dataclass(frozen=True)
class Abroad:
    """A place in another country, `country` by its ISO 3166-1 alpha-2 code."""

    country: str
    place: str

    @property
    def name(self) -> str:
        """The place alone, as they write it."""
        return self.place

    @property
    def full_name(self) -> str:
        """The same as `label`: a place abroad has no kind."""
        return self.label

    @property
    def label(self) -> str:
        """With the country in the active language: "Johor Bahru, Malaysia"; "Singapore" once."""
        country = country_name(self.country)
        said_twice = self.place.casefold() in {n.casefold() for n in names_of(self.country)}
        return country if said_twice else f"{self.place}, {country}"

    def is_named_in(self, text: str) -> bool:
        """Whether `text` says the country, in either language."""
        return any(name.casefold() in text.casefold() for name in names_of(self.country))


Origin = Region | Abroad


def origin_fields(origin: Origin) -> dict[str, Any]:
    """The columns of a visit that say where it comes from, all of them."""
    if isinstance(origin, Abroad):
        return {"region": None, "country": origin.country, "place": origin.place}
    return {"region": origin, "country": "", "place": ""}
