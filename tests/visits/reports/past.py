"""A past of made-up visits, put straight into the tables, and the same as plain rows."""

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduling.models import Reservation, Room, Week
from scheduling.weeks import monday_of
from tests.factories import AgencyFactory, ProvinceFactory, RegionFactory, TopicFactory
from visits.models import Agency, Rank, Region, Status, SurveyAnswer, Topic, Visit, VisitEvent
from visits.models.survey import ELEMENTS

ZONE = ZoneInfo("Asia/Jakarta")
HOURS = (dt.time(9), dt.time(13, 30))


@dataclass(frozen=True)
class Row:
    """What is known of a visit that a report may count; moments are aware."""

    begin: dt.datetime
    status: str
    people: int
    came: int | None
    region: str
    rank: str
    topics: tuple[str, ...]
    agencies: tuple[str, ...]
    created_at: dt.datetime
    verified_at: dt.datetime
    decided_at: dt.datetime
    waited_from: dt.datetime | None
    arrived_at: dt.datetime | None
    reason: str

    @property
    def day(self) -> dt.date:
        """The local day of its session."""
        return self.begin.astimezone(ZONE).date()


def a_past(room: Room, *, first: dt.date, count: int, seed: int) -> list[Row]:
    """So many visits from `first` on, two a working day, with what surrounds them."""
    drawn = random.Random(seed)  # made-up rows
    regions = [
        RegionFactory.create(),
        RegionFactory.create(code="13.72", name="Solok", kind=Region.Kind.CITY),
        RegionFactory.create(
            code="51.71",
            name="Denpasar",
            kind=Region.Kind.CITY,
            province=ProvinceFactory.create(code="51", name="Bali"),
        ),
    ]
    topics = TopicFactory.create_batch(3)
    agencies = AgencyFactory.create_batch(3)
    rows: list[Row] = []
    day = first
    while len(rows) < count:
        if day.weekday() < 5:
            rows += [_row(drawn, day, hour, regions, topics, agencies) for hour in HOURS]
        day += dt.timedelta(days=1)
    rows = rows[:count]
    _store(rows, room, {t.code: t.pk for t in topics}, {a.code: a.pk for a in agencies})
    return rows


def _row(
    drawn: random.Random,
    day: dt.date,
    hour: dt.time,
    regions: list[Region],
    topics: list[Topic],
    agencies: list[Agency],
) -> Row:
    begin = dt.datetime.combine(day, hour, ZONE)
    created = begin - dt.timedelta(days=drawn.randint(8, 60), minutes=drawn.randint(0, 1439))
    verified = created + dt.timedelta(minutes=drawn.randint(1, 55))
    waited = verified if drawn.random() < 0.15 else None
    status = drawn.choices(
        [Status.COMPLETED, Status.NO_SHOW, Status.DECLINED, Status.CANCELLED], (12, 1, 2, 1)
    )[0]
    people = drawn.randint(1, 60)
    return Row(
        begin=begin,
        status=status,
        people=people,
        came=drawn.choice([None, drawn.randint(1, people)]),
        region=drawn.choice(regions).code,
        rank=drawn.choice(list(Rank)),
        topics=tuple(t.code for t in topics if drawn.random() < 0.5),
        agencies=tuple(a.code for a in agencies if drawn.random() < 0.3),
        created_at=created,
        verified_at=verified,
        decided_at=verified + dt.timedelta(minutes=drawn.randint(10, 5 * 1440)),
        waited_from=waited,
        arrived_at=begin + dt.timedelta(minutes=drawn.randint(-30, 40))
        if status == Status.COMPLETED and drawn.random() < 0.9
        else None,
        reason=drawn.choice(["Jadwal penuh.", "Aula dipakai."])
        if status == Status.DECLINED
        else "",
    )


def _store(rows: list[Row], room: Room, topics: dict[str, int], agencies: dict[str, int]) -> None:
    Week.objects.bulk_create(
        [Week(starts_on=m, capacity=20) for m in {monday_of(row.day) for row in rows}],
        ignore_conflicts=True,
    )
    visits = Visit.objects.bulk_create(
        Visit(
            reference=f"ST-{row.day.year}-{number:06d}",
            status=row.status,
            institution="Instansi",
            region_id=row.region,
            purpose="Belajar.",
            people=row.people,
            people_came=row.came,
            leader_name="Pimpinan",
            leader_position="Kepala",
            leader_rank=row.rank,
            contact_name="Kontak",
            contact_phone="+6281234567890",
            created_at=row.created_at,
            changed_at=row.created_at,
            verified_at=row.verified_at,
            arrived_at=row.arrived_at,
            reason=row.reason,
        )
        for number, row in enumerate(rows)
    )
    pairs = list(zip(visits, rows, strict=True))
    Reservation.objects.bulk_create(
        Reservation(
            owner=visit.owner_key,
            room=room,
            week_id=monday_of(row.day),
            date=row.day,
            starts_at=row.begin.time(),
            ends_at=(row.begin + dt.timedelta(hours=2)).time(),
            people=row.people,
            state=Reservation.State.BOOKED,
            created_at=row.created_at,
            booked_at=row.decided_at,
        )
        for visit, row in pairs
        if row.status in (Status.COMPLETED, Status.NO_SHOW)
    )
    Visit.topics.through.objects.bulk_create(
        Visit.topics.through(visit_id=visit.pk, topic_id=topics[code])
        for visit, row in pairs
        for code in row.topics
    )
    Visit.agencies.through.objects.bulk_create(
        Visit.agencies.through(visit_id=visit.pk, agency_id=agencies[code])
        for visit, row in pairs
        for code in row.agencies
    )
    VisitEvent.objects.bulk_create(_events(pairs))


def _events(pairs: list[tuple[Visit, Row]]) -> list[VisitEvent]:
    kinds, found = VisitEvent.Kind, []
    for visit, row in pairs:
        told = [(kinds.SUBMITTED, row.created_at, Status.UNVERIFIED)]
        if row.waited_from:
            told.append((kinds.VERIFIED, row.waited_from, Status.WAITLISTED))
        else:
            told.append((kinds.VERIFIED, row.verified_at, Status.REQUESTED))
        declined = row.status == Status.DECLINED
        told.append(
            (kinds.DECLINED, row.decided_at, Status.DECLINED)
            if declined
            else (kinds.APPROVED, row.decided_at, Status.CONFIRMED)
        )
        found += [
            VisitEvent(visit=visit, kind=k, at=at, to_status=to, actor_kind="system", told_at=at)
            for k, at, to in told
        ]
    return found


def answered(visit: Visit, at: dt.datetime, *scores: int) -> None:
    """A guest's answer; `scores` of the nine elements in their order."""
    SurveyAnswer.objects.create(
        visit=visit, nonce=f"{at}", answered_at=at, **dict(zip(ELEMENTS, scores, strict=True))
    )


def of_before(number: int, day: dt.date, people: int, **origin: object) -> Visit:
    """A visit of the time before, as an office's own file gave it: a day and no place."""
    moment = dt.datetime.combine(day, dt.time(), ZONE)
    return Visit.objects.create(
        reference=f"LM-{day.year}-{number}",
        status=Status.COMPLETED,
        institution="Dewan",
        purpose="Belajar.",
        people=people,
        held_on=day,
        created_at=moment,
        changed_at=moment,
        **origin,
    )
