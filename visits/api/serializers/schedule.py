"""What the API answers about weeks, sessions, reference data and events."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from scheduling.slots import Reason, Slot
from visits.api.serializers.shape import Shape
from visits.history.events import PROSE
from visits.models import Region, VisitEvent

By = VisitEvent.By


class WeekOut(Shape[Any]):
    """A week; `available` is capacity less taken, `bookable` whether a session can be had now."""

    week = serializers.CharField(source="name")
    starts_on = serializers.DateField()
    capacity = serializers.IntegerField()
    taken = serializers.IntegerField()
    available = serializers.IntegerField()
    state = serializers.ChoiceField(choices=["open", "full", "closed", "past"])
    bookable = serializers.BooleanField()


class SlotOut(Shape[Any]):
    """A session; `people` is what its room holds, `reason` says why it is not available."""

    id = serializers.CharField()
    date = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = serializers.CharField(source="room_name")
    people = serializers.IntegerField(source="people_limit")
    available = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=[(r.value, r.name) for r in Reason], allow_null=True)


def slots_json(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """What SlotOut gives of them, where it would take longer than finding them."""
    return [
        {
            "id": str(slot.id),
            "date": slot.date.isoformat(),
            "starts_at": _moment(slot.starts_at),
            "ends_at": _moment(slot.ends_at),
            "room": slot.room_name,
            "people": slot.people_limit,
            "available": slot.available,
            "reason": slot.reason and slot.reason.value,
        }
        for slot in slots
    ]


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


class RegionOut(Shape[Any]):
    """A province, regency or city; `label` tells apart those of one name."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Region.Kind.choices)
    name = serializers.CharField(source="full_name")
    label = serializers.CharField()  # type: ignore[assignment]  # the base has one of its own
    province = serializers.SerializerMethodField()
    time_zone = serializers.CharField()

    def get_province(self, region: Region) -> str | None:
        """Its province's name; null for a province."""
        return region.province.name if region.province else None


class FoundRegionOut(RegionOut):
    """A region as it was found: `guessed` where the search may have meant another, so ask."""

    guessed = serializers.SerializerMethodField()

    def get_guessed(self, _region: Region) -> bool:
        """Of the search as a whole, which the context says."""
        return bool(self.context.get("guessed"))


PLACE = "In that country; empty where there is a region."


class CountryOut(serializers.CharField):
    """A country abroad, where a visit comes from no region."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_null=True,
            help_text="ISO 3166-1 alpha-2, of a visit from abroad; null where there is a region.",
            **options,
        )

    def to_representation(self, value: Any) -> Any:
        """Null instead of no code."""
        return value or None


class NamedOut(Shape[Any]):
    """An agency or a topic, by the code that requests name it with."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, thing: Any) -> str:
        """In the reader's language where there is one."""
        return str(getattr(thing, "local_name", thing.name))


class EventOut(Shape[Any]):
    """Something that happened to a visit; nothing personal."""

    id = serializers.IntegerField(source="number")
    visit = serializers.CharField(source="visit.reference")
    kind = serializers.ChoiceField(choices=VisitEvent.Kind.choices)
    at = serializers.DateTimeField()
    by = serializers.ChoiceField(source="actor_kind", choices=By.choices)

    def get_fields(self) -> dict[str, Any]:
        """Those, and the ones whose names Python, or the serializer itself, wants for itself."""
        return {
            **super().get_fields(),
            "from": serializers.CharField(source="from_status"),
            "to": serializers.CharField(source="to_status"),
            "data": serializers.SerializerMethodField(),
        }

    def get_data(self, event: VisitEvent) -> dict[str, Any]:
        """What changed, without what people wrote: that may name persons, and is in the visit."""
        return {name: value for name, value in event.data.items() if name not in PROSE}
