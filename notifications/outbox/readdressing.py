"""An address that mail does not reach is corrected: who is at it, and what goes to the new one.

A contact's address is the visit's (visits/life/amending.py), and its event tells the new one. An
officer's is no visit's: the invitations that went to the former address are written anew here.
"""

import datetime as dt

from django.db import transaction

from notifications.compose.composing import compose
from notifications.models import Message
from notifications.plan.recipients import Letter
from notifications.plan.table import Calendar
from visits.language.emails import mail_address
from visits.models import Assignment, Host, Officer, Status, Visit
from visits.queries.visits import session_of


def reader_at(message: Message) -> str:
    """Whose address the message went to, as it still is: "contact", "officer", or "" for nobody's.

    Nobody's: it is corrected already, or it is the host's own, which is a setting.
    """
    visit, officer = message.visit, message.officer
    if visit is None:
        return ""
    if officer is not None:
        return "officer" if mail_address(officer.email) == message.recipient else ""
    return "contact" if mail_address(visit.contact_email) == message.recipient else ""


def correct_officer(officer: Officer, address: str, *, now: dt.datetime) -> int:
    """Give an officer another address; gives how many invitations go there.

    They are those of confirmed visits to come that the former address was sent and the officer has
    not declined. What the former one got opens nothing any more (visits/access/tokens.py). Raises
    IntegrityError where somebody else has that address.
    """
    with transaction.atomic():
        before = mail_address(officer.email)
        officer.email = address
        officer.save(update_fields=["email"])
        duties = officer.assignments.filter(visit__status=Status.CONFIRMED)
        named = duties.exclude(answer=Assignment.Answer.DECLINED).values("visit")
        visits = Visit.objects.select_for_update(of=("self",)).select_related("region__province")
        made = [
            _invite(visit, officer, before, now=now)
            for visit in visits.filter(pk__in=named).order_by("pk")
        ]
    return sum(made)


def _invite(visit: Visit, officer: Officer, before: str, *, now: dt.datetime) -> bool:
    session = session_of(visit)
    invited = visit.messages.filter(recipient=before, method=Calendar.REQUEST)
    last = invited.select_related("event").order_by("-id").first()
    if session is None or session.starts_at <= now or last is None or last.event is None:
        return False
    address = mail_address(officer.email)
    if Message.objects.filter(event=last.event, recipient=address, reminder="").exists():
        return False
    # The words of the first one: this calendar holds none yet.
    letter = Letter(address, "officer_invited", Calendar.REQUEST, officer.language, officer)
    last.event.visit = visit
    compose(letter, event=last.event, visit=visit, host=Host.load(), now=now)
    return True
