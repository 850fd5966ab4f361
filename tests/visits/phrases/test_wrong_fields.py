"""What is said of a field that was left empty."""

import pytest
from django import forms
from django.utils.translation import override

from visits.phrases.wrong_fields import error_words, named_error_words


class Asked(forms.Form):
    leader = forms.CharField(label="Leader's name")
    nip = forms.CharField(label="NIP")
    number = forms.CharField(label="WhatsApp number")
    rank = forms.ChoiceField(label="Rank", choices=[("a", "A")])
    letter = forms.FileField(label="Letter")
    agreed = forms.BooleanField(label="I have read the rules")
    why = forms.CharField(label="Why can you not come?")
    own = forms.CharField(label="Own", error_messages={"required": "Say which."})
    day = forms.DateField(label="Day")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leader", "Write the leader's name."),
        ("nip", "Write the NIP."),
        ("number", "Write the WhatsApp number."),
        ("rank", "Choose the rank."),
        ("letter", "Add the letter."),
        ("agreed", "Tick “I have read the rules”."),
        ("why", "Why can you not come? An answer is needed."),
        ("own", "Say which."),
    ],
)
def test_an_empty_field_is_called_by_its_name(name: str, words: str) -> None:
    with override("en"):
        assert error_words(Asked({})[name]) == [words]


def test_away_from_the_field_each_error_says_which_one_it_is_about() -> None:
    form = Asked({"day": "31 Februari"})
    with override("en"):
        assert named_error_words(form["leader"]) == ["Write the leader's name."]
        assert named_error_words(form["day"]) == ["Day: Enter a valid date."]
        assert named_error_words(form["own"]) == ["Own: Say which."]
