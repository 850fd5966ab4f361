"""What someone has answered so far, kept on the server for a day.

Kept as typed, right or wrong: each step is checked anew whenever it matters, so an error, a
reload or the way back loses nothing. The answers have a cookie and a row of their own, so that
signing in or out, or the end of the visitor's session, does not touch them either.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from visits.pages.ask import drafts
from visits.pages.sessions.picking import MOST_PICKS

KEPT_FOR = dt.timedelta(hours=24)
COOKIE = "permohonan"
_PATH = "/ajukan/"
_NOT_ANSWERS = frozenset(
    {"csrfmiddlewaretoken", "back", "search", "keep", "add", "more", "drop"}
    | {"meant_email", "asked_email"}
)


def _row(key: str | None) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(key)


class Answers:
    """The answers of one request under way; `id` names it, whatever is pressed how often.

    `key` names the row they are kept in, None for a new one. What is changed is written by `save`.
    """

    def __init__(self, key: str | None, *, now: dt.datetime) -> None:
        self.now = now
        self.key = key
        self._kept = self._read(_row(key))
        self._changes: dict[str, Any] = {}
        self._typed: dict[str, dict[str, list[str]]] = {}

    def _read(self, row: SessionBase) -> dict[str, Any]:
        kept: dict[str, Any] = row.get("ask") or {}
        saved_at = kept.get("saved_at")
        if not saved_at or dt.datetime.fromisoformat(saved_at) < self.now - KEPT_FOR:
            return {"id": secrets.token_urlsafe(16), "typed": {}, "picks": []}
        return kept

    @property
    def id(self) -> str:
        """The name of this request under way."""
        return str(self._kept["id"])

    @property
    def saved_at(self) -> dt.datetime | None:
        """When something was last saved, in the active zone."""
        text = self._kept.get("saved_at")
        return timezone.localtime(dt.datetime.fromisoformat(text)) if text else None

    def typed(self, step: str) -> QueryDict | None:
        """What was typed in a step, as its form takes it, or None before that."""
        kept = self._kept["typed"].get(step)
        if kept is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in kept.items():
            data.setlist(name, values)
        return data

    def keep(self, step: str, data: QueryDict) -> None:
        """Keep what was typed in a step."""
        typed = {
            name: [str(v) for v in values]
            for name, values in data.lists()
            if name not in _NOT_ANSWERS
        }
        self._typed[step] = self._kept["typed"][step] = typed
        self._keep()

    @property
    def picks(self) -> list[str]:
        """Ids of the chosen sessions, by preference."""
        return list(self._kept["picks"])

    def keep_picks(self, picks: Sequence[str]) -> None:
        """Keep the chosen sessions, three at the most."""
        self._keep(picks=list(picks)[:MOST_PICKS])

    @property
    def letter(self) -> Mapping[str, str] | None:
        """The letter that was uploaded: `path` in the storage and `name` as the sender calls it."""
        kept = self._kept.get("letter")
        return kept if kept and default_storage.exists(kept["path"]) else None

    def keep_letter(self, file: File[Any], *, name: str, network: str) -> None:
        """Keep a checked letter until the request is sent; `name` is what the sender calls it.

        Raises what drafts.keep does.
        """
        path = drafts.keep(file, network=network)
        self.drop_letter()
        self._keep(letter={"path": path, "name": name[-80:]})

    @property
    def reading(self) -> dict[str, Any] | None:
        """What was read in the uploaded letter and waits to be confirmed (letter.py)."""
        kept: dict[str, Any] | None = self._kept.get("reading")
        return kept

    def keep_reading(self, reading: dict[str, Any] | None) -> None:
        """Keep it, or forget it once it was confirmed."""
        if reading != self._kept.get("reading"):
            self._keep(reading=reading)

    def drop_letter(self) -> None:
        """Forget the uploaded letter."""
        kept = self._kept.get("letter")
        if kept:
            default_storage.delete(kept["path"])
            self._keep(letter=None)

    def clear(self) -> None:
        """Forget everything, once the request is sent."""
        self.drop_letter()
        if self.key:
            _row(self.key).delete()
        self.key, self._changes, self._typed = None, {}, {}

    def _keep(self, **changes: Any) -> None:
        changes["saved_at"] = self.now.isoformat()
        self._kept |= changes
        self._changes |= changes

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self._changes)

    def save(self) -> None:
        """Write what changed over what the row holds now; `key` names it afterwards.

        Only what changed: a page saves by itself while another press may be under way.
        """
        with transaction.atomic():
            list(Session.objects.select_for_update().filter(pk=self.key or ""))
            row = _row(self.key)
            kept = self._read(row)
            kept |= {"id": self.id, **self._changes}
            kept["typed"] |= self._typed
            row["ask"] = kept
            row.set_expiry(KEPT_FOR)
            row.save()
            self.key = row.session_key


def keeps_answers(
    view: Callable[[HttpRequest, Answers], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page of the request, given the answers of this browser; what it changes is saved."""

    @wraps(view)
    def with_answers(request: HttpRequest) -> HttpResponse:
        answers = Answers(request.COOKIES.get(COOKIE), now=timezone.now())
        response = view(request, answers)
        if answers.changed:
            answers.save()
        if answers.changed:
            remember(response, answers)
        elif answers.key is None and COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, path=_PATH)
        return response

    return with_answers


def remember(response: HttpResponse, answers: Answers) -> None:
    """Let the browser that gets `response` go on with saved answers."""
    if answers.key:
        response.set_cookie(
            COOKIE,
            answers.key,
            max_age=KEPT_FOR,
            path=_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def forget_typed_by(address: str) -> int:
    """Delete the answers and letters of requests under way in which `address` was typed.

    Gives how many requests that were; reads every session, so it is for who asks to be erased.
    """
    found = 0
    for row in Session.objects.iterator(chunk_size=200):
        kept: dict[str, Any] = row.get_decoded().get("ask") or {}
        typed = kept.get("typed", {}).values()
        values = (value for step in typed for given in step.values() for value in given)
        if any(value.strip().lower() == address for value in values):
            if letter := kept.get("letter"):
                default_storage.delete(letter["path"])
            row.delete()
            found += 1
    return found


def forget_unsent(*, now: dt.datetime) -> None:
    """Delete answers and letters of requests that were not sent within KEPT_FOR.

    With them go all other sessions that have run out: both lie in one table.
    """
    Session.objects.filter(expire_date__lt=now).delete()
    drafts.sweep(before=now - KEPT_FOR)
