"""The official letter sent later, and material for the delegation to take home."""

from typing import Any

from rest_framework import serializers

from visits.api.serializers.fields import LetterDay, LetterFile, LetterNumber, Line, Truth
from visits.api.serializers.request import Versioned


class SendLetterIn(Versioned):
    """The letter's number and date, and as a form the letter itself; one of them at least."""

    number = LetterNumber(max_length=80, required=False, allow_blank=True, default="")
    date = LetterDay(required=False, allow_null=True, default=None)


class SendLetterForm(SendLetterIn):
    """The same with the letter: PDF, JPEG or PNG of 10 MB at the most."""

    letter_file = LetterFile(required=False)


class MaterialIn(serializers.Serializer[Any]):
    """A file (PDF or PPTX up to 20 MB, JPEG or PNG up to 10 MB) under a title."""

    title = Line(max_length=120)
    photo = Truth(required=False, default=False, help_text="A photograph of the guests.")


class MaterialForm(MaterialIn):
    """The same with the file."""

    file = LetterFile()


class MaterialOut(serializers.Serializer[Any]):
    """A file that is shared; materials/<id>/ gives it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(source="suffix", choices=["pdf", "pptx", "jpg", "png"])
    size = serializers.IntegerField(help_text="Bytes.")
    photo = serializers.BooleanField()
    added_at = serializers.DateTimeField()
