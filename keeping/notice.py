"""Nothing old is erased for the first time without a week's notice.

Who installs this release on data of many years would lose most of it in the first night. So each
kind of data has a beginning of its own: at once where nothing of it is too old yet, else a week
after it was found and announced, or when an administrator says so.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from keeping.due import Due, erase_due
from keeping.models import Beginning, Terms
from keeping.table import TABLE

GRACE = dt.timedelta(days=7)


def erase_with_notice(*, now: dt.datetime) -> list[Due]:
    """Announce what would go for the first time, and erase what has begun. Safe to run twice."""
    _announce(now)
    begun = Beginning.objects.filter(begins_at__lte=now).values_list("kind", flat=True)
    return erase_due(now=now, kinds=frozenset(begun))


def pending(*, now: dt.datetime) -> Sequence[Beginning]:
    """What is announced, has not begun and was still there last night, the soonest first."""
    return list(_waiting(now).filter(found__gt=0))


def _waiting(now: dt.datetime) -> QuerySet[Beginning]:
    return Beginning.objects.filter(begins_at__gt=now).order_by("begins_at", "pk")


def begin_at_once(*, now: dt.datetime) -> list[Beginning]:
    """End the notice of what was announced: it goes in the next night. Gives what that is."""
    ended = list(pending(now=now))
    _waiting(now).update(begins_at=now)
    return ended


def _announce(now: dt.datetime) -> None:
    known = set(Beginning.objects.values_list("kind", flat=True))
    terms = Terms.load()
    waiting = {row.kind: row for row in _waiting(now)}
    for kept in TABLE:
        if kept.erase is None or (kept.key in known and kept.key not in waiting):
            continue
        found = kept.due(terms, now)
        if row := waiting.get(kept.key):
            # An import may have brought more since, or have been taken back.
            row.found = found
            row.save(update_fields=["found"])
            continue
        Beginning.objects.get_or_create(
            kind=kept.key,
            defaults={
                "announced_at": now,
                "begins_at": now + GRACE if found else now,
                "found": found,
            },
        )
