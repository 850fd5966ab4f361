"""Answers become what they say, where they can be believed (calendars.md 18).

Believed is an answer whose UID, ATTENDEE and sender agree, whose sender the host's mail service
proved, and which is about the session as it is now. Where no service was named, or it knows
nothing, staff are asked; all else becomes a note for them.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications.inbox.answers import Answer
from notifications.inbox.believing import Belief
from notifications.models import Message, ReceivedMail
from notifications.outbox import bad_addresses
from notifications.plan import invitations
from notifications.plan.addresses import calendar_uid
from scheduling.models import BookingRules
from visits.conversation import messages
from visits.history.events import officer, program
from visits.language.dates import moment_words
from visits.language.emails import mail_address
from visits.life import step
from visits.life.duties import officers_answer
from visits.life.table import OPEN
from visits.models import Assignment, Host, Officer, Visit
from visits.queries.visits import sessions_of

Outcome = ReceivedMail.Outcome
MAILBOX = program("E-mail")
_ANSWERS = {
    "ACCEPTED": Assignment.Answer.ACCEPTED,
    "DECLINED": Assignment.Answer.DECLINED,
    "TENTATIVE": Assignment.Answer.TENTATIVE,
}
# More notes than that in a day help nobody.
_MOST_NOTES_A_DAY = 20


def visit_of(named: str) -> Visit | None:
    """The visit whose invitations have that UID, locked until the transaction ends."""
    try:
        uid = uuid.UUID(named.partition("@")[0])
    except ValueError:
        return None
    visit = Visit.objects.select_for_update().filter(uid=uid).first()
    return visit if visit and calendar_uid(visit, Host.load()) == named else None


def visit_meant(
    sender: str, *, uids: Iterable[str], answers: Iterable[str], now: dt.datetime
) -> Visit | None:
    """Which visit a mail is about whose calendar says nothing that can be read, locked; or None.

    The one with that UID, or whose mail it answers (`answers`, Message-IDs), or else the next that
    the sender is named for as an officer; of those to whom the sender is known, no other.
    """
    found = [visit for uid in uids if uid and (visit := visit_of(uid))]
    ours = Message.objects.filter(message_id__in=list(answers), visit__isnull=False)
    found += [m.visit for m in ours.select_related("visit").order_by("-id")[:5] if m.visit]
    for visit in found:
        if _known(visit, sender):
            return Visit.objects.select_for_update().get(pk=visit.pk)
    named = Assignment.objects.filter(officer__email__iexact=sender, visit__status__in=OPEN)
    hers = Visit.objects.filter(pk__in=named.values("visit"))
    sessions = sessions_of(hers)
    coming = [
        (s.starts_at, pk) for pk, s in sessions.items() if not s.given_back and s.ends_at > now
    ]
    return Visit.objects.select_for_update().get(pk=min(coming)[1]) if sender and coming else None


def not_read(visit: Visit, *, sender: str, now: dt.datetime) -> ReceivedMail.Outcome:
    """Tell staff of a calendar that nobody here can read; the visit is locked."""
    with translation.override("id"):
        text = _("%(sender)s answered with a calendar that cannot be read here. Ask what it says.")
        return _note(visit, text % {"sender": sender}, now)


def _known(visit: Visit, sender: str) -> bool:
    contact = mail_address(visit.contact_email)
    return _officer(visit, sender) is not None or (bool(contact) and sender == contact)


def take(
    answer: Answer, visit: Visit, *, sender: str, belief: Belief, now: dt.datetime
) -> ReceivedMail.Outcome:
    """Act on an answer to the invitation of a locked visit; gives what came of it."""
    someone = _officer(visit, sender)
    known = _known(visit, sender)
    with (
        translation.override("id"),
        timezone.override(BookingRules.load().zone),
    ):
        words = _words(answer, sender)
        himself = known and answer.attendee == sender and not answer.delegated
        if not himself or belief is Belief.FORGED:
            doubt = _("Not believed, because the sender is unknown, forged or a deputy:")
            return _doubt(answer, visit, f"{doubt} {words}", sender=sender, now=now)
        if belief is Belief.UNKNOWN and not settings.INBOX_TRUST_UNPROVEN:
            name = someone.name if someone else visit.contact_name
            ask = _("Is this %(name)s? A mail alone does not prove it. Ask, and note the answer:")
            asked = f"{ask % {'name': name}} {words}"
            return _doubt(answer, visit, asked, sender=sender, now=now)
        bad_addresses.mark_good(sender)
        if _repeated(answer, visit, sender):
            return Outcome.REPEATED
        if answer.sequence is None and _moved_since(answer, visit, sender):
            old = _("It does not say about which state of the visit, which was changed since:")
            return _note(visit, f"{old} {words}", now)
        if answer.sequence is not None and answer.sequence < invitations.sequence_for(
            visit, sender
        ):
            old = _("About an earlier state of the visit, so it changes nothing:")
            return _note(visit, f"{old} {words}", now)
        given = _ANSWERS.get(answer.partstat)
        if answer.method == "COUNTER" or someone is None or given is None:
            return _note(visit, words, now)
    try:
        officers_answer.answer(visit, officer=someone, answer=given, by=officer(someone), now=now)
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
    number = answer.sequence or 0
    if answer.stamp is None:
        # Which of two was made later nobody says: the last that came is what they said last.
        last = earlier.order_by("id").last()
        return last is not None and (last.sequence, last.answer) == (number, answer.partstat)
    return earlier.filter(sequence=number, stamp__gte=answer.stamp).exists()


def _moved_since(answer: Answer, visit: Visit, sender: str) -> bool:
    """Whether an answer without SEQUENCE may be about an earlier invitation, by its DTSTAMP."""
    told = Message.objects.filter(visit=visit, recipient=sender, method="REQUEST").order_by("id")
    stamps = [message.created_at for message in told]
    return len(stamps) > 1 and (answer.stamp is None or answer.stamp < stamps[-1])


def _doubt(
    answer: Answer, visit: Visit, text: str, *, sender: str, now: dt.datetime
) -> ReceivedMail.Outcome:
    """Ask staff, once for the same mail sent twice; what is believed later is not held up by it."""
    earlier = ReceivedMail.objects.filter(visit=visit, sender=sender, outcome=Outcome.DOUBTED)
    same = {"sequence": answer.sequence or 0, "answer": answer.partstat, "stamp": answer.stamp}
    if earlier.filter(**same).exists():
        return Outcome.REPEATED
    noted = _note(visit, text, now)
    return Outcome.DOUBTED if noted == Outcome.NOTED else noted


def _words(answer: Answer, sender: str) -> str:
    given = _ANSWERS.get(answer.partstat)
    said = given.label if given else answer.partstat[:20]
    lines = [_("Answer by e-mail from %(sender)s: %(said)s") % {"sender": sender, "said": said}]
    if answer.method == "COUNTER":
        lines = [_("%(sender)s proposes another time by calendar.") % {"sender": sender}]
        if answer.starts_at:
            lines.append(_("Proposed: %(when)s") % {"when": moment_words(answer.starts_at)})
    return "\n".join([*lines, answer.comment]).strip()


def _note(visit: Visit, text: str, now: dt.datetime) -> ReceivedMail.Outcome:
    since = now - dt.timedelta(days=1)
    lately = ReceivedMail.objects.filter(
        visit=visit, outcome__in=(Outcome.NOTED, Outcome.DOUBTED), at__gt=since
    )
    if lately.count() >= _MOST_NOTES_A_DAY:
        return Outcome.IGNORED
    text = text[: messages.LONGEST]
    messages.write(visit, text=text, by=MAILBOX, now=now, internal=True)
    return Outcome.NOTED
