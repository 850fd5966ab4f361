"""What a delegation may change by itself until the cut-off."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from scheduling.models import BookingRules
from visits.access.tokens import visit_token
from visits.history.events import DELEGATION
from visits.language.dates import day_words
from visits.language.phones import show_phone
from visits.life import step
from visits.life.table import Action
from visits.models import Visit
from visits.pages.ask.forms import Headcount
from visits.pages.frame.typed import EmailAddress, Name, PhoneNumber, Text
from visits.pages.own.access import may, moved_on, private
from visits.pages.sessions.room_size import largest_room, largest_room_words
from visits.people.participants import amend, cut_off_of


class DetailsForm(forms.Form):
    """Headcount, contact person and notes."""

    people = Headcount()
    contact_name = Name(label=_("Contact person's name"), max_length=120)
    contact_position = Name(label=_("Contact person's position"), max_length=120, required=False)
    contact_phone = PhoneNumber(label=_("WhatsApp number"))
    contact_email = EmailAddress(
        help_text=_("From now on our mails and the invitation go to this address.")
    )
    notes = Text(
        label=_("Notes for us"),
        max_length=2000,
        required=False,
        help_text=_("For example a wheelchair, a meal, the time of your flight."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def too_late(request: HttpRequest, visit: Visit, token: str) -> HttpResponse | None:
    """The way back where details can no longer be changed, or None where they can."""
    if not may(visit, Action.AMEND):
        return moved_on(request, token)
    cut_off = cut_off_of(visit)
    if cut_off is not None and timezone.now() >= cut_off:
        return after_cut_off(request, token)
    return None


def after_cut_off(request: HttpRequest, token: str) -> HttpResponse:
    """The way back, which says until when it could be done."""
    days = BookingRules.load().participants_due_days
    words = ngettext(
        "This could be changed until %(days)d day before the visit. Write to us below.",
        "This could be changed until %(days)d days before the visit. Write to us below.",
        days,
    )
    messages.warning(request, words % {"days": days})
    return redirect("own", token=token)


def stale_words() -> str:
    """What is said where somebody else was quicker."""
    return gettext(
        "Somebody has changed this visit since you opened the page. Check, and save again."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private
def details(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Headcount, contact person and notes."""
    if back := too_late(request, visit, token):
        return back
    fields = [name for name in DetailsForm.base_fields if name != "version"]
    if request.method == "POST":
        form = DetailsForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            changes = {name: given[name] for name in fields if given[name] != getattr(visit, name)}
            try:
                if changes:
                    visit = amend(
                        visit,
                        changes=changes,
                        participants=None,
                        by=DELEGATION,
                        now=timezone.now(),
                        version=given["version"],
                    )
            except Refused:
                form.add_error("people", room_words())
            except step.Stale as stale:
                again = request.POST.copy()
                again["version"] = str(stale.visit.version)
                form.data = again
                form.add_error(None, stale_words())
            except step.TooLate:
                return after_cut_off(request, token)
            except step.WrongStatus:
                return moved_on(request, token)
            else:
                messages.success(request, gettext("Your changes are saved."))
                if "contact_email" in changes:
                    token = visit_token(visit)
                    words = gettext(
                        "Links that we mailed before no longer open this visit. "
                        "%(email)s gets new ones; keep this page's new address."
                    )
                    messages.info(request, words % {"email": visit.contact_email})
                return redirect("own", token=token)
    else:
        form = DetailsForm(
            initial={
                **{name: getattr(visit, name) for name in fields},
                "contact_phone": show_phone(visit.contact_phone),
                "version": visit.version,
            }
        )
    return _page(request, visit, token, "own/details.html", form=form)


def room_words() -> str:
    """What is said where the room takes fewer."""
    limit = largest_room()
    words = gettext("The room of your session is too small for so many. Write to us about it.")
    return f"{words} {largest_room_words(limit)}" if limit else words


def _page(
    request: HttpRequest, visit: Visit, token: str, template: str, *, form: forms.Form
) -> HttpResponse:
    cut_off = cut_off_of(visit)
    context: dict[str, Any] = {
        "visit": visit,
        "token": token,
        "form": form,
        "until": day_words((cut_off - dt.timedelta(days=1)).date()) if cut_off else "",
        "people": visit.people,
    }
    bad = request.method == "POST" and bool(form.errors)
    return render(request, template, context, status=422 if bad else 200)
