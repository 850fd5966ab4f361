"""Which events make calls: decided in the transaction that marks the event as told."""

import datetime as dt
from typing import Any

from django.utils import timezone

from notifications.models.webhooks import Call, Webhook
from visits.api.serializers.schedule import EventOut
from visits.models import VisitEvent

# The type of a test, which is about no visit.
TEST = "singgah.test"


def queue_calls(event: VisitEvent, *, now: dt.datetime) -> None:
    """Note a call to every webhook that is on and wants to hear of such an event."""
    webhooks = Webhook.objects.filter(off_at=None)
    Call.objects.bulk_create(
        [
            Call(webhook=webhook, event=event, created_at=now, next_attempt_at=now)
            for webhook in webhooks
            if webhook.wants(event.kind)
        ],
        ignore_conflicts=True,
    )


def message_id(call: Call) -> str:
    """The `webhook-id`: the same for every try, and of an event for every webhook."""
    return f"event_{call.event.number}" if call.event else f"test_{call.pk}"


def type_of(kind: VisitEvent.Kind) -> str:
    """What a call is called: `visit.approved`; what happens to a paper, `paper.issued`."""
    if kind.startswith("paper_"):
        return f"paper.{kind.removeprefix('paper_')}"
    return f"visit.{kind}"


def payload(call: Call) -> dict[str, Any]:
    """What a call says: the event as GET events/ shows it, in the convention's frame."""
    event = call.event
    if event is None:
        at = timezone.localtime(call.created_at).isoformat()
        return {"type": TEST, "timestamp": at, "data": {"webhook": call.webhook.name}}
    data = EventOut(event).data
    return {"type": type_of(VisitEvent.Kind(event.kind)), "timestamp": data["at"], "data": data}
