"""Choosing a date: typed with its day first, as the page says, or picked from a calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """A text: a browser's own date field has the order of the browser's language, not the page's.

    A browser with scripts has a button beside it that opens its calendar (static/js/dates.js).
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shown = {"data-date": _("Choose a day"), "placeholder": _("dd/mm/yyyy")}
        super().__init__(attrs={"autocomplete": "off", **shown, **(attrs or {})}, format="%d/%m/%Y")

    class Media:
        js = ("js/dates.js",)
