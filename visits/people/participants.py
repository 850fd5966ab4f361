"""Changing what is known of a visit: by its delegation until the cut-off, by staff at any time."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction

from scheduling.database.contention import again
from scheduling.models import BookingRules
from visits.files.letters import LetterNotKept
from visits.files.whole_files import NoRoom
from visits.history.events import Actor
from visits.life import amending, step
from visits.life.requesting import Person
from visits.models import Participant, Visit, VisitEvent
from visits.queries.visits import Session, session_of


def cut_off_of(visit: Visit) -> dt.datetime | None:
    """The end of the last day on which the delegation may change its details.

    By the rules that is `participants_due_days` before the visit (domain.md: H-2); None while
    the visit has no session.
    """
    session = session_of(visit)
    return None if session is None or session.given_back else cut_off_at(session)


def cut_off_at(session: Session) -> dt.datetime:
    """The same of a visit in this session."""
    midnight = session.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=BookingRules.load().participants_due_days - 1)


def last_day(cut_off: dt.datetime) -> dt.date:
    """The last day of what ends at such a midnight."""
    return (cut_off - dt.timedelta(days=1)).date()


@again
def amend(
    visit: Visit,
    *,
    changes: dict[str, Any],
    participants: Sequence[Person] | None,
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Change fields of a visit and (None: as they are) the list of participants.

    All or nothing; `changes` as amending.amend takes them. A file that is replaced or
    taken away (`letter_file` is "") is deleted once that is committed. Raises TooLate for a
    delegation after the cut-off, LetterNotKept where the disk does not take the letter, and what
    amending.amend does.
    """
    with _files_replaced(visit), transaction.atomic():
        cut_off = cut_off_of(visit)
        if by.kind == VisitEvent.By.DELEGATION and cut_off is not None and now >= cut_off:
            raise step.TooLate(cut_off)
        if participants is not None:
            rows = [
                Participant(
                    visit=visit,
                    number=number,
                    name=person.name,
                    position=person.position,
                    grade=person.grade,
                    nip=person.nip,
                )
                for number, person in enumerate(participants, start=1)
            ]
            changes = {**changes, "participants": rows}
        return amending.amend(
            visit,
            changes=changes,
            by=by,
            now=now,
            override_reason=override_reason,
            version=version,
        )


def send_letter(
    visit: Visit,
    *,
    file: File[Any] | None,
    number: str,
    date: dt.date | None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Add the official letter, or a better one; `file` is as letters.check_letter gives it.

    Until the visit is over or called off, also after the cut-off. What is None or empty stays as
    it is. The file that it replaces is deleted once the change is committed. Raises LetterNotKept,
    and what amending.amend does.
    """
    changes: dict[str, Any] = {}
    if number:
        changes["letter_number"] = number
    if date:
        changes["letter_date"] = date
    if file is not None:
        changes["letter_file"] = file
    with _files_replaced(visit):
        return amending.amend(visit, changes=changes, by=by, now=now, version=version)


def send_assignment_letter(
    visit: Visit, *, file: File[Any], by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Add the assignment letter (surat tugas), or a better one; otherwise as send_letter."""
    with _files_replaced(visit):
        changes = {"assignment_letter": file}
        return amending.amend(visit, changes=changes, by=by, now=now, version=version)


@contextmanager
def _files_replaced(visit: Visit) -> Iterator[None]:
    """Delete a file that `visit` has once another one, or none, stands in its place."""
    storage = visit.letter_file.storage
    before = set(filter(None, [visit.letter_file.name, visit.assignment_letter.name]))
    try:
        with transaction.atomic():
            yield
            kept = Visit.objects.values_list("letter_file", "assignment_letter").get(pk=visit.pk)
            for name in before - set(kept):
                transaction.on_commit(partial(storage.delete, name))
    except NoRoom as error:
        raise LetterNotKept from error
