"""What may be worded of each kind of paper, and the program's own words in both languages.

A passage is text of one or more paragraphs, with placeholders in double braces (placeholders.py).
An empty passage of the host's is the program's own, which stands in built_in.toml. Letters of one
kind differ by their passages: a reply accepts, offers other times, or declines.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from visits.models import PaperKind

LANGUAGES = ("id", "en")
# Of what is signed, electronically where the host does so.
SIGNED = (PaperKind.REPLY, PaperKind.CERTIFICATE, PaperKind.ORDER)
# What each is called where it is worded; those of one line are titles and cells.
_TITLES: Mapping[str, tuple[str | Promise, bool]] = {
    "nature": (pgettext_lazy("passage", "nature (Sifat)"), True),
    "attachment": (pgettext_lazy("passage", "attachment (Lampiran)"), True),
    "subject_accept": (pgettext_lazy("passage", "subject, accepting"), True),
    "subject_other_date": (pgettext_lazy("passage", "subject, offering other times"), True),
    "subject_decline": (pgettext_lazy("passage", "subject, declining"), True),
    "addressee": (pgettext_lazy("passage", "addressee, after “Yth.”"), True),
    "addressee_place": (pgettext_lazy("passage", "place of the addressee, after “di”"), True),
    "opening": (pgettext_lazy("passage", "opening, answering a letter"), False),
    "opening_without_letter": (
        pgettext_lazy("passage", "opening, where the letter's number or date is not known"),
        False,
    ),
    "accept": (pgettext_lazy("passage", "accepting, before day and place"), False),
    "accept_after": (pgettext_lazy("passage", "accepting, after day and place"), False),
    "letter_due": (
        pgettext_lazy("passage", "accepting, while the official letter is due"),
        False,
    ),
    "other_date": (pgettext_lazy("passage", "offering other times, before them"), False),
    "other_date_after": (pgettext_lazy("passage", "offering other times, after them"), False),
    "decline": (pgettext_lazy("passage", "declining"), False),
    "title": (pgettext_lazy("passage", "title"), True),
    "subtitle": (pgettext_lazy("passage", "below the title"), False),
    "note": (pgettext_lazy("passage", "note below the table"), False),
    "activity": (pgettext_lazy("passage", "activity"), True),
    "certifying": (pgettext_lazy("passage", "between signatory and delegation"), False),
    "statement": (pgettext_lazy("passage", "what is certified of a delegation"), False),
    "statement_person": (pgettext_lazy("passage", "what is certified of one person"), False),
    "basis": (pgettext_lazy("passage", "basis (Dasar), a letter"), True),
    "basis_without_letter": (
        pgettext_lazy("passage", "basis, where the letter's number or date is not known"),
        True,
    ),
    "ordering": (pgettext_lazy("passage", "the word that orders"), True),
    "task": (pgettext_lazy("passage", "what they are to do"), True),
    "closing": (pgettext_lazy("passage", "closing"), False),
    "electronic": (pgettext_lazy("passage", "above an electronic signature"), True),
    "foot": (pgettext_lazy("passage", "foot of papers signed electronically"), False),
}


# What is for the host's own people is in the host's language.
_INDONESIAN_ALONE = (PaperKind.ORDER,)


def languages(kind: str) -> tuple[str, ...]:
    """In which languages papers of that kind are written."""
    return LANGUAGES[:1] if kind in _INDONESIAN_ALONE else LANGUAGES


@dataclass(frozen=True)
class Passage:
    """One text of a kind: what it is called in the settings, and its own words by language."""

    title: str | Promise
    words: Mapping[str, str]
    one_line: bool


@functools.cache
def passages(kind: str) -> Mapping[str, Passage]:
    """The passages of that kind by name, in the order of the paper; none for an unknown kind."""
    told = dict(_built_in().get(kind, {}))
    if kind in SIGNED:
        told |= _built_in()["signed"]
    return {
        name: Passage(_TITLES[name][0], words, _TITLES[name][1]) for name, words in told.items()
    }


@functools.cache
def _built_in() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("built_in.toml").read_text(encoding="utf-8"))
