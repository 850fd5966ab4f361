"""`Authorization: Bearer` with a visit's token or an API key; sessions are Django's own."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from visits.models import ApiKey, Visit
from visits.tokens import hash_key, visit_of_token

KEY_PREFIX = "sgk_"
_MARK_USE_EVERY = dt.timedelta(minutes=1)


class BearerAuthentication(BaseAuthentication):
    """Gives no user; `request.auth` is the Visit of a token or the ApiKey (see access.py)."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Visit | ApiKey] | None:
        """Who sent the token; 401 where it is unknown, revoked or expired."""
        scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        found = _key(token) if token.startswith(KEY_PREFIX) else visit_of_token(token)
        if found is None:
            raise AuthenticationFailed(_("This token is unknown or no longer valid."))
        return AnonymousUser(), found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="singgah"'


def _key(token: str) -> ApiKey | None:
    if not token.isascii():
        return None
    now = timezone.now()
    key = ApiKey.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        key_hash=hash_key(token),
        revoked_at__isnull=True,
    ).first()
    if key and (key.last_used_at is None or key.last_used_at < now - _MARK_USE_EVERY):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # a library's metaclass
    """How the OpenAPI description names it."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """One scheme for both kinds of token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A visit's token (its delegation) or an API key `sgk_…` (a program).",
        }
