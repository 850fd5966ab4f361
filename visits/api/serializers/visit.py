"""A visit as its reader may see it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from visits.api.serializers.around import Around
from visits.api.serializers.schedule import PLACE, By, CountryOut, RegionOut
from visits.api.serializers.shape import Shape
from visits.api.serializers.visit_parts import (
    AssignmentLetterOut,
    ContactOut,
    LeaderOut,
    LetterOut,
    NoticeOut,
    ParticipantsLinkOut,
    participants_link,
)
from visits.conversation.missing import Item
from visits.history.notices import shown_with
from visits.life.deadlines import hours_of
from visits.life.joint_visits import companions_of
from visits.life.letters.due import awaited_until
from visits.life.table import Action, allowed_actions
from visits.life.waiting_list import number_of
from visits.models import Assignment, Presence, Status, Visit
from visits.presence.roll import OnTheList
from visits.queries.visits import Session


class ParticipantOut(Shape[Any]):
    """A member of the delegation."""

    name = serializers.CharField()
    position = serializers.CharField()
    grade = serializers.CharField()
    nip = serializers.CharField()


class PresenceOut(Shape[Any]):
    """Somebody on the list, and when they were here; null where that was not noted."""

    number = serializers.IntegerField(source="participant.number")
    name = serializers.CharField(source="participant.name")
    added_at_door = serializers.BooleanField(
        source="participant.added_at_door", help_text="They were not on the delegation's list."
    )
    came_at = serializers.SerializerMethodField()
    left_at = serializers.SerializerMethodField()
    how = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_came_at(self, one: OnTheList) -> str | None:
        """When they came, with the host's offset."""
        return _local(one.presence.came_at if one.presence else None)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_left_at(self, one: OnTheList) -> str | None:
        """When they left; null too while they are here."""
        return _local(one.presence.left_at if one.presence else None)

    @extend_schema_field(serializers.ChoiceField(choices=Presence.How.choices, allow_null=True))
    def get_how(self, one: OnTheList) -> str | None:
        """How it became known."""
        return one.presence.how if one.presence else None


