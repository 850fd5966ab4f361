"""Choosing a file: what may be chosen, and how large, said before anything is sent."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# What visits.files.letters takes as pictures, as HTML's `accept` has it.
PICTURES = ".jpg,.jpeg,.png,.heic,.heif,.webp,image/jpeg,image/png,image/heic,image/heif,image/webp"
_MEGABYTE = 1024 * 1024


class FileInput(forms.FileInput):
    """A field for one file of at most `largest` bytes; `accept` is as HTML has it.

    A browser with scripts says at once that a file is too large (static/js/file-size.js).
    """

    def __init__(self, *, accept: str, largest: int) -> None:
        words = _("This file is too large: {most} MB at the most. Choose a smaller one.")
        too_large = format_lazy(words, most=largest // _MEGABYTE)
        super().__init__({"accept": accept, "data-largest": largest, "data-too-large": too_large})

    class Media:
        js = ("js/file-size.js",)
