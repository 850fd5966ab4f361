"""Fields that take just what they say: no truth value as a number, no digits of other scripts."""

import datetime as dt
import re
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from scheduling.slots import SlotId
from visits.language.emails import check_mailable, mail_address
from visits.language.phones import parse_phone
from visits.language.text import clean_line, clean_text
from visits.language.web_addresses import check_letter_number, check_no_address

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


class Line(serializers.CharField):
    """One line of cleaned text."""

    default_error_messages = {"unreadable": _("This holds characters that are not text.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # What these look for, cleaning has refused already.
        twice = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
        self.validators = [one for one in self.validators if not isinstance(one, twice)]

    def to_internal_value(self, data: Any) -> str:
        """The text, cleaned; what is empty after cleaning counts as blank."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\0" in data:
            self.fail("unreadable")
        if self.max_length is not None and len(data) > self.max_length:
            # As it came: the limit that is promised is of what is sent.
            self.fail("max_length", max_length=self.max_length)
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


class Name(Line):
    """What somebody or something is called, without a web or e-mail address."""

    def get_validators(self) -> list[Any]:
        """The framework's, and no address."""
        return [*super().get_validators(), check_no_address]


class LetterNumber(Line):
    """A letter's number, without an address."""

    def get_validators(self) -> list[Any]:
        """The framework's, and no address."""
        return [*super().get_validators(), check_letter_number]


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
        """The address as it is stored and compared (emails.mail_address)."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(mail_address(data))

    def get_validators(self) -> list[Any]:
        """Django's, and that mail can go there."""
        return [*super().get_validators(), check_mailable]


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


class Truth(serializers.BooleanField):
    """JSON's true or false; in a form, which knows only text, its usual words for them.

    A number or a text in JSON is none: who sends 0 or "no" would be understood by luck.
    """

    def to_internal_value(self, data: Any) -> bool:
        """The truth value."""
        if isinstance(data, bool):
            return data
        if not (isinstance(data, str) and self.context.get("form")):
            self.fail("invalid", input=data)
        return bool(super().to_internal_value(data))


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


class LetterDay(Day):
    """The date on a letter, which has come, by the host's clock; what is kept may be sent again."""

    default_error_messages = {"to_come": _("This date is still to come. Check the year.")}

    def to_internal_value(self, value: Any) -> dt.date:
        """The date."""
        day = super().to_internal_value(value)
        kept = getattr(self.context.get("visit"), "letter_date", None)
        if day > timezone.localdate() and day != kept:
            self.fail("to_come")
        return day


class ClockTime(serializers.TimeField):
    """A time of the day by the host's clock, HH:MM."""

    default_error_messages = {"clock": _("Write a time like 09:05.")}

    def to_internal_value(self, value: Any) -> dt.time:
        """The time."""
        if not (isinstance(value, str) and _CLOCK.fullmatch(value)):
            self.fail("clock")
        return dt.time.fromisoformat(value[:5])


class Instant(serializers.DateTimeField):
    """An instant as RFC 3339 writes it, with its offset: what has none could mean any zone."""

    default_error_messages = {
        "instant": _("Write an instant with its offset, such as 2026-12-08T09:05:00+07:00."),
        "range": _("Give a date between 2000 and 2100."),
    }

    def to_internal_value(self, value: Any) -> dt.datetime:
        """The instant, aware."""
        if not (isinstance(value, str) and _INSTANT.fullmatch(value)):
            self.fail("instant")
        try:
            instant = dt.datetime.fromisoformat(value.upper())
        except ValueError:
            self.fail("instant")
        if not FIRST_DAY < instant.date() < LAST_DAY:
            self.fail("range")
        return instant


@extend_schema_field(
    {
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}-([01]\d|2[0-3])[0-5]\d-[a-z0-9_-]{1,24}$",
        "maxLength": 48,
        "examples": ["2026-12-08-0900-aula"],
    }
)
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


@extend_schema_field({"type": "string", "format": "binary"})
class LetterFile(serializers.FileField):
    """The official letter; whether it is one, visits.files.letters judges."""


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
