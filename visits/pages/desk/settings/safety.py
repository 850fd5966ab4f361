"""What an administrator does for another's account when a phone or a password is in wrong hands."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.frame.presses import pressed_on
from visits.people.roles import Right
from visits.sign_in.security_log import note


def offered(person: User | None, request: HttpRequest) -> dict[str, Any]:
    """Where it is done, for the page of the account; nothing for one's own (see My account)."""
    if person is None or person.pk == request.user.pk:
        return {}
    found = {}
    if Authenticator.objects.filter(user=person).exists():
        found["remove_factors"] = reverse("settings-person-factors", args=[person.pk])
    if UserSession.objects.filter(user=person).exists():
        found["end_sessions"] = reverse("settings-person-sessions", args=[person.pk])
    return found


@pressed_on("settings-person", "pk")
@needs(Right.SET_OFFICE)
def remove_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factors of somebody who lost them, end their sessions, and tell them."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        return redirect("mfa_index")
    with transaction.atomic():
        taken = Authenticator.objects.filter(user=user)
        kinds = sorted(taken.values_list("type", flat=True))
        taken.delete()
        if kinds:
            log(request, user, gettext_lazy("Second way to sign in removed."))
    for kind in kinds:
        note("second_factor_removed", warn=True, account=user.get_username(), factor=kind)
    if kinds:
        _end_sessions_of(user)
        if user.email:
            get_adapter().send_mail("account/email/factors_removed", user.email, {"user": user})
        messages.success(request, _("Second way to sign in removed."))
    return redirect("settings-person", pk=pk)


@pressed_on("settings-person", "pk")
@needs(Right.SET_OFFICE)
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere; they may sign in again at once."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        return redirect("usersessions_list")
    if _end_sessions_of(user):
        log(request, user, gettext_lazy("Signed out everywhere."))
    messages.success(request, _("Signed out everywhere."))
    return redirect("settings-person", pk=pk)


def _end_sessions_of(user: User) -> int:
    """End all sessions of the user; how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    if sessions:
        note("session_ended", account=user.get_username(), reason="ended_by_administrator")
    return len(sessions)
