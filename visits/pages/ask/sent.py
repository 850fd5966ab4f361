"""After sending: the code that confirms the e-mail address, its mail once more, a better address.

Only the browser that sent the request comes here: its session names the visit.
"""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.access.networks import network_of
from visits.access.tokens import visit_token
from visits.language.dates import until_words, wait_words
from visits.language.phones import show_phone
from visits.life import address as confirming
from visits.life import step
from visits.life.address import PAUSE, TooOften, correct_address, send_again
from visits.life.letters.due import awaited_until
from visits.life.limits import TooManyOpen
from visits.models import Host, Status, Visit
from visits.pages.ask.check import too_many_words
from visits.pages.ask.sending import SENT
from visits.pages.ask.slips import meant_address
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import EmailAddress
from visits.phrases.choices import not_the_first
from visits.queries import visits

# Each is a mail to whatever address was typed; one network may house several offices.
_LETTERS_AN_HOUR = 20


class AddressForm(forms.Form):
    """The address that was meant."""

    contact_email = EmailAddress(
        help_text=_("We send a new code and link there. Those in the mail before no longer work.")
    )


def _unconfirmed(request: HttpRequest) -> Visit | HttpResponse:
    """The request that this browser sent and that is to be confirmed, or the way to go on."""
    visit = Visit.objects.filter(pk=request.session.get(SENT) or 0).first()
    if visit is None:
        return redirect("ask-delegation")
    if visit.status != Status.UNVERIFIED:
        return redirect("own", token=visit_token(visit))
    return visit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Say where the code went, and take it."""
    visit = _unconfirmed(request)
    if isinstance(visit, HttpResponse):
        return visit
    problem = ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        if not code.strip():
            problem = gettext("Type the six digits of our e-mail.")
        else:
            try:
                network = network_of(request)
                confirming.verify(visit, now=timezone.now(), code=code, network=network)
            except step.BadCode as bad:
                problem = bad_code_words(bad)
            except step.WrongStatus:
                # Lapsed, or confirmed by the mail's link meanwhile: its own page says which.
                return redirect("own", token=visit_token(visit))
            else:
                messages.success(request, gettext("Your e-mail address is confirmed."))
                return redirect("own", token=visit_token(visit))
    session = visits.session_of(visit)
    context = {
        "visit": visit,
        "meant_email": meant_address(visit.contact_email),
        "session": session,
        "not_the_first": not_the_first(visit, session),
        "letter_until": until_words(due) if (due := awaited_until(visit)) else "",
        "code": request.POST.get("code", ""),
        "problem": problem,
    }
    return render(request, "ask/sent.html", context, status=422 if problem else 200)


@never_cache
@pressed_on("ask-sent")
def again(request: HttpRequest) -> HttpResponse:
    """Send the mail with the code once more."""
    visit = _unconfirmed(request)
    if isinstance(visit, HttpResponse):
        return visit
    now = timezone.now()
    try:
        _check_network(request, now)
        send_again(visit, now=now)
    except TooOften as often:
        messages.warning(request, _too_often_words(often))
    except step.WrongStatus:
        pass  # the page says how the visit stands
    else:
        words = gettext("Our mail to %(email)s is on its way once more.")
        messages.success(request, words % {"email": visit.contact_email})
    return redirect("ask-sent")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Correct a mistyped address; the code then goes to the new one."""
    visit = _unconfirmed(request)
    if isinstance(visit, HttpResponse):
        return visit
    form = AddressForm(initial={"contact_email": visit.contact_email})
    status = 200
    if request.method == "POST":
        form = AddressForm(request.POST)
        try:
            if form.is_valid() and _correct(request, visit, form):
                return redirect("ask-sent")
            status = 422
        except TooOften as often:
            form.add_error(None, _too_often_words(often))
            status = 429
    return render(request, "ask/address.html", {"visit": visit, "form": form}, status=status)


def _correct(request: HttpRequest, visit: Visit, form: AddressForm) -> bool:
    """Whether there is nothing left to do here; else the form says why not. Raises TooOften."""
    email, now = form.cleaned_data["contact_email"], timezone.now()
    if email == visit.contact_email:
        messages.info(request, gettext("Nothing was changed."))
        return True
    try:
        _check_network(request, now)
        correct_address(visit, email=email, now=now)
    except TooManyOpen as many:
        form.add_error("contact_email", too_many_words(many.who))
    except (step.Stale, step.WrongStatus):
        return True  # pressed twice, or confirmed meanwhile: the page says how the visit stands
    else:
        words = gettext("Corrected. A new code is on its way to %(email)s.")
        messages.success(request, words % {"email": email})
        return True
    return False


def _check_network(request: HttpRequest, now: dt.datetime) -> None:
    if wait := seconds_to_wait(request, "confirm", most=_LETTERS_AN_HOUR, now=now):
        raise TooOften(wait=wait)


def _too_often_words(often: TooOften) -> str:
    if often.wait is not None and often.wait <= PAUSE.total_seconds():
        words = gettext("Our mail is on its way already. Please try again %(when)s.")
        return words % {"when": wait_words(often.wait)}
    if often.wait is not None:
        words = gettext(
            "Too many of these mails were asked for from your network. Please try again %(when)s."
        )
        return words % {"when": wait_words(often.wait)}
    host = Host.load()
    words = gettext("We cannot send this mail any more often. Please contact us: %(contact)s.")
    return words % {"contact": show_phone(host.phone) if host.phone else host.email}


def bad_code_words(bad: step.BadCode) -> str:
    """What to do after a wrong code, in a sentence."""
    if bad.attempts_left == 0:
        return gettext("Too many wrong codes. Use the link in our e-mail instead.")
    return ngettext(
        "This is not the code. %(count)s more try.",
        "This is not the code. %(count)s more tries.",
        bad.attempts_left,
    ) % {"count": bad.attempts_left}
