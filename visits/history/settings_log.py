"""Who changed which setting: staff in Django's own log (shown at /admin/), programs in ours.

What is noted is kept in every language of the program, so that each reader finds it in theirs
(docs/decisions/0283); entries of earlier releases stay in the language of whoever pressed.
"""

import json
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language, override

from visits.history.events import Actor

log = structlog.get_logger(__name__)
Words = str | Promise


class _Later:
    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __str__(self) -> str:
        return self._make()


def later(make: Callable[[], str]) -> Words:
    """Words that are made anew in each language that they are asked for in."""
    return lazystr(_Later(make))


def note_change(by: Actor, changed: Any, words: Words) -> None:
    """Note in `words` that `by` changed `changed` (a row, or anything without one)."""
    kept = changed is not None and hasattr(changed, "_meta") and changed.pk is not None
    if by.user_id is None:
        log.info("setting_changed", by=by.name, what=str(changed), words=str(words))
        return
    named = changed if kept else words
    LogEntry.objects.create(
        user_id=by.user_id,
        content_type=ContentType.objects.get_for_model(changed) if kept else None,
        object_id=str(changed.pk) if kept else None,
        object_repr=str(named)[:200],
        action_flag=CHANGE,
        change_message=_in_all_languages(named, words),
    )


def said_of(entry: LogEntry) -> tuple[str, str]:
    """What was changed and what was done, in the reader's language where both were kept so."""
    try:
        said = json.loads(entry.change_message)
        name, words = said.get(get_language(), said[settings.LANGUAGE_CODE])
    except (ValueError, AttributeError, KeyError, TypeError):  # of an earlier release, or /admin/
        return entry.object_repr, entry.get_change_message()
    return name, words


def _in_all_languages(named: Any, words: Words) -> str:
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = (str(named), str(words))
    return json.dumps(said, ensure_ascii=False)
