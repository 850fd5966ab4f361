"""What the API takes, cleaned into the values that the rules work on."""

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from scheduling.slots import SlotId
from visits.letters import LetterRefused, LetterTooLarge, check_letter
from visits.models import Agency, Region, Topic, Visit
from visits.phones import parse_phone
from visits.requests import Application, Contact, Leader, Person
from visits.text import clean_line, clean_text

MOST_PEOPLE = 1000
_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


class LineField(serializers.CharField):
    """One line of text: no control or invisible characters, spaces folded."""

    def to_internal_value(self, data: Any) -> str:
        """The cleaned line."""
        return _cleaned(super().to_internal_value(data), clean_line, self)


class TextField(serializers.CharField):
    """Text of several lines."""

    def to_internal_value(self, data: Any) -> str:
        """The cleaned text."""
        return _cleaned(super().to_internal_value(data), clean_text, self)


def _cleaned(value: str, clean: Any, field: serializers.CharField) -> str:
    try:
        text: str = clean(value)
    except ValueError as error:
        raise serializers.ValidationError(
            _("This holds characters that cannot be stored."), code="invalid"
        ) from error
    if not text and not field.allow_blank:
        field.fail("blank")
    return text


class WholeField(serializers.IntegerField):
    """A whole number; booleans and floats are not, though Python takes them for it."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if isinstance(data, bool | float) or (isinstance(data, str) and not data.isascii()):
            self.fail("invalid")
        return super().to_internal_value(data)


class SlotField(serializers.CharField):
    """A session's id."""

    def to_internal_value(self, data: Any) -> SlotId:  # type: ignore[override]  # a richer value
        """The id, or an error that shows the form."""
        try:
            slot = SlotId.parse(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(
                _("Write a session like 2026-12-08-0900-aula."), code="invalid"
            ) from error
        if not _EARLIEST <= slot.date <= _LATEST:
            raise serializers.ValidationError(_("This date is out of range."), code="invalid")
        return slot


class PhoneField(LineField):
    """A phone in any usual form; kept in E.164."""

    def to_internal_value(self, data: Any) -> str:
        """E.164."""
        try:
            return parse_phone(super().to_internal_value(data))
        except ValueError as error:
            if isinstance(error, serializers.ValidationError):
                raise
            raise serializers.ValidationError(
                _("Write the phone number like 0812-3456-7890."), code="invalid"
            ) from error


class LeaderIn(serializers.Serializer[Any]):
    """Who leads the delegation."""

    name = LineField(max_length=120)
    position = LineField(max_length=120)
    rank = serializers.ChoiceField(choices=Visit.Rank.choices, default=Visit.Rank.OTHER)


class ContactIn(serializers.Serializer[Any]):
    """Whom to write to and to call."""

    name = LineField(max_length=120)
    position = LineField(max_length=120, required=False, allow_blank=True, default="")
    phone = PhoneField(max_length=40)
    email = serializers.EmailField(max_length=200)


class LetterIn(serializers.Serializer[Any]):
    """The official letter."""

    number = LineField(max_length=80, required=False, allow_blank=True, default="")
    date = serializers.DateField(required=False, allow_null=True, default=None)


class ParticipantIn(serializers.Serializer[Any]):
    """A member of the delegation."""

    name = LineField(max_length=120)
    position = LineField(max_length=120, required=False, allow_blank=True, default="")
    grade = LineField(max_length=20, required=False, allow_blank=True, default="")
    nip = serializers.RegexField(r"\A[0-9]{18}\Z", required=False, allow_blank=True, default="")


class VisitIn(serializers.Serializer[Any]):
    """`POST visits/`; unknown fields are ignored."""

    institution = LineField(max_length=120)
    region = serializers.SlugRelatedField(
        slug_field="code", queryset=Region.objects.select_related("province")
    )
    purpose = TextField(max_length=2000)
    topics = serializers.SlugRelatedField(
        slug_field="code", queryset=Topic.objects.filter(active=True), many=True, required=False
    )
    agencies = serializers.SlugRelatedField(
        slug_field="code", queryset=Agency.objects.filter(active=True), many=True, required=False
    )
    slots = serializers.ListField(child=SlotField(max_length=48), min_length=1, max_length=3)
    people = WholeField(min_value=1, max_value=MOST_PEOPLE)
    leader = LeaderIn()
    contact = ContactIn()
    letter = LetterIn(required=False)
    participants = ParticipantIn(many=True, required=False)
    waitlist = serializers.BooleanField(required=False, default=False)
    language = serializers.ChoiceField(choices=["id", "en"], default="id")
    notes = TextField(max_length=2000, required=False, allow_blank=True, default="")
    override_reason = LineField(max_length=500, required=False, allow_blank=True, default="")
    letter_file = serializers.FileField(required=False, write_only=True)

    def validate_slots(self, slots: list[SlotId]) -> list[SlotId]:
        """Each session once."""
        if len(set(slots)) != len(slots):
            raise serializers.ValidationError(_("Name each session once."), code="invalid")
        return slots

    def validate_participants(self, participants: list[Any]) -> list[Any]:
        """No more names than a delegation may have heads."""
        if len(participants) > MOST_PEOPLE:
            raise serializers.ValidationError(_("These are too many names."), code="max_length")
        return participants

    def validate_letter_file(self, file: Any) -> Any:
        """A PDF, JPG or PNG by its content."""
        try:
            return check_letter(file)
        except LetterTooLarge as error:
            raise serializers.ValidationError(
                _("The file is too large: 10 MB at the most."), code="too_large"
            ) from error
        except LetterRefused as error:
            raise serializers.ValidationError(
                _("Send the letter as PDF, JPG or PNG."), code="unsupported_file"
            ) from error

    def application(self) -> Application:
        """The request as the rules take it; call after is_valid."""
        v = self.validated_data
        letter = v.get("letter") or {}
        return Application(
            institution=v["institution"],
            region=v["region"],
            purpose=v["purpose"],
            slots=v["slots"],
            people=v["people"],
            leader=Leader(**v["leader"]),
            contact=Contact(**{**v["contact"], "email": v["contact"]["email"].lower()}),
            topics=v.get("topics", []),
            agencies=v.get("agencies", []),
            letter_number=letter.get("number", ""),
            letter_date=letter.get("date"),
            letter_file=v.get("letter_file"),
            participants=[Person(**p) for p in v.get("participants", [])],
            waitlist=v["waitlist"],
            notes=v["notes"],
            language=v["language"],
        )


class VisitChanges(serializers.Serializer[Any]):
    """`PATCH visits/<reference>/`."""

    people = WholeField(min_value=1, max_value=MOST_PEOPLE, required=False)
    contact = ContactIn(required=False, partial=True)
    notes = TextField(max_length=2000, required=False, allow_blank=True)
    participants = ParticipantIn(many=True, required=False)
    version = WholeField(min_value=1, required=False)


class CodeIn(serializers.Serializer[Any]):
    """The six digits of the mail."""

    code = serializers.CharField(max_length=20)


class StepIn(serializers.Serializer[Any]):
    """A decision: which fields count depends on the step."""

    slot = SlotField(max_length=48, required=False, allow_null=True)
    slots = serializers.ListField(
        child=SlotField(max_length=48), min_length=1, max_length=5, required=False
    )
    message = TextField(max_length=1000, required=False, allow_blank=True, default="")
    reason = TextField(max_length=1000, required=False, allow_blank=True, default="")
    officers = serializers.ListField(child=serializers.EmailField(), max_length=40, required=False)
    override_reason = LineField(max_length=500, required=False, allow_blank=True, default="")
    version = WholeField(min_value=1, required=False)


class WeekIn(serializers.Serializer[Any]):
    """`PUT weeks/<week>/`; a capacity of null returns to the rule."""

    capacity = WholeField(min_value=0, max_value=100, allow_null=True)
    note = LineField(max_length=200, required=False, allow_blank=True, default="")


def plain_data(data: Any) -> dict[str, Any]:
    """A JSON object as it is; a form with nested values as JSON text or dotted names unfolded."""
    if not hasattr(data, "getlist"):
        if not isinstance(data, dict):
            raise serializers.ValidationError(_("Send a JSON object."), code="invalid")
        return data
    found: dict[str, Any] = {}
    for name in data:
        values = data.getlist(name)
        value: Any = values if name in ("slots", "topics", "agencies") else values[-1]
        outer, dot, inner = name.partition(".")
        if dot:
            found.setdefault(outer, {})[inner] = value
            continue
        text = values[-1]
        if isinstance(text, str) and text[:1] in ("[", "{"):
            try:
                value = json.loads(text)
            except ValueError:
                value = text
        found[name] = value
    return found
