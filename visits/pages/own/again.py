"""Asking again after a request has ended: its answers are filled in, only sessions are chosen.

Whoever has the link to the visit's page reads all of it there already. A press copies it into a
request under way in this browser; the link of a mail alone copies nothing.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from scheduling.slots import Slot, SlotId
from visits.access.networks import network_of
from visits.files.letters import LetterNotKept
from visits.life.requesting import Person
from visits.models import Status, Visit, VisitEvent
from visits.pages.ask import steps
from visits.pages.ask.answers import Answers, remember
from visits.pages.ask.origin import typed_as
from visits.pages.frame.presses import pressed_on
from visits.pages.own.access import moved_on, private
from visits.pages.people.form import ParticipantsForm, rows_of
from visits.pages.sessions.picking import slots_by_id
from visits.queries.visits import Place, place_of, session_of

# In these nothing is to come of the request any more.
_ENDED = frozenset({Status.EXPIRED, Status.DECLINED, Status.CANCELLED, Status.NO_SHOW})


def may_ask_again(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether the visit has ended without taking place, or its date passed without an answer."""
    if visit.status == Status.REQUESTED:
        return place_of(session_of(visit), now=now) == Place.OVER
    return visit.status in _ENDED


@private
@pressed_on("own", "token")
def again(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Fill the request in and go on where something is still to be said: the sessions."""
    now = timezone.now()
    if not may_ask_again(visit, now=now):
        return moved_on(request, token)
    answers = Answers(None, now=now)
    for step, values in _typed(visit).items():
        answers.keep(step.name, values)
    if visit.letter_file and visit.letter_file.storage.exists(visit.letter_file.name or ""):
        try:
            with visit.letter_file.open("rb") as file:
                answers.keep_letter(file, name=_letter_name(visit), network=network_of(request))
        except LetterNotKept:
            words = gettext("Please send the letter again: it could not be kept.")
            messages.warning(request, words)
    chosen = sessions_in(request.POST.getlist("sesi"))
    answers.keep_picks(chosen)
    answers.save()
    words = gettext("What you wrote before is filled in. Choose a session, and check the rest.")
    if chosen:
        words = gettext(
            "What you wrote before is filled in, with the session. Check it and send it."
        )
    messages.success(request, words)
    response = redirect(steps.first_missing(answers).url)
    remember(response, answers)
    return response


def instead_of(visit: Visit, *, now: dt.datetime) -> list[Slot]:
    """The sessions that the refusal of `visit` named, as long as they can be had."""
    if visit.status != Status.DECLINED:
        return []
    refusal = visit.events.filter(kind=VisitEvent.Kind.DECLINED).order_by("id").last()
    ids = refusal.data.get("slots", []) if refusal else []
    return [slot for slot in slots_by_id(ids, people=visit.people, now=now) if slot.available]


def sessions_in(texts: Sequence[str]) -> list[str]:
    """Those of the words that are ids of sessions; what became of them, the request's page says."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(str(SlotId.parse(text)))
    return found


def _letter_name(visit: Visit) -> str:
    suffix = (visit.letter_file.name or "").rsplit(".", 1)[-1]
    return f"surat.{suffix}"


def _typed(visit: Visit) -> dict[steps.Step, QueryDict]:
    """What the steps of a request would have been typed as; what is out of use is left out."""
    people = [Person(p.name, p.position, p.grade, p.nip) for p in visit.participants.all()]
    date = visit.letter_date.isoformat() if visit.letter_date else ""
    return {
        steps.DELEGATION: _values(
            institution=visit.institution,
            **typed_as(visit.origin, language=visit.language),
            people=str(visit.people),
        ),
        steps.PURPOSE: _values(
            purpose=visit.purpose,
            topics=[topic.code for topic in visit.topics.filter(active=True)],
            agencies=[agency.code for agency in visit.agencies.filter(active=True)],
        ),
        steps.CONTACT: _values(
            **{
                name: getattr(visit, name)
                for name in (
                    *("leader_name", "leader_position", "leader_rank", "contact_name"),
                    *("contact_position", "contact_phone", "contact_email"),
                )
            }
        ),
        steps.LETTER: _values(letter_number=visit.letter_number, letter_date=date),
        steps.PARTICIPANTS: ParticipantsForm(rows=rows_of(people)).as_typed(),
    }


def _values(**values: str | Sequence[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [value] if isinstance(value, str) else list(value))
    return data
