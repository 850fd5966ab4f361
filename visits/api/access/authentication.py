"""`Authorization: Bearer` with a visit's token or an API key; sessions are Django's own."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from visits.access.tokens import visit_of_token
from visits.models import ApiKey, Visit
from visits.sign_in.keys import KEY_PREFIX, key_of_token


class BearerAuthentication(BaseAuthentication):
    """Gives no user; `request.auth` is the Visit of a token or the ApiKey (see callers.py)."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Visit | ApiKey] | None:
        """Who sent the token; 401 where it is unknown, revoked or expired."""
        scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        found = key_of_token(token) if token.startswith(KEY_PREFIX) else visit_of_token(token)
        if found is None:
            raise AuthenticationFailed(_("This token is unknown or no longer valid."))
        return AnonymousUser(), found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="singgah"'
