"""The seeds of second factors at rest: encrypted, under a key of their own that can be changed.

Whoever reads the database or a backup of it can make no codes. Keys come from MFA_ENCRYPTION_KEYS,
the newest first; after them, or where there are none, from SECRET_KEY and its fallbacks by HKDF
(docs/decisions/0101).
"""

import base64
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# What allauth keeps in an Authenticator's data, and is a secret.
_ONE, _MANY = ("secret", "seed"), ("migrated_codes",)
_MARK = "fernet:"


class Unreadable(Exception):
    """A seed that no key of ours opens."""


def encrypt(text: str) -> str:
    """`text` under the first key."""
    return _MARK + _boxes()[0].encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """What `encrypt` was given, under whichever key; a seed from before there were any, as it is.

    Raises Unreadable.
    """
    if not kept.startswith(_MARK):
        return kept
    try:
        return MultiFernet(_boxes()).decrypt(kept.removeprefix(_MARK).encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def under_first_key(data: dict[str, Any]) -> dict[str, Any]:
    """An Authenticator's data with its secrets under the first key; itself where they are already.

    Raises Unreadable.
    """
    return _with_secrets(
        data, lambda kept: kept if _is_under_first(kept) else encrypt(decrypt(kept))
    )


def in_clear(data: dict[str, Any]) -> dict[str, Any]:
    """The way back: an Authenticator's data as an older release reads it. Raises Unreadable."""
    return _with_secrets(data, decrypt)


def _with_secrets(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    changed = {name: change(data[name]) for name in _ONE if name in data}
    lists = {name: [change(one) for one in data[name]] for name in _MANY if name in data}
    return {**data, **changed, **lists}


def _is_under_first(kept: str) -> bool:
    if not kept.startswith(_MARK):
        return False
    try:
        _boxes()[0].decrypt(kept.removeprefix(_MARK).encode())
    except InvalidToken:
        return False
    return True


def _boxes() -> tuple[Fernet, ...]:
    derived_from = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return _boxes_of((*settings.MFA_ENCRYPTION_KEYS, *derived_from))


@lru_cache(maxsize=4)
def _boxes_of(secrets: tuple[str, ...]) -> tuple[Fernet, ...]:
    return tuple(Fernet(_key(secret)) for secret in secrets)


def _key(secret: str) -> bytes:
    """RFC 5869, for this purpose alone: it says nothing of the secret or of other keys from it."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"singgah.second-factor-seeds")
    return base64.urlsafe_b64encode(made.derive(secret.encode()))
