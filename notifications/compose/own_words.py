"""The host's own words for letters, stored by one person at a time."""

from django.db import transaction

from notifications.compose import placeholders, wording
from notifications.compose.wording import Words
from notifications.models import MessageTemplate
from visits.access.fingerprints import seal
from visits.language.text import clean_line, clean_text

BUILT_IN = Words(subject="", text="")


class Changed(Exception):
    """Somebody else stored other words since they were looked at."""


def own(name: str, language: str) -> Words:
    """What is stored for this letter; blank is what stays as built in."""
    return _words_of(MessageTemplate.objects.filter(name=name, language=language).first())


def store(name: str, language: str, words: Words, *, seen: str) -> MessageTemplate:
    """Store own words, of which what reads as built in stays built in; gives them as stored.

    `seen` is the seal of the words that the writer saw. Raises Changed where others are stored by
    now, and ValidationError where the words do not do (placeholders.problems).
    """
    draft = wording.draft(name, language)
    subject = "" if words.subject == clean_line(draft.subject) else words.subject
    text = "" if words.text == clean_text(draft.text) else words.text
    with transaction.atomic():
        # Of two who write at once one waits here, also where nothing was stored yet.
        MessageTemplate.objects.get_or_create(name=name, language=language)
        rows = MessageTemplate.objects.select_for_update()
        found = rows.filter(name=name, language=language).first()
        if seal(_words_of(found)) != seen:
            raise Changed
        template = found or MessageTemplate(name=name, language=language)
        template.subject, template.text = subject, text
        template.full_clean(validate_unique=False, validate_constraints=False)
        placeholders.check(name, subject=subject, text=text)
        template.save()
        if Words(subject, text) == BUILT_IN:
            template.delete()
    return template


def _words_of(template: MessageTemplate | None) -> Words:
    return Words(template.subject, template.text) if template else BUILT_IN
