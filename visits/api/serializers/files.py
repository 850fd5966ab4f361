"""The official letter sent later, and material for the delegation to take home."""

from typing import Any

from rest_framework import serializers

from visits.api.serializers.fields import LetterDay, LetterFile, LetterNumber, Line, Truth
from visits.api.serializers.request import Versioned
from visits.api.serializers.shape import Shape
from visits.api.serializers.visit import VisitOut
from visits.files.letter_reading import Outcome


class SendLetterIn(Versioned):
    """The letter's number and date, and as a form the letter itself; one of them at least."""

    number = LetterNumber(max_length=80, required=False, allow_blank=True, default="")
    date = LetterDay(required=False, allow_null=True, default=None)


class SendLetterForm(SendLetterIn):
    """The same with the letter: PDF, JPEG or PNG of 10 MB at the most."""

    letter_file = LetterFile(required=False)


class AssignmentLetterIn(Versioned):
    """Nothing but the file itself."""


class AssignmentLetterForm(AssignmentLetterIn):
    """The assignment letter: PDF, JPEG or PNG of 10 MB at the most."""

    assignment_letter_file = LetterFile()


class LetterReadingOut(Shape[Any]):
    """What a letter says of itself, as far as it is sure: empty or null where it is not."""

    outcome = serializers.ChoiceField(choices=[str(one) for one in Outcome])
    number = serializers.CharField(source="words.number", allow_blank=True)
    date = serializers.DateField(source="words.date", allow_null=True)
    subject = serializers.CharField(source="words.subject", allow_blank=True)
    institution = serializers.CharField(source="words.institution", allow_blank=True)
    people = serializers.IntegerField(source="words.people", allow_null=True)


class LetterSentOut(VisitOut):
    """The visit, and what is to be confirmed about its letter."""

    letter_reading = LetterReadingOut(allow_null=True, help_text="Null where no file was sent.")
    letter_asks = serializers.ListField(
        child=serializers.ChoiceField(choices=["number", "date", "people"]),
        help_text="What the letter says otherwise, or is to be typed from a scan.",
    )
    letter_received_on = serializers.DateField(
        allow_null=True, help_text="When a letter of this sender, number and date came before."
    )


class MaterialIn(Shape[Any]):
    """A file (PDF or PPTX up to 20 MB, JPEG or PNG up to 10 MB) under a title."""

    title = Line(max_length=120)
    photo = Truth(required=False, default=False, help_text="A photograph of the guests.")


class MaterialForm(MaterialIn):
    """The same with the file."""

    file = LetterFile()


class MaterialOut(Shape[Any]):
    """A file that is shared; materials/<id>/ gives it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(source="suffix", choices=["pdf", "pptx", "jpg", "png"])
    size = serializers.IntegerField(help_text="Bytes.")
    photo = serializers.BooleanField()
    added_at = serializers.DateTimeField()
