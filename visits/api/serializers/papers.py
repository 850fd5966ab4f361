"""Papers of a visit, as programs and the delegation read them."""

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from visits.api.serializers.fields import Day, LetterFile, Line, OneOf, Text, Truth, WholeNumber
from visits.api.serializers.request import Versioned
from visits.models import Paper, PaperKind
from visits.papers.life.numbers import LONGEST
from visits.papers.life.step import LONGEST_REASON


class IssuePaperIn(Versioned):
    """Which paper; its number and date where they come from an agenda book.

    A visum sheet or certificate of one person: `participant`, the person's number in the list.
    Without, visum sheets are issued for all who may have one.
    """

    kind = OneOf(choices=PaperKind.choices)
    number = Line(max_length=LONGEST, required=False, allow_blank=True, default="")
    date = Day(required=False, allow_null=True, default=None)
    participant = WholeNumber(required=False, allow_null=True, default=None, min_value=1)
    draft = Truth(required=False, default=False, help_text="Keep a draft, without a number.")


class WithdrawPaperIn(Versioned):
    """Why it holds no more."""

    reason = Text(max_length=LONGEST_REASON)


class SignPaperIn(Versioned):
    """Nothing: by the office's key, or signed on paper. NIK and passphrase are typed on the desk
    alone, so that no program holds them."""


class SignPaperForm(SignPaperIn):
    """The scan or photograph of the signed sheet: PDF, JPEG or PNG of 10 MB at the most."""

    file = LetterFile(required=False)


class PaperOut(serializers.ModelSerializer[Paper]):
    """A paper; papers/<id>/file/ gives its bytes."""

    # Said without the model's labels, which would be in one language.
    kind = serializers.ChoiceField(choices=PaperKind.choices, read_only=True)
    state = serializers.ChoiceField(choices=Paper.State.choices, read_only=True)
    number = serializers.SerializerMethodField()
    sha256 = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    check = serializers.SerializerMethodField()
    participant = serializers.SerializerMethodField()

    class Meta:
        model = Paper
        fields: tuple[str, ...] = (
            *("id", "kind", "state", "number", "issued_on", "sha256", "file", "check"),
            *("participant", "signed_at", "sent_at", "handed_over_at", "ended_at", "reason"),
            *("replaced_by", "version"),
        )

    def get_number(self, paper: Paper) -> str | None:
        """None of a draft, and of kinds that have none."""
        return paper.number or None

    def get_sha256(self, paper: Paper) -> str | None:
        """Of the file as it is given; None until its bytes are made."""
        return paper.signed_sha256 or paper.sha256 or None

    def get_file(self, paper: Paper) -> str:
        """Where the bytes are."""
        whose = {"reference": paper.visit.reference, "pk": paper.pk}
        return f"{settings.BASE_URL}{reverse('api-paper-file', kwargs=whose)}"

    def get_check(self, paper: Paper) -> str | None:
        """Where anybody checks it; None of a draft."""
        if paper.state == Paper.State.DRAFT:
            return None
        return f"{settings.BASE_URL}/cek/{paper.code}/"

    def get_participant(self, paper: Paper) -> int | None:
        """Whose it is, by the number in the list; None where it is the delegation's."""
        return paper.person or None


class IssuedPaperOut(PaperOut):
    """The paper, and where several were issued at once `papers`, all of them."""

    papers = PaperOut(many=True, required=False)

    class Meta(PaperOut.Meta):
        fields = (*PaperOut.Meta.fields, "papers")
