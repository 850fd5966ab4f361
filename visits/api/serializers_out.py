"""What the API answers."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scheduling.slots import Reason
from visits.life import Action, allowed_actions
from visits.models import Assignment, Region, Status, Visit, VisitEvent
from visits.queries import Session, sessions_of

By = VisitEvent.By


class WeekOut(serializers.Serializer[Any]):
    """A week; `available` is capacity less taken, `bookable` whether a session can be had now."""

    week = serializers.CharField(source="name")
    starts_on = serializers.DateField()
    capacity = serializers.IntegerField()
    taken = serializers.IntegerField()
    available = serializers.IntegerField()
    state = serializers.ChoiceField(choices=["open", "full", "closed", "past"])
    bookable = serializers.BooleanField()


class SlotOut(serializers.Serializer[Any]):
    """A session; `people` is what its room holds, `reason` says why it is not available."""

    id = serializers.CharField()
    date = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = serializers.CharField(source="room_name")
    people = serializers.IntegerField(source="people_limit")
    available = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=[str(r) for r in Reason], allow_null=True)


class RegionOut(serializers.Serializer[Any]):
    """A province, regency or city; `label` tells apart those of one name."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Region.Kind.choices)
    name = serializers.CharField(source="full_name")
    label = serializers.CharField()  # type: ignore[assignment]  # the base has one of its own
    province = serializers.SerializerMethodField()
    time_zone = serializers.CharField()

    def get_province(self, region: Region) -> str | None:
        """Its province's name; null for a province."""
        return region.province.name if region.province else None


class NamedOut(serializers.Serializer[Any]):
    """An agency or a topic, by the code that requests name it with."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()

    def get_name(self, thing: Any) -> str:
        """In the reader's language where there is one."""
        return str(getattr(thing, "local_name", thing.name))


class _Leader(serializers.Serializer[Visit]):
    name = serializers.CharField(source="leader_name")
    position = serializers.CharField(source="leader_position")
    rank = serializers.ChoiceField(source="leader_rank", choices=Visit.Rank.choices)


class _Contact(serializers.Serializer[Visit]):
    name = serializers.CharField(source="contact_name")
    position = serializers.CharField(source="contact_position")
    phone = serializers.CharField(source="contact_phone")
    email = serializers.EmailField(source="contact_email")


class _Letter(serializers.Serializer[Visit]):
    number = serializers.CharField(source="letter_number")
    date = serializers.DateField(source="letter_date", allow_null=True)
    file = serializers.SerializerMethodField()

    def get_file(self, visit: Visit) -> bool:
        """Whether the letter itself was sent."""
        return bool(visit.letter_file)


class ParticipantOut(serializers.Serializer[Any]):
    """A member of the delegation."""

    name = serializers.CharField()
    position = serializers.CharField()
    grade = serializers.CharField()
    nip = serializers.CharField()


class OfficerOut(serializers.Serializer[Assignment]):
    """An officer of the host for this visit; `email` is for staff alone (calendars.md 3)."""

    name = serializers.CharField(source="officer.name")
    position = serializers.CharField(source="officer.position")
    role = serializers.ChoiceField(choices=Assignment.Role.choices)
    email = serializers.EmailField(source="officer.email", required=False)

    def to_representation(self, instance: Assignment) -> dict[str, Any]:
        """Without what is internal, for a delegation."""
        shown = super().to_representation(instance)
        if not self.context.get("staff"):
            del shown["email"]
        return shown


class VisitInListOut(serializers.Serializer[Visit]):
    """A visit as its reader may see it, without the people of either side."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField(source="get_status_display")
    version = serializers.IntegerField()
    institution = serializers.CharField()
    region = RegionOut()
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
    leader = _Leader(source="*")
    contact = _Contact(source="*")
    letter = _Letter(source="*")
    notes = serializers.CharField()
    reason = serializers.CharField()
    language = serializers.CharField()
    hold_expires_at = serializers.SerializerMethodField()
    reply_due_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    allowed = serializers.SerializerMethodField()

    def _session(self, visit: Visit) -> Session | None:
        session: Session | None = self.context["sessions"].get(visit.pk)
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

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=[str(a) for a in Action]))
    )
    def get_allowed(self, visit: Visit) -> list[str]:
        """What this reader may do now."""
        by: By | None = self.context["by"]
        return [str(action) for action in allowed_actions(visit, by)] if by else []


class VisitOut(VisitInListOut):
    """A visit as its reader may see it."""

    participants = ParticipantOut(many=True)
    officers = OfficerOut(source="assignments", many=True)


class VerifiedOut(serializers.Serializer[Any]):
    """That it worked, and nothing personal: who calls knows only the code."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField()
    slot = serializers.CharField(allow_null=True)
    reply_due_at = serializers.DateTimeField(allow_null=True)


class CreatedOut(VisitOut):
    """The new visit, and once the token that opens it for its delegation."""

    token = serializers.CharField()


class EventOut(serializers.Serializer[Any]):
    """Something that happened to a visit; nothing personal."""

    id = serializers.IntegerField()
    visit = serializers.CharField(source="visit.reference")
    kind = serializers.ChoiceField(choices=VisitEvent.Kind.choices)
    at = serializers.DateTimeField()
    by = serializers.ChoiceField(source="actor_kind", choices=By.choices)

    def get_fields(self) -> dict[str, Any]:
        """Those, and the ones whose names Python, or the serializer itself, wants for itself."""
        return {
            **super().get_fields(),
            "from": serializers.CharField(source="from_status"),
            "to": serializers.CharField(source="to_status"),
            "data": serializers.DictField(),
        }


def visits_json(
    visits: Sequence[Visit], *, by: By | None, staff: bool, in_list: bool = False
) -> list[dict[str, Any]]:
    """Visits as JSON for a reader who acts as `by` (None: may only read)."""
    shape = VisitInListOut if in_list else VisitOut
    context = {"sessions": sessions_of(visits), "by": by, "staff": staff}
    return [dict(shape(visit, context=context).data) for visit in visits]
