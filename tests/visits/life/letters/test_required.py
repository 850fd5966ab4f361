"""A letter that the host requires: what is held without it lapses, told before, exactly once."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from pytest_django import Settings

from notifications.due import run_due
from notifications.models import Message
from scheduling import places
from scheduling.models import BookingRules, Closure, Room
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import a_visit
from tests.notifications.letters import CONTACT, words_of
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, staff
from visits.inbox.items import Kind
from visits.inbox.sources import outstanding
from visits.life import address, amending, answering, deciding, joint_visits, moving
from visits.life.deadlines import allowed_now
from visits.life.letter_steps.deciding import NotADueDay, lapse_due, note_came, set_due
from visits.life.letters.due import awaited_until
from visits.life.step import NeedsReason, WrongStatus
from visits.life.table import Action
from visits.life.undo import reopening, undoing
from visits.models import Host, LetterInstead, Status, Visit, VisitEvent
from visits.people.participants import send_letter

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
SLOT, NEXT = SlotId.parse("2026-12-09-0900-aula"), SlotId.parse("2026-12-16-0900-aula")
# The end of Thursday, 26 November, in WIB: three working days after Monday.
DUE = dt.datetime(2026, 11, 26, 16, 59, 59, tzinfo=dt.UTC)
By = VisitEvent.By


@pytest.fixture(autouse=True)
def _required(room: Room, host: Host) -> None:
    BookingRules.objects.update(letter_working_days=3, active_per_region_week=0)


@pytest.fixture
def desk() -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def asked(now: dt.datetime = MONDAY, slot: SlotId = SLOT, **changes: object) -> Visit:
    return a_visit(trusted=True, now=now, slots=[slot], **changes)


def again(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def a_letter() -> ContentFile:
    return ContentFile(b"%PDF-1.7\n%%EOF\n", name="surat.pdf")


def told(visit: Visit, template: str) -> int:
    return Message.objects.filter(visit=visit, template=template).count()


def letters_due(now: dt.datetime) -> list[str]:
    found = outstanding(Visit.objects.all(), now=now)
    return [o.words for o in found if o.kind == Kind.MISSING]


class TestTheDeadline:
    def test_it_is_the_end_of_a_working_day_of_the_hosts(self) -> None:
        assert awaited_until(asked()) == DUE
        Closure.objects.create(
            name="Libur", kind="own_event", starts_on="2026-11-25", ends_on="2026-11-25"
        )
        assert awaited_until(asked(slot=NEXT)) == DUE + DAY

    def test_off_by_default(self) -> None:
        assert BookingRules._meta.get_field("letter_working_days").default == 0
        BookingRules.objects.update(letter_working_days=0)
        assert asked().letter_due_at is None

    def test_none_where_the_letter_comes_with_the_request(self) -> None:
        visit = asked(letter_file=a_letter())
        assert (visit.letter_due_at, awaited_until(visit)) == (None, None)

    def test_a_number_alone_is_no_letter(self) -> None:
        assert awaited_until(asked(letter_number="005/1/2026")) == DUE

    def test_what_staff_typed_from_the_paper_is_there(self, desk: Actor) -> None:
        visit = asked(letter_number="005/1/2026", by=desk)
        assert (visit.letter_instead, awaited_until(visit)) == (LetterInstead.PAPER, None)
        assert awaited_until(asked(letter_number="", slot=NEXT, by=desk)) == DUE

    def test_a_changed_rule_moves_nothing_that_was_told(self) -> None:
        visit = asked()
        for days in (0, 1, 9):
            BookingRules.objects.update(letter_working_days=days)
            assert awaited_until(again(visit)) == DUE
        run_due(now=DUE)
        assert again(visit).status == Status.EXPIRED

    def test_an_unconfirmed_request_is_told_it_at_once_and_keeps_it(self) -> None:
        visit = a_visit(now=MONDAY, slots=[SLOT])
        assert awaited_until(visit) == DUE
        assert awaited_until(address.verify(visit, now=MONDAY + 5 * SECOND)) == DUE

    @pytest.mark.parametrize(
        ("days_before", "due"),
        [(1, None), (2, None), (3, MONDAY + DAY), (9, DUE)],
    )
    def test_it_leaves_the_day_before_theirs_and_their_day_alone(
        self, desk: Actor, days_before: int, due: dt.datetime | None
    ) -> None:
        BookingRules.objects.update(lead_working_days=0)
        slot = SlotId.parse(f"{MONDAY.date() + days_before * DAY}-0900-aula")
        visit = asked(slot=slot, by=desk, letter_number="")
        expected = due and due.replace(hour=16, minute=59, second=59)
        assert awaited_until(visit) == expected

    def test_nobody_waits_for_a_letter_without_a_place(self, desk: Actor) -> None:
        for weekday in range(4):
            asked(slot=SlotId.parse(f"{SLOT.date + (weekday - 2) * DAY}-0900-aula"))
        visit = asked(waitlist=True, slot=SLOT)
        assert (visit.status, visit.letter_due_at) == (Status.WAITLISTED, None)
        run_due(now=DUE - HOUR)
        assert again(visit).letter_due_at is None

    def test_a_proposal_stops_the_clock_and_its_answer_gives_time_anew(self, desk: Actor) -> None:
        visit = deciding.propose(asked(), slots=[NEXT], message="", by=desk, now=MONDAY)
        assert awaited_until(visit) is None
        run_due(now=DUE + HOUR)
        assert again(visit).status == Status.PROPOSED
        answered = DUE + HOUR
        visit = answering.accept(visit, slot=NEXT, by=DELEGATION, now=answered)
        # Friday at midnight in WIB is where it was answered: Wednesday.
        assert awaited_until(visit) == DUE + 6 * DAY

    def test_another_answer_never_brings_it_forward(self, desk: Actor) -> None:
        visit = deciding.propose(asked(), slots=[NEXT], message="", by=desk, now=MONDAY)
        BookingRules.objects.update(letter_working_days=1)
        visit = answering.accept(visit, slot=NEXT, by=DELEGATION, now=MONDAY + HOUR)
        assert awaited_until(visit) == DUE

    def test_a_moved_visit_keeps_it(self, desk: Actor) -> None:
        visit = deciding.approve(asked(), by=desk, now=MONDAY)
        visit = moving.reschedule(visit, slots=[NEXT], by=desk, now=MONDAY + DAY)
        assert awaited_until(visit) == DUE

    def test_a_letter_taken_away_leaves_time_for_another(self) -> None:
        visit = asked(letter_file=a_letter())
        late = DUE + 2 * HOUR
        visit = amending.amend(visit, changes={"letter_file": ""}, by=DELEGATION, now=late)
        assert awaited_until(visit) == DUE + 6 * DAY
        visit = send_letter(visit, file=a_letter(), number="", date=None, by=DELEGATION, now=late)
        assert awaited_until(visit) is None

    def test_the_database_knows_what_may_stand_for_a_letter(self) -> None:
        visit = asked()
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(letter_instead="perhaps")


class TestTheEnd:
    def test_it_lapses_after_the_last_second_of_the_day_once(self, host: Host) -> None:
        visit = asked()
        run_due(now=DUE - SECOND)
        assert again(visit).status == Status.REQUESTED
        for minutes in (0, 1, 60):
            run_due(now=DUE + dt.timedelta(minutes=minutes))
        visit = again(visit)
        assert visit.status == Status.EXPIRED
        assert places.reservation_of(visit.owner_key) is None
        assert visit.events.filter(kind="letter_lapsed").count() == 1
        assert told(visit, "letter_lapsed") == 1
        assert Message.objects.filter(template="ended_notice", recipient=host.email).count() == 1
        assert audit() == []

    def test_a_beat_that_was_dead_for_days_does_it_once(self) -> None:
        visit = asked()
        for _ in range(2):
            lapse_due(now=DUE + 4 * DAY)
        run_due(now=DUE + 4 * DAY)
        assert again(visit).events.filter(kind="letter_lapsed").count() == 1
        assert told(visit, "letter_due") == 0

    def test_an_approved_visit_lapses_too_and_is_taken_out_of_calendars(self, desk: Actor) -> None:
        visit = deciding.approve(asked(), by=desk, now=MONDAY)
        run_due(now=MONDAY + HOUR)
        run_due(now=DUE)
        assert again(visit).status == Status.EXPIRED
        letter = Message.objects.get(visit=visit, template="letter_lapsed")
        assert (letter.recipient, letter.method) == (CONTACT, "CANCEL")

    def test_a_letter_in_the_last_second_saves_it(self) -> None:
        visit = asked()
        send_letter(visit, file=a_letter(), number="", date=None, by=DELEGATION, now=DUE - SECOND)
        run_due(now=DUE + DAY)
        assert again(visit).status == Status.REQUESTED

    def test_its_place_goes_to_who_waits_in_the_same_pass(self) -> None:
        monday = SLOT.date - 2 * DAY
        lapses, *_others = [
            asked(
                slot=SlotId.parse(f"{monday + n * DAY}-0900-aula"),
                letter_file=a_letter() if n else None,
            )
            for n in range(4)
        ]
        slot = SlotId.parse(lapses.preferred_slots[0])
        waiting = asked(waitlist=True, slot=slot)
        assert waiting.status == Status.WAITLISTED
        run_due(now=DUE)
        waiting = again(waiting)
        assert waiting.proposed_slots == [str(slot)]
        taken = DUE + HOUR
        waiting = answering.accept(waiting, slot=slot, by=DELEGATION, now=taken)
        assert awaited_until(waiting) == DUE + 6 * DAY

    def test_one_of_a_joint_visit_gives_its_share_back_alone(self, desk: Actor) -> None:
        holder = asked(people=5, letter_file=a_letter())
        guest = asked(people=5, slot=NEXT)
        joint_visits.merge(guest, into=holder, by=desk, now=MONDAY)
        run_due(now=DUE)
        assert again(guest).status == Status.EXPIRED
        assert again(holder).status == Status.REQUESTED
        assert places.reservation_of(holder.owner_key) is not None
        assert audit() == []

    def test_on_their_own_day_nobody_is_called_off_and_staff_are_told(self, desk: Actor) -> None:
        visit = deciding.approve(asked(), by=desk, now=MONDAY)
        their_day = dt.datetime(2026, 12, 9, 1, tzinfo=dt.UTC)
        assert lapse_due(now=their_day) == 0
        assert again(visit).status == Status.CONFIRMED
        assert letters_due(their_day) == [
            "Surat belum ada: putuskan di tempat apakah mereka diterima"
        ]
        assert lapse_due(now=their_day - 9 * HOUR) == 1

    def test_staff_open_it_again_with_time_for_the_letter(self, desk: Actor) -> None:
        visit = asked()
        run_due(now=DUE)
        visit = again(visit)
        assert Action.REOPEN in allowed_now(visit, By.STAFF, now=DUE)
        visit = reopening.reopen(visit, reason="Surat tiba.", by=desk, now=DUE + HOUR)
        assert (visit.status, awaited_until(visit)) == (Status.REQUESTED, DUE + 6 * DAY)
        run_due(now=DUE + 2 * HOUR)
        assert again(visit).status == Status.REQUESTED

    def test_what_lapsed_unconfirmed_is_not_opened(self, desk: Actor) -> None:
        visit = a_visit(now=MONDAY, slots=[SLOT])
        address.expire_due(now=MONDAY + DAY)
        visit = again(visit)
        assert Action.REOPEN not in allowed_now(visit, By.STAFF, now=MONDAY + DAY)
        with pytest.raises(WrongStatus):
            reopening.reopen(visit, reason="x", by=desk, now=MONDAY + DAY)


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("language", "day"),
        [("id", "Kamis, 26 November 2026"), ("en", "Thursday, 26 November 2026")],
    )
    def test_each_letter_says_until_when(self, desk: Actor, language: str, day: str) -> None:
        visit = asked(language=language)
        run_due(now=MONDAY)
        assert day in words_of(Message.objects.get(visit=visit, template="received"))
        deciding.approve(visit, by=desk, now=MONDAY + HOUR)
        run_due(now=MONDAY + HOUR)
        approved = Message.objects.get(visit=visit, template="approved")
        assert day in words_of(approved)
        run_due(now=MONDAY + 2 * DAY)
        assert day in words_of(Message.objects.get(visit=visit, template="letter_due"))
        run_due(now=DUE)
        assert day in words_of(Message.objects.get(visit=visit, template="letter_lapsed"))

    def test_it_is_reminded_of_the_day_before_once(self) -> None:
        visit = asked()
        run_due(now=MONDAY + DAY)
        assert told(visit, "letter_due") == 0
        for hours in (0, 3, 24):
            run_due(now=MONDAY + 2 * DAY + hours * HOUR)
        assert told(visit, "letter_due") == 1

    def test_nobody_is_reminded_of_what_is_here(self) -> None:
        visit = asked()
        send_letter(visit, file=a_letter(), number="", date=None, by=DELEGATION, now=MONDAY + DAY)
        run_due(now=MONDAY + 2 * DAY)
        assert told(visit, "letter_due") == 0

    def test_the_inbox_has_it_from_the_working_day_before(self) -> None:
        asked()
        assert letters_due(MONDAY + DAY) == []
        assert letters_due(MONDAY + 2 * DAY) == [
            "Surat belum ada: tempatnya gugur setelah Kam, 26 Nov"
        ]


class TestWhatStaffDo:
    def test_another_day_is_told_and_reminded_of_anew(self, desk: Actor) -> None:
        visit = asked()
        run_due(now=MONDAY + 2 * DAY)
        day = dt.date(2026, 11, 30)
        later = set_due(
            visit, until=day, reason="Menunggu tanda tangan.", by=desk, now=MONDAY + 2 * DAY
        )
        ends = dt.datetime(2026, 11, 30, 16, 59, 59, tzinfo=dt.UTC)
        assert awaited_until(later) == ends
        run_due(now=MONDAY + 2 * DAY + HOUR)
        changed = words_of(Message.objects.get(visit=visit, template="letter_due_changed"))
        assert "Senin, 30 November 2026" in changed
        assert "Menunggu tanda tangan." in changed
        run_due(now=DUE)
        assert again(visit).status == Status.REQUESTED
        run_due(now=ends - 12 * HOUR)
        assert told(visit, "letter_due") == 2
        run_due(now=ends)
        assert again(visit).status == Status.EXPIRED

    def test_without_it_the_place_stands(self, desk: Actor) -> None:
        visit = set_due(asked(), until=None, reason="Mitra lama.", by=desk, now=MONDAY)
        run_due(now=DUE + DAY)
        assert again(visit).status == Status.REQUESTED
        assert "Mitra lama." in words_of(Message.objects.get(template="letter_due_changed"))
        back = set_due(
            visit, until=dt.date(2026, 12, 2), reason="Ternyata perlu.", by=desk, now=DUE + DAY
        )
        assert awaited_until(back) == DUE + 6 * DAY

    def test_pressed_twice_it_is_once(self, desk: Actor) -> None:
        visit = asked()
        press = {"until": None, "reason": "Mitra lama.", "by": desk, "now": MONDAY}
        first = set_due(visit, version=visit.version, **press)
        second = set_due(visit, version=visit.version, **press)
        assert first.version == second.version
        assert visit.events.filter(kind="letter_due_set").count() == 1

    def test_it_can_be_undone_while_nobody_was_told(self, desk: Actor, settings: Settings) -> None:
        settings.UNDO_SECONDS = 20
        visit = set_due(asked(), until=None, reason="Salah tekan.", by=desk, now=MONDAY)
        visit = undoing.undo(visit, by=desk, now=MONDAY + 5 * SECOND)
        assert (visit.status, awaited_until(visit)) == (Status.REQUESTED, DUE)
        run_due(now=MONDAY + HOUR)
        assert told(visit, "letter_due_changed") == 0

    def test_of_changes_close_together_only_what_stands_is_told(
        self, desk: Actor, settings: Settings
    ) -> None:
        settings.UNDO_SECONDS = 20
        visit, now = asked(), MONDAY
        set_due(visit, until=dt.date(2026, 12, 2), reason="Pertama.", by=desk, now=now)
        note_came(visit, came=True, by=desk, now=now + SECOND)
        note_came(visit, came=False, by=desk, now=now + 2 * SECOND)
        set_due(visit, until=None, reason="Kedua.", by=desk, now=now + 3 * SECOND)
        last = dt.date(2026, 12, 7)
        set_due(visit, until=last, reason="Ketiga.", by=desk, now=now + 4 * SECOND)
        run_due(now=now + HOUR)
        words = words_of(Message.objects.get(visit=visit, template="letter_due_changed"))
        assert "Senin, 7 Desember 2026" in words
        assert "Ketiga." in words

    def test_the_same_day_set_again_is_told_once_with_its_last_reason(
        self, desk: Actor, settings: Settings
    ) -> None:
        settings.UNDO_SECONDS = 20
        visit, day = asked(), dt.date(2026, 12, 2)
        for second, (until, reason) in enumerate([(day, "Satu."), (None, "Dua."), (day, "Tiga.")]):
            set_due(visit, until=until, reason=reason, by=desk, now=MONDAY + second * SECOND)
        run_due(now=MONDAY + HOUR)
        told_once = Message.objects.get(visit=visit, template="letter_due_changed")
        assert "Tiga." in words_of(told_once)

    def test_what_stands_is_told_where_a_later_change_was_taken_back(
        self, desk: Actor, settings: Settings
    ) -> None:
        settings.UNDO_SECONDS = 20
        visit, day = asked(), dt.date(2026, 12, 2)
        set_due(visit, until=day, reason="Satu.", by=desk, now=MONDAY)
        set_due(visit, until=day + DAY, reason="Dua.", by=desk, now=MONDAY + SECOND)
        undoing.undo(again(visit), by=desk, now=MONDAY + 2 * SECOND)
        run_due(now=MONDAY + HOUR)
        told_once = Message.objects.get(visit=visit, template="letter_due_changed")
        assert "Satu." in words_of(told_once)

    @pytest.mark.parametrize("until", [None, dt.date(2026, 12, 2)], ids=["waived", "later"])
    def test_nothing_is_told_where_the_letter_came_meanwhile(
        self, desk: Actor, settings: Settings, until: dt.date | None
    ) -> None:
        settings.UNDO_SECONDS = 20
        visit = asked()
        set_due(visit, until=until, reason="Mitra lama.", by=desk, now=MONDAY)
        came = {"file": a_letter(), "number": "", "date": None}
        send_letter(again(visit), **came, by=DELEGATION, now=MONDAY + SECOND)
        run_due(now=MONDAY + HOUR)
        assert told(visit, "letter_due_changed") == 0

    @pytest.mark.parametrize("day", ["2026-11-25", "2026-12-08", "2027-01-01"])
    def test_no_day_before_what_was_told_nor_too_near_theirs(self, desk: Actor, day: str) -> None:
        with pytest.raises(NotADueDay) as refused:
            set_due(asked(), until=dt.date.fromisoformat(day), reason="x", by=desk, now=MONDAY)
        assert (str(refused.value.first), str(refused.value.last)) == ("2026-11-26", "2026-12-07")

    def test_it_needs_a_reason_and_a_letter_that_is_not_here(self, desk: Actor) -> None:
        with pytest.raises(NeedsReason):
            set_due(asked(), until=None, reason=" ", by=desk, now=MONDAY)
        here = asked(slot=NEXT, letter_file=a_letter())
        with pytest.raises(WrongStatus):
            set_due(here, until=None, reason="x", by=desk, now=MONDAY)
        with pytest.raises(WrongStatus):
            note_came(here, came=True, by=desk, now=MONDAY)
        allowed = set(allowed_now(here, By.STAFF, now=MONDAY))
        assert allowed.isdisjoint({Action.LETTER_DUE, Action.LETTER_CAME})

    def test_on_paper_it_is_there_and_taken_back_there_is_time_anew(self, desk: Actor) -> None:
        visit = asked()
        for _ in range(2):
            visit = note_came(visit, came=True, by=desk, now=MONDAY)
        assert visit.events.filter(kind="letter_came").count() == 1
        run_due(now=DUE + HOUR)
        assert again(visit).status == Status.REQUESTED
        visit = note_came(visit, came=False, by=desk, now=DUE + HOUR)
        assert awaited_until(visit) == DUE + 6 * DAY

    @pytest.mark.parametrize("without", ["waived", "paper"])
    def test_what_was_told_is_not_brought_forward_by_doing_without_in_between(
        self, desk: Actor, without: str
    ) -> None:
        visit = set_due(asked(), until=dt.date(2026, 12, 4), reason="x", by=desk, now=MONDAY)
        if without == "waived":
            visit = set_due(visit, until=None, reason="x", by=desk, now=MONDAY)
        else:
            visit = note_came(visit, came=True, by=desk, now=MONDAY)
        for day in (MONDAY.date(), dt.date(2026, 12, 3)):
            with pytest.raises(NotADueDay):
                set_due(visit, until=day, reason="x", by=desk, now=MONDAY + HOUR)
        kept = set_due(visit, until=dt.date(2026, 12, 4), reason="x", by=desk, now=MONDAY + HOUR)
        assert awaited_until(kept) == DUE + 8 * DAY

    def test_moved_to_before_its_deadline_it_is_due_before_the_new_day(self, desk: Actor) -> None:
        visit = deciding.approve(asked(slot=NEXT), by=desk, now=MONDAY)
        visit = set_due(visit, until=dt.date(2026, 12, 14), reason="x", by=desk, now=MONDAY)
        visit = moving.reschedule(visit, slots=[SLOT], by=desk, now=MONDAY)
        # Two days before the ninth; and no further day, though another one was told.
        assert awaited_until(visit) == DUE + 11 * DAY
        with pytest.raises(NotADueDay):
            set_due(visit, until=dt.date(2026, 12, 8), reason="x", by=desk, now=MONDAY)

    def test_moved_to_a_day_too_near_the_clock_decides_nothing(self, desk: Actor) -> None:
        visit = deciding.approve(asked(slot=NEXT), by=desk, now=MONDAY)
        late = MONDAY + 14 * DAY
        visit = set_due(visit, until=dt.date(2026, 12, 14), reason="x", by=desk, now=MONDAY)
        visit = moving.reschedule(
            visit, slots=[SLOT], by=desk, now=late, override_reason="Pimpinan meminta."
        )
        assert awaited_until(visit) is None
        assert lapse_due(now=late + 3 * DAY) == 0
