"""*Perbaiki alamat*: one field, beside what the desk says of a mail that did not arrive."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notifications.models import BadAddress, Message
from notifications.outbox.readdressing import correct_officer, reader_at
from notifications.outbox.reasons import reason_of
from visits.life import amending
from visits.models import Visit
from visits.openings.noting import is_about
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.settings.frame import log
from visits.pages.desk.visit.press import press_of
from visits.pages.frame.typed import EmailAddress


class AddressForm(forms.Form):
    """The address that mail is to go to instead of `before`."""

    email = EmailAddress(label=gettext_lazy("Correct e-mail address"))

    def __init__(self, *args: object, before: str, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # a form's own
        self.before = before

    def clean_email(self) -> str:
        """Another one than that which mail does not reach."""
        address = str(self.cleaned_data["email"])
        if address == self.before:
            words = _("This is the address that mail did not reach. Write the correct one.")
            raise forms.ValidationError(words)
        return address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom mail does not reach and why, and take another address; what is typed stays."""
    about = Message.objects.filter(visit__isnull=False).select_related("visit", "officer")
    message = get_object_or_404(about, pk=pk)
    if message.visit is None:
        raise Http404
    visit = visible_visit(request, message.visit.reference)
    is_about(request, visit)
    whose = reader_at(message)
    if not whose:
        messages.info(request, _("This address was corrected already."))
        return redirect("desk-visit", reference=visit.reference)
    error, status = "", 200
    if request.method == "POST":
        form = AddressForm(request.POST, before=message.recipient)
        status = 422
        if form.is_valid():
            try:
                _correct(request, visit, message, form.cleaned_data["email"])
            except REFUSALS as refusal:
                told = said(refusal)
                error, status = told.words, told.status
                visit = visible_visit(request, visit.reference)
            except IntegrityError:
                form.add_error("email", _("Another officer has this address."))
            else:
                return redirect("desk-visit", reference=visit.reference)
    else:
        form = AddressForm(before=message.recipient, initial={"email": message.recipient})
    bad = BadAddress.objects.filter(address=message.recipient).first()
    why = message.returned_words or message.last_error or (bad.answer if bad else "")
    context = {
        "section": "inbox",
        "visit": visit,
        "message": message,
        "whose": whose,
        "reason": reason_of(why),
        "why": why[:300],
        "form": form,
        "error": error,
    }
    return render(request, "desk/correct_address.html", context, status=status)


def _correct(request: HttpRequest, visit: Visit, message: Message, email: str) -> None:
    """Store it, and say what goes there now."""
    if message.officer is None:
        press = press_of(request, visit)
        amending.amend(visit, changes={"contact_email": email}, **press.who)
        messages.success(request, _("Corrected. The new address is being told."))
        return
    sent = correct_officer(message.officer, email, now=timezone.now())
    log(request, message.officer, gettext_lazy("E-mail address corrected."))
    words = ngettext(
        "Corrected. %(count)s invitation goes to the new address now.",
        "Corrected. %(count)s invitations go to the new address now.",
        sent,
    )
    messages.success(request, words % {"count": sent} if sent else _("Corrected."))
