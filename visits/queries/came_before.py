"""Who came before: past visits of the same institution, or of its region or country."""

from dataclasses import dataclass

from visits.language.shortening import shortened
from visits.models import Status, Visit
from visits.queries.placed import session_begin

# More than any region has sent so far, so that one query stays a short one: the last by receipt.
_MOST = 100


@dataclass(frozen=True)
class CameBefore:
    """The last past visit of an institution, or (`same` False) of another of its region
    or country.

    `people` is how many came, or were to; `more` how many visits there were before that one.
    """

    reference: str
    institution: str
    same: bool
    year: int
    people: int
    more: int


def came_before(visit: Visit) -> CameBefore | None:
    """Those of the same institution, however it shortens its name; else of the region
    or country; one query.

    That a visit took place is what counts, so also one that was entered afterwards.
    """
    past = Visit.objects.filter(
        status=Status.COMPLETED, region=visit.region_id, country=visit.country
    )
    past = past.exclude(pk=visit.pk)
    if not visit.held_on:
        # The last ones that came in: nobody sorts all that a region ever sent by their sessions.
        last = past.order_by("-created_at").values("pk")[:_MOST]
        past = Visit.objects.filter(pk__in=last)
    past = past.annotate(begin=session_begin())
    if visit.held_on:
        past = past.filter(begin__gt="", begin__lt=visit.held_on.isoformat())
    rows = past.order_by("-begin", "-created_at").values_list(
        "reference", "institution", "begin", "created_at", "people_came", "people"
    )[:_MOST]
    found = list(rows)
    name = _alike(visit.institution)
    own = [row for row in found if _alike(row[1]) == name]
    if not found:
        return None
    reference, institution, begin, created_at, came, people = (own or found)[0]
    return CameBefore(
        reference=reference,
        institution=institution,
        same=bool(own),
        year=int(begin[:4]) if begin else created_at.year,
        people=came or people,
        more=len(own or found) - 1,
    )


def _alike(institution: str) -> str:
    return " ".join(shortened(institution).casefold().split())
