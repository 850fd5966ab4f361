"""The desk is told where the nightly backup fails, and before erasing begins."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from keeping.models import Beginning, Run
from keeping.nightly import backup_alarm
from keeping.notice import pending
from keeping.table import in_words
from visits.inbox.items import Kind, Obligation
from visits.language.dates import moment_words


def backup_hint(now: dt.datetime) -> list[QuerySet[Any]]:
    """Whether there may be an alarm: only where backups are made at all."""
    return [Run.objects.filter(job=Run.Job.BACKUP)] if settings.BACKUP_DIR else []


def missing_backup(now: dt.datetime) -> Iterator[Obligation]:
    """One row of the inbox while there is no good backup of the last night."""
    alarm = backup_alarm(now=now)
    if alarm is None:
        return
    words = _(
        "No good backup since %(moment)s: %(why)s. Tell whoever runs the server; it is tried again"
        " every hour."
    )
    yield Obligation(
        kind=Kind.MESSAGE,
        due=alarm.since,
        title=_("The nightly backup is missing"),
        words=words
        % {"moment": moment_words(alarm.since), "why": alarm.why or _("nobody made one")},
        url=reverse("desk"),
        mark=_("Backup"),
        urgent=True,
    )


def erasing_hint(now: dt.datetime) -> list[QuerySet[Any]]:
    """Whether anything is announced."""
    return [Beginning.objects.filter(begins_at__gt=now)]


def coming_erasure(now: dt.datetime) -> Iterator[Obligation]:
    """One row of the inbox from the announcement until erasing begins."""
    coming = pending(now=now)
    if not coming:
        return
    words = _("Kept longer than the times of keeping: %(counts)s.")
    yield Obligation(
        kind=Kind.MESSAGE,
        due=coming[0].begins_at,
        title=_("Old data will be erased for the first time"),
        words=words % {"counts": in_words({row.kind: row.found for row in coming})},
        url=reverse("settings-kept"),
        mark=_("Erasing"),
    )
