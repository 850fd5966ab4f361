"""One of each letter there is, by leading visits through all that can happen to them."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile

from notifications.models import Message
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from scheduling.models import BookingRules, CapacityRule, Week
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.notifications.letters import approved
from visits.agenda.items import Item
from visits.conversation import messages
from visits.files import materials
from visits.history.events import DELEGATION, Actor, officer, record
from visits.life import (
    address,
    amending,
    answering,
    attendance,
    deciding,
    joint_visits,
    moving,
    step,
    waiting_list,
)
from visits.life.duties import officers_answer
from visits.life.letter_steps.deciding import lapse_due, set_due
from visits.life.rundown.setting import send, set_rundown
from visits.life.undo import reopening
from visits.models import Officer, PaperKind, Visit, VisitEvent
from visits.papers.life import ending, issuing, sending
from visits.presence import objections
from visits.queries.visits import session_of

DAY = dt.timedelta(days=1)


def every_letter(protocol: Actor, now: dt.datetime, *, language: str) -> list[Message]:
    """The messages, the oldest first; needs the fixtures room and host."""
    BookingRules.objects.update(active_per_region_week=0, unconfirmed_per_address=0)
    CapacityRule.objects.update(capacity=40)
    officers = OfficerFactory.create_batch(2, language=language)
    _requests(protocol, now, language)
    _changes(protocol, now, officers, language)
    _waiting(protocol, now, officers, language)
    _endings(protocol, now, language)
    _talk(protocol, now, officers, language)
    _reminders(protocol, now, language)
    _afterwards(protocol, now, language)
    return list(Message.objects.order_by("id"))


def _requests(protocol: Actor, now: dt.datetime, language: str) -> None:
    a_visit(language=language)
    relay(now=now)
    address.expire_due(now=now + DAY)
    declined = a_visit(trusted=True, language=language)
    record(declined, VisitEvent.Kind.LINK_ASKED, by=DELEGATION, now=now)
    relay(now=now)
    free = [a_free_slot(after_days=49)]
    deciding.decline(declined, reason="Gedung direnovasi.", slots=free, by=protocol, now=now)
    relay(now=now)
    reopening.reopen(declined, reason="Renovasi selesai.", by=protocol, now=now)
    for answer in ("accept", "refuse"):
        slots = [a_free_slot(after_days=21)]
        proposed = a_visit(trusted=True, language=language)
        deciding.propose(proposed, slots=slots, message="Aula dipakai.", by=protocol, now=now)
        relay(now=now)
        if answer == "accept":
            answering.accept(proposed, slot=slots[0], by=DELEGATION, now=now)
        else:
            answering.refuse(proposed, reason="Ada rapat", by=DELEGATION, now=now)
    moved = a_visit(trusted=True, language=language)
    moving.reschedule(moved, slots=[a_free_slot(after_days=28)], by=protocol, now=now)
    relay(now=now)


def _changes(protocol: Actor, now: dt.datetime, officers: list[Officer], language: str) -> None:
    visit = approved(protocol, officers=officers, language=language)
    relay(now=now)
    amending.amend(visit, changes={"people": 30}, by=DELEGATION, now=now)
    relay(now=now)
    _rundown(visit, protocol, now)
    wished = a_free_slot(after_days=35)
    moving.reschedule(visit, slots=[wished], reason="Cuaca", by=DELEGATION, now=now)
    relay(now=now)
    deciding.keep(visit, reason="Pekan itu penuh", by=protocol, now=now)
    relay(now=now)
    moving.reschedule(visit, slots=[wished], by=protocol, now=now)
    relay(now=now)
    other = approved(protocol, officers=officers, language=language)
    joint_visits.merge(visit, into=other, by=protocol, now=now)
    relay(now=now)
    joint_visits.split(visit, slot=a_free_slot(after_days=42), by=protocol, now=now)
    relay(now=now)
    amending.assign(visit, officers=officers[:1], by=protocol, now=now)
    amending.amend(visit, changes={"contact_email": "rina@b.example"}, by=protocol, now=now)
    relay(now=now)
    answering.cancel(visit, reason="Ada rapat", by=protocol, now=now)
    relay(now=now)


def _rundown(visit: Visit, protocol: Actor, now: dt.datetime) -> None:
    session = session_of(visit)
    assert session is not None
    opening = Item(session.starts_at, session.ends_at, "Pembukaan dan paparan", speaker="Ibu Sari")
    send(set_rundown(visit, items=[opening], by=protocol, now=now), by=protocol, now=now)
    relay(now=now)
    _paper(visit, protocol, now)


def _paper(visit: Visit, protocol: Actor, now: dt.datetime) -> None:
    paper = issuing.issue(visit, PaperKind.RUNDOWN, by=protocol, now=now)
    paper = sending.send(paper, by=protocol, now=now)
    relay(now=now)
    ending.withdraw(paper, reason="Narasumber berganti.", by=protocol, now=now)
    relay(now=now)


def _waiting(protocol: Actor, now: dt.datetime, officers: list[Officer], language: str) -> None:
    monday = monday_of(a_free_slot(after_days=50).date) + 7 * DAY
    # On Friday there is but one session: who lets it pass waits on.
    taken, *wished = [SlotId.parse(f"{monday + n * DAY}-0900-aula") for n in (0, 1, 4)]
    CapacityRule.objects.create(from_week=monday, capacity=1)
    approved(protocol, officers=officers, language=language, slots=[taken])
    waiting = [
        a_visit(trusted=True, waitlist=True, slots=[wish], language=language) for wish in wished
    ]
    relay(now=now)
    Week.objects.filter(starts_on=monday).update(capacity=3)
    step.pass_on(now=now)
    relay(now=now)
    accepts, lapses = (Visit.objects.get(pk=visit.pk) for visit in waiting)
    answering.accept(accepts, slot=_offered(accepts), by=DELEGATION, now=now)
    waiting_list.lapse_due(now=now + 3 * DAY)
    lapses.refresh_from_db()
    assert lapses.status == "waitlisted"
    relay(now=now)


def _endings(protocol: Actor, now: dt.datetime, language: str) -> None:
    proposed, slots = a_visit(trusted=True, language=language), [a_free_slot(after_days=21)]
    deciding.propose(proposed, slots=slots, message="", by=protocol, now=now)
    relay(now=now)
    proposed.refresh_from_db()
    assert proposed.answer_due_at is not None
    # At eleven: not in the host's quiet hours.
    remind(now=proposed.answer_due_at - dt.timedelta(hours=13))
    deciding.end_due(now=proposed.answer_due_at)
    _without_letter(protocol, now, language)
    officers = [OfficerFactory.create(language=language)]
    wished_from = [a_free_slot(after_days=56)]
    wishing = approved(protocol, officers=officers, language=language, slots=wished_from)
    moving.reschedule(wishing, slots=[a_free_slot(after_days=49)], by=DELEGATION, now=now)
    relay(now=now)
    moving.end_wishes_due(now=now + 55 * DAY)
    unanswered = a_visit(trusted=True, language=language)
    session = session_of(unanswered)
    assert session is not None
    assert unanswered.reply_due_at is not None
    remind(now=unanswered.reply_due_at.replace(hour=4) + 3 * DAY)
    remind(now=session.starts_at)
    waiting_list.end_due(now=now + 400 * DAY)
    relay(now=now)


def _without_letter(protocol: Actor, now: dt.datetime, language: str) -> None:
    BookingRules.objects.update(letter_working_days=3)
    visit = a_visit(trusted=True, language=language)
    relay(now=now)
    due = visit.letter_due_at
    assert due is not None
    # At eleven: not in the host's quiet hours.
    remind(now=due - dt.timedelta(hours=13))
    later = due.date() + DAY
    set_due(visit, until=later, reason="Menunggu tanda tangan.", by=protocol, now=now)
    relay(now=now)
    lapse_due(now=due + 2 * DAY)
    relay(now=now)
    BookingRules.objects.update(letter_working_days=0)


def _offered(visit: Visit) -> SlotId:
    return SlotId.parse(visit.proposed_slots[0])


def _talk(protocol: Actor, now: dt.datetime, officers: list[Officer], language: str) -> None:
    visit = approved(protocol, officers=officers, language=language)
    messages.ask_missing(visit, text="Surat tugas\nbernomor", by=protocol, now=now)
    relay(now=now)
    messages.give_missing(visit, by=DELEGATION, now=now)
    messages.write(visit, text="Apakah ada tempat parkir?", by=DELEGATION, now=now)
    messages.write(visit, text="Ada, di basemen.", by=protocol, now=now)
    someone = officers[0]
    officers_answer.answer(visit, officer=someone, answer="declined", by=officer(someone), now=now)
    attendance.check_in(visit, by=protocol, now=now)
    attendance.complete(visit, by=protocol, now=now)
    relay(now=now)


def _afterwards(protocol: Actor, now: dt.datetime, language: str) -> None:
    officers = [OfficerFactory.create(language=language)]
    visit = approved(protocol, officers=officers, language=language)
    relay(now=now)
    session = session_of(visit)
    assert session is not None
    began = session.starts_at
    attendance.check_in(visit, by=protocol, now=began)
    attendance.complete(visit, by=protocol, now=began)
    objections.contest(visit, text="Ibu Sari juga hadir.", by=DELEGATION, now=began)
    relay(now=began)
    objections.answer(visit, text="Sudah kami catat.", by=protocol, now=began)
    relay(now=began)
    remind(now=began + DAY)
    materials.add_material(
        visit,
        file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="materi.pdf"),
        title="Paparan “MPP” & <alur>",
        photo=False,
        by=AnonymousUser(),
        now=began + DAY,
    )
    remind(now=began + 3 * DAY)


def _reminders(protocol: Actor, now: dt.datetime, language: str) -> None:
    a_visit(trusted=True, language=language)
    held = a_visit(language=language)
    visit = approved(
        protocol, officers=[OfficerFactory.create(language=language)], language=language
    )
    relay(now=now)
    session, hold = session_of(visit), session_of(held)
    assert session is not None
    assert hold is not None
    assert hold.hold_expires_at is not None
    remind(now=hold.hold_expires_at - dt.timedelta(minutes=5))
    for days in (7, 2, 1):
        remind(now=session.starts_at - days * DAY + dt.timedelta(hours=4))
    visit.entries.create(name="Ani Wijaya, S.E.", written_at=session.starts_at - 6 * DAY)
    remind(now=session.starts_at - 6 * DAY + dt.timedelta(hours=4))
    due = Visit.objects.filter(status="requested").latest("reply_due_at").reply_due_at
    assert due is not None
    # At eleven, whatever the time is now: not in the host's quiet hours.
    remind(now=due.replace(hour=4) + DAY)
