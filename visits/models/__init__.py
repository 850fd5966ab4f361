"""What is stored about visits: data and constraints, no rules."""

from visits.models.access import ApiKey, IdempotencyRecord
from visits.models.desk import SavedView
from visits.models.event import EventCounter, VisitEvent
from visits.models.host import Agency, Host, Officer, Rank, Topic
from visits.models.material import Material
from visits.models.note import Note
from visits.models.region import Region
from visits.models.survey import SurveyAnswer
from visits.models.visit import Assignment, Participant, Status, Visit

__all__ = [
    "Agency",
    "ApiKey",
    "Assignment",
    "EventCounter",
    "Host",
    "IdempotencyRecord",
    "Material",
    "Note",
    "Officer",
    "Participant",
    "Rank",
    "Region",
    "SavedView",
    "Status",
    "SurveyAnswer",
    "Topic",
    "Visit",
    "VisitEvent",
]
