"""Messages between the two sides, notes of staff, and what is passed on elsewhere."""

from typing import Any

from rest_framework import serializers

from visits.api.serializers.fields import Instant, OneOf, Text
from visits.api.serializers.schedule import By
from visits.api.serializers.shape import Shape
from visits.conversation.messages import LONGEST
from visits.models import Note


class WrittenIn(Shape[Any]):
    """Words to the other side, or among staff."""

    text = Text(max_length=LONGEST)


class WrittenOut(Shape[Any]):
    """What was written; `name`, whose account or key it was, is for staff alone."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField(source="event.at")
    by = serializers.ChoiceField(source="event.actor_kind", choices=By.choices)
    name = serializers.CharField(source="event.actor_name", required=False)
    text = serializers.CharField()

    def to_representation(self, instance: Note) -> dict[str, Any]:
        """Without what is internal, for a delegation."""
        shown = super().to_representation(instance)
        if not self.context.get("staff"):
            del shown["name"]
        return shown


class MarkReadIn(Shape[Any]):
    """Up to which moment somebody has seen what came in, as `until` of inbox/ says it."""

    until = Instant()


class MarkReadOut(Shape[Any]):
    """How many things waited until now; 0 where somebody was quicker."""

    marked = serializers.IntegerField()


class PassOnIn(Shape[Any]):
    """Where the message is passed on."""

    channel = OneOf(choices=["whatsapp"], required=False, default="whatsapp")


class PassedOnOut(Shape[Any]):
    """The words, which name no person, and the link that opens them to the contact's number."""

    channel = serializers.ChoiceField(choices=["whatsapp"])
    text = serializers.CharField()
    link = serializers.URLField()