def _local(moment: dt.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


class OfficerOut(Shape[Assignment]):
    """An officer of the host for this visit; address and answer are for staff (calendars.md 3)."""

    name = serializers.CharField(source="officer.name")
    position = serializers.CharField(source="officer.position")
    role = serializers.ChoiceField(choices=Assignment.Role.choices)
    email = serializers.EmailField(source="officer.email", required=False)
    answer = serializers.ChoiceField(
        choices=Assignment.Answer.choices, required=False, help_text="Empty: none yet."
    )
    answered_at = serializers.DateTimeField(source="confirmed_at", allow_null=True, required=False)
    reason = serializers.CharField(
        required=False, help_text="Why they cannot be there; empty: not said."
    )
    colleague = serializers.EmailField(
        source="colleague.email",
        allow_null=True,
        default=None,
        help_text="Whom of their agency they suggest instead.",
    )

    def to_representation(self, instance: Assignment) -> dict[str, Any]:
        """Without what is internal, for a delegation."""
        shown = super().to_representation(instance)
        if not self.context.get("staff"):
            for name in ("email", "answer", "answered_at", "reason", "colleague"):
                del shown[name]
        return shown


class _StatusOut(serializers.CharField):
    """A status in words, in the reader's language."""

    def to_representation(self, value: Any) -> str:
        return str(Status(value).label)


class VisitInListOut(Shape[Visit]):
    """A visit as its reader may see it, without the people of either side."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = _StatusOut(source="status")
    version = serializers.IntegerField()
    institution = serializers.CharField()
    region = RegionOut(allow_null=True)
    country = CountryOut()
    place = serializers.CharField(help_text=PLACE)
    purpose = serializers.CharField()
    topics = serializers.SerializerMethodField()
    agencies = serializers.SerializerMethodField()
    people = serializers.IntegerField()
    slot = serializers.SerializerMethodField()
    date = serializers.SerializerMethodField()
    starts_at = serializers.SerializerMethodField()
    ends_at = serializers.SerializerMethodField()
    room = serializers.SerializerMethodField()
    slots = serializers.ListField(child=serializers.CharField(), source="preferred_slots")
    proposed_slots = serializers.ListField(child=serializers.CharField())
    waitlist = serializers.BooleanField(source="wants_waitlist")
    leader = LeaderOut(source="*")
    contact = ContactOut(source="*")
    letter = LetterOut(source="*")
    assignment_letter = AssignmentLetterOut(source="*")
    notes = serializers.CharField()
    reason = serializers.CharField()
    missing = serializers.CharField(help_text="What staff asked for, until it is there.")
    missing_items = serializers.ListField(child=serializers.ChoiceField(choices=Item.choices))
    wished_slots = serializers.ListField(
        child=serializers.CharField(), help_text="Where a confirmed visit asks to move."
    )
    offer_expires_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when a place offered from the waiting list is kept."
    )
    answer_due_at = serializers.DateTimeField(allow_null=True, help_text="Proposals end then.")
    letter_due = serializers.SerializerMethodField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    left_at = serializers.DateTimeField(allow_null=True)
    people_came = serializers.IntegerField(allow_null=True)
    photographs = serializers.BooleanField(
        source="photo_consent", allow_null=True, help_text="Null: not asked yet."
    )
    language = serializers.CharField()
    hold_expires_at = serializers.SerializerMethodField()
    reply_due_at = serializers.DateTimeField(allow_null=True)
    held_on = serializers.DateField(allow_null=True, help_text="The day of a past visit.")
    held_until = serializers.DateField(allow_null=True, help_text="Its last, of several days.")
    created_at = serializers.DateTimeField(help_text="Of a past visit, its day's begin.")
    changed_at = serializers.DateTimeField()
    allowed = serializers.SerializerMethodField()

    def _session(self, visit: Visit) -> Session | None:
        around: Around = self.context["around"]
        session = around.sessions.get(visit.pk)
        return None if session is None or session.given_back else session

    def get_topics(self, visit: Visit) -> list[str]:
        """Codes, see topics/."""
        return [topic.code for topic in visit.topics.all()]

    def get_agencies(self, visit: Visit) -> list[str]:
        """Codes, see agencies/."""
        return [agency.code for agency in visit.agencies.all()]

    def get_slot(self, visit: Visit) -> str | None:
        """The session whose place it holds."""
        session = self._session(visit)
        return session.slot_id if session else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_date(self, visit: Visit) -> str | None:
        """The session's local date."""
        session = self._session(visit)
        return session.date.isoformat() if session else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_starts_at(self, visit: Visit) -> str | None:
        """When it begins, with the host's offset."""
        session = self._session(visit)
        return session.starts_at.isoformat() if session else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_ends_at(self, visit: Visit) -> str | None:
        """When it ends, with the host's offset."""
        session = self._session(visit)
        return session.ends_at.isoformat() if session else None

    def get_room(self, visit: Visit) -> str | None:
        """The room's name."""
        session = self._session(visit)
        return session.room_name if session else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_hold_expires_at(self, visit: Visit) -> str | None:
        """Until when the place is held without the e-mail address being confirmed."""
        session = self._session(visit)
        until = session.hold_expires_at if session else None
        return timezone.localtime(until).isoformat() if until else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_letter_due(self, visit: Visit) -> str | None:
        """Until when its place stands without the official letter; null where none is awaited."""
        return _local(awaited_until(visit))

    @extend_schema_field(
        serializers.ListField(
            child=serializers.ChoiceField(choices=[(a.value, a.name) for a in Action])
        )
    )
    def get_allowed(self, visit: Visit) -> list[str]:
        """What this reader may do now; no officer's answer where none is named, and so on."""
        by: By | None = self.context["by"]
        session = self._session(visit)
        idle = set() if session and session.joint else {Action.SPLIT}
        if visit.pk not in self.context["around"].with_officers:
            idle.add(Action.ANSWER)
        if by is None:
            return []
        hours = hours_of(visit, session)
        allowed = allowed_actions(visit, by, hours=hours, now=timezone.now())
        return [str(action) for action in allowed if action not in idle]


class VisitOut(VisitInListOut):
    """A visit as its reader may see it; `together` is for staff, and empty for a delegation."""

    participants = ParticipantOut(many=True)
    officers = OfficerOut(source="assignments", many=True)
    waiting_number = serializers.SerializerMethodField()
    together = serializers.SerializerMethodField()
    notice = serializers.SerializerMethodField()
    participants_link = serializers.SerializerMethodField()

    @extend_schema_field(NoticeOut(allow_null=True))
    def get_notice(self, visit: Visit) -> dict[str, Any] | None:
        """The privacy notice that came with the request; null where that was not kept."""
        shown = shown_with(visit)
        return dict(NoticeOut(shown).data) if shown else None

    @extend_schema_field(ParticipantsLinkOut)
    def get_participants_link(self, visit: Visit) -> dict[str, Any]:
        """The link by which the group writes its own names, and how many of them wait."""
        waiting = self.context["around"].waiting.get(visit.pk, 0)
        return participants_link(visit, waiting=waiting, staff=self.context["staff"])

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_waiting_number(self, visit: Visit) -> int | None:
        """Its place on the waiting list; 1 is the first."""
        waits = visit.status in (Status.WAITLISTED, Status.PROPOSED)
        return number_of(visit) if waits else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_together(self, visit: Visit) -> list[str]:
        """The references of those that it is received together with."""
        if not self.context["staff"]:
            return []
        return [other.reference for other in companions_of(visit)]


class VerifiedOut(Shape[Any]):
    """That it worked, and nothing personal: who calls knows only the code."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField()
    slot = serializers.CharField(allow_null=True)
    reply_due_at = serializers.DateTimeField(allow_null=True)


class AmendedOut(VisitOut):
    """The visit; where its delegation gave another address, the token that opens it from now on."""

    token = serializers.CharField(required=False)


class CreatedOut(VisitOut):
    """The new visit, and once the token that opens it for its delegation."""

    token = serializers.CharField()


def visits_json(
    visits: Sequence[Visit],
    *,
    by: By | None,
    staff: bool,
    in_list: bool = False,
    around: Around | None = None,
) -> list[dict[str, Any]]:
    """Visits as JSON for a reader who acts as `by` (None: may only read).

    What is `around` them is read, unless the caller knows it.
    """
    shape = VisitInListOut if in_list else VisitOut
    around = around or Around.read(visits, in_list=in_list)
    context = {"around": around, "by": by, "staff": staff}
    return [dict(shape(visit, context=context).data) for visit in visits]
