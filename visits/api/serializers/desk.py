"""What the desk's lists answer: who waits, who can receive, what is to be done, own duties."""

from typing import Any

from rest_framework import serializers

from scheduling.weeks import week_name
from visits.api.serializers.schedule import PLACE, CountryOut, RegionOut
from visits.api.serializers.shape import Shape
from visits.inbox.items import Kind, Obligation
from visits.models import Assignment, Officer, Rank, Status
from visits.people.officers import Candidate, Standing


class WaitingOut(Shape[Any]):
    """A visit on the waiting list; `could_have` are sessions that it could have now, best first."""

    number = serializers.IntegerField()
    visit = serializers.CharField(source="visit.reference")
    status = serializers.ChoiceField(source="visit.status", choices=Status.choices)
    version = serializers.IntegerField(source="visit.version")
    institution = serializers.CharField(source="visit.institution")
    region = RegionOut(source="visit.region", allow_null=True)
    country = CountryOut(source="visit.country")
    place = serializers.CharField(source="visit.place", help_text=PLACE)
    people = serializers.IntegerField(source="entry.people")
    since = serializers.DateTimeField(source="entry.since")
    wishes = serializers.ListField(child=serializers.CharField())
    could_have = serializers.ListField(child=serializers.CharField())


class HostOfficerOut(Shape[Any]):
    """One of the host's people, by the address that assign/ takes and the id that agenda/ takes."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.CharField()
    email = serializers.EmailField()
    agency = serializers.SerializerMethodField()
    rank = serializers.ChoiceField(
        choices=[*Rank.choices, ("", "")],
        help_text="Up to which rank of guests they receive; empty: speaks for an agency alone.",
    )

    def get_agency(self, officer: Officer) -> str | None:
        """Its code, see agencies/."""
        return officer.agency.code if officer.agency else None


class CandidateOut(Shape[Any]):
    """An officer as a possible receiver of one visit, as the desk suggests them.

    `free` is whether nothing is known that keeps them away; `step` how far their rank is from the
    guests' (0 the same, higher above; null: receives nobody), `standing` the same in a word.
    """

    name = serializers.CharField(source="officer.name")
    email = serializers.EmailField(source="officer.email")
    free = serializers.BooleanField()
    suggested = serializers.SerializerMethodField()
    busy_with = serializers.SerializerMethodField()
    step = serializers.IntegerField(allow_null=True)
    standing = serializers.ChoiceField(
        choices=[(s.value, s.value) for s in Standing],
        allow_null=True,
        help_text="Of the same rank as the visiting leader, higher or lower.",
    )
    visits_that_week = serializers.IntegerField()

    def get_suggested(self, candidate: Candidate) -> bool:
        """Whether the desk would name this one."""
        return bool(candidate.officer == self.context["suggested"])

    def get_busy_with(self, candidate: Candidate) -> str | None:
        """The reference of the visit that has them at the same time."""
        return candidate.busy_with.reference if candidate.busy_with else None


class DutyOut(Shape[Any]):
    """A visit that an officer is named for, and what was answered; nothing of its contact."""

    visit = serializers.CharField(source="visit.reference")
    status = serializers.ChoiceField(source="visit.status", choices=Status.choices)
    version = serializers.IntegerField(source="visit.version")
    institution = serializers.CharField(source="visit.institution")
    region = RegionOut(source="visit.region", allow_null=True)
    country = CountryOut(source="visit.country")
    place = serializers.CharField(source="visit.place", help_text=PLACE)
    people = serializers.IntegerField(source="visit.people")
    slot = serializers.SerializerMethodField()
    starts_at = serializers.SerializerMethodField()
    officer = serializers.EmailField(source="officer.email")
    role = serializers.ChoiceField(choices=Assignment.Role.choices)
    answer = serializers.ChoiceField(
        choices=Assignment.Answer.choices, help_text="Empty: none yet."
    )
    answered_at = serializers.DateTimeField(source="confirmed_at", allow_null=True)
    reason = serializers.CharField(help_text="Why they cannot be there; empty: not said.")
    colleague = serializers.EmailField(
        source="colleague.email",
        allow_null=True,
        default=None,
        help_text="Whom of their agency they suggest instead.",
    )

    def get_slot(self, duty: Assignment) -> str | None:
        """The session, as long as the visit has it."""
        session = self.context["sessions"].get(duty.visit_id)
        return session.slot_id if session and not session.given_back else None

    def get_starts_at(self, duty: Assignment) -> str | None:
        """When it begins, with the host's offset."""
        session = self.context["sessions"].get(duty.visit_id)
        return session.starts_at.isoformat() if session and not session.given_back else None


class ObligationOut(Shape[Any]):
    """One thing that waits; `due` its deadline, `words` in the reader's language."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    ours = serializers.BooleanField(help_text="False: it is the delegation's turn.")
    urgent = serializers.BooleanField()
    due = serializers.DateTimeField()
    title = serializers.CharField()
    words = serializers.CharField()
    visit = serializers.SerializerMethodField()
    week = serializers.SerializerMethodField()
    until = serializers.DateTimeField(
        allow_null=True,
        help_text="Of what came in: when the last of it came, as mark-read/ takes it.",
    )

    def get_visit(self, obligation: Obligation) -> str | None:
        """The reference of the visit that it is about."""
        return obligation.visit.reference if obligation.visit else None

    def get_week(self, obligation: Obligation) -> str | None:
        """The week that it is about."""
        return week_name(obligation.week) if obligation.week else None
