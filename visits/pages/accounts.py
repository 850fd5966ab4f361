"""Signing in: for the host's own people, whose accounts an administrator makes.

django-allauth does the work; here stands what is ours: nobody signs up by themselves, mails come
from the host, and a second factor may be required of a role (settings.MFA_REQUIRED_FOR).
"""

from email.utils import formataddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from visits.models import Host
from visits.pages import sign_in_limits
from visits.roles import roles_of


class ClosedDoorAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves; mails come from the host."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse whoever guesses (visits/pages/sign_in_limits.py)."""
        super().pre_authenticate(request, **credentials)
        if not sign_in_limits.may_try(_account(credentials), request):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        """Whose name and password these are, or None."""
        user: AbstractUser | None = super().authenticate(request, **credentials)
        if user is not None:
            sign_in_limits.succeeded(_account(credentials), request)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        super().authentication_failed(request, **credentials)
        sign_in_limits.failed(_account(credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return sign_in_limits.account_in_network(_account(credentials), request)

    def get_from_email(self) -> str:
        """The host's address, as in every other mail."""
        host = Host.load()
        return formataddr((" ".join(host.name.split()), host.email))

    def format_email_subject(self, subject: str) -> str:
        """As the template says it, without the site's name before it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With the host in the words, and no site: we have one host, not many."""
        words = {"email": email, "host": Host.load(), **context}
        self.render_mail(template_prefix, email, words).send()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own address, whatever name the request used."""
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.BASE_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the account's safety is looked after."""
        return reverse("mfa_index")


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").lower()


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Passkeys and codes under the host's name; QR codes by the library that we have anyway."""

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the code."""
        return Host.load().short_name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that the browser shows when it asks for a passkey."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": Host.load().short_name}

    def build_totp_svg(self, url: str) -> str:
        """The QR code of the secret."""
        import segno  # seldom needed, and not small

        return str(segno.make(url, error="m").svg_inline(scale=5, border=2, light="#fff"))


def send_invitation(user: AbstractUser, request: HttpRequest) -> None:
    """Mail a new account's holder the link under which they choose a password, once committed."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    adapter = ClosedDoorAdapter(request)
    context = {
        "user": user,
        "username": user.get_username(),
        "invitation_url": adapter.get_reset_password_from_key_url(key),
    }
    email = user.email
    transaction.on_commit(lambda: adapter.send_mail("account/email/invitation", email, context))


def lacks_second_factor(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user's role requires a second factor, and there is none yet."""
    required = frozenset(settings.MFA_REQUIRED_FOR)
    if not required or not roles_of(user) & required:
        return False
    return not MfaAdapter().is_mfa_enabled(user)
