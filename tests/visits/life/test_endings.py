"""What waits for something that cannot come ends by itself, once, and says so."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User

from notifications.due import run_due
from notifications.models import Message
from notifications.outbox.reminding import remind
from scheduling import capacity, places
from scheduling.models import BookingRules, Closure, Room, SessionPattern, Timetable, Waiting
from scheduling.rules import weekly_capacity
from scheduling.sessions.holidays import import_holidays
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import a_visit
from tests.notifications.letters import CONTACT, words_of
from tests.sampled import sampled
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, staff
from visits.inbox.items import Obligation
from visits.inbox.sources import outstanding
from visits.life import address, answering, attendance, deciding, joint_visits, moving, waiting_list
from visits.models import Host, Status, Visit

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 14)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# Seven working days before Friday, 18 December, is Wednesday, 9 December: the last one to ask.
LAST_DAY = dt.datetime(2026, 12, 9, 16, 59, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int, hour: str = "0900", week: dt.date = WEEK) -> SlotId:
    return SlotId.parse(f"{week + weekday * DAY}-{hour}-aula")


def end_of(moment: dt.datetime) -> dt.datetime:
    """The last second of its day in WIB."""
    return moment.replace(hour=16, minute=59, second=59)


def a_full_week() -> list[Visit]:
    return [a_visit(trusted=True, now=MONDAY, slots=[at(n)]) for n in range(4)]


def waits(*slots: SlotId, minutes: int = 0, **changes: object) -> Visit:
    now = MONDAY + dt.timedelta(minutes=minutes)
    visit = a_visit(trusted=True, now=now, slots=list(slots), waitlist=True, **changes)
    assert visit.status == Status.WAITLISTED
    return visit


def again(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def told(visit: Visit, template: str) -> int:
    return Message.objects.filter(visit=visit, template=template, recipient=CONTACT).count()


def on_the_desk(now: dt.datetime) -> list[Obligation]:
    with time_machine.travel(now, tick=False):
        return outstanding(Visit.objects.select_related("region__province"), now=now)


class TestWaiting:
    def test_it_ends_once_the_last_day_is_too_near_and_nobody_counts_it(self) -> None:
        a_full_week()
        gone = waits(at(3), at(4))
        run_due(now=LAST_DAY)
        assert again(gone).status == Status.WAITLISTED
        assert waiting_list.number_of(gone) == 1
        run_due(now=LAST_DAY + HOUR)
        for _ in range(3):
            run_due(now=LAST_DAY + 2 * HOUR)
        gone = again(gone)
        assert gone.status == Status.EXPIRED
        assert [e.data["why"] for e in gone.events.filter(kind="wait_ended")] == ["over"]
        assert told(gone, "wait_ended") == 1
        assert waiting_list.number_of(gone) is None
        assert not Waiting.objects.filter(owner=gone.owner_key).exists()
        assert [line.visit.pk for line in waiting_list.lines(now=LAST_DAY)] == []
        assert audit() == []

    def test_who_comes_behind_moves_up(self) -> None:
        a_full_week()
        later = dt.date(2027, 1, 11)
        for n in range(4):
            a_visit(trusted=True, now=MONDAY, slots=[at(n, week=later)])
        first, second = waits(at(4), minutes=1), waits(at(4, week=later), minutes=2)
        assert (waiting_list.number_of(first), waiting_list.number_of(second)) == (1, 2)
        run_due(now=LAST_DAY + HOUR)
        assert (waiting_list.number_of(first), waiting_list.number_of(second)) == (None, 1)
        assert again(second).status == Status.WAITLISTED

    def test_the_clock_of_the_machine_moved_past_all_of_it(self) -> None:
        a_full_week()
        visit = waits(at(4))
        with time_machine.travel(MONDAY + 400 * DAY):
            run_due(now=dt.datetime.now(dt.UTC))
        assert again(visit).status == Status.EXPIRED
        assert told(visit, "wait_ended") == 1

    @pytest.mark.parametrize(
        "shut",
        sampled(
            [
                lambda: Closure.objects.create(
                    name="Rapat", starts_on=WEEK, ends_on=WEEK + 6 * DAY
                ),
                lambda: [
                    Closure.objects.create(name="Cuti", starts_on=day, ends_on=day)
                    for day in (WEEK + 3 * DAY, WEEK + 4 * DAY)
                ],
                lambda: Room.objects.update(active=False),
                lambda: SessionPattern.objects.filter(weekday__in=(4, 5)).delete(),
                lambda: Timetable.objects.update(valid_until=WEEK),
                lambda: BookingRules.objects.update(lead_working_days=30),
                lambda: weekly_capacity.set_week_capacity(
                    week=WEEK, capacity=0, note="", now=MONDAY
                ),
            ],
            every=3,
        ),
    )
    def test_it_ends_where_its_days_were_closed(self, shut: Callable[[], object]) -> None:
        a_full_week()
        visit = waits(at(3), at(4))
        run_due(now=MONDAY + HOUR)
        assert again(visit).status == Status.WAITLISTED
        shut()
        run_due(now=MONDAY + 2 * HOUR)
        run_due(now=MONDAY + 3 * HOUR)
        assert again(visit).status == Status.EXPIRED
        assert told(visit, "wait_ended") == 1

    def test_a_holiday_import_closes_days_too(self) -> None:
        week = dt.date(2026, 12, 21)
        for n in range(4):
            a_visit(trusted=True, now=MONDAY, slots=[at(n, week=week)])
        visit = waits(at(4, week=week))
        import_holidays([2026])
        assert Closure.objects.filter(starts_on=week + 4 * DAY).exists()
        run_due(now=MONDAY + HOUR)
        assert again(visit).status == Status.EXPIRED
        assert "tutup" in words_of(Message.objects.get(visit=visit, template="wait_ended"))

    def test_one_day_that_is_left_keeps_it_waiting(self) -> None:
        a_full_week()
        visit = waits(at(3), at(4))
        Closure.objects.create(name="Rapat", starts_on=WEEK + 3 * DAY, ends_on=WEEK + 3 * DAY)
        run_due(now=MONDAY + HOUR)
        assert again(visit).status == Status.WAITLISTED

    def test_a_part_of_the_day_that_is_left_keeps_it_waiting(self) -> None:
        a_full_week()
        visit = waits(at(3))
        Closure.objects.create(
            name="Senam", starts_on=WEEK + 3 * DAY, ends_on=WEEK + 3 * DAY,
            starts_at=dt.time(8), ends_at=dt.time(12),
        )  # fmt: skip
        run_due(now=MONDAY + HOUR)
        assert again(visit).status == Status.WAITLISTED

    def test_a_day_opened_again_before_the_pass_ends_nothing(self) -> None:
        a_full_week()
        visit = waits(at(4))
        closure = Closure.objects.create(name="x", starts_on=WEEK, ends_on=WEEK + 6 * DAY)
        closure.delete()
        assert not waiting_list.end_wait(visit, now=MONDAY + HOUR)
        assert again(visit).status == Status.WAITLISTED

    def test_whoever_confirms_the_address_when_it_is_too_late_to_wait_hears_it_once(self) -> None:
        a_full_week()
        visit = a_visit(now=LAST_DAY - dt.timedelta(minutes=20), slots=[at(4)], waitlist=True)
        now = LAST_DAY + dt.timedelta(minutes=10)
        assert address.verify(visit, now=now).status == Status.EXPIRED
        run_due(now=now)
        letters = Message.objects.filter(visit=visit, recipient=CONTACT)
        assert list(letters.values_list("template", flat=True)) == ["wait_ended"]

    def test_staff_cannot_put_on_the_list_what_could_never_be_offered(self) -> None:
        a_full_week()
        with pytest.raises(capacity.Refused) as refused:
            a_visit(trusted=True, now=LAST_DAY + DAY, slots=[at(4)], waitlist=True)
        assert refused.value.code == "too_soon"

    def test_who_let_everything_pass_is_told_to_choose_other_days(self) -> None:
        full = a_full_week()
        visit = waits(at(4))
        answering.cancel(full[0], reason="x", by=DELEGATION, now=MONDAY + HOUR)
        run_due(now=MONDAY + 2 * HOUR)
        run_due(now=MONDAY + 2 * DAY)
        assert again(visit).status == Status.WAITLISTED
        assert "pilih hari lain" in words_of(Message.objects.get(template="offer_lapsed"))
        run_due(now=LAST_DAY + HOUR)
        assert again(visit).status == Status.EXPIRED

    def test_without_an_address_the_host_is_told_to_tell_them(self, host: Host) -> None:
        a_full_week()
        visit = waits(at(4))
        Visit.objects.filter(pk=visit.pk).update(contact_email="")
        run_due(now=LAST_DAY + HOUR)
        letter = Message.objects.get(visit=visit, template="ended_notice")
        assert letter.recipient == host.email
        assert "WhatsApp" in words_of(letter)


class TestOffers:
    def test_an_offer_ends_when_its_session_begins(self) -> None:
        BookingRules.objects.update(lead_working_days=0, offer_hours=240)
        full = a_full_week()
        visit = waits(at(4))
        now = dt.datetime(2026, 12, 16, 2, tzinfo=dt.UTC)
        answering.cancel(full[3], reason="x", by=DELEGATION, now=now)
        begins = dt.datetime(2026, 12, 18, 2, tzinfo=dt.UTC)
        place = places.reservation_of(visit.owner_key)
        assert place is not None
        assert again(visit).offer_expires_at == place.hold_expires_at == begins

    def test_an_offer_of_a_day_that_was_closed_is_taken_back_and_refused_until_then(self) -> None:
        full = a_full_week()
        visit = waits(at(4))
        answering.cancel(full[0], reason="x", by=DELEGATION, now=MONDAY + HOUR)
        Closure.objects.create(name="Rapat", starts_on=WEEK + 4 * DAY, ends_on=WEEK + 4 * DAY)
        with pytest.raises(capacity.Refused) as refused:
            answering.accept(visit, slot=at(4), by=DELEGATION, now=MONDAY + 2 * HOUR)
        assert refused.value.code == "slot_closed"
        run_due(now=MONDAY + 2 * HOUR)
        # Nothing is left of its days: one letter says so.
        assert again(visit).status == Status.EXPIRED
        assert (told(visit, "offer_lapsed"), told(visit, "wait_ended")) == (0, 1)
        assert audit() == []


class TestProposals:
    def proposed(self, desk: Actor, *slots: SlotId, visit: Visit | None = None) -> Visit:
        visit = visit or a_visit(trusted=True, now=MONDAY, slots=[at(0)])
        return deciding.propose(
            visit, slots=slots or [at(2), at(3)], message="", by=desk, now=MONDAY
        )

    def test_it_ends_at_its_deadline_gives_the_place_back_and_says_so_once(
        self, desk: Actor, host: Host
    ) -> None:
        visit = self.proposed(desk)
        due = visit.answer_due_at
        # Five working days, the last of them whole: it is named as a day.
        assert due == end_of(MONDAY + 7 * DAY)
        run_due(now=due - HOUR)
        assert again(visit).status == Status.PROPOSED
        for minutes in (0, 1, 60):
            run_due(now=due + dt.timedelta(minutes=minutes))
        assert again(visit).status == Status.EXPIRED
        assert places.reservation_of(visit.owner_key) is None
        assert told(visit, "proposal_ended") == 1
        assert Message.objects.filter(template="ended_notice", recipient=host.email).count() == 1
        assert audit() == []

    def test_the_host_sets_how_long_it_stands(self, desk: Actor) -> None:
        BookingRules.objects.update(proposal_working_days=2)
        assert self.proposed(desk).answer_due_at == end_of(MONDAY + 2 * DAY)

    def test_it_stands_no_longer_than_its_last_session(self, desk: Actor) -> None:
        BookingRules.objects.update(proposal_working_days=30)
        visit = self.proposed(desk, at(1), at(2))
        begins = dt.datetime(2026, 12, 16, 2, tzinfo=dt.UTC)
        assert visit.answer_due_at == begins
        run_due(now=begins)
        assert again(visit).status == Status.EXPIRED

    def test_one_of_a_release_without_deadlines_ends_with_its_sessions(self, desk: Actor) -> None:
        visit = self.proposed(desk)
        Visit.objects.filter(pk=visit.pk).update(answer_due_at=None)
        run_due(now=MONDAY + 14 * DAY)
        assert again(visit).status == Status.PROPOSED
        run_due(now=dt.datetime(2026, 12, 17, 2, tzinfo=dt.UTC))
        assert again(visit).status == Status.EXPIRED

    def test_the_delegation_is_reminded_a_day_before_once(self, desk: Actor) -> None:
        visit = self.proposed(desk)
        due = visit.answer_due_at
        assert due is not None
        run_due(now=MONDAY + DAY)
        assert told(visit, "proposal_ends") == 0
        for hours in (23, 5, 1):
            run_due(now=due - hours * HOUR)
        assert told(visit, "proposal_ends") == 1

    def test_an_answer_in_time_is_no_end(self, desk: Actor) -> None:
        visit = self.proposed(desk)
        answering.accept(visit, slot=at(2), by=DELEGATION, now=MONDAY + DAY)
        run_due(now=MONDAY + 9 * DAY)
        visit = again(visit)
        assert (visit.status, visit.answer_due_at) == (Status.CONFIRMED, None)

    def test_who_still_has_a_turn_waits_again(self, desk: Actor) -> None:
        a_full_week()
        visit = waits(at(4, week=WEEK))
        visit = self.proposed(desk, at(1, week=WEEK + 7 * DAY), visit=visit)
        due = visit.answer_due_at
        assert due is not None
        run_due(now=due)
        assert again(visit).status == Status.WAITLISTED
        assert waiting_list.number_of(visit) == 1
        assert "Urutan Anda" in words_of(Message.objects.get(template="proposal_ended"))

    def test_a_partner_in_a_joint_visit_gives_its_share_back_alone(self, desk: Actor) -> None:
        holder = a_visit(trusted=True, now=MONDAY, slots=[at(0)], people=5)
        guest = a_visit(trusted=True, now=MONDAY, slots=[at(1)], people=5)
        joint_visits.merge(guest, into=holder, by=desk, now=MONDAY)
        self.proposed(desk, at(2), visit=again(guest))
        run_due(now=MONDAY + 8 * DAY)
        assert again(guest).status == Status.EXPIRED
        assert again(holder).status == Status.REQUESTED
        assert places.reservation_of(holder.owner_key) is not None
        assert audit() == []

    def test_what_nobody_can_take_any_more_is_the_desks_again(self, desk: Actor) -> None:
        visit = self.proposed(desk, at(2))
        Closure.objects.create(name="Rapat", starts_on=WEEK + 2 * DAY, ends_on=WEEK + 2 * DAY)
        (found,) = [o for o in on_the_desk(MONDAY + DAY) if o.visit == visit]
        assert found.ours
        assert found.urgent


class TestWishes:
    def wishing(self, desk: Actor, slot: SlotId, own: SlotId) -> Visit:
        visit = a_visit(trusted=True, now=MONDAY, slots=[own])
        visit = deciding.approve(visit, by=desk, now=MONDAY)
        return moving.reschedule(visit, slots=[slot], by=DELEGATION, now=MONDAY + HOUR)

    def test_it_ends_with_the_sessions_wished_for_and_the_visit_stays(self, desk: Actor) -> None:
        visit = self.wishing(desk, at(1), at(3))
        sequence = visit.sequence
        begins = dt.datetime(2026, 12, 15, 2, tzinfo=dt.UTC)
        run_due(now=begins - HOUR)
        assert again(visit).wished_slots
        run_due(now=begins)
        run_due(now=begins + HOUR)
        visit = again(visit)
        assert (visit.wished_slots, visit.status) == ([], Status.CONFIRMED)
        assert visit.sequence == sequence  # no calendar changes by it
        assert told(visit, "wish_ended") == 1

    def test_it_ends_in_silence_once_they_are_there(self, desk: Actor) -> None:
        visit = self.wishing(desk, at(3), at(1))
        run_due(now=dt.datetime(2026, 12, 15, 2, tzinfo=dt.UTC))
        assert again(visit).wished_slots == []
        assert told(visit, "wish_ended") == 0

    def test_a_wish_that_is_about_to_end_is_an_alarm(self, desk: Actor) -> None:
        self.wishing(desk, at(1), at(3))
        moves = [o for o in on_the_desk(MONDAY + DAY) if o.kind == "move"]
        assert [o.urgent for o in moves] == [False]
        moves = [o for o in on_the_desk(MONDAY + 21 * DAY) if o.kind == "move"]
        assert [o.urgent for o in moves] == [True]


class TestUnanswered:
    def test_a_late_answer_is_owned_up_to_once(self) -> None:
        visit = a_visit(trusted=True, now=MONDAY, slots=[at(0)])
        due = visit.reply_due_at
        assert due is not None
        remind(now=due + DAY)
        assert told(visit, "reply_late") == 0
        for days in (2, 3, 4):
            remind(now=due + days * DAY)
        assert told(visit, "reply_late") == 1

    def test_nobody_is_late_who_waits_for_papers(self) -> None:
        visit = a_visit(trusted=True, now=MONDAY, slots=[at(0)])
        assert visit.reply_due_at is not None
        Visit.objects.filter(pk=visit.pk).update(missing="Surat tugas")
        remind(now=visit.reply_due_at + 3 * DAY)
        assert told(visit, "reply_late") == 0

    def test_a_date_that_has_come_undecided_is_told_to_both_once_and_is_an_alarm(
        self, host: Host
    ) -> None:
        visit = a_visit(trusted=True, now=MONDAY, slots=[at(0)])
        begins = dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC)
        for hours in (-2, 0, 1, 30):
            run_due(now=begins + hours * HOUR)
        assert again(visit).status == Status.REQUESTED
        assert told(visit, "date_passed") == 1
        notice = Message.objects.filter(template="date_passed_notice", recipient=host.email)
        assert notice.count() == 1
        (found,) = [o for o in on_the_desk(begins + 30 * DAY) if o.visit == visit]
        assert (found.urgent, found.mark) == (True, "Tanggal lewat")

    def test_an_arrival_whose_departure_nobody_noted_waits_on_the_desk(self, desk: Actor) -> None:
        visit = a_visit(trusted=True, now=MONDAY, slots=[at(0)])
        visit = deciding.approve(visit, by=desk, now=MONDAY)
        begins = dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC)
        attendance.check_in(visit, by=desk, now=begins)
        assert [o for o in on_the_desk(begins + HOUR) if o.visit == visit] == []
        (found,) = [o for o in on_the_desk(begins + DAY) if o.visit == visit]
        assert found.kind == "day"


# A visit in each status in which something is still to come: from it, a year without anybody who
# does anything must lead to an end, or to an alarm on the desk.
def _unverified(desk: Actor) -> Visit:
    return a_visit(now=MONDAY, slots=[at(0)])


def _requested(desk: Actor) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[at(0)])


def _proposed(desk: Actor) -> Visit:
    return deciding.propose(_requested(desk), slots=[at(1)], message="", by=desk, now=MONDAY)


def _waitlisted(desk: Actor) -> Visit:
    a_full_week()
    return waits(at(4))


def _confirmed(desk: Actor) -> Visit:
    return deciding.approve(_requested(desk), by=desk, now=MONDAY)


def _arrived(desk: Actor) -> Visit:
    return attendance.check_in(
        _confirmed(desk), by=desk, now=dt.datetime(2026, 12, 14, 2, tzinfo=dt.UTC)
    )


_ENDS = frozenset(
    {Status.COMPLETED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED, Status.NO_SHOW}
)
_STILL_OPEN: dict[Status, Callable[[Actor], Visit]] = {
    Status.UNVERIFIED: _unverified,
    Status.REQUESTED: _requested,
    Status.PROPOSED: _proposed,
    Status.WAITLISTED: _waitlisted,
    Status.CONFIRMED: _confirmed,
    Status.ARRIVED: _arrived,
}


@pytest.mark.parametrize("status", [status for status in Status if status not in _ENDS])
def test_no_status_waits_for_ever(status: Status, desk: Actor) -> None:
    visit = _STILL_OPEN[status](desk)  # a new status says here how it comes about
    assert visit.status == status
    later = MONDAY + 365 * DAY
    for days in (30, 180, 365):
        run_due(now=MONDAY + days * DAY)
    visit = again(visit)
    waiting_for_us = [o for o in on_the_desk(later) if o.visit == visit and o.ours]
    assert visit.status in _ENDS or waiting_for_us


def test_the_table_in_the_docs_says_of_each_status_what_ends_it() -> None:
    text = (Path(__file__).parents[3] / "docs" / "scheduling.md").read_text()
    table = text.partition("## What waits, and what ends it")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)`[^|]* \| ([^|]+) \|", table, re.MULTILINE)
    assert {status for status, _end in rows} == {str(s) for s in Status if s not in _ENDS}
    assert all(end.strip() for _status, end in rows)
