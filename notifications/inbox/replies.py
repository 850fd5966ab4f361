"""Answers become what they say, where they can be believed (calendars.md 18).

Believed is an answer whose UID, ATTENDEE and sender agree, which the mail service did not find
forged, and which is about the session as it is now. All else becomes a note for staff.
"""

import datetime as dt
import uuid

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications.inbox.answers import Answer
from notifications.models import ReceivedMail
from notifications.outbox import bad_addresses
from notifications.plan import invitations
from notifications.plan.addresses import calendar_uid
from scheduling.models import BookingRules
from visits.conversation import messages
from visits.history.events import officer, program
from visits.language.dates import moment_words
from visits.language.emails import mail_address
from visits.life import amending, step
from visits.models import Assignment, Host, Officer, Visit

Outcome = ReceivedMail.Outcome
MAILBOX = program("E-mail")
_ANSWERS = {
    "ACCEPTED": Assignment.Answer.ACCEPTED,
    "DECLINED": Assignment.Answer.DECLINED,
    "TENTATIVE": Assignment.Answer.TENTATIVE,
}
# More notes than that in a day help nobody.
_MOST_NOTES_A_DAY = 20


def visit_of(answer: Answer) -> Visit | None:
    """The visit whose UID the answer names, locked until the transaction ends."""
    try:
        uid = uuid.UUID(answer.uid.partition("@")[0])
    except ValueError:
        return None
    visit = Visit.objects.select_for_update().filter(uid=uid).first()
    return visit if visit and calendar_uid(visit, Host.load()) == answer.uid else None


def take(
    answer: Answer, visit: Visit, *, sender: str, authentic: bool, now: dt.datetime
) -> ReceivedMail.Outcome:
    """Act on an answer to the invitation of a locked visit; gives what came of it."""
    someone = _officer(visit, sender)
    contact = mail_address(visit.contact_email)
    known = someone is not None or (bool(contact) and sender == contact)
    with (
        translation.override("id"),
        timezone.override(BookingRules.load().zone),
    ):
        words = _words(answer, sender)
        if not (known and authentic and answer.attendee == sender) or answer.delegated:
            doubt = _("Not believed, because the sender is unknown, forged or a deputy:")
            return _note(visit, f"{doubt} {words}", now)
        bad_addresses.mark_good(sender)
        if _repeated(answer, visit, sender):
            return Outcome.REPEATED
        if answer.sequence < invitations.sequence_for(visit, sender):
            old = _("About an earlier state of the visit, so it changes nothing:")
            return _note(visit, f"{old} {words}", now)
        given = _ANSWERS.get(answer.partstat)
        if answer.method == "COUNTER" or someone is None or given is None:
            return _note(visit, words, now)
    try:
        amending.answer(visit, officer=someone, answer=given, by=officer(someone), now=now)
    except step.WrongStatus:
        return Outcome.IGNORED  # it is over: nobody is asked any more
    if answer.comment:
        _note(visit, words, now)
    return Outcome.ANSWERED


def _officer(visit: Visit, sender: str) -> Officer | None:
    for assignment in visit.assignments.select_related("officer"):
        if mail_address(assignment.officer.email) == sender:
            return assignment.officer
    return None


def _repeated(answer: Answer, visit: Visit, sender: str) -> bool:
    """Whether this answer, or a later one of the same sender, was taken before (DTSTAMP)."""
    earlier = ReceivedMail.objects.filter(
        visit=visit, sender=sender, outcome__in=(Outcome.ANSWERED, Outcome.NOTED)
    )
    if answer.stamp is None:
        return earlier.filter(sequence=answer.sequence, answer=answer.partstat).exists()
    return earlier.filter(sequence=answer.sequence, stamp__gte=answer.stamp).exists()


def _words(answer: Answer, sender: str) -> str:
    said = {
        "ACCEPTED": _("accepts"),
        "DECLINED": _("declines"),
        "TENTATIVE": _("perhaps"),
    }.get(answer.partstat, answer.partstat[:20])
    lines = [_("Answer by e-mail from %(sender)s: %(said)s") % {"sender": sender, "said": said}]
    if answer.method == "COUNTER":
        lines = [_("%(sender)s proposes another time by calendar.") % {"sender": sender}]
        if answer.starts_at:
            lines.append(_("Proposed: %(when)s") % {"when": moment_words(answer.starts_at)})
    return "\n".join([*lines, answer.comment]).strip()


def _note(visit: Visit, text: str, now: dt.datetime) -> ReceivedMail.Outcome:
    since = now - dt.timedelta(days=1)
    lately = ReceivedMail.objects.filter(visit=visit, outcome=Outcome.NOTED, at__gt=since)
    if lately.count() >= _MOST_NOTES_A_DAY:
        return Outcome.IGNORED
    text = text[: messages.LONGEST]
    messages.write(visit, text=text, by=MAILBOX, now=now, internal=True)
    return Outcome.NOTED
