"""When a line of the plan speaks: of what kind of change, and only while it is still true.

Each takes the event and the visit as it is now. What an overtaken event leaves out, the later
one tells.
"""

from notifications.models import Message
from scheduling.models import BookingRules
from visits.language.emails import mail_address
from visits.life.amending import IN_CALENDARS
from visits.life.deadlines import hours_now
from visits.life.letters.due import HOLDING, awaited_until
from visits.life.table import WAITING
from visits.models import Assignment, LetterInstead, Status, Visit, VisitEvent

Kind = VisitEvent.Kind
By = VisitEvent.By
_CANNOT = frozenset({Assignment.Answer.DECLINED, Assignment.Answer.TENTATIVE})


def always(event: VisitEvent, visit: Visit) -> bool:
    """Nothing stands against it."""
    return True


def address_unconfirmed(event: VisitEvent, visit: Visit) -> bool:
    """The address was to be confirmed, and still is."""
    return event.to_status == visit.status == Status.UNVERIFIED


def address_trusted(event: VisitEvent, visit: Visit) -> bool:
    """Staff or another system asked: there is no address to confirm."""
    return event.to_status != Status.UNVERIFIED


def confirmed(event: VisitEvent, visit: Visit) -> bool:
    """The visit was confirmed by this, or is all the same, and still is."""
    return {event.to_status, visit.status} == {Status.CONFIRMED}


def shown_change(event: VisitEvent, visit: Visit) -> bool:
    """Confirmed, and something changed that an invitation shows, before the visit was over."""
    fields = event.data.get("fields", IN_CALENDARS)
    if IN_CALENDARS.isdisjoint(fields) or not confirmed(event, visit):
        return False
    hours = hours_now(visit)
    return hours is None or event.at < hours.ends_at


def new_address_unconfirmed(event: VisitEvent, visit: Visit) -> bool:
    """The contact has another address, which is to be confirmed as the one before was."""
    return _new_address(event) and visit.status == Status.UNVERIFIED


def request_has_new_address(event: VisitEvent, visit: Visit) -> bool:
    """A request that was confirmed and is not approved has another contact's address."""
    undecided = visit.status not in (Status.UNVERIFIED, Status.CONFIRMED)
    return _new_address(event) and undecided


def new_address_waiting(event: VisitEvent, visit: Visit) -> bool:
    """The contact has another address, which has no link to the request that is under way."""
    if not _new_address(event) or visit.status not in WAITING:
        return False
    # An event before this one, told since, went to the new address already, with its new links.
    receipts = Message.objects.filter(visit=visit, template="received", created_at__gte=event.at)
    return not receipts.filter(recipient=mail_address(visit.contact_email)).exists()


def _new_address(event: VisitEvent) -> bool:
    return "contact_email" in event.data.get("fields", ())


def awaiting_decision(event: VisitEvent, visit: Visit) -> bool:
    """It became a request that staff are to decide on, and still is."""
    return event.to_status == visit.status == Status.REQUESTED


def moved_by_us(event: VisitEvent, visit: Visit) -> bool:
    """A request that is not confirmed got another session, and not by the delegation itself."""
    return awaiting_decision(event, visit) and event.actor_kind != By.DELEGATION


def came_along(event: VisitEvent, visit: Visit) -> bool:
    """A confirmed visit joined another: for that other one nothing changed."""
    return confirmed(event, visit) and "into" in event.data


def merged_by_us(event: VisitEvent, visit: Visit) -> bool:
    """A request that is not confirmed joined another; not the other one's own side of it."""
    return awaiting_decision(event, visit) and "into" in event.data


def still_offered(event: VisitEvent, visit: Visit) -> bool:
    """The place of the waiting list that was offered still waits for an answer."""
    return visit.status == Status.PROPOSED and visit.offer_expires_at is not None


def still_proposed(event: VisitEvent, visit: Visit) -> bool:
    """The sessions that staff proposed still wait for an answer."""
    return visit.status == Status.PROPOSED and visit.offer_expires_at is None


def still_waiting(event: VisitEvent, visit: Visit) -> bool:
    """It is on the waiting list."""
    return visit.status == Status.WAITLISTED


def not_ended(event: VisitEvent, visit: Visit) -> bool:
    """It did not lapse or end meanwhile, of which another letter tells."""
    return visit.status != Status.EXPIRED


def letter_due_stands(event: VisitEvent, visit: Visit) -> bool:
    """It holds a place, for whose letter holds what this decided; no later decision says so too."""
    if visit.status not in HOLDING or visit.letter_file:
        return False
    if event.data["until"] is None:
        stands = visit.letter_instead == LetterInstead.WAIVED
    else:
        due = awaited_until(visit)
        zone = BookingRules.load().zone
        stands = due is not None and str(due.astimezone(zone).date()) == event.data["until"]
    later = visit.events.filter(kind=Kind.LETTER_DUE_SET, pk__gt=event.pk)
    return stands and not later.exclude(recent__undone=True).exists()


def was_confirmed(event: VisitEvent, visit: Visit) -> bool:
    """It was approved until this happened."""
    return event.from_status == Status.CONFIRMED


def no_address(event: VisitEvent, visit: Visit) -> bool:
    """The contact has no e-mail address: somebody has to tell them otherwise."""
    return not visit.contact_email


def still_to_come(event: VisitEvent, visit: Visit) -> bool:
    """Confirmed, and its session had not begun when it happened."""
    return confirmed(event, visit) and bool(event.data.get("ahead"))


def still_missing(event: VisitEvent, visit: Visit) -> bool:
    """What was asked for is not there yet."""
    return bool(visit.missing)


def by_delegation(event: VisitEvent, visit: Visit) -> bool:
    """The delegation did it."""
    return event.actor_kind == By.DELEGATION


def written_by_delegation(event: VisitEvent, visit: Visit) -> bool:
    """The delegation wrote to the host."""
    return by_delegation(event, visit) and hasattr(event, "note")


def written_by_host(event: VisitEvent, visit: Visit) -> bool:
    """The host wrote to the delegation here, and not by telephone or WhatsApp."""
    return not by_delegation(event, visit) and hasattr(event, "note")


def was_sent(event: VisitEvent, visit: Visit) -> bool:
    """The paper that is withdrawn had been sent to them, or one that it replaced."""
    return event.data.get("was") == "sent" or "sent_before" in event.data


def officer_cannot(event: VisitEvent, visit: Visit) -> bool:
    """An officer said that they cannot be there, or may be, and says so still."""
    answer = event.data.get("answer")
    said = visit.assignments.filter(officer=event.data.get("officer"), answer=answer)
    return answer in _CANNOT and said.exists()
