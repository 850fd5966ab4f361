"""What is stored about visits: data and constraints, no rules."""

from visits.models.access import ApiKey, IdempotencyRecord, Opening
from visits.models.desk import SavedView
from visits.models.event import EventCounter, FieldChange, VisitEvent
from visits.models.host import Agency, Assignment, Host, Licence, Officer, Rank, Topic
from visits.models.incoming import DeskCount, Incoming
from visits.models.material import Material
from visits.models.note import Disposition, Note
from visits.models.office.imports import ImportBatch, ImportedVisit
from visits.models.office.journey import Journey, JourneyPicture
from visits.models.office.notices import NoticeShown, PrivacyNotice
from visits.models.papers.agenda import AgendaItem, AgendaTemplate
from visits.models.papers.paper import Paper, PaperNotNeeded
from visits.models.papers.presence import Presence, PresenceObjection
from visits.models.papers.stationery import (
    NumberSequence,
    NumberStart,
    PaperForm,
    PaperKind,
    Signatory,
    Stationery,
)
from visits.models.people.entry import ParticipantEntry
from visits.models.recent import RecentDecision
from visits.models.region import Abroad, Origin, Region, origin_fields
from visits.models.search import ListKey, SearchEntry, SearchWord
from visits.models.survey import SurveyAnswer
from visits.models.visit import LetterInstead, Participant, Status, Visit

__all__ = [
    "Abroad",
    "Agency",
    "AgendaItem",
    "AgendaTemplate",
    "ApiKey",
    "Assignment",
    "DeskCount",
    "Disposition",
    "EventCounter",
    "FieldChange",
    "Host",
    "IdempotencyRecord",
    "ImportBatch",
    "ImportedVisit",
    "Incoming",
    "Journey",
    "JourneyPicture",
    "LetterInstead",
    "Licence",
    "ListKey",
    "Material",
    "Note",
    "NoticeShown",
    "NumberSequence",
    "NumberStart",
    "Officer",
    "Opening",
    "Origin",
    "Paper",
    "PaperForm",
    "PaperKind",
    "PaperNotNeeded",
    "Participant",
    "ParticipantEntry",
    "Presence",
    "PresenceObjection",
    "PrivacyNotice",
    "Rank",
    "RecentDecision",
    "Region",
    "SavedView",
    "SearchEntry",
    "SearchWord",
    "Signatory",
    "Stationery",
    "Status",
    "SurveyAnswer",
    "Topic",
    "Visit",
    "VisitEvent",
    "origin_fields",
]
