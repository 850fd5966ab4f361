"""The form in which somebody of a group writes their own name."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from visits.language.nip import holds_nik
from visits.people.lists.cells import PHONE
from visits.people.lists.rows import FIELDS, Row
from visits.people.participant_lists import check

# A name may count its bearer ("Soedjono 2"); so many digits are a telephone's, or a code.
_MOST_DIGITS = 4
_PICTURES = ("So", "Co")


class NameForm(forms.Form):
    """One person: `cleaned_data["person"]` once it is right."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("With titles and degrees, as in your letter of assignment."),
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(label=_("Position"), required=False)
    grade = forms.CharField(label=_("Grade"), required=False, help_text=_("For example III/c."))
    nip = forms.CharField(
        label="NIP",
        required=False,
        help_text=_("18 digits. Please do not give the national identity number (NIK)."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """A name, and nothing beside it: nobody looks through this before it is sent."""
        name = str(self.cleaned_data["name"])
        if not any(c.isalpha() for c in name):
            raise forms.ValidationError(gettext("This does not look like a name."))
        many = sum(c.isdigit() for c in name) > _MOST_DIGITS and not holds_nik(name)
        if many or any(unicodedata.category(c) in _PICTURES for c in name):
            words = gettext("Write the name alone, without telephone numbers and pictures.")
            raise forms.ValidationError(words)
        return name

    def clean_position(self) -> str:
        """Without a telephone number, which no list holds."""
        return _without_phone(self.cleaned_data["position"])

    def clean_grade(self) -> str:
        """Likewise."""
        return _without_phone(self.cleaned_data["grade"])

    def clean(self) -> dict[str, Any]:
        """As the list checks its rows."""
        cleaned = super().clean() or {}
        found = check([Row(*(str(cleaned.get(name) or "") for name in FIELDS))])
        for name, words in found.errors.get(0, {}).items():
            if name not in self.errors:
                self.add_error(name, words)
        cleaned["person"] = found.people[0] if found.people else None
        return cleaned


def _without_phone(text: str) -> str:
    if re.search(PHONE, text):
        raise forms.ValidationError(gettext("Write no telephone number here."))
    return text
