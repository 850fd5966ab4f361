"""What one day needs on paper, as one PDF: day sheet, rundowns, lists, visum sheets, badges.

What is issued is printed as it was issued; a rundown or list that is not is printed as things are
now, without a code to check it by. Visum sheets are printed where they are issued.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from scheduling.models import BookingRules
from visits.models import Paper, PaperKind, Status, Visit
from visits.papers.bundles import as_pdf, bytes_of
from visits.papers.contents.facts import CannotBeMade, Facts, facts_of
from visits.papers.contents.gathering import contents_of
from visits.papers.contents.kinds import badges, sheets
from visits.papers.life import making
from visits.papers.life.table import IN_FORCE
from visits.papers.typesetting import rendering
from visits.queries.visits import visits_between

# From this hour of the host's on, what is prepared is tomorrow.
_EVENING = 15
_COMING = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED)


def day_to_prepare(now: dt.datetime) -> dt.date:
    """The host's date that is prepared at `now`: today, from three in the afternoon on tomorrow."""
    local = now.astimezone(BookingRules.load().zone)
    return local.date() + dt.timedelta(days=local.hour >= _EVENING)


def package_of(day: dt.date, *, now: dt.datetime) -> bytes:
    """The PDF of the host's date `day`; the day sheet alone where nobody comes."""
    sheet = rendering.pdf(sheets.DAY, sheets.day_contents(day, now=now))
    visits = visits_between(day, day, statuses=_COMING)
    return as_pdf([sheet, *(part for visit in visits for part in _parts(visit, now))])


def _parts(visit: Visit, now: dt.datetime) -> Iterator[bytes]:
    papers = list(visit.papers.filter(state__in=IN_FORCE).order_by("kind", "person"))
    for paper in papers:
        paper.visit = visit
    facts = facts_of(visit, now=now)
    for kind in (PaperKind.RUNDOWN, PaperKind.ATTENDANCE):
        issued = next((paper for paper in papers if paper.kind == kind), None)
        yield _printed(issued, now) if issued is not None else _as_it_is(visit, kind, facts, now)
    yield from (_printed(paper, now) for paper in papers if paper.kind == PaperKind.VISUM)
    yield _as_it_is(visit, badges.KIND, facts, now)


def _printed(paper: Paper, now: dt.datetime) -> bytes:
    return bytes_of(making.make(paper, now=now))


def _as_it_is(visit: Visit, kind: str, facts: Facts, now: dt.datetime) -> bytes:
    """Nothing where the visit gives no such paper."""
    with suppress(CannotBeMade):
        return rendering.pdf(kind, contents_of(visit, kind, now=now, facts=facts))
    return b""
