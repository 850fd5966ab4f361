"""A press with a key of its own: taken once, at the moment at which it was made.

A phone at the door may keep a press until there is network again, and send it more than once. What
the rules said the first time is what it hears; the rules' word stands, also where they say no.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from visits.access import repeats
from visits.access.readers import reader_mark
from visits.history.events import staff
from visits.models import IdempotencyRecord, Visit
from visits.models.references import read_reference
from visits.queries.day import DayVisit

HEADER = "Idempotency-Key"
# Of the form; the rest is what was pressed.
_BESIDE = ("csrfmiddlewaretoken", "age", "reader")
# Seconds of about four months: what is longer ago was not of this day.
_MOST_DIGITS = 7


@dataclass(frozen=True)
class Told:
    """What the rules said to a press: the HTTP status and the sentence."""

    status: int
    words: str = ""


@dataclass(frozen=True)
class Press:
    """A press by script: its key, and how long ago it was made where the phone had kept it."""

    key: str
    age: dt.timedelta | None = None

    @property
    def kept(self) -> bool:
        """Whether it was made without network."""
        return self.age is not None

    def moment(self, row: DayVisit, now: dt.datetime) -> dt.datetime | None:
        """When it was made (aware); None: now, also where that cannot be, since it was not on the
        day of the visit. By its age: a phone's clock may be set to anything."""
        if self.age is None:
            return None
        at = now - self.age
        return at if at.astimezone(row.session.starts_at.tzinfo).date() == row.day else None


def press_of(request: HttpRequest) -> Press | None:
    """The press that a script sent; None of a plain form."""
    key = request.headers.get(HEADER, "")
    if not repeats.is_key(key):
        return None
    text = request.POST.get("age", "")
    digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return Press(key, dt.timedelta(seconds=int(text)) if digits else None)


def say(request: HttpRequest, words: str) -> str:
    """Show `words` on the next page, unless the press was made long before; gives them."""
    press = press_of(request)
    if press is None or not press.kept:
        messages.success(request, words)
    return words


def answered(request: HttpRequest, press: Press, run: Callable[[], Told]) -> HttpResponse:
    """What `run` says, in JSON, and the same to the same key again.

    403 where somebody else is signed in than who pressed: it waits for them.
    """
    reader = request.POST.get("reader", "")
    if reader and reader != reader_mark(request.user):
        return JsonResponse({"message": _("Somebody else is signed in now.")}, status=403)
    repeats.forget_old()
    try:
        told = repeats.first_or_again(
            caller=f"press:{staff(request.user).user_id}",
            key=press.key,
            fingerprint=_fingerprint(request),
            reference=_reference(request),
            run=run,
            kept=_kept,
            repeated=_repeated,
        )
    except repeats.OtherRequest:
        told = Told(422, _("This press was sent before with something else in it."))
    return JsonResponse({"message": told.words}, status=told.status)


def not_expected_words(visit: Visit) -> str:
    """That the visit is not to come (any more)."""
    words = _("%(name)s is not expected: the visit is “%(status)s”.")
    return words % {"name": visit.institution, "status": visit.get_status_display()}


def _kept(told: Told) -> tuple[int, dict[str, Any]] | None:
    return (told.status, {"message": told.words}) if told.status in (200, 409) else None


def _repeated(record: IdempotencyRecord) -> Told:
    return Told(record.status, record.answer["message"])


def _reference(request: HttpRequest) -> str:
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return read_reference(named.get("reference", ""))


def _fingerprint(request: HttpRequest) -> str:
    pressed = sorted((name, values) for name, values in request.POST.lists() if name not in _BESIDE)
    return hashlib.sha256(f"{request.path}\n{json.dumps(pressed)}".encode()).hexdigest()
