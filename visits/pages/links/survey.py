"""The satisfaction survey: nine questions by a link that a delegation may hand round.

Several may answer, each on their own phone. A cookie of this one address remembers that the
browser has answered; the answer itself is kept without anything that leads back to it.
"""

import datetime as dt
import re
import secrets
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from visits.access.networks import network_of
from visits.access.tokens import visit_of_survey_token
from visits.history import notices
from visits.language.dates import wait_words
from visits.language.text import clean_text
from visits.models import Visit
from visits.models.survey import ELEMENTS
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.typed import Text
from visits.pages.own.access import unlisted
from visits.queries.visits import session_of
from visits.survey.answering import (
    OPEN_FOR,
    NetworkHadItsShare,
    Standing,
    SurveyClosed,
    answer,
    standing_of,
)
from visits.survey.questions import QUESTIONS

_ANSWERED = "survei"
_NONCE = re.compile("[0-9a-f]{32}")
# A whole delegation may sit in one network, and each of them err a few times.
_MOST_AN_HOUR = 300


class SurveyForm(forms.Form):
    """The nine questions, and room for a remark."""

    remark = Text(
        label=_("What should we keep, and what should we do better?"),
        max_length=1000,
        required=False,
        help_text=_("Please write no names of persons."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            words = _("Choose one of the answers.")
            self.fields[question.name] = forms.ChoiceField(
                label=question.numbered,
                help_text=str(question.asks),
                choices=question.choices,
                widget=forms.RadioSelect,
                error_messages={"required": words, "invalid_choice": words},
            )
        self.order_fields([*ELEMENTS, "remark"])

    def clean_remark(self) -> str:
        """Lines of text, nothing invisible."""
        try:
            return clean_text(self.cleaned_data["remark"])
        except ValueError as error:
            raise forms.ValidationError(
                _("Please write it again; part of it is no text.")
            ) from error

    @property
    def scores(self) -> dict[str, int]:
        """The score of each element, once the form is valid."""
        return {name: int(self.cleaned_data[name]) for name in ELEMENTS}


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """`/survei/<token>/`: the questions, thanks, or why there is nothing to answer; else 404."""
    visit = visit_of_survey_token(token)
    if visit is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        return unlisted(_sent(request, visit, now))
    standing = standing_of(visit, now=now)
    if _ANSWERED in request.COOKIES and (standing != Standing.OPEN or "lagi" not in request.GET):
        return unlisted(_message(request, visit, standing, thanks=True))
    if standing != Standing.OPEN:
        return unlisted(_message(request, visit, standing))
    return unlisted(_questions(request, visit, SurveyForm(), nonce=secrets.token_hex(16)))


def _sent(request: HttpRequest, visit: Visit, now: dt.datetime) -> HttpResponse:
    form, nonce = SurveyForm(request.POST), request.POST.get("nonce", "")
    if not _NONCE.fullmatch(nonce):
        nonce = secrets.token_hex(16)
    wait = seconds_to_wait(request, "survey", most=_MOST_AN_HOUR, now=now)
    if wait:
        words = gettext("Too many answers come from your network. Please try again %(when)s.")
        return _wait(request, visit, form, nonce=nonce, words=words, wait=wait)
    if not form.is_valid():
        return _questions(request, visit, form, nonce=nonce, status=422)
    try:
        answer(
            visit,
            scores=form.scores,
            remark=form.cleaned_data["remark"],
            nonce=nonce,
            now=now,
            network=network_of(request),
        )
    except NetworkHadItsShare as share:
        words = gettext(
            "From your network half of the answers have come that were left today. Please send "
            "this by another one, such as mobile data instead of Wi-Fi, or again %(when)s."
        )
        return _wait(request, visit, form, nonce=nonce, words=words, wait=share.wait)
    except SurveyClosed as closed:
        return _message(request, visit, closed.standing, status=409)
    response = redirect(request.path)
    response.set_cookie(
        _ANSWERED,
        "1",
        max_age=OPEN_FOR,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _wait(
    request: HttpRequest, visit: Visit, form: SurveyForm, *, nonce: str, words: str, wait: int
) -> HttpResponse:
    """The form once more with all that was chosen, and when to send it."""
    problem = words % {"when": wait_words(wait)}
    response = _questions(request, visit, form, nonce=nonce, problem=problem, status=429)
    response["Retry-After"] = str(wait)
    return response


def _questions(
    request: HttpRequest,
    visit: Visit,
    form: SurveyForm,
    *,
    nonce: str,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "visit": visit,
        "session": session_of(visit),
        "form": form,
        "nonce": nonce,
        "questions": [form[name] for name in ELEMENTS],
        "problem": problem,
        "notice": notices.current(),
    }
    return render(request, "survey/questions.html", context, status=status)


def _message(
    request: HttpRequest,
    visit: Visit,
    standing: Standing,
    *,
    thanks: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"visit": visit, "standing": standing, "thanks": thanks, "days": OPEN_FOR.days}
    return render(request, "survey/message.html", context, status=status)
