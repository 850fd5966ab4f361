"""Devices that an account has signed in from, kept in a signed cookie of each browser.

A browser that is known says nothing of who may sign in: it spares its owner a mail, and the limits
that strangers have used up (docs/decisions/0102, 0146).
"""

import datetime as dt
import re

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.http import HttpRequest, HttpResponse

_SALT = "singgah.devices"
# As long as browsers keep any cookie.
KEPT_FOR = dt.timedelta(days=400)
_MOST_ACCOUNTS = 20
_BROWSERS = ("Firefox", "Edg", "OPR", "SamsungBrowser", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")


def cookie_name() -> str:
    """The cookie's name; where it is sent by https alone, no other host may set it."""
    return "__Host-perangkat" if settings.SESSION_COOKIE_SECURE else "perangkat"


def is_known(request: HttpRequest, user: AbstractUser) -> bool:
    """Whether the user has signed in from this browser before."""
    return user.pk in _accounts(request)


def remember(request: HttpRequest, response: HttpResponse, user: AbstractUser) -> None:
    """Let the browser be known from now on, and for KEPT_FOR after each sign-in."""
    others = [pk for pk in _accounts(request) if pk != user.pk]
    response.set_cookie(
        cookie_name(),
        signing.dumps([user.pk, *others][:_MOST_ACCOUNTS], salt=_SALT),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _accounts(request: HttpRequest) -> list[int]:
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []
    return [pk for pk in found if isinstance(pk, int)] if isinstance(found, list) else []


def words_of(user_agent: str) -> str:
    """Browser and system by words of ours, such as "Firefox, Windows"; "?" for what is unknown.

    What a browser calls itself is a stranger's text, and has no place in a mail of the host.
    """
    browser = next((b for b in _BROWSERS if re.search(rf"\b{b}/\d", user_agent)), "")
    system = next((s for s in _SYSTEMS if s in user_agent), "")
    return ", ".join(filter(None, (_NAMES.get(browser, browser), system))) or "?"
