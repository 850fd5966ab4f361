"""Where a delegation comes from, as the API takes it: a region, or a country and a place."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from scheduling.database.composed import Composed
from scheduling.database.marks import Topic
from visits.language.countries import HOME, is_abroad
from visits.models import Abroad, Origin, Region, Visit

COUNTRY = "Of a delegation from abroad, instead of `region`: ISO 3166-1 alpha-2, such as MY."
_BY_CODE = Composed(
    lambda code: Region.objects.select_related("province").filter(code=code),
    remembered=Topic.NAMED,
    code=Region._meta.get_field("code"),
)
_EITHER = _("Give a region, or a country and a place.")


def region_of(code: str | None) -> Region | None:
    """The region with this code; provinces visit too. None for none, else ValidationError."""
    if code is None:
        return None
    region = _BY_CODE.first(code=code)
    if region is None:
        raise serializers.ValidationError(
            _("There is no region with this code; see regions/."), code="unknown"
        )
    return region


def country_of(code: str | None) -> str:
    """The code in capitals, of a country abroad; empty for none, else ValidationError."""
    code = (code or "").upper()
    if code == HOME:
        raise serializers.ValidationError(
            _("A delegation from Indonesia gives `region`; see regions/."), code="unknown"
        )
    if code and not is_abroad(code):
        raise serializers.ValidationError(
            _("There is no country with this code. Use ISO 3166-1 alpha-2, such as MY."),
            code="unknown",
        )
    return code


def origin_of(data: dict[str, Any], visit: Visit | None = None) -> Origin | None:
    """Where they come from by `data`, of `visit` what is left out or empty; None where it stays.

    ValidationError unless it is a region, or a country and a place there.
    """
    region, country, place = data.get("region"), data.get("country"), data.get("place")
    if isinstance(region, Region):
        if country or place:
            raise serializers.ValidationError({"region": [ErrorDetail(str(_EITHER), "both")]})
        return region
    if visit is not None:
        if "region" not in data and not (country or place):
            return None
        country, place = country or visit.country, place or visit.place
    wanted = {"country": country, "place": place} if country or place else {"region": region}
    if missing := [name for name, value in wanted.items() if not value]:
        errors = {name: [ErrorDetail(str(_EITHER), "required")] for name in missing}
        raise serializers.ValidationError(errors)
    return Abroad(str(country), str(place))
