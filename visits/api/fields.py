"""Fields that take just what they say: no truth value as a number, no digits of other scripts."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scheduling.slots import SlotId
from visits.phones import parse_phone
from visits.text import clean_line, clean_text

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


class Line(serializers.CharField):
    """One line of cleaned text."""

    default_error_messages = {"unreadable": _("This holds characters that are not text.")}

    def to_internal_value(self, data: Any) -> str:
        """The text, cleaned; what is empty after cleaning counts as blank."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\0" in data:
            self.fail("unreadable")
        try:
            text = self.clean(data)
        except ValueError:
            self.fail("unreadable")
        if not text and not self.allow_blank:
            self.fail("blank")
        return text

    def clean(self, text: str) -> str:
        """How this field cleans; ValueError for what is no text."""
        return clean_line(text)


class Text(Line):
    """Cleaned text of several lines."""

    def clean(self, text: str) -> str:
        """Lines and paragraphs stay."""
        return clean_text(text)


class Phone(Line):
    """A phone number in any usual form, given on in E.164."""

    default_error_messages = {
        "phone": _("Write a phone number that is in use, for example 0812-3456-7890.")
    }

    def to_internal_value(self, data: Any) -> str:
        """The number in E.164."""
        text = super().to_internal_value(data)
        try:
            return parse_phone(text)
        except ValueError:
            self.fail("phone")


class Email(serializers.EmailField):
    """An e-mail address of at most 254 characters, without anything invisible."""

    def to_internal_value(self, data: Any) -> str:
        """The address in lower case, less white space around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data).lower()


class WholeNumber(serializers.IntegerField):
    """A JSON integer, or the same in ASCII digits (as forms send it)."""

    def to_internal_value(self, data: Any) -> int:
        """The number; limits are checked after."""
        if isinstance(data, str):
            data = data.strip()
            # As long as any database's integers, and no longer to be read.
            if not (data.isascii() and data.isdigit() and len(data) < 19):
                self.fail("invalid")
            return int(data)
        if type(data) is not int:
            self.fail("invalid")
        return data


class Day(serializers.DateField):
    """A date YYYY-MM-DD of this century."""

    default_error_messages = {"range": _("Give a date between 2000 and 2100.")}

    def to_internal_value(self, value: Any) -> dt.date:
        """The date."""
        if not isinstance(value, str) or not value.isascii():
            self.fail("invalid", format="YYYY-MM-DD")
        day: dt.date = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("range")
        return day


@extend_schema_field({"type": "string", "examples": ["2026-12-08-0900-aula"], "maxLength": 48})
class SlotRef(serializers.Field[SlotId, str, str, Any]):
    """A session's id."""

    default_error_messages = {
        "invalid": _("Give a session's id as slots/ names it, such as 2026-12-08-0900-aula.")
    }

    def to_internal_value(self, data: Any) -> SlotId:
        """The id; whether there is such a session is for the rules to say."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            slot = SlotId.parse(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_DAY <= slot.date <= LAST_DAY:
            self.fail("invalid")
        return slot

    def to_representation(self, value: SlotId) -> str:
        """The id as text."""
        return str(value)


class OneOf(serializers.ChoiceField):
    """A choice; its error lists what there is and never repeats what was sent."""

    def to_internal_value(self, data: Any) -> Any:
        """The value."""
        if not isinstance(data, str) or data not in self.choices:
            names = ", ".join(str(choice) for choice in self.choices)
            raise serializers.ValidationError(
                _("Choose one of: %(choices)s.") % {"choices": names}, code="invalid_choice"
            )
        return data


class ShortList(serializers.ListField):
    """A list that is counted before its members are looked at."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """The members."""
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        found: list[Any] = super().to_internal_value(data)
        return found
