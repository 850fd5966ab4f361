"""Invitations follow a visit's changes: each reader's calendar ends up right, with few mails."""

import datetime as dt

import pytest

from notifications.models import Message
from notifications.outbox import delivery
from notifications.outbox.relay import relay
from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.notifications.letters import CONTACT, approved, event_in, mail_of, told, words_of
from visits.access.tokens import (
    email_code,
    feed_token,
    visit_of_feed_token,
    visit_of_token,
    visit_token,
)
from visits.history.events import DELEGATION, Actor, record
from visits.life import address, amending, answering, moving
from visits.life.duties import officers_answer
from visits.life.joint_visits import slot_of
from visits.models import Host, Visit, VisitEvent

pytestmark = pytest.mark.django_db


def test_officers_named_before_the_approval_are_invited_once(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    assert told(visit, visit.officers.get().email) == [("officer_invited", "REQUEST")]
    assert told(visit, CONTACT) == [("approved", "REQUEST")]


def test_changes_close_together_are_told_at_once_as_they_are_now(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    amending.amend(visit, changes={"people": 31}, by=DELEGATION, now=now)
    relay(now=now)
    assert told(visit, CONTACT) == [("approved", "REQUEST")]
    assert "31" in event_in(Message.objects.get(template="approved"))["description"]


def test_an_officer_taken_off_is_called_off_and_the_others_get_an_update(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    stays, goes, comes = OfficerFactory.create_batch(3)
    visit = approved(protocol, officers=[stays, goes])
    relay(now=now)
    amending.assign(visit, officers=[stays, comes], by=protocol, now=now)
    relay(now=now)
    assert told(visit, stays.email)[1:] == [("officer_changed", "REQUEST")]
    assert told(visit, goes.email)[1:] == [("officer_cancelled", "CANCEL")]
    assert told(visit, comes.email) == [("officer_invited", "REQUEST")]
    called_off = event_in(Message.objects.get(template="officer_cancelled"))
    assert [a["address"] for a in called_off["attendees"]] == [f"mailto:{goes.email}"]
    assert called_off["status"] == "CANCELLED"
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    relay(now=now)
    assert told(visit, goes.email)[2:] == []
    assert told(visit, stays.email)[2:] == [("officer_cancelled", "CANCEL")]


def test_a_change_that_no_invitation_shows_makes_no_mail(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    before = Message.objects.count()
    amending.amend(visit, changes={"notes": "Satu kursi roda"}, by=DELEGATION, now=now)
    relay(now=now)
    assert Message.objects.count() == before


def test_a_new_contact_is_invited_and_the_former_one_called_off(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    changes = {"contact_name": "Rina", "contact_email": "rina@solokkab.example"}
    visit = amending.amend(visit, changes=changes, by=protocol, now=now)
    relay(now=now)
    assert told(visit, "rina@solokkab.example") == [("approved", "REQUEST")]
    assert told(visit, CONTACT)[1:] == [("no_longer_contact", "CANCEL")]
    farewell = Message.objects.get(template="no_longer_contact")
    event = event_in(farewell)
    assert [a["address"] for a in event["attendees"]] == [f"mailto:{CONTACT}"]
    everything = mail_of(farewell).as_string() + event["description"]
    assert "rina" not in everything.lower()
    assert "/k/" not in everything


def test_an_invitation_that_reached_nobody_is_not_called_off(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    Message.objects.filter(recipient=CONTACT).update(state=Message.State.DEAD)
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT) == [("approved", "REQUEST"), ("cancelled", "")]
    # Nor may it be sent any more, now that the visit is off.
    assert not delivery.send_again(Message.objects.get(template="approved"), now=now)


def test_an_event_of_an_unknown_kind_holds_up_nobody(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit()
    relay(now=now)
    VisitEvent.objects.create(visit=visit, kind="beamed_up", at=now, actor_kind="system")
    a_visit()
    assert relay(now=now) == 2
    assert set(Message.objects.values_list("template", flat=True)) == {"confirm_address"}
    assert not VisitEvent.objects.filter(told_at=None).exists()


def test_an_event_that_cannot_be_planned_is_laid_aside_where_staff_see_it(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    record(visit, VisitEvent.Kind.ASSIGNED, by=protocol, now=now, data={"removed": 5})
    a_visit()
    relay(now=now)
    assert not VisitEvent.objects.filter(told_at=None).exists()
    dead = Message.objects.get(state=Message.State.DEAD)
    assert "TypeError" in dead.last_error
    assert Message.objects.filter(template="confirm_address").exists()


def test_a_domain_beyond_ascii_is_written_as_servers_take_it(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    Visit.objects.filter(pk=visit.pk).update(contact_email="Budi@m\u00fcnchen.example")
    relay(now=now)
    message = Message.objects.get(template="approved")
    assert message.state == Message.State.PENDING
    assert message.recipient == "budi@xn--mnchen-3ya.example"
    (attendee,) = event_in(message)["attendees"]
    assert attendee["address"] == "mailto:budi@xn--mnchen-3ya.example"


def test_the_uid_outlives_a_change_of_the_hosts_address(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    host.email = "protokol@baru.example"
    host.save()
    amending.amend(visit, changes={"people": 31}, by=DELEGATION, now=now)
    relay(now=now)
    first, second = (event_in(Message.objects.get(template=t)) for t in ("approved", "changed"))
    assert first["uid"] == second["uid"] == f"{visit.uid}@mpp.batam.example"
    assert second["organizer"]["address"] == "mailto:protokol@baru.example"


def test_a_new_contact_of_a_request_under_way_gets_its_receipt(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    new = "rina@solokkab.example"
    amending.amend(visit, changes={"contact_email": new}, by=protocol, now=now)
    relay(now=now)
    [receipt] = Message.objects.filter(recipient=new)
    assert receipt.template == "received"
    assert "/k/" in mail_of(receipt).as_string()
    before = Message.objects.count()
    amending.amend(visit, changes={"contact_name": "Rina"}, by=protocol, now=now)
    relay(now=now)
    assert Message.objects.count() == before


def test_a_mistyped_address_corrected_is_asked_to_confirm(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit()
    relay(now=now)
    new = "rina@solokkab.example"
    visit = amending.amend(visit, changes={"contact_email": new}, by=protocol, now=now)
    relay(now=now)
    assert told(visit, new) == [("confirm_address", "")]
    assert email_code(visit) in words_of(Message.objects.get(recipient=new))
    assert address.verify(visit, now=now, code=email_code(visit)).status == "requested"


def test_what_is_as_it_was_is_told_to_nobody(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    officer = OfficerFactory.create()
    visit = approved(protocol, officers=[officer])
    visit = officers_answer.answer(visit, officer=officer, answer="accepted", by=protocol, now=now)
    relay(now=now)
    before = (visit.version, visit.sequence, visit.events.count(), Message.objects.count())
    same = {"people": visit.people, "contact_name": visit.contact_name, "participants": []}
    visit = amending.amend(visit, changes=same, by=protocol, now=now)
    visit = amending.assign(visit, officers=[officer], by=protocol, now=now)
    slot = SlotId.parse(slot_of(visit))
    for by in (protocol, DELEGATION):
        visit = moving.reschedule(visit, slots=[slot], by=by, now=now)
    relay(now=now)
    after = (visit.version, visit.sequence, visit.events.count(), Message.objects.count())
    assert after == before
    assert visit.wished_slots == []
    assert visit.assignments.get().answer == "accepted"


def test_notes_leave_the_sequence_that_calendars_compare(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    changed = amending.amend(visit, changes={"notes": "Kursi roda"}, by=DELEGATION, now=now)
    assert (changed.version, changed.sequence) == (visit.version + 1, visit.sequence)
    changed = amending.amend(changed, changes={"people": 30}, by=DELEGATION, now=now)
    assert changed.sequence == visit.sequence + 1


def test_of_changes_around_a_move_the_move_is_what_is_told(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    officer = OfficerFactory.create()
    visit = approved(protocol, officers=[officer])
    relay(now=now)
    amending.amend(visit, changes={"people": 25}, by=protocol, now=now)
    to = a_free_slot(after_days=30)
    moving.reschedule(visit, slots=[to], reason="Aula dipakai", by=protocol, now=now)
    amending.amend(visit, changes={"people": 26}, by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT)[1:] == [("moved", "REQUEST")]
    assert told(visit, officer.email)[1:] == [("officer_moved", "REQUEST")]
    moved = Message.objects.get(template="moved")
    assert "Aula dipakai" in words_of(moved)
    assert "26" in event_in(moved)["description"]


def test_a_new_address_gets_one_receipt_however_soon_it_comes(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit()
    address.verify(visit, now=now)
    amending.amend(
        visit, changes={"contact_email": "rina@solokkab.example"}, by=DELEGATION, now=now
    )
    relay(now=now)
    receipts = Message.objects.filter(template="received")
    assert [m.recipient for m in receipts] == ["rina@solokkab.example"]


def test_who_is_no_longer_the_contact_by_staff_opens_nothing_any_more(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    links = visit_token(visit), feed_token(visit)
    amending.amend(visit, changes={"contact_phone": "+6281234567899"}, by=protocol, now=now)
    assert visit_of_token(links[0]) == visit
    new = amending.amend(
        visit, changes={"contact_email": "rina@solokkab.example"}, by=protocol, now=now
    )
    assert (visit_of_token(links[0]), visit_of_feed_token(links[1])) == (None, None)
    relay(now=now)
    [invited] = Message.objects.filter(recipient="rina@solokkab.example", method="REQUEST")
    assert visit_token(new) in words_of(invited)
