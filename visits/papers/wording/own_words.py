"""The host's own words of papers, stored by one person at a time."""

from collections.abc import Mapping

from django.db import transaction

from visits.access.fingerprints import seal
from visits.language.text import clean_text
from visits.models import PaperForm
from visits.papers.wording.passages import passages
from visits.papers.wording.placeholders import check_words


class Changed(Exception):
    """Somebody else stored other words since they were looked at."""


def own(kind: str, language: str) -> dict[str, str]:
    """The passages that the host has worded, by name; the others are as built in."""
    return _own(PaperForm.objects.filter(kind=kind).first(), kind, language)


def seal_of(kind: str, language: str) -> str:
    """A mark of the words as they are stored, which a form carries."""
    return seal(own(kind, language))


def store(kind: str, language: str, told: Mapping[str, str], *, seen: str) -> PaperForm:
    """Store own words of a kind in one language; what reads as built in stays built in.

    The version rises where anything changed; issued papers keep the one they had. `seen` is the
    seal of the words that the writer saw. Raises Changed where others are stored by now, and
    WrongWords (placeholders.py).
    """
    built_in = passages(kind)
    check_words(kind, {language: told})
    kept = {
        name: text
        for name, text in ((name, clean_text(text)) for name, text in told.items())
        if text and text != clean_text(built_in[name].words[language])
    }
    with transaction.atomic():
        # Of two who write at once one waits here, also where nothing was stored yet.
        PaperForm.objects.get_or_create(kind=kind)
        form = PaperForm.objects.select_for_update().get(kind=kind)
        before = _own(form, kind, language)
        if seal(before) != seen:
            raise Changed
        if kept != before:
            form.words = {**form.words, language: kept}
            form.version += 1
            form.save(update_fields=["words", "version"])
    return form


def _own(form: PaperForm | None, kind: str, language: str) -> dict[str, str]:
    told = form.words.get(language, {}) if form else {}
    return {name: told[name] for name in passages(kind) if told.get(name)}
