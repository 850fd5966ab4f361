"""The rundown of a visit, as programs write and read it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from visits.agenda.items import MOST, Item
from visits.agenda.reading import Rundown
from visits.api.serializers.fields import Instant, Line
from visits.api.serializers.shape import Shape
from visits.language.emails import mail_address
from visits.models import AgendaItem, Officer
from visits.phrases.rundowns import too_many_words
from visits.queries.visits import Session


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
            {"type": "string", "format": "email", "maxLength": 254},
        ],
    }
)
class OfficerRef(serializers.Field[Any, Any, Any, Any]):
    """One of the host's officers, by the `id` of officers/ or by e-mail address."""

    default_error_messages = {
        "unknown": _("There is no such officer. Give an id or address of officers/."),
        "invalid": _("Give an officer's id, or e-mail address."),
    }

    def to_internal_value(self, data: Any) -> int:
        """The officer's id. Of those in use, and whoever stands in the rundown already."""
        known: dict[int, str] = self.context["officers"]
        if type(data) is int:
            if data not in known:
                self.fail("unknown")
            return data
        if not isinstance(data, str):
            self.fail("invalid")
        address = mail_address(data)
        found = [pk for pk, email in known.items() if email == address]
        if not found:
            self.fail("unknown")
        return found[0]


class AgendaItemList(serializers.ListSerializer[Any]):
    """A rundown: counted before its items are looked at."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """The items as values."""
        if isinstance(data, list) and len(data) > MOST:
            raise serializers.ValidationError(
                {"non_field_errors": [serializers.ErrorDetail(too_many_words(), "max_length")]}
            )
        return [
            Item(
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                title=row["title"],
                officer_id=row["officer"],
                speaker="" if row["officer"] else row["speaker"],
                place=row["place"],
            )
            for row in super().to_internal_value(data)
        ]


class AgendaItemIn(Shape[Any]):
    """An item: within the visit's session, in whole minutes, not at the time of another.

    Whoever leads it is an `officer` of the host or somebody else by name (`speaker`); an officer
    goes before a name. Without `place` it is in the session's room.
    """

    starts_at = Instant()
    ends_at = Instant()
    title = Line(max_length=160)
    officer = OfficerRef(required=False, allow_null=True, default=None)
    speaker = Line(max_length=120, required=False, allow_blank=True, default="")
    place = Line(max_length=80, required=False, allow_blank=True, default="")

    class Meta:
        list_serializer_class = AgendaItemList


class AgendaItemOut(Shape[Any]):
    """An item of the rundown, in order; `officer_name` is whom `officer` means."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    title = serializers.CharField()
    officer = serializers.IntegerField(allow_null=True)
    officer_name = serializers.CharField()
    speaker = serializers.CharField()
    place = serializers.CharField()


def known_officers(rundown: Rundown) -> dict[int, str]:
    """The officers who may be named, as OfficerRef wants them: addresses by id; one query."""
    found = dict(Officer.objects.filter(active=True).values_list("pk", "email"))
    return found | {i.officer.pk: i.officer.email for i in rundown.items if i.officer}


def items_json(items: Any, session: Session | None) -> list[dict[str, Any]]:
    """Items as AgendaItemOut describes them, by the clock of the session's place."""
    return [_json(item, session) for item in items]


def _json(item: AgendaItem, session: Session | None) -> dict[str, Any]:
    zone = session.starts_at.tzinfo if session else None
    return {
        "starts_at": item.starts_at.astimezone(zone).isoformat(),
        "ends_at": item.ends_at.astimezone(zone).isoformat(),
        "title": item.title,
        "officer": item.officer_id,
        "officer_name": item.officer.name if item.officer else "",
        "speaker": item.speaker,
        "place": item.place,
    }
