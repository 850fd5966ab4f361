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

from visits.history.events import staff
from visits.history.settings_log import Words, later, note_change
from visits.models import Host
from visits.pages.desk.frame.effects import Brought, brought_by

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
    done: Words
    touches_places: bool = False
    remove: str = ""
    lead: str = ""
    template: str = "desk/settings/form.html"
    context: dict[str, Any] = field(default_factory=dict)


def edit(request: HttpRequest, change: Change) -> HttpResponse:
    """Show the form; on a post store it, once what it would bring was seen."""
    now = timezone.now()
    parts = change.parts(request if request.method == "POST" else None)
    brought = Brought()
    status = 200
    if request.method == "POST":
        # Every part is asked, so that all errors are shown at once.
        valid = [part.is_valid() for part in parts]
        if not all(valid):
            status = 422
        else:
            if change.touches_places:
                brought = brought_by(lambda: _save_fresh(request, change), now=now)
            if not brought.troubles or request.POST.get("seen") == brought.seal:
                with transaction.atomic():
                    log(request, change.save(parts), change.done)
                messages.success(request, str(change.done))
                # While the office is being set up, its checklist says what is next.
                return redirect(change.back if Host.load().is_open else "start")
            status = 409
    form = parts[0]
    context = {
        "section": "settings",
        "change": change,
        "form": form,
        "formset": parts[1] if len(parts) > 1 else None,
        **brought.context,
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

    title: Words
    words: str
    back: str
    take: Callable[[], object]
    done: Words
    button: str
    touches_places: bool = False


def remove(request: HttpRequest, removal: Removal) -> HttpResponse:
    """Ask, then take it away."""
    now = timezone.now()
    brought = brought_by(removal.take, now=now) if removal.touches_places else Brought()
    if request.method == "POST" and request.POST.get("seen") == brought.seal:
        with transaction.atomic():
            removal.take()
            log(request, None, later(lambda: f"{removal.title}: {removal.done}"))
        messages.success(request, str(removal.done))
        return redirect(removal.back)
    context = {
        "section": "settings",
        "removal": removal,
        **brought.context,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/settings/remove.html", context, status=status)


def log(request: HttpRequest, changed: Any, words: Words) -> None:
    """Note in Django's log who changed which setting (shown at /admin/)."""
    note_change(staff(request.user), changed, words)


def today() -> dt.date:
    """The host's date, under the time zone that the middleware activated."""
    return timezone.localdate()
