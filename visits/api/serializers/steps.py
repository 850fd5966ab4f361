"""What the steps of a visit's life take, beside the version that the caller has read."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from scheduling.slots import SlotId
from visits.api.serializers.fields import (
    Day,
    Email,
    Instant,
    Line,
    OneOf,
    ShortList,
    SlotRef,
    Text,
    Truth,
    WholeNumber,
)
from visits.api.serializers.request import MOST_CHOICES, Versioned, distinct
from visits.api.serializers.shape import Shape
from visits.conversation.missing import Item
from visits.life.deciding import MOST_INSTEAD
from visits.life.step import LONGEST_REASON
from visits.models import Assignment, Officer
from visits.models.host import LONGEST_EXCUSE
from visits.queries.day import MOST_CAME

_ANSWERS = [answer.value for answer in Assignment.Answer if answer.value]


class VerifyIn(Shape[Any]):
    """The six digits of the mail; or, by staff who spoke with the contact, `by_phone` alone."""

    code = Line(max_length=20, required=False, allow_blank=True, default="")
    by_phone = Truth(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both."""
        if not attrs["by_phone"] and not attrs["code"]:
            words = self.fields["code"].error_messages["required"]
            raise serializers.ValidationError({"code": [words]}, code="required")
        return attrs


class ApproveIn(Versioned):
    """`slot` left out: the session that it holds."""

    slot = SlotRef(required=False, allow_null=True, default=None)
    override_reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class AcceptIn(Versioned):
    """One of the proposed sessions."""

    slot = SlotRef()


class ReasonIn(Versioned):
    """A reason that the other side reads."""

    reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class DeclineIn(ReasonIn):
    """A reason that the delegation reads, and sessions that it may ask for instead."""

    slots = ShortList(child=SlotRef(), max_length=MOST_INSTEAD, required=False, default=list)

    def validate_slots(self, slots: list[SlotId]) -> list[SlotId]:
        """Different ones."""
        return distinct(slots)


class ReopenIn(Versioned):
    """A reason that the delegation reads; `slot` left out: the one it had or asked for."""

    reason = Text(max_length=LONGEST_REASON)
    slot = SlotRef(required=False, allow_null=True, default=None)


class ProposeIn(Versioned):
    """Other sessions, and a message to the delegation."""

    slots = ShortList(child=SlotRef(), min_length=1, max_length=MOST_CHOICES)
    message = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")

    def validate_slots(self, slots: list[SlotId]) -> list[SlotId]:
        """Different ones."""
        return distinct(slots)


class RescheduleIn(Versioned):
    """Where the visit should move, by preference, and why."""

    slots = ShortList(child=SlotRef(), min_length=1, max_length=MOST_CHOICES)
    reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")
    override_reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")

    def validate_slots(self, slots: list[SlotId]) -> list[SlotId]:
        """Different ones."""
        return distinct(slots)


class MergeIn(Versioned):
    """The reference of the visit that it is to be received together with."""

    into = Line(max_length=40)
    override_reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class SplitIn(Versioned):
    """The session in which the visit is to have a place of its own."""

    slot = SlotRef()
    override_reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class AssignIn(Versioned):
    """Officers by e-mail address; the first receives the guests, or else `receiving`."""

    officers = ShortList(child=Email(max_length=254), max_length=50)
    receiving = Email(max_length=254, required=False, allow_null=True, default=None)

    def validate_officers(self, addresses: list[str]) -> list[Officer]:
        """Those in use, in the order given."""
        found = {officer.email: officer for officer in Officer.objects.filter(active=True)}
        if missing := [address for address in addresses if address not in found]:
            raise serializers.ValidationError(
                _("Not known here: %(codes)s.") % {"codes": ", ".join(missing)}, code="unknown"
            )
        return [found[address] for address in dict.fromkeys(addresses)]

    def validate_receiving(self, address: str | None) -> Officer | None:
        """One in use."""
        return self.validate_officers([address])[0] if address else None


class AnswerIn(Versioned):
    """Whether an assigned officer will be there; `officer` is their e-mail address.

    An officer who is signed in answers for themself and may leave it out. With `declined` may go a
    `reason`, and by their address a `colleague` of the same agency whom the officer suggests; what
    is left out stays as it was said with the same answer.
    """

    answer = OneOf(choices=_ANSWERS)
    officer = Email(max_length=254, required=False, allow_null=True, default=None)
    reason = Text(max_length=LONGEST_EXCUSE, required=False, allow_blank=True)
    colleague = Email(max_length=254, required=False, allow_null=True)


class NeededReasonIn(Versioned):
    """A reason in words that the other side reads."""

    reason = Text(max_length=LONGEST_REASON)


class LetterDueIn(NeededReasonIn):
    """The last day on which the letter may come, null for none; and why."""

    until = Day(allow_null=True)


class LetterCameIn(Versioned):
    """Whether the letter came on paper."""

    came = Truth()


class AskMissingIn(Versioned):
    """What is missing: `items`, and `text` in words that the delegation reads; one at least."""

    text = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")
    items = ShortList(child=OneOf(choices=Item.choices), max_length=3, required=False, default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both."""
        if not attrs["items"] and not attrs["text"].strip():
            words = self.fields["text"].error_messages["blank"]
            raise serializers.ValidationError({"text": [words]}, code="blank")
        return attrs


class ReorderIn(Versioned):
    """A place on the waiting list (1 is the first), and why."""

    number = WholeNumber(min_value=1, max_value=2**31 - 1)
    reason = Text(max_length=LONGEST_REASON)


class CheckInIn(Versioned):
    """When they came (now, where it is left out), and how many."""

    arrived_at = Instant(required=False, allow_null=True, default=None)
    people = WholeNumber(
        required=False, allow_null=True, default=None, min_value=1, max_value=MOST_CAME
    )


class CompleteIn(Versioned):
    """When they left, and how many came where that is known now.

    Without a time: now; written down on a later day, when their session ended.
    """

    left_at = Instant(required=False, allow_null=True, default=None)
    people = WholeNumber(
        required=False, allow_null=True, default=None, min_value=1, max_value=MOST_CAME
    )


class _OfPeople(Versioned):
    """Participants by their number on the list (1 is the first), and why where it is late."""

    participants = ShortList(
        child=WholeNumber(min_value=1, max_value=32_767), min_length=1, max_length=1000
    )
    reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class PresenceIn(_OfPeople):
    """Who was here, from when to when; `from_list` where they signed, and are noted afterwards."""

    came_at = Instant(required=False, allow_null=True, default=None)
    left_at = Instant(required=False, allow_null=True, default=None)
    from_list = serializers.BooleanField(required=False, default=False)


class TakeBackPresenceIn(_OfPeople):
    """Who was not here after all."""


class ConsentIn(Versioned):
    """Whether the delegation may be photographed."""

    photographs = Truth()
