"""Whom the visit's letters go to, corrected by staff: a new number, a mistyped or dead address."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.language.phones import show_phone
from visits.life import amending
from visits.models import Status, Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.typed import EmailAddress, Name, PhoneNumber

_FIELDS = ("contact_name", "contact_position", "contact_phone", "contact_email")


class ContactPersonForm(forms.Form):
    """The person whom we write to and call."""

    contact_name = Name(label=gettext_lazy("Contact person's name"), max_length=120)
    contact_position = Name(
        label=gettext_lazy("Contact person's position"), max_length=120, required=False
    )
    contact_phone = PhoneNumber(label=gettext_lazy("WhatsApp number"))
    contact_email = EmailAddress(
        required=False,
        help_text=gettext_lazy(
            "From now on letters go to this address; the one before is told no more. "
            "Without one you pass them on by WhatsApp."
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the contact as it is known, and correct it; only what differs is written."""
    visit = visible_visit(request, reference)
    error, status = "", 200
    if request.method == "POST":
        form = ContactPersonForm(request.POST)
        # It is this address that the request still waits to have confirmed.
        form.fields["contact_email"].required = visit.status == Status.UNVERIFIED
        status = 422
        if form.is_valid():
            try:
                changes = _correct(request, visit, form.cleaned_data)
            except REFUSALS as refusal:
                told = said(refusal)
                error, status = told.words, told.status
                visit = visible_visit(request, reference)
            else:
                messages.success(request, _done(changes))
                return redirect("desk-visit", reference=reference)
    else:
        known = {name: getattr(visit, name) for name in _FIELDS}
        form = ContactPersonForm(
            initial={**known, "contact_phone": show_phone(visit.contact_phone)}
        )
    context = {"section": "inbox", "visit": visit, "form": form, "error": error}
    return render(request, "desk/contact.html", context, status=status)


def _correct(request: HttpRequest, visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
    """What was changed, by field; nothing is written where nothing differs."""
    press = press_of(request, visit)
    changes = {name: given[name] for name in _FIELDS if given[name] != getattr(visit, name)}
    if changes:
        amending.amend(visit, changes=changes, **press.who)
    return changes


def _done(changes: dict[str, Any]) -> str:
    if not changes:
        return _("Nothing was changed.")
    if changes.get("contact_email"):
        return _("Corrected. The new address is being told.")
    return _("Corrected.")
