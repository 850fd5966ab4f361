"""Sending the answers: one visit of one request under way, however often it is pressed."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from scheduling.database.contention import again
from scheduling.slots import SlotId
from visits.history.events import DELEGATION
from visits.life.requesting import Application, Contact, Leader, language_for, submit
from visits.models import IdempotencyRecord, Visit
from visits.pages.ask import steps
from visits.pages.ask.answers import Answers

_CALLER = "page"
# What the session of a browser that sent a request keeps: the visit.
SENT = "asked"


def sent_before(ask_id: str) -> Visit | None:
    """The visit that this request under way became already, or None."""
    record = IdempotencyRecord.objects.filter(caller=_CALLER, key=ask_id).first()
    return Visit.objects.filter(pk=record.answer["visit"]).first() if record else None


@again
def send(answers: Answers, *, waitlist: bool, network: str, now: dt.datetime) -> Visit:
    """Ask for the visit with all answers, which must be complete (steps.first_missing).

    The second of two presses gets the first one's visit: the database keeps the request's id once.
    Raises scheduling.capacity.Refused and hoarding.TooManyOpen; nothing is stored then.
    """
    try:
        with transaction.atomic():
            record = IdempotencyRecord.objects.create(
                caller=_CALLER, key=answers.id, fingerprint="", status=201, answer={}
            )
            visit = _submit(answers, waitlist=waitlist, network=network, now=now)
            record.answer = {"visit": visit.pk}
            record.save(update_fields=["answer"])
    except IntegrityError:
        visit_before = sent_before(answers.id)
        if visit_before is None:
            raise
        return visit_before
    return visit


def _submit(answers: Answers, *, waitlist: bool, network: str, now: dt.datetime) -> Visit:
    who = _cleaned(steps.DELEGATION, answers)
    why = _cleaned(steps.PURPOSE, answers)
    people = _cleaned(steps.CONTACT, answers)
    letter = _cleaned(steps.LETTER, answers)
    names = _cleaned(steps.PARTICIPANTS, answers)
    application = Application(
        institution=who["institution"],
        origin=who["origin"],
        people=who["people"],
        purpose=why["purpose"],
        topics=list(why["topics"]),
        agencies=list(why["agencies"]),
        slots=[SlotId.parse(pick) for pick in answers.picks],
        leader=Leader(
            name=people["leader_name"],
            position=people["leader_position"],
            rank=people["leader_rank"],
        ),
        contact=Contact(
            name=people["contact_name"],
            position=people["contact_position"],
            phone=people["contact_phone"],
            email=people["contact_email"],
        ),
        letter_number=letter["letter_number"],
        letter_date=letter["letter_date"],
        participants=names["people"],
        waitlist=waitlist,
        language=who["language"] or language_for(who["origin"]),
        network=network,
    )
    kept = answers.letter
    if not kept:
        return submit(application, by=DELEGATION, now=now)
    with default_storage.open(kept["path"]) as file:
        file.name = kept["path"].rsplit("/", 1)[-1]
        return submit(replace(application, letter_file=file), by=DELEGATION, now=now)


def _cleaned(step: steps.Step, answers: Answers) -> dict[str, Any]:
    form = steps.form_of(step, answers)
    if form is None or not form.is_valid():
        raise ValueError(f"step {step.name} is not answered")
    return form.cleaned_data
