"""Taking clear rows in, all or nothing, and taking a whole file back.

Visits of the time before are over: nobody is told of them, they have no place of any week, and
their event is written as told.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from scheduling.models import BookingRules
from visits.history.events import Actor
from visits.imports.reading.past import Named, Outcome, Past
from visits.models import (
    Agency,
    ImportBatch,
    ImportedVisit,
    Participant,
    Status,
    Topic,
    Visit,
    VisitEvent,
)
from visits.models.references import new_reference
from visits.search import index

UNDO_WITHIN = dt.timedelta(days=30)
_AT_ONCE = 500
_Kind = VisitEvent.Kind


class CannotUndo(ValueError):
    """The import was taken back before, or is too old for it."""


def take(batch: ImportBatch, outcomes: Sequence[Outcome], *, by: Actor, now: dt.datetime) -> int:
    """Make visits of the clear ones among `outcomes`, in one transaction; gives how many.

    Raises IntegrityError, with nothing done, where somebody took one of the rows meanwhile.
    """
    clear = [(one, one.past) for one in outcomes if one.clear and one.past]
    with transaction.atomic():
        visits = _store([past for _outcome, past in clear])
        ImportedVisit.objects.bulk_create(
            [
                ImportedVisit(
                    visit=visit,
                    batch=batch,
                    sheet=outcome.sheet[:100],
                    row=outcome.number,
                    key=outcome.key,
                    hours=past.hours,
                    room=past.room,
                )
                for visit, (outcome, past) in zip(visits, clear, strict=True)
            ],
            batch_size=_AT_ONCE,
        )
        _link(visits, [past for _outcome, past in clear])
        _write_events(visits, batch, by=by, now=now)
        index.add(
            {
                visit.pk: (visit, [name for name, *_rest in past.participants])
                for visit, (_outcome, past) in zip(visits, clear, strict=True)
            }
        )
    return len(visits)


def undo(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> tuple[int, list[str]]:
    """Take back the visits of an import; gives how many went, and the references of those that
    stay because somebody has worked on them since. Raises CannotUndo.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if not may_undo(batch, now=now):
            raise CannotUndo
        visits = Visit.objects.filter(imported__batch=batch)
        touched = VisitEvent.objects.exclude(kind=_Kind.IMPORTED).filter(visit__in=visits)
        kept = visits.filter(pk__in=touched.values("visit"))
        stay = sorted(kept.values_list("reference", flat=True))
        going = list(visits.exclude(pk__in=touched.values("visit")).values_list("pk", flat=True))
        for at in range(0, len(going), _AT_ONCE):
            Visit.objects.filter(pk__in=going[at : at + _AT_ONCE]).delete()
        batch.state, batch.undone_at = ImportBatch.State.UNDONE, now
        batch.counts = {**batch.counts, "undone": len(going), "stay": stay, "undone_by": by.name}
        batch.save(update_fields=["state", "undone_at", "counts"])
        index.prune()
    return len(going), stay


def may_undo(batch: ImportBatch, *, now: dt.datetime) -> bool:
    """Whether it can be taken back: it was taken in, within UNDO_WITHIN."""
    return (
        batch.state == ImportBatch.State.TAKEN
        and batch.taken_at is not None
        and now < batch.taken_at + UNDO_WITHIN
    )


def _store(pasts: Sequence[Past]) -> list[Visit]:
    zone = BookingRules.load().zone
    visits = []
    for past, reference in zip(pasts, _references(pasts), strict=True):
        # When it was asked for is not known: it is as old as its day, also for what is erased when.
        at = dt.datetime.combine(past.first, dt.time(), zone)
        visits.append(
            Visit(
                reference=reference,
                status=Status.COMPLETED,
                institution=past.institution,
                region_id=past.region or None,
                country=past.country,
                place=past.place,
                purpose=past.purpose,
                people=past.people,
                people_came=past.came,
                leader_name=past.leader_name,
                leader_position=past.leader_position,
                leader_rank=past.leader_rank,
                contact_name=past.contact_name,
                contact_position=past.contact_position,
                contact_phone=past.contact_phone,
                contact_email=past.contact_email,
                letter_number=past.letter_number,
                letter_date=past.letter_date,
                notes=past.notes,
                language=past.language,
                held_on=past.first,
                held_until=past.last if past.last > past.first else None,
                arrived_at=past.arrived_at,
                left_at=past.left_at,
                created_at=at,
                changed_at=at,
            )
        )
    return Visit.objects.bulk_create(visits, batch_size=_AT_ONCE)


def _references(pasts: Sequence[Past]) -> list[str]:
    """A reference for each that no other visit has; those that were written out keep theirs."""
    taken = set(Visit.objects.values_list("reference", flat=True))
    taken |= {past.reference for past in pasts}
    found = []
    for past in pasts:
        reference = past.reference
        while not reference:
            drawn = new_reference(past.first.year)
            reference = "" if drawn in taken else drawn
        taken.add(reference)
        found.append(reference)
    return found


def _link(visits: Sequence[Visit], pasts: Sequence[Past]) -> None:
    """Topics, agencies and participants; what is not here by its code is made, out of use."""
    topics = {topic.code: topic.pk for topic in Topic.objects.all()}
    agencies = {agency.code: agency.pk for agency in Agency.objects.all()}
    of_topics, of_agencies, people = [], [], []
    for visit, past in zip(visits, pasts, strict=True):
        for named in past.topics:
            pk = topics.get(named.code) or _new_topic(named)
            topics[named.code] = pk
            of_topics.append(Visit.topics.through(visit_id=visit.pk, topic_id=pk))
        for named in past.agencies:
            pk = agencies.get(named.code) or _new_agency(named)
            agencies[named.code] = pk
            of_agencies.append(Visit.agencies.through(visit_id=visit.pk, agency_id=pk))
        for number, (name, position, grade, nip) in enumerate(past.participants, start=1):
            people.append(
                Participant(
                    visit=visit, number=number, name=name, position=position, grade=grade, nip=nip
                )
            )
    Visit.topics.through.objects.bulk_create(of_topics, batch_size=_AT_ONCE)
    Visit.agencies.through.objects.bulk_create(of_agencies, batch_size=_AT_ONCE)
    Participant.objects.bulk_create(people, batch_size=_AT_ONCE)


def _new_topic(named: Named) -> int:
    topic = Topic(code=named.code, name=named.name, name_en=named.name_en, active=False)
    topic.save()
    return topic.pk


def _new_agency(named: Named) -> int:
    agency = Agency(code=named.code, name=named.name, active=False)
    agency.save()
    return agency.pk


def _write_events(
    visits: Sequence[Visit], batch: ImportBatch, *, by: Actor, now: dt.datetime
) -> None:
    """One event a visit, told already: it goes to the history and to nobody."""
    VisitEvent.objects.bulk_create(
        [
            VisitEvent(
                visit=visit,
                kind=_Kind.IMPORTED,
                at=now,
                actor_kind=by.kind,
                actor_id=by.user_id,
                actor_name=by.name,
                to_status=visit.status,
                data={"sequence": visit.sequence, "import": batch.pk},
                told_at=now,
            )
            for visit in visits
        ],
        batch_size=_AT_ONCE,
    )


def today() -> dt.date:
    """The host's date."""
    return timezone.localdate(timezone=BookingRules.load().zone)
