"""What lists sort by follows whatever becomes of a visit, by whatever way it is written.

test_postgresql.py runs the same there.
"""

import datetime as dt
import os
from collections.abc import Callable
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from scheduling.models import Reservation, Room, Share, Week
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, RegionFactory
from visits.history.audit import audit
from visits.models import Assignment, Host, ListKey, Officer, Visit
from visits.queries.visits import sessions_of
from visits.search import list_keys

pytestmark = pytest.mark.django_db

_STORIES = int(os.environ.get("STORIES", "3"))
_STEPS = 120
_MONDAY = dt.date(2026, 12, 7)
_RECEIVING, _AGENCY = Assignment.Role.RECEIVING, Assignment.Role.AGENCY


def _visit(number: int, **more: object) -> Visit:
    now = timezone.now()
    fields = {"status": "completed", "institution": "Dinas", "people": 5, "language": "id"}
    fields |= {"region": RegionFactory.create(), "created_at": now, "changed_at": now}
    return Visit.objects.create(reference=f"L-{number}", **fields | more)


class Story:
    """Some visits, their places and officers, and everything that rows can go through."""

    def __init__(self, seed: int, room: Room) -> None:
        self.random, self.room, self.made = Random(seed), room, 0
        self.officers = [OfficerFactory.create(name=name) for name in ("Budi", "ani", "Citra")]
        for _ in range(4):
            self.ask()

    def one(self) -> Visit:
        return self.random.choice(list(Visit.objects.all()))

    def step(self) -> None:
        """Something, to somebody."""
        steps: list[Callable[[], object]] = [
            *(self.ask, self.take, self.take, self.move, self.give_back, self.take_again),
            *(self.join, self.join, self.leave, self.pass_on, self.share_moves, self.erase),
            *(self.past, self.name, self.name, self.replace, self.turn, self.free, self.rename),
            self.strange,
        ]
        self.random.choice(steps)()

    def ask(self) -> None:
        self.made += 1
        _visit(self.made)

    def _when(self) -> dict[str, object]:
        day = _MONDAY + dt.timedelta(days=self.random.randrange(300))
        monday = monday_of(day)
        Week.objects.get_or_create(starts_on=monday, defaults={"capacity": 1000})
        hour = dt.time(self.random.randrange(24), self.random.choice([0, 30]))
        ends_at = hour.replace(minute=hour.minute + 1)
        return {"week_id": monday, "date": day, "starts_at": hour, "ends_at": ends_at}

    def _has_place(self, owner: str) -> bool:
        active = Reservation.objects.exclude(state="released").filter(owner=owner)
        return active.exists() or Share.objects.filter(owner=owner).exists()

    def _place(self, *, shared: bool = False) -> Reservation | None:
        active = Reservation.objects.exclude(state="released")
        if shared:
            active = active.filter(shares__isnull=False)
        return self.random.choice([*active] or [None])

    def take(self) -> None:
        owner = self.one().owner_key
        if not self._has_place(owner):
            Reservation.objects.create(
                room=self.room, owner=owner, people=5, state="hold", created_at=timezone.now(),
                **self._when(),
            )  # fmt: skip

    def move(self) -> None:
        if place := self._place():
            Reservation.objects.filter(pk=place.pk).update(**self._when())

    def give_back(self) -> None:
        if place := self._place():
            place.shares.all().delete()
            place.state, place.released_at = Reservation.State.RELEASED, timezone.now()
            place.save()
            uid = place.owner.removeprefix("visit:")
            if self.random.random() < 0.8:
                Visit.objects.filter(uid=uid).update(last_slot=place.slot_id)
            else:
                place.delete()

    def take_again(self) -> None:
        released = Reservation.objects.filter(state="released")
        place = self.random.choice([*released] or [None])
        if place and not self._has_place(place.owner):
            released.filter(pk=place.pk).update(state="booked", released_at=None)

    def join(self) -> None:
        place, owner = self._place(), self.one().owner_key
        if place and not self._has_place(owner):
            Share.objects.create(reservation=place, owner=owner, people=5, joined_at=timezone.now())

    def leave(self) -> None:
        if place := self._place(shared=True):
            place.shares.latest("pk").delete()

    def pass_on(self) -> None:
        """The holder leaves: who joined first holds the place on."""
        if place := self._place(shared=True):
            heir = place.shares.earliest("pk")
            heir.delete()
            place.owner = heir.owner
            place.save()

    def share_moves(self) -> None:
        place, other = self._place(shared=True), self._place()
        if place and other and other.pk != place.pk:
            place.shares.update(reservation=other)

    def past(self) -> None:
        """A day of the time before; rows are written as they are."""
        visit = self.one()
        visit.held_on = self.random.choice([None, dt.date(2019, 5, 6)])
        visit.save()

    def erase(self) -> None:
        visit = self.one()
        if not self._has_place(visit.owner_key) and Visit.objects.count() > 3:
            Visit.objects.filter(pk=visit.pk).delete()

    def name(self) -> None:
        visit, officer = self.one(), self.random.choice(self.officers)
        role = self.random.choice([_RECEIVING, _RECEIVING, _AGENCY])
        there = Assignment.objects.filter(visit=visit)
        if not there.filter(officer=officer).exists() and not there.filter(role=role).exists():
            Assignment.objects.create(visit=visit, officer=officer, role=role)

    def _named(self) -> Assignment | None:
        return self.random.choice([*Assignment.objects.all()] or [None])

    def replace(self) -> None:
        if named := self._named():
            others = Officer.objects.exclude(assignments__visit=named.visit_id)
            if other := others.first():
                Assignment.objects.filter(pk=named.pk).update(officer=other)

    def turn(self) -> None:
        """Another role for the same officer."""
        if named := self._named():
            role = _AGENCY if named.role == _RECEIVING else _RECEIVING
            if not Assignment.objects.filter(visit=named.visit_id, role=role).exists():
                named.role = role
                named.save()

    def free(self) -> None:
        if named := self._named():
            named.delete()

    def rename(self) -> None:
        officer = self.random.choice(self.officers)
        Officer.objects.filter(pk=officer.pk).update(name=f"Petugas {self.random.randrange(99)}")

    def strange(self) -> None:
        """A place whose owner is no visit, or none that there is."""
        owner = self.random.choice(["visit:1", "x", f"visit:{'0' * 36}", "visit:" + "-" * 36])
        if not self._has_place(owner):
            place = Reservation.objects.create(
                room=self.room, owner=owner, people=5, state="booked", created_at=timezone.now(),
                **self._when(),
            )  # fmt: skip
            place.delete()


