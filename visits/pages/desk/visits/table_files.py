"""The list of visits as a file: CSV as it is sent, or a workbook.

With what the list shows, and no more: whom one could write to stays in the system.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from visits.language.countries import HOME, countries, country_name
from visits.models import Assignment, Status, Visit
from visits.pages.desk.frame.rows_as_files import Content, csv_of, xlsx_of
from visits.queries.visits import Session, sessions_of

_AT_ONCE = 500
_WIDTHS = (16, 44, 10, 28, 24, 18, 12, 8, 8, 18, 8, 10, 28, 22, 18)


def as_csv(ids: Sequence[int], *, today: dt.date) -> StreamingHttpResponse:
    """The visits with these ids, in that order."""
    return csv_of(_rows(ids), name=_name(today))


def as_xlsx(ids: Sequence[int], *, today: dt.date) -> FileResponse:
    """The same as a workbook."""
    title = _("All visits")
    return xlsx_of(_rows(ids), name=_name(today), title=title, widths=_WIDTHS, count=len(ids))


def _name(today: dt.date) -> str:
    name = _("visits")
    return f"{name}-{today}"


def _rows(ids: Sequence[int]) -> Iterator[tuple[Content, ...]]:
    """The heads and a row a visit, each 500 in a fixed number of queries.

    Words are taken, in the reader's language, before the first row: the answer is sent when the
    request is over.
    """
    heads = (
        *(_("Number"), _("Institution"), _("Region's code"), _("Region"), _("Province")),
        pgettext("of origin", "Country"),
        *(_("Date"), pgettext("hour", "From"), pgettext("hour", "Until"), _("Room")),
        *(_("People"), _("Came"), _("Receiving officer"), _("Status")),
        pgettext("column", "Date of receipt"),
    )
    statuses = {status.value: str(status.label) for status in Status}
    named = {HOME: country_name(HOME), **dict(countries())}
    zone = timezone.get_current_timezone()
    return itertools.chain([heads], _visit_rows(ids, statuses, named, zone))


def _visit_rows(
    ids: Sequence[int], statuses: dict[str, str], named: dict[str, str], zone: dt.tzinfo
) -> Iterator[tuple[Content, ...]]:
    visits = Visit.objects.select_related("region__province")
    for at in range(0, len(ids), _AT_ONCE):
        chunk = ids[at : at + _AT_ONCE]
        found = visits.in_bulk(chunk)
        sessions = sessions_of(found.values())
        receiving = Assignment.objects.filter(visit__in=chunk, role=Assignment.Role.RECEIVING)
        officers = dict(receiving.values_list("visit", "officer__name"))
        for pk in chunk:
            # One that was erased meanwhile is none of them any more.
            if visit := found.get(pk):
                # When a past visit was asked for is not known.
                received = None if visit.held_on else visit.created_at.astimezone(zone).date()
                yield (
                    *(visit.reference, visit.institution, *_origin_cells(visit, named)),
                    *_session_cells(sessions.get(pk), visit.held_on),
                    *(visit.people, visit.people_came, officers.get(pk, "")),
                    *(statuses.get(visit.status, visit.status), received),
                )


def _origin_cells(visit: Visit, named: dict[str, str]) -> tuple[Content, ...]:
    """Code, region or place abroad, province, country as it is `named` by its code."""
    region = visit.region
    if region is None:
        return "", visit.place, "", named.get(visit.country, visit.country)
    return region.code, region.full_name, (region.province or region).name, named[HOME]


def _session_cells(session: Session | None, held_on: dt.date | None) -> tuple[Content, ...]:
    if session is None:
        return held_on, None, None, ""
    return session.date, session.starts_at.time(), session.ends_at.time(), session.room_name
