"""What is stored about visits: data and constraints, no rules."""

from visits.models.access import ApiKey, IdempotencyRecord
from visits.models.event import VisitEvent
from visits.models.host import Agency, Host, Officer, Topic
from visits.models.region import Region
from visits.models.visit import Assignment, Participant, Status, Visit

__all__ = [
    "Agency",
    "ApiKey",
    "Assignment",
    "Host",
    "IdempotencyRecord",
    "Officer",
    "Participant",
    "Region",
    "Status",
    "Topic",
    "Visit",
    "VisitEvent",
]
