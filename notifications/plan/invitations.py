"""Which state of a visit a reader was asked about, and what they said to it."""

from django.db.models import Q

from notifications.ical.model import PartStat
from notifications.models import Message, ReceivedMail
from visits.models import Visit, VisitEvent

Kind = VisitEvent.Kind
# Events that gave a visit another session; to the visit that others came to, a merge gave none.
MOVES = Q(kind__in=(Kind.MOVED, Kind.SPLIT)) | Q(kind=Kind.MERGED, data__has_key="into")
_SETTLED = MOVES | Q(kind__in=(Kind.APPROVED, Kind.ACCEPTED))
_SAID: dict[str, PartStat] = {
    "ACCEPTED": "ACCEPTED",
    "DECLINED": "DECLINED",
    "TENTATIVE": "TENTATIVE",
}


def session_sequence(visit: Visit) -> int:
    """The SEQUENCE since which the visit has its session: a lower one is about another hour."""
    event = visit.events.filter(_SETTLED).order_by("id").last()
    return int(event.data.get("sequence", 0)) if event else 0


def sequence_for(visit: Visit, recipient: str) -> int:
    """The lowest SEQUENCE that an answer of this reader may have to count.

    That of the last invitation sent, or of the session where its invitation is still to come.
    """
    sent = Message.objects.filter(visit=visit, recipient=recipient, method="REQUEST")
    last = sent.exclude(state=Message.State.DEAD).order_by("id").last()
    return max(session_sequence(visit), last.sequence if last else 0)


def said_by(visit: Visit, address: str) -> PartStat:
    """What this reader answered by mail about the session as it is now."""
    answers = ReceivedMail.objects.filter(
        visit=visit,
        sender=address,
        kind=ReceivedMail.Kind.REPLY,
        outcome=ReceivedMail.Outcome.NOTED,
        sequence__gte=session_sequence(visit),
    )
    last = answers.order_by("id").last()
    return _SAID.get(last.answer, "NEEDS-ACTION") if last else "NEEDS-ACTION"
