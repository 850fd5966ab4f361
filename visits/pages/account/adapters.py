"""Signing in: for the host's own people, whose accounts an administrator makes.

django-allauth does the work; here stands what is ours: nobody signs up by themselves, mails come
from the host, and the seeds of second factors lie encrypted (visits/sign_in/ has the rest).
"""

from email.utils import formataddr

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from visits.models import Host
from visits.sign_in import seeds
from visits.sign_in.adapter import WatchedSignIn
from visits.sign_in.security_log import note


class ClosedDoorAdapter(WatchedSignIn):
    """Nobody signs up by themselves; mails come from the host.

    How they leave is for whoever tells: settings.ACCOUNT_ADAPTER names its own.
    """

    error_messages = {
        **WatchedSignIn.error_messages,
        # The longest of settings.ACCOUNT_RATE_LIMITS for it.
        "too_many_login_attempts": _("Too many failed tries. Please try again in 5 minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_from_email(self) -> str:
        """The host's address, as in every other mail."""
        host = Host.load()
        return formataddr((" ".join(host.name.split()), host.email))

    def format_email_subject(self, subject: str) -> str:
        """As the template says it, without the site's name before it."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own address, whatever name the request used."""
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.BASE_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the account's safety is looked after."""
        return reverse("mfa_index")


class UnreadableSeed(ValidationError):
    """Its key is gone: a code cannot be checked, and a page shows nothing in its place."""

    silent_variable_failure = True


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Passkeys and codes under the host's name; QR codes by the library that we have anyway."""

    def encrypt(self, text: str) -> str:
        """As it is kept (visits/sign_in/seeds.py)."""
        return seeds.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What it was; a seed whose key is gone is told in the log, and lets nobody in."""
        try:
            return seeds.decrypt(encrypted_text)
        except seeds.Unreadable as error:
            note("seed_unreadable", warn=True)
            raise UnreadableSeed(self.error_messages["incorrect_code"]) from error

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


def send_invitation(user: AbstractUser) -> None:
    """Mail a new account's holder a link under which they choose a password, once committed."""
    get_adapter().send_mail("account/email/invitation", user.email, {"user": user})


def invitation_words(user: AbstractUser) -> str:
    """What became of the last invitation, in words; empty where there was none."""
    return str(get_adapter().invitation_words(user))
