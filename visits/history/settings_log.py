"""Who changed which setting: staff in Django's own log (shown at /admin/), programs in ours."""

from typing import Any

import structlog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from visits.history.events import Actor

log = structlog.get_logger(__name__)


def note_change(by: Actor, changed: Any, words: str) -> None:
    """Note in `words` that `by` changed `changed` (a row, or anything without one)."""
    kept = changed is not None and hasattr(changed, "_meta") and changed.pk is not None
    if by.user_id is None:
        log.info("setting_changed", by=by.name, what=str(changed), words=words)
        return
    LogEntry.objects.create(
        user_id=by.user_id,
        content_type=ContentType.objects.get_for_model(changed) if kept else None,
        object_id=str(changed.pk) if kept else None,
        object_repr=str(changed if kept else words)[:200],
        action_flag=CHANGE,
        change_message=words,
    )
