"""A button of the desk that was pressed: by whom, on which version, and what was typed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.slots import SlotId
from visits.history.events import Actor, staff
from visits.language.text import clean_text
from visits.life.step import LONGEST_REASON
from visits.models import Visit
from visits.pages.desk.frame.refusals import TooLong, not_too_long, version_in
from visits.pages.sessions.desk_month import picks_in

MOST_PROPOSED = 5


@dataclass(frozen=True)
class Press:
    """A button that was pressed: the visit as the page was opened on it, and what was typed."""

    request: HttpRequest
    visit: Visit
    now: dt.datetime
    by: Actor
    version: int | None

    @property
    def who(self) -> dict[str, Any]:
        """What every step is given."""
        return {"by": self.by, "now": self.now, "version": self.version}

    def text(self, name: str = "reason") -> str:
        """What was typed, cleaned; raises TooLong."""
        return not_too_long(typed_text(self.request, name), LONGEST_REASON)

    def ready(self, name: str, texts: dict[str, Any]) -> str:
        """The ready texts chosen, in the delegation's language, and what was typed."""
        with override(self.visit.language):
            chosen = [str(texts[key]) for key in self.request.POST.getlist(name) if key in texts]
        joined = "\n".join(part for part in [*chosen, self.text()] if part)
        return not_too_long(joined, LONGEST_REASON)

    def slots(self) -> list[SlotId]:
        """The sessions chosen, one to five.

        Raises ValueError where there is none, or one is no session, TooLong where there are more.
        """
        slots = [SlotId.parse(slot) for slot in picks_in(self.request.POST, "slots")]
        if not slots:
            raise ValueError("no session chosen")
        if len(slots) > MOST_PROPOSED:
            raise TooLong(_("Five sessions at the most. Remove one before you add another."))
        return slots

    def slot(self) -> SlotId:
        """The one session chosen; raises ValueError."""
        return SlotId.parse(self.request.POST.get("slot", ""))

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        return number_in(self.request.POST.get(name, ""))


def press_of(request: HttpRequest, visit: Visit) -> Press:
    """The press with its moment, its member of staff and the version that the page knew.

    Raises OldForm where a form was sent without one.
    """
    version = version_in(request.POST.get("version", "")) if request.method == "POST" else None
    return Press(
        request=request, visit=visit, now=timezone.now(), by=staff(request.user), version=version
    )


def typed_text(request: HttpRequest, name: str = "reason") -> str:
    """What was typed, cleaned, whatever else is wrong with the form."""
    return clean_text(request.POST.get(name, ""))


def number_in(text: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
