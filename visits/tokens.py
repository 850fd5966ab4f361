"""Links and codes of a visit, derived rather than stored.

Each is an HMAC of the visit's public id and nonce under SECRET_KEY: the database alone opens no
page, every mail can carry the link, a new nonce revokes them all, and after a change of key the
old ones go on under SECRET_KEY_FALLBACKS (docs/decisions/0005).
"""

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from visits.models import Visit

_ID_LENGTH = 12
CODE_ATTEMPTS = 5


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _mac(purpose: str, visit: Visit, key: str) -> bytes:
    return salted_hmac(
        f"singgah.{purpose}", f"{visit.public_id}:{visit.nonce}", secret=key, algorithm="sha256"
    ).digest()


def _token(purpose: str, visit: Visit, key: str) -> str:
    mac = base64.urlsafe_b64encode(_mac(purpose, visit, key)[:18]).decode()
    return f"{visit.public_id}{mac}"


def visit_token(visit: Visit) -> str:
    """What opens the delegation's page and its part of the API: 36 URL-safe characters."""
    return _token("visit", visit, settings.SECRET_KEY)


def feed_token(visit: Visit) -> str:
    """What opens the feed of this one visit, and nothing else."""
    return _token("feed", visit, settings.SECRET_KEY)


def _find(purpose: str, token: str) -> Visit | None:
    if not token.isascii() or len(token) != _ID_LENGTH + 24:
        return None
    visit = (
        Visit.objects.select_related("region__province")
        .filter(public_id=token[:_ID_LENGTH])
        .first()
    )
    if visit and any(constant_time_compare(token, _token(purpose, visit, k)) for k in _keys()):
        return visit
    return None


def visit_of_token(token: str) -> Visit | None:
    """The visit whose page `token` opens, or None."""
    return _find("visit", token)


def visit_of_feed_token(token: str) -> Visit | None:
    """The visit whose feed `token` opens, or None."""
    return _find("feed", token)


def _code(visit: Visit, key: str) -> str:
    mac = _mac("code", visit, key) + visit.contact_email.lower().encode()
    return f"{int.from_bytes(hashlib.sha256(mac).digest()[:8], 'big') % 1_000_000:06d}"


def email_code(visit: Visit) -> str:
    """The six digits that confirm this visit's e-mail address."""
    return _code(visit, settings.SECRET_KEY)


def code_matches(visit: Visit, code: str) -> bool:
    """Whether `code` is this visit's; counting the attempts is the workflow's matter."""
    given = code.strip().encode()
    return any(hmac.compare_digest(given, _code(visit, key).encode()) for key in _keys())


def hash_key(key: str) -> str:
    """The SHA-256 of a random key, in hex; enough where the key itself has 256 bits."""
    return hashlib.sha256(key.encode()).hexdigest()