def _shown() -> dict[int, tuple[str, str]]:
    """When each visit is and who receives it, as pages find it for their rows."""
    visits = list(Visit.objects.all())
    sessions = sessions_of(visits)
    receiving = Assignment.objects.filter(role=_RECEIVING)
    names = dict(receiving.values_list("visit", "officer__name"))
    found = {}
    for visit in visits:
        begins = f"{visit.held_on}T00:00:00" if visit.held_on else ""
        if session := sessions.get(visit.pk):
            begins = f"{session.starts_at:%Y-%m-%dT%H:%M:%S}"
        found[visit.pk] = begins, names.get(visit.pk, "").lower()
    return found


def _kept() -> dict[int, tuple[str, str]]:
    return {key.pk: (key.begins, key.receiver) for key in ListKey.objects.all()}


@pytest.mark.parametrize("seed", range(_STORIES))
def test_keys_are_what_rows_show_whatever_happens(seed: int, host: Host, room: Room) -> None:
    story = Story(seed, room)
    for _ in range(_STEPS):
        story.step()
        assert _kept() == _shown()
    assert list_keys.audit() == []


@pytest.mark.parametrize("column", ["begins", "receiver"])
def test_a_wrong_key_is_named_and_written_anew(column: str, host: Host) -> None:
    visit = _visit(1)
    ListKey.objects.update(**{column: "x"})
    assert [line for line in audit() if visit.reference in line]
    list_keys.write_anew()
    assert list_keys.audit() == []


def test_a_key_that_is_not_there_is_named_and_written(host: Host) -> None:
    visit = _visit(1)
    ListKey.objects.all().delete()
    assert visit.reference in list_keys.audit()[0]
    list_keys.write_anew()
    assert _kept() == _shown()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's lower() knows ASCII alone")
def test_a_name_that_is_longer_in_small_letters_can_be_given(host: Host) -> None:
    with connection.cursor() as cursor:
        # As a database that was made with the rules of ICU.
        cursor.execute("DROP TRIGGER visits_key_of_officer ON visits_officer")
        cursor.execute(
            'ALTER TABLE visits_officer ALTER name TYPE varchar(120) COLLATE "und-x-icu"'
        )
    list_keys.install()
    visit, officer = _visit(1), OfficerFactory.create(name="İ" * 120)
    Assignment.objects.create(visit=visit, officer=officer, role=_RECEIVING)
    officer.name = "a" + "İ" * 119
    officer.save()
    assert ListKey.objects.get().receiver == ("a" + "i\u0307" * 60)[:120]
    assert list_keys.audit() == []
    list_keys.write_anew()
