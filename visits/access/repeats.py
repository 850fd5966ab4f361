"""What was answered to a key, given again to whoever asks with it once more.

The answer is kept in the transaction of the change itself: who comes second at the same moment
waits at the unique key and then finds it. Programs send keys with their POSTs (api/http), phones at
the door with what was pressed without network (pages/desk/day).
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from scheduling.database.contention import again
from visits.models import IdempotencyRecord

T = TypeVar("T")
KEPT = dt.timedelta(hours=24)
LONGEST_KEY = 255


class OtherRequest(Exception):
    """The key was used for something else."""


def is_key(key: str) -> bool:
    """Whether `key` can be one: 1 to 255 ASCII characters."""
    return key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY


@again
def first_or_again(
    *,
    caller: str,
    key: str,
    fingerprint: str,
    reference: str,
    run: Callable[[], T],
    kept: Callable[[T], tuple[int, dict[str, Any]] | None],
    repeated: Callable[[IdempotencyRecord], T],
) -> T:
    """What `run` answers the first time, or `repeated` of what was kept of it.

    `kept` gives the status and the body to keep; None of what is not final. `fingerprint` is a
    SHA-256 in hex of what is asked for; `reference` is of which visit, empty for a new one. Raises
    OtherRequest where the fingerprint is not that of the first time.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                record = IdempotencyRecord.objects.create(
                    caller=caller, key=key, fingerprint=fingerprint, status=0, answer={}
                )
        except IntegrityError:
            record = IdempotencyRecord.objects.get(caller=caller, key=key)
            if record.fingerprint != fingerprint:
                raise OtherRequest from None
            return repeated(record)
        answer = run()
        found = kept(answer)
        if found is None:
            record.delete()
        else:
            record.status, record.answer = found
            # By this the answer goes when the visit's people do (keeping/erasing/visits.py).
            record.reference = reference or record.answer.get("reference", "")
            record.save(update_fields=["status", "answer", "reference"])
        return answer


def forget_old() -> None:
    """Once an hour, drop the answers that nobody can ask for any more."""
    if cache.add("repeats:forgotten", 1, timeout=3600):
        IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
