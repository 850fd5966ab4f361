"""What the template of a letter sees."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from notifications.compose.around.preparing import is_expected
from notifications.compose.calendar_event import who
from notifications.compose.papers import attachment, called, paper_of
from notifications.plan.addresses import (
    ask_url,
    confirm_url,
    desk_url,
    duty_url,
    feed_url,
    journey_url,
    page_url,
    rundown_paper_url,
    survey_url,
)
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter
from notifications.plan.table import To
from scheduling.slots import SlotId
from visits.access.tokens import email_code
from visits.files.materials import materials_for_delegation
from visits.language.dates import day_words, until_words
from visits.life.address import address_is_proven
from visits.life.letters.due import awaited_until
from visits.life.waiting_list import needs_other_days, number_of
from visits.models import (
    Assignment,
    Host,
    Officer,
    PresenceObjection,
    Status,
    Visit,
    VisitEvent,
)
from visits.papers.life.sending import for_officers
from visits.people.filling import waiting_of
from visits.people.participants import cut_off_at, last_day
from visits.phrases.choices import not_the_first
from visits.phrases.rundowns import lines_of
from visits.phrases.strangers_words import as_told, told
from visits.queries.visits import Session
from visits.templatetags.singgah import mailto


def context_of(
    letter: Letter,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    session: Session | None,
    zone: ZoneInfo,
    now: dt.datetime,
) -> dict[str, Any]:
    """What a letter's template sees: strangers' words only as they may be told."""
    reader = readers()[letter.template]
    proven = reader != To.CONTACT or address_is_proven(visit)
    expected = is_expected(visit, session, now)
    # A reason belongs to its own step; only the words to a proposal stand on the visit alone.
    proposal = visit.reason if event.kind == VisitEvent.Kind.PROPOSED else ""
    duty = visit.assignments.filter(officer=letter.officer).first() if letter.officer else None
    shown = as_told(visit, proven=proven)
    rundown = lines_of(visit, session)
    return {
        "visit": shown,
        "visitors": who(shown),
        "address_proven": proven,
        "to_us": reader in (To.OFFICERS, To.HOST),
        "expected": expected,
        "early": expected and reader == To.CONTACT,
        "receiver": _receiver(visit) if expected and reader == To.CONTACT else "",
        "host": host,
        "host_mail": mailto(host.email, visit.reference),
        "event": event,
        "officer": letter.officer,
        "session": session,
        "letter_until": _letter_until(visit, event),
        "names_waiting": waiting_of(visit).count() if letter.template == "names_waiting" else 0,
        "names_until": _names_until(session),
        # Reminders may be sent before their time: "tomorrow" only on the day before.
        "days_left": (session.date - timezone.localdate(now, zone)).days if session else None,
        "not_the_first": not_the_first(visit, session),
        "rundown": rundown,
        "code": email_code(visit),
        "page": page_url(visit),
        "confirm": confirm_url(visit),
        "feed": feed_url(visit),
        "survey": survey_url(visit),
        "ask": ask_url(),
        # Once, with the yes: from then on it is a press away on their page.
        "journey": journey_url() if event.kind == VisitEvent.Kind.APPROVED else "",
        # Asked of the database by the few letters that speak of it.
        "materials": materials_for_delegation(visit).values_list("title", flat=True),
        "paper": called(paper_of(event)),
        "attached": attachment(event) is not None,
        "desk": desk_url(visit),
        "assignment": duty,
        "duty": duty_url(visit, duty.officer) if duty else "",
        "rundown_paper": _rundown_paper(visit, duty, rundown=bool(rundown), now=now),
        "reason": told(event.data.get("reason", proposal), event, proven=proven),
        "proposed": _moments(visit.proposed_slots, zone),
        "wished": _moments(event.data.get("slots", []), zone),
        "waiting_number": number_of(visit) if visit.status == Status.WAITLISTED else None,
        "other_days": event.kind == VisitEvent.Kind.OFFER_LAPSED
        and needs_other_days(visit, now=now),
        "message": told(_words_of(event), event, proven=proven),
        "answered": Officer.objects.filter(pk=event.data.get("officer")).first(),
        "answer": dict(Assignment.Answer.choices).get(event.data.get("answer", ""), ""),
        "suggested": Officer.objects.filter(pk=event.data.get("colleague")).first(),
    }


def _names_until(session: Session | None) -> str:
    """Until when the delegation may change its list of participants."""
    if session is None or session.given_back:
        return ""
    return day_words(last_day(cut_off_at(session)))


def _letter_until(visit: Visit, event: VisitEvent) -> str:
    """Until when the official letter is due, or was where the visit has just lapsed without it."""
    lapsed = event.kind == VisitEvent.Kind.LETTER_LAPSED
    due = visit.letter_due_at if lapsed else awaited_until(visit)
    return until_words(due) if due else ""


def _rundown_paper(
    visit: Visit, duty: Assignment | None, *, rundown: bool, now: dt.datetime
) -> str:
    """Where the officer of `duty` opens the rundown as a paper, if there is one to open."""
    if duty is None or not rundown or for_officers(visit, now=now) is None:
        return ""
    return rundown_paper_url(visit, duty.officer)


def _words_of(event: VisitEvent) -> str:
    """What was written to the other side by this event, which itself holds no words."""
    note = getattr(event, "note", None)
    if note is not None:
        return str(note.text)
    objection = PresenceObjection.objects.filter(pk=event.data.get("objection", 0)).first()
    if objection is None:
        return ""
    answered = event.kind == VisitEvent.Kind.PRESENCE_ANSWERED
    return objection.answer if answered else objection.text


def _receiver(visit: Visit) -> str:
    """Who receives the delegation, as its own page says it."""
    receiving = visit.assignments.filter(role=Assignment.Role.RECEIVING).select_related("officer")
    found = receiving.first()
    return (found.officer.position or found.officer.name) if found else ""


def _moments(slots: list[str], zone: ZoneInfo) -> list[dt.datetime]:
    found = map(SlotId.parse, slots)
    return [dt.datetime.combine(slot.date, slot.starts_at, zone) for slot in found]
