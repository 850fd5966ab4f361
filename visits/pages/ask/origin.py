"""Where a delegation comes from: a region, searched by its name, or a country and a place there."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.language.countries import countries, country_name
from visits.models import Abroad, Origin, Region
from visits.models.region import LONGEST_PLACE
from visits.pages.frame.typed import Line, Name
from visits.reference.countries import country_called
from visits.reference.regions import Search, search_regions

_SHOWN_REGIONS = 12
# Values of Visit.language, each in its own language for who reads only that one.
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]


def _countries() -> list[tuple[str, Any]]:
    return [("", pgettext_lazy("country", "Choose one")), *countries()]


class OriginForm(forms.Form):
    """A region of Indonesia, or with `abroad` a country and a place; cleaned into `origin`.

    `language` is a value of Visit.language, and empty where it is not asked.
    """

    place = Line(
        label=_("Region"),
        max_length=80,
        help_text=_(
            "Name of the regency, city or province, for example Solok. A ministry or a university "
            "writes where its office is."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                # Looked up while it is typed; without JavaScript a button does it.
                "hx-get": reverse_lazy("ask-regions"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#daerah",
                "hx-include": "closest form",
                "hx-params": "place,region",
            }
        ),
    )
    region = forms.ChoiceField(label=_("Which region"), required=False, widget=forms.RadioSelect)
    abroad = forms.BooleanField(label=_("From abroad"), required=False)
    country = forms.ChoiceField(label=pgettext_lazy("of origin", "Country"), choices=_countries)
    town = Name(
        label=_("City or place"),
        max_length=LONGEST_PLACE,
        help_text=_("For example Johor Bahru or Singapore."),
    )
    language = forms.ChoiceField(
        label=_("Language of our letters"),
        choices=LANGUAGES,
        initial="en",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        place = str(given.get("place") or "").strip()
        self.found: Search = search_regions(place, limit=_SHOWN_REGIONS)
        # What was typed as a region is a country.
        self.meant_abroad = country_name(country_called(place) or "")
        field = self.fields["region"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(region.code, region.label) for region in self.found.regions]
            if self.found.guessed:
                field.label = _("Did you mean …?")
            if not self.is_bound and (only := self.found.meant):
                self.initial = {**self.initial, "region": self.initial.get("region") or only.code}
            # The label needs no "(optional)" beside it: one of those shown has to be chosen.
            field.error_messages["invalid_choice"] = _("Choose one of the regions.")

    def clean(self) -> dict[str, Any]:
        """Settle where they come from."""
        cleaned = super().clean() or {}
        abroad = bool(cleaned.get("abroad"))
        # Of the other half nothing is asked.
        for name in ("place", "region", "language") if abroad else ("country", "town", "language"):
            self.errors.pop(name, None)
        cleaned["origin"] = self._place_abroad(cleaned) if abroad else self._region(cleaned)
        cleaned["language"] = cleaned.get("language", "en") if abroad else ""
        return cleaned

    def _place_abroad(self, cleaned: dict[str, Any]) -> Origin | None:
        if "country" in self.errors or "town" in self.errors:
            return None
        return Abroad(cleaned["country"], cleaned["town"])

    def _region(self, cleaned: dict[str, Any]) -> Region | None:
        """The one chosen, or the only one that the name can mean."""
        if "place" in self.errors or "region" in self.errors:
            return None
        if not self.found.regions:
            self.add_error("place", self.not_found_words)
            return None
        code = cleaned.get("region") or ""
        chosen = next((r for r in self.found.regions if r.code == code), None) or self.found.meant
        if chosen is None and self.found.guessed:
            self.add_error("region", _("We know no region of this name. Choose the one you mean."))
        elif chosen is None:
            self.add_error("region", _("Choose one of the regions."))
        return chosen

    @property
    def not_found_words(self) -> str:
        """What to do where what was typed is no region."""
        if self.meant_abroad:
            return _("%(country)s is another country: tick “From abroad”.") % {
                "country": self.meant_abroad
            }
        return str(
            _(
                "No region of this name. Try the name alone, for example Solok; from another "
                "country, tick “From abroad”."
            )
        )


def typed_as(origin: Origin, *, language: str) -> dict[str, str]:
    """What OriginForm would be filled in with for `origin` and letters in `language`."""
    if isinstance(origin, Abroad):
        place = {"country": origin.country, "town": origin.place}
        return {"abroad": "on", **place, "language": language}
    return {"place": origin.label, "region": origin.code}
