"""`/i/<token>/`: each of a group writes their own name, and sees nobody else's."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from visits.language.dates import day_words, wait_words
from visits.life.requesting import Person
from visits.models import Host, ParticipantEntry, Visit
from visits.models.people.entry import new_key
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.too_many import too_many
from visits.pages.own.access import unlisted
from visits.people import filling
from visits.people.filling import Link, NotOpen
from visits.people.lists.rows import FIELDS, Row
from visits.people.participant_lists import check
from visits.people.participants import cut_off_of, last_day
from visits.queries.visits import session_of

# A whole office behind one address opens it and writes; who fills it with nonsense gets no further.
_OPENED_AN_HOUR, _WRITTEN_AN_HOUR = 600, 90
_WRITTEN_BY_LINK = 400
_COOKIE, _SALT = "isian", "participants.entries"
_PATH = "/i/"
_MOST_OF_ONE_DEVICE = 12
_KEPT_SECONDS = 120 * 24 * 3600


class NameForm(forms.Form):
    """One person: `cleaned_data["person"]` once it is right."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("With titles and degrees, as in your letter of assignment."),
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(label=_("Position"), required=False)
    grade = forms.CharField(label=_("Grade"), required=False, help_text=_("For example III/c."))
    nip = forms.CharField(
        label="NIP",
        required=False,
        help_text=_("18 digits. Please do not give the national identity number (NIK)."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """As the list checks its rows."""
        cleaned = super().clean() or {}
        found = check([Row(*(str(cleaned.get(name) or "") for name in FIELDS))])
        for name, words in found.errors.get(0, {}).items():
            if name not in self.errors:
                self.add_error(name, words)
        cleaned["person"] = found.people[0] if found.people else None
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def own_name(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and what was written on this device."""
    now = timezone.now()
    if seconds_to_wait(request, "fill", most=_OPENED_AN_HOUR, now=now):
        return unlisted(too_many(request))
    visit = filling.visit_filled_by(token)
    if visit is None:
        raise Http404
    keys = _keys(request)
    if request.method == "POST":
        return unlisted(_pressed(request, visit, token, keys))
    mine = _mine(visit, keys)
    edited = _chosen(mine, request.GET.get("ubah", ""))
    form = NameForm(initial={name: getattr(edited, name) for name in FIELDS} if edited else None)
    return unlisted(_page(request, visit, token, mine, form, edited=edited))


def _pressed(request: HttpRequest, visit: Visit, token: str, keys: list[str]) -> HttpResponse:
    now, mine = timezone.now(), _mine(visit, keys)
    edited = _chosen(mine, request.POST.get("entry", ""))
    form = NameForm(request.POST)
    wait = seconds_to_wait(request, "fill-write", most=_WRITTEN_AN_HOUR, now=now) or (
        seconds_to_wait(request, "fill-link", most=_WRITTEN_BY_LINK, now=now, whose=str(visit.pk))
    )
    if wait:
        words = gettext("Very many names came by this link. Please try again %(when)s.")
        response = _page(
            request, visit, token, mine, form, edited=edited,
            problem=words % {"when": wait_words(wait)}, status=429,
        )  # fmt: skip
        response["Retry-After"] = str(wait)
        return response
    if "remove" in request.POST:
        if edited and filling.withdraw(edited):
            messages.success(request, gettext("Your entry is removed."))
        return redirect("own-name", token=token)
    if not form.is_valid():
        return _page(request, visit, token, mine, form, edited=edited, status=422)
    person: Person = form.cleaned_data["person"]
    key = edited.key if edited else _offered_key(request)
    repeated = any(entry.key == key for entry in mine) and not edited
    known = not repeated and filling.is_known(visit, person, but=key)
    if known and "anyway" not in request.POST:
        return _page(request, visit, token, mine, form, edited=edited, asks=True, status=422)
    try:
        if edited:
            if not filling.mend(edited, person, now=now):
                messages.warning(request, _settled_words())
        else:
            filling.write(visit, person, key=key, now=now)
    except NotOpen:
        # What was typed stays in the form, under what is said of the link.
        return _page(request, visit, token, mine, form, edited=edited, status=409)
    response = redirect("own-name", token=token)
    kept = [*dict.fromkeys([*keys, key])][-_MOST_OF_ONE_DEVICE:]
    response.set_signed_cookie(
        _COOKIE, ".".join(kept), salt=_SALT, max_age=_KEPT_SECONDS, path=_PATH,
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _settled_words() -> str:
    return gettext("Your contact person has settled this entry. Tell them what is to change.")


def _keys(request: HttpRequest) -> list[str]:
    """Of the entries that were written on this device, for whatever visit."""
    kept = request.get_signed_cookie(_COOKIE, "", salt=_SALT)
    return [key for key in str(kept).split(".") if key]


def _mine(visit: Visit, keys: Sequence[str]) -> list[ParticipantEntry]:
    return list(visit.entries.filter(key__in=keys).order_by("written_at", "pk")) if keys else []


def _chosen(mine: Sequence[ParticipantEntry], key: str) -> ParticipantEntry | None:
    waiting = (entry for entry in mine if entry.state == filling.Waiting)
    return next((entry for entry in waiting if entry.key == key), None)


def _offered_key(request: HttpRequest) -> str:
    """The key that the form carried: two presses on one form write one name."""
    key = request.POST.get("key", "")
    good = len(key) == len(new_key()) and key.isascii() and key.replace("-", "").replace("_", "")
    return key if good and good.isalnum() else new_key()


def _page(
    request: HttpRequest,
    visit: Visit,
    token: str,
    mine: Sequence[ParticipantEntry],
    form: NameForm,
    *,
    edited: ParticipantEntry | None,
    asks: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now, cut_off = timezone.now(), cut_off_of(visit)
    link = filling.link_of(visit, now=now)
    context = {
        "visit": visit,
        "token": token,
        "session": session_of(visit),
        "host": Host.load(),
        "form": form,
        "edited": edited,
        "key": edited.key if edited else (request.POST.get("key") or new_key()),
        "asks": asks,
        "problem": problem,
        "mine": [entry for entry in mine if entry is not edited],
        "written": bool(mine) and not edited and not form.is_bound,
        "link": link,
        "opens": link == Link.OPEN or (edited is not None and link == Link.FULL),
        "editable": filling.may_fill(visit, now=now),
        "count": visit.participants.count() + filling.waiting_of(visit).count(),
        "until": day_words(last_day(cut_off)) if cut_off else "",
    }
    return render(request, "own/own_name.html", context, status=status)
