"""What the API shows: plain dictionaries from sessions, weeks and visits."""

from typing import Any

from scheduling.availability import WeekState
from scheduling.slots import Slot
from visits.life import allowed_actions
from visits.models import Agency, Region, Topic, Visit, VisitEvent
from visits.queries import Session


def week_shape(week: WeekState) -> dict[str, Any]:
    """A week as anybody may see it; numbers count delegations."""
    return {
        "week": week.name,
        "starts_on": week.starts_on.isoformat(),
        "capacity": week.capacity,
        "taken": week.taken,
        "available": week.available,
        "state": week.state,
        "bookable": week.bookable,
    }


def slot_shape(slot: Slot) -> dict[str, Any]:
    """A session; `people` is the room's limit, the instants carry the host's offset."""
    return {
        "id": str(slot.id),
        "date": slot.date.isoformat(),
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "room": slot.room_name,
        "people": slot.people_limit,
        "available": slot.available,
        "reason": slot.reason,
    }


def region_shape(region: Region) -> dict[str, Any]:
    """A region with its official names."""
    return {
        "code": region.code,
        "kind": region.kind,
        "name": region.full_name,
        "province": region.province.name if region.province else None,
        "label": region.label,
        "time_zone": region.time_zone,
    }


def agency_shape(agency: Agency) -> dict[str, Any]:
    """An agency that a delegation may ask to meet."""
    return {"code": agency.code, "name": agency.name}


def topic_shape(topic: Topic) -> dict[str, Any]:
    """A topic, in the reader's language."""
    return {"code": topic.code, "name": topic.local_name}


def visit_shape(
    visit: Visit, session: Session | None, *, reader: VisitEvent.By, in_list: bool = False
) -> dict[str, Any]:
    """A visit for its delegation or for staff; a list leaves participants out."""
    held = session if session and not session.given_back else None
    shape: dict[str, Any] = {
        "reference": visit.reference,
        "status": visit.status,
        "status_label": visit.get_status_display(),
        "version": visit.version,
        "institution": visit.institution,
        "region": region_shape(visit.region),
        "purpose": visit.purpose,
        "topics": [topic.code for topic in visit.topics.all()],
        "agencies": [agency.code for agency in visit.agencies.all()],
        "slot": held.slot_id if held else None,
        "starts_at": held.starts_at.isoformat() if held else None,
        "ends_at": held.ends_at.isoformat() if held else None,
        "room": held.room_name if held else None,
        "slots": visit.preferred_slots,
        "proposed_slots": visit.proposed_slots,
        "people": visit.people,
        "leader": {
            "name": visit.leader_name,
            "position": visit.leader_position,
            "rank": visit.leader_rank,
        },
        "contact": {
            "name": visit.contact_name,
            "position": visit.contact_position,
            "phone": visit.contact_phone,
            "email": visit.contact_email,
        },
        "letter": {
            "number": visit.letter_number,
            "date": visit.letter_date.isoformat() if visit.letter_date else None,
            "file": bool(visit.letter_file),
        },
        "notes": visit.notes,
        "language": visit.language,
        "waitlist": visit.wants_waitlist,
        "reason": visit.reason,
        "hold_expires_at": held.hold_expires_at.isoformat()
        if held and held.hold_expires_at
        else None,
        "reply_due_at": visit.reply_due_at.isoformat() if visit.reply_due_at else None,
        "created_at": visit.created_at.isoformat(),
        "changed_at": visit.changed_at.isoformat(),
        "allowed": allowed_actions(visit, reader),
    }
    if not in_list:
        shape["participants"] = [
            {"name": p.name, "position": p.position, "grade": p.grade, "nip": p.nip}
            for p in visit.participants.all()
        ]
        # An officer's address is the host's own matter (calendars.md 3).
        officers = visit.assignments.select_related("officer").order_by("id")
        shape["officers"] = [
            {"name": a.officer.name, "position": a.officer.position, "role": a.role}
            | ({"email": a.officer.email} if reader != VisitEvent.By.DELEGATION else {})
            for a in officers
        ]
    return shape


def event_shape(event: VisitEvent) -> dict[str, Any]:
    """An event for integrations: who, what, from what to what; nothing personal."""
    return {
        "id": event.pk,
        "visit": event.visit.reference,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "by": event.actor_kind,
        "from": event.from_status or None,
        "to": event.to_status,
        "data": event.data,
    }
