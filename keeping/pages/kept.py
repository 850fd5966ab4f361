"""For administrators: what is kept how long, what goes when, letters to decide on, receipts."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from keeping.erasing import letters
from keeping.models import Receipt, Terms
from keeping.notice import begin_at_once, pending
from keeping.table import TABLE, in_words
from visits.history.events import Actor, staff
from visits.history.settings_log import later
from visits.language.dates import moment_words
from visits.models import Visit
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, edit, log
from visits.pages.desk.settings.index import RECORDS, Entry
from visits.pages.frame.presses import pressed_on
from visits.people.roles import Right

ENTRY = Entry(
    "settings-kept",
    gettext_lazy("How long we keep data"),
    gettext_lazy("What is erased when, letters to decide on, receipts."),
    RECORDS,
    (Right.SET_OFFICE,),
)
_SOON = dt.timedelta(days=30)
_AT_ONCE = 100
_RECEIPTS = 20


@never_cache
@require_safe
@needs(Right.SET_OFFICE)
def kept(request: HttpRequest) -> HttpResponse:
    """The table with how much is due now and within thirty days."""
    terms, now = Terms.load(), timezone.now()
    # As the table counts it: what was found in the night may have changed since.
    kinds, found = [], dict[str, int]()
    for kind in TABLE:
        found[kind.key] = due = kind.due(terms, now)
        kinds.append(
            {
                "kept": kind,
                "how_long": kind.how_long(terms),
                "due": due,
                "soon": kind.due(terms, now + _SOON) - due,
                "counted": kind.find is not None,
                "by_people": kind.find is not None and kind.erase is None,
            }
        )
    receipts = [
        {
            "when": moment_words(receipt.at),
            "kind": receipt.get_kind_display(),
            "number": receipt.pk,
            "by": receipt.by,
            "reason": receipt.reason,
            "content": _said(receipt),
        }
        for receipt in Receipt.objects.order_by("-pk")[:_RECEIPTS]
    ]
    coming = pending(now=now)
    context = {
        "section": "settings",
        "kinds": kinds,
        "receipts": receipts,
        "begins": moment_words(coming[0].begins_at) if coming else "",
        "coming": in_words({row.kind: found.get(row.kind, row.found) for row in coming}),
    }
    return render(request, "desk/settings/kept.html", context)


@pressed_on("settings-kept")
@needs(Right.SET_OFFICE)
def begin(request: HttpRequest) -> HttpResponse:
    """Do not wait for the end of the notice: what was announced goes in the next night."""
    ended = begin_at_once(now=timezone.now())
    if ended:
        found = {row.kind: row.found for row in ended}
        words = later(
            lambda: _("Erasing begins in the next night: %(counts)s.") % {"counts": in_words(found)}
        )
        log(request, None, words)
        messages.success(request, str(words))
    return redirect("settings-kept")


def _said(receipt: Receipt) -> str:
    if receipt.kind == Receipt.Kind.DUE:
        return in_words(receipt.content)
    return ", ".join(receipt.content.get("visits", []))


class TermsForm(SettingForm):
    """How long each is kept."""

    class Meta:
        model = Terms
        fields = ["unconfirmed_days", "people_months", "letters_months", "records_months"]


def _save(form: TermsForm) -> Terms:
    terms: Terms = form.save(commit=False)
    terms.pk = 1
    terms.save()
    return terms


def _destroyed(count: int, receipt: int) -> str:
    return ngettext(
        "Letters and papers of %(count)d visit destroyed, receipt %(receipt)d.",
        "Letters and papers of %(count)d visits destroyed, receipt %(receipt)d.",
        count,
    ) % {"count": count, "receipt": receipt}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def terms_page(request: HttpRequest) -> HttpResponse:
    """Show and change the times."""
    change = Change(
        title=_("Times of keeping"),
        lead=_(
            "What is older is erased in the next night. A shorter time cannot be taken back once"
            " it was applied."
        ),
        back=reverse("settings-kept"),
        parts=lambda posted: [TermsForm(posted.POST if posted else None, instance=Terms.load())],
        save=lambda parts: _save(parts[0]),
        done=gettext_lazy("Times of keeping stored."),
    )
    return edit(request, change)


class DecisionForm(forms.Form):
    """Which letters go, and by which decision."""

    visit = forms.ModelMultipleChoiceField(
        queryset=Visit.objects.none(),
        to_field_name="reference",
        error_messages={"required": gettext_lazy("Choose at least one visit.")},
    )
    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Decision (number and date of the minutes)"),
        error_messages={"required": gettext_lazy("Say by which decision.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def letters_page(request: HttpRequest) -> HttpResponse:
    """Letters and papers that are old enough to decide on, and the decision to destroy some."""
    now = timezone.now()
    kind = next(kind for kind in TABLE if kind.key == "letters")
    found = letters.to_review(kind.before(Terms.load(), now))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    form.fields["visit"].queryset = found  # type: ignore[attr-defined] # a field of rows
    status = 200
    if request.method == "POST":
        if form.is_valid():
            by: Actor = staff(request.user)
            chosen = Visit.objects.filter(pk__in=[visit.pk for visit in form.cleaned_data["visit"]])
            receipt = letters.destroy(
                chosen, by=by.name, reason=form.cleaned_data["reason"], now=now
            )
            count = len(receipt.content["visits"])
            words = later(lambda: _destroyed(count, receipt.pk))
            log(request, receipt, words)
            messages.success(request, str(words))
            return redirect("settings-kept-letters")
        status = 422
    context = {
        "section": "settings",
        "form": form,
        "total": found.count(),
        "visits": found.select_related("region")[:_AT_ONCE],
        "chosen": request.POST.getlist("visit"),
    }
    return render(request, "desk/settings/kept_letters.html", context, status=status)
