"""The page behind the link that an empty installation prints: its first administrator."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from visits.opening.beginning import TooLate, begin, check_link_token
from visits.pages.frame.typed import EmailAddress, Line

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class FirstForm(forms.Form):
    """Who sets up this installation."""

    name = Line(label=gettext_lazy("Your name"), max_length=150)
    email = EmailAddress()
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy(
            "At least ten characters; three words that nobody guesses are best."
        ),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """A password as for every account."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("password"):
            person = User(username=data.get("email", ""), email=data.get("email", ""))
            try:
                validate_password(data["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Name, address and password; signed in at once, and led to the checklist."""
    try:
        check_link_token(token)
    except TooLate:
        return render(request, "start/too_late.html", status=410)
    form = FirstForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "start/first.html", {"form": form}, status=status)
    try:
        user = begin(token, **form.cleaned_data)
    except TooLate:
        return render(request, "start/too_late.html", status=410)
    login(request, user, backend=_BACKEND)
    return redirect("start")
