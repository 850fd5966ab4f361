"""Keys of other programs: made, shown once, looked up by their hash."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.utils import timezone

from scheduling.database.composed import Composed
from scheduling.database.marks import Topic
from visits.access.tokens import hash_key
from visits.models import ApiKey
from visits.sign_in.security_log import note

KEY_PREFIX = "sgk_"
_MARK_USE_EVERY = dt.timedelta(minutes=1)
_RUNNING = Composed(
    lambda key_hash: ApiKey.objects.filter(key_hash=key_hash, revoked_at__isnull=True),
    remembered=Topic.NAMED,
    key_hash=ApiKey._meta.get_field("key_hash"),
)


def make_key(
    *, name: str, scopes: Iterable[str], expires_at: dt.datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key, and what its program sends: 47 characters that cannot be had again."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    made = ApiKey.objects.create(
        name=name, key_hash=hash_key(key), scopes=sorted(set(scopes)), expires_at=expires_at
    )
    note("api_key_made", key=made.pk, name=name, scopes=made.scopes)
    return made, key


def key_of_token(token: str) -> ApiKey | None:
    """The key that `token` is, noting its use; None where it is unknown, revoked or expired."""
    if not token.isascii():
        return None
    now = timezone.now()
    key = _RUNNING.first(key_hash=hash_key(token))
    if key is None or (key.expires_at and key.expires_at <= now):
        return None
    if key.last_used_at is None or key.last_used_at < now - _MARK_USE_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def revoke_key(key: ApiKey, *, now: dt.datetime) -> None:
    """End it at once; the first time counts."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        note("api_key_revoked", warn=True, key=key.pk, name=key.name)
