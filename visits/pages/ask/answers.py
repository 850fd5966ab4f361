"""What someone has answered so far, kept on the server for a day.

Kept as typed, right or wrong: each step is checked anew whenever it matters, so an error, a
reload or the way back loses nothing. The browser holds nothing but its session's name.
"""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import timezone

KEPT_FOR = dt.timedelta(hours=24)
MOST_PICKS = 3
_KEY = "ask"
_DRAFTS = "drafts"
_NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "back", "search"})


class Answers:
    """The answers of one request under way; `id` names it, whatever is pressed how often."""

    def __init__(self, session: SessionBase, *, now: dt.datetime) -> None:
        self._session = session
        self._now = now
        kept: dict[str, Any] = session.get(_KEY) or {}
        saved_at = kept.get("saved_at")
        if not saved_at or dt.datetime.fromisoformat(saved_at) < now - KEPT_FOR:
            kept = {"id": secrets.token_urlsafe(16), "typed": {}, "picks": []}
        self._kept = kept

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
        self._kept["typed"][step] = {
            name: [str(v) for v in values]
            for name, values in data.lists()
            if name not in _NOT_ANSWERS
        }
        self._save()

    @property
    def picks(self) -> list[str]:
        """Ids of the chosen sessions, by preference."""
        return list(self._kept["picks"])

    def keep_picks(self, picks: Sequence[str]) -> None:
        """Keep the chosen sessions, three at the most."""
        self._kept["picks"] = list(picks)[:MOST_PICKS]
        self._save()

    @property
    def letter(self) -> Mapping[str, str] | None:
        """The letter that was uploaded: `path` in the storage and `name` as the sender calls it."""
        kept = self._kept.get("letter")
        return kept if kept and default_storage.exists(kept["path"]) else None

    def keep_letter(self, file: File[Any], *, name: str) -> None:
        """Keep a checked letter until the request is sent; `name` is what the sender calls it."""
        self.drop_letter()
        _sweep(self._now)
        suffix = (file.name or "surat.pdf").rsplit(".", 1)[-1]
        path = default_storage.save(f"{_DRAFTS}/{secrets.token_hex(16)}.{suffix}", file)
        self._kept["letter"] = {"path": path, "name": name[-80:]}
        self._save()

    def drop_letter(self) -> None:
        """Forget the uploaded letter."""
        kept = self._kept.pop("letter", None)
        if kept:
            default_storage.delete(kept["path"])
            self._save()

    def clear(self) -> None:
        """Forget everything, once the request is sent."""
        self.drop_letter()
        self._session.pop(_KEY, None)

    def _save(self) -> None:
        self._kept["saved_at"] = self._now.isoformat()
        self._session[_KEY] = self._kept


def _sweep(now: dt.datetime) -> None:
    """Delete letters of requests that were never sent."""
    if not default_storage.exists(_DRAFTS):
        return
    for name in default_storage.listdir(_DRAFTS)[1]:
        path = f"{_DRAFTS}/{name}"
        if default_storage.get_modified_time(path) < now - KEPT_FOR:
            default_storage.delete(path)
