"""The letters that a delegation sends, as a visit shows them."""

from rest_framework import serializers

from visits.models import LetterInstead, Visit


class LetterOut(serializers.Serializer[Visit]):
    """The official letter."""

    number = serializers.CharField(source="letter_number")
    date = serializers.DateField(source="letter_date", allow_null=True)
    file = serializers.SerializerMethodField()
    instead = serializers.ChoiceField(
        source="letter_instead",
        choices=LetterInstead.choices,
        help_text="`paper`: it came on paper; `waived`: staff do without. Empty: neither.",
    )

    def get_file(self, visit: Visit) -> bool:
        """Whether the letter itself was sent."""
        return bool(visit.letter_file)


class AssignmentLetterOut(serializers.Serializer[Visit]):
    """The order by which the delegation travels (surat tugas)."""

    file = serializers.SerializerMethodField()

    def get_file(self, visit: Visit) -> bool:
        """Whether it was sent."""
        return bool(visit.assignment_letter)
