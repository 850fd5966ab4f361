"""Giving somebody of the desk something to do about a visit, and saying that it is done."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.conversation import dispositions
from visits.conversation.dispositions import LIVING, LONGEST, name_of
from visits.history.events import staff
from visits.models import Disposition, Visit
from visits.pages.desk.frame.access import for_readers, needs, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.settings.fields import choices_of
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import Day, Text
from visits.people.roles import Right, may, who_may
from visits.queries.visits import session_of

_Outcome = Disposition.Outcome


class _Person(forms.ModelChoiceField[User]):
    """An account of the desk, by the name that people know."""

    def label_from_instance(self, obj: User) -> str:
        """The full name where there is one."""
        return name_of(obj)


class DispositionForm(forms.Form):
    """What, who, until when; `now` says which days are over."""

    addressee = _Person(
        queryset=User.objects.none(),
        label=gettext_lazy("For"),
        empty_label=gettext_lazy("Choose a person"),
        error_messages={
            "required": gettext_lazy("Choose who is to do it."),
            "invalid_choice": gettext_lazy("This person reads the desk no more. Choose another."),
        },
    )
    text = Text(
        label=gettext_lazy("What is to be done"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what is to be done.")},
    )
    due = Day(
        label=gettext_lazy("Until"),
        widget=DateInput(),
        error_messages={"required": gettext_lazy("Choose until when.")},
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        choices_of(self, "addressee").queryset = who_may(Right.READ)

    def clean_due(self) -> dt.date:
        """A day that is not over."""
        due: dt.date = self.cleaned_data["due"]
        if due < timezone.localdate(self.now):
            raise forms.ValidationError(_("This day is over. Choose today or a day to come."))
        return due


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.DIRECT)
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a disposition on the visit; `?dari=pimpinan` leads back to the leader's page."""
    visit, now = visible_visit(request, reference), timezone.now()
    if visit.status not in LIVING:
        words = _("Nothing is to be done any more: the visit is “%(status)s”.")
        messages.warning(request, words % {"status": visit.get_status_display()})
        return redirect("desk-visit", reference=visit.reference)
    error, status = "", 200
    form = DispositionForm(request.POST or None, now=now)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                dispositions.give(
                    visit,
                    to=given["addressee"],
                    text=given["text"],
                    due=given["due"],
                    by=staff(request.user),
                    now=now,
                )
            except REFUSALS as refusal:
                told = said(refusal)
                error, status = told.words, told.status
            else:
                words = _("Given to %(name)s: it is in their inbox until it is done.")
                messages.success(request, words % {"name": name_of(given["addressee"])})
                return _back(request, visit)
    context = {
        "section": "leader",
        "visit": visit,
        "session": session_of(visit),
        "form": form,
        "error": error,
        "from_home": _from_home(request),
    }
    return render(request, "desk/leader/disposition.html", context, status=status)


_STEPS = {"selesai": _Outcome.DONE, "tarik": _Outcome.RECALLED, "buka": _Outcome.OPEN}


@pressed_on("desk")
@for_readers
def mark(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Say that one is done, take it back, or let it wait again; twice is as good as once."""
    found = Disposition.objects.select_related("visit__region__province").filter(pk=pk).first()
    if found is None or step not in _STEPS:
        raise Http404
    outcome = _STEPS[step]
    if not _may(request, found, outcome):
        raise PermissionDenied
    by, now = staff(request.user), timezone.now()
    if outcome == _Outcome.OPEN:
        dispositions.reopen(found, by=by, now=now)
        messages.success(request, _("It waits again."))
    else:
        new = dispositions.end(found, outcome=outcome, by=by, now=now)
        found.refresh_from_db()
        if new or found.outcome == outcome:
            done = outcome == _Outcome.DONE
            words = _("Disposition done.") if done else _("Disposition taken back.")
            messages.success(request, words)
        else:
            words = _("Nothing was changed: %(name)s ended it already.")
            messages.warning(request, words % {"name": found.ended_name})
    return _back(request, found.visit)


def _may(request: HttpRequest, found: Disposition, outcome: Disposition.Outcome) -> bool:
    """Its addressee may say that it is done, or not after all; who gives such things may do all."""
    mine = found.addressee_id == request.user.pk and outcome != _Outcome.RECALLED
    return mine or may(request.user, Right.DIRECT)


def _from_home(request: HttpRequest) -> bool:
    return (request.POST.get("back") or request.GET.get("dari", "")) in ("leader", "pimpinan")


def _back(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.POST.get("back") == "inbox":
        return redirect("desk")
    if _from_home(request) and may(request.user, Right.DIRECT):
        return redirect("desk-leader")
    return redirect("desk-visit", reference=visit.reference)
