"""Random sequences of everything that can happen to places, against a plain model in memory.

After each step: taken never rose above the capacity, no two are in a room at once, every place has
an owner, the audit is clean, and the engine gave the answer that the model gives.
"""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scheduling import capacity, places
from scheduling.audit import audit
from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.models import (
    BookingRules,
    CapacityRule,
    Closure,
    Reservation,
    Room,
    SessionPattern,
    Timetable,
    Week,
)
from scheduling.rules.weekly_capacity import apply_capacity_rules, set_week_capacity
from scheduling.sharing import joint, waiting
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.scheduling.factories import NOW
from tests.scheduling.model import Key, Model

WEEKS = [dt.date(2026, 12, 7), dt.date(2026, 12, 28)]  # the second is 2026-W53
ROOMS = ["aula", "kecil"]
HOURS = [dt.time(9), dt.time(13, 30)]
DAYS = [monday + dt.timedelta(days=n) for monday in WEEKS for n in (0, 4)]
OWNERS = [f"visit:{n}" for n in range(9)]
LIMIT = 60

slots = st.builds(
    SlotId,
    date=st.sampled_from(DAYS),
    starts_at=st.sampled_from(HOURS),
    room=st.sampled_from(ROOMS),
)
owners = st.sampled_from(OWNERS)
numbers = st.sampled_from([1, 20, 40, 60, 61])


def key(slot: SlotId) -> Key:
    return slot.date, slot.starts_at, slot.room


