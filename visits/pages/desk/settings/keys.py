"""API keys: made, shown once, revoked."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.language.dates import moment_words
from visits.models import ApiKey
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log, today
from visits.pages.desk.settings.secrets import Row, Words, secrets_page
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import Day, Line
from visits.people.roles import Right
from visits.sign_in.keys import make_key, revoke_key


class KeyForm(forms.Form):
    """What the key is for, and what it may do."""

    name = Line(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Which program has it, such as City portal."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=ApiKey.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    until = Day(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("That day included. Empty: until it is revoked."),
    )

    def clean_until(self) -> dt.date | None:
        """Not before today."""
        day: dt.date | None = self.cleaned_data["until"]
        if day and not today() <= day <= dt.date(2100, 12, 31):
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    @property
    def expires_at(self) -> dt.datetime | None:
        """The end of the last day in the host's zone."""
        day: dt.date | None = self.cleaned_data["until"]
        if day is None:
            return None
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
        return timezone.make_aware(end)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, and a form for a new one. The answer to the post is the only place it is shown."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            key, secret = make_key(
                name=data["name"], scopes=data["scopes"], expires_at=form.expires_at
            )
            log(request, key, gettext_lazy("API key made."))
            form = KeyForm()
        else:
            status = 422
    words = Words(
        title=_("Keys for the API"),
        about=_("For programs. Give each its own key, with the least it needs."),
        made=_("The new key."),
        new=_("New key"),
        make=_("Make a key"),
    )
    now = timezone.now()
    rows = [_row(key, now) for key in ApiKey.objects.order_by("revoked_at", "name")]
    return secrets_page(request, words=words, form=form, rows=rows, secret=secret, status=status)


def _row(key: ApiKey, now: dt.datetime) -> Row:
    used = _("never used")
    if key.last_used_at:
        used = _("last used %(when)s") % {"when": moment_words(key.last_used_at)}
    ends = _("ends %(when)s") % {"when": moment_words(key.expires_at)} if key.expires_at else ""
    over = _("ended") if key.expires_at and key.expires_at <= now else ""
    return Row(
        name=key.name,
        lines=[", ".join(key.scopes), " · ".join(part for part in (used, ends) if part)],
        revoke=reverse("settings-key-revoke", args=[key.pk]),
        ended=_("revoked") if key.revoked_at else over,
    )


@pressed_on("settings-keys")
@needs(Right.SET_OFFICE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    key = get_object_or_404(ApiKey, pk=pk)
    revoke_key(key, now=timezone.now())
    log(request, key, gettext_lazy("API key revoked."))
    messages.success(request, _("“%(name)s” is revoked.") % {"name": key.name})
    return redirect("settings-keys")
