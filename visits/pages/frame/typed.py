"""Fields that take what people type: never cut, cleaned as everywhere, and asked where unsure.

No field of a page has a `maxlength` (Uncut): a browser would cut what is pasted without a word.
What is too long comes back whole, with the number of characters to take away.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from visits.language import phones
from visits.language.emails import check_mailable, mail_address
from visits.language.numbers import PEOPLE, parse_whole
from visits.language.text import clean_line, clean_text
from visits.language.typed_times import UnclearDay, parse_clock, parse_day
from visits.language.web_addresses import check_no_address

_ADDRESS = _("E-mail address")
UNREADABLE = _("Some characters cannot be read. Type it again.")
_DAYS = {
    "month_first": _("Write the day before the month, such as 31/12/2026."),
    "short_year": _("Write the year with four digits, such as 1/12/2026."),
    "no_day": _("Write a date such as 1/12/2026 or 1 December 2026: the day, then the month."),
}


class Uncut(DjangoTemplates):
    """Django's own templates of widgets, less what cuts (settings.FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The widget, without `maxlength`."""
        _uncut(context.get("widget", {}))
        return str(super().render(template_name, context, request))


def _uncut(widget: dict[str, Any]) -> None:
    widget.get("attrs", {}).pop("maxlength", None)
    for part in widget.get("subwidgets", ()):
        _uncut(part)


def too_long(text: str, most: int) -> str:
    """What to say of a text of more than `most` characters; nothing of another one.

    A line end counts once, though browsers send two characters for it.
    """
    length = len(text.replace("\r\n", "\n"))
    if length <= most:
        return ""
    return ngettext(
        "%(over)s character too many: it has %(length)s, and %(most)s at the most fit.",
        "%(over)s characters too many: it has %(length)s, and %(most)s at the most fit.",
        length - most,
    ) % {"over": length - most, "length": length, "most": most}


class NotTooLong(MaxLengthValidator):
    """Says by how much."""

    def __call__(self, value: Any) -> None:
        """Raise ValidationError with the words of too_long."""
        if words := too_long(str(value), int(self.limit_value)):
            raise ValidationError(words, code="max_length")


class Line(forms.CharField):
    """One line of text, cleaned as everywhere (visits.language.text)."""

    def __init__(self, *, max_length: int | None = None, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        say_how_much_too_long(self)

    def to_python(self, value: Any) -> str:
        """The line without what cannot be seen; a NUL is of no keyboard, and nothing is guessed."""
        text = str(value or "")
        if "\x00" in text:
            raise ValidationError(UNREADABLE, code="unreadable")
        try:
            return self.cleaned(text)
        except ValueError as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error

    def cleaned(self, text: str) -> str:
        """How this field cleans; ValueError for what is no text."""
        return clean_line(text)


class Name(Line):
    """What somebody or something is called, without a web or e-mail address."""

    default_validators = [check_no_address]


class Text(Line):
    """Text of several lines, cleaned as everywhere (visits.language.text)."""

    def cleaned(self, text: str) -> str:
        """Lines and paragraphs stay."""
        return clean_text(text)


class EmailAddress(forms.EmailField):
    """Where we write to, as mail takes it (visits.language.emails)."""

    # As text: a browser that judges it by itself refuses what the server understands.
    widget = forms.TextInput

    def __init__(self, *, label: Any = _ADDRESS, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "email", "autocomplete": "email"})
        given: dict[str, Any] = {"max_length": 254, "widget": widget} | options
        given["validators"] = [*given.get("validators", ()), check_mailable]
        super().__init__(label=label, **given)
        self.error_messages["invalid"] = _(
            "Not an e-mail address. It looks like name@office.go.id."
        )
        say_how_much_too_long(self)

    def to_python(self, value: Any) -> str:
        """The address as it is stored and compared."""
        return mail_address(str(value or ""))


class PhoneNumber(Line):
    """A phone number as people write it, given on in E.164; `read` says what was left out."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        attrs = {"type": "tel", "autocomplete": options.pop("autocomplete", "off")}
        super().__init__(max_length=phones.LONGEST, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        """The number; of several the first."""
        typed: str = super().clean(value)
        return phones.parse_phone(typed) if typed and self.read(typed) else ""

    def read(self, typed: str) -> phones.Phone:
        """The number and what of `typed` is not kept; raises ValidationError."""
        try:
            return phones.read_phone(typed)
        except ValueError as error:
            raise ValidationError(
                _(
                    "Not a phone number. Write it in digits, without letters, "
                    "like 0812-3456-7890 or +62 812-3456-7890."
                ),
                code="phone",
            ) from error


class WholeNumber(forms.IntegerField):
    """A whole number as people type it; what could be another one is asked."""

    units: frozenset[str] = frozenset()

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        options = {"widget": forms.TextInput(attrs=attrs)} | options
        if isinstance(options["widget"], forms.NumberInput | type):
            options["widget"] = forms.TextInput(attrs=attrs)
        messages: Mapping[str, Any] = options.pop("error_messages", None) or {}
        asked = _("Write one whole number in digits, for example 24.")
        super().__init__(error_messages={"invalid": asked, **messages}, **options)

    def to_python(self, value: Any) -> int | None:
        """The number, None for nothing."""
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        if not str(value).strip():
            return None
        try:
            return parse_whole(str(value), units=self.units)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class PeopleNumber(WholeNumber):
    """A number of people: "25 orang", "±30"."""

    units = PEOPLE


class Day(forms.DateField):
    """A date, the day before the month in both languages."""

    def __init__(self, **options: Any) -> None:
        options.pop("input_formats", None)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """The date; what could be another one is asked."""
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return parse_day(value)
        except UnclearDay as unclear:
            raise ValidationError(_DAYS[unclear.why], code="invalid") from unclear


class Clock(forms.TimeField):
    """A time of the day: "9.00", "09:00", "9", "0900"."""

    def __init__(self, **options: Any) -> None:
        options.pop("input_formats", None)
        super().__init__(**options)
        self.error_messages["invalid"] = _("Write the time like 09.05.")

    def to_python(self, value: Any) -> Any:
        """The time."""
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return parse_clock(value)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def say_how_much_too_long(field: forms.Field) -> None:
    """Let a field with a limit say by how much a text is over it."""
    most = getattr(field, "max_length", None)
    if most is not None:
        others = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        field.validators = [*others, NotTooLong(int(most))]


_AS_TYPED: dict[type[forms.Field], type[forms.Field]] = {
    forms.IntegerField: WholeNumber,
    forms.DateField: Day,
    forms.TimeField: Clock,
    forms.EmailField: EmailAddress,
}


def take_as_typed(fields: dict[str, forms.Field]) -> None:
    """Give the fields that Django made for a model the ways of these here, in place."""
    for name, field in fields.items():
        better = _AS_TYPED.get(type(field))
        if better:
            limits = {
                limit: getattr(field, limit)
                for limit in ("min_value", "max_value", "max_length")
                if getattr(field, limit, None) is not None
            }
            fields[name] = better(
                required=field.required,
                label=field.label,
                initial=field.initial,
                help_text=field.help_text,
                disabled=field.disabled,
                widget=field.widget,
                **limits,
            )
        say_how_much_too_long(fields[name])
