"""Visits of a period written out, those that took place or others too.

As lines of JSON or as rows of a table; what became of each is said where not all took place.
"""

import datetime as dt
import itertools
import json
from collections.abc import Collection, Iterator, Sequence
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.files.tables_out import Content, write_workbook
from visits.imports.reading.fields import WORDS, Field
from visits.language.countries import country_name
from visits.models import Status, Visit
from visits.queries.placed import in_days, session_begin
from visits.queries.visits import Session, sessions_of

_AT_ONCE = 500
Row = tuple[Content, ...]
COLUMNS = (
    *(Field.REFERENCE, Field.DATE, Field.UNTIL, Field.HOURS, Field.ROOM, Field.INSTITUTION),
    *(Field.REGION, Field.PROVINCE, Field.COUNTRY, Field.PLACE),
    *(Field.PEOPLE, Field.CAME, Field.PURPOSE),
    *(Field.LEADER, Field.LEADER_POSITION, Field.CONTACT, Field.CONTACT_POSITION),
    *(Field.PHONE, Field.EMAIL, Field.LETTER_NUMBER, Field.LETTER_DATE, Field.NOTES),
)
WIDTHS = (
    16,
    12,
    12,
    16,
    20,
    44,
    28,
    22,
    18,
    22,
    10,
    10,
    44,
    28,
    28,
    24,
    24,
    18,
    28,
    22,
    12,
    40,
    20,
)
# What is written out where nothing else is asked for: only that can be taken in again.
HELD_ALONE = (Status.COMPLETED,)


def ids_of(first: dt.date, last: dt.date, statuses: Collection[str] = HELD_ALONE) -> list[int]:
    """The visits whose session is on these days, both included, in the order of their days."""
    visits = in_days(Visit.objects.filter(status__in=statuses), first, last)
    return list(
        visits.annotate(begin=session_begin())
        .order_by("begin", "reference")
        .values_list("pk", flat=True)
    )


def as_lines(ids: Sequence[int], *, with_status: bool = False) -> Iterator[str]:
    """One line of JSON a visit, without its end; what is empty is left out."""
    for visit, session in _visits(ids):
        told = _told(visit, session)
        if with_status:
            told["status"] = visit.status
        full = {name: value for name, value in told.items() if value not in ("", None, [])}
        yield json.dumps(full, ensure_ascii=False)


def heads(*, with_status: bool = False) -> Row:
    """The heads of as_rows, in the reader's language; `import_visits` knows them."""
    return tuple(str(WORDS[one]) for one in _columns(with_status))


def _columns(with_status: bool) -> tuple[Field, ...]:
    return (*COLUMNS, Field.STATUS) if with_status else COLUMNS


def as_rows(ids: Sequence[int], *, with_status: bool = False) -> Iterator[Row]:
    """A row a visit, as the heads name its cells."""
    columns = _columns(with_status)
    for visit, session in _visits(ids):
        told = _told(visit, session)
        region = visit.region
        cells: dict[str, Any] = told | {
            "date": _date(told["date"]),
            "until": _date(told["until"]),
            "letter_date": visit.letter_date,
            "region": region.full_name if region else "",
            "province": region.province.name if region and region.province else "",
            "country": country_name(visit.country),
            "status": visit.get_status_display(),
        }
        yield tuple(cells.get(str(one)) for one in columns)


def write_table(ids: Sequence[int], file: IO[bytes], *, with_status: bool = False) -> None:
    """A workbook of as_rows."""
    rows = itertools.chain([heads(with_status=with_status)], as_rows(ids, with_status=with_status))
    write_workbook(rows, file, title=_("visits")[:31], widths=WIDTHS, count=len(ids))


def file_name(first: dt.date, last: dt.date) -> str:
    """Without its ending."""
    name = _("visits")
    return f"{name}-{first}-{last}"


def _visits(ids: Sequence[int]) -> Iterator[tuple[Visit, Session | None]]:
    found = Visit.objects.select_related("region__province", "imported").prefetch_related(
        "topics", "agencies", "participants"
    )
    for at in range(0, len(ids), _AT_ONCE):
        chunk = found.in_bulk(ids[at : at + _AT_ONCE])
        sessions = sessions_of(visit for visit in chunk.values() if not visit.held_on)
        for pk in ids[at : at + _AT_ONCE]:
            # One that was taken back meanwhile is none of them any more.
            if visit := chunk.get(pk):
                yield visit, sessions.get(pk)


def _told(visit: Visit, session: Session | None) -> dict[str, Any]:
    imported = getattr(visit, "imported", None)
    until = visit.held_until
    day = visit.held_on or (session.date if session else timezone.localdate(visit.created_at))
    hours = room = ""
    if imported:
        hours, room = imported.hours, imported.room
    elif session:
        hours = f"{session.starts_at:%H:%M}-{session.ends_at:%H:%M}"
        room = session.room_name
    return {
        "reference": visit.reference,
        "date": day.isoformat(),
        "until": until.isoformat() if until else "",
        "hours": hours,
        "room": room,
        "institution": visit.institution,
        "region": visit.region_id or "",
        "country": visit.country,
        "place": visit.place,
        "people": visit.people,
        "people_came": visit.people_came,
        "purpose": visit.purpose,
        "topics": [
            {"code": one.code, "name": one.name, "name_en": one.name_en}
            for one in sorted(visit.topics.all(), key=lambda one: one.code)
        ],
        "agencies": [
            {"code": one.code, "name": one.name}
            for one in sorted(visit.agencies.all(), key=lambda one: one.code)
        ],
        "leader_name": visit.leader_name,
        "leader_position": visit.leader_position,
        "leader_rank": visit.leader_rank,
        "contact_name": visit.contact_name,
        "contact_position": visit.contact_position,
        "contact_phone": visit.contact_phone,
        "contact_email": visit.contact_email,
        "letter_number": visit.letter_number,
        "letter_date": visit.letter_date.isoformat() if visit.letter_date else "",
        "notes": visit.notes,
        "language": visit.language,
        "arrived_at": _moment(visit.arrived_at),
        "left_at": _moment(visit.left_at),
        "participants": [
            {"name": p.name, "position": p.position, "grade": p.grade, "nip": p.nip}
            for p in visit.participants.all()
        ],
    }


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat() if moment else ""


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
