"""What one day needs on paper, as one PDF: day sheet, rundowns, lists, visum sheets, badges.

What is issued is printed as it was issued; a rundown or list that is not is printed as things are
now, without a code to check it by. Visum sheets are printed where they are issued.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import structlog

from scheduling.models import BookingRules
from visits.models import Paper, PaperKind, Status, Visit
from visits.papers.bundles import as_pdf, bytes_of, without_bytes
from visits.papers.contents.facts import CannotBeMade, Facts, facts_of
from visits.papers.contents.gathering import contents_of
from visits.papers.contents.kinds import badges, sheets
from visits.papers.life import making
from visits.papers.life.table import IN_FORCE
from visits.papers.typesetting import rendering
from visits.queries.visits import visits_between

log = structlog.get_logger(__name__)
# A paper, issued or as it would be, and its bytes; None where they could not be made.
_Part = tuple[Paper, bytes | None]
# From this hour of the host's on, what is prepared is tomorrow.
_EVENING = 15
_COMING = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED)


def day_to_prepare(now: dt.datetime) -> dt.date:
    """The host's date that is prepared at `now`: today, from three in the afternoon on tomorrow."""
    local = now.astimezone(BookingRules.load().zone)
    return local.date() + dt.timedelta(days=local.hour >= _EVENING)


@dataclass(frozen=True)
class Package:
    """What a day needs, as one PDF; and of what should be in it, what could not be made."""

    pdf: bytes
    lacking: list[Paper]


def package_of(day: dt.date, *, now: dt.datetime) -> Package:
    """What is there for the host's date `day`; the day sheet alone where nobody comes."""
    sheet = rendering.pdf(sheets.DAY, sheets.day_contents(day, now=now))
    visits = visits_between(day, day, statuses=_COMING)
    parts = [part for visit in visits for part in _parts(visit, now)]
    lacking = [paper for paper, content in parts if content is None]
    return Package(as_pdf([sheet, *(content or b"" for _paper, content in parts)]), lacking)


def _parts(visit: Visit, now: dt.datetime) -> Iterator[_Part]:
    papers = list(visit.papers.filter(state__in=IN_FORCE).order_by("kind", "person"))
    for paper in papers:
        paper.visit = visit
    facts = facts_of(visit, now=now)
    for kind in (PaperKind.RUNDOWN, PaperKind.ATTENDANCE):
        issued = next((paper for paper in papers if paper.kind == kind), None)
        yield _printed(issued, now) if issued is not None else _as_it_is(visit, kind, facts, now)
    yield from (_printed(paper, now) for paper in papers if paper.kind == PaperKind.VISUM)
    yield _as_it_is(visit, badges.KIND, facts, now)


def _printed(paper: Paper, now: dt.datetime) -> _Part:
    made = making.make(paper, now=now)
    return made, None if without_bytes([made]) else bytes_of(made)


def _as_it_is(visit: Visit, kind: str, facts: Facts, now: dt.datetime) -> _Part:
    """Empty where the visit gives no such paper; one that will not be set spoils no others."""
    paper = Paper(visit=visit, kind=kind)
    with suppress(CannotBeMade):
        contents = contents_of(visit, kind, now=now, facts=facts)
        try:
            return paper, rendering.pdf(kind, contents)
        except Exception:
            log.error("paper_not_printed", visit=visit.reference, kind=kind, exc_info=True)
            return paper, None
    return paper, b""
