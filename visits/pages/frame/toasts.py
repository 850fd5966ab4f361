"""What was just decided, shown on the desk's next pages as long as it can be taken back.

Kept in the session, so that no page asks the database for it: the button's own page does.
"""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from visits.models import RecentDecision, Visit

_KEY = "toasts"
# As many as a step with several visits takes.
MOST = 50


@dataclass(frozen=True)
class Toast:
    """One decision: what was done, the visit's reference, name and version, the seconds left."""

    words: str
    name: str
    reference: str
    version: int
    mailed: bool
    seconds: int


def show(request: HttpRequest, visit: Visit, decision: RecentDecision, words: str) -> None:
    """Show that `decision` on `visit` was taken (`words`), until it cannot be taken back."""
    kept = [row for row in request.session.get(_KEY, []) if row["reference"] != visit.reference]
    row = {
        "words": words,
        "name": visit.institution,
        "reference": visit.reference,
        "version": decision.version,
        "mailed": bool(visit.contact_email),
        "until": decision.until.isoformat(),
    }
    request.session[_KEY] = [*kept, row][-MOST:]


def drop(request: HttpRequest, visit: Visit) -> None:
    """Show it no longer: it was taken back."""
    if kept := request.session.get(_KEY):
        request.session[_KEY] = [row for row in kept if row["reference"] != visit.reference]


def toasts_of(request: HttpRequest) -> list[Toast]:
    """Those that can still be taken back, the newest first."""
    rows: list[dict[str, Any]] = request.session.get(_KEY, [])
    now = timezone.now()
    found = []
    for row in reversed(rows):
        left = (dt.datetime.fromisoformat(row["until"]) - now).total_seconds()
        if left > 0:
            shown = {name: value for name, value in row.items() if name != "until"}
            found.append(Toast(**shown, seconds=math.ceil(left)))
    if rows and not found:
        del request.session[_KEY]
    return found
