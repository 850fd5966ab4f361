"""Accounts: who signs in, with which role; invited by mail, and put out of use."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.language.text import clean_line
from visits.models import Officer
from visits.pages.account.adapters import invitation_words, send_invitation
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings import safety
from visits.pages.desk.settings.frame import Change, Part, edit, log
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import EmailAddress, Line
from visits.people import roles
from visits.people.roles import Right

ROLE_WORDS = {
    roles.PROTOCOL: pgettext_lazy("role", "Protocol staff: decide, receive, change the schedule"),
    roles.LEADER: pgettext_lazy("role", "Leader: reads everything, may raise a week"),
    roles.OFFICER: pgettext_lazy("role", "Officer: own visits only"),
    roles.ADMIN: pgettext_lazy("role", "Administrator: everything"),
}


class PersonForm(forms.Form):
    """An account's name, address and role."""

    name = Line(label=gettext_lazy("Name"), max_length=150)
    username = Line(
        label=gettext_lazy("Account name"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("To sign in with, such as rina. The e-mail address works too."),
    )
    email = EmailAddress()
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=list(ROLE_WORDS.items()), widget=forms.RadioSelect
    )
    active = forms.BooleanField(label=gettext_lazy("May sign in"), required=False, initial=True)

    def __init__(self, *args: Any, person: User | None, me: Any, **kwargs: Any) -> None:
        if person:
            kwargs["initial"] = {
                "name": person.get_full_name(),
                "username": person.username,
                "email": person.email,
                "role": next((r for r in ROLE_WORDS if r in roles.roles_of(person)), None)
                or _stored_role(person),
                "active": person.is_active,
            }
        super().__init__(*args, **kwargs)
        self.person, self.me = person, me
        if person is None:
            del self.fields["active"]

    def clean_name(self) -> str:
        """One line."""
        return _line(self.cleaned_data["name"])

    def clean_username(self) -> str:
        """Of nobody else, whatever its case."""
        username = _line(self.cleaned_data["username"])
        if self._others().filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody else has this account name. Choose another."))
        return username

    def clean_email(self) -> str:
        """Of nobody else: it signs in too."""
        email: str = self.cleaned_data["email"]
        if self._others().filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody else has this address."))
        return email

    def clean(self) -> dict[str, Any]:
        """An administrator may not shut the last door behind oneself."""
        data: dict[str, Any] = self.cleaned_data
        if self.person and self.person.pk == self.me.pk:
            if not data.get("active"):
                self.add_error("active", _("You cannot put your own account out of use."))
            if data.get("role") not in (None, roles.ADMIN):
                self.add_error("role", _("Another administrator must change your own role."))
        return data

    def _others(self) -> Any:
        return User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()

    def save(self) -> User:
        """Store the account: one role, and Django's admin for administrators alone."""
        data = self.cleaned_data
        user = self.person or User(password=make_password(None))
        user.username, user.email = data["username"], data["email"]
        user.first_name, _space, user.last_name = data["name"].partition(" ")
        user.is_active = data.get("active", True)
        user.is_staff = user.is_superuser = data["role"] == roles.ADMIN
        user.save()
        kept = user.groups.exclude(name__in=roles.ALL)
        user.groups.set([*kept, roles.ensure_groups()[data["role"]]])
        # Who is an officer already finds the own visits at once.
        Officer.objects.filter(email__iexact=user.email, user=None).update(user=user)
        return user


def _line(text: str) -> str:
    try:
        line = clean_line(text)
    except ValueError:
        line = ""
    if not line:
        raise forms.ValidationError(_("Some characters cannot be read. Type it again."))
    return line


def _stored_role(person: User) -> str | None:
    """The role of an account that is out of use, which has no rights."""
    names = set(Group.objects.filter(user=person).values_list("name", flat=True))
    return next((role for role in ROLE_WORDS if role in names), None)


@never_cache
@require_safe
@needs(Right.SET_OFFICE)
def people(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles."""
    users = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    secured = set(Authenticator.objects.values_list("user_id", flat=True))
    rows = []
    for user in users:
        names = {group.name for group in user.groups.all()} | (
            {roles.ADMIN} if user.is_superuser else set()
        )
        role = next((r for r in reversed(ROLE_WORDS) if r in names), None)
        rows.append(
            {"user": user, "role": ROLE_WORDS.get(role) if role else "", "mfa": user.pk in secured}
        )
    context = {"section": "settings", "rows": rows}
    return render(request, "desk/settings/people.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def person(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """An account, changed; or a new one, whose holder chooses the password by the mailed link."""
    found = get_object_or_404(User, pk=pk) if pk else None

    def parts(posted: HttpRequest | None) -> list[Part]:
        user = User.objects.get(pk=pk) if pk else None
        return [PersonForm(posted.POST if posted else None, person=user, me=request.user)]

    def save(parts: Any) -> User:
        user: User = parts[0].save()
        if found is None:
            send_invitation(user)
        return user

    again = ""
    if found and found.is_active and not found.has_usable_password():
        again = reverse("settings-person-invite", args=[found.pk])
    change = Change(
        title=str(found) if found else _("Invite somebody"),
        lead=""
        if found
        else _("They get an e-mail with a link under which they choose a password."),
        back=reverse("settings-people"),
        parts=parts,
        save=save,
        done=(
            gettext_lazy("Account stored.")
            if found
            else gettext_lazy("Invited. The e-mail is on its way.")
        ),
        context={
            "invite_again": again,
            "invitation": invitation_words(found) if found and again else "",
            **safety.offered(found, request),
        },
    )
    return edit(request, change)


@pressed_on("settings-person", "pk")
@needs(Right.SET_OFFICE)
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link once more to somebody who has no password yet."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    if not user.has_usable_password():
        send_invitation(user)
        log(request, user, gettext_lazy("Invited again."))
        messages.success(request, _("Invited. The e-mail is on its way."))
    return redirect("settings-person", pk=pk)
