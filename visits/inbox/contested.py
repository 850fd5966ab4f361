"""Lists of who came that a delegation contests, until staff answer (presence/objections.py)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from visits.inbox.items import Kind, Obligation
from visits.models import PresenceObjection

# As for a request's reply, but their papers wait for it.
_WITHIN = dt.timedelta(days=2)
_SHOWN = 80  # characters of their words


def open_objections(now: dt.datetime) -> Iterable[QuerySet[PresenceObjection]]:
    """The rows that hint at it."""
    return [PresenceObjection.objects.filter(answered_at=None)]


def contested(now: dt.datetime) -> list[Obligation]:
    """One line for each, with the list to correct; one query."""
    [waiting] = open_objections(now)
    rows = waiting.select_related("visit__region__province").order_by("made_at")
    return [
        Obligation(
            kind=Kind.CONTESTED,
            due=one.made_at + _WITHIN,
            title=one.visit.institution,
            words=_("Contests who came: %(words)s") % {"words": one.text.splitlines()[0][:_SHOWN]},
            url=reverse("desk-people", args=[one.visit.reference]),
            visit=one.visit,
        )
        for one in rows
    ]
