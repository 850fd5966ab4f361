"""One of each mail of an account, as it would go out."""

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.utils import translation

from notifications.outbox import account_mail

_INVITED = ("account/email/invitation", "account/email/password_reset_key")
_NEWS = (
    "account/email/password_changed", "account/email/password_reset", "account/email/password_set",
    "account/email/new_device", "account/email/under_attack", "account/email/factors_removed",
    "mfa/email/recovery_codes_generated", "mfa/email/totp_activated",
    "mfa/email/totp_deactivated", "mfa/email/webauthn_added", "mfa/email/webauthn_removed",
)  # fmt: skip


def every_account_mail(language: str, now: dt.datetime) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each; needs the fixture host."""
    user = User(username="sari", email="sari@mpp.example", first_name="Sari")
    user.set_unusable_password()
    user.save()
    context = {
        "ip": "203.0.113.7",
        "user_agent": "Firefox, Windows",
        "timestamp": now,
        "help_url": "https://mpp.example/akun/sandi/",
        "secret": "code",
    }
    for template in (*_INVITED, *_NEWS):
        with translation.override(language):
            message = account_mail.put(
                template, user.email, account=user, context=context, language=language, now=now
            )
        # Of some the language is the holder's, not the request's.
        message.facts["language"] = language
        yield template.replace("/email/", "_"), account_mail.body_of(message)
