"""What is said of a field that was answered wrongly; what is missing is called by its name."""

from collections.abc import Iterator

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

# A label that is a sentence or a question cannot stand within another one.
_LONGEST = 50
_REQUIRED = forms.Field.default_error_messages["required"]
_MISSING = _("Write the %(thing)s.")
_UNANSWERED = _("An answer is needed.")
_ASKED: tuple[tuple[type[forms.Field], object], ...] = (
    (forms.FileField, _("Add the %(thing)s.")),
    (forms.BooleanField, _("Tick “%(label)s”.")),
    (forms.ChoiceField, _("Choose the %(thing)s.")),
    (forms.ModelChoiceField, _("Choose the %(thing)s.")),
)


def error_words(field: BoundField) -> list[str]:
    """The errors of a field as sentences, to stand beside it.

    Where nothing was given they say what is to be ("Write the leader's name."); what a form says in
    words of its own stays.
    """
    return [words for _named, words in _errors(field)]


def named_error_words(field: BoundField) -> list[str]:
    """The same to stand away from the field: each says which one it is about."""
    return [words if named else f"{field.label}: {words}" for named, words in _errors(field)]


def _errors(field: BoundField) -> Iterator[tuple[bool, str]]:
    """Each error, and whether it names the field by itself."""
    for error in field.errors.as_data():
        if error.code == "required" and str(error.message) == str(_REQUIRED):
            yield True, missing_words(field)
        else:
            yield from ((False, str(words)) for words in error.messages)


def missing_words(field: BoundField) -> str:
    """What to do about a field without an answer."""
    label = str(field.label).strip().rstrip(":")
    if len(label) > _LONGEST or label.endswith(("?", ".", "!")):
        return f"{label} {_UNANSWERED}"
    asked = next((words for kind, words in _ASKED if isinstance(field.field, kind)), _MISSING)
    return str(asked) % {"thing": _within_a_sentence(label), "label": label}


def _within_a_sentence(label: str) -> str:
    """ "Leader's name" as "leader's name"; NIP, WhatsApp and Nomor WhatsApp's own letters stay."""
    first = label.split()[0] if label else ""
    return label[:1].lower() + label[1:] if first[1:].islower() or len(first) == 1 else label
