"""The second factor of a session: whether it was used in it, and what is closed until it was."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from visits.pages.frame import stale_form
from visits.people.roles import roles_of

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_SET_UP_BY = "second_factor_set_up_by"

# What a sign-in opens; signing out stays possible everywhere.
_GUARDED = ("/petugas/", "/admin/", "/api/")
_WAYS_OUT = ("/admin/logout/",)


def required_of(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user's role asks for a second factor (settings.MFA_REQUIRED_FOR)."""
    required = frozenset(settings.MFA_REQUIRED_FOR)
    return bool(required and roles_of(user) & required)


def has_one(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user has set one up: an app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_FACTORS).exists())


def used_in(request: HttpRequest) -> bool:
    """Whether this very session used one: to sign in, to prove who it is, or by setting it up."""
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" for record in records):
        return True
    return bool(request.session.get(_SET_UP_BY) == str(request.user.pk))


@receiver(authenticator_added)
def _set_up(request: HttpRequest, user: AbstractUser, authenticator: Any, **_signal: Any) -> None:
    """Whoever sets one up has it in the hand. Recovery codes made along with it prove nothing."""
    if authenticator.type in _FACTORS:
        request.session[_SET_UP_BY] = str(user.pk)
        _renew(request)


@receiver(authentication_step_completed)
def _proven(request: HttpRequest, reauthenticated: bool = False, **_signal: Any) -> None:
    if reauthenticated:
        _renew(request)


def _renew(request: HttpRequest) -> None:
    """A new key for the session: whoever took the old one did not prove anything along with it."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


class SecondFactorMiddleware:
    """Leads whoever must use a second factor to it: the desk, the admin and the API by session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As the view answers."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """None to go on; else where the factor is used or set up. After the CSRF check."""
        here = request.resolver_match
        asked = here is not None and here.url_name == "mfa_index"
        guarded = request.path.startswith(_GUARDED) and request.path not in _WAYS_OUT
        if not (guarded or asked) or not required_of(request.user):
            return None
        has = has_one(request.user)
        if asked:
            request.needs_second_factor = not has  # type: ignore[attr-defined]  # mfa/index.html
            return None
        return None if has and used_in(request) else _refused(request, has=has)


def _refused(request: HttpRequest, *, has: bool) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {
            "type": "urn:singgah:problem:second_factor_required",
            "title": _("Not allowed"),
            "status": 403,
            "detail": _("Your role needs a second way to sign in. Use it in this session first."),
            "code": "second_factor_required",
        }
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    if request.method == "POST" and stale_form.from_our_page(request):
        return stale_form.second_step(request, _way(request, has=has, back_to=request.path))
    return redirect(_way(request, has=has, back_to=request.get_full_path()))


def _way(request: HttpRequest, *, has: bool, back_to: str) -> str:
    """The address where the user's factor is used, or the first one set up."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    found = [m["url"] for m in methods if m["id"].startswith("mfa_reauthenticate")]
    if has and found:
        return f"{found[0]}?{urlencode({'next': back_to})}"
    return reverse("mfa_index")
