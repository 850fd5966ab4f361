"""Which pages a device may keep to show them without network: how long, and for whom.

An answer that may be kept says so itself, in the header HEADER; the worker (templates/offline/)
keeps nothing else, and lets go of what an answer no longer says. Times are seconds from now, since
nobody knows how a phone's clock is set.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from visits.access.readers import reader_mark
from visits.access.tokens import links_mark
from visits.models import Status, Visit
from visits.people.roles import Right, may
from visits.queries.visits import Session

HEADER = "Singgah-Keep"
# Of a visit that is far ahead: opened again, it is kept anew.
LONGEST = dt.timedelta(days=30)
ANY = "*"
_EXPECTED = (Status.CONFIRMED, Status.ARRIVED)


@dataclass(frozen=True)
class Keep:
    """A page that may be kept until a moment (aware) by the worker of `scope`.

    `reader` is whose page of the desk it is; `links` tells the links that now open a delegation's
    visit from those that did before; `same` is the query under which it is the same page, or ANY;
    `along` the addresses that are kept with it, if their own answers allow that.
    """

    scope: str
    until: dt.datetime
    reader: str = ""
    links: str = ""
    same: str = ""
    along: tuple[str, ...] = ()


def of_link(
    visit: Visit, session: Session | None, *, scope: str, along: tuple[str, ...] = ()
) -> Keep | None:
    """A delegation's page: while the visit is expected, to the end of its day."""
    if visit.status not in _EXPECTED or session is None:
        return None
    return Keep(scope, _end_of(session.date), links=links_mark(visit), same=ANY, along=along)


def of_door(request: HttpRequest, day: dt.date, *, same: str = "") -> Keep | None:
    """A page by which arrivals are noted on `day`: today's, to its end, for who may note them."""
    if day != timezone.localdate() or not may(request.user, Right.RECEIVE):
        return None
    return Keep("/petugas/", _end_of(day), reader=reader_mark(request.user), same=same)


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def render_kept(
    request: HttpRequest, template: str, context: dict[str, Any], keep: Keep | None
) -> HttpResponse:
    """The page, which a device may keep where `keep` says so; the template reads `keep`."""
    now = timezone.localtime()
    left = min(keep.until - now, LONGEST).total_seconds() if keep else 0
    kept = settings.OFFLINE_PAGES and left > 0
    shown = {"keep": keep, "shown_at": now} if kept else {}
    response = render(request, template, {**context, **shown})
    if keep and kept:
        said = {
            "seconds": int(left),
            "reader": keep.reader,
            "links": keep.links,
            "same": keep.same,
            "along": keep.along,
        }
        response[HEADER] = json.dumps(said)
    return response
