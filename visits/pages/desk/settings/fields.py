"""Form parts that several settings share."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.language.phones import parse_phone
from visits.language.text import clean_line, clean_text
from visits.pages.frame.typed import UNREADABLE, PhoneNumber, take_as_typed

FIRST_YEAR, LAST_YEAR = 2000, 2100


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


def choices_of(form: forms.BaseForm, name: str) -> Any:
    """A field that chooses a row, whose `queryset` and `empty_label` may be set."""
    return form.fields[name]


class SettingForm(forms.ModelForm[Any]):
    """A form of a setting: taken as it is typed, texts cleaned, dates of this century."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_as_typed(self.fields)
        for name in ("phone", "whatsapp"):
            if phone := self.fields.get(name):
                self.fields[name] = PhoneNumber(
                    label=phone.label, required=phone.required, help_text=phone.help_text
                )

    def clean(self) -> dict[str, Any]:
        """Clean lines, and refuse dates that can only be typing errors."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str) and not isinstance(self.fields[name], forms.ChoiceField):
                self._clean_text(data, name, value)
            elif isinstance(value, dt.date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
                self.add_error(name, _("Choose a year from 2000 to 2100."))
        return data

    def _clean_text(self, data: dict[str, Any], name: str, value: str) -> None:
        try:
            several = isinstance(self.fields[name].widget, forms.Textarea)
            data[name] = clean_text(value) if several else clean_line(value)
        except ValueError:
            self.add_error(name, UNREADABLE)
            return
        if self.fields[name].required and not data[name]:
            self.add_error(name, ValidationError(self.fields[name].error_messages["required"]))


def clean_phone(text: str) -> str:
    """A phone number in E.164, or empty; raises ValidationError where it cannot be one."""
    if not text.strip():
        return ""
    try:
        return parse_phone(text)
    except ValueError as error:
        raise ValidationError(_("Write the number like 0812-3456-7890.")) from error
