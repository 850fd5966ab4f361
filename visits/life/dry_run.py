"""Taking a step for show: the same checks and the same messages, and nothing is kept.

This app does not know how anybody is told; whoever does registers a teller (notifications does,
in its AppConfig) that says what it would write about an event.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from scheduling.once import reading_anew
from visits.history.events import written
from visits.models import Visit, VisitEvent


@dataclass(frozen=True)
class Telling:
    """What one reader would get: whom it goes to, the subject and the text."""

    reader: str
    subject: str
    text: str


Teller = Callable[[VisitEvent, dt.datetime], Iterable[Telling]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let `teller` say what it would write about an event, asked inside the rehearsal."""
    if teller not in _tellers:
        _tellers.append(teller)


def rehearse(step: Callable[[], Visit], *, now: dt.datetime) -> list[Telling]:
    """Take `step`, look at who would be told what, and take it all back.

    Raises whatever `step` raises: then it cannot be taken.
    """
    with transaction.atomic(), reading_anew():
        with written() as events:
            step()
        told = [
            telling for event in events for teller in _tellers for telling in teller(event, now)
        ]
        transaction.set_rollback(True)
    return told
