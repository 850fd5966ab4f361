"""Taking clear rows in, some at a time, so that nobody waits for long.

Visits of the time before are over: nobody is told of them, they have no place of any week, and
their event is written as told.
"""

import datetime as dt
import time
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from scheduling.models import BookingRules
from visits.history.events import Actor
from visits.imports.links import link
from visits.imports.reading.past import Outcome, Past
from visits.models import ImportBatch, ImportedVisit, Status, Visit, VisitEvent
from visits.models.references import new_reference
from visits.search import index

# So many rows are written at once. On SQLite all others wait meanwhile: a tenth of a second or two.
_AT_ONCE = 100
_PAUSE = 0.05
_Kind = VisitEvent.Kind


class Superseded(Exception):
    """Somebody else takes the import in, or took it back, meanwhile."""


def take(batch: ImportBatch, outcomes: Sequence[Outcome], *, by: Actor, now: dt.datetime) -> None:
    """Make visits of the clear ones among `outcomes`, some at a time (docs/decisions/0261).

    `batch` was claimed: raises Superseded where somebody else has it since, and IntegrityError
    where another import took one of the rows. What was made until then is whole, and here.
    """
    clear = [(one, one.past) for one in outcomes if one.clear and one.past]
    references = _references([past for _outcome, past in clear])
    for at in range(0, len(clear), _AT_ONCE):
        some = slice(at, at + _AT_ONCE)
        with transaction.atomic():
            _take_some(mine(batch), clear[some], references[some], by=by, now=now)
        let_others()


def mine(batch: ImportBatch) -> ImportBatch:
    """The import, locked, while it is being taken in as it was claimed; raises Superseded."""
    claimed = {"pk": batch.pk, "state": ImportBatch.State.TAKING, "version": batch.version}
    rows = ImportBatch.objects.select_for_update().defer("source").filter(**claimed)
    held = rows.first()
    if held is None:
        raise Superseded
    return held


def let_others() -> None:
    """Between two transactions of many: whoever waits to write looks now and then, not in turn."""
    if connection.vendor == "sqlite":
        time.sleep(_PAUSE)


def _take_some(
    batch: ImportBatch,
    clear: Sequence[tuple[Outcome, Past]],
    references: Sequence[str],
    *,
    by: Actor,
    now: dt.datetime,
) -> None:
    pasts = [past for _outcome, past in clear]
    visits = _store(pasts, references)
    ImportedVisit.objects.bulk_create(
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
    )
    if made := link(visits, pasts):
        before = batch.counts.get("made", {})
        batch.counts["made"] = {kind: before.get(kind, []) + codes for kind, codes in made.items()}
        batch.save(update_fields=["counts"])
    _write_events(visits, batch, by=by, now=now)
    index.add(
        {
            visit.pk: (visit, [name for name, *_rest in past.participants])
            for visit, past in zip(visits, pasts, strict=True)
        }
    )


def _store(pasts: Sequence[Past], references: Sequence[str]) -> list[Visit]:
    zone = BookingRules.load().zone
    visits = []
    for past, reference in zip(pasts, references, strict=True):
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
    taken = {past.reference for past in pasts}
    found = [past.reference for past in pasts]
    while without := [n for n, reference in enumerate(found) if not reference]:
        for n in without:
            while (drawn := new_reference(pasts[n].first.year)) in taken:
                pass
            taken.add(drawn)
            found[n] = drawn
        for at in range(0, len(without), _AT_ONCE):
            drawn_here = {found[n]: n for n in without[at : at + _AT_ONCE]}
            there = Visit.objects.filter(reference__in=[*drawn_here])
            for reference in there.values_list("reference", flat=True):
                found[drawn_here[reference]] = ""
    return found


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
