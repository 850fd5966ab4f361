"""How any setting is changed: a form, what the change would bring, and only then the change.

A module says with `Change` which form, how it is saved and where it leads; the frame keeps what was
typed, shows errors at their fields, and asks once more where visits or weeks are concerned. What
was shown is sealed: has it changed meanwhile, it is shown again rather than passed over.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.impact import Kind, Trouble, preview
from scheduling.slots import SlotId
from visits.access.fingerprints import seal
from visits.history.events import staff
from visits.history.settings_log import note_change
from visits.language.dates import day_words, time_words, week_words
from visits.models import Visit

Part = BaseForm | BaseFormSet[Any]


@dataclass(frozen=True)
class Change:
    """One change of a setting.

    `parts` makes the forms from what was posted (None: as it stands); `save` stores valid parts
    and gives the object for the log. `touches_places` says that visits may be concerned.
    """

    title: str
    back: str
    parts: Callable[[HttpRequest | None], Sequence[Part]]
    save: Callable[[Sequence[Any]], Any]
    done: str
    touches_places: bool = False
    remove: str = ""
    lead: str = ""
    template: str = "desk/settings/form.html"
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """A trouble in words, with the visit that it is about, if any."""

    words: str
    visit: Visit | None


def edit(request: HttpRequest, change: Change) -> HttpResponse:
    """Show the form; on a post store it, once what it would bring was seen."""
    now = timezone.now()
    parts = change.parts(request if request.method == "POST" else None)
    troubles: list[Trouble] = []
    status = 200
    if request.method == "POST":
        # Every part is asked, so that all errors are shown at once.
        valid = [part.is_valid() for part in parts]
        if not all(valid):
            status = 422
        else:
            if change.touches_places:
                troubles = preview(lambda: _save_fresh(request, change), now=now)
            if not troubles or request.POST.get("seen") == seal(troubles):
                with transaction.atomic():
                    log(request, change.save(parts), change.done)
                messages.success(request, change.done)
                return redirect(change.back)
            status = 409
    form = parts[0]
    context = {
        "section": "settings",
        "change": change,
        "form": form,
        "formset": parts[1] if len(parts) > 1 else None,
        "effects": effects_of(troubles),
        "effects_title": effects_title(troubles),
        "seal": seal(troubles),
        **change.context,
    }
    return render(request, change.template, context, status=status)


def _save_fresh(request: HttpRequest, change: Change) -> None:
    """Save forms of their own: those of the page must not remember what is undone."""
    fresh = change.parts(request)
    for part in fresh:
        part.is_valid()
    change.save(fresh)


@dataclass(frozen=True)
class Removal:
    """Taking a row away, after a page that says what it would bring."""

    title: str
    words: str
    back: str
    take: Callable[[], object]
    done: str
    button: str
    touches_places: bool = False


def remove(request: HttpRequest, removal: Removal) -> HttpResponse:
    """Ask, then take it away."""
    now = timezone.now()
    troubles = preview(removal.take, now=now) if removal.touches_places else []
    if request.method == "POST" and request.POST.get("seen") == seal(troubles):
        with transaction.atomic():
            removal.take()
            log(request, None, f"{removal.title}: {removal.done}")
        messages.success(request, removal.done)
        return redirect(removal.back)
    context = {
        "section": "settings",
        "removal": removal,
        "effects": effects_of(troubles),
        "effects_title": effects_title(troubles),
        "seal": seal(troubles),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/settings/remove.html", context, status=status)


def log(request: HttpRequest, changed: Any, words: str) -> None:
    """Note in Django's log who changed which setting (shown at /admin/)."""
    note_change(staff(request.user), changed, words)


def effects_of(troubles: Sequence[Trouble]) -> list[Effect]:
    """The troubles in words; one query for the visits."""
    uids = [t.owner.removeprefix("visit:") for t in troubles if t.owner]
    visits = {v.owner_key: v for v in Visit.objects.filter(uid__in=uids)} if uids else {}
    return [Effect(_words(t), visits.get(t.owner)) for t in troubles]


def effects_title(troubles: Sequence[Trouble]) -> str:
    """How much it is: "3 visits would have to be moved"."""
    places = sum(1 for t in troubles if t.kind != Kind.OVERCOMMITTED)
    weeks = len(troubles) - places
    lines = []
    if places:
        words = ngettext(
            "%(n)d visit would have to be moved.", "%(n)d visits would have to be moved.", places
        )
        lines.append(words % {"n": places})
    if weeks:
        words = ngettext(
            "%(n)d week would be over-committed.", "%(n)d weeks would be over-committed.", weeks
        )
        lines.append(words % {"n": weeks})
    return " ".join(lines)


def _words(trouble: Trouble) -> str:
    if trouble.kind == Kind.OVERCOMMITTED:
        taken, _sign, capacity = trouble.note.partition(" > ")
        words = _("Week of %(week)s: %(taken)s visits on %(capacity)s places")
        week = week_words(trouble.week, year=True)
        return words % {"week": week, "taken": taken, "capacity": capacity}
    slot = SlotId.parse(trouble.slot)
    return f"{day_words(slot.date)}, {time_words(slot.starts_at)}"


def today() -> dt.date:
    """The host's date, under the time zone that the middleware activated."""
    return timezone.localdate()