class Places(RuleBasedStateMachine):
    """The engine on one side, the model on the other."""

    def __init__(self) -> None:
        super().__init__()
        # One sequence is undone before the next begins.
        self.story = transaction.atomic()
        self.story.__enter__()
        BookingRules.objects.create(pk=1, lead_working_days=0, horizon_days=365)
        CapacityRule.objects.create(from_week=dt.date(2020, 1, 6), capacity=4)
        timetable = Timetable.objects.create(name="Jam biasa", valid_from=dt.date(2020, 1, 1))
        for code in ROOMS:
            room = Room.objects.create(code=code, name=code, people_limit=LIMIT)
            for weekday in (1, 5):
                for hour in HOURS:
                    SessionPattern.objects.create(
                        timetable=timetable,
                        weekday=weekday,
                        starts_at=hour,
                        ends_at=dt.time(hour.hour + 2),
                        room=room,
                    )
        self.model = Model(
            limit=LIMIT,
            sessions={(d, h, r) for d in DAYS for h in HOURS for r in ROOMS},
            capacity=dict.fromkeys(WEEKS, 4),
        )
        self.was_taken = dict.fromkeys(WEEKS, 0)

    def teardown(self) -> None:
        """Undo all of it."""
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    # --- What can happen ----------------------------------------------------------------------

    @rule(owner=owners, slot=slots, people=numbers, booked=st.booleans())
    def take(self, owner: str, slot: SlotId, people: int, booked: bool) -> None:
        """A request, held or at once booked."""
        if owner in self.model.places:
            return
        expected = self.model.why_not(key(slot), people)
        got = self._refusal(
            lambda: capacity.take(
                choices=[slot],
                owner=owner,
                people=people,
                now=NOW,
                hold_until=None,
                booked=booked,
            )
        )
        assert got == expected
        if expected is None:
            self.model.places[owner], self.model.people[owner] = key(slot), people
            if booked:
                self.model.booked.add(owner)

    @rule(owner=owners, wishes=st.lists(slots, min_size=2, max_size=3, unique=True))
    def take_one_of_several(self, owner: str, wishes: list[SlotId]) -> None:
        """The first that can be had, or the first choice's reason."""
        if owner in self.model.places:
            return
        reasons = [self.model.why_not(key(slot), 20) for slot in wishes]
        expected = None if None in reasons else reasons[0]
        got = self._refusal(
            lambda: capacity.take(choices=wishes, owner=owner, people=20, now=NOW, hold_until=None)
        )
        assert got == expected
        if expected is None:
            slot = wishes[reasons.index(None)]
            self.model.places[owner], self.model.people[owner] = key(slot), 20

    @rule(owner=owners)
    def approve(self, owner: str) -> None:
        """A hold becomes booked, but not on a day that closed since."""
        if owner not in self.model.places:
            return
        holder = self.model.holder(owner)
        closed = self.model.places[owner][0] in self.model.closed
        expected = "slot_closed" if closed and holder not in self.model.booked else None
        got = self._refusal(lambda: capacity.book(owner=owner, now=NOW))
        assert got == expected
        if expected is None:
            self.model.booked.add(holder)

    @rule(owner=owners)
    def release(self, owner: str) -> None:
        """Declined, cancelled or lapsed."""
        there = owner in self.model.places
        assert capacity.release(owner=owner, now=NOW) is there
        if there:
            self.model.leave(owner)

    @rule(owner=owners, slot=slots)
    def move(self, owner: str, slot: SlotId) -> None:
        """All or nothing; a joint visit moves as one."""
        if owner not in self.model.places or self.model.holder(owner) != owner:
            return
        party = self.model.party(owner)
        people = sum(self.model.people[one] for one in party)
        expected = self.model.why_not(key(slot), people, instead_of=owner)
        got = self._refusal(
            lambda: capacity.move(owner=owner, to=slot, people=self.model.people[owner], now=NOW)
        )
        assert got == expected
        if expected is None:
            for one in party:
                self.model.places[one] = key(slot)

    @rule(owner=owners, people=numbers)
    def change_people(self, owner: str, people: int) -> None:
        """More only as the room allows, fewer always."""
        if owner not in self.model.places:
            return
        before = sum(self.model.people[one] for one in self.model.party(owner))
        after = before - self.model.people[owner] + people
        expected = "too_many_people" if after > max(LIMIT, before) else None
        got = self._refusal(lambda: capacity.change_people(owner=owner, people=people, now=NOW))
        assert got == expected
        if expected is None:
            self.model.people[owner] = people

    @rule(owner=owners, into=owners)
    def merge(self, owner: str, into: str) -> None:
        """Two become one place; whoever came with the one comes along."""
        model = self.model
        if into not in model.places or into in model.party(owner):
            return
        if owner not in model.places:
            model.people.setdefault(owner, 20)
        people = model.people[owner]
        followers = (
            model.party(owner)[1:] if owner in model.places and model.holder(owner) == owner else []
        )
        coming = people + sum(model.people[one] for one in followers)
        there = sum(model.people[one] for one in model.party(into))
        expected = "too_many_people" if there + coming > LIMIT else None
        got = self._refusal(lambda: joint.join(owner=owner, people=people, into=into, now=NOW))
        assert got == expected
        if expected is None:
            holder = model.holder(into)
            party = model.party(into)
            if owner in model.places:
                if followers:
                    del model.together[owner]
                    model.booked.discard(owner)
                    del model.places[owner]
                else:
                    model.leave(owner)
            model.together[holder] = [*party, *sorted(followers, key=self._age), owner]
            for one in (*followers, owner):
                model.places[one] = model.places[holder]

    def _age(self, owner: str) -> int:
        party = list(self.model.places)
        return party.index(owner)

    @rule(owner=owners, slot=slots, booked=st.booleans())
    def split(self, owner: str, slot: SlotId, booked: bool) -> None:
        """Out of the joint visit: one place more."""
        model = self.model
        if owner not in model.places or len(model.party(owner)) == 1:
            return
        people = model.people[owner]
        expected = model.why_not(key(slot), people)
        got = self._refusal(
            lambda: joint.leave(owner=owner, to=slot, people=people, now=NOW, booked=booked)
        )
        assert got == expected
        if expected is None:
            model.leave(owner)
            model.places[owner] = key(slot)
            if booked:
                model.booked.add(owner)

    @rule(monday=st.sampled_from(WEEKS), number=st.sampled_from([0, 1, 2, 4, 6]))
    def set_capacity(self, monday: dt.date, number: int) -> None:
        """Raised or lowered, also below what is taken."""
        set_week_capacity(week=monday, capacity=number, note="", now=NOW)
        self.model.capacity[monday] = number

    @rule(day=st.sampled_from(DAYS))
    def close(self, day: dt.date) -> None:
        """A day on which nothing can be booked."""
        if day not in self.model.closed:
            Closure.objects.create(name="Rapat", kind="own_event", starts_on=day, ends_on=day)
            self.model.closed.add(day)

    @precondition(lambda self: self.model.closed)
    @rule(day=st.sampled_from(DAYS))
    def reopen(self, day: dt.date) -> None:
        """Open it again."""
        Closure.objects.filter(starts_on=day).delete()
        self.model.closed.discard(day)

    @rule(owner=owners, wish=slots, people=st.sampled_from([10, 60]))
    def wait(self, owner: str, wish: SlotId, people: int) -> None:
        """Somebody waits; what the list would offer now can really be had."""
        if owner in self.model.places:
            return
        waiting.wait(owner=owner, people=people, wishes=[wish], since=NOW)
        for entry, could in waiting.could_have(now=NOW):
            if entry.owner in self.model.places:
                continue
            for slot in could:
                assert self.model.why_not(key(slot), entry.people) is None
        waiting.stop_waiting(owner=owner)

    @rule()
    def apply_rules(self) -> None:
        """Weeks with a capacity of their own keep it."""
        apply_capacity_rules()

    # --- What must hold -----------------------------------------------------------------------

    @invariant()
    def engine_and_model_agree(self) -> None:
        """Places, counts and joint visits."""
        active = list(
            Reservation.objects.exclude(state=Reservation.State.RELEASED).select_related("room")
        )
        found = {owner: key(place.slot) for place in active for owner in places.owners_of(place)}
        assert found == self.model.places
        together = {
            place.owner: places.owners_of(place) for place in active if place.shares.exists()
        }
        assert {h: set(o) for h, o in together.items()} == {
            h: set(o) for h, o in self.model.together.items()
        }
        assert {place.owner for place in active if place.state == "booked"} == self.model.booked

    @invariant()
    def taken_never_rises_above_the_capacity(self) -> None:
        """It may be above after a lowering, but never goes up there."""
        for week in Week.objects.all():
            assert week.taken == self.model.taken(week.starts_on)
            assert week.taken <= max(week.capacity, self.was_taken[week.starts_on])
            self.was_taken[week.starts_on] = week.taken

    @invariant()
    def the_audit_is_clean(self) -> None:
        """No difference anywhere."""
        assert audit() == []

    @invariant()
    def availability_says_what_the_model_says(self) -> None:
        """Every session's why-not."""
        schedule = Schedule.load(first=WEEKS[0], last=WEEKS[-1] + dt.timedelta(days=6), now=NOW)
        for slot in schedule.slots(people=20):
            if monday_of(slot.date) not in WEEKS:
                continue
            expected = self.model.why_not(key(slot.id), 20)
            assert (str(slot.reason) if slot.reason else None) == (
                "closed" if expected == "slot_closed" else expected
            )

    def _refusal(self, work: object) -> str | None:
        try:
            work()  # type: ignore[operator]
        except Refused as refused:
            return str(refused.code)
        return None


ONE = "test_engine_and_model_give_the_same_answers"
_SEQUENCES = int(os.environ.get("SEQUENCES", "12"))


@pytest.mark.django_db
def test_engine_and_model_give_the_same_answers() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Places,
        settings=settings(
            max_examples=_SEQUENCES,
            stateful_step_count=50 if _SEQUENCES > 100 else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            database=None,
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)]
)
def test_five_hundred_sequences_of_fifty_steps(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path}/model.sqlite3"
        if kind == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            f"{__file__}::{ONE}",
        ],
        env={
            **os.environ,
            "SEQUENCES": "500",
            "DEMO": "1",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": url,
        },
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "1 passed" in done.stdout
