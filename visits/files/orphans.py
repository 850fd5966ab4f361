"""Uploaded files that no row names: their request was refused after they were written.

They are looked for once a day, and those of the last day are left alone: their row may be on its
way.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress

import structlog
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import Q

from visits.models import Material, Paper, Visit

log = structlog.get_logger(__name__)
_LEFT_ALONE = dt.timedelta(days=1)
_EVERY_SECONDS = 86_400
# So many folders are compared with the database at a time.
_AT_ONCE = 500


def sweep_orphans(*, now: dt.datetime) -> int:
    """Delete them where a day has passed since the last time; gives how many."""
    if not cache.add("orphans-swept", 1, _EVERY_SECONDS):
        return 0
    letters = Visit.objects.values_list("letter_file", "assignment_letter")
    shared = Material.objects.values_list("file", flat=True)
    swept = 0
    for paths in _batches("letters"):
        kept = letters.filter(Q(letter_file__in=paths) | Q(assignment_letter__in=paths))
        swept += _delete(set(paths) - {name for row in kept for name in row}, now=now)
    for paths in _batches("materials"):
        swept += _delete(set(paths) - set(shared.filter(file__in=paths)), now=now)
    papers = Paper.objects.values_list("file", "signed_file")
    for paths in _batches("papers"):
        rows = papers.filter(Q(file__in=paths) | Q(signed_file__in=paths))
        swept += _delete(set(paths) - {name for row in rows for name in row}, now=now)
    if swept:
        log.info("orphans_swept", files=swept)
    return swept


def _batches(folder: str) -> Iterator[list[str]]:
    batch: list[str] = []
    if not default_storage.exists(folder):
        return
    for inner in default_storage.listdir(folder)[0]:
        batch += [
            f"{folder}/{inner}/{name}" for name in default_storage.listdir(f"{folder}/{inner}")[1]
        ]
        if len(batch) >= _AT_ONCE:
            yield batch
            batch = []
    yield batch


def _delete(paths: Iterable[str], *, now: dt.datetime) -> int:
    swept = 0
    for path in paths:
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(path) < now - _LEFT_ALONE:
                default_storage.delete(path)
                swept += 1
    return swept
