"""Guessing passwords and codes is slow everywhere, and locks an account's owner out nowhere.

Wrong tries count for a network, and for an account and a network together
(settings.ACCOUNT_RATE_LIMITS), so a stranger stops their own network alone. The owner's browsers
count by themselves: those that signed in before (devices.py), and one that followed the mailed
link to a new password. Against many networks at once an account gets slower for strangers, and its
owner is told by mail. Passkeys cannot be guessed, and are not limited. (docs/decisions/0107, 0146)
"""

import hashlib
from enum import StrEnum
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from visits.access.networks import network_of
from visits.sign_in import devices
from visits.sign_in.accounts import Account

_APP, _ACTION = "allauth.account", "login_failed"
_HOUR, _DAY = 3600, 86400
# Wrong tries of strangers at an account in an hour: from which on its owner is told (once a day),
# and from which on tries are far between.
TOLD, MANY = 5, 50
SECONDS_BETWEEN = 300
ATTACK_MAIL = "account/email/under_attack"
_OWN = "own_browser"


class Secret(StrEnum):
    """What is guessed at."""

    PASSWORD = "password"  # noqa: S105 - a word of the limits' keys
    # Whoever gets so far knows the password already: of many strangers one may try, not each.
    CODE = "code"


def begin(secret: Secret, account: Account, request: HttpRequest) -> RateLimitUsage | None:
    """Count a try, which is taken back where it succeeds; None where it is one too many."""
    own = _is_own(account, request)
    rates = _rates(own=own)
    used = ratelimit.consume(
        request, app=_APP, action=_ACTION, config=rates, key=_place(secret, account, request)
    )
    if used is None or own or not settings.THROTTLE:
        return used
    if cache.get(_failures(secret, account), 0) < MANY:
        return used
    free = cache.add(_tried(secret, account, request), 1, timeout=SECONDS_BETWEEN)
    return used if free else None


def failed(secret: Secret, account: Account, request: HttpRequest) -> None:
    """Note a wrong try; its owner is told where strangers keep trying."""
    if _is_own(account, request):
        return
    key = _failures(secret, account)
    cache.add(key, 0, timeout=_HOUR)
    try:
        count = cache.incr(key)
    except ValueError:  # it lapsed between the two
        return
    if count >= TOLD and account.user is not None and account.user.is_active:
        _tell(secret, account, account.user)


def _tell(secret: Secret, account: Account, user: User) -> None:
    """Write to the owner, once a day at the most."""
    if cache.add(f"sign-in:told:{secret}:{_hash(account.key)}", 1, timeout=_DAY):
        link = f"{settings.BASE_URL}{reverse('account_reset_password')}"
        facts = {"user": user, "secret": str(secret), "help_url": link}
        get_adapter().send_notification_mail(ATTACK_MAIL, user, facts)


def succeeded(secret: Secret, account: Account, request: HttpRequest) -> None:
    """Let whoever knew it try again at once."""
    cache.delete(_tried(secret, account, request))


@receiver(password_reset)
def _lift(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Who followed the mailed link is the owner: no limit of the account holds for this browser."""
    request.session[_OWN] = user.pk
    account = Account(user.get_username(), user)
    for secret in Secret:
        cache.delete(_failures(secret, account))
        ratelimit.clear(
            request,
            app=_APP,
            action=_ACTION,
            config=_rates(own=True),
            key=_place(secret, account, request),
        )


def _is_own(account: Account, request: HttpRequest) -> bool:
    user = account.user
    if user is None:
        return False
    return devices.is_known(request, user) or request.session.get(_OWN) == user.pk


def _rates(*, own: bool) -> dict[str, str]:
    """The limits of a try; of an own browser without those by network, which strangers share."""
    rates = str(app_settings.RATE_LIMITS.get(_ACTION) or "")
    kept = [rate for rate in rates.split(",") if rate.strip() and (not own or "/key" in rate)]
    return {_ACTION: ",".join(kept)}


def _place(secret: Secret, account: Account, request: HttpRequest) -> str:
    place = "own" if _is_own(account, request) else network_of(request)
    return f"{secret}:{account.key}@{place}"


def _failures(secret: Secret, account: Account) -> str:
    return f"sign-in:failed:{secret}:{_hash(account.key)}"


def _tried(secret: Secret, account: Account, request: HttpRequest) -> str:
    whose = _place(secret, account, request) if secret is Secret.PASSWORD else account.key
    return f"sign-in:tried:{secret}:{_hash(whose)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
