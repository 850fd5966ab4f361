"""The questions of the request, a form a step; a form checks what one step can know."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from visits.confined.running import Busy
from visits.files.letters import MAX_BYTES, LetterRefused, check_letter
from visits.language.web_addresses import check_letter_number
from visits.models import Agency, Topic, Visit
from visits.pages.ask.origin import OriginForm
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.file_field import PICTURES, FileInput
from visits.pages.frame.typed import (
    Day,
    EmailAddress,
    Line,
    Name,
    PeopleNumber,
    PhoneNumber,
    Text,
)
from visits.pages.sessions.room_size import largest_room, too_many_people_words
from visits.people.ranks import rank_of
from visits.phrases.refused_files import file_words

MOST_PEOPLE = 999


def _ranks() -> list[tuple[str, str]]:
    """The ranks, each beginning its line."""
    return [(value, capfirst(str(label))) for value, label in Visit.Rank.choices]


class Headcount(PeopleNumber):
    """How many people come, from 1 to `most`; `too_many` says what to do beyond it."""

    def __init__(self, *, most: int = MOST_PEOPLE, too_many: str = "", **options: Any) -> None:
        digits = _("Write the number of people in digits, for example 24.")
        super().__init__(
            label=_("Number of people"),
            min_value=1,
            max_value=most,
            error_messages={
                "invalid": digits,
                "min_value": digits,
                "max_value": too_many or _("One visit takes 999 people at the most."),
            },
            **options,
        )


class DelegationForm(OriginForm):
    """Who comes: institution, where from, and headcount."""

    institution = Name(
        label=_("Institution"),
        max_length=200,
        help_text=_("As on your letterhead, for example DPMPTSP Kabupaten Solok."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    people = Headcount(help_text=_("An estimate is enough, it can be changed later."))
    field_order = ["institution"]
    # Staff may go over the size of a room, a delegation may not.
    bound_by_rooms = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.bound_by_rooms and (limit := largest_room()):
            self.fields["people"] = Headcount(
                most=limit,
                too_many=too_many_people_words(limit),
                help_text=self.fields["people"].help_text,
            )

    @property
    def headcount(self) -> int:
        """The number of people as typed, too many or not; 1 where it is no number."""
        try:
            typed = self.fields["people"].to_python(self["people"].value())
        except forms.ValidationError:
            return 1
        return min(max(typed or 1, 1), MOST_PEOPLE)


class PurposeForm(forms.Form):
    """Why they come: purpose, topics, agencies."""

    purpose = Text(
        label=_("Purpose of the visit"),
        max_length=2000,
        help_text=_("What you want to learn, and what you will use it for."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.filter(active=True),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = forms.ModelMultipleChoiceField(
        label=_("Agencies you want to meet"),
        queryset=Agency.objects.filter(active=True),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class LeaderForm(forms.Form):
    """Who leads."""

    leader_name = Name(label=_("Leader's name"), max_length=120)
    leader_position = Name(
        label=_("Leader's position"),
        max_length=120,
        help_text=_("For example Kepala DPMPTSP Kabupaten Solok."),
    )
    leader_rank = forms.ChoiceField(
        label=_("Leader's rank"),
        choices=_ranks,
        help_text=_("It helps us to choose who receives you."),
        widget=forms.RadioSelect,
    )


class ContactForm(LeaderForm):
    """Who leads, and whom we write to.

    The rank is asked for only where the position does not say it (visits/people/ranks.py).
    """

    contact_name = Name(
        label=_("Contact person's name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_position = Name(label=_("Contact person's position"), max_length=120, required=False)
    contact_phone = PhoneNumber(
        label=_("WhatsApp number"),
        help_text=_("For example 0812-3456-7890."),
        autocomplete="tel",
    )
    contact_email = EmailAddress(
        help_text=_("We send a code and a link to this address to confirm it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rank = self.fields["leader_rank"]
        rank.required = False
        rank.help_text = _(
            "It helps us to choose who receives you. Leave it empty where the position says it, "
            "as “Kepala Dinas” does."
        )

    def clean(self) -> dict[str, Any]:
        """The rank as chosen, else as the position says; an error where neither does."""
        cleaned = super().clean() or self.cleaned_data
        if "leader_rank" in cleaned and not cleaned["leader_rank"]:
            rank = rank_of(cleaned.get("leader_position", ""))
            cleaned["leader_rank"] = rank or ""
            if rank is None:
                words = self.fields["leader_rank"].error_messages["required"]
                self.add_error("leader_rank", ValidationError(words, code="required"))
        return cleaned


_FIRST_YEAR = 2000


class LetterFile(forms.FileField):
    """A letter as it may be kept (visits.files.letters); None where there is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            help_text=_(
                "PDF, JPG or PNG, or a phone's photograph (HEIC, WebP). 10 MB at the most."
            ),
            widget=FileInput(accept=f".pdf,application/pdf,{PICTURES}", largest=MAX_BYTES),
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Judged by its content."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return check_letter(file)
        except (LetterRefused, Busy) as error:
            raise forms.ValidationError(file_words(error)) from error


class LetterForm(forms.Form):
    """The official letter; all of it may follow later."""

    letter_number = Line(
        label=_("Letter number"),
        max_length=80,
        required=False,
        help_text=_("As on the letter."),
        validators=[check_letter_number],
    )
    letter_date = Day(
        label=_("Letter date"),
        required=False,
        widget=DateInput(),
    )
    letter_file = LetterFile(label=_("Letter as a file"), required=False)

    def clean_letter_date(self) -> Any:
        """A date that has come, and no slip of the year as the API bounds it."""
        date = self.cleaned_data["letter_date"]
        if date and str(self.initial.get("letter_date")) == date.isoformat():
            return date  # as it is kept; a program may have written another
        if date and date.year < _FIRST_YEAR:
            raise forms.ValidationError(_("This date is too long ago. Check the year."))
        if date and date > timezone.localdate():
            raise forms.ValidationError(_("This date is still to come. Check the year."))
        return date


class AssignmentLetterForm(forms.Form):
    """The assignment letter (surat tugas)."""

    assignment_letter = LetterFile(
        label=_("Assignment letter (surat tugas)"),
        error_messages={"required": _("Choose the file of the assignment letter.")},
    )
